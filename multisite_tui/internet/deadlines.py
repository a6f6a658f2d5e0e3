"""One moment by which a whole visit must be done."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadline:
    """A moment by which all must be done."""

    at: float
    """On the clock of `time.monotonic`, in seconds."""

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline that is so many seconds away."""
        return cls(time.monotonic() + seconds)

    @property
    def seconds(self) -> float:
        """The seconds left, 0 where it has passed."""
        return max(0.0, self.at - time.monotonic())

    def left(self) -> float:
        """Return the seconds left, more than 0: for a socket, 0 would mean not to wait at all.

        Raises:
            TimeoutError: none are left.
        """
        seconds = self.seconds
        if not seconds:
            raise TimeoutError
        return seconds

    def share(self, among: int) -> Deadline:
        """Return the deadline of the first of `among` equal parts of what is left."""
        return Deadline.after(self.seconds / among)
