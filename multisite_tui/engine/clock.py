"""Time as the engine sees it, so that the practice account and the tests can make it run."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from multisite_tui.engine.interrupt import Interrupt


class Clock:
    """Seconds that pass, and waits that an interrupt ends."""

    def __init__(self, speed: float = 1.0, today: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Make a clock on which `speed` seconds pass in one of the wall's; certificates' ends are held to `today`."""
        self._speed = speed
        self.today = today

    def now(self) -> float:
        """Return seconds since some moment that stays the same."""
        return time.monotonic() * self._speed

    def wait(self, seconds: float, interrupt: Interrupt) -> None:
        """Let time pass.

        Raises:
            Interrupted: a signal came, before or meanwhile.
        """
        interrupt.wait(seconds / self._speed)
