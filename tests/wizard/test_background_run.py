"""The wizard's run is the headless run: the same events with the same words, in a thread that keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from multisite_tui.aws.facts.recent_reads import RecentReads
from multisite_tui.aws.session import Aws
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import AccessError, ExitCode, Failure, InputNeeded, Interrupted, Problem, SetupLocked
from multisite_tui.headless import Consent, Headless
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import Event, Finished, Outcome, Planned, Started
from multisite_tui.model.setup import Setup
from multisite_tui.report.factory import Report
from multisite_tui.state.files import StateUnwritable
from multisite_tui.state.store import Store
from multisite_tui.wizard.background_run import BackgroundRun, Broken, planned, refused
from multisite_tui.wizard.session import Session
from tests.aws.practice import Practice, PracticeClock
from tests.plan.setups import setup
from tests.state.helpers import OPENED

PATIENCE = 120.0
PROBLEM = Problem("code", "what")
COMMAND = "multisite-tui --demo"


@dataclass
class Run:
    """One run of the wizard's, without the wizard."""

    practice: Practice
    folder: Path
    connect: Callable[[], Aws] | None = None
    accept_leftovers: bool = False
    events: list[Event | Broken] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return Store(self.folder)

    @property
    def session(self) -> Session:
        mode = SimpleNamespace(store=self.store, clock=lambda: PracticeClock(self.practice), command=COMMAND)
        signed_in = self.connect or (lambda: self.practice.aws)
        fields: dict[str, Any] = {"account_mode": mode, "signed_in": signed_in, "interrupt": Interrupt()}
        fields |= {"recent": RecentReads(), "planned": lambda plan: None}
        return cast("Session", SimpleNamespace(accept_leftovers=self.accept_leftovers, **fields))

    def go(self, of: Setup | None = None) -> Event | Broken:
        session = self.session
        BackgroundRun(session, of or setup(), self.events.append).start()
        thread = cast("Any", session).run
        thread.join(PATIENCE)
        assert not thread.is_alive()
        return self.events[-1]

    def fail(self, failure: Exception) -> Event | Broken:
        def connect() -> Any:
            raise failure

        self.connect = connect
        return self.go()

    def save(self) -> None:
        journal = self.store.journal("main-io")
        journal.opened(**{**OPENED, "setup": "main-io", "region": self.practice.aws.account.region})
        journal.close()


@pytest.fixture
def run(practice: Practice, tmp_path: Path) -> Run:
    return Run(practice, tmp_path / "wizard")


def headless(practice: Practice, folder: Path) -> list[Event]:
    events: list[Event] = []
    Headless(
        setup=setup(),
        connect=lambda: practice.aws,
        store=Store(folder),
        consent=Consent.GIVEN,
        report=cast("Report", events.append),
        clock=PracticeClock(practice),
        command=COMMAND,
    ).run()
    return events


def told(events: list[Any]) -> list[Any]:
    """Return what was told once for the whole run: the steps between come from many threads, in any order."""
    return [one for one in events if isinstance(one, Started | Planned)]


def ending(event: object) -> dict[str, Any]:
    """Return the last event without what differs from account to account: ids and the time."""
    assert isinstance(event, Finished)
    sites = [(one.domain, one.health, one.check, one.problem) for one in event.sites]
    return {"outcome": event.outcome, "code": event.exit_code, "sites": sites, "next": event.next, "notes": event.notes}


def test_both_faces_say_the_same_of_a_run(run: Run, practice: Practice, tmp_path: Path) -> None:
    without_screens = headless(practice, tmp_path / "headless")
    practice.renew()
    run.go()
    assert told(run.events)[0] == told(without_screens)[0]
    assert told(run.events)[0].kind is AccountKind.PRACTICE
    assert [one.plan.steps for one in told(run.events)[1:]] == [one.plan.steps for one in told(without_screens)[1:]]
    assert ending(run.events[-1]) == ending(without_screens[-1])
    assert ending(run.events[-1])["outcome"] is Outcome.COMPLETE


FULL = StateUnwritable(Problem("state_unwritable", "the disk is full"))
BEFORE = [
    (AccessError(PROBLEM), Outcome.FAILED, ExitCode.ACCESS),
    (InputNeeded(PROBLEM), Outcome.REFUSED, ExitCode.INPUT_NEEDED),
    (SetupLocked(PROBLEM), Outcome.REFUSED, ExitCode.LOCKED),
    (Interrupted(PROBLEM), Outcome.INTERRUPTED, ExitCode.INTERRUPTED),
    (FULL, Outcome.REFUSED, ExitCode.INPUT_NEEDED),
]


@pytest.mark.parametrize(("failure", "outcome", "code"), BEFORE)
def test_a_failure_before_the_first_change_ends_as_in_the_other_face(
    run: Run, failure: Failure, outcome: Outcome, code: ExitCode
) -> None:
    last = run.fail(failure)
    assert isinstance(last, Finished)
    assert (last.outcome, last.exit_code, last.problems) == (outcome, code, failure.problems)


def test_a_setup_that_an_earlier_run_began_is_there_to_be_resumed(run: Run) -> None:
    run.save()
    last = run.fail(FULL)
    assert isinstance(last, Finished)
    assert (last.outcome, last.exit_code) == (Outcome.FAILED, ExitCode.PARTIAL)


def test_a_mistake_of_the_program_ends_as_one(run: Run) -> None:
    last = run.fail(ZeroDivisionError())
    assert isinstance(last, Broken)
    assert isinstance(last.error, ZeroDivisionError)


def test_a_plan_with_a_problem_is_shown_and_then_refused(run: Run) -> None:
    last = run.go(setup("schema: 1\nsites: [{domain: other.example, port: 6402}]\n"))
    assert [type(one) for one in run.events] == [Started, Planned, Finished]
    assert isinstance(last, Finished)
    assert (last.outcome, last.exit_code) == (Outcome.REFUSED, ExitCode.INPUT_NEEDED)
    assert "zone_not_found" in {problem.code for problem in last.problems}
    assert run.practice.writes() == []


@pytest.mark.parametrize("accepted", [False, True])
def test_what_is_left_over_stops_it_unless_the_person_lets_it_stay(run: Run, accepted: bool) -> None:
    assert ending(run.go())["outcome"] is Outcome.COMPLETE
    again = Run(run.practice, run.folder, accept_leftovers=accepted)
    last = again.go(setup("schema: 1\nname: main-io\nsites: [{domain: sub.main.io, port: 6403}]\n"))
    assert isinstance(last, Finished)
    assert last.outcome is (Outcome.UNCHANGED if accepted else Outcome.REFUSED)


def test_a_plan_is_made_without_the_lock_and_changes_nothing(run: Run) -> None:
    with run.store.lock("main-io"):
        assert planned(run.session, setup(), accept_leftovers=False).plan.changes
    assert run.practice.writes() == []


def test_a_run_that_holds_the_lock_keeps_another_out(run: Run) -> None:
    with run.store.lock("main-io"):
        last = run.go()
    assert isinstance(last, Finished)
    assert (last.outcome, last.exit_code) == (Outcome.REFUSED, ExitCode.LOCKED)


def test_a_setup_that_stands_and_cannot_be_looked_at_is_there_to_be_resumed(run: Run) -> None:
    last = refused(run.session, setup(), FULL)
    assert (last.outcome, last.exit_code) == (Outcome.FAILED, ExitCode.PARTIAL)


def test_what_was_done_is_in_the_journal(run: Run) -> None:
    run.go()
    saved = run.store.need("main-io")
    assert saved.outcome is Outcome.COMPLETE
    assert set(saved.steps) == saved.finished
