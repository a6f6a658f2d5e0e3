"""Points: where a process can be killed, as the journal of an undisturbed run tells them.

Steps run in threads, so that a call's number differs from run to run. A call is known by its name, by the step that
makes it, and by how many calls of this name the step made before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

BEFORE, AFTER, UNJOURNALLED = "before", "after", "unjournalled"
MOMENTS = (BEFORE, AFTER, UNJOURNALLED)
"""Just before the call takes effect, though its intent is on disk; just after it, the reply on its way; after the
reply, but before the journal has it."""
TWICE = "killed twice"
OPENED, ENDED = "journal:opened", "journal:ended"
"""The first and the last line of a run: no calls, but a run can die there as well."""
LATEST = 6
"""The second kill is at one of so many first calls of the resume."""


SHARED = ("ways_in", "held_ways_in", "held_shared_outdated_rules")
"""Steps that all sites have, and of which whichever comes first makes a call for all."""


@dataclass(frozen=True)
class Identity:
    """One call of a run."""

    name: str
    """Such as `elb:CreateLoadBalancer`, or one of the journal's lines."""
    step: str = ""
    place: int = 1

    def __str__(self) -> str:
        return f"{self.name} #{self.place} of {self.step}" if self.step else self.name


@dataclass(frozen=True)
class Death:
    """Where a process is killed: at a call, or at the n-th of whichever calls it makes, or else before its end."""

    moment: str
    at: Identity | int

    def __str__(self) -> str:
        return f"{self.moment} {self.at if isinstance(self.at, Identity) else f'call {self.at} of the resume'}"


@dataclass(frozen=True)
class Point:
    """One thing to try: a run that is killed, perhaps a resume that is killed, and a resume to the end."""

    case: str
    first: Death
    second: Death | None = None

    def __str__(self) -> str:
        return f"{self.case}: {self.first}" + (f", then {self.second}" if self.second else "")

    @property
    def kind(self) -> str:
        return TWICE if self.second else self.first.moment


def enumerated(case: str, journal: Path, seed: str) -> list[Point]:
    """Return every point of a case: each call and moment once by itself, and once with a second kill by lot."""
    deaths = [Death(moment, one) for one in identities(records(journal)) for moment in MOMENTS]
    deaths += [Death(moment, Identity(line)) for line in (OPENED, ENDED) for moment in (BEFORE, AFTER)]
    alone = [Point(case, death) for death in deaths]
    return [*alone, *(replace(point, second=_second(point, seed)) for point in alone)]


def identities(lines: Sequence[dict[str, Any]]) -> list[Identity]:
    """Return the calls that AWS accepted; one that several steps made together is known by each of them."""
    intents = {line["call"]: line for line in lines if line["record"] == "intent"}
    done = [intents[line["call"]] for line in lines if line["record"] == "result"]
    count: dict[tuple[str, str], int] = {}
    found = []
    for intent in done:
        for step in map(known_as, intent["steps"]):
            count[intent["name"], step] = place = count.get((intent["name"], step), 0) + 1
            found.append(Identity(intent["name"], step, place))
    return sorted(found, key=str)


def known_as(step: str) -> str:
    """Return by what name the calls of a step are known: without the site, where it may as well be another's."""
    _site, _, name = step.partition("/")
    return f"any/{name}" if name in SHARED else step


def records(journal: Path) -> list[dict[str, Any]]:
    """Return the lines of a journal's last run."""
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    begun = max(place for place, line in enumerate(lines) if line["record"] == "opened")
    return lines[begun:]


def _second(point: Point, seed: str) -> Death:
    lot = Random(f"{seed} {point}")
    return Death(lot.choice(MOMENTS), lot.randint(1, LATEST))


def drawn(points: Sequence[Point], most: int, seed: str) -> list[Point]:
    """Return so many points by lot, of each case and kind in turn."""
    lot = Random(seed)
    piles: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        piles.setdefault((point.case, point.kind), []).append(point)
    for pile in piles.values():
        lot.shuffle(pile)
    return list(_in_turn(list(piles.values())))[:most]


def _in_turn(piles: list[list[Point]]) -> Iterator[Point]:
    while piles := [pile for pile in piles if pile]:
        for pile in piles:
            yield pile.pop()
