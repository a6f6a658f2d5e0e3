"""The intent is on disk before the call, the result after it; what cannot be written down is not done."""

from __future__ import annotations

import pytest

from multisite_tui.errors import Failure, Problem

from .fakes import Stage, call_for, refusal

FULL = Failure(Problem("state_unwritable", "the disk is full"))


def test_the_intent_is_written_before_the_call_and_the_result_after_it(stage: Stage) -> None:
    stage.calls.call(stage.step("one"), call_for("thing"))
    assert stage.log == ["intent thing", "call thing", "result 1"]


def test_a_refusal_is_written_with_its_code(stage: Stage) -> None:
    stage.cloud.answers["thing"] = [refusal("ValidationError")]
    with pytest.raises(Failure):
        stage.calls.call(stage.step("one"), call_for("thing"))
    assert stage.log == ["intent thing", "call thing", "refused ValidationError"]


def test_an_intent_that_cannot_be_written_prevents_the_call(stage: Stage) -> None:
    stage.recorder.refuses["intent"] = FULL
    with pytest.raises(Failure, match="full"):
        stage.calls.call(stage.step("one"), call_for("thing"))
    assert stage.cloud.made == []


def test_a_result_that_cannot_be_written_stops_the_step(stage: Stage) -> None:
    stage.recorder.refuses["result"] = FULL
    with pytest.raises(Failure, match="full"):
        stage.calls.call(stage.step("one"), call_for("thing"))
    assert stage.cloud.made == ["thing"]


def test_a_refusal_that_cannot_be_written_is_not_tried_again(stage: Stage) -> None:
    stage.cloud.answers["thing"] = [refusal("Throttling")] * 9
    stage.recorder.refuses["refused"] = FULL
    with pytest.raises(Failure, match="full"):
        stage.calls.call(stage.step("one"), call_for("thing"))
    assert stage.cloud.made == ["thing"]


def test_a_call_that_crashes_leaves_its_intent_open(stage: Stage) -> None:
    stage.cloud.answers["thing"] = [KeyError("a bug")]
    with pytest.raises(KeyError):
        stage.calls.call(stage.step("one"), call_for("thing"))
    assert stage.log == ["intent thing", "call thing"]
