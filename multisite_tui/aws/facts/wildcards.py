"""Wildcards: which record of a zone answers for a name that has none of its own (RFC 4592).

A wildcard answers for every name below its parent that does not exist. A name exists if a record stands at it or below
it: the first record that is put below a name ends the wildcard's answers for it, although nothing is put at the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from multisite_tui.aws.facts.records import RecordSet

UNCOPIED = ("NS", "SOA")
"""Types that are not put at another name: they would delegate it."""


def stands_at_or_below(name: str, record: str) -> bool:
    """Whether a record of this name makes `name` exist. Both are normalised."""
    return record == name or record.endswith(f".{name}")


def within(name: str, zone: str) -> Iterator[str]:
    """Yield the name and its ancestors below the zone's own name; nothing for the zone's own name."""
    while name != zone:
        yield name
        name = name.partition(".")[2]


def wildcard_over(name: str, zone: str, exists: Callable[[str], bool]) -> str | None:
    """Return the name of the wildcard that would answer for a name; None if the name exists (RFC 4592, section 3.3.1).

    Args:
        name: The name, in the zone.
        zone: The zone's own name.
        exists: Whether a record stands at a name or below it.
    """
    if name == zone or exists(name):
        return None
    encloser = next((above for above in within(name, zone) if exists(above)), zone)
    return f"*.{encloser}"


def answered_by_wildcard(name: str, zone: str, exists: Callable[[str], bool]) -> Iterator[str]:
    """Yield each name that a record at this name would make exist: the name, and its ancestors that do not exist."""
    for one in within(name, zone):
        if exists(one):
            return
        yield one


def copied_to(name: str, records: Sequence[RecordSet]) -> tuple[RecordSet, ...]:
    """Return a wildcard's record sets as they have to stand at a name, so that it is answered as before."""
    return tuple(replace(one, name=name, raw={**one.raw, "Name": name}) for one in records if one.type not in UNCOPIED)
