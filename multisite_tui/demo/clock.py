"""The practice account's time, which runs faster than the wall clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SPEED = 20.0
"""Practice seconds in one second of the wall clock: a wait of an hour takes three minutes."""


def practice_time(created: float, wall: Callable[[], float]) -> Callable[[], float]:
    """Return a clock that started when the account was created and runs at `SPEED`.

    Args:
        created: when the account was made, in seconds since 1970 by the wall clock.
        wall: the wall clock, in seconds since 1970.

    Returns:
        A function that returns the practice time, in practice seconds since 1970.
    """

    def now() -> float:
        return created + max(0.0, wall() - created) * SPEED

    return now
