"""A run that is stopped before its first change: whether anything is there to be resumed decides what it exits with."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, cast

import pytest

from multisite_tui import headless
from multisite_tui.aws.errors import refused
from multisite_tui.aws.session import Aws
from multisite_tui.errors import AccessError, ExitCode, Failure, InputNeeded, Interrupted, Problem, SetupLocked
from multisite_tui.headless import Consent, Headless
from multisite_tui.model.events import Event, Finished, Outcome
from multisite_tui.report import words as say
from multisite_tui.report.factory import Report
from multisite_tui.state.files import StateUnwritable
from multisite_tui.state.journal import Journal
from multisite_tui.state.store import Store
from tests.aws.practice import Practice, PracticeClock
from tests.plan.setups import setup
from tests.state.helpers import OPENED

FULL = StateUnwritable(Problem("state_unwritable", "the disk is full"))
PROBLEM = Problem("code", "what")


class Stopped:
    """One headless run, with all that it said."""

    def __init__(self, practice: Practice, folder: Path) -> None:
        self.practice = practice
        self.store = Store(folder)
        self.events: list[Event] = []

    def save(self, name: str = "main-io") -> None:
        journal = self.store.journal(name)
        journal.opened(**{**OPENED, "setup": name, "region": self.practice.aws.account.region})
        journal.close()

    def run(self, connect: Callable[[], Aws]) -> Finished:
        code = Headless(
            setup=setup(),
            connect=connect,
            store=self.store,
            consent=Consent.GIVEN,
            report=cast("Report", self.events.append),
            clock=PracticeClock(self.practice),
            command="multisite-tui",
        ).run()
        last = self.events[-1]
        assert isinstance(last, Finished)
        assert last.exit_code is code
        return last

    def fail(self, failure: Failure) -> Finished:
        def connect() -> Any:
            raise failure

        return self.run(connect)


@pytest.fixture
def stopped(practice: Practice, tmp_path: Path) -> Stopped:
    return Stopped(practice, tmp_path)


ENDINGS = [
    (FULL, ExitCode.INPUT_NEEDED, ExitCode.PARTIAL),
    (refused("elb:DescribeLoadBalancers", "ServiceUnavailable", "no"), ExitCode.INPUT_NEEDED, ExitCode.PARTIAL),
    (refused("elb:DescribeLoadBalancers", "AccessDenied", "no"), ExitCode.ACCESS, ExitCode.ACCESS),
    (AccessError(PROBLEM), ExitCode.ACCESS, ExitCode.ACCESS),
    (InputNeeded(PROBLEM), ExitCode.INPUT_NEEDED, ExitCode.INPUT_NEEDED),
    (SetupLocked(PROBLEM), ExitCode.LOCKED, ExitCode.LOCKED),
    (Interrupted(PROBLEM), ExitCode.INTERRUPTED, ExitCode.INTERRUPTED),
]
OUTCOMES = {
    ExitCode.INTERRUPTED: Outcome.INTERRUPTED,
    ExitCode.ACCESS: Outcome.FAILED,
    ExitCode.PARTIAL: Outcome.FAILED,
}


@pytest.mark.parametrize(
    ("failure", "new", "saved"), ENDINGS, ids=[f"{one[0].problem.code}-{one[1]}" for one in ENDINGS]
)
@pytest.mark.parametrize("is_saved", [False, True])
def test_only_of_a_saved_setup_is_a_part_there_to_be_resumed(
    stopped: Stopped, failure: Failure, new: ExitCode, saved: ExitCode, is_saved: bool
) -> None:
    if is_saved:
        stopped.save()
    last = stopped.fail(failure)
    code = saved if is_saved else new
    assert (last.exit_code, last.outcome) == (code, OUTCOMES.get(code, Outcome.REFUSED))
    assert ([one.what for one in last.problems], last.sites) == ([one.what for one in failure.problems], ())
    assert any("resume" in one.next for one in last.problems) is (is_saved and "resume" in failure.problem.next)


def test_a_disk_that_is_full_from_the_start_changes_nothing_and_leaves_nothing_to_resume(
    stopped: Stopped, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise FULL

    monkeypatch.setattr(Journal, "_append", refuse)
    last = stopped.run(lambda: stopped.practice.aws)
    assert (last.exit_code, [one.code for one in last.problems]) == (ExitCode.INPUT_NEEDED, ["state_unwritable"])
    assert (stopped.practice.writes(), stopped.store.names()) == ([], ())


def test_another_setup_that_cannot_be_read_does_not_change_the_ending(stopped: Stopped) -> None:
    stopped.save("other")
    (stopped.store.folder / "other" / "journal.jsonl").write_bytes(b"garbled\n{}\n")
    assert stopped.fail(AccessError(PROBLEM)).exit_code is ExitCode.ACCESS


def test_a_setup_that_cannot_be_read_itself_ends_with_the_last_event(stopped: Stopped) -> None:
    stopped.save()
    (stopped.store.folder / "main-io" / "journal.jsonl").write_bytes(b"garbled\n{}\n")
    last = stopped.run(lambda: stopped.practice.aws)
    assert (last.exit_code, [one.code for one in last.problems]) == (ExitCode.INPUT_NEEDED, ["state_garbled"])


def test_behind_a_second_signal_the_run_says_no_end_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences: list[str] = []
    monkeypatch.setattr(headless, "end_process", lambda code, sentence: sentences.append(sentence))
    heard: list[Event] = []
    said = headless._Said(cast("Report", heard.append))
    said.stop_at_once()
    late = Thread(target=said, args=(Finished(Outcome.INTERRUPTED, ExitCode.INTERRUPTED),), daemon=True)
    late.start()  # on the command line, the process is gone by now
    assert (sentences, said._lock.locked(), heard) == ([say.STOPPED_AT_ONCE], True, [])


def test_a_second_signal_says_nothing_behind_the_end_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences: list[str] = []
    monkeypatch.setattr(headless, "end_process", lambda code, sentence: sentences.append(sentence))
    said = headless._Said(cast("Report", lambda event: None))
    said(Finished(Outcome.INTERRUPTED, ExitCode.INTERRUPTED))
    said.stop_at_once()
    assert sentences == [""]


def test_the_main_thread_hears_a_signal_that_another_thread_was_given() -> None:
    ended: SimpleQueue[Any] = SimpleQueue()
    over, main = threading.Event(), threading.main_thread()

    def strike() -> None:
        while sys._current_frames()[cast("int", main.ident)].f_code.co_name != "_next":
            over.wait(0.01)
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        if not over.wait(20):
            ended.put("not heard")

    before = signal.signal(signal.SIGUSR1, lambda *_: ended.put("heard"))
    thread = Thread(target=strike)
    thread.start()
    try:
        assert headless._next(ended) == "heard"
    finally:
        over.set()
        thread.join()
        signal.signal(signal.SIGUSR1, before)
