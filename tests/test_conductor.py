"""A disk that is full in the middle of a run stops it, and what was made by then is still told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from multisite_tui import answers
from multisite_tui.aws.pacing import Pacer
from multisite_tui.aws.session import Aws, connect
from multisite_tui.conductor import Conductor
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import ExitCode, Problem
from multisite_tui.model.events import Finished, Outcome
from multisite_tui.model.roles import Role
from multisite_tui.report.endings import finished
from multisite_tui.state.files import StateUnwritable
from multisite_tui.state.journal import Journal
from multisite_tui.state.store import Store
from tests.aws.practice import Practice, PracticeClock
from tests.plan.setups import setup

LINES = 30


class AskedWhileWaiting(Interrupt):
    """The first wait of the run for AWS's rate ends with an interrupt. The clock of these tests does not call it."""

    def wait(self, seconds: float) -> None:
        self.ask()
        self.check()


def test_a_run_is_interrupted_while_it_waits_for_the_rate_of_aws(practice: Practice, tmp_path: Path) -> None:
    aws = connect(practice.account.session(), practice=True)
    pacer = Pacer(lambda: 0.0, lambda seconds: pytest.fail("a wait that nobody can interrupt"))
    pacer.pace(aws.elb)

    def conductor(aws: Aws, interrupt: Interrupt) -> Conductor:
        return Conductor(setup(), aws, Store(tmp_path), PracticeClock(practice), interrupt, lambda event: None)

    run = conductor(replace(aws, pacer=pacer), AskedWhileWaiting())
    planned = run.plan()
    pacer.slow_down("elb", "DescribeTags")  # no token is left, and none will come
    assert run.apply(planned).exit_code is ExitCode.INTERRUPTED
    again = conductor(practice.aws, Interrupt())
    assert again.apply(again.plan()).exit_code is ExitCode.DONE


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the journal take so many lines and no more."""
    append, taken = Journal._append, []

    def until_full(journal: Journal, record: str, **details: Any) -> None:
        taken.append(record)
        if len(taken) > LINES:
            raise StateUnwritable(Problem("state_unwritable", "the disk is full"))
        append(journal, record, **details)

    monkeypatch.setattr(Journal, "_append", until_full)


@pytest.mark.usefixtures("full_disk")
def test_the_ending_of_a_run_outlives_a_journal_that_cannot_be_ended(practice: Practice, tmp_path: Path) -> None:
    clock = PracticeClock(practice)
    conductor = Conductor(setup(), practice.aws, Store(tmp_path), clock, Interrupt(), lambda event: None)
    ending = conductor.apply(conductor.plan())
    assert ending.exit_code is ExitCode.PARTIAL
    assert {problem.code for problem in ending.site_problems.values()} == {"state_unwritable"}
    assert [problem.code for problem in ending.problems] == ["state_unwritable"]
    assert any(ending.found.has(Role.SECURITY_GROUP, site) for site in ("main.io", "sub.main.io"))


def ended(conductor: Conductor) -> Finished:
    return finished(conductor.apply(conductor.plan()), conductor.setup, "multisite-tui", 1.0)


@pytest.mark.usefixtures("full_disk")
def test_what_is_there_is_told_by_id_with_the_answers_that_find_it_again(practice: Practice, tmp_path: Path) -> None:
    conductor = Conductor(
        setup(), practice.aws, Store(tmp_path), PracticeClock(practice), Interrupt(), lambda event: None
    )
    last = ended(conductor)
    groups = practice.aws.client("ec2").describe_security_groups()["SecurityGroups"]
    made = [group["GroupId"] for group in groups if group["GroupName"].startswith("to-")]
    assert made
    assert all(any(f"({one})" in line for line in last.there) for one in made)
    region = practice.aws.account.region
    assert answers.load(last.answers, "printed").setup == setup().model_copy(update={"region": region})
    assert last.next == ("multisite-tui --answers FILE --yes",)


def test_a_run_that_the_disk_took_whole_tells_no_answers(practice: Practice, tmp_path: Path) -> None:
    conductor = Conductor(
        setup(), practice.aws, Store(tmp_path), PracticeClock(practice), Interrupt(), lambda event: None
    )
    last = ended(conductor)
    assert (last.outcome, last.there, last.answers) == (Outcome.COMPLETE, (), "")


@pytest.mark.usefixtures("full_disk")
def test_a_setup_found_again_by_what_was_printed_is_what_it_was(practice: Practice, tmp_path: Path) -> None:
    conductor = Conductor(
        setup(), practice.aws, Store(tmp_path), PracticeClock(practice), Interrupt(), lambda event: None
    )
    ended(conductor)
    before = practice.writes()
    plan = conductor.plan()
    elsewhere = Conductor(
        setup(), practice.aws, Store(tmp_path / "new"), PracticeClock(practice), Interrupt(), lambda event: None
    )
    assert practice.writes() == before
    assert not elsewhere.plan().problems
    assert elsewhere.plan().plan.steps == plan.plan.steps


@pytest.mark.parametrize("code", [ExitCode.DONE, ExitCode.ACCESS, ExitCode.TIMED_OUT])
def test_an_ending_that_cannot_be_written_down_keeps_its_own_code_and_is_never_success(code: ExitCode) -> None:
    before = RunResult(Outcome.COMPLETE, code, problems=(Problem("first", "what"),))
    after = before.with_problem(StateUnwritable(Problem("state_unwritable", "the disk is full")))
    assert after.exit_code is (code or ExitCode.PARTIAL)
    assert [problem.code for problem in after.problems] == ["first", "state_unwritable"]


def test_a_run_that_could_not_write_its_ending_down_is_not_called_complete() -> None:
    failure = StateUnwritable(Problem("state_unwritable", "the disk is full"))
    after = RunResult(Outcome.COMPLETE, ExitCode.DONE).with_problem(failure)
    assert (after.outcome, after.exit_code) == (Outcome.PARTIAL, ExitCode.PARTIAL)
