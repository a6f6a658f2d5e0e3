"""A token bucket, as AWS throttles with."""

from __future__ import annotations


class TokenBucket:
    """Holds tokens up to a burst, and gains some each second; a call takes one, or is refused.

    Args:
        burst: how many it holds when full, as it is at first.
        rate: how many it gains a second.
    """

    def __init__(self, burst: float, rate: float) -> None:
        self._burst, self._rate = burst, rate
        self._tokens, self._at = burst, 0.0

    def take(self, now: float) -> bool:
        """Return whether a token was there, and take it.

        Args:
            now: seconds of a clock that does not go back.
        """
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
