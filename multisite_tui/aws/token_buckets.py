"""Token buckets: each call takes a token, first come, first served; new tokens come at a fixed rate."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from threading import Lock

SLOWEST = 1 / 8
"""The smallest fraction of its rate at which a bucket refills."""
EASE = 1 / 8
"""The fraction of its rate that a slowed bucket regains each `EASE_AFTER` seconds."""
EASE_AFTER = 5.0
"""Seconds without a throttled reply after which a slowed bucket regains `EASE`: half of its rate in 20 s."""
SAME_BURST = 2.0
"""Seconds in which throttled replies have one cause: their requests were sent before the first such reply came."""
ROUNDING = 1e-6
"""Tokens that may be missing, since times and tokens are floating-point numbers."""


class TokenBucket:
    """A bucket that is full at first. All methods may be called from several threads.

    Args:
        burst: tokens that it holds when it is full, at least 1.
        refill: tokens a second, above 0.
        now: the time in seconds, of a clock that never goes back.
        limited: whether callers need a token from the start; else they need one from the first throttled reply on.
    """

    def __init__(self, burst: float, refill: float, now: Callable[[], float], *, limited: bool = True) -> None:
        self._burst = burst
        self._refill = refill
        self._now = now
        self._limited = limited
        self._lock = Lock()
        self._queue: list[object] = []
        self._tokens = burst
        self._counted_at = now()
        self._speed = 1.0
        self._changed_at = self._counted_at
        self._throttled_at = -inf

    def take(self, wait: Callable[[float], None]) -> None:
        """Take one token, as soon as there is one for this caller and for each that came before it.

        A caller that comes before the bucket is limited needs none.

        Args:
            wait: waits some seconds. It is called without a lock held, for at most `EASE_AFTER` seconds at a time.
                What it raises ends the wait; then no token is taken.
        """
        place = object()
        with self._lock:
            if not self._limited:
                return
            self._queue.append(place)
        try:
            while seconds := self._seconds_left(place):
                wait(min(seconds, EASE_AFTER))
        except BaseException:
            with self._lock:
                self._queue.remove(place)
            raise

    def borrow(self) -> None:
        """Take one token at once, even if there is none; the callers in the queue then wait for one more."""
        with self._lock:
            if self._limited:
                self._count()
                self._tokens -= 1

    def slow_down(self) -> None:
        """Empty the bucket, since AWS has throttled a request, and halve its rate, or limit it if it was not yet."""
        with self._lock:
            self._count()
            if self._counted_at < self._throttled_at + SAME_BURST:
                return
            self._throttled_at = self._counted_at
            self._tokens = min(self._tokens, 0.0)
            if self._limited:
                self._speed = max(self._speed / 2, SLOWEST)
                self._changed_at = self._counted_at
            self._limited = True

    def _seconds_left(self, place: object) -> float:
        """Return the seconds until there is a token for this place in the queue; 0 once it is taken."""
        with self._lock:
            self._count()
            missing = self._queue.index(place) + 1 - self._tokens
            if missing > ROUNDING:
                return missing / (self._refill * self._speed)
            self._tokens -= 1
            self._queue.remove(place)
            return 0.0

    def _count(self) -> None:
        """Add the tokens that came since they were last counted; the rate may have changed in between."""
        now = self._now()
        while self._speed < 1 and now >= self._changed_at + EASE_AFTER:
            self._changed_at += EASE_AFTER
            self._add_until(self._changed_at)
            self._speed = min(1.0, self._speed + EASE)
        self._add_until(now)

    def _add_until(self, time: float) -> None:
        came = (time - self._counted_at) * self._refill * self._speed
        self._tokens = min(self._burst, self._tokens + came)
        self._counted_at = time
