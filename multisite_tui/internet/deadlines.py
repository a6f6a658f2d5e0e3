"""One deadline for a whole visit."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadline:
    """A point in time at which a visit must be finished."""

    at: float
    """In seconds on the clock of `time.monotonic`."""

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline this number of seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def seconds(self) -> float:
        """The seconds left, 0 if it has passed."""
        return max(0.0, self.at - time.monotonic())

    def left(self) -> float:
        """Return the seconds left, more than 0: a socket timeout of 0 would mean non-blocking.

        Raises:
            TimeoutError: the deadline has passed.
        """
        seconds = self.seconds
        if not seconds:
            raise TimeoutError
        return seconds

    def share(self, among: int) -> Deadline:
        """Return the end of the first of `among` equal parts of the time left."""
        return Deadline.after(self.seconds / among)
