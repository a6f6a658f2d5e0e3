"""What the plan says is what is done, and once it is done nothing is left to plan."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from multisite_tui import answers
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.engine.context import RunContext
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.run import Run, StepResults
from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Event
from multisite_tui.model.plans import Action
from multisite_tui.model.setup import Setup
from multisite_tui.plan.history import History
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.plan.planner import plan_run
from multisite_tui.state.journal import Journal
from multisite_tui.state.snapshot import read
from tests.aws.practice import Practice, PracticeClock

from .setups import setup


class Played:
    """One run of a setup, with the journal that it left."""

    def __init__(self, practice: Practice, of: Setup, path: Path) -> None:
        saved = read(path)
        self.events: list[Event] = []
        self.path = path
        facts = practice.facts()
        reads = facts.reads
        self.intention = plan_run(of, facts, History(saved.replies if saved else {}))
        assert self.intention.problems == ()
        journal = Journal(path)
        journal.opened(version="1", setup=of.name, kind="practice", account="1", region="r", answers=answers.dump(of))
        clock = PracticeClock(practice)
        context = RunContext(
            make=lambda call: call.make(practice.aws),
            reads=reads,
            facts=lambda since: Facts(practice.aws, clock.today(), reads, since),
            first_questions=lambda facts: (),
            recorder=journal,
            emit=self.events.append,
            clock=clock,
            interrupt=Interrupt(),
        )
        before = len(practice.writes())
        self.result: StepResults = Run(
            self.intention.steps, self.intention.plan.steps, context, saved.replies if saved else {}
        ).go()
        journal.close()
        self.writes = practice.writes()[before:]

    def made(self) -> dict[str, list[str]]:
        """Return the calls that AWS accepted for each step, in order."""
        made: dict[str, list[str]] = defaultdict(list)
        intents: dict[int, dict[str, Any]] = {}
        for line in self.path.read_text("utf-8").splitlines():
            record = json.loads(line)
            if record["record"] == "intent":
                intents[record["call"]] = record
            elif record["record"] == "result":
                intent = intents[record["call"]]
                for step in intent["steps"]:
                    made[step].append(intent["name"])
        return made


def planned(intention: PlannedRun) -> dict[str, list[str]]:
    return {step.id: list(step.calls) for step in intention.plan.steps if step.calls}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "main-io" / "journal.jsonl"


def test_the_reference_case_is_done_and_leaves_nothing_to_plan(practice: Practice, path: Path) -> None:
    assert Played(practice, setup(), path).result.exit_code is ExitCode.DONE
    again = plan_run(setup(), practice.facts(), History())
    assert (again.nothing_to_do, again.plan.changes, again.problems) == (True, (), ())
    assert {step.action for step in again.plan.steps} == {Action.KEEP}
    assert all(change.before == change.after for change in again.plan.dns)


def test_each_planned_call_is_made_and_no_other(practice: Practice, path: Path) -> None:
    played = Played(practice, setup(), path)
    assert played.made() == planned(played.intention)


def test_a_second_run_makes_no_call(practice: Practice, path: Path) -> None:
    Played(practice, setup(), path)
    assert Played(practice, setup(), path).writes == []


def test_half_done_is_gone_on_with(practice: Practice, path: Path) -> None:
    practice.deny("CreateLoadBalancer")
    first = Played(practice, setup(), path)
    assert first.result.exit_code is ExitCode.ACCESS
    (practice.account.folder / "faults.json").unlink()
    half = plan_run(setup(), practice.facts(), History())
    action = {step.id: step.action for step in half.plan.steps}
    assert (action["main.io/security_group"], action["main.io/certificate"]) == (Action.KEEP, Action.KEEP)
    assert (action["main.io/load_balancer"], action["main.io/records"]) == (Action.CREATE, Action.UPDATE)
    assert Played(practice, setup(), path).result.exit_code is ExitCode.DONE


def test_a_wait_that_was_cut_short_is_planned_though_nothing_is_to_be_called(
    practice: Practice, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Played(practice, setup(), path)
    stopped = {"main.io/records": [{"ChangeInfo": {"Id": "/change/C1"}}]}
    monkeypatch.setattr("multisite_tui.aws.facts.records.change_status", lambda aws, change: "PENDING")
    again = plan_run(setup(), practice.facts(), History(stopped))
    assert [(step.id, step.waits_for) for step in again.plan.steps if step.waits_for] == [
        ("main.io/records", "Route 53 PENDING")
    ]
    assert (again.nothing_to_do, [wait.what for wait in again.plan.waits]) == (
        False, ["Route 53 to serve the records everywhere"],
    )  # fmt: skip


def test_twenty_sites_of_one_setup_are_done_and_left_alone(practice: Practice, path: Path) -> None:
    sites = "".join(f"  - {{domain: s{number}.main.io, port: {7000 + number}}}\n" for number in range(20))
    many = setup(f"schema: 1\nname: many\nsites:\n{sites}")
    played = Played(practice, many, path)
    assert played.result.failures == {}
    assert played.result.exit_code is ExitCode.DONE
    assert played.writes.count("elb:CreateLoadBalancer") == 20
    assert played.writes.count("acm:RequestCertificate") == 20
    again = plan_run(many, practice.facts(), History())
    assert (again.nothing_to_do, again.problems) == (True, ())
