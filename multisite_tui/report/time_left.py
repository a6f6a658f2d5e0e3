"""What is left of a run in usual time: the longest chain of steps that are not done. Sites run side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from multisite_tui.model.plans import Action, PlannedStep
from multisite_tui.model.usual_times import MINUTE
from multisite_tui.report import words as say
from multisite_tui.report.progress import ACTIVE, Row, RunProgress, Stage

CALLS = (1, 3)
"""Least and most seconds that a step's calls, or a visit, usually take."""
LATE_AFTER = 60.0
"""Seconds for which nothing is late: of a wait of a few seconds, some more are nothing to speak of."""
OVER = (Stage.DONE, Stage.FAILED, Stage.SKIPPED)


@dataclass(frozen=True)
class TimeLeft:
    """How long the rest usually takes, in seconds from now."""

    least: float = 0.0
    most: float = 0.0
    late: bool = False
    """Whether something is waited for longer than is usual, so that the seconds say nothing."""
    by_person: bool = False
    """Whether nothing goes on before a person has done something."""

    @property
    def words(self) -> str:
        """The time for a person; empty where nothing is left."""
        if self.by_person:
            return say.LEFT_TO_PERSON
        if self.late:
            return say.LEFT_LATE
        if not self.most:
            return ""
        least, most = int(self.least // MINUTE), math.ceil(self.most / MINUTE)
        if most == 1:
            return say.LEFT_UNDER_A_MINUTE
        if least == most:
            return say.LEFT_EXACTLY.format(minutes=most)
        return (say.LEFT_BETWEEN if least else say.LEFT_UP_TO).format(least=least, most=most)


@dataclass(frozen=True)
class _Until:
    """When a step is usually done: seconds from now; or that a person must do something first."""

    least: float = 0.0
    most: float = 0.0
    by_person: bool = False


def time_left(board: RunProgress, now: float) -> TimeLeft:
    """Return what is left of the run whose events the board has heard.

    Args:
        board: Where each step stands, and what the plan said of it.
        now: The time, on the clock that the board was told the events by.
    """
    until: dict[str, _Until] = {}
    late, left = False, []
    for step, row in _in_order(board):
        if row.stage in OVER:
            continue
        before = [until[need] for need in step.needs if need in until]
        until[step.id] = ending = _ending(step, row, before, now)
        late |= is_late(row, now)
        left.append(ending)
    open_ones = [one for one in left if not one.by_person]
    return TimeLeft(
        max((one.least for one in open_ones), default=0.0),
        max((one.most for one in open_ones), default=0.0),
        late,
        by_person=bool(left) and not open_ones,
    )


def is_late(row: Row, now: float) -> bool:
    """Whether a step waits for longer than is usual, and not for a person."""
    usual = row.usual
    if row.waiting_since is None or row.stage not in ACTIVE or row.by_person or usual is None or usual.by_person:
        return False
    return now - row.waiting_since > max(usual.most, LATE_AFTER)


def _in_order(board: RunProgress) -> Iterator[tuple[PlannedStep, Row]]:
    """Yield the plan's steps with their rows; each one behind those that it needs, as the plan has them."""
    for step in board.steps.values():
        row = board.row_of(step)
        if row is not None:
            yield step, row


def _ending(step: PlannedStep, row: Row, before: list[_Until], now: float) -> _Until:
    if row.by_person or any(one.by_person for one in before):
        return _Until(by_person=True)
    least, most = (0, 1) if step.action is Action.KEEP and not step.waits_for else CALLS
    if row.usual is not None and not row.usual.by_person:
        least, most = least + row.usual.least, most + row.usual.most
    since = row.waiting_since if row.waiting_since is not None else row.since if row.stage in ACTIVE else now
    begin_least = max((one.least for one in before), default=0.0)
    begin_most = max((one.most for one in before), default=0.0)
    return _Until(begin_least + max(0.0, least - (now - since)), begin_most + max(0.0, most - (now - since)))
