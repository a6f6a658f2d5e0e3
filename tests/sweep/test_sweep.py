"""A part of the crash sweep, another for each commit; `make sweep` tries all of it.

`SAMPLE` draws the same part again; the last lines of pytest name the points. All but one of them fork their processes
from one that has loaded everything, which saves the seconds that a start takes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from tests.process.pictures import Picture
from tests.process.running import Desk, copied, poll
from tests.seed import seed

from .cases import CASES, Base
from .points import AFTER, BEFORE, MOMENTS, TWICE, UNJOURNALLED, Death, Identity, Point, drawn, identities, records
from .serving import unserved
from .trying import PORTS_OF, Missed, differing, kill, tried

SEED = seed()
PART = (
    *(("reference", kind) for kind in (BEFORE, AFTER, UNJOURNALLED, TWICE)),
    *(("four", kind) for kind in (UNJOURNALLED, TWICE)),
    ("destroy", UNJOURNALLED),
    ("abandoned", AFTER),
    ("shared", UNJOURNALLED),
    ("shared-destroy", AFTER),
    ("move", TWICE),
    ("finish", UNJOURNALLED),
    ("back", AFTER),
)
FRESH = ("reference", BEFORE)
DRAWN = 3
"""Points of which the first that comes up is tried."""
GROUP = Identity("ec2:CreateSecurityGroup", "main.io/security_group")


@pytest.fixture(scope="session")
def forks() -> Iterator[Executor]:
    """A process without threads, from which others can be forked."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """The undisturbed runs, made once for all of pytest-xdist's workers."""
    shared = tmp_path_factory.getbasetemp()
    return Base((shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "sweep")


@pytest.mark.parametrize(("case", "kind"), PART)
def test_what_was_killed_and_resumed_is_as_undisturbed(
    base: Base,
    forks: Executor,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    case: str,
    kind: str,
) -> None:
    points = forks.submit(base.points, CASES[case], SEED).result()
    fresh = (case, kind) == FRESH
    for point in drawn([one for one in points if one.kind == kind], DRAWN, f"{SEED} {case} {kind}"):
        try:
            wrong = forks.submit(tried, base, point, tmp_path / "desk", fresh=fresh).result()
        except Missed:
            continue
        record_property("sweep", str(point))
        assert wrong is None, f"{point} (SAMPLE={SEED}): {wrong}"
        return
    pytest.fail(f"none of {DRAWN} points came up (SAMPLE={SEED})")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_process_dies_where_it_is_to(base: Base, forks: Executor, tmp_path: Path, moment: str) -> None:
    forks.submit(base.before, CASES["reference"]).result()
    desk = copied(base.before(CASES["reference"]), tmp_path)
    forks.submit(kill, desk, CASES["reference"].begin, Death(moment, GROUP), False).result()
    groups = desk.account.session().client("ec2").describe_security_groups()["SecurityGroups"]
    assert any(group["GroupName"] == "to-main" for group in groups) == (moment != BEFORE)
    lines = records(desk.setups / "main-io" / "journal.jsonl")
    calls = [one["call"] for one in lines if one["record"] == "intent" and GROUP.step in one["steps"]]
    assert [one["record"] for one in lines if one.get("call") in calls] == ["intent"]


def test_a_call_that_never_comes_up_is_told_as_missed(base: Base, forks: Executor, tmp_path: Path) -> None:
    forks.submit(base.before, CASES["reference"]).result()
    desk = copied(base.before(CASES["reference"]), tmp_path)
    nowhere = Death(BEFORE, Identity("elb:CreateLoadBalancer", "main.io/records"))
    with pytest.raises(Missed):
        forks.submit(kill, desk, CASES["reference"].begin, nowhere, False).result()


def test_every_call_of_every_step_is_a_point_at_each_moment(base: Base, forks: Executor) -> None:
    points: list[Point] = forks.submit(base.points, CASES["reference"], SEED).result()
    switch = Identity("route53:ChangeResourceRecordSets", "sub.main.io/records")
    for call in (GROUP, switch):
        assert [point.first.moment for point in points if point.first.at == call] == [*MOMENTS, *MOMENTS]


def test_of_the_four_sites_one_reuses_a_certificate_and_one_replaces_a_record(base: Base, forks: Executor) -> None:
    picture: Picture = forks.submit(base.picture, CASES["four"]).result()
    made = {one["DomainName"]: one for one in picture["certificates"]}
    assert sorted(made) == ["*.example.net", "blog.main.io", "main.io", "sub.main.io"]
    assert (made["*.example.net"]["Users"], made["*.example.net"]["Tags"]) == (["to-shop"], [])
    calls = [
        one for one in records(base.finished("four").setups / "four" / "journal.jsonl") if one["record"] == "intent"
    ]
    changes = [change for one in calls for change in one["params"].get("ChangeBatch", {}).get("Changes", ())]
    replaced = [change["ResourceRecordSet"]["Name"] for change in changes if change["Action"] == "DELETE"]
    assert replaced == ["main.io."]


def test_a_call_that_several_steps_made_together_is_known_by_each() -> None:
    together = {"record": "intent", "call": 1, "name": "route53:ChangeResourceRecordSets", "steps": ["a/x", "b/x"]}
    again = {**together, "call": 2, "steps": ["a/x"]}
    refused = {**together, "call": 3}
    done = [{"record": "result", "call": 1}, {"record": "result", "call": 2}, {"record": "refused", "call": 3}]
    found = [(one.step, one.place) for one in identities([together, again, refused, *done])]
    assert found == [("a/x", 1), ("b/x", 1), ("a/x", 2)]


def test_a_call_that_any_site_may_make_is_known_without_the_site() -> None:
    revoked = [{"record": "intent", "call": 1, "name": "ec2:Revoke", "steps": ["a/ways_in"]}]
    revoked += [{"record": "intent", "call": 2, "name": "ec2:Revoke", "steps": ["b/ways_in"]}]
    done = [{"record": "result", "call": 1}, {"record": "result", "call": 2}]
    found = [(one.step, one.place) for one in identities([*revoked, *done])]
    assert found == [("any/ways_in", 1), ("any/ways_in", 2)]


def test_a_draw_has_each_case_and_kind_and_is_the_same_again() -> None:
    deaths = [Death(moment, Identity("ec2:CreateTags", f"{number}")) for moment in MOMENTS for number in range(9)]
    points = [Point(case, death, second) for case in "ab" for death in deaths for second in (None, Death(AFTER, 1))]
    draw = drawn(points, 8, "seed")
    assert {(point.case, point.kind) for point in draw} == {(case, kind) for case in "ab" for kind in (*MOMENTS, TWICE)}
    assert draw == drawn(points, 8, "seed") != drawn(points, 8, "another")


def one_more_rule(desk: Desk) -> None:
    ec2 = desk.account.session().client("ec2")
    group = next(one for one in ec2.describe_security_groups()["SecurityGroups"] if one["GroupName"] == "web")
    ec2.authorize_security_group_ingress(
        GroupId=group["GroupId"], IpProtocol="tcp", FromPort=81, ToPort=81, CidrIp="0.0.0.0/0"
    )


def one_more_certificate(desk: Desk) -> None:
    acm = desk.account.session().client("acm")
    told = [acm.describe_certificate(CertificateArn=one["CertificateArn"])["Certificate"] for one in _listed(acm)]
    tags = acm.list_tags_for_certificate(CertificateArn=told[0]["CertificateArn"])["Tags"]
    asked = {"DomainName": told[0]["DomainName"], "ValidationMethod": "DNS", "KeyAlgorithm": "RSA_2048", "Tags": tags}
    arn = acm.request_certificate(**asked)["CertificateArn"]
    poll(lambda: _is_described(acm, arn), "the certificate that was requested")


def _is_described(acm: Any, arn: str) -> bool:
    """Whether ACM describes a certificate; what was just requested it does not at once."""
    try:
        return bool(acm.describe_certificate(CertificateArn=arn))
    except acm.exceptions.ResourceNotFoundException:
        return False


def _listed(acm: Any) -> list[dict[str, Any]]:
    return list(acm.list_certificates()["CertificateSummaryList"])


def a_record_that_leads_elsewhere(desk: Desk) -> None:
    route53 = desk.account.session().client("route53")
    zone = next(one["Id"] for one in route53.list_hosted_zones()["HostedZones"] if one["Name"] == "main.io.")
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    first, second = (next(one for one in records if one["Name"] == name) for name in ("main.io.", "sub.main.io."))
    crossed = {"Action": "UPSERT", "ResourceRecordSet": {**first, "AliasTarget": second["AliasTarget"]}}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [crossed]})


def another_policy(desk: Desk) -> None:
    desk.account.session().client("elb").set_load_balancer_policies_of_listener(
        LoadBalancerName="to-sub", LoadBalancerPort=443, PolicyNames=[]
    )


def one_tag_less(desk: Desk) -> None:
    desk.account.session().client("elb").remove_tags(
        LoadBalancerNames=["to-main"], Tags=[{"Key": "multisite-tui:before-1"}]
    )


@pytest.mark.parametrize(
    "change", [one_more_rule, one_more_certificate, a_record_that_leads_elsewhere, another_policy, one_tag_less]
)
def test_the_picture_notices(base: Base, forks: Executor, tmp_path: Path, change: Callable[[Desk], None]) -> None:
    wanted: Picture = forks.submit(base.picture, CASES["reference"]).result()
    desk = copied(base.finished("reference"), tmp_path)
    assert not list(differing(wanted, base.view(desk)))
    change(desk)
    assert list(differing(wanted, base.view(desk)))


def no_way_in(desk: Desk) -> None:
    ec2: Any = desk.account.session().client("ec2")
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    for one in rules:
        if "ReferencedGroupInfo" in one and one["FromPort"] == 6403:
            ec2.revoke_security_group_ingress(GroupId=one["GroupId"], SecurityGroupRuleIds=[one["SecurityGroupRuleId"]])


def no_program(desk: Desk) -> None:
    elb: Any = desk.account.session().client("elb")
    [instance] = elb.describe_instance_health(LoadBalancerName="to-sub")["InstanceStates"]
    elb.deregister_instances_from_load_balancer(
        LoadBalancerName="to-sub", Instances=[{"InstanceId": instance["InstanceId"]}]
    )


def no_balancer(desk: Desk) -> None:
    desk.account.session().client("elb").delete_load_balancer(LoadBalancerName="to-sub")


def no_http(desk: Desk) -> None:
    elb: Any = desk.account.session().client("elb")
    elb.delete_load_balancer_listeners(LoadBalancerName="to-sub", LoadBalancerPorts=[80])


@pytest.mark.parametrize("change", [no_way_in, no_program, no_balancer, no_http])
def test_a_site_that_is_not_served_is_noticed(
    base: Base, forks: Executor, tmp_path: Path, change: Callable[[Desk], None]
) -> None:
    forks.submit(base.finished, "reference").result()
    desk = copied(base.finished("reference"), tmp_path)
    journal = desk.setups / "main-io" / "journal.jsonl"
    assert unserved(base.clients(desk), PORTS_OF, journal) == []
    change(desk)
    [wrong, *_] = unserved(base.clients(desk), PORTS_OF, journal)
    assert wrong.startswith("sub.main.io by ")
