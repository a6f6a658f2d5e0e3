"""The walk through the graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Barrier, Event

import pytest
from botocore.exceptions import TokenRetrievalError

from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Progress, StepOutputs
from multisite_tui.engine.run import INTERRUPTED, Run, StepResults
from multisite_tui.errors import (
    AccessError,
    ExitCode,
    Failure,
    Interrupted,
    Problem,
    StepError,
    WaitTimedOut,
)
from multisite_tui.model.events import StepFailed, StepFinished, StepSkipped, StepStarted, Warned
from multisite_tui.model.plans import Action, PlannedStep
from multisite_tui.model.replies import Reply
from multisite_tui.state.files import StateUnwritable

from .fakes import PATIENT, Several, Stage, Thing, a_wait, refusal

PROBLEM = Problem("code", "what")


def test_steps_that_need_nothing_of_each_other_run_at_the_same_time(stage: Stage) -> None:
    meeting = Barrier(3, timeout=PATIENT)
    for name in ("a/one", "a/two", "b/one"):
        stage.cloud.answers[name] = [meeting.wait]
    result = stage.run(stage.step("one"), stage.step("two"), stage.step("one", site="b"))
    assert result.exit_code is ExitCode.DONE


def test_a_step_waits_for_what_it_needs(stage: Stage) -> None:
    stage.run(stage.step("last", "middle"), stage.step("middle", "first"), stage.step("first"))
    assert stage.cloud.made == ["a/first", "a/middle", "a/last"]


def test_a_step_knows_what_the_steps_before_it_found(stage: Stage) -> None:
    result = stage.run(stage.step("first"), stage.step("last", "first"))
    assert result.found == {"a/first": "a/first", "a/last": "a/last"}


def test_what_hangs_below_a_failure_is_skipped_with_the_first_cause(stage: Stage) -> None:
    stage.cloud.answers["a/first"] = [refusal("ValidationError")]
    result = stage.run(stage.step("first"), stage.step("middle", "first"), stage.step("last", "middle"))
    assert result.skipped == {"a/middle": "a/first", "a/last": "a/first"}
    assert [(event.step, event.because) for event in stage.emitted(StepSkipped)] == list(result.skipped.items())
    assert stage.cloud.made == ["a/first"]


def test_only_the_cause_is_told_as_a_failure(stage: Stage) -> None:
    stage.cloud.answers["a/first"] = [refusal("ValidationError")]
    stage.run(stage.step("first"), stage.step("last", "first"))
    assert [(event.step, event.problem.code, event.problem.site) for event in stage.emitted(StepFailed)] == [
        ("a/first", "ValidationError", "a")
    ]


def test_other_sites_go_on_beside_a_failure(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [refusal("AccessDenied")]
    result = stage.run(
        stage.step("one"), stage.step("two", "one"), stage.step("one", site="b"), stage.step("two", "one", site="b")
    )
    assert set(result.found) == {"b/one", "b/two"}


def login_lost() -> AwsFailure:
    with pytest.raises(AwsFailure) as caught, translated("elb:Make"):
        raise TokenRetrievalError(provider="sso", error_msg="the token has expired")
    return caught.value


GONE = [*map(refusal, ("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId")), login_lost()]


@pytest.mark.parametrize("failure", GONE, ids=lambda failure: failure.code)
def test_credentials_that_are_gone_halt_every_site(stage: Stage, failure: AwsFailure) -> None:
    stage.cloud.answers["a/one"] = [failure]
    stage.cloud.answers["b/one"] = [lambda: stage.until_told(StepFailed)]
    result = stage.run(stage.step("one"), stage.step("one", site="b"), stage.step("two", "one", site="b"))
    assert (result.skipped, result.found) == ({"b/one": "a/one", "b/two": "a/one"}, {})
    assert result.exit_code is ExitCode.ACCESS


def test_a_halt_lets_the_call_in_hand_finish_and_makes_no_next_one(stage: Stage) -> None:
    in_hand = Event()

    def expire() -> None:
        assert in_hand.wait(PATIENT)
        raise refusal("ExpiredToken")

    def outlast() -> None:
        in_hand.set()
        stage.until_told(StepFailed)

    stage.cloud.answers = {"a/one": [expire], "first": [outlast]}
    several = Several(stage.cloud, "several")
    stage.run(stage.step("one"), stage.step("one", site="b", resource=several))
    assert sorted(stage.cloud.made) == ["a/one", "first"]
    assert (stage.cloud.there, stage.log[-1].partition(" ")[0]) == ({"first"}, "result")


def test_a_halt_passes_over_the_steps_that_wait_as_the_work_of_the_one_that_failed(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [refusal("ExpiredToken")]
    stage.cloud.there.add("b/one")
    waiting = Thing(stage.cloud, "b/one", wait=a_wait(limit=10**9), health_message=["for ever"])
    result = stage.run(stage.step("one"), stage.step("one", site="b", resource=waiting))
    assert result.skipped == {"b/one": "a/one"}
    assert [(event.step, event.because) for event in stage.emitted(StepSkipped)] == [("b/one", "a/one")]
    assert [event.step for event in stage.emitted(StepFailed)] == ["a/one"]
    assert (result.interrupted, result.exit_code) == (False, ExitCode.ACCESS)


def test_after_a_halt_steps_that_were_done_are_neither_asked_for_again_nor_told_as_skipped(stage: Stage) -> None:
    stage.cloud.answers["a/two"] = [refusal("ExpiredToken")]
    result = stage.run(stage.step("one"), stage.step("two", "one"))
    assert (result.skipped, list(result.found)) == ({}, ["a/one"])
    assert stage.emitted(StepSkipped) == []


@dataclass
class LookedAtTwice(Thing):
    """Does something in the look that confirms it."""

    last_look: Callable[[], None] = lambda: None
    looks: int = 0

    def read(self, facts: Facts, known: StepOutputs) -> str | None:
        self.looks += 1
        if self.looks > 2:  # the first sees that it is missing, the second that it is made
            self.last_look()
        return super().read(facts, known)


def test_a_halt_while_the_run_is_confirmed_tells_no_step_that_is_done_as_skipped(stage: Stage) -> None:
    looking = Event()

    def expire() -> None:
        assert looking.wait(PATIENT)
        raise refusal("ExpiredToken")

    def outlast() -> None:
        looking.set()
        with suppress(Interrupted):
            stage.interrupt.wait(PATIENT)
        stage.cloud.there.discard("b/one")

    result = stage.run(
        stage.step("one", resource=LookedAtTwice(stage.cloud, "a/one", last_look=expire)),
        stage.step("one", site="b", resource=LookedAtTwice(stage.cloud, "b/one", last_look=outlast)),
    )
    assert (result.skipped, list(result.failures)) == ({}, ["a/one"])
    assert (result.exit_code, stage.emitted(StepSkipped)) == (ExitCode.ACCESS, [])


def test_a_halt_is_not_told_as_an_interrupt(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [refusal("ExpiredToken")]
    stage.run(stage.step("one"), stage.step("one", site="b"), stage.step("two", "one", site="b"))
    assert stage.emitted(Warned) == []


def test_what_one_site_may_not_do_halts_no_other(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [refusal("AccessDenied")]
    stage.cloud.answers["b/one"] = [lambda: stage.until_told(StepFailed)]
    result = stage.run(stage.step("one"), stage.step("one", site="b"), stage.step("two", "one", site="b"))
    assert set(result.found) == {"b/one", "b/two"}


def test_a_recorder_that_cannot_write_halts_every_site(stage: Stage) -> None:
    stage.recorder.refuses["intent"] = StateUnwritable(Problem("state_unwritable", "the disk is full"))
    waiting = Thing(stage.cloud, "b/one", wait=a_wait(), health_message=["soon"])
    stage.cloud.there.add("b/one")
    stage.clock.when_waiting = lambda: stage.until_told(StepFailed)
    result = stage.run(
        stage.step("one"), stage.step("one", site="b", resource=waiting), stage.step("two", "one", site="b")
    )
    assert stage.cloud.made == []
    assert result.skipped == {"b/one": "a/one", "b/two": "a/one"}
    assert result.exit_code is ExitCode.PARTIAL


def test_a_finish_that_cannot_be_recorded_is_a_failure(stage: Stage) -> None:
    stage.recorder.refuses["finished"] = StateUnwritable(Problem("state_unwritable", "the disk is full"))
    result = stage.run(stage.step("one"), stage.step("two", "one"))
    assert result.failures["a/one"].problem.code == "state_unwritable"
    assert result.skipped == {"a/two": "a/one"}
    assert stage.emitted(StepFinished) == []


def test_each_step_is_told_from_its_start_to_its_end(stage: Stage) -> None:
    stage.run(stage.step("one"))
    assert [type(event) for event in stage.events] == [StepStarted, StepFinished]
    assert stage.recorder.finished == ["a/one"]


def test_a_check_is_never_recorded_as_finished(stage: Stage) -> None:
    step = stage.step("visit")
    Run([step], [PlannedStep(step.id, step.role, "a", "visit", Action.CHECK, "")], stage.context, {}).go()
    assert stage.recorder.finished == []
    assert [event.action for event in stage.emitted(StepFinished)] == [Action.CHECK]


def test_replies_of_an_interrupted_run_reach_their_step(stage: Stage) -> None:
    heard: list[Reply] = []

    class Asking(Thing):
        def progress(self, facts: Facts, found: str, replies: Sequence[Reply]) -> Progress:
            heard.extend(replies)
            return super().progress(facts, found, replies)

    stage.cloud.there.add("x")
    step = stage.step("one", resource=Asking(stage.cloud, "x", wait=a_wait()))
    stage.run(step, replies={"a/one": [{"Id": "C1"}], "b/one": [{"Id": "C2"}]})
    assert heard == [{"Id": "C1"}]


@pytest.mark.parametrize(
    ("failures", "code"),
    [
        ([], ExitCode.DONE),
        ([WaitTimedOut(PROBLEM)], ExitCode.TIMED_OUT),
        ([WaitTimedOut(PROBLEM), StepError(PROBLEM)], ExitCode.PARTIAL),
        ([WaitTimedOut(PROBLEM), StepError(PROBLEM), AccessError(PROBLEM)], ExitCode.ACCESS),
        ([WaitTimedOut(PROBLEM), StepError(PROBLEM), refusal("AccessDenied")], ExitCode.ACCESS),
        ([AccessError(PROBLEM), Interrupted(PROBLEM)], ExitCode.INTERRUPTED),
        ([Failure(PROBLEM)], ExitCode.PARTIAL),
    ],
)
def test_the_exit_code_is_the_first_that_fits(failures: list[Failure], code: ExitCode) -> None:
    assert StepResults(failures={str(place): one for place, one in enumerate(failures)}).exit_code is code


def test_steps_left_out_for_an_interrupt_make_the_run_interrupted() -> None:
    assert StepResults(skipped={"a/one": INTERRUPTED}).exit_code is ExitCode.INTERRUPTED


def test_a_bug_in_a_step_is_not_taken_for_a_failure(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [KeyError("a bug")]
    with pytest.raises(KeyError):
        stage.run(stage.step("one"), stage.step("two", "one"))
