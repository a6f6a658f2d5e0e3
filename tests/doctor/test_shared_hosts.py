"""A load balancer that sites share: its rules by host, its certificates, its listeners and itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from multisite_tui.aws.facts import application_load_balancers
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.doctor.diagnoses import Certainty, Diagnosis
from tests.corridor.rig import Bench
from tests.corridor.shared_reference import SHARED, shared_edited, shared_with

from .conftest import codes, examine

SITE = "sub.main.io"


def found_in(bench: Bench, text: str = SHARED, **how: object) -> list[tuple[str, Certainty]]:
    return [(one.code, one.certainty) for one in examine(bench, text, site=SITE, **how)]


def only(bench: Bench, code: str, certainty: Certainty = Certainty.CERTAIN, text: str = SHARED) -> Diagnosis:
    """Return the one diagnosis that there is to be, of the second site; the first site has none."""
    found = examine(bench, text)
    assert [(one.site, one.code, one.certainty) for one in found] == [(SITE, code, certainty)], found
    return found[0]


def balancer(bench: Bench) -> str:
    return bench.aws.elbv2.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]


def listener(bench: Bench, port: int = 443) -> str:
    there = bench.aws.elbv2.describe_listeners(LoadBalancerArn=balancer(bench))["Listeners"]
    return next(one["ListenerArn"] for one in there if one["Port"] == port)


def rule(bench: Bench, host: str = SITE) -> str:
    rules = bench.aws.elbv2.describe_rules(ListenerArn=listener(bench))["Rules"]
    return next(one["RuleArn"] for one in rules if host in str(one["Conditions"]))


def group(bench: Bench, name: str) -> str:
    return bench.aws.elbv2.describe_target_groups(Names=[name])["TargetGroups"][0]["TargetGroupArn"]


def add_rule(bench: Bench, priority: int, *hosts: str, path: str = "", port: int = 443, **action: Any) -> None:
    conditions: list[Mapping[str, Any]] = [{"Field": "host-header", "HostHeaderConfig": {"Values": list(hosts)}}]
    if path:
        conditions.append({"Field": "path-pattern", "PathPatternConfig": {"Values": [path]}})
    away = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "410"}}
    bench.aws.elbv2.create_rule(
        ListenerArn=listener(bench, port),
        Priority=priority,
        Conditions=conditions,  # type: ignore[arg-type]
        Actions=[action or away],  # type: ignore[list-item]
    )


@pytest.mark.parametrize("line", ["redirect: false", "listeners: [https:443]"])
def test_a_healthy_setup_has_no_diagnosis(shared: Bench, line: str) -> None:
    text = shared_with(line)
    shared.run(text, accept_leftovers=True)
    assert examine(shared, text) == ()


def test_a_missing_rule(shared: Bench) -> None:
    shared.aws.elbv2.delete_rule(RuleArn=rule(shared))
    found = examine(shared, SHARED, site=SITE)
    assert codes(found) == ["host_rule_missing", "target_group_unused"]
    assert found[0].evidence == "A request that no rule takes there is answered 404 by the load balancer."
    assert "the target group to-sub" in found[1].what


def test_a_name_that_no_rule_has_yet(shared: Bench) -> None:
    text = shared_with("aliases: [www.sub.main.io]")
    found = examine(shared, text, site=SITE)
    said = next(one for one in found if one.code == "host_rule_missing")
    assert said.what.startswith("No rule of this setup names www.sub.main.io on port 443,")


@pytest.mark.parametrize("hosts", [(SITE,), ("*.main.io",), ("other.io", "s?b.main.io")])
def test_a_rule_that_takes_the_requests_first(shared: Bench, hosts: tuple[str, ...]) -> None:
    add_rule(shared, 7, *hosts)
    said = only(shared, "host_rule_shadowed")
    assert f"the rule of priority 7, for {', '.join(hosts)}, a request is answered 410" in said.evidence
    assert said.fix.startswith("Delete that rule")


def test_a_rule_that_takes_some_requests_first_is_likely(shared: Bench) -> None:
    add_rule(shared, 7, SITE, path="/api*")
    assert "some requests" in only(shared, "host_rule_shadowed", Certainty.LIKELY).what


@pytest.mark.parametrize(
    ("priority", "hosts", "to"), [(7, SITE, "to-sub"), (7, "other.io", ""), (49_000, SITE, ""), (49_000, "*", "")]
)
def test_a_rule_that_does_no_harm_is_not_said(shared: Bench, priority: int, hosts: str, to: str) -> None:
    action = {"Type": "forward", "TargetGroupArn": group(shared, to)} if to else {}
    add_rule(shared, priority, hosts if hosts != "*" else "*.main.io", **action)
    assert examine(shared, SHARED) == ()


def test_the_maintenance_page_is_said_as_such(shared: Bench) -> None:
    shared.conductor(SHARED).switch_page(SITE, shown=True)
    said = only(shared, "maintenance_page_shown")
    assert "`multisite-tui maintenance main-io --site sub.main.io off`" in said.fix


def test_a_rule_that_forwards_to_another_target_group(shared: Bench) -> None:
    to = [{"Type": "forward", "TargetGroupArn": group(shared, "to-main")}]
    shared.aws.elbv2.modify_rule(RuleArn=rule(shared), Actions=to)  # type: ignore[arg-type]
    found = examine(shared, SHARED, site=SITE)
    assert codes(found) == ["host_rule_differs", "target_group_unused"]
    assert "does not forward to the target group to-sub." in found[0].what
    assert "a request is forwarded to targetgroup/to-main/" in found[0].evidence


def test_a_certificate_that_is_not_in_the_list(shared: Bench) -> None:
    certificates = shared.aws.acm.list_certificates()["CertificateSummaryList"]
    own = next(one["CertificateArn"] for one in certificates if one["DomainName"] == SITE)
    other = next(one["CertificateArn"] for one in certificates if one["DomainName"] != SITE)
    shared.aws.elbv2.modify_listener(ListenerArn=listener(shared), Certificates=[{"CertificateArn": other}])
    shared.aws.elbv2.remove_listener_certificates(ListenerArn=listener(shared), Certificates=[{"CertificateArn": own}])
    said = only(shared, "certificate_not_in_list")
    assert "visitors are warned of one that is not for sub.main.io" in said.what
    assert said.evidence == f"The port shows {other}; meant is {own}."


def test_a_listener_that_is_gone(shared: Bench) -> None:
    shared.aws.elbv2.delete_listener(ListenerArn=listener(shared, 80))
    found = examine(shared, SHARED)
    assert codes(found) == ["listener_missing"] * 2
    assert "does not listen on port 80." in found[0].what


def test_a_redirect_that_is_gone(shared: Bench) -> None:
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    shared.aws.elbv2.modify_listener(ListenerArn=listener(shared, 80), DefaultActions=[answer])  # type: ignore[list-item]
    assert codes(examine(shared, SHARED)) == ["redirect_missing"] * 2
    assert found_in(shared, shared_with("redirect: false"))[0][0] == "host_rule_missing"


def test_other_targets_ports_are_no_matter_of_the_redirect(shared: Bench) -> None:
    there = shared.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]  # type: ignore[typeddict-item]
    arn = group(shared, "to-sub")
    shared.aws.elbv2.register_targets(TargetGroupArn=arn, Targets=[{"Id": there, "Port": 7000}])
    shared.aws.elbv2.deregister_targets(TargetGroupArn=arn, Targets=[{"Id": there, "Port": 6403}])
    found = examine(shared, SHARED, site=SITE)
    assert [one.code for one in found if "listener" in one.code] == []


def test_a_target_group_that_is_gone_is_said_once(shared: Bench) -> None:
    shared.aws.elbv2.delete_rule(RuleArn=rule(shared))
    shared.clock._now += 600
    shared.aws.elbv2.delete_target_group(TargetGroupArn=group(shared, "to-sub"))
    assert "There is no target group to-sub" in only(shared, "target_group_missing").what


def test_a_port_of_another_site_is_not_this_sites(shared: Bench) -> None:
    text = shared_edited("port: 6402", "port: 6402\n    listeners: [http:80, https:443, https:8443]")
    shared.run(text)
    balancer_group = shared.aws.elbv2.describe_load_balancers()["LoadBalancers"][0]["SecurityGroups"][0]
    way = {"IpProtocol": "tcp", "FromPort": 8443, "ToPort": 8443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    shared.aws.ec2.revoke_security_group_ingress(GroupId=balancer_group, IpPermissions=[way])  # type: ignore[list-item]
    assert [(one.site, one.code) for one in examine(shared, text)] == [("main.io", "security_group_closed")]


@pytest.mark.parametrize(
    ("state", "code", "certainty"),
    [
        ("provisioning", "load_balancer_provisioning", Certainty.LIKELY),
        ("failed", "load_balancer_failed", Certainty.CERTAIN),
        ("active_impaired", "load_balancer_impaired", Certainty.CANNOT_TELL),
    ],
)
def test_its_state(shared: Bench, monkeypatch: pytest.MonkeyPatch, state: str, code: str, certainty: Certainty) -> None:
    described = application_load_balancers.from_reply

    def from_reply(aws: Any, found: Any) -> ApplicationLoadBalancer:
        return replace(described(aws, found), state=state, state_reason="no room")

    monkeypatch.setattr(application_load_balancers, "from_reply", from_reply)
    found = examine(shared, SHARED, site=SITE)
    assert [(one.code, one.certainty) for one in found] == [(code, certainty)]
    assert "no room" in found[0].evidence


def test_one_zone_alone(shared: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    described = Facts.subnets
    monkeypatch.setattr(
        Facts, "subnets", lambda facts, vpc: tuple(replace(one, zone="zone-a") for one in described(facts, vpc))
    )
    found = examine(shared, SHARED, site=SITE)
    assert [(one.code, one.certainty) for one in found] == [("load_balancer_in_one_zone", Certainty.CANNOT_TELL)]
