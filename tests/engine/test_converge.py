"""A step looks, makes what is left, and looks again; a call that AWS accepted is never repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.error_codes import THROTTLED, TRANSIENT
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import StepOutputs
from multisite_tui.engine.retries import BUSY_FOR, BUSY_PAUSE
from multisite_tui.engine.step_executor import POLL_INTERVAL, TOLD_EVERY, VISIBLE_WITHIN
from multisite_tui.errors import ExitCode, Problem
from multisite_tui.model.events import StepRetrying

from .fakes import Several, Stage, Thing, call_for, refusal


def test_what_is_there_is_left_alone(stage: Stage) -> None:
    stage.cloud.there.add("a/one")
    assert stage.run(stage.step("one")).found == {"a/one": "a/one"}
    assert stage.cloud.made == []


def test_a_call_that_was_accepted_is_not_repeated_though_nothing_shows_it_yet(stage: Stage) -> None:
    stage.cloud.hidden["a/one"] = 5
    assert stage.run(stage.step("one")).exit_code is ExitCode.DONE
    assert stage.cloud.made == ["a/one"]
    assert stage.clock.waited == [POLL_INTERVAL] * 5


def test_what_never_shows_fails_after_the_bound(stage: Stage) -> None:
    stage.cloud.hidden["a/one"] = 10**6
    result = stage.run(stage.step("one"))
    assert result.failures["a/one"].problem.code == "not_shown"
    assert sum(stage.clock.waited) == VISIBLE_WITHIN
    assert stage.cloud.made == ["a/one"]


def test_an_error_whose_effect_is_there_anyway_goes_on(stage: Stage) -> None:
    def lose_the_reply() -> None:
        stage.cloud.there.add("a/one")
        raise refusal("InvalidGroup.Duplicate")

    stage.cloud.answers["a/one"] = [lose_the_reply]
    assert stage.run(stage.step("one")).exit_code is ExitCode.DONE
    assert stage.cloud.made == ["a/one"]


def test_an_error_without_an_effect_fails_the_step(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [refusal("InvalidGroup.Duplicate")]
    assert stage.run(stage.step("one")).failures["a/one"].problem.code == "InvalidGroup.Duplicate"
    assert stage.cloud.made == ["a/one"]


@dataclass
class RemovedRule(Thing):
    """A rule that is gone, and that the first looks still show."""

    shown: int = 3

    def read(self, facts: Facts, known: StepOutputs) -> str | None:
        self.shown -= 1
        return self.name if self.shown >= 0 else None

    def calls(self, found: str | None, known: StepOutputs) -> Sequence[Call]:
        revoke = AwsCall("ec2", "RevokeSecurityGroupIngress", {"Name": self.name}, self.name, "no longer needed")
        return [revoke] if found else ()


def test_what_aws_says_is_gone_is_not_a_failure_though_looks_still_show_it(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [refusal("InvalidPermission.NotFound")]
    result = stage.run(stage.step("one", resource=RemovedRule(stage.cloud, "a/one")))
    assert (result.exit_code, stage.cloud.made) == (ExitCode.DONE, ["a/one"])


def test_what_aws_says_is_gone_and_shows_for_ever_is_a_failure(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [refusal("InvalidPermission.NotFound")]
    result = stage.run(stage.step("one", resource=RemovedRule(stage.cloud, "a/one", shown=10**6)))
    assert result.failures["a/one"].problem.code == "not_shown"


def test_a_denied_call_fails_whatever_a_look_shows(stage: Stage) -> None:
    def deny() -> None:
        stage.cloud.there.add("a/one")
        raise refusal("AccessDenied")

    stage.cloud.answers["a/one"] = [deny]
    assert stage.run(stage.step("one")).failures["a/one"].exit_code is ExitCode.ACCESS


def test_an_obstacle_that_appeared_since_the_plan_fails_the_step_before_any_call(stage: Stage) -> None:
    thing = Thing(stage.cloud, "one", stands_in_the_way=(Problem("taken", "somebody else's"), Problem("shut", "too")))
    failure = stage.run(stage.step("one", resource=thing)).failures["a/one"]
    assert [(problem.code, problem.site) for problem in failure.problems] == [("taken", "a"), ("shut", "a")]
    assert (failure.exit_code, stage.cloud.made) == (ExitCode.PARTIAL, [])


@dataclass
class LateTags(Thing):
    """Shows what was made as a stranger's for so many looks."""

    looks_late: int = 3

    def conflicts(self, found: str | None, known: object = None) -> Sequence[Problem]:
        if found is None:
            return ()
        self.looks_late -= 1
        return (Problem("taken", "somebody else's"),) if self.looks_late >= 0 else ()


def test_an_obstacle_behind_which_nothing_is_left_to_do_fails_nothing(stage: Stage) -> None:
    assert stage.run(stage.step("one", resource=LateTags(stage.cloud, "one"))).exit_code is ExitCode.DONE
    assert (stage.cloud.made, stage.clock.waited) == (["one"], [])


@dataclass
class LateTagsAndMore(LateTags):
    """The same, with a second call that must not go to what may be a stranger's."""

    def read(self, facts: Facts, known: StepOutputs) -> str | None:
        return "+".join(name for name in ("group", "rule") if self.cloud.shows(name)) or None

    def calls(self, found: str | None, known: StepOutputs) -> Sequence[Call]:
        return [call_for(name) for name in ("group", "rule") if name not in (found or "")][:1]


def test_behind_an_obstacle_no_call_is_made_until_it_is_gone(stage: Stage) -> None:
    result = stage.run(stage.step("one", resource=LateTagsAndMore(stage.cloud, "one")))
    assert result.exit_code is ExitCode.DONE
    assert (stage.cloud.made, stage.clock.waited) == (["group", "rule"], [POLL_INTERVAL] * 3)


def test_an_obstacle_that_stays_after_an_own_call_fails_the_step_in_the_end(stage: Stage) -> None:
    result = stage.run(stage.step("one", resource=LateTagsAndMore(stage.cloud, "one", looks_late=10**6)))
    assert result.failures["a/one"].problem.code == "taken"
    assert (stage.cloud.made, sum(stage.clock.waited)) == (["group"], VISIBLE_WITHIN)


@dataclass
class Unsteady(Thing):
    """Looks that AWS refuses first."""

    refusals: list[Exception] = field(default_factory=list)

    def read(self, facts: Facts, known: StepOutputs) -> str | None:
        if self.refusals:
            raise self.refusals.pop(0)
        return super().read(facts, known)


@pytest.mark.parametrize("code", sorted(TRANSIENT))
def test_a_look_that_fails_for_now_is_made_again(stage: Stage, code: str) -> None:
    thing = Unsteady(stage.cloud, "one", refusals=[refusal(code), refusal(code)])
    assert stage.run(stage.step("one", resource=thing)).exit_code is ExitCode.DONE
    pause = BUSY_PAUSE if code in THROTTLED else POLL_INTERVAL
    assert (stage.cloud.made, stage.clock.waited) == (["one"], [pause] * 2)
    assert len(stage.emitted(StepRetrying)) == (1 if code in THROTTLED else 0)


def test_looks_that_go_on_failing_fail_the_step_after_the_bound(stage: Stage) -> None:
    thing = Unsteady(stage.cloud, "one", refusals=[refusal("ServiceUnavailable")] * 10**4)
    result = stage.run(stage.step("one", resource=thing))
    assert result.failures["a/one"].problem.code == "ServiceUnavailable"
    assert (stage.cloud.made, sum(stage.clock.waited)) == ([], VISIBLE_WITHIN)


def test_a_look_that_is_throttled_for_long_makes_the_run_slow_and_no_more(stage: Stage) -> None:
    thing = Unsteady(stage.cloud, "one", refusals=[refusal("Throttling")] * 60)
    assert stage.run(stage.step("one", resource=thing)).exit_code is ExitCode.DONE
    assert sum(stage.clock.waited) > 2 * VISIBLE_WITHIN
    assert [event.attempt for event in stage.emitted(StepRetrying)] == [1 + TOLD_EVERY * number for number in range(10)]


def test_looks_that_stay_throttled_fail_the_step_in_the_end(stage: Stage) -> None:
    thing = Unsteady(stage.cloud, "one", refusals=[refusal("Throttling")] * 10**4)
    result = stage.run(stage.step("one", resource=thing))
    assert result.failures["a/one"].problem.code == "Throttling"
    assert (stage.cloud.made, sum(stage.clock.waited)) == ([], BUSY_FOR)


@pytest.mark.parametrize("code", ["AccessDenied", "ExpiredToken", "ValidationError"])
def test_other_failures_of_a_look_fail_the_step_at_once(stage: Stage, code: str) -> None:
    thing = Unsteady(stage.cloud, "one", refusals=[refusal(code)])
    assert stage.run(stage.step("one", resource=thing)).failures["a/one"].problem.code == code
    assert (stage.cloud.made, stage.clock.waited) == ([], [])


def test_a_look_after_a_refused_call_is_made_again_too(stage: Stage) -> None:
    thing = Unsteady(stage.cloud, "one")

    def lose_the_reply() -> None:
        stage.cloud.there.add("one")
        thing.refusals = [refusal("InternalFailure")]
        raise refusal("InvalidGroup.Duplicate")

    stage.cloud.answers["one"] = [lose_the_reply]
    assert stage.run(stage.step("one", resource=thing)).exit_code is ExitCode.DONE
    assert (stage.cloud.made, stage.clock.waited) == (["one"], [POLL_INTERVAL])


@dataclass
class Chain(Thing):
    """Two calls, the second of which takes a value from the first."""

    def read(self, facts: Facts, known: StepOutputs) -> str | None:
        return "+".join(name for name in ("group", "rule") if self.cloud.shows(name)) or None

    def calls(self, found: str | None, known: StepOutputs) -> Sequence[Call]:
        made = [] if found and "group" in found else [call_for("group")]
        source = {"Id": "sg-1" if found else Unknown(None, "Id", "the id")}
        return [*made, *([] if found and "rule" in found else [call_for("rule", source)])]


def test_a_call_with_a_value_that_is_known_later_waits_for_the_call_that_gives_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.cloud.hidden["group"] = 2
    sent: list[Call] = []

    def make(call: Call) -> dict[str, Any]:
        sent.append(call)
        return stage.cloud.make(call)

    stage.context.make = make
    assert stage.run(stage.step("one", resource=Chain(stage.cloud, "chain"))).exit_code is ExitCode.DONE
    assert [call.params for call in sent] == [{"Name": "group"}, {"Id": "sg-1"}]


def test_calls_that_must_follow_at_once_are_made_though_somebody_asks_to_stop(stage: Stage) -> None:
    stage.cloud.answers["first"] = [stage.interrupt.ask]
    several = Several(stage.cloud, "several", at_once=frozenset({"second"}))
    result = stage.run(stage.step("one", resource=several))
    assert stage.cloud.made == ["first", "second"]
    assert result.exit_code is ExitCode.INTERRUPTED


def test_other_calls_wait_for_the_resume(stage: Stage) -> None:
    stage.cloud.answers["first"] = [stage.interrupt.ask]
    several = Several(stage.cloud, "several", at_once=frozenset({"third"}))
    stage.run(stage.step("one", resource=several))
    assert stage.cloud.made == ["first"]


def test_the_calls_after_one_that_is_done_already_are_made_too(stage: Stage) -> None:
    def lose_the_reply() -> None:
        stage.cloud.there.add("group")
        raise refusal("InvalidGroup.Duplicate")

    stage.cloud.answers["group"] = [lose_the_reply]
    stage.run(stage.step("one", resource=Chain(stage.cloud, "chain")))
    assert stage.cloud.made == ["group", "rule"]


@dataclass
class Explaining(Thing):
    """Gives the one call another reason once something of it shows."""

    looks: int = 0

    def read(self, facts: Facts, known: StepOutputs) -> str | None:
        self.looks += 1
        return "stale" if self.looks in (2, 3) else super().read(facts, known)

    def calls(self, found: str | None, known: StepOutputs) -> Sequence[Call]:
        if found == "stale":
            return [call_for(self.name, why="differs from what is asked")]
        return super().calls(found, known)


def test_a_call_is_the_same_call_whatever_reason_is_given_for_it(stage: Stage) -> None:
    stage.run(stage.step("one", resource=Explaining(stage.cloud, "one")))
    assert stage.cloud.made == ["one"]


def test_an_error_is_the_same_whatever_reason_is_given_for_the_call(stage: Stage) -> None:
    stage.cloud.answers["one"] = [refusal("ValidationError"), refusal("ValidationError")]
    stage.run(stage.step("one", resource=Explaining(stage.cloud, "one")))
    assert stage.cloud.made == ["one"]
