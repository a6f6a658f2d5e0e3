"""A setup and what exists become a plan to read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.errors import AccessError, Problem
from multisite_tui.internet.delegation import DelegationCheck, DelegationStatus
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.plans import Action
from multisite_tui.model.setup import Setup
from multisite_tui.plan.checked import Concerns
from multisite_tui.plan.classic.balancer_checks import check_quota
from multisite_tui.plan.history import History
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.plan.planner import plan_run
from tests.aws.practice import Practice, address
from tests.aws.samples import OURS

from .setups import REFERENCE, SHARED, one_site, setup


def intended(practice: Practice, of: Setup | None = None, **past: Any) -> PlannedRun:
    return plan_run(of or setup(), practice.facts(), History(**past))


def actions(intention: PlannedRun, site: str = "main.io") -> dict[str, Action]:
    return {step.id.partition("/")[2]: step.action for step in intention.plan.steps if step.site == site}


NO_GROUP = "sg-0123456789abcdef0"
ELSEWHERE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
FRESH = {
    "security_group": Action.CREATE,
    "open_ports": Action.CREATE,
    "way_in": Action.CREATE,
    "certificate": Action.CREATE,
    "validation": Action.CREATE,
    "load_balancer": Action.CREATE,
    "health_check": Action.CREATE,
    "listeners": Action.CREATE,
    "instances": Action.CREATE,
    "records": Action.UPDATE,
}


def test_in_a_new_account_everything_is_made_and_the_old_record_changed(practice: Practice) -> None:
    intention = intended(practice)
    assert FRESH.items() <= actions(intention).items()
    assert actions(intention, "sub.main.io")["records"] is Action.CREATE
    assert intention.problems == ()


def test_a_plan_changes_nothing(practice: Practice) -> None:
    intended(practice)
    assert practice.writes() == []


def test_each_action_says_why_and_what_it_calls(practice: Practice) -> None:
    steps = {step.id: step for step in intended(practice).plan.steps}
    group, ports = steps["main.io/security_group"], steps["main.io/open_ports"]
    assert (group.why, group.calls) == ("not there yet", ("ec2:CreateSecurityGroup",))
    assert ports.why == "visitors come in on port 80; visitors come in on port 443"
    assert ports.calls == ("ec2:AuthorizeSecurityGroupIngress",) * 2
    assert steps["main.io/records"].why == "the record that is replaced is kept for undo; replaces what is there"


def test_the_load_balancer_of_all_sites_is_made_while_its_group_is_opened_and_listens_then(practice: Practice) -> None:
    needs = {step.id: step.needs for step in intended(practice, setup(SHARED)).steps}
    opened = "shared/open_ports"
    assert needs["shared/load_balancer"] == ("shared/security_group",)
    assert [opened in needs[name] for name in ("shared/http_80", "main.io/listeners", "sub.main.io/listeners")] == [
        True, True, True,
    ]  # fmt: skip


def test_a_group_that_is_given_is_opened_by_nobody(practice: Practice) -> None:
    given = setup(f"{SHARED}shared: {{security_group: {{id: {NO_GROUP}}}}}\n")
    steps = {step.id for step in intended(practice, given).steps}
    assert ("shared/http_80" in steps, "shared/open_ports" in steps) == (True, False)


def test_dns_is_told_before_and_after(practice: Practice) -> None:
    main, sub = intended(practice).plan.dns
    assert (main.name, main.zone, main.before) == ("main.io", "main.io", ("A 203.0.113.10 (300 s)",))
    assert main.after == ("A alias to-main (its load balancer)",)
    assert (sub.name, sub.before) == ("sub.main.io", ())


def test_waits_that_the_run_will_meet_are_told_once(practice: Practice) -> None:
    waits = intended(practice).plan.waits
    assert [(wait.what, wait.limit) for wait in waits] == [
        ("ACM to make up the validation records", 300),
        ("ACM to issue the certificate", 3600),
        ("the instances to pass the health check", 600),
        ("Route 53 to serve the records everywhere", 300),
    ]


def test_the_cost_is_that_of_all_sites(practice: Practice) -> None:
    assert [(line.what, line.count) for line in intended(practice).plan.cost.lines] == [
        ("Classic Load Balancer", 2),
        ("public IPv4 address of a load balancer", 2),
    ]


@pytest.mark.parametrize(
    ("line", "code", "key"),
    [
        ("", "record_exists", "dns.replace"),
        (f"security_group: {{id: {NO_GROUP}}}", "security_group_not_found", "security_group.id"),
        (f"certificate: {ELSEWHERE}", "certificate_unfit", "certificate"),
    ],
)
def test_an_obstacle_is_a_problem_with_the_place_of_its_key(practice: Practice, line: str, code: str, key: str) -> None:
    lines = (line, "dns: {replace: true}") if line else ()
    [problem] = intended(practice, one_site(*lines)).problems
    assert (problem.code, problem.key, problem.site) == (code, f"sites[0].{key}", "main.io")


def test_a_strangers_load_balancer_and_group_are_problems_of_their_site(practice: Practice) -> None:
    practice.balancer("to-sub")
    practice.aws.ec2.create_security_group(GroupName="To-Sub", Description="x", VpcId=practice.vpc)
    practice.settle()
    found = intended(practice).problems
    assert sorted((one.code, one.key) for one in found) == [
        ("load_balancer_taken", "sites[1].load_balancer"),
        ("security_group_taken", "sites[1].security_group.name"),
    ]


def test_a_routed_record_is_never_replaced(practice: Practice) -> None:
    practice.put(address("sub.main.io", SetIdentifier="one", Weight=1))
    assert [one.code for one in intended(practice).problems] == ["record_routed"]


def test_problems_of_all_sites_come_together(practice: Practice) -> None:
    of = setup("schema: 1\nsites: [{domain: main.io, port: 6402}, {domain: a.notmain.io, port: 6403}]")
    assert [(one.code, one.site) for one in intended(practice, of).problems] == [
        ("record_exists", "main.io"), ("zone_not_found", "a.notmain.io"),
    ]  # fmt: skip


def test_a_denied_look_ends_the_plan(practice: Practice) -> None:
    practice.deny("ListResourceRecordSets")
    with pytest.raises(AwsFailure, match="route53:ListResourceRecordSets"):
        intended(practice)


@pytest.mark.parametrize("expected", ["123456789012", "210987654321"])
def test_another_account_than_expected_is_refused_before_any_look(practice: Practice, expected: str) -> None:
    of = one_site("dns: {replace: true}", of_setup=f'expect: {{account: "{expected}"}}')
    if expected == practice.aws.account.id:
        assert intended(practice, of).problems == ()
        return
    with pytest.raises(AccessError) as caught:
        intended(practice, of)
    assert (caught.value.problem.code, caught.value.problem.key) == ("wrong_account", "expect.account")
    assert practice.asked("DescribeInstances") == 0


def quota(practice: Practice, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multisite_tui.aws.facts.quotas.load_balancers", lambda aws: most)


@pytest.mark.parametrize(("most", "codes"), [(3, []), (2, ["TooManyLoadBalancers"])])
def test_a_quota_too_small_for_the_new_load_balancers_is_a_problem(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, most: int, codes: list[str]
) -> None:
    practice.balancer("others")
    quota(practice, most, monkeypatch)
    assert [one.code for one in intended(practice).problems] == codes


def test_a_quota_that_may_not_be_read_is_a_warning(practice: Practice) -> None:
    practice.deny("DescribeAccountLimits")
    intention = intended(practice)
    assert intention.problems == ()
    assert [(one.code, "quota" in one.what) for one in intention.plan.warnings] == [("AccessDenied", True)]


def test_without_new_load_balancers_the_quota_is_not_asked_for(practice: Practice) -> None:
    assert check_quota(0, practice.facts()) == Concerns()
    assert practice.asked("DescribeAccountLimits") == 0


def test_a_site_that_is_there_and_cannot_be_resolved_now_needs_no_new_load_balancer(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.balancer("to-main", tags=list(OURS.items()))
    practice.aws.ec2.stop_instances(InstanceIds=[practice.facts().instances()[0].id])
    quota(practice, 1, monkeypatch)
    codes = [
        one.code for one in intended(practice, one_site("load_balancer: to-main", "dns: {replace: true}")).problems
    ]
    assert codes == ["instance_open"]


def test_a_problem_of_the_setup_is_told_once_for_all_its_sites(practice: Practice) -> None:
    practice.aws.ec2.stop_instances(InstanceIds=[practice.facts().instances()[0].id])
    found = intended(practice).problems
    assert [(one.code, one.site, one.key) for one in found] == [("instance_open", None, "instances")]


def test_instances_of_the_setup_that_are_apart_are_told_once_for_all_its_sites(practice: Practice) -> None:
    ec2 = practice.aws.ec2
    home = ec2.create_subnet(VpcId=ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"], CidrBlock="10.9.1.0/24")
    ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=home["Subnet"]["SubnetId"])
    practice.settle()
    ids = ", ".join(one.id for one in practice.facts().instances())
    of = setup(f"{REFERENCE}instances: [{ids}]\n")
    found = [one for one in intended(practice, of).problems if one.code == "instances_apart"]
    assert [(one.site, one.key) for one in found] == [(None, "instances")]


def test_the_same_problem_of_two_sites_stays_two(practice: Practice) -> None:
    practice.put(address("sub.main.io"))
    of = setup("schema: 1\nsites: [{domain: main.io, port: 1}, {domain: sub.main.io, port: 2}]")
    assert [(one.code, one.site) for one in intended(practice, of).problems] == [
        ("record_exists", "main.io"), ("record_exists", "sub.main.io"),
    ]  # fmt: skip


class Asked:
    """Stands for the world's DNS."""

    def __init__(self, outcome: DelegationStatus) -> None:
        self.zones: list[str] = []
        self._answer = DelegationCheck(outcome, problem=Problem(f"zone_{outcome}", "what"))

    def __call__(self, zone: str, servers: object) -> DelegationCheck:
        self.zones.append(zone)
        return self._answer


@pytest.mark.parametrize(
    ("outcome", "problems", "warnings"),
    [
        (DelegationStatus.ELSEWHERE, ["zone_elsewhere"], []),
        (DelegationStatus.NOWHERE, ["zone_nowhere"], []),
        (DelegationStatus.UNKNOWN, [], ["zone_unknown"]),
    ],
)
def test_on_aws_each_zone_is_asked_for_its_delegation_once(
    practice: Practice,
    monkeypatch: pytest.MonkeyPatch,
    outcome: DelegationStatus,
    problems: list[str],
    warnings: list[str],
) -> None:
    asked = Asked(outcome)
    monkeypatch.setattr("multisite_tui.plan.dns_checks.delegation", asked)
    monkeypatch.setattr("multisite_tui.plan.dns_checks.caa", lambda name: None)
    facts = practice.facts()
    facts.aws = replace(facts.aws, account=replace(facts.account, kind=AccountKind.AWS))
    intention = plan_run(setup(), facts, History())
    assert asked.zones == ["main.io"]
    assert [one.code for one in intention.problems] == problems
    assert [one.code for one in intention.plan.warnings] == warnings
    assert [step.id for step in intention.plan.steps if step.action is Action.CHECK] == [
        f"{site}/visit_{when}" for site in ("main.io", "sub.main.io") for when in ("before", "after")
    ]


def test_a_zone_that_is_not_in_dns_stops_only_what_needs_a_certificate(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("multisite_tui.plan.dns_checks.delegation", Asked(DelegationStatus.NOWHERE))
    facts = practice.facts()
    facts.aws = replace(facts.aws, account=replace(facts.account, kind=AccountKind.AWS))
    intention = plan_run(one_site("certificate: none", "dns: {replace: true}"), facts, History())
    assert intention.problems == ()
    assert [one.code for one in intention.plan.warnings] == ["zone_nowhere"]


def test_an_endpoint_that_tells_no_zone_of_load_balancers_is_found_out_before_the_first_change(
    practice: Practice,
) -> None:
    facts = practice.facts()
    facts.aws = replace(facts.aws, account=replace(facts.account, kind=AccountKind.ENDPOINT, region="mars-north-1"))
    intention = plan_run(setup(), facts, History())
    assert [(one.code, one.key) for one in intention.problems] == [
        ("zone_id_unknown", "sites[0].dns"), ("zone_id_unknown", "sites[1].dns"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [AccountKind.PRACTICE, AccountKind.ENDPOINT])
def test_elsewhere_nobody_is_asked_and_no_site_is_visited(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, kind: AccountKind
) -> None:
    asked = Asked(DelegationStatus.ELSEWHERE)
    monkeypatch.setattr("multisite_tui.plan.dns_checks.delegation", asked)
    facts = practice.facts()
    facts.aws = replace(facts.aws, account=replace(facts.account, kind=kind))
    intention = plan_run(setup(), facts, History())
    assert (asked.zones, intention.problems) == ([], ())
    assert Action.CHECK not in actions(intention).values()
    assert [one.code for one in intention.plan.warnings] == (
        ["endpoint_not_aws"] if kind is AccountKind.ENDPOINT else []
    )


def test_a_leftover_that_is_accepted_is_told_of_without_the_flag_that_accepts_it(practice: Practice) -> None:
    practice.balancer("to-old", tags=[("multisite-tui:setup", "main-io"), ("multisite-tui:site", "old.main.io")])
    wanted = plan_run(setup(), practice.facts(), History())
    [left] = [problem for problem in wanted.problems if problem.code == "load_balancer_left"]
    assert left.next.endswith("or leave it with --accept-leftovers.")

    accepted = plan_run(setup(), practice.facts(), History(), accept_leftovers=True)

    [told] = [warning for warning in accepted.plan.warnings if warning.code == "load_balancer_left"]
    assert told.next.endswith("or leave it as it is.")
    assert left.advice is not None
    assert told.next == left.advice.worded("as it is")
