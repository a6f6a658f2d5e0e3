"""The resource map: who reaches what, as far as the draft decides it.

Visitors ask for names, these lead to load balancers, and those to ports of instances.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.texts import shown
from multisite_tui.model.topology_relations import SHARED
from multisite_tui.wizard.asking.drafts import Draft, domain_of
from multisite_tui.wizard.asking.forms import split


class MapPart(StrEnum):
    """A box of the map, in the order in which a visitor comes through."""

    NAMES = "names"
    LOAD_BALANCERS = "load balancers"
    INSTANCES = "instances"


class MapState(StrEnum):
    """What is known of a line."""

    UNKNOWN = ""
    GOOD = "good"
    BAD = "bad"
    BUSY = "busy"


@dataclass(frozen=True)
class MapLine:
    """One thing in a box."""

    text: str
    state: MapState = MapState.UNKNOWN


@dataclass(frozen=True)
class MapBox:
    """One box: things of one kind."""

    part: MapPart
    title: str
    lines: tuple[MapLine, ...]


@dataclass(frozen=True)
class KnownStates:
    """What was seen of the sites, by the place of the site."""

    names: Mapping[int, MapState]
    entrances: Mapping[int, MapState]
    programs: Mapping[int, MapState]
    serving: Mapping[int, tuple[str, ...]]
    """The instances that a run would use, where the draft names none."""


NOTHING_KNOWN = KnownStates({}, {}, {}, {})
NAMES, NAME = "names", "name"
FOR_EACH, ONE, FOR_ALL = "load balancers", "load balancer", "load balancer for all"
INSTANCES, INSTANCE = "instances", "instance"
NO_NAME = "no domain yet"
AS_DOMAIN = "named after it"
RUNNING = "the running one"
PORT = ":{port}  {domain}"
NO_PORT = ":?"


def resource_map(draft: Draft, known: KnownStates = NOTHING_KNOWN) -> tuple[MapBox, ...]:
    """Return the boxes of the map, from the visitors to the programs."""
    places = range(len(draft.sites))
    names = [line for place in places for line in _names(draft, place, known)]
    balancers = list(_balancers(draft, known))
    instances = list(_instances(draft, known))
    return (
        MapBox(MapPart.NAMES, NAME if len(names) == 1 else NAMES, tuple(names)),
        MapBox(MapPart.LOAD_BALANCERS, _balancer_title(draft, balancers), tuple(balancers)),
        MapBox(MapPart.INSTANCES, INSTANCE, tuple(instances)),
    )


def _names(draft: Draft, place: int, known: KnownStates) -> Iterator[MapLine]:
    state = known.names.get(place, MapState.UNKNOWN)
    yield MapLine(_domain(draft, place) or NO_NAME, state)
    yield from (MapLine(shown(alias), state) for alias in split(draft.text(place, "aliases")))


def _balancers(draft: Draft, known: KnownStates) -> Iterator[MapLine]:
    if draft.topology == SHARED:
        states = {known.entrances.get(place, MapState.UNKNOWN) for place in range(len(draft.sites))}
        state = next((one for one in (MapState.BAD, MapState.BUSY, MapState.UNKNOWN) if one in states), MapState.GOOD)
        yield MapLine(shown(draft.text(0, "shared.load_balancer")), state)
        return
    for place in range(len(draft.sites)):
        named = draft.given(place, "load_balancer") is not None or domain_of(draft.text(place, "domain"))
        name = shown(draft.text(place, "load_balancer")) if named else AS_DOMAIN
        yield MapLine(name, known.entrances.get(place, MapState.UNKNOWN))


def _balancer_title(draft: Draft, balancers: Sequence[MapLine]) -> str:
    if draft.topology == SHARED and len(draft.sites) > 1:
        return FOR_ALL
    return ONE if len(balancers) == 1 else FOR_EACH


def _instances(draft: Draft, known: KnownStates) -> Iterator[MapLine]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(draft.sites)):
        picked = draft.value(place, "instances")
        ids = tuple(picked) if isinstance(picked, list) and picked else known.serving.get(place, ())
        groups.setdefault(ids, []).append(place)
    for ids, places in groups.items():
        yield MapLine(shown(", ".join(ids)) or RUNNING)
        for place in places:
            port = shown(draft.text(place, "port"))
            text = PORT.format(port=port, domain=_domain(draft, place)) if port else NO_PORT
            yield MapLine(f"  {text}".rstrip(), known.programs.get(place, MapState.UNKNOWN))


def _domain(draft: Draft, place: int) -> str:
    return shown(readable(draft.text(place, "domain")))
