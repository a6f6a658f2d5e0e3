"""The engine's clock. The practice account and the tests run it faster than the wall clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from multisite_tui.engine.interrupt import Interrupt


class Clock:
    """Measures time, and waits until time has passed or an interrupt comes."""

    def __init__(self, speed: float = 1.0, today: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Make a clock.

        Args:
            speed: Seconds on this clock for each second of the wall clock.
            today: Returns the date that certificates' expiry dates are compared with.
        """
        self._speed = speed
        self.today = today

    def now(self) -> float:
        """Return the seconds since a fixed moment in the past."""
        return time.monotonic() * self._speed

    def shared(self) -> float:
        """Return the same time; all threads agree on it, also where each of them has a time of its own."""
        return self.now()

    def wait(self, seconds: float, interrupt: Interrupt) -> None:
        """Wait this many seconds of this clock.

        Raises:
            Interrupted: the run was asked to stop, before or during the wait.
        """
        interrupt.wait(seconds / self._speed)


class TimeLimit:
    """A limit of some seconds, counted from its creation."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._end = self._clock.now() + seconds

    @property
    def left(self) -> float:
        """Seconds until the limit; 0 if it has passed."""
        return max(self._end - self._clock.now(), 0)

    @property
    def over(self) -> bool:
        """Whether the limit has passed."""
        return self._clock.now() >= self._end
