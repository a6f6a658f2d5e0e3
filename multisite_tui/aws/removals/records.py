"""Restores DNS, the first step of a removal: each name that points to the load balancer gets its previous records back.

The names of a zone are restored in one change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import Addresses, Alias, RecordSet, from_raw
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources import record_backups
from multisite_tui.aws.resources.base import Kind, Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.ownership import MADE, OWNER
from multisite_tui.aws.resources.records import ZoneChange, served, undo_of_switch_back
from multisite_tui.model.replies import Reply
from multisite_tui.model.usual_times import UsualTime

LIFETIME = 60.0
"""Seconds that resolvers cache an alias to a load balancer (route53 guide, alias records: the target's own TTL)."""


@dataclass(frozen=True)
class SwitchedRecords:
    """The names that point to the load balancer, and the backups of their previous records."""

    aliases: tuple[tuple[Zone, RecordSet], ...]
    kept: Mapping[str, Sequence[Mapping[str, Any]]]
    """By name, the record sets to restore, in Route 53's form."""
    in_zones: Mapping[Zone, Mapping[str, Sequence[RecordSet]]]
    """By zone and name, the record sets that keep in the zone what was replaced."""
    beside: Mapping[str, frozenset[str]]
    """By name, the types of the other record sets at the name."""
    since: datetime
    """When they were read."""

    def back_at(self, name: str) -> list[Mapping[str, Any]]:
        """Return the record sets to restore at a name: all backups, unless a record created since forbids them."""
        return [one for one in self.kept.get(name, ()) if _fits(one["Type"], self.beside.get(name, frozenset()))]


@dataclass
class RestoredRecords(Resource[SwitchedRecords]):
    """Restores the previous records of names; a name that somebody has changed since is left as it is."""

    site: str
    entrance: EntranceLocator
    names: tuple[str, ...]
    """Names that the site is known to have had."""
    wait: Wait
    siblings: tuple[EntranceLocator, ...] = ()
    """All entrances of the setup: a name may have pointed to another of them before this one."""
    stood_before: Mapping[str, Sequence[RecordSet]] = field(default_factory=dict)
    """By name, the record sets that earlier runs replaced, from the journal, the latest last."""
    switched: frozenset[str] = frozenset()
    """Names that earlier runs led to an entrance, from the journal."""
    shared: bool = False
    """Whether other sites use the entrance too and go on to: then only aliases of this site's names are restored."""
    of_others: frozenset[str] = frozenset()
    """Names of other sites at the same entrance, which their own steps restore."""
    _given: set[tuple[str, Alias | None]] = field(default_factory=set)
    """Aliases to an entrance that stays which were there before the setup, and which another entrance restores."""
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """Such as `records that lead to to-main`."""
        return f"records that lead to {self.entrance.name}"

    def read(self, facts: Facts, known: StepOutputs) -> SwitchedRecords:
        """Find every record that points to the entrance, in the zones of the site's names."""
        entrance = self.entrance.read(facts)
        before = self._before(entrance, facts)
        aliases = tuple(self._aliases(entrance, before, facts))
        beside = {record.name: _others(facts, zone, record) for zone, record in aliases}
        in_zones = {zone: record_backups.kept_in_zone(facts.all_records(zone.id)) for zone, _ in aliases}
        for zone, record in aliases:
            if kept := in_zones[zone].get(record.name):
                before[record.name] = [{**one.raw, "Name": record.name} for one in kept]
        return SwitchedRecords(aliases, before, in_zones, beside, facts.now)

    def calls(self, found: SwitchedRecords | None, known: StepOutputs) -> Sequence[Call]:
        """Delete each alias and restore the previous records in the same change."""
        zones = dict.fromkeys(zone for zone, _ in found.aliases) if found else {}
        return [self._switch_back(found, zone) for zone in zones] if found else []

    def progress(self, facts: Facts, found: SwitchedRecords, replies: Sequence[Reply]) -> Progress:
        """Route 53 serves the change from all its name servers."""
        return served(facts, replies, found.since)

    def noop_reason(self, found: SwitchedRecords | None) -> str:
        """Return that no record points there."""
        return "no record leads there"

    def _before(self, entrance: Entrance | None, facts: Facts) -> dict[str, list[dict[str, Any]]]:
        """Return the backups by name; if a backup points to another entrance of the setup, that entrance's own backup.

        The backups are tags of the entrance. If somebody deleted the entrance, they are read from the journal instead;
        of an entrance of several sites, those of a name that no target group keeps.
        """
        if entrance is None:
            return {name: self._journalled(name, facts) for name in self.names}
        others = [there for sibling in self.siblings if (there := sibling.read(facts)) is not None]
        before = record_backups.kept(entrance)
        if entrance.beside is not None:
            here = partial(self.entrance.led_here, region=facts.account.region)
            stood = {name: self.stood_before.get(name, ()) for name in self.names if name not in before}
            before |= {name: record_backups.journalled(sets, entrance, here) for name, sets in stood.items()}
        return {name: record_backups.followed(sets, name, others) for name, sets in before.items()}

    def _journalled(self, name: str, facts: Facts) -> list[dict[str, Any]]:
        before = [one for one in self.stood_before.get(name, ()) if not self._leads_here(one, None, facts)]
        return [dict(record.raw) for record in {record.type: record for record in before}.values()]

    def _aliases(
        self, entrance: Entrance | None, before: Mapping[str, object], facts: Facts
    ) -> Iterator[tuple[Zone, RecordSet]]:
        names = {*self.names, *before}
        zones = {zone for name in names for zone in zone_facts.holding(facts.zones(), name)}
        # If the entrance is deleted, no alias to it may remain; if it stays, only the site's aliases are ours.
        goes = entrance is not None and entrance.tags.get(OWNER) == MADE and not self.shared
        if not goes:
            self._note_given(facts)
        for zone in sorted(zones, key=lambda one: one.id):
            for record in facts.all_records(zone.id):
                ours = record.name not in self.of_others and (goes or record.name in names)
                ours = ours and (record.name, record.alias) not in self._given
                if ours and self._leads_here(record, entrance, facts):
                    yield zone, record

    def _note_given(self, facts: Facts) -> None:
        """Note the aliases that were there before the setup, as long as another entrance of it keeps them."""
        others = [there for sibling in self.siblings if (there := sibling.read(facts)) is not None]
        kept = [from_raw(one) for there in others for sets in record_backups.read(there.tags).values() for one in sets]
        self._given |= {(one.name, one.alias) for one in kept if one.alias is not None}

    def _leads_here(self, record: RecordSet, entrance: Entrance | None, facts: Facts) -> bool:
        """Whether it points to the entrance, or, if that is gone, to a deleted one of the same name."""
        if record.type != "A":
            return False
        if entrance is None:
            return self.entrance.led_here(record, facts.account.region)
        # A record may have held these addresses before the setup; an alias to a load balancer of the setup cannot.
        ours = not isinstance(entrance.leads_to, Addresses) or record.name in self.switched
        return ours and record.leads_to(entrance.leads_to)

    def _switch_back(self, found: SwitchedRecords, zone: Zone) -> Call:
        gone = [record for at, record in found.aliases if at == zone]
        back = [record_set for record in gone for record_set in found.back_at(record.name)]
        kept = [one for record in gone for one in found.in_zones[zone].get(record.name, ())]
        changes = [
            *({"Action": "DELETE", "ResourceRecordSet": dict(record.raw)} for record in (*gone, *kept)),
            *({"Action": "CREATE", "ResourceRecordSet": dict(record_set)} for record_set in back),
        ]
        why = "the old record comes back" if back else "nothing was there before"
        takes_away = tuple(f"{one.name} {one}" for one in gone)
        return ZoneChange.of(
            zone.id, changes, self.title, why, takes_away=takes_away, undo=undo_of_switch_back(changes)
        )


@dataclass
class DnsDrainWait(Resource[datetime]):
    """The time in which resolvers still send visitors to the load balancer, which must exist until that is over."""

    entrance: EntranceLocator
    wait = Wait("visitors to follow the records", limit=10 * LIFETIME, every=10, usual=UsualTime.minutes(1, 1))

    @property
    def title(self) -> str:
        """Such as `last visitors of to-main`."""
        return f"last visitors of {self.entrance.name}"

    def read(self, facts: Facts, known: StepOutputs) -> datetime | None:
        """Return the current time; None if the load balancer is gone already."""
        return facts.now if self.entrance.read(facts) else None

    def calls(self, found: datetime | None, known: StepOutputs) -> Sequence[Call]:
        """Change nothing."""
        return ()

    def noop_reason(self, found: datetime | None) -> str:
        """Return what the wait is for."""
        return "it stands until resolvers have forgotten it"

    def progress(self, facts: Facts, found: datetime, replies: Sequence[Reply]) -> Progress:
        """Done when the alias's TTL has passed."""
        left = LIFETIME - (facts.now - found).total_seconds()
        return Progress(left <= 0, "resolvers may still answer with the load balancer")


def _fits(kind: str, beside: frozenset[str]) -> bool:
    """Whether Route 53 accepts a type beside those: a CNAME must be the only record, and each type is allowed once."""
    return not beside if kind == "CNAME" else kind not in beside and "CNAME" not in beside


def _others(facts: Facts, zone: Zone, alias: RecordSet) -> frozenset[str]:
    there = [record for record in facts.all_records(zone.id) if record.name == alias.name]
    return frozenset(record.type for record in there if record.alias != alias.alias)
