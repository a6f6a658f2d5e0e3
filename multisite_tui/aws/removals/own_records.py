"""Removal of records that were put in where a wildcard answered: it answers again once nothing stands below them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet, from_raw
from multisite_tui.aws.facts.wildcards import stands_at_or_below, wildcard_over
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.removals.certificates import RequestedCertificates
from multisite_tui.aws.removals.records import SwitchedRecords
from multisite_tui.aws.resources.base import Kind, Progress, Ref, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.records import ZoneChange, served
from multisite_tui.model.replies import Reply


@dataclass(frozen=True)
class NoLongerNeeded:
    """Records that were put in where a wildcard answered, and where it will answer again."""

    records: Mapping[Zone, tuple[RecordSet, ...]]
    """By zone, the record sets to delete."""
    wildcards: Mapping[str, str]
    """By name, the wildcard that will answer for it."""
    since: datetime
    """When they were read."""


@dataclass
class RemovedOwnRecords(Resource[NoLongerNeeded]):
    """Deletes the records that this setup put in where a wildcard answered, as far as one would answer again.

    A record that somebody has changed since is left, and so is one with something below it, which would end the
    wildcard's answers.
    """

    site: str
    names: tuple[str, ...]
    """Names that the site is known to have had."""
    stood_in: Sequence[Mapping[str, Any]]
    """The record sets that were put in, from the journal; without a journal all are kept."""
    switched: tuple[Ref[SwitchedRecords], ...]
    """The steps that restore the records of the site's names."""
    validation: Ref[RequestedCertificates]
    """The step that deletes the validation records."""
    validation_put_in: frozenset[str]
    """Names of the validation records that this setup created."""
    wait: Wait
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """Such as `own records of sub.main.io`."""
        return f"own records of {self.site}"

    def read(self, facts: Facts, known: StepOutputs) -> NoLongerNeeded:
        """Find them as they stand, or will stand once the steps before this one are done."""
        records: dict[Zone, tuple[RecordSet, ...]] = {}
        wildcards: dict[str, str] = {}
        ours = [record for raw in self.stood_in if self._concerned(record := from_raw(raw))]
        for zone in {zone for record in ours for zone in zone_facts.holding(facts.zones(), record.name)}:
            standing = list(self._after_earlier_steps(facts.all_records(zone.id), zone, known))
            going = _answered_again([one for one in standing if _among(one, ours)], standing, zone)
            if going:
                records[zone] = tuple(record for record, _ in going)
                wildcards |= {record.name: over for record, over in going}
        return NoLongerNeeded(records, wildcards, facts.now)

    def calls(self, found: NoLongerNeeded | None, known: StepOutputs) -> Sequence[Call]:
        """Delete them, in one change for each zone."""
        return [self._delete(zone, records) for zone, records in found.records.items()] if found else []

    def progress(self, facts: Facts, found: NoLongerNeeded, replies: Sequence[Reply]) -> Progress:
        """Done when Route 53 serves the change from all its name servers."""
        return served(facts, replies, found.since)

    def noop_reason(self, found: NoLongerNeeded | None) -> str:
        """Return that no wildcard would answer in their place."""
        return "no wildcard would answer in their place"

    def _concerned(self, record: RecordSet) -> bool:
        return any(stands_at_or_below(record.name, name) for name in self.names)

    def _after_earlier_steps(
        self, standing: Sequence[RecordSet], zone: Zone, known: StepOutputs
    ) -> Iterator[RecordSet]:
        """Yield the records of the zone as they are after the switch back and without the validation records."""
        switched = [found for ref in self.switched if (found := known.get(ref)) is not None]
        aliases = [(alias, found) for found in switched for at, alias in found.aliases if at == zone]
        kept = [one for alias, found in aliases for one in found.in_zones[zone].get(alias.name, ())]
        certificates = known.get(self.validation)
        proofs = certificates.validation_records if certificates else ()
        proven = [record for at, record in proofs if at == zone and record.name in self.validation_put_in]
        gone = [*proven, *kept, *(alias for alias, _ in aliases)]
        yield from (one for one in standing if not _among(one, gone))
        for alias, found in aliases:
            if _among(alias, standing):
                yield from (from_raw(one) for one in found.back_at(alias.name))

    def _delete(self, zone: Zone, records: Sequence[RecordSet]) -> Call:
        changes = [{"Action": "DELETE", "ResourceRecordSet": dict(record.raw)} for record in records]
        takes_away = tuple(f"{one.name} {one}" for one in records)
        return ZoneChange.of(zone.id, changes, self.title, "the wildcard answers again", takes_away=takes_away)


def _answered_again(
    ours: Sequence[RecordSet], standing: Sequence[RecordSet], zone: Zone
) -> list[tuple[RecordSet, str]]:
    """Return those of our records that can go, each with the wildcard that then answers for its name."""
    going = list(ours)
    while True:
        left = {record.name for record in standing if not _among(record, going)}
        found = [(one, wildcard_over(one.name, zone.name, partial(_exists, left))) for one in going]
        answered = [(one, over) for one, over in found if over is not None and over in left]
        if len(answered) == len(going):
            return answered
        going = [one for one, _ in answered]


def _among(record: RecordSet, others: Iterable[RecordSet]) -> bool:
    return any(record.same_as(one) for one in others)


def _exists(names: Collection[str], name: str) -> bool:
    return any(stands_at_or_below(name, one) for one in names)
