"""The practice account's time, which runs faster than the wall clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SPEED = 20.0
"""Practice seconds in one second of the wall clock: a wait of an hour takes three minutes."""
LATEST = 253_000_000_000.0
"""The last practice second that there is, in the year 9987: what lasts from then on still ends before the year 10000,
after which Python has no dates. An account is that old after more than 300 years."""


def practice_time(created: float, wall: Callable[[], float]) -> Callable[[], float]:
    """Return a clock that started when the account was created and runs at `SPEED`.

    Args:
        created: when the account was made, in seconds since 1970 by the wall clock.
        wall: the wall clock, in seconds since 1970.

    Returns:
        A function that returns the practice time, in practice seconds since 1970; it stands still at `LATEST`.
    """

    def now() -> float:
        return min(created + max(0.0, wall() - created) * SPEED, LATEST)

    return now
