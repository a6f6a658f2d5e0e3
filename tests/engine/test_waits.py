"""A wait says in the service's words what it waits for, is bounded, and can be interrupted."""

from __future__ import annotations

import pytest

from multisite_tui.aws.error_codes import TRANSIENT
from multisite_tui.engine.retries import BUSY_FOR
from multisite_tui.engine.run import StepResults
from multisite_tui.errors import ExitCode, Problem, StepError
from multisite_tui.model.events import StepFinished, StepWaiting

from .fakes import Stage, Thing, a_wait, refusal


def wait_for(stage: Stage, *health_message: str | Exception, limit: float = 60) -> StepResults:
    stage.cloud.there.add("one")
    return stage.run(
        stage.step(
            "one", resource=Thing(stage.cloud, "one", wait=a_wait(limit=limit), health_message=list(health_message))
        )
    )


def test_words_are_told_once_per_change(stage: Stage) -> None:
    wait_for(stage, "PENDING", "PENDING", "nearly", "PENDING")
    assert [event.waiting_for for event in stage.emitted(StepWaiting)] == ["PENDING", "nearly", "PENDING"]
    assert {event.usual for event in stage.emitted(StepWaiting)} == {"usually 7 seconds"}


def test_the_step_is_finished_only_when_the_wait_is_over(stage: Stage) -> None:
    wait_for(stage, "PENDING")
    assert [type(event) for event in stage.events][-2:] == [StepWaiting, StepFinished]


def test_it_looks_as_often_as_the_wait_says(stage: Stage) -> None:
    wait_for(stage, "PENDING", "PENDING", "PENDING")
    assert stage.clock.waited == [5, 5, 5]


def test_what_is_there_already_is_not_waited_for(stage: Stage) -> None:
    wait_for(stage)
    assert (stage.clock.waited, stage.emitted(StepWaiting)) == ([], [])


def test_a_wait_that_runs_out_says_its_last_word(stage: Stage) -> None:
    result = wait_for(stage, "for ever", limit=30)
    problem = result.failures["a/one"].problem
    assert (problem.code, result.exit_code) == ("wait_timed_out", ExitCode.TIMED_OUT)
    assert "for ever" in problem.why
    assert sum(stage.clock.waited) == 30
    assert stage.recorder.finished == []


@pytest.mark.parametrize("code", sorted(TRANSIENT))
def test_a_look_that_fails_for_now_is_tolerated(stage: Stage, code: str) -> None:
    result = wait_for(stage, "PENDING", refusal(code))
    assert result.exit_code is ExitCode.DONE
    assert [event.waiting_for for event in stage.emitted(StepWaiting)][1:] == [f"AWS did not answer just now ({code})"]


@pytest.mark.parametrize("code", ["Throttling", "ThrottlingException", "RequestLimitExceeded", "ReadTimeoutError"])
def test_busy_and_unreachable_are_passing(code: str) -> None:
    assert code in TRANSIENT


@pytest.mark.parametrize("code", ["ServiceUnavailable", "InternalFailure", "InternalError", "ProxyConnectionError"])
def test_trouble_on_aws_side_is_passing(stage: Stage, code: str) -> None:
    assert wait_for(stage, "PENDING", refusal(code)).exit_code is ExitCode.DONE


@pytest.mark.parametrize("code", ["AccessDenied", "ExpiredToken", "ValidationError"])
def test_other_failures_of_a_look_end_the_wait(stage: Stage, code: str) -> None:
    assert wait_for(stage, "PENDING", refusal(code)).failures["a/one"].problem.code == code


def test_looks_that_keep_failing_run_out_of_time_too(stage: Stage) -> None:
    result = wait_for(stage, *[refusal("ServiceUnavailable")] * 99, limit=30)
    assert (result.exit_code, sum(stage.clock.waited)) == (ExitCode.TIMED_OUT, 30)


def test_a_wait_that_is_only_throttled_goes_on_after_its_limit(stage: Stage) -> None:
    result = wait_for(stage, *[refusal("Throttling")] * 20, limit=30)
    assert result.exit_code is ExitCode.DONE
    assert sum(stage.clock.waited) > 30


def test_a_wait_that_stays_throttled_ends_too(stage: Stage) -> None:
    result = wait_for(stage, *[refusal("Throttling")] * 10**4, limit=30)
    assert result.exit_code is ExitCode.TIMED_OUT
    assert 30 + BUSY_FOR <= sum(stage.clock.waited) < 40 + BUSY_FOR


def test_an_answer_after_the_limit_ends_a_throttled_wait(stage: Stage) -> None:
    result = wait_for(stage, *[refusal("Throttling")] * 20, *["PENDING"] * 9, limit=30)
    assert result.exit_code is ExitCode.TIMED_OUT
    assert sum(stage.clock.waited) < BUSY_FOR


def test_what_will_never_come_ends_the_wait_at_once(stage: Stage) -> None:
    result = wait_for(stage, StepError(Problem("CAA_ERROR", "never")))
    assert (result.exit_code, stage.clock.waited) == (ExitCode.PARTIAL, [])


def test_an_interrupt_ends_the_wait(stage: Stage) -> None:
    stage.clock.when_waiting = stage.interrupt.ask
    result = wait_for(stage, "for ever")
    assert (result.exit_code, stage.clock.waited) == (ExitCode.INTERRUPTED, [])


def test_a_resumed_wait_has_its_whole_time_again(stage: Stage) -> None:
    wait_for(stage, "for ever", limit=30)
    wait_for(stage, "for ever", limit=30)
    assert sum(stage.clock.waited) == 60
