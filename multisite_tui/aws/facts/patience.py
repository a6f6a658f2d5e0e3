"""Patience of reads outside of a run: a plan, `status` and `doctor` wait for AWS's throttling to end, as a run does."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

PAUSE = 5.0
"""Seconds between two tries of one read, as between those of a step."""
LONGEST = 60.0
"""Seconds after the first throttled read within which reads are tried again, as long as a throttled call is."""


class Patience:
    """Waits between tries, for all threads together no longer than `LONGEST`. botocore's own tries come first."""

    def __init__(self, now: Callable[[], float], wait: Callable[[float], None]) -> None:
        """Make a patience that is not used up.

        Args:
            now: The seconds since a fixed moment in the past.
            wait: Waits this many seconds; may raise if the person wants to stop.
        """
        self._now = now
        self._wait = wait
        self._lock = Lock()
        self._ends: float | None = None

    def waited(self) -> bool:
        """Wait before another try, and return True; False at once if the time is used up."""
        with self._lock:
            if self._ends is None:
                self._ends = self._now() + LONGEST
            ends = self._ends
        if self._now() >= ends:
            return False
        self._wait(PAUSE)
        return True
