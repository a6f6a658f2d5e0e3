"""A move between topologies: each site switched by itself, both ways standing until it ends, and nothing lost."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from multisite_tui.errors import ExitCode
from multisite_tui.headless import question
from multisite_tui.internet.listener_visits import ListenerVisit
from multisite_tui.internet.visits import Visit
from multisite_tui.model.events import Outcome, StepFinished
from multisite_tui.model.plans import MoveEnd
from multisite_tui.plan.former_setups import setup_before_move
from multisite_tui.plan.topology import Planning
from multisite_tui.report.endings import finished as last_event
from multisite_tui.report.maintenance_text import switched_lines
from multisite_tui.report.plan_text import summary
from multisite_tui.report.status_text import write_standing_json

from .reference import REFERENCE, edited, with_site
from .rig import Bench
from .shared_reference import SHARED, shared_with
from .test_account_checks import record, values, zone_id
from .test_removal import a_records, everything

STATUS_SCHEMA = json.loads((Path(__file__).parents[2] / "schema" / "status.schema.json").read_text("utf-8"))
ORIGINAL = [{"Value": "203.0.113.10"}]
FORMER = ["to-main", "to-sub"]


def balancers(bench: Bench) -> list[str]:
    """Return the names of all load balancers, of either API."""
    classic = bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]
    shared = bench.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    return sorted([*(one["LoadBalancerName"] for one in classic), *(one["LoadBalancerName"] for one in shared)])


def leads(bench: Bench) -> dict[str, str]:
    """Return the load balancer that each alias leads to."""
    aliases = {name: one for name, one in a_records(bench).items() if "AliasTarget" in one}
    found = {name: one["AliasTarget"]["DNSName"].removeprefix("dualstack.") for name, one in aliases.items()}
    return {name.partition(". ")[0]: dns.rpartition("-")[0] if "-" in dns else dns for name, dns in _heads(found)}


def _heads(found: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, dns.partition(".")[0]) for name, dns in found.items()]


def whole(bench: Bench) -> dict[str, Any]:
    """Return all that a setup could have left, of either API."""
    groups = bench.aws.elbv2.describe_target_groups()["TargetGroups"]
    found = everything(bench)
    # Each account's zones have name servers of their own.
    records = [one for of_zone in found.pop("records").values() for one in of_zone if one["Type"] not in ("NS", "SOA")]
    return {**found, "records": records, "balancers": balancers(bench), "target groups": groups}


def ended(bench: Bench, text: str, end: MoveEnd) -> Any:
    conductor = bench.conductor(text)
    return conductor.apply(conductor.plan_end_of_move(end))


def back(bench: Bench) -> Any:
    """Return to the former topology, as `move --back` does."""
    store = bench.conductor(SHARED).store
    setup = setup_before_move(store.need("main-io"), store.all_answers("main-io"))
    conductor = bench.conductor(SHARED)
    conductor.setup = setup
    return conductor.apply(conductor.plan_end_of_move(MoveEnd.BACK))


def test_the_plan_of_a_move_names_what_it_leaves_and_what_both_cost(in_service: Bench) -> None:
    planned = in_service.plan(SHARED)
    plan = planned.plan
    assert (planned.problems, plan.moving) == ((), ("main.io", "sub.main.io"))
    assert [(one.title, one.sites) for one in plan.held] == [
        ("load balancer to-main", ("main.io",)), ("load balancer to-sub", ("sub.main.io",)),
    ]  # fmt: skip
    alone = in_service.plan(REFERENCE).plan.cost.total
    assert alone is not None
    assert plan.cost.total == alone + plan.added_cost
    asked = question(planned, in_service.aws.account)
    assert "until the move is ended. The names of main.io, sub.main.io are led" in asked
    assert [one.code for one in plan.warnings] == ["http_redirected", "unknown_hosts", "tls_newer", "health_differs"]


def test_names_are_switched_without_dns_replace_and_the_former_way_stands(in_service: Bench) -> None:
    text = SHARED.replace("    dns: {replace: true}\n", "")
    rules = in_service.aws.ec2.describe_security_group_rules()["SecurityGroupRules"]
    assert in_service.run(text).outcome is Outcome.COMPLETE
    assert leads(in_service) == {"main.io": "main-io", "sub.main.io": "main-io"}
    assert balancers(in_service) == ["main-io", *FORMER]
    now = in_service.aws.ec2.describe_security_group_rules()["SecurityGroupRules"]
    assert {one["SecurityGroupRuleId"] for one in rules} <= {one["SecurityGroupRuleId"] for one in now}


def test_a_second_run_changes_nothing_and_says_what_is_held(moved: Bench) -> None:
    before = moved.writes()
    conductor = moved.conductor(SHARED)
    ending = conductor.apply(conductor.plan())
    assert (ending.outcome, moved.writes()) == (Outcome.UNCHANGED, before)
    last = last_event(ending, conductor.setup, "multisite-tui", 0)
    assert [one.title for one in last.held] == [f"load balancer {name}" for name in FORMER]
    assert last.next[:2] == ("multisite-tui move main-io --finish", "multisite-tui move main-io --back")
    standing, out = conductor.standing(), io.StringIO()
    assert standing.held == last.held
    write_standing_json(standing, out)
    jsonschema.validate(json.loads(out.getvalue()), STATUS_SCHEMA)
    assert conductor.store.need("main-io").saved().moving


def test_the_certificates_are_used_again(moved: Bench) -> None:
    assert len(moved.aws.acm.list_certificates()["CertificateSummaryList"]) == 2


def test_the_end_takes_away_the_former_way_and_nothing_else(moved: Bench) -> None:
    began = moved.clock.now()
    ending = ended(moved, SHARED, MoveEnd.FINISH)
    assert (ending.outcome, ending.held, ending.site_problems) == (Outcome.COMPLETE, (), {})
    assert moved.clock.now() - began > 60
    assert balancers(moved) == ["main-io"]
    groups = {one["GroupName"] for one in moved.aws.ec2.describe_security_groups()["SecurityGroups"]}
    assert groups.isdisjoint(FORMER)
    assert leads(moved) == {"main.io": "main-io", "sub.main.io": "main-io"}
    plan = moved.plan(SHARED)
    assert (plan.nothing_to_do, plan.plan.held, plan.plan.moving) == (True, (), ())
    assert not moved.conductor(SHARED).store.need("main-io").saved().moving
    before = moved.writes()  # and a second end has nothing to do
    assert ended(moved, SHARED, MoveEnd.FINISH).outcome is Outcome.UNCHANGED
    assert moved.writes() == before


@pytest.mark.parametrize(("finish", "journal"), [(True, True), (False, True), (True, False)])
def test_what_was_there_before_the_first_setup_comes_back(
    bench: Bench, moved_once: Bench, tmp_path: Path, finish: bool, journal: bool
) -> None:
    moved, before = moved_once.copy_to(tmp_path / "moved"), whole(bench)
    if finish:
        ended(moved, SHARED, MoveEnd.FINISH)
    if not journal:
        shutil.rmtree(moved.folder / "setups")
    assert moved.remove(SHARED).outcome is Outcome.COMPLETE
    assert a_records(moved)["main.io. A"]["ResourceRecords"] == ORIGINAL
    if journal:
        assert whole(moved) == before
    assert balancers(moved) == []


def test_back_and_all_is_as_before_the_move(moved: Bench, finished: Bench) -> None:
    assert back(moved).outcome is Outcome.COMPLETE
    assert leads(moved) == {"main.io": "to-main", "sub.main.io": "to-sub"}
    assert whole(moved) == whole(finished)
    before = moved.writes()  # and a second return has nothing to do
    assert (back(moved).outcome, moved.writes()) == (Outcome.UNCHANGED, before)


@pytest.mark.sampled
def test_after_the_end_the_way_back_leads_to_new_load_balancers(moved: Bench) -> None:
    ended(moved, SHARED, MoveEnd.FINISH)
    store = moved.conductor(SHARED).store
    conductor = moved.conductor(SHARED)
    conductor.setup = setup_before_move(store.need("main-io"), store.all_answers("main-io"))
    planned = conductor.plan_end_of_move(MoveEnd.BACK)
    assert planned.plan.warnings[0].code == "way_back_is_new"
    assert conductor.apply(planned).outcome is Outcome.COMPLETE
    assert balancers(moved) == FORMER
    assert moved.remove(REFERENCE).outcome is Outcome.COMPLETE
    assert a_records(moved)["main.io. A"]["ResourceRecords"] == ORIGINAL


def test_a_site_that_could_not_be_switched_keeps_its_way_and_the_other_goes_on(in_service: Bench) -> None:
    in_service.account.fail("RegisterTargets", "TooManyTargets")
    ending = in_service.run(SHARED)
    [(stuck, _)] = ending.site_problems.items()
    assert ending.exit_code is ExitCode.PARTIAL
    other = {"main.io": "sub.main.io", "sub.main.io": "main.io"}[stuck]
    own = {"main.io": "to-main", "sub.main.io": "to-sub"}
    assert leads(in_service) == {stuck: own[stuck], other: "main-io"}

    in_service.account.mend()
    end = ended(in_service, SHARED, MoveEnd.FINISH)
    assert (end.exit_code, {site: one.code for site, one in end.site_problems.items()}) == (
        ExitCode.PARTIAL, {stuck: "still_led_to"},
    )  # fmt: skip
    assert [one.sites for one in end.held] == [(stuck,)]
    assert balancers(in_service) == sorted(["main-io", own[stuck]])

    assert in_service.run(SHARED).outcome is Outcome.COMPLETE
    assert ended(in_service, SHARED, MoveEnd.FINISH).outcome is Outcome.COMPLETE
    assert balancers(in_service) == ["main-io"]


def test_a_site_that_answers_worse_by_the_new_way_is_not_switched_and_the_other_is(
    in_service: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen(domain: str, host: str, *more: Any) -> Visit:
        ok = domain != "sub.main.io" or not host.startswith("main-io-")
        return Visit(domain, (ListenerVisit(f"https://{domain}", ok, "https 200" if ok else "https 404"),))

    monkeypatch.setattr(Planning, "visits", property(lambda self: True))
    monkeypatch.setattr("multisite_tui.plan.visits.visit", seen)
    ending = in_service.run(SHARED)
    assert (ending.exit_code, [(site, one.code) for site, one in ending.site_problems.items()]) == (
        ExitCode.PARTIAL, [("sub.main.io", "new_way_differs")],
    )  # fmt: skip
    assert leads(in_service) == {"main.io": "main-io", "sub.main.io": "to-sub"}


def test_the_page_of_a_site_that_is_not_switched_yet_is_said_to_be_seen_by_nobody(in_service: Bench) -> None:
    unwell = shared_with('health_check: {matcher: "299"}')
    assert in_service.run(unwell).exit_code is ExitCode.TIMED_OUT
    assert leads(in_service) == {"main.io": "main-io", "sub.main.io": "to-sub"}
    conductor = in_service.conductor(unwell)
    assert conductor.switch_page("sub.main.io", shown=True)
    reach = conductor.page_reach("sub.main.io")
    assert (reach.everybody, [*switched_lines(reach, "sub.main.io", shown=True)]) == (
        False,
        [
            "Load balancer main-io answers for sub.main.io with its maintenance page now (status 503), within seconds.",
            "sub.main.io leads elsewhere: its visitors do not see the page while it does.",
        ],
    )
    assert [*switched_lines(reach, "sub.main.io", shown=False)] == [
        "Load balancer main-io sends requests for sub.main.io to its program again."
    ]
    assert conductor.page_reach("main.io").everybody


def test_a_maintenance_page_that_a_move_ends_is_in_its_plan(moved: Bench) -> None:
    assert moved.conductor(SHARED).switch_page("sub.main.io", shown=True)
    [shown] = [one for one in moved.plan(SHARED).plan.warnings if one.code.startswith("maintenance")]
    assert (shown.code, shown.site) == ("maintenance_page_shown", "sub.main.io")
    assert "multisite-tui maintenance main-io --site sub.main.io off" in shown.next

    store = moved.conductor(SHARED).store
    conductor = moved.conductor(SHARED)
    conductor.setup = setup_before_move(store.need("main-io"), store.all_answers("main-io"))
    for planned in (moved.plan(REFERENCE), conductor.plan_end_of_move(MoveEnd.BACK)):
        [ends] = [one for one in planned.plan.warnings if one.code.startswith("maintenance")]
        assert (ends.code, ends.what.split(" is switched")[0]) == (
            "maintenance_page_ends", "The maintenance page of sub.main.io",
        )  # fmt: skip
    assert back(moved).outcome is Outcome.COMPLETE
    assert [one for one in moved.plan(REFERENCE).plan.warnings if one.code.startswith("maintenance")] == []


def test_a_half_finished_move_goes_back_whole(in_service: Bench) -> None:
    before = a_records(in_service)
    in_service.account.fail("RegisterTargets", "TooManyTargets")
    in_service.run(SHARED)
    in_service.account.mend()
    assert back(in_service).outcome is Outcome.COMPLETE
    assert (balancers(in_service), a_records(in_service)) == (FORMER, before)


@pytest.mark.sampled
def test_a_half_finished_move_can_be_taken_away_whole(bench: Bench, finished: Bench, tmp_path: Path) -> None:
    half, before = finished.copy_to(tmp_path / "half"), whole(bench)
    half.account.fail("RegisterTargets", "TooManyTargets")
    half.run(SHARED)
    half.account.mend()
    assert half.remove(SHARED).outcome is Outcome.COMPLETE
    assert whole(half) == before


def test_a_record_of_somebody_elses_keeps_the_former_load_balancer(moved: Bench) -> None:
    [there] = [
        one for one in moved.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]
        if one["LoadBalancerName"] == "to-sub"
    ]  # fmt: skip
    record(moved, Name="old.main.io", Type="CNAME", TTL=60, ResourceRecords=values(there["DNSName"]))
    end = ended(moved, SHARED, MoveEnd.FINISH)
    assert [(site, one.code) for site, one in end.site_problems.items()] == [("sub.main.io", "still_led_to")]
    assert "old.main.io still leads to load balancer to-sub" in end.site_problems["sub.main.io"].what
    assert balancers(moved) == ["main-io", "to-sub"]


def test_the_plan_of_the_end_says_which_site_it_would_refuse(in_service: Bench) -> None:
    in_service.account.fail("RegisterTargets", "TooManyTargets")
    [stuck] = in_service.run(SHARED).site_problems
    planned = in_service.conductor(SHARED).plan_end_of_move(MoveEnd.FINISH)
    assert question(planned, in_service.aws.account).startswith("Take away what the former topology made")
    assert [(one.code, one.site) for one in planned.plan.warnings] == [
        ("still_led_to", stuck), ("not_served_yet", stuck),
    ]  # fmt: skip


def test_what_the_former_topology_made_for_a_site_that_is_gone_is_left_over(in_service: Bench) -> None:
    alone = SHARED.partition("  - domain: sub")[0]
    planned = in_service.plan(alone)
    assert [(one.code, one.site) for one in planned.problems] == [("load_balancer_left", "sub.main.io")]
    assert [one.sites for one in planned.plan.held] == [("main.io",)]


@pytest.mark.parametrize("finish", [True, False])
def test_a_load_balancer_that_was_taken_on_loses_our_tags_and_stays_with_its_record(bench: Bench, finish: bool) -> None:
    home = bench.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]["SubnetId"]
    listener: Any = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 6403}
    bench.aws.elb.create_load_balancer(LoadBalancerName="to-sub", Listeners=[listener], Subnets=[home])
    [there] = bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]
    target = {
        "HostedZoneId": there["CanonicalHostedZoneNameID"],
        "DNSName": there["DNSName"],
        "EvaluateTargetHealth": False,
    }
    for name in ("sub.main.io", "other.main.io"):
        record(bench, Name=name, Type="A", AliasTarget=target)
    before = a_records(bench)
    text = "schema: 1\nname: adopts\nsites: [{domain: sub.main.io, port: 6403, adopt: true}]\n"
    shared = "schema: 1\nname: adopts\ntopology: shared\nsites: [{domain: sub.main.io, port: 6403}]\n"
    bench.run(text)
    assert bench.run(shared).outcome is Outcome.COMPLETE
    assert [one.adopted for one in bench.plan(shared).plan.held] == [True]
    if finish:
        assert ended(bench, shared, MoveEnd.FINISH).outcome is Outcome.COMPLETE
    removed = bench.remove(shared)
    assert (removed.outcome, removed.site_problems) == (Outcome.COMPLETE, {})
    tags = bench.aws.elb.describe_tags(LoadBalancerNames=["to-sub"])["TagDescriptions"][0]["Tags"]
    assert [tag for tag in tags if tag["Key"].startswith("multisite-tui:")] == []
    assert a_records(bench) == before


def test_a_record_that_somebody_put_in_place_of_ours_is_asked_for_as_ever(in_service: Bench) -> None:
    alias = a_records(in_service)["sub.main.io. A"]
    new = {"Name": "sub.main.io", "Type": "A", "TTL": 60, "ResourceRecords": values("198.51.100.7")}
    batch: Any = {
        "Changes": [{"Action": "DELETE", "ResourceRecordSet": alias}, {"Action": "CREATE", "ResourceRecordSet": new}]
    }
    in_service.aws.route53.change_resource_record_sets(HostedZoneId=zone_id(in_service), ChangeBatch=batch)
    assert [one.key for one in in_service.plan(SHARED).problems] == ["sites[1].dns.replace"]


@pytest.mark.sampled
def test_a_move_from_shared_to_classic_keeps_what_was_there_first(bench: Bench) -> None:
    before = whole(bench)
    bench.run(SHARED)
    assert bench.run(edited("    dns: {replace: true}\n", "")).outcome is Outcome.COMPLETE
    assert leads(bench) == {"main.io": "to-main", "sub.main.io": "to-sub"}
    assert [one.title for one in bench.plan(REFERENCE).plan.held] == ["load balancer main-io"]
    assert ended(bench, REFERENCE, MoveEnd.FINISH).outcome is Outcome.COMPLETE
    assert balancers(bench) == FORMER
    assert bench.remove(REFERENCE).outcome is Outcome.COMPLETE
    assert whole(bench) == before


def test_without_its_journal_a_move_that_stopped_is_gone_on_with_and_knows_the_way_back(in_service: Bench) -> None:
    before = a_records(in_service)
    shutil.rmtree(in_service.folder / "setups")
    in_service.account.fail("RegisterTargets", "TooManyTargets")
    in_service.run(SHARED)
    in_service.account.mend()
    planned = in_service.plan(SHARED)
    assert (planned.problems, len(planned.plan.moving), len(planned.plan.held)) == ((), 1, 2)
    assert back(in_service).outcome is Outcome.COMPLETE
    assert (balancers(in_service), a_records(in_service)) == (FORMER, before)


@pytest.mark.sampled
def test_a_record_that_is_too_long_for_tags_outlives_the_move(bench: Bench) -> None:
    long = values(*(f"203.0.113.{number}" for number in range(60)), "203.0.113.250")
    record(bench, Name="sub.main.io", Type="A", TTL=60, ResourceRecords=long)
    before = a_records(bench)
    bench.run(with_site("dns: {replace: true}"))
    bench.run(SHARED)
    ended(bench, SHARED, MoveEnd.FINISH)
    bench.remove(SHARED)
    assert a_records(bench) == before


@pytest.mark.sampled
def test_a_name_that_lived_by_a_wildcard_does_so_again_after_the_move(bench: Bench) -> None:
    record(bench, Name="*.main.io", Type="A", TTL=60, ResourceRecords=values("203.0.113.10"))
    before = a_records(bench)
    bench.run(with_site("dns: {replace: true}"))
    bench.run(SHARED)
    ended(bench, SHARED, MoveEnd.FINISH)
    assert bench.remove(SHARED).outcome is Outcome.COMPLETE
    assert a_records(bench) == before


def test_of_one_site_both_ways_are_taken_away_and_the_others_stay(moved: Bench) -> None:
    assert moved.remove(SHARED, "sub.main.io").outcome is Outcome.COMPLETE
    assert balancers(moved) == ["main-io", "to-main"]
    assert leads(moved) == {"main.io": "main-io"}
    assert [one["TargetGroupName"] for one in moved.aws.elbv2.describe_target_groups()["TargetGroups"]] == ["to-main"]


ALONE = SHARED.partition("  - domain: sub")[0]
"""The shared case without its second site."""


def notes(bench: Bench, ending: Any, text: str) -> list[str]:
    """Return the notes of a run's end that speak of the second site."""
    last = last_event(ending, bench.conductor(text).setup, "multisite-tui", 0)
    return [one for one in last.notes if "destroy main-io --site sub.main.io" in one]


def test_what_is_left_of_a_site_that_is_gone_is_named_until_it_is_taken_away(in_service: Bench) -> None:
    [told] = notes(in_service, in_service.run(ALONE, accept_leftovers=True), ALONE)
    assert "its load balancer to-sub is still there" in told
    assert "costs about 21.90 US dollars a month" in told
    planned = in_service.conductor(ALONE).plan_end_of_move(MoveEnd.FINISH)
    assert [(one.code, one.site) for one in planned.plan.warnings] == [("load_balancer_left", "sub.main.io")]
    assert [one.sites for one in planned.plan.held] == [("main.io",)]
    first = ended(in_service, ALONE, MoveEnd.FINISH)
    assert (first.outcome, first.held, notes(in_service, first, ALONE)) == (Outcome.COMPLETE, (), [told])
    again = ended(in_service, ALONE, MoveEnd.FINISH)
    assert (again.outcome, notes(in_service, again, ALONE)) == (Outcome.UNCHANGED, [told])
    assert summary(in_service.conductor(ALONE).plan_end_of_move(MoveEnd.FINISH).plan).startswith(
        "Nothing to do: nothing of a former topology is there of the sites that are asked for."
    )
    assert in_service.remove(ALONE, "sub.main.io").outcome is Outcome.COMPLETE
    gone = ended(in_service, ALONE, MoveEnd.FINISH)
    assert (balancers(in_service), notes(in_service, gone, ALONE)) == (["main-io"], [])


def test_an_end_that_stopped_names_what_is_left_too(in_service: Bench) -> None:
    in_service.run(ALONE, accept_leftovers=True)
    in_service.account.deny("elasticloadbalancing:DeleteLoadBalancer")
    ending = ended(in_service, ALONE, MoveEnd.FINISH)
    assert (ending.exit_code, len(notes(in_service, ending, ALONE))) == (ExitCode.ACCESS, 1)


def test_a_load_balancer_that_only_a_site_that_is_gone_needs_is_left_and_not_held(bench: Bench) -> None:
    bench.run(SHARED)
    alone = REFERENCE.partition("  - domain: sub")[0]
    assert [one.title for one in bench.run(alone, accept_leftovers=True).held] == ["load balancer main-io"]
    end = ended(bench, alone, MoveEnd.FINISH)
    assert (end.outcome, end.held, balancers(bench)) == (Outcome.COMPLETE, (), ["main-io", "to-main"])
    [told] = notes(bench, end, alone)
    assert "its target group to-sub and its rules are still there" in told
    assert "Their load balancer costs about 23.73 US dollars a month, and can be taken away once they are gone." in told


def test_an_interrupted_end_still_holds_what_it_did_not_take_away(moved: Bench) -> None:
    conductor = moved.conductor(SHARED)
    conductor.emit = lambda event: conductor.interrupt.ask() if isinstance(event, StepFinished) else None
    ending = conductor.apply(conductor.plan_end_of_move(MoveEnd.FINISH))
    assert (ending.exit_code, balancers(moved)) == (ExitCode.INTERRUPTED, ["main-io", *FORMER])
    assert [one.title for one in ending.held] == [f"load balancer {name}" for name in FORMER]


def verbs(bench: Bench, ending: Any) -> list[str]:
    """Return the commands that a run's end offers, without the program and the setup's name."""
    last = last_event(ending, bench.conductor(SHARED).setup, "multisite-tui", 0)
    return [one.removeprefix("multisite-tui ").replace(" main-io", "") for one in last.next]


def test_a_move_that_stopped_offers_the_way_back_before_destroy(in_service: Bench) -> None:
    in_service.account.fail("RegisterTargets", "TooManyTargets")
    ending = in_service.run(SHARED)
    assert ending.exit_code is ExitCode.PARTIAL
    assert verbs(in_service, ending) == ["--resume --yes", "doctor", "move --back", "destroy"]


def test_an_interrupted_move_offers_the_way_back_before_destroy(in_service: Bench) -> None:
    conductor = in_service.conductor(SHARED)
    conductor.emit = lambda event: conductor.interrupt.ask() if isinstance(event, StepFinished) else None
    ending = conductor.apply(conductor.plan())
    assert ending.exit_code is ExitCode.INTERRUPTED
    assert verbs(in_service, ending) == ["--resume --yes", "doctor", "move --back", "destroy"]


def test_an_end_that_stopped_offers_the_way_back_where_something_is_held(moved: Bench) -> None:
    moved.account.deny("elasticloadbalancing:DeleteLoadBalancer")
    assert verbs(moved, ended(moved, SHARED, MoveEnd.FINISH)) == [
        "move --finish --yes", "doctor", "move --back", "status",
    ]  # fmt: skip
    moved.account.mend()
    moved.account.deny("ec2:DeleteSecurityGroup")
    assert verbs(moved, ended(moved, SHARED, MoveEnd.FINISH)) == ["move --finish --yes", "doctor", "status"]


def test_a_first_run_that_stopped_offers_no_way_back(bench: Bench) -> None:
    bench.account.fail("RegisterTargets", "TooManyTargets")
    assert verbs(bench, bench.run(SHARED)) == ["--resume --yes", "doctor", "destroy"]
