"""The traps that a program falls into on its first real run, each with the handling taken out.

Every case here breaks one piece of the program and shows that the strict account notices, and for which reason; the
piece in its place is what all other tests of this folder run on. `tests/TRAPS.md` maps each trap to its tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from multisite_tui.answers import AnswersError, load
from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts import certificates as certificate_facts
from multisite_tui.aws.facts import load_balancers
from multisite_tui.aws.facts import records as record_facts
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import HealthCheckSettings as Check
from multisite_tui.aws.facts.patience import LONGEST, Patience
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.removals.load_balancers import RemovedLoadBalancer
from multisite_tui.aws.resources import certificates, listeners, records, security_groups
from multisite_tui.aws.resources.base import Progress
from multisite_tui.aws.resources.certificates import CertificateChoice, SiteCertificate
from multisite_tui.aws.resources.instances import Registration
from multisite_tui.aws.resources.outdated_rules import OutdatedRules
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.validation import Validation
from multisite_tui.aws.session import Aws
from multisite_tui.demo import consistency, rulebook
from multisite_tui.demo.acm import lifecycle
from multisite_tui.demo.calls import RULES
from multisite_tui.demo.elb import load_balancers as balancer_room
from multisite_tui.engine import retries, step_executor
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import ExitCode
from multisite_tui.model.health_checks import CheckTarget, HealthCheck
from multisite_tui.model.replies import Reply
from multisite_tui.model.security_groups import NewSecurityGroup
from multisite_tui.plan import dns_checks, instance_choice, resolve, subnet_choice
from multisite_tui.plan.checked import Concerns
from multisite_tui.plan.classic import classic, site_steps

from .reference import REFERENCE, edited
from .rig import TODAY, Bench
from .test_account_checks import full_group, old_record, prove, record, stopped, strangers_balancer, values, weighted
from .test_account_checks import zone_id as zone_of
from .test_removal import a_records

Patch = pytest.MonkeyPatch
ONE = "schema: 1\nname: one\nsites: [{domain: sub.main.io, port: 6403}]\n"
PLAIN = "schema: 1\nname: one\nsites: [{domain: sub.main.io, port: 6403, certificate: none}]\n"
SECURE = "schema: 1\nname: one\nsites: [{domain: sub.main.io, port: 6403, listeners: [https:443]}]\n"
REPLACING = "schema: 1\nname: one\nsites: [{domain: sub.main.io, port: 6403, dns: {replace: true}}]\n"
SHORT = "a.main.io"
LONG = f"{'l' * 63}.main.io"


def codes(ending: RunResult) -> set[str]:
    """Return why sites failed, by the codes that a person would search for."""
    return {problem.code for problem in ending.site_problems.values()}


def refused(bench: Bench) -> set[str]:
    """Return the calls that AWS refused, each with AWS's code."""
    log = [call for call in bench.account.calls if call.mutating and call.outcome not in ("ok", "lost")]
    return {f"{call.name.partition('.')[2]} {call.outcome}" for call in log}


def done(*_: object) -> Progress:
    return Progress(done=True, message="")


def without_retry(patch: Patch, *of: str) -> None:
    patch.setattr(retries, "RETRIES", tuple(row for row in retries.RETRIES if row.code not in of))


def attach_at_once(patch: Patch) -> None:
    patch.setattr(Validation, "progress", done)
    without_retry(patch, "CertificateNotFound")


def no_way_in(patch: Patch) -> None:
    patch.setattr(security_groups.IngressRule, "calls", lambda *_: ())


def no_way_in_for_checks(patch: Patch) -> None:
    ports = property(lambda site: tuple({listener.instance_port for listener in site.listeners}))
    patch.setattr(resolve.ResolvedSite, "entry_ports", ports)


def made_up_zone(patch: Patch) -> None:
    create = records.SiteRecords._create

    def wrong(self: records.SiteRecords, found: records.NameRecords, name: str) -> dict[str, Any]:
        change = create(self, found, name)
        change["ResourceRecordSet"]["AliasTarget"]["HostedZoneId"] = "Z35SXDOTRQ7X7K"
        return change

    patch.setattr(records.SiteRecords, "_create", wrong)


def cname(patch: Patch) -> None:
    def wrong(self: records.SiteRecords, found: records.NameRecords, name: str) -> dict[str, Any]:
        target = values(found.entrance.dns_name if found.entrance else "later.example")
        return {
            "Action": "CREATE",
            "ResourceRecordSet": {"Name": name, "Type": "CNAME", "TTL": 60, "ResourceRecords": target},
        }

    patch.setattr(records.SiteRecords, "_create", wrong)


def without_instance_protocol(patch: Patch) -> None:
    created = listeners.created

    def lacking(listener: listeners.WantedListener, certificate: str) -> dict[str, object]:
        return {key: value for key, value in created(listener, certificate).items() if key != "InstanceProtocol"}

    patch.setattr(listeners, "created", lacking)


def no_wait_for_proofs(patch: Patch) -> None:
    patch.setattr(SiteCertificate, "progress", done)


def a_path_by_tcp(patch: Patch) -> None:
    patch.setattr(resolve, "health_check", lambda *_: Check(CheckTarget.parse("TCP:6403/"), 5, 3, 10, 2))


def another_zone(patch: Patch) -> None:
    best = subnet_choice._best

    def elsewhere(there: list[subnet_choice.Subnet], zone: str, instances: Any) -> subnet_choice.Subnet | None:
        return next((subnet for subnet in there if subnet.zone != zone), best(there, zone, ()))

    patch.setattr(subnet_choice, "_best", elsewhere)


def token_with_hyphens(patch: Patch) -> None:
    patch.setattr(SiteCertificate, "_token", lambda *_: str(UUID(int=1))[:32])


def any_order_of_names(patch: Patch) -> None:
    patch.setattr(certificates, "LONGEST_COMMON_NAME", 253)


def not_waited_for(patch: Patch) -> None:
    patch.setattr(certificates.SiteCertificate, "wait", None)
    patch.setattr(step_executor, "VISIBLE_WITHIN", -1.0)


def taken_for_gone(patch: Patch) -> None:
    patch.setattr(load_balancers, "health", load_balancers._health)


def close_to_the_world(bench: Bench) -> None:
    """Take away the rules by which the seeded instance is open to everybody: then only ours lets the checks in."""
    group = bench.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]["SecurityGroups"][0]["GroupId"]
    rules = bench.aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    bench.aws.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=rules)


@dataclass(frozen=True)
class Case:
    """A piece that is taken out, and what stops the run then."""

    trap: str
    take_out: Callable[[Patch], None]
    code: str
    answers: str = ONE


HEALTH_PORT = edited("port: 6403", "port: 6403, health_check: {port: 9000}", ONE)
TCP_CHECK = edited("port: 6403", "port: 6403, health_check: {protocol: tcp}", ONE)
TWO_NAMES = edited("domain: sub.main.io", f"domain: {LONG}, aliases: [{SHORT}]", ONE)
TAKEN_OUT = [
    Case("1 a pending certificate is attached", attach_at_once, "CertificateNotFound"),
    Case("3 the instance's group lets nobody in", no_way_in, "wait_timed_out"),
    Case("3 it lets nobody in at the port of the checks", no_way_in_for_checks, "wait_timed_out", HEALTH_PORT),
    Case("4 the alias's zone is made up", made_up_zone, "InvalidChangeBatch"),
    Case("7 InstanceProtocol is left out", without_instance_protocol, "InvalidConfigurationRequest"),
    Case("9 the first name of a certificate is too long", any_order_of_names, "InvalidDomainValidationOptionsException",
         TWO_NAMES),
    Case("10 the validation records are not waited for", no_wait_for_proofs, "wait_timed_out"),
    Case("12 a CNAME at the apex of a zone", cname, "InvalidChangeBatch", REFERENCE),
    Case("14 a check by TCP has a path", a_path_by_tcp, "ValidationError", TCP_CHECK),
    Case("15 the subnet is in another zone", another_zone, "wait_timed_out"),
    Case("16 a token has hyphens", token_with_hyphens, "ValidationException"),
]  # fmt: skip


def not_retried_by_elb(patch: Patch) -> None:
    # Nor may the way in be tried again meanwhile: that would take time, too.
    patch.setattr(security_groups.IngressRule, "calls", lambda *_: ())
    without_retry(patch, "InvalidSecurityGroup")


def not_retried_as_a_source(patch: Patch) -> None:
    key = ("elb", "CreateLoadBalancer")
    patch.setitem(RULES, key, [rule for rule in RULES[key] if rule is not consistency.groups_have_arrived])
    without_retry(patch, "InvalidGroup.NotFound")


def not_retried_by_listeners(patch: Patch) -> None:
    without_retry(patch, "CertificateNotFound")


@dataclass(frozen=True)
class Late(Case):
    """What AWS shows late, and without which patience."""

    moment: str = ""
    """Which of the practice account's moments is as long as on a bad day."""
    seconds: float = 20.0


LATE = [
    Late("a group, for ELB", not_retried_by_elb, "InvalidSecurityGroup", PLAIN, "GROUP_ARRIVAL"),
    Late("a group, as a source", not_retried_as_a_source, "InvalidGroup.NotFound", PLAIN, "GROUP_ARRIVAL"),
    Late("a certificate just issued", not_retried_by_listeners, "CertificateNotFound", SECURE, "CERTIFICATE_ARRIVAL"),
    Late("a certificate just requested", not_waited_for, "not_shown", SECURE, "REQUEST_ARRIVAL"),
    Late("a load balancer", taken_for_gone, "LoadBalancerNotFound", PLAIN, "BALANCER_ARRIVAL"),
]


@pytest.mark.parametrize("case", TAKEN_OUT, ids=lambda case: case.trap)
def test_without_its_handling_the_run_does_not_come_through(bench: Bench, monkeypatch: Patch, case: Case) -> None:
    close_to_the_world(bench)
    case.take_out(monkeypatch)

    ending = bench.run(case.answers)

    assert ending.exit_code is not ExitCode.DONE
    assert case.code in codes(ending)


@pytest.mark.parametrize("text", [ONE, REFERENCE, HEALTH_PORT, TCP_CHECK, TWO_NAMES])
def test_with_its_handling_it_does(bench: Bench, text: str) -> None:
    close_to_the_world(bench)

    assert bench.run(text).exit_code is ExitCode.DONE


@pytest.mark.parametrize("late", LATE, ids=lambda late: late.trap)
def test_without_patience_the_run_does_not_come_through(tmp_path: Path, monkeypatch: Patch, late: Late) -> None:
    monkeypatch.setattr(consistency, late.moment, late.seconds)
    late.take_out(monkeypatch)

    ending = Bench(tmp_path, eventual=True).run(late.answers)

    assert ending.exit_code is not ExitCode.DONE
    assert late.code in codes(ending)


@pytest.mark.parametrize("late", LATE, ids=lambda late: late.trap)
def test_with_patience_it_does(tmp_path: Path, monkeypatch: Patch, late: Late) -> None:
    monkeypatch.setattr(consistency, late.moment, late.seconds)

    assert Bench(tmp_path, eventual=True).run(late.answers).exit_code is ExitCode.DONE


@pytest.mark.parametrize("patient", [True, False])
def test_an_alias_of_a_new_load_balancer_is_tried_again(bench: Bench, monkeypatch: Patch, patient: bool) -> None:
    late = Bench(bench.folder / "late", eventual=True)
    # After all else is done, and before the last of the tries.
    monkeypatch.setattr(consistency, "ALIAS_ARRIVAL", 100.0)
    if not patient:
        without_retry(monkeypatch, "InvalidChangeBatch")
    assert (late.run(PLAIN).exit_code is ExitCode.DONE) is patient
    assert "ChangeResourceRecordSets InvalidChangeBatch" in refused(late)


@pytest.mark.parametrize("seconds", [60, 600])
def test_a_program_that_is_let_in_late_is_waited_for(bench: Bench, monkeypatch: Patch, seconds: int) -> None:
    bench.account.set_answer(6403, 500)
    wait = bench.clock.wait

    def opens(pause: float, interrupt: Any) -> None:
        wait(pause, interrupt)
        if bench.clock.now() > TODAY + 400:
            bench.account.set_answer(6403, 200)

    monkeypatch.setattr(bench.clock, "wait", opens)

    ending = bench.run(edited("sites:", f"waits: {{in_service: {seconds}s}}\nsites:", PLAIN))

    assert ending.exit_code is (ExitCode.DONE if seconds == 600 else ExitCode.TIMED_OUT)


@pytest.mark.parametrize("waits", [True, False])
def test_2_a_site_that_is_not_in_service_is_not_switched_to(bench: Bench, monkeypatch: Patch, waits: bool) -> None:
    bench.account.set_answer(6403, 500)
    if not waits:
        monkeypatch.setattr(Registration, "progress", done)

    ending = bench.run(ONE)

    assert ending.exit_code is (ExitCode.TIMED_OUT if waits else ExitCode.DONE)
    assert ("sub.main.io. A" in a_records(bench)) is not waits


@dataclass(frozen=True)
class Wrong:
    """An answer that the checks refuse, the same past the checks, and what AWS says to it."""

    trap: str
    answer: str
    past: dict[str, object]
    says: str


def group(**texts: str) -> dict[str, object]:
    return {"security_group": NewSecurityGroup.model_construct(**texts)}


def check(**numbers: object) -> dict[str, object]:
    return {"health_check": HealthCheck().model_copy(update=numbers)}


KOREAN, DASH, LONG_NAME = "로드 밸런서", "Main — site", "l" * 33
MANY = [f"n{number}.main.io" for number in range(10)]
ENTERED = rulebook.__all__
"""Every rule is entered before a test changes the table of rules: what is entered later would go with the change."""
GROUP_REFUSED, BALANCER_REFUSED = "CreateSecurityGroup InvalidParameterValue", "CreateLoadBalancer ValidationError"
CHECK_REFUSED = "ConfigureHealthCheck ValidationError"
WRONG = [
    Wrong("5 a Korean text", f"security_group: {{description: {KOREAN}}}", group(description=KOREAN), GROUP_REFUSED),
    Wrong("5 a long dash", f"security_group: {{description: {DASH}}}", group(description=DASH), GROUP_REFUSED),
    Wrong("5 a name like an id", "security_group: {name: sg-1}", group(name="sg-1"), GROUP_REFUSED),
    Wrong("6 a dot", "load_balancer: main.io", {"load_balancer": "main.io"}, BALANCER_REFUSED),
    Wrong("6 an underscore", "load_balancer: to_main", {"load_balancer": "to_main"}, BALANCER_REFUSED),
    Wrong("6 a hyphen at the end", "load_balancer: to-", {"load_balancer": "to-"}, BALANCER_REFUSED),
    Wrong("6 too long", f"load_balancer: {LONG_NAME}", {"load_balancer": LONG_NAME}, BALANCER_REFUSED),
    Wrong("9 eleven names", f"aliases: {MANY}", {"aliases": tuple(MANY)}, "RequestCertificate LimitExceededException"),
    Wrong("14 timeout", "health_check: {timeout: 5}", check(timeout=5), CHECK_REFUSED),
    Wrong("14 interval", "health_check: {interval: 301}", check(interval=301), CHECK_REFUSED),
    Wrong("14 threshold", "health_check: {healthy_threshold: 11}", check(healthy_threshold=11), CHECK_REFUSED),
    Wrong("14 no path", "health_check: {path: ''}", check(path=""), CHECK_REFUSED),
    Wrong("14 a port", "health_check: {port: 65536}", check(port=65536), CHECK_REFUSED),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.trap)
def test_what_aws_would_refuse_half_way_the_answers_refuse_first(wrong: Wrong) -> None:
    with pytest.raises(AnswersError):
        load(edited("port: 6403", f"port: 6403, {wrong.answer}", ONE), "answers.yaml")


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.trap)
def test_past_the_checks_of_the_answers_aws_refuses_it(bench: Bench, monkeypatch: Patch, wrong: Wrong) -> None:
    conductor = bench.conductor(ONE)
    site = conductor.setup.sites[0].model_copy(update=wrong.past)
    conductor.setup = conductor.setup.model_copy(update={"sites": (site,)})
    # Whatever rule on ways in would refuse a port first is not what is looked for here.
    monkeypatch.setattr(security_groups.IngressRule, "calls", lambda *_: ())

    ending = conductor.apply(conductor.plan())

    assert ending.exit_code is ExitCode.PARTIAL
    assert wrong.says in refused(bench)


def test_5_a_domain_in_another_script_is_ascii_wherever_aws_wants_that(bench: Bench, monkeypatch: Patch) -> None:
    korean = edited("sub.main.io", "한국.main.io", ONE)
    assert bench.run(korean).exit_code is ExitCode.DONE

    as_typed = Bench(bench.folder / "as typed")
    conductor = as_typed.conductor(korean)
    site = conductor.setup.sites[0].model_copy(update={"domain": "한국.main.io"})
    conductor.setup = conductor.setup.model_copy(update={"sites": (site,)})

    assert conductor.apply(conductor.plan()).exit_code is ExitCode.PARTIAL
    assert {"CreateSecurityGroup InvalidParameterValue", "RequestCertificate ValidationException"} <= refused(as_typed)


@pytest.mark.parametrize("looks", [True, False])
def test_9_a_certificate_that_does_not_cover_the_name_is_not_taken(
    bench: Bench, monkeypatch: Patch, looks: bool
) -> None:
    arn = bench.aws.acm.request_certificate(DomainName="main.io", ValidationMethod="DNS")["CertificateArn"]
    prove(bench, arn)
    if not looks:
        monkeypatch.setattr(Certificate, "covers", lambda *_: True)

    bench.run(ONE)

    balancer = bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"][0]
    used = [one["Listener"].get("SSLCertificateId") for one in balancer["ListenerDescriptions"]]
    assert (arn in used) is not looks


@pytest.mark.parametrize("minutes", [5, 60])
def test_11_a_certificate_may_take_longer_than_the_waiter_of_the_sdk(
    bench: Bench, monkeypatch: Patch, minutes: int
) -> None:
    monkeypatch.setattr(lifecycle, "ISSUE", 1200.0)

    ending = bench.run(edited("sites:", f"waits: {{certificate: {minutes}m}}\nsites:", ONE))

    assert ending.exit_code is (ExitCode.DONE if minutes == 60 else ExitCode.TIMED_OUT)


@pytest.mark.parametrize("looks", [True, False])
def test_11_a_private_zone_proves_nothing(bench: Bench, monkeypatch: Patch, looks: bool) -> None:
    vpc = bench.aws.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    bench.aws.route53.create_hosted_zone(
        Name="sub.main.io", CallerReference="private", VPC={"VPCRegion": "ap-northeast-2", "VPCId": vpc}
    )
    if not looks:
        private = [zone["Id"] for zone in bench.aws.route53.list_hosted_zones()["HostedZones"]][-1]
        monkeypatch.setattr("multisite_tui.aws.facts.zones.all_of", lambda _: (Zone(private[12:], "sub.main.io"),))

    ending = bench.run(ONE)

    assert ending.exit_code is (ExitCode.DONE if looks else ExitCode.TIMED_OUT)


@pytest.mark.parametrize("keeps", [True, False])
def test_12_the_old_record_outlives_a_lost_journal(bench: Bench, monkeypatch: Patch, keeps: bool) -> None:
    before = a_records(bench)
    with monkeypatch.context() as patch:
        if not keeps:
            patch.setattr(records.SiteRecords, "_keep", lambda *_: ())
        bench.run(REFERENCE)
    shutil.rmtree(bench.folder / "setups")

    bench.remove(REFERENCE)

    assert (a_records(bench) == before) is keeps


@pytest.mark.parametrize("blind", [False, True])
def test_12_what_somebody_writes_just_before_the_switch_is_not_overwritten(
    bench: Bench, monkeypatch: Patch, blind: bool
) -> None:
    def meddled(call: AwsCall, aws: Aws) -> Reply:
        reply = make(call, aws)
        if call.operation == "AddTags" and not meddling:
            meddling.append(call)
            upsert(bench, Name="main.io", Type="A", TTL=60, ResourceRecords=values("198.51.100.7"))
        return reply

    make, meddling = AwsCall.make, list[AwsCall]()
    monkeypatch.setattr(AwsCall, "make", meddled)
    if blind:
        monkeypatch.setattr(records.SiteRecords, "_switch", upserting)
    assert bench.run(REFERENCE).exit_code is ExitCode.DONE

    bench.remove(REFERENCE)

    assert (a_records(bench)["main.io. A"]["ResourceRecords"] == values("198.51.100.7")) is not blind


def upsert(bench: Bench, **record_set: object) -> None:
    change: Any = {"Action": "UPSERT", "ResourceRecordSet": record_set}
    bench.aws.route53.change_resource_record_sets(HostedZoneId=zone_of(bench), ChangeBatch={"Changes": [change]})


def upserting(self: records.SiteRecords, found: records.NameRecords, zone: str, names: list[str]) -> Call:
    changes = [{**self._create(found, name), "Action": "UPSERT"} for name in names]
    return records.ZoneChange.of(zone, changes, self.title, "blindly")


@pytest.mark.parametrize("looks", [True, False])
def test_12_an_ipv6_record_is_not_left_behind(bench: Bench, monkeypatch: Patch, looks: bool) -> None:
    old_record(bench)
    if not looks:
        monkeypatch.setattr(records, "ADDRESSES", ("A", "CNAME"))

    bench.run(REPLACING)

    assert ("sub.main.io. AAAA" in a_records(bench)) is not looks


@pytest.mark.parametrize("looks", [True, False])
def test_12_a_cname_gives_way_in_the_same_batch(bench: Bench, monkeypatch: Patch, looks: bool) -> None:
    record(bench, Name="sub.main.io", Type="CNAME", TTL=60, ResourceRecords=values("old.example.net"))
    if not looks:
        monkeypatch.setattr(records, "ADDRESSES", ("A", "AAAA"))

    ending = bench.run(REPLACING)

    assert ("InvalidChangeBatch" in codes(ending)) is not looks


@pytest.mark.parametrize("looks", [True, False])
def test_12_somebodys_routing_is_not_taken_away(bench: Bench, monkeypatch: Patch, looks: bool) -> None:
    weighted(bench)
    if not looks:
        monkeypatch.setattr(records.SiteRecords, "conflicts", lambda *_: ())

    problems = bench.plan(REPLACING).problems

    assert ("record_routed" in [problem.code for problem in problems]) is looks
    if not looks:
        bench.run(REPLACING)
        assert "Weight" not in a_records(bench)["sub.main.io. A"]


@pytest.mark.parametrize("waits", [True, False])
def test_13_the_run_waits_until_the_change_is_served_everywhere(bench: Bench, monkeypatch: Patch, waits: bool) -> None:
    if not waits:
        monkeypatch.setattr(records.SiteRecords, "progress", done)
    bench.run(ONE)
    journal = (bench.folder / "setups" / "one" / "journal.jsonl").read_text()
    change = journal.rpartition('"Id":"/change/')[2].partition('"')[0]

    status = bench.aws.route53.get_change(Id=change)["ChangeInfo"]["Status"]

    assert status == ("INSYNC" if waits else "PENDING")


@pytest.mark.parametrize("joined", [True, False])
def test_13_sites_change_a_zone_one_after_the_other(bench: Bench, monkeypatch: Patch, joined: bool) -> None:
    under_way, most = list[str](), list[int]()
    make = AwsCall.make

    def counted(call: AwsCall, aws: Aws) -> Reply:
        if call.service != "route53":
            return make(call, aws)
        under_way.append(call.about)
        most.append(len(under_way))
        try:
            return make(call, aws)
        finally:
            under_way.remove(call.about)

    monkeypatch.setattr(AwsCall, "make", counted)
    if not joined:
        monkeypatch.setattr(records.ZoneChange, "batch", None)
    sites = "".join(f"  - {{domain: s{number}.main.io, port: {7000 + number}}}\n" for number in range(8))
    assert bench.run(f"schema: 1\nname: many\nsites:\n{sites}").exit_code is ExitCode.DONE

    assert (max(most) == 1) is joined


@pytest.mark.parametrize("looks", [True, False])
def test_16_a_strangers_load_balancer_is_not_taken_for_ours(bench: Bench, monkeypatch: Patch, looks: bool) -> None:
    strangers_balancer(bench)
    if not looks:
        monkeypatch.setattr(Owner, "may_have", lambda *_: True)

    found = [problem.code for problem in bench.plan(ONE).problems]

    assert ("load_balancer_taken" in found) is looks


@pytest.mark.parametrize("same", [True, False])
def test_16_a_request_that_acm_does_not_show_yet_is_not_made_twice(
    bench: Bench, monkeypatch: Patch, same: bool
) -> None:
    monkeypatch.setattr(SiteCertificate, "_requested", lambda *_: CertificateChoice(None))
    bench.run(ONE)
    if not same:
        monkeypatch.setattr(SiteCertificate, "_token", lambda *_: "of_this_run_only")

    bench.run(ONE)

    requested = bench.aws.acm.list_certificates()["CertificateSummaryList"]
    assert (len(requested) == 1) is same


TRANSIENT = [
    ("elb.ConfigureHealthCheck", "DependencyThrottle", 2),
    ("elb.ModifyLoadBalancerAttributes", "LoadBalancerNotFound", 2),
    # More often than botocore tries.
    ("route53.ChangeResourceRecordSets", "PriorRequestNotComplete", 7),
    ("elb.CreateLoadBalancer", "Throttling", 7),
]


@pytest.mark.parametrize("row", [True, False])
@pytest.mark.parametrize(("operation", "code", "times"), TRANSIENT, ids=[code for _, code, _ in TRANSIENT])
def test_17_what_botocore_does_not_retry_or_not_long_enough_is_retried(
    bench: Bench, monkeypatch: Patch, operation: str, code: str, times: int, row: bool
) -> None:
    bench.account.fail(operation, code, times=times)
    if not row:
        without_retry(monkeypatch, code)

    ending = bench.run(ONE)

    assert (ending.exit_code is ExitCode.DONE) is row
    assert (code in codes(ending)) is not row


READS = ["elb.DescribeLoadBalancers", "route53.ListHostedZones", "ec2.DescribeInstances", "acm.ListCertificates"]


@pytest.mark.parametrize("patient", [True, False])
@pytest.mark.parametrize("operation", READS)
def test_17_a_throttled_read_of_a_plan_is_repeated_as_a_runs_is(
    bench: Bench, monkeypatch: Patch, operation: str, patient: bool
) -> None:
    bench.account.fail(operation, "Throttling", times=7)  # more often than botocore tries
    if not patient:
        monkeypatch.setattr(Patience, "waited", lambda *_: False)
        with pytest.raises(AwsFailure) as raised:
            bench.plan(ONE)
        assert raised.value.code == "Throttling"
        return
    assert bench.plan(ONE).problems == ()


def test_17_a_read_that_stays_throttled_ends_the_plan_within_its_patience(bench: Bench) -> None:
    bench.account.fail("elb.DescribeLoadBalancers", "Throttling", times=10_000)
    began = bench.clock.now()
    with pytest.raises(AwsFailure) as raised:
        bench.plan(ONE)
    assert raised.value.code == "Throttling"
    assert bench.clock.now() - began < 10 * LONGEST


def test_17_a_throttled_read_that_another_read_needs_is_repeated_too(bench: Bench) -> None:
    bench.run(ONE)
    bench.account.fail("elb.DescribeLoadBalancers", "Throttling", times=7)  # the read of the tags needs it
    assert bench.conductor(ONE).plan_removal().plan.changes


def test_17_a_plan_that_is_only_slow_goes_on(bench: Bench) -> None:
    bench.run(ONE)
    began = bench.clock.now()
    for operation in ("elb.DescribeLoadBalancers", "elb.DescribeTags"):  # the second is asked after the first
        bench.account.fail(operation, "Throttling", times=5 * 9)  # botocore tries five times
    assert bench.plan(ONE).problems == ()
    assert bench.clock.now() - began > LONGEST


@pytest.mark.parametrize("labels", [True, False])
def test_18_a_zone_holds_names_on_a_labels_border_only(bench: Bench, monkeypatch: Patch, labels: bool) -> None:
    text = edited("sub.main.io", "notmain.io", ONE)
    if labels:
        assert "zone_not_found" in [problem.code for problem in bench.plan(text).problems]
        return
    monkeypatch.setattr(Zone, "holds", lambda zone, name: name.endswith(zone.name))
    monkeypatch.setattr(dns_checks, "_within", lambda *_: iter(()))

    assert "InvalidChangeBatch" in codes(bench.run(text))


@pytest.mark.parametrize("exact", [True, False])
def test_18_a_delete_repeats_the_record_as_it_stands(bench: Bench, monkeypatch: Patch, exact: bool) -> None:
    record(bench, Name="sub.main.io", Type="A", TTL=60, ResourceRecords=values("192.0.2.1"))
    from_raw = record_facts.from_raw

    def inexact(raw: Any) -> record_facts.RecordSet:
        read = from_raw(raw)
        return read if read.alias else replace(read, raw={**raw, "TTL": 300})

    if not exact:
        monkeypatch.setattr(record_facts, "from_raw", inexact)

    ending = bench.run(REPLACING)

    assert ("InvalidChangeBatch" in codes(ending)) is not exact


@pytest.mark.parametrize("compares", [True, False])
def test_18_names_are_compared_as_route_53_writes_them(bench: Bench, monkeypatch: Patch, compares: bool) -> None:
    text = edited("sub.main.io", "SUB.Main.IO", ONE)
    if not compares:
        monkeypatch.setattr(record_facts, "normal_name", lambda name: name)

    ending = bench.run(text)

    assert (ending.exit_code is ExitCode.DONE) is compares


@pytest.mark.parametrize("looks", [True, False])
def test_19_a_quota_is_met_before_the_first_change(bench: Bench, monkeypatch: Patch, looks: bool) -> None:
    bench.account.set_quota("classic-load-balancers", 1)
    if not looks:
        monkeypatch.setattr(classic, "check_quota", lambda *_: Concerns())

    intention = bench.plan(REFERENCE)

    assert bool(intention.problems) is looks
    if not looks:
        assert "TooManyLoadBalancers" in codes(bench.run(REFERENCE))


@pytest.mark.parametrize("looks", [True, False])
def test_19_a_full_security_group_is_met_before_the_first_change(bench: Bench, monkeypatch: Patch, looks: bool) -> None:
    full_group(bench)
    if not looks:
        monkeypatch.setattr(security_groups.IngressRule, "conflicts", lambda *_: ())

    intention = bench.plan(ONE)

    assert bool(intention.problems) is looks
    if not looks:
        assert "RulesPerSecurityGroupLimitExceeded" in codes(bench.run(ONE))


@pytest.mark.parametrize("looks", [True, False])
def test_19_the_sites_together_find_room_before_the_first_change(bench: Bench, monkeypatch: Patch, looks: bool) -> None:
    full_group(bench, rules=59)
    if not looks:
        monkeypatch.setattr(classic, "check_group_capacity", lambda _: Concerns())

    intention = bench.plan(REFERENCE)

    assert bool(intention.problems) is looks
    if not looks:
        assert codes(bench.run(REFERENCE)) & {"security_group_full", "RulesPerSecurityGroupLimitExceeded"}


def certified(bench: Bench, **more: Any) -> str:
    """Return the ARN of an issued certificate of the site, as somebody asked for it."""
    arn = bench.aws.acm.request_certificate(DomainName="sub.main.io", ValidationMethod="DNS", **more)["CertificateArn"]
    prove(bench, arn)
    return arn


@pytest.mark.parametrize("looks", [True, False])
def test_20_a_certificate_that_the_load_balancer_refuses_is_not_reused(
    bench: Bench, monkeypatch: Patch, looks: bool
) -> None:
    certified(bench, KeyAlgorithm="EC_prime256v1")
    if not looks:
        monkeypatch.setattr(site_steps, "CLASSIC_KEY_TYPES", frozenset(certificate_facts.KEY_TYPES))

    ending = bench.run(ONE)

    assert ("InvalidConfigurationRequest" in codes(ending)) is not looks


@pytest.mark.parametrize("looks", [True, False])
def test_20_a_certificate_that_the_list_hides_is_not_requested_again(
    bench: Bench, monkeypatch: Patch, looks: bool
) -> None:
    certified(bench, KeyAlgorithm="RSA_3072")
    if not looks:
        monkeypatch.setattr(certificate_facts, "KEY_TYPES", ("RSA_1024", "RSA_2048"))

    bench.run(ONE)

    assert bench.writes().count("acm:RequestCertificate") == (1 if looks else 2)


@pytest.mark.parametrize("looks", [True, False])
def test_20_a_certificate_of_another_region_is_not_taken(bench: Bench, monkeypatch: Patch, looks: bool) -> None:
    arn = certified(bench).replace("ap-northeast-2", "us-east-1")
    text = edited("port: 6403", f"port: 6403, certificate: '{arn}'", ONE)
    if looks:
        assert "certificate_unfit" in [problem.code for problem in bench.plan(text).problems]
        return
    taken = Certificate(arn, frozenset({"sub.main.io"}), "ISSUED", "RSA_2048", None)
    monkeypatch.setattr(SiteCertificate, "_given", lambda *_: taken)
    monkeypatch.setattr(Facts, "certificate", lambda *_: taken)

    assert "CertificateNotFound" in codes(bench.run(text))


@pytest.mark.parametrize("looks", [True, False])
def test_an_instance_that_does_not_run_is_met_before_the_first_change(
    bench: Bench, monkeypatch: Patch, looks: bool
) -> None:
    stopped(bench)
    there = bench.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    text = edited("port: 6403", f"port: 6403, instances: [{there}]", ONE)
    if looks:
        assert "instance_not_running" in [problem.code for problem in bench.plan(text).problems]
        return
    by_id = instance_choice._by_id
    monkeypatch.setattr(
        instance_choice, "_by_id", lambda *given: tuple(replace(one, state="running") for one in by_id(*given))
    )

    assert "InvalidInstance" in codes(bench.run(text))


def hasty(patch: Patch) -> None:
    patch.setattr(RemovedLoadBalancer, "progress", done)
    without_retry(patch, "DependencyViolation")


def no_revoking(patch: Patch) -> None:
    patch.setattr(OutdatedRules, "calls", lambda *_: ())


def no_second_try(patch: Patch) -> None:
    without_retry(patch, "ResourceInUseException")


REMOVALS = [
    Case("the interfaces are not waited for", hasty, "DependencyViolation"),
    Case("the rules that name the group stay", no_revoking, "DependencyViolation"),
    Case("the certificate is not tried again", no_second_try, "ResourceInUseException"),
]


@pytest.mark.parametrize("case", REMOVALS, ids=lambda case: case.trap)
def test_8_without_its_order_and_its_waits_a_removal_is_left_half_done(
    in_service: Bench, monkeypatch: Patch, case: Case
) -> None:
    lingering(monkeypatch)
    case.take_out(monkeypatch)

    # Of one site, since the waits of another would take time, too.
    ending = in_service.remove(REFERENCE, "sub.main.io")

    assert ending.exit_code is ExitCode.PARTIAL
    assert case.code in codes(ending)


def no_wait_for_issue(patch: Patch) -> None:
    patch.setattr(Validation, "progress", done)


def no_retry_of_certificates(patch: Patch) -> None:
    without_retry(patch, "CertificateNotFound")


def no_wait_for_interfaces(patch: Patch) -> None:
    patch.setattr(RemovedLoadBalancer, "progress", done)


def no_retry_of_dependencies(patch: Patch) -> None:
    without_retry(patch, "DependencyViolation")


ONE_OF_TWO = [no_wait_for_issue, no_retry_of_certificates, no_wait_for_interfaces, no_retry_of_dependencies]


@pytest.mark.parametrize("take_out", ONE_OF_TWO, ids=lambda take_out: take_out.__name__)
def test_one_of_two_layers_is_enough(bench: Bench, monkeypatch: Patch, take_out: Callable[[Patch], None]) -> None:
    """Where a wait and a retry are there for the same thing, each covers the other: one may go without harm."""
    lingering(monkeypatch)
    take_out(monkeypatch)

    assert bench.run(ONE).exit_code is ExitCode.DONE
    assert bench.remove(ONE).exit_code is ExitCode.DONE


def test_8_with_them_it_is_done(in_service: Bench, monkeypatch: Patch) -> None:
    lingering(monkeypatch)

    assert in_service.remove(REFERENCE).exit_code is ExitCode.DONE


def lingering(patch: Patch) -> None:
    """Let ACM hear late that a load balancer is gone, long after EC2 has taken its interfaces away."""
    linger = balancer_room.let_interfaces_linger
    patch.setattr(balancer_room, "LINGER", 500.0)
    patch.setattr(balancer_room, "let_interfaces_linger", lambda call, gone, until: linger(call, gone, until - 440))
