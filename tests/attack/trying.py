"""What an attack is: a generator of tries, each with what went wrong; the runner bounds it by count and by time."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

FEW_FAILURES = 20
"""A part ends after so many failures: the rest would be of the same kind."""


@dataclass(frozen=True)
class Try:
    """One try."""

    what: str
    """What was tried, so that a reader can repeat it."""
    wrong: str = ""
    """What went wrong; empty if nothing did."""
    seen: str = ""
    """What kind of end it was, such as `exit 2`, to be counted."""


Attack = Callable[[random.Random, Path], Iterator[Try]]
"""Yields tries without end, or until it knows no more; it works in a folder of its own, and draws from the lot only."""


@dataclass(frozen=True)
class Part:
    """One part of the harness."""

    name: str
    about: str
    """What is tried and what must hold, in one sentence; `docs/attack.md` shows it."""
    attack: Attack
    tries: int
    """How many tries a whole run makes at most."""
    few: int
    """How many `make test` makes."""


@dataclass
class Figures:
    """What came of a part."""

    part: Part
    tries: int = 0
    seconds: float = 0.0
    ends: dict[str, int] = field(default_factory=dict)
    """How often each kind of end was seen."""
    failures: list[Try] = field(default_factory=list)


def attacked(part: Part, seed: str, tries: int, seconds: float) -> Figures:
    """Make at most so many tries of a part, and begin none after so many seconds."""
    figures, begun = Figures(part), time.monotonic()
    lot = random.Random(f"{seed} {part.name}")
    with (
        tempfile.TemporaryDirectory(prefix=f"attack-{part.name}-") as folder,
        closing(_tries(part, lot, folder)) as all_,
    ):
        while figures.tries < tries and len(figures.failures) < FEW_FAILURES and time.monotonic() - begun < seconds:
            one = next(all_, None)
            if one is None:
                break
            figures.tries += 1
            if one.seen:
                figures.ends[one.seen] = figures.ends.get(one.seen, 0) + 1
            if one.wrong:
                figures.failures.append(one)
    figures.seconds = time.monotonic() - begun
    return figures


def _tries(part: Part, lot: random.Random, folder: str) -> Iterator[Try]:
    yield from part.attack(lot, Path(folder))
