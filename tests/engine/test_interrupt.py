"""The first signal finishes the call in hand; the second stops at once."""

from __future__ import annotations

import os
import signal

import pytest

from multisite_tui.engine.interrupt import Interrupt, on_signals
from multisite_tui.errors import ExitCode, Interrupted
from multisite_tui.model.events import StepSkipped, Warned
from multisite_tui.signals import SIGNALS

from .fakes import Stage


class StoppedAtOnce(BaseException):
    """What a second signal does, without ending the tests."""


class TheEnd(BaseException):
    """What the first signal does before the first call, as far as a test can."""


def stop() -> None:
    raise StoppedAtOnce


def end() -> None:
    raise TheEnd


@pytest.mark.parametrize("number", SIGNALS)
def test_each_signal_asks(number: int) -> None:
    interrupt = Interrupt()
    interrupt.finishes_calls = True
    with on_signals(interrupt, end, stop):
        os.kill(os.getpid(), number)
    assert interrupt.asked


@pytest.mark.parametrize("number", SIGNALS)
def test_before_a_call_can_be_in_hand_a_signal_ends_the_run(number: int) -> None:
    interrupt = Interrupt()
    with on_signals(interrupt, end, stop), pytest.raises(TheEnd):
        os.kill(os.getpid(), number)
    assert interrupt.asked  # so that a run whose first call was about to be made makes none


@pytest.mark.parametrize("second", SIGNALS)
def test_a_second_signal_stops_at_once(second: int) -> None:
    interrupt = Interrupt()
    interrupt.finishes_calls = True
    with on_signals(interrupt, end, stop):
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(StoppedAtOnce):
            os.kill(os.getpid(), second)


def test_the_handlers_that_were_there_come_back() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with pytest.raises(KeyError), on_signals(Interrupt(), end, stop):
        raise KeyError
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_a_signal_that_the_parent_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    interrupt = Interrupt()
    try:
        with on_signals(interrupt, end, stop):
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert not interrupt.asked


def test_a_wait_ends_the_moment_somebody_asks() -> None:
    interrupt = Interrupt()
    interrupt.ask()
    with pytest.raises(Interrupted):
        interrupt.wait(3600)


def test_a_wait_that_nobody_ends_goes_on() -> None:
    Interrupt().wait(0)


def test_the_call_in_hand_is_finished_and_recorded(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [stage.interrupt.ask]
    result = stage.run(stage.step("one"), stage.step("two", "one"), stage.step("one", "a/two", site="b"))
    assert stage.log[:3] == ["intent a/one", "call a/one", "result 1"]
    assert stage.cloud.made == ["a/one"]
    assert result.exit_code is ExitCode.INTERRUPTED


def test_steps_not_begun_are_skipped_as_interrupted(stage: Stage) -> None:
    stage.interrupt.ask()
    stage.run(stage.step("one"), stage.step("one", site="b"))
    assert [event.because for event in stage.emitted(StepSkipped)] == ["interrupted", "interrupted"]
    assert stage.cloud.made == []


def test_the_person_is_told_once_that_the_call_in_hand_is_being_finished(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [stage.interrupt.ask]
    stage.run(stage.step("one"), stage.step("two", "one"), stage.step("three", "two"))
    assert [event.problem.code for event in stage.emitted(Warned)] == ["interrupted"]


def test_a_run_that_was_done_before_the_signal_is_done(stage: Stage) -> None:
    result = stage.run(stage.step("one"))
    stage.interrupt.ask()
    assert result.exit_code is ExitCode.DONE
