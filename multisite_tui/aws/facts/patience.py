"""Patience of reads outside of a run: a plan, `status` and `doctor` wait for AWS's throttling to end, as a run does."""

from __future__ import annotations

from collections.abc import Callable

PAUSE = 5.0
"""Seconds between two tries of one read, as between those of a step."""
LONGEST = 60.0
"""Seconds after its first throttled reply within which a read is tried again. A look of many reads may take longer: it
is slow then, and goes on as long as AWS answers each."""


class Patience:
    """Waits between the tries of a read, no longer than `LONGEST` for each. botocore's own tries come first."""

    def __init__(self, now: Callable[[], float], wait: Callable[[float], None]) -> None:
        """Make a patience.

        Args:
            now: The seconds since a fixed moment in the past.
            wait: Waits this many seconds; may raise if the person wants to stop.
        """
        self._now = now
        self._wait = wait

    def end(self) -> float:
        """Return when the time of a read that is throttled now will be used up."""
        return self._now() + LONGEST

    def waited(self, end: float) -> bool:
        """Wait before another try, and return True; False at once if the time is used up."""
        if self._now() >= end:
            return False
        self._wait(PAUSE)
        return True
