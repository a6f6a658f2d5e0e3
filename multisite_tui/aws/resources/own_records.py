"""Own records: what a wildcard answers for a site's name, put at the name itself before the first record below it.

A record below a name, such as the one that ACM asks for, ends the wildcard's answers for the name (RFC 4592). Without
records of its own, a live name would have no address from then on until it is switched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.facts.wildcards import answered_by_wildcard, copied_to
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.base import Kind, Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.records import ZoneChange, served
from multisite_tui.model.replies import Reply
from multisite_tui.model.undo import Undo


@dataclass(frozen=True)
class LivingByWildcard:
    """The names that a wildcard answers for."""

    missing: Mapping[Zone, tuple[RecordSet, ...]]
    """By zone, the record sets to put at them."""
    wildcards: Mapping[str, str]
    """By name, the wildcard that answers for it."""
    since: datetime
    """When they were read."""


@dataclass
class OwnRecords(Resource[LivingByWildcard]):
    """Gives each name that lives by a wildcard records of its own, with what the wildcard answers.

    The same holds for the names between a site's name and the wildcard: a record below them ends its answers too. A
    routed wildcard is left alone: `SiteRecords` refuses its names.
    """

    site: str
    zones: Mapping[str, Zone]
    wait: Wait
    kind: ClassVar[Kind] = Kind.PREPARE

    @property
    def title(self) -> str:
        """Such as `own records of sub.main.io`."""
        return f"own records of {self.site}"

    def read(self, facts: Facts, known: StepOutputs) -> LivingByWildcard:
        """Find the names, and what their wildcards answer."""
        missing: dict[Zone, dict[tuple[str, str], RecordSet]] = {}
        wildcards: dict[str, str] = {}
        for name, zone in self.zones.items():
            answering = facts.wildcard(zone, name)
            for record in _copies(answering, name, zone, partial(facts.exists, zone.id)):
                missing.setdefault(zone, {})[record.name, record.type] = record
                wildcards[record.name] = answering[0].name
        return LivingByWildcard({zone: tuple(sets.values()) for zone, sets in missing.items()}, wildcards, facts.now)

    def calls(self, found: LivingByWildcard | None, known: StepOutputs) -> Sequence[Call]:
        """Put the records in, in one change for each zone."""
        return [self._put(zone, records) for zone, records in found.missing.items()] if found else []

    def exists(self, found: LivingByWildcard | None) -> bool:
        """Never: what is put in was not there before."""
        return False

    def progress(self, facts: Facts, found: LivingByWildcard, replies: Sequence[Reply]) -> Progress:
        """Done when Route 53 serves them from all its name servers, so that a record below a name can follow."""
        return served(facts, replies, found.since)

    def noop_reason(self, found: LivingByWildcard | None) -> str:
        """Return that nothing is left to put in."""
        return "put in already"

    def _put(self, zone: Zone, records: Sequence[RecordSet]) -> Call:
        sets = [dict(record.raw) for record in records]
        # CREATE, not UPSERT: if somebody has put a record there since, Route 53 refuses the change.
        changes = [{"Action": "CREATE", "ResourceRecordSet": one} for one in sets]
        why = "a wildcard answers for it only until a record stands below it"
        return ZoneChange.of(zone.id, changes, self.title, why, undo=Undo(stood_in=tuple(sets)))


def _copies(
    answering: Sequence[RecordSet], name: str, zone: Zone, exists: Callable[[str], bool]
) -> Iterator[RecordSet]:
    if answering and not any(record.routed for record in answering):
        for one in answered_by_wildcard(name, zone.name, exists):
            yield from copied_to(one, answering)
