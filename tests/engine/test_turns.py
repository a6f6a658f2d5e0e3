"""Steps that wait for the same thing ask in turns: hardly more reads than for one step, and nobody waits for long."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import Reads
from multisite_tui.aws.resources.base import Progress, Wait
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.turns import SLOWEST, Turns
from multisite_tui.errors import WaitTimedOut
from multisite_tui.model.replies import Reply
from multisite_tui.model.usual_times import UsualTime

from .fakes import Stage, Thing, a_wait

TOGETHER = a_wait(every=5)
ALONE = Wait("the thing to come", 600, 5, UsualTime.seconds(7), one_by_one=True)


class HandClock(Clock):
    """Time that only the test moves."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0

    def shared(self) -> float:
        return self.time


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def reads() -> Reads:
    return Reads()


@pytest.fixture
def turns(clock: HandClock, reads: Reads) -> Turns:
    return Turns(clock, reads)


def test_what_one_step_learns_in_a_turn_all_learn_and_none_asks_again_before_the_next(
    clock: HandClock, turns: Turns
) -> None:
    with turns.waiting("a", TOGETHER) as a, turns.waiting("b", TOGETHER) as b:
        first = [one.since(accepted_at=0, last=False) for one in (a, b)]
        assert first == [0, 0]
        a.ends(done=False)
        assert a.since(accepted_at=0, last=False) is None
        clock.time = a.pause()
        again = [one.since(accepted_at=0, last=False) for one in (a, b)]
        assert again[0] == again[1]
        assert again[0] is not None
        assert again[0] > 0


def test_a_step_that_comes_while_the_turns_are_closed_waits_for_the_next_one(clock: HandClock, turns: Turns) -> None:
    with turns.waiting("a", TOGETHER) as a, turns.waiting("b", TOGETHER) as b:
        a.since(accepted_at=0, last=False)
        a.ends(done=False)
        assert b.since(accepted_at=7, last=False) is None
        clock.time = 5
        assert b.since(accepted_at=7, last=False) is not None


def test_a_step_that_gives_up_asks_a_last_time(turns: Turns) -> None:
    with turns.waiting("a", TOGETHER) as a:
        a.since(accepted_at=0, last=False)
        a.ends(done=False)
        assert a.since(accepted_at=3, last=True) == 3


def test_one_step_asks_alone_and_once_it_has_its_answer_the_others_ask_too(clock: HandClock, turns: Turns) -> None:
    with turns.waiting("a", ALONE) as a, turns.waiting("b", ALONE) as b, turns.waiting("c", ALONE) as c:
        assert a.since(accepted_at=0, last=False) == 0
        a.ends(done=False)
        assert [one.since(accepted_at=0, last=False) for one in (a, b, c)] == [None] * 3
        clock.time = 5
        assert b.since(accepted_at=0, last=False) is not None
        b.ends(done=True)
        assert [one.since(accepted_at=0, last=False) is not None for one in (a, c)] == [True, True]


def test_the_step_that_has_not_asked_for_longest_comes_first(clock: HandClock, turns: Turns) -> None:
    with turns.waiting("a", ALONE) as a, turns.waiting("b", ALONE) as b:
        a.since(accepted_at=0, last=False)
        a.ends(done=False)
        assert b.pause() < a.pause()
        clock.time = b.pause()
        assert b.since(accepted_at=0, last=False) is not None
        b.ends(done=False)
        assert a.pause() < b.pause()


def test_the_pause_grows_with_the_wait_and_no_further_than_so(clock: HandClock, turns: Turns) -> None:
    with turns.waiting("a", TOGETHER) as a:
        pauses = []
        for _ in range(40):
            a.since(accepted_at=0, last=False)
            a.ends(done=False)
            pauses.append(a.pause())
            clock.time += a.pause()
        assert pauses == sorted(pauses)
        assert (pauses[0], pauses[-1]) == (5, 5 * SLOWEST)


def test_before_a_wait_can_be_over_nothing_is_asked_a_second_time(clock: HandClock, turns: Turns) -> None:
    with turns.waiting("a", Wait("it", 600, 5, UsualTime.seconds(7), first=30)) as a:
        a.since(accepted_at=0, last=False)
        a.ends(done=False)
        assert a.pause() == 30


def test_a_wait_that_may_be_over_soon_is_looked_at_then_and_once_a_pause_from_then_on(
    clock: HandClock, turns: Turns
) -> None:
    soon = Wait("it", 600, 5, UsualTime.seconds(7), first=3, one_by_one=True)
    with turns.waiting("a", soon) as a:
        for at in (0, 3, 8, 13):
            assert clock.time == at
            assert a.since(accepted_at=0, last=False) is not None
            a.ends(done=False)
            clock.time += a.pause()


def test_a_step_that_begins_to_wait_later_hurries_no_turn(clock: HandClock, turns: Turns) -> None:
    soon = Wait("it", 600, 5, UsualTime.seconds(7), first=3, one_by_one=True)
    with turns.waiting("a", soon) as a:
        for _ in range(2):
            a.since(accepted_at=0, last=False)
            a.ends(done=False)
            clock.time += a.pause()
        with turns.waiting("b", soon) as b:
            assert b.since(accepted_at=0, last=False) is not None
            b.ends(done=False)
            assert a.pause() == 5


def test_a_step_whose_wait_cannot_be_over_yet_closes_the_turns_for_no_other(clock: HandClock, turns: Turns) -> None:
    slow = Wait("it", 4000, 5, UsualTime.seconds(3000), first=3000, one_by_one=True)
    with turns.waiting("slow", slow) as a, turns.waiting("quick", ALONE) as b:
        a.since(accepted_at=0, last=False)
        a.ends(done=False)
        assert b.since(accepted_at=0, last=False) is None
        clock.time = 5
        assert a.since(accepted_at=0, last=False) is None
        assert b.since(accepted_at=0, last=False) is not None
        b.ends(done=True)
        assert a.pause() == 2995


def test_a_step_that_asks_alone_and_gives_up_does_not_rely_on_its_old_answer(clock: HandClock, reads: Reads) -> None:
    turns = Turns(clock, reads)
    with turns.waiting("a", ALONE) as a:
        a.since(accepted_at=0, last=False)
        a.ends(done=False)
        before = reads.moment()
        last = a.since(accepted_at=0, last=True)
        assert last is not None
        assert last > before


def test_many_steps_that_ask_alone_do_not_wait_longer_for_their_turns_the_longer_they_wait(
    clock: HandClock, turns: Turns
) -> None:
    with ExitStack() as stack:
        steps = [stack.enter_context(turns.waiting(str(number), ALONE)) for number in range(3)]
        clock.time = 300
        steps[0].since(accepted_at=0, last=False)
        steps[0].ends(done=False)
        assert steps[1].pause() == 5


def test_no_step_sleeps_longer_than_its_wait_may_last(stage: Stage) -> None:
    wait = Wait("the thing to come", 60, 5, UsualTime.seconds(3000), first=3000)
    thing = Thing(stage.cloud, "a/one", wait=wait, health_message=["for ever"])
    result = stage.run(stage.step("one", resource=thing))
    assert isinstance(result.failures["a/one"], WaitTimedOut)
    assert sum(stage.clock.waited) == 60


@dataclass
class Polled(Thing):
    """Waits until the common time has come, and counts the polls of all steps."""

    ready_at: float = 0.0
    polls: list[str] = field(default_factory=list)
    stage: Any = None

    def progress(self, facts: Facts, found: str, replies: Sequence[Reply]) -> Progress:
        self.polls.append(self.name)
        return Progress(self.stage.clock.shared() >= self.ready_at, "waiting")


def test_twenty_steps_that_wait_alone_ask_once_each_turn_and_once_each_at_the_end(stage: Stage) -> None:
    polls: list[str] = []
    names = [f"{number}/one" for number in range(20)]
    stage.cloud.there |= set(names)
    things = {name: Polled(stage.cloud, name, ALONE, ready_at=300, polls=polls, stage=stage) for name in names}
    steps = [stage.step("one", site=name.partition("/")[0], resource=thing) for name, thing in things.items()]
    result = stage.run(*steps)
    assert result.failures == {}
    turns = 300 / 5
    assert set(polls) == set(names)
    assert len(polls) <= turns + 3 * len(names)  # at the beginning, all may come before the first answer
