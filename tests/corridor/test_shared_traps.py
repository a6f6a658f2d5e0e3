"""Traps of one load balancer for all sites: each with the handling, and with the handling taken out.

`tests/TRAPS.md` has a row for each.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.aws.calls import AwsCall
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.removals.application_load_balancers import RemovedApplicationLoadBalancer
from multisite_tui.aws.removals.secure_entries import RemovedSecureEntries
from multisite_tui.aws.resources.secure_entries import SecureEntry
from multisite_tui.aws.resources.shared_listeners import OLDER_TLS_POLICY, TLS_POLICY, TlsPolicyCall
from multisite_tui.demo.elbv2 import ssl_policies
from multisite_tui.engine import retries
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import ExitCode
from multisite_tui.plan.checked import Concerns
from multisite_tui.plan.shared import shared, shared_subnets

from .rig import Bench
from .shared_reference import SHARED, shared_edited, shared_with
from .test_account_checks import prove
from .test_shared import all_shared, parts

Patch = pytest.MonkeyPatch
handled = pytest.mark.parametrize("handled", [True, False])
RENAMED = shared_edited("sites:", "shared: {load_balancer: another}\nsites:")
OLD_POLICY = "ELBSecurityPolicy-2016-08"


def codes(ending: RunResult) -> set[str]:
    return {problem.code for problem in (*ending.problems, *ending.site_problems.values())}


def without_retries(patch: Patch, *codes: str) -> None:
    patch.setattr(retries, "RETRIES", tuple(row for row in retries.RETRIES if row.code not in codes))


def apply(bench: Bench, text: str = SHARED) -> RunResult:
    """Plan and apply, whatever the plan finds."""
    conductor = bench.conductor(text)
    return conductor.apply(conductor.plan(accept_leftovers=True))


def listener_on_443(bench: Bench) -> Any:
    [balancer] = bench.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    listeners = bench.aws.elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    return next(one for one in listeners if one["Port"] == 443)


def certificates_on_443(bench: Bench) -> set[str]:
    """Return the ARNs of the certificates of the listener with TLS."""
    arn = listener_on_443(bench)["ListenerArn"]
    found = bench.aws.elbv2.describe_listener_certificates(ListenerArn=arn)["Certificates"]
    return {one["CertificateArn"] for one in found}


def names_of(bench: Bench, arn: str) -> list[str]:
    return bench.aws.acm.describe_certificate(CertificateArn=arn)["Certificate"]["SubjectAlternativeNames"]


@handled
def test_the_tls_policy_is_named_since_the_default_of_the_api_takes_tls_1_0(
    bench: Bench, monkeypatch: Patch, handled: bool
) -> None:
    if not handled:
        create = SecureEntry._create

        def unnamed(entry: SecureEntry, *given: Any) -> AwsCall:
            call: Any = create(entry, *given)
            params = {key: value for key, value in call.params.items() if key != "SslPolicy"}
            return AwsCall("elbv2", "CreateListener", params, call.about, call.why)

        monkeypatch.setattr(SecureEntry, "_create", unnamed)
    apply(bench)
    [balancer] = bench.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    listeners = bench.aws.elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    assert (OLD_POLICY in [one.get("SslPolicy") for one in listeners]) is not handled


@handled
def test_a_region_without_the_newest_tls_policy_gets_the_one_before(
    bench: Bench, monkeypatch: Patch, handled: bool
) -> None:
    monkeypatch.delitem(ssl_policies._PROTOCOLS, TLS_POLICY)
    if not handled:
        monkeypatch.setattr(TlsPolicyCall, "instead", lambda *_: None)
    assert codes(apply(bench)) == (set() if handled else {"SSLPolicyNotFound"})
    if handled:
        assert listener_on_443(bench)["SslPolicy"] == OLDER_TLS_POLICY
        assert bench.plan(SHARED).nothing_to_do


@handled
def test_a_tls_policy_that_was_set_by_hand_is_set_right_in_such_a_region_too(
    bench: Bench, monkeypatch: Patch, handled: bool
) -> None:
    apply(bench)
    bench.aws.elbv2.modify_listener(ListenerArn=listener_on_443(bench)["ListenerArn"], SslPolicy=OLD_POLICY)
    monkeypatch.delitem(ssl_policies._PROTOCOLS, TLS_POLICY)
    if not handled:
        monkeypatch.setattr(TlsPolicyCall, "instead", lambda *_: None)
    assert (apply(bench).exit_code is ExitCode.DONE) is handled
    assert listener_on_443(bench)["SslPolicy"] == (OLDER_TLS_POLICY if handled else OLD_POLICY)


@handled
def test_a_certificate_that_was_just_issued_is_offered_again(tmp_path: Path, monkeypatch: Patch, handled: bool) -> None:
    bench = Bench(tmp_path, eventual=True)
    apply(bench)  # the wait for a new load balancer is longer than the delay
    if not handled:
        without_retries(monkeypatch, "UnsupportedCertificate", "CertificateNotFound")
    ending = apply(bench, shared_with("aliases: [www.sub.main.io]"))
    assert codes(ending) == (set() if handled else {"CertificateNotFound"})


@handled
def test_a_target_group_is_let_go_of_late(bench: Bench, monkeypatch: Patch, handled: bool) -> None:
    apply(bench)
    if not handled:
        without_retries(monkeypatch, "ResourceInUse")
    ending = bench.remove(SHARED, "main.io")
    assert codes(ending) == (set() if handled else {"ResourceInUse"})


@handled
def test_the_default_certificate_cannot_be_taken_out(bench: Bench, monkeypatch: Patch, handled: bool) -> None:
    apply(bench)
    [balancer] = bench.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    listeners = bench.aws.elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    default = next(one["Certificates"][0]["CertificateArn"] for one in listeners if one["Port"] == 443)
    owner = bench.aws.acm.describe_certificate(CertificateArn=default)["Certificate"]["DomainName"]
    if not handled:
        leave = RemovedSecureEntries._leave

        def at_once(entries: RemovedSecureEntries, *given: Any) -> list[Any]:
            return [call for call in leave(entries, *given) if call.name != "elbv2:ModifyListener"]

        monkeypatch.setattr(RemovedSecureEntries, "_leave", at_once)
    ending = bench.remove(SHARED, owner)
    assert codes(ending) == (set() if handled else {"OperationNotPermitted"})
    if handled:
        assert len(parts(bench)["HTTPS:443"][1]) == 1


@handled
def test_a_site_that_was_left_keeps_the_certificate_that_it_shared(
    tmp_path: Path, monkeypatch: Patch, handled: bool
) -> None:
    bench = Bench(tmp_path)
    apply(bench, shared_edited("port: 6402\n", "port: 6402\n    aliases: [old.main.io]\n"))
    apply(bench, SHARED + "  - domain: old.main.io\n    port: 6404\n")
    before = {arn for arn in certificates_on_443(bench) if "old.main.io" in names_of(bench, arn)}
    if not handled:
        monkeypatch.setattr(SecureEntry, "_served_besides", lambda entry, *_: entry.other_names)
    ending = apply(bench, shared_edited("port: 6402\n", "port: 6402\n    certificate: request\n"))
    assert ending.exit_code is ExitCode.DONE
    assert ["old.main.io"] in parts(bench)["HTTPS:443"][1]
    assert bool(before & certificates_on_443(bench)) is handled


@handled
def test_interfaces_of_a_deleted_load_balancer_hold_its_group(bench: Bench, monkeypatch: Patch, handled: bool) -> None:
    before = all_shared(bench)
    apply(bench)
    if not handled:
        monkeypatch.setattr(RemovedApplicationLoadBalancer, "wait", None)
        without_retries(monkeypatch, "DependencyViolation")
    ending = bench.remove(SHARED)
    assert (all_shared(bench) == before) is handled
    assert codes(ending) == (set() if handled else {"DependencyViolation"})


def zone_alone(bench: Bench) -> None:
    """Leave the VPC one zone with a subnet."""
    instance = bench.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]
    for one in bench.aws.ec2.describe_subnets()["Subnets"]:
        if one["SubnetId"] != instance["SubnetId"]:
            bench.aws.ec2.delete_subnet(SubnetId=one["SubnetId"])


@handled
def test_one_zone_is_met_before_the_first_change(bench: Bench, monkeypatch: Patch, handled: bool) -> None:
    zone_alone(bench)
    if handled:
        assert [one.code for one in bench.plan(SHARED).problems] == ["one_zone"]
        return
    monkeypatch.setattr(shared_subnets, "FEWEST_ZONES", 1)
    assert "ValidationError" in codes(apply(bench))


@handled
@pytest.mark.parametrize(
    ("quota", "code"),
    [
        ("rules-per-application-load-balancer", "TooManyRules"),
        ("certificates-per-application-load-balancer", "TooManyCertificates"),
    ],
)
def test_a_quota_of_the_load_balancer_is_met_before_the_first_change(
    bench: Bench, monkeypatch: Patch, handled: bool, quota: str, code: str
) -> None:
    bench.account.set_quota(quota, 0)
    if handled:
        assert [one.code for one in bench.plan(SHARED).problems] == ["quota_reached"]
        return
    monkeypatch.setattr(shared, "check_quotas", lambda *_: Concerns())
    assert code in codes(apply(bench))


@handled
def test_the_name_of_a_classic_load_balancer_is_met_before_the_first_change(
    bench: Bench, monkeypatch: Patch, handled: bool
) -> None:
    subnet = bench.aws.ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    listener: Any = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 1}
    bench.aws.elb.create_load_balancer(LoadBalancerName="main-io", Listeners=[listener], Subnets=[subnet])
    if handled:
        assert [one.code for one in bench.plan(SHARED).problems] == ["load_balancer_taken"]
        return
    monkeypatch.setattr(shared, "check_name", lambda *_: Concerns())
    assert "DuplicateLoadBalancerName" in codes(apply(bench))


@handled
def test_another_name_of_the_load_balancer_is_refused_before_the_first_change(
    bench: Bench, monkeypatch: Patch, handled: bool
) -> None:
    apply(bench)
    if handled:
        [problem] = [one for one in bench.plan(RENAMED).problems if one.code == "load_balancer_renamed"]
        assert "{load_balancer: main-io}" in problem.next
        return
    monkeypatch.setattr(shared, "check_groups", lambda *_: Concerns())
    assert "TargetGroupAssociationLimit" in codes(apply(bench, RENAMED))


def test_another_name_is_taken_once_the_first_load_balancer_is_gone(bench: Bench) -> None:
    apply(bench)
    [balancer] = bench.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    bench.aws.elbv2.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])
    assert "load_balancer_renamed" not in [one.code for one in bench.plan(RENAMED).problems]


@pytest.mark.parametrize("operation", ["CreateLoadBalancer", "CreateTargetGroup", "CreateListener", "CreateRule"])
def test_what_was_made_although_the_reply_was_lost_is_made_once(bench: Bench, operation: str) -> None:
    """A second rule of one condition would be taken: the lower number would win, and the other stay for ever."""
    bench.account.drop(operation, after=True)
    assert apply(bench).exit_code is ExitCode.DONE
    assert parts(bench)["HTTPS:443"] == ("fixed-response", [["main.io"], ["sub.main.io"]])
    assert len(bench.aws.elbv2.describe_target_groups()["TargetGroups"]) == 2
    assert bench.plan(SHARED).nothing_to_do


def test_a_certificate_with_an_elliptic_curve_is_used(bench: Bench) -> None:
    """A Classic Load Balancer refuses it."""
    for name in ("main.io", "sub.main.io"):
        arn = bench.aws.acm.request_certificate(DomainName=name, ValidationMethod="DNS", KeyAlgorithm="EC_prime256v1")[
            "CertificateArn"
        ]
        prove(bench, arn)
    before = len(bench.writes())
    assert apply(bench).exit_code is ExitCode.DONE
    assert "acm:RequestCertificate" not in bench.writes()[before:]


def test_an_account_that_aws_holds_back_is_told_what_to_do(bench: Bench) -> None:
    bench.account.hold_back()
    ending = apply(bench)
    assert ending.exit_code is ExitCode.PARTIAL
    assert all("AWS Support" in one.next for one in ending.site_problems.values())


@pytest.mark.parametrize(
    ("quota", "helps", "fails"),
    [
        ("application-load-balancers", "delete an Application Load Balancer that is not used", "a setup of their own"),
        ("certificates-per-application-load-balancer", "a wildcard certificate", "delete"),
        ("rules-per-application-load-balancer", "fewer `aliases`", "certificate"),
    ],
)
def test_a_quota_that_is_reached_is_told_with_what_helps_there(
    bench: Bench, quota: str, helps: str, fails: str
) -> None:
    bench.account.set_quota(quota, 0)
    [problem] = bench.plan(SHARED).problems
    assert (problem.code, quota in problem.what) == ("quota_reached", True)
    assert helps in problem.next
    assert fails not in problem.next


def test_load_balancers_of_another_kind_do_not_count_for_the_quota(bench: Bench, monkeypatch: Patch) -> None:
    assert apply(bench, shared_edited("name: main-io", "name: other")).exit_code is ExitCode.DONE
    bench.account.set_quota("application-load-balancers", 1)
    ask = Facts.application_load_balancers
    alone = SHARED.replace("main.io", "example.net").replace("name: main-io", "name: net")
    assert "quota_reached" in [one.code for one in bench.plan(alone).problems]

    def as_network(facts: Facts) -> dict[str, ApplicationLoadBalancer]:
        return {name: replace(one, type="network") for name, one in ask(facts).items()}

    monkeypatch.setattr(Facts, "application_load_balancers", as_network)
    assert "quota_reached" not in [one.code for one in bench.plan(alone).problems]
