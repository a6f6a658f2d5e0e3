"""A name that lives by a wildcard: it is answered at every moment, and lives by the wildcard again afterwards."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.wildcards import wildcard_over
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Outcome
from multisite_tui.model.roles import Role

from .rig import Bench
from .test_account_checks import values, zone_id
from .test_removal import everything

ALONE = "schema: 1\nname: sub\nsites:\n  - domain: sub.main.io\n    port: 6403\n    dns: {replace: true}\n"
DEEP = "schema: 1\nname: deep\nsites:\n  - {domain: a.b.main.io, port: 6403, dns: {replace: true}}\n"
OLD = "203.0.113.10"


def change(bench: Bench, *changes: tuple[str, dict[str, Any]]) -> None:
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": record} for action, record in changes]}
    bench.aws.route53.change_resource_record_sets(HostedZoneId=zone_id(bench), ChangeBatch=batch)  # type: ignore[arg-type]


def wildcard(**more: Any) -> dict[str, Any]:
    return {"Name": "*.main.io", "Type": "A", "TTL": 300, "ResourceRecords": values(OLD), **more}


def records(bench: Bench) -> dict[tuple[str, str], dict[str, Any]]:
    found = bench.aws.route53.list_resource_record_sets(HostedZoneId=zone_id(bench))["ResourceRecordSets"]
    return {(one["Name"].rstrip(".").replace("\\052", "*"), one["Type"]): dict(one) for one in found}


def answers(bench: Bench, name: str, kind: str = "A") -> dict[str, Any] | None:
    """Return what DNS answers for a name, by a record of its own or by a wildcard (RFC 4592)."""
    there = records(bench)
    over = wildcard_over(name, "main.io", lambda at: any(one == at or one.endswith(f".{at}") for one, _ in there))
    return there.get((over or name, kind))


@pytest.fixture
def living(bench: Bench) -> Bench:
    """An account in which `sub.main.io` and all others live by a wildcard."""
    change(bench, ("CREATE", wildcard()))
    return bench


def test_the_plan_shows_what_the_wildcard_answers_and_asks_before_it_is_replaced(living: Bench) -> None:
    planned = living.plan(ALONE.replace("    dns: {replace: true}\n", ""))

    assert [problem.code for problem in planned.problems] == ["record_exists"]
    assert "*.main.io" in planned.problems[0].what
    assert planned.plan.dns[0].before == (f"A {OLD} (300 s), by the wildcard *.main.io",)
    assert [warning.code for warning in planned.plan.warnings] == ["wildcard_ends"]


@pytest.mark.parametrize("busy", [True, False])
@pytest.mark.parametrize("whole", [True, False])
def test_the_name_is_answered_at_every_moment_of_a_run_and_of_its_removal(
    living: Bench, monkeypatch: pytest.MonkeyPatch, whole: bool, busy: bool
) -> None:
    """A large zone is not read whole, but name by name; a busy one takes the first change late."""
    if busy:
        living.account.fail("route53.ChangeResourceRecordSets", "PriorRequestNotComplete", times=7)
    if not whole:
        monkeypatch.setattr(Facts, "_zone_records", lambda self, zone: None)
    before, dark = everything(living), []
    wait = living.clock.wait

    def look(seconds: float, interrupt: Interrupt) -> None:
        dark.extend(name for name in ("sub.main.io", "other.main.io") if answers(living, name) is None)
        wait(seconds, interrupt)

    living.clock.wait = look  # type: ignore[method-assign]
    made = living.run(ALONE)
    led = answers(living, "sub.main.io") or {}
    removed = living.remove(ALONE)

    assert (made.outcome, removed.outcome, dark) == (Outcome.COMPLETE, Outcome.COMPLETE, [])
    assert "AliasTarget" in led
    assert everything(living) == before


def test_no_record_goes_below_the_name_before_it_has_its_own(living: Bench) -> None:
    needs = {step.id: step.needs for step in living.plan(ALONE).steps}

    assert "sub.main.io/own_records" in needs["sub.main.io/validation"]
    assert "sub.main.io/own_records" in needs["sub.main.io/records"]


def test_it_stays_answered_when_the_run_stops_before_the_switch(living: Bench) -> None:
    living.account.deny("elasticloadbalancing:CreateLoadBalancer")

    ending = living.run(ALONE)

    assert ending.exit_code is ExitCode.ACCESS
    assert any(name.endswith(".sub.main.io") for name, _ in records(living))
    assert answers(living, "sub.main.io") == {**wildcard(), "Name": "sub.main.io."}


def test_a_run_that_goes_on_waits_until_the_own_records_are_served(living: Bench) -> None:
    """The record that ACM asks for must not be served anywhere before them."""
    asked = living.conductor(ALONE)
    wait = living.clock.wait

    def stop(seconds: float, interrupt: Interrupt) -> None:
        if ("sub.main.io", "A") in records(living):
            interrupt.ask()
        wait(seconds, interrupt)

    living.clock.wait = stop  # type: ignore[method-assign]
    stopped = asked.apply(asked.plan())
    living.clock.wait = wait  # type: ignore[method-assign]
    steps = {step.role: step for step in living.plan(ALONE).plan.steps}
    resumed = living.run(ALONE)

    assert (stopped.exit_code, resumed.outcome) == (ExitCode.INTERRUPTED, Outcome.COMPLETE)
    assert steps[Role.OWN_RECORDS].waits_for == "Route 53 PENDING"
    assert living.plan(ALONE).nothing_to_do


def test_a_setup_that_was_begun_and_given_up_leaves_the_name_to_the_wildcard(living: Bench) -> None:
    before = everything(living)
    living.account.deny("elasticloadbalancing:CreateLoadBalancer")
    living.run(ALONE)

    living.remove(ALONE)

    assert everything(living) == before


def test_what_else_the_wildcard_answers_is_kept_at_the_name(living: Bench) -> None:
    mail = {"Name": "*.main.io", "Type": "MX", "TTL": 300, "ResourceRecords": values("10 mail.main.io.")}
    change(living, ("CREATE", mail))
    before = everything(living)

    living.run(ALONE)
    mailed = answers(living, "sub.main.io", "MX") or {}
    living.remove(ALONE)

    assert mailed["ResourceRecords"] == mail["ResourceRecords"]
    assert everything(living) == before


def test_the_plan_of_a_removal_counts_on_what_keeps_long_records_to_go(bench: Bench) -> None:
    """It stands below the name, and would end the wildcard's answers for it."""
    long = values(*(f"203.0.113.{number}" for number in range(60)))
    change(bench, ("CREATE", wildcard(ResourceRecords=long)))
    before = everything(bench)
    bench.run(ALONE)

    planned = bench.conductor(ALONE).plan_removal().plan
    bench.remove(ALONE)

    assert [one.after for one in planned.dns] == [("what the wildcard *.main.io answers",)]
    assert everything(bench) == before


def test_a_name_between_the_site_and_the_wildcard_goes_on_being_answered(living: Bench) -> None:
    before = everything(living)

    planned = living.plan(DEEP).plan
    living.run(DEEP)
    between = answers(living, "b.main.io") or {}
    beside = answers(living, "other.b.main.io")
    living.remove(DEEP)

    [warning] = [one for one in planned.warnings if one.code == "wildcard_ends"]
    assert beside is None
    assert "*.main.io will no longer answer for other names below b.main.io" in warning.what
    assert {change.name: change.after for change in planned.dns}["b.main.io"] == (f"A {OLD} (300 s)",)
    assert between["ResourceRecords"] == values(OLD)
    assert everything(living) == before


def test_a_record_below_that_stays_keeps_the_name_answered(living: Bench) -> None:
    living.run(ALONE)
    below = {"Name": "x.sub.main.io", "Type": "A", "TTL": 60, "ResourceRecords": values("198.51.100.9")}
    change(living, ("CREATE", below))

    living.remove(ALONE)

    assert (answers(living, "sub.main.io") or {})["ResourceRecords"] == values(OLD)


def test_without_a_journal_the_name_keeps_its_record(living: Bench) -> None:
    living.run(ALONE)
    shutil.rmtree(living.folder / "setups")

    living.remove(ALONE)

    assert (answers(living, "sub.main.io") or {})["ResourceRecords"] == values(OLD)


def test_a_second_run_changes_nothing(living: Bench) -> None:
    living.run(ALONE)
    before = living.writes()

    ending = living.run(ALONE)

    assert (ending.outcome, living.writes()) == (Outcome.UNCHANGED, before)


ROUTED = {"SetIdentifier": "one", "Weight": 1}


def test_a_routed_wildcard_is_refused(bench: Bench) -> None:
    change(bench, ("CREATE", wildcard(**ROUTED)))

    assert [problem.code for problem in bench.plan(ALONE).problems] == ["record_routed"]
    assert bench.writes() == ["route53:ChangeResourceRecordSets"]


def test_a_wildcard_of_which_a_part_is_routed_is_refused(living: Bench) -> None:
    """Nothing of it is copied to the name, which would have no address from its validation record to the switch."""
    text = {"Name": "*.main.io", "Type": "TXT", "TTL": 300, "ResourceRecords": values('"v=spf1 -all"')}
    change(living, ("CREATE", {**text, **ROUTED}))

    [problem] = living.plan(ALONE).problems

    assert problem.code == "record_routed"
    assert "*.main.io" in problem.what
    assert problem.next.startswith("Put a plain record at sub.main.io")
