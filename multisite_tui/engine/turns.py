"""Turns: when the steps that wait for the same thing ask AWS again, so that many steps ask hardly more than one.

Where one read answers for all steps, all of them read its answer in the same turn. Where each step needs a read of its
own, one step asks in each turn, the one that has not asked for longest; once it has got what it waits for, the others
ask too. A turn that brings nothing closes the next ones for some seconds, for longer the longer the wait lasts, unless
each of many steps asks seldom enough in any case.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition

from multisite_tui.aws.facts.reads import Reads
from multisite_tui.aws.facts.recent_reads import FRESH
from multisite_tui.aws.resources.base import Wait
from multisite_tui.engine.clock import Clock

SLOWER_EACH = 60.0
"""Seconds of waiting that add one `Wait.every` to the pause between two turns."""
SLOWEST = 3.0
"""The longest pause between two turns, as a multiple of `Wait.every`."""
STAGGER = 0.05
"""Seconds that a step waits longer for each step that asked before it, so that the turns go round."""


class Turns:
    """The turns of the steps that wait for the same thing. All methods may be used by any thread."""

    def __init__(self, clock: Clock, reads: Reads, began: float = 0.0) -> None:
        """Make turns. `began` is when the run began, by the clock's time that all threads share."""
        self._clock = clock
        self._reads = reads
        self._plan_serves_until = began + FRESH
        self._lock = Condition()
        """Notified when a step that asks alone has its answer."""
        self._asked: dict[str, int] = {}
        """By step that waits, the turn in which it asked last; 0 if it has not asked yet."""
        self._turn = 1
        self._since = 0
        """The moment that answers of this turn must not be older than."""
        self._asks_alone: str | None = None
        """The step that asks while the others wait for what its read brings."""
        self._closed_until: float | None = None
        """When the next turn begins, by the clock; None after a turn that brought something."""

    @contextmanager
    def waiting(self, step: str, wait: Wait) -> Iterator[Turn]:
        """Let a step take turns until it leaves the block."""
        with self._lock:
            self._asked[step] = 0
        try:
            yield Turn(self, step, wait, self.now())
        finally:
            with self._lock:
                del self._asked[step]
                self._no_longer_alone(step)

    def now(self) -> float:
        """Return the time in seconds, the same for all threads."""
        return self._clock.shared()

    @property
    def first(self) -> bool:
        """Whether the first turn goes on, in which each step looks once at what its calls did."""
        with self._lock:
            return self._turn == 1

    def waiting_steps(self) -> int:
        """Return how many steps wait."""
        with self._lock:
            return len(self._asked)

    def moment(self) -> int:
        """Return a new moment, for a step that asks although the turns are closed."""
        return self._reads.moment()

    def since(self, step: str, accepted_at: int, *, one_by_one: bool) -> int | None:
        """Return the moment that a step's answers must not be older than; None if it is not to ask now."""
        with self._lock:
            since = self._since_one_by_one(step) if one_by_one else self._since_together(step, accepted_at)
            if since is not None:
                self._asked[step] = self._turn
            return None if since is None else max(since, accepted_at)

    def ends(self, step: str, *, done: bool, pause: float) -> None:
        """Take note of what a step's read brought; one that brought nothing closes the turns for this many seconds."""
        with self._lock:
            if not done:
                self._closed_until = self.now() + pause
            elif self._asks_alone == step:
                self._closed_until = None
            self._no_longer_alone(step)

    def left(self, step: str) -> float:
        """Return the seconds until a step's next turn."""
        with self._lock:
            left = 0.0 if self._closed_until is None else self._closed_until - self.now()
            before = sum(asked < self._asked[step] for asked in self._asked.values())
        return max(left, 0) + before * STAGGER

    def _since_together(self, step: str, accepted_at: int) -> int | None:
        if self._asked[step] != self._turn and accepted_at <= self._since:
            return self._since  # the answer of this turn is new to the step
        if self._closed:
            return None
        if self._closed_until is not None:
            self._begin()
            self._closed_until = None
        return self._since

    def _since_one_by_one(self, step: str) -> int | None:
        self._lock.wait_for(lambda: self._asks_alone is None)
        if self._closed_until is None:
            # An answer of the plan does not serve a step that had to wait for others: what was healthy may have failed.
            anew = self._asked[step] or self.now() > self._plan_serves_until
            return self._reads.moment() if anew else 0
        if self._closed:
            return None
        self._begin()
        self._asks_alone = step
        return self._since

    def _no_longer_alone(self, step: str) -> None:
        if self._asks_alone == step:
            self._asks_alone = None
            self._lock.notify_all()

    @property
    def _closed(self) -> bool:
        return self._closed_until is not None and self.now() < self._closed_until

    def _begin(self) -> None:
        self._turn += 1
        self._since = self._reads.moment()


@dataclass
class Turn:
    """The turns of one step."""

    _turns: Turns
    _step: str
    _wait: Wait
    _began: float
    _tried: bool = False
    """Whether the step has tried to ask."""

    def since(self, accepted_at: int, *, last: bool) -> int | None:
        """Return the moment that answers must not be older than; None if the step is not to ask now.

        Args:
            accepted_at: The moment of the step's last accepted call.
            last: Whether the step gives up now, and asks a last time in any case.
        """
        early, self._tried = self._early > 0, True
        since = None if early else self._turns.since(self._step, accepted_at, one_by_one=self._wait.one_by_one)
        if since is None and last:
            # A step that asks alone may have asked last before all the others did.
            return self._turns.moment() if self._wait.one_by_one else accepted_at
        return since

    def ends(self, *, done: bool) -> None:
        """Say whether the step has got what it waits for."""
        self._turns.ends(self._step, done=done, pause=self._pause)

    def pause(self) -> float:
        """Return the seconds until the step should look again."""
        return max(self._turns.left(self._step), self._early)

    @property
    def _early(self) -> float:
        """Seconds for which the step does not ask again, as its wait cannot be over; it may be over at once."""
        return max(self._wait.first - self._waited, 0) if self._tried else 0

    @property
    def _pause(self) -> float:
        if self._early and self._turns.first:
            return min(self._early, self._wait.every)
        slower = min(SLOWEST, 1 + self._waited // SLOWER_EACH)
        if self._wait.one_by_one:  # each of the steps asks once in so many turns, which is slow enough
            slower = max(1, slower / self._turns.waiting_steps())
        return self._wait.every * slower

    @property
    def _waited(self) -> float:
        return self._turns.now() - self._began
