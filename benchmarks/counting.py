"""How many calls the program makes, which does not depend on the machine: at the endpoint without delays.

with desk(20, COUNTING) as here:
    print(here.first().calls, here.second().calls)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from benchmarks.contestants import desk
from benchmarks.endpoint import Settings

COUNTING = Settings(delays=None)
"""Each call is answered at once, and nothing is waited for."""


@dataclass(frozen=True)
class Counts:
    """Calls by service and operation, of one process after the other."""

    first: Counter[str]
    second: Counter[str]
    destroyed: Counter[str] | None = None


def counted(count: int, *, destroy: bool = False) -> Counts:
    """Return the calls of a first and a second run of so many sites, and of `destroy`, which takes some seconds."""
    with desk(count, COUNTING) as here:
        first, second = here.first(), here.second()
        return Counts(first.calls, second.calls, here.destroyed().calls if destroy else None)
