"""DNS records: points each name of a site to its entrance, and backs up the records that this replaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import INSYNC, Addresses, Alias, RecordSet, from_raw
from multisite_tui.aws.facts.wildcards import copied_to
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources import record_backups
from multisite_tui.aws.resources.base import Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.led_names import NO_LED_NAMES, LedNames, changed_since
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.predecessors import NO_PREDECESSORS, Predecessors
from multisite_tui.aws.resources.record_backups import kept_name
from multisite_tui.errors import Problem
from multisite_tui.model.replies import LOST, Reply
from multisite_tui.model.terms import ADDRESSES
from multisite_tui.model.undo import Undo
from multisite_tui.model.usual_times import UsualTime

TTL = 300
"""TTL in seconds of a record with addresses."""
NOTHING = Undo()
OWN = "{record}"
BY_WILDCARD = "{record}, by the wildcard {wildcard}"
SWITCH = "route53:ChangeResourceRecordSets"
MOVES = "leads visitors here instead of to {former}"
PROPAGATION = 60.0
"""Seconds after which Route 53 generally serves a change everywhere (route53, `ChangeResourceRecordSets`)."""


def served_everywhere(limit: float) -> Wait:
    """Return the wait until a change is served, of at most this many seconds."""
    return Wait("Route 53 to serve the records everywhere", limit, every=5, usual=UsualTime.minutes(0, 1))


def served(facts: Facts, replies: Sequence[Reply], since: datetime) -> Progress:
    """Return whether Route 53 serves the changes everywhere. `since` is when the records were read as changed.

    The status of a change whose reply was lost cannot be read (route53, `GetChange` needs its id). It counts as served
    after `PROPAGATION` seconds.
    """
    changes = [reply["ChangeInfo"]["Id"].removeprefix("/change/") for reply in replies if "ChangeInfo" in reply]
    pending = any(facts.change_status(change) != INSYNC for change in changes)
    lost = any(reply.get(LOST) == SWITCH for reply in replies)
    pending = pending or (lost and (facts.now - since).total_seconds() < PROPAGATION)
    return Progress(not pending, f"Route 53 {'PENDING' if pending else INSYNC}")


@dataclass(frozen=True)
class ZoneChange(AwsCall):
    """A change of one zone's records (route53, `ChangeResourceRecordSets`); AWS applies all of it or nothing."""

    zone: str = ""

    @classmethod
    def of(
        cls,
        zone: str,
        changes: Sequence[Mapping[str, Any]],
        about: str,
        why: str,
        *,
        takes_away: tuple[str, ...] = (),
        undo: Undo = NOTHING,
    ) -> ZoneChange:
        """Return the call for these changes; a duplicate change is sent once."""
        distinct = [change for place, change in enumerate(changes) if change not in changes[:place]]
        params = {"HostedZoneId": zone, "ChangeBatch": {"Changes": distinct}}
        return cls(
            "route53", "ChangeResourceRecordSets", params, about, why, takes_away=takes_away, undo=undo, zone=zone
        )

    @property
    def deletes(self) -> bool:
        """Whether it deletes a record set, with or without a replacement."""
        return any(change["Action"] == "DELETE" for change in self.params["ChangeBatch"]["Changes"])

    @property
    def batch(self) -> str:
        """One batch for each zone: Route 53 allows one change of a zone at a time, and few requests a second in all."""
        return f"zone {self.zone}"

    def joined(self, others: Sequence[Call]) -> Call:
        """Return one change with all of their changes."""
        calls = [self, *others]
        changes = [change for call in calls for change in call.params["ChangeBatch"]["Changes"]]
        about = ", ".join(call.about for call in calls)
        takes_away = tuple(line for call in calls for line in call.takes_away)
        undo = Undo.joined(call.undo for call in calls)
        return ZoneChange.of(self.zone, changes, about, self.why, takes_away=takes_away, undo=undo)


def undo_of_switch(changes: Sequence[Mapping[str, Any]]) -> Undo:
    """Return the record sets that a DNS switch deletes, and the names that it leads to an entrance."""
    made = (one["ResourceRecordSet"] for one in changes if one["Action"] == "CREATE")
    return Undo(taken_away=_deleted(changes), switched=tuple(one["Name"] for one in made))


def undo_of_switch_back(changes: Sequence[Mapping[str, Any]]) -> Undo:
    """Return the record sets that a removal deletes; those that it restores are not this program's."""
    return Undo(taken_away=_deleted(changes))


def _deleted(changes: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(one["ResourceRecordSet"] for one in changes if one["Action"] == "DELETE")


def undo_of_proof(changes: Sequence[Mapping[str, Any]]) -> Undo:
    """Return the names of the validation records that a change creates, as far as ACM has returned them."""
    upserted = (one["ResourceRecordSet"]["Name"] for one in changes if one["Action"] == "UPSERT")
    return Undo(put_in=tuple(name for name in upserted if isinstance(name, str)))


@dataclass(frozen=True)
class NameRecords:
    """The record sets at a site's names, and the entrance that they should point to."""

    at: Mapping[str, tuple[RecordSet, ...]]
    """By name, the record sets of the types that point to a host. Of a name that a wildcard answers for, those that
    `OwnRecords` puts there first, and those of any type that are routed, which it does not put there."""
    wildcards: Mapping[str, str]
    """By name, the wildcard that answers for it."""
    entrance: Entrance | None
    since: datetime
    """When they were read."""
    kept: Mapping[str, tuple[RecordSet, ...]] = field(default_factory=dict)
    """By name, the record sets that keep in the zone what was replaced before; read only if something is
    to be replaced, or to be kept anew."""
    predecessors: Predecessors = NO_PREDECESSORS
    recorded: Mapping[str, Entrance] = field(default_factory=dict)
    """By name, the entrance that it was led to before, where what was there first is on record; what stands in the way
    at such a name was put there since."""

    @property
    def target(self) -> Alias | Addresses | None:
        """Where the names should point; None while that is not known."""
        return self.entrance.leads_to if self.entrance else None

    def in_the_way(self, name: str) -> tuple[RecordSet, ...]:
        """Return the record sets to delete, so that only the wanted record leads visitors to a host."""
        return tuple(record for record in self.at[name] if not self._right(record))

    def described(self, name: str) -> tuple[str, ...]:
        """Return the record sets that answer for a name now, for a person."""
        template = BY_WILDCARD if name in self.wildcards else OWN
        return tuple(template.format(record=record, wildcard=self.wildcards.get(name)) for record in self.at[name])

    def moving(self, name: str) -> list[RecordSet]:
        """Return the record set that leads to a predecessor, as a list of at most one."""
        return [record for record in self.at[name] if not self._right(record) and self.predecessors.of(record)]

    def stands(self, name: str) -> bool:
        """Whether the wanted record exists."""
        return any(self._right(record) for record in self.at[name])

    def _right(self, record: RecordSet) -> bool:
        return record.leads_to(self.target) and not record.routed


@dataclass
class SiteRecords(Resource[NameRecords]):
    """An A record for each name of the site; other records at the name that lead visitors elsewhere are replaced.

    It is an alias or holds addresses, depending on the entrance. No AAAA record is created, because a Classic Load
    Balancer in a VPC has IPv4 only; an old AAAA record is deleted, because it would still send IPv6 visitors to the old
    host.
    """

    owner: Owner
    zones: Mapping[str, Zone]
    entrance: EntranceLocator
    replace: bool
    region: str
    wait: Wait
    stood_before: Mapping[str, Sequence[RecordSet]] = field(default_factory=dict)
    """By name, the record sets that earlier runs deleted, the latest last."""
    predecessors: tuple[EntranceLocator, ...] = ()
    """Entrances that another topology of the setup made for this site. A record that leads to one is replaced unasked,
    and is not kept; what was there before it is kept."""
    led: LedNames = NO_LED_NAMES
    """What the journal knows of the names that were led to entrances."""
    _new: bool = False
    """Whether what keeps the backups is of this run, which first read the names without it."""

    @property
    def title(self) -> str:
        """Such as `record main.io`."""
        return f"record {', '.join(self.zones)}"

    def read(self, facts: Facts, known: StepOutputs) -> NameRecords:
        """Read the records of each name that point to a host."""
        at: dict[str, tuple[RecordSet, ...]] = {}
        wildcards: dict[str, str] = {}
        for name, zone in self.zones.items():
            answering = facts.wildcard(zone, name)
            there = copied_to(name, answering) if answering else facts.records(zone.id, name)
            # A routed set of any type of a wildcard cannot be copied, so that the name would lose it.
            at[name] = tuple(one for one in there if one.type in ADDRESSES or (answering and one.routed))
            if answering:
                wildcards[name] = answering[0].name
        predecessors = Predecessors.read(self.predecessors, facts)
        found = NameRecords(at, wildcards, self.entrance.read(facts), facts.now, predecessors=predecessors)
        self._new = self._new or found.entrance is None or not found.entrance.tagged
        if not any(found.in_the_way(name) or self._lost(found, name) for name in self.zones):
            return found
        kept = {name: facts.records(zone.id, kept_name(name)) for name, zone in self.zones.items()}
        return replace(found, kept=kept, recorded=dict(self._recorded(found, kept)))

    def calls(self, found: NameRecords | None, known: StepOutputs) -> Sequence[Call]:
        """Back up the records to be replaced as tags of the entrance, then switch each zone's names in one change."""
        if found is None:
            return ()
        open_names = [name for name in self.zones if found.in_the_way(name) or not found.stands(name)]
        zones = {
            self.zones[name].id: [one for one in open_names if self.zones[one] == self.zones[name]]
            for name in open_names
        }
        return [*self._keep(found, open_names), *(self._switch(found, zone, names) for zone, names in zones.items())]

    def conflicts(self, found: NameRecords | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse to replace routed records, and records that the answers do not allow to be replaced."""
        if found is None:
            return ()
        standing = [record for name in self.zones for record in found.in_the_way(name)]
        routed = [self._routed(found, record) for record in standing if record.routed]
        plain = [record for record in standing if not record.routed and not found.predecessors.of(record)]
        unasked = [] if self.replace else [self._unasked(found, record) for record in plain]
        return [*routed, *unasked]

    def warnings(self, found: NameRecords | None) -> Sequence[Problem]:
        """Return the records that somebody has put in since the names were led here, and that are replaced."""
        if found is None or not self.replace:
            return ()
        late = [(name, record) for name in found.recorded for record in found.in_the_way(name)]
        return [
            changed_since(name, record, self.owner.site)
            for name, record in late
            if not record.routed and name not in found.wildcards and record not in found.moving(name)
        ]

    def exists(self, found: NameRecords | None) -> bool:
        """Whether one of the names has a record already."""
        return found is not None and any(found.at.values())

    def progress(self, facts: Facts, found: NameRecords, replies: Sequence[Reply]) -> Progress:
        """Done when Route 53 serves the change from all its name servers."""
        return served(facts, replies, found.since)

    def noop_reason(self, found: NameRecords | None) -> str:
        """Return that the names point there already."""
        return "leads to the load balancer already"

    def summary(self, found: NameRecords | None) -> str:
        """Where the names point."""
        return found.entrance.dns_name if found and found.entrance else ""

    def wanted(self, found: NameRecords) -> str:
        """Return the record that each name is to have, for a person."""
        target = found.target
        if isinstance(target, Addresses):
            return f"A {' '.join(target.values)} ({TTL} s)"
        return f"A alias {self.entrance.name} (its load balancer)"

    def _keep(self, found: NameRecords, names: Iterable[str]) -> Sequence[Call]:
        standing = [record for name in names for record in self._worth_keeping(found, name)]
        standing += [record for name in self.zones for record in self._lost(found, name)]
        tags = found.entrance.tags if found.entrance else {}
        missing = record_backups.missing(standing, tags)
        if not missing or self._too_long_for_tags(found):
            return ()
        return [self.entrance.keep(found.entrance, missing, "the record that is replaced is kept for undo")]

    def _too_long_for_tags(self, found: NameRecords) -> bool:
        """Whether what must be kept does not fit into the tags of the entrance, so that it is kept in the zone."""
        plain = [one for name in self.zones for one in (*self._worth_keeping(found, name), *self._lost(found, name))]
        return record_backups.too_many(plain, found.entrance.tags if found.entrance else {})

    def _worth_keeping(self, found: NameRecords, name: str) -> list[RecordSet]:
        """Return the record sets that undo must restore.

        These are the record sets to be deleted. But for an alias that this setup created for a load balancer that no
        longer exists, or for a predecessor, they are the record sets that the alias replaced.
        """
        if (holder := found.recorded.get(name)) is not None:
            if holder is found.entrance:
                return []
            first = found.predecessors.first_at(name, holder, found.kept.get(name, ()))
            return [one for one in first if not one.leads_to(found.target)]
        standing = [record for record in found.in_the_way(name) if not record.routed]
        of_old = [record for record in standing if self._ours_of_old(record, found)]
        moving = [record for record in found.moving(name) if record not in of_old]
        if not of_old and not moving:
            return standing
        stood = self.stood_before.get(name, ()) if of_old else ()
        older = [one for one in stood if not self._ours_of_old(one, found) and not found.predecessors.of(one)]
        kept = [one for record in moving for one in found.predecessors.kept(record, found.kept.get(name, ()))]
        before = {one.type: one for one in (*older, *kept) if not one.leads_to(found.target)}
        alive = [record for record in standing if record not in of_old and record not in moving]
        return [*alive, *(one for kind, one in before.items() if kind not in {record.type for record in alive})]

    def _recorded(self, found: NameRecords, kept: Mapping[str, Sequence[RecordSet]]) -> Iterator[tuple[str, Entrance]]:
        """Yield each name that was led to an entrance before this run, with the one that knows what was there first."""
        present = [] if self._new or found.entrance is None else [found.entrance]
        for name in self.zones:
            for entrance in (*present, *found.predecessors.entrances):
                if self.led.recorded(name, entrance, kept.get(name, ())):
                    yield name, entrance
                    break

    def _lost(self, found: NameRecords, name: str) -> list[RecordSet]:
        """Return what undo must restore at a name that leads here, where the site's own target group does not keep it.

        A target group that was made anew keeps nothing, nor does that of a site which has taken over another's name.
        """
        entrance = found.entrance
        if entrance is None or entrance.beside is None or not found.stands(name) or found.kept.get(name):
            return []
        if name in record_backups.read(entrance.tags):
            return []
        stood = self.stood_before.get(name, ())
        here = partial(self.entrance.led_here, region=self.region)
        before = record_backups.kept(entrance).get(name) or record_backups.journalled(stood, entrance, here)
        return [from_raw(one) for one in before]

    def _ours_of_old(self, record: RecordSet, found: NameRecords) -> bool:
        """Whether the record points to an earlier entrance of this name, and not to the present one."""
        return found.entrance is not None and self.entrance.led_here(record, self.region)

    def _switch(self, found: NameRecords, zone: str, names: Sequence[str]) -> Call:
        gone = [record for name in names for record in found.in_the_way(name)]
        # DELETE and CREATE, not UPSERT: if somebody has changed the record since it was read, Route 53 refuses the
        # change, so that no record without a backup is overwritten.
        deletes = [{"Action": "DELETE", "ResourceRecordSet": dict(record.raw)} for record in gone]
        creates = [self._create(found, name) for name in names if not found.stands(name)]
        switch = [*deletes, *creates]
        # An alias of the setup itself was never there before the setup, nor was what somebody put in its place.
        moving = [record for name in names for record in found.moving(name)]
        late = [record for record in gone if record.name in found.recorded]
        never = [dict(record.raw) for record in (*moving, *late)]
        undone = [change for change in switch if change["ResourceRecordSet"] not in never]
        keep = self._keep_in_zone(found, names)
        kept = any(change["Action"] == "CREATE" for change in keep)
        former = {one.name for record in gone if (one := found.predecessors.of(record)) is not None}
        why = _why(gone, kept, sorted(former) if len(moving) == len(gone) else ())
        takes_away = tuple(f"{one.name} {one}" for one in gone)
        return ZoneChange.of(
            zone, [*keep, *switch], self.title, why, takes_away=takes_away, undo=undo_of_switch(undone)
        )

    def _keep_in_zone(self, found: NameRecords, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return the changes that keep the record sets of names in their zone, in place of what was kept before.

        What fits in tags is kept there, and what the zone keeps of an earlier switch is deleted: it would be restored.
        """
        changes = []
        in_zone = self._too_long_for_tags(found)
        for name in names:
            kept = found.kept.get(name, ())
            worth = [replace(one, name=kept_name(name)) for one in self._worth_keeping(found, name)]
            if all(any(one.same_as(other) for other in kept) for one in worth):
                continue
            keep = worth if in_zone else ()
            changes += [{"Action": "DELETE", "ResourceRecordSet": dict(one.raw)} for one in kept]
            changes += [{"Action": "CREATE", "ResourceRecordSet": {**one.raw, "Name": one.name}} for one in keep]
        return changes

    def _create(self, found: NameRecords, name: str) -> dict[str, Any]:
        record_set: dict[str, Any] = {"Name": name, "Type": "A"}
        target = found.target
        if isinstance(target, Addresses):
            values = [{"Value": value} for value in target.values]
            return {"Action": "CREATE", "ResourceRecordSet": {**record_set, "TTL": TTL, "ResourceRecords": values}}
        alias: dict[str, Any] = {"EvaluateTargetHealth": False}
        if target is not None and found.entrance is not None:
            alias |= {"HostedZoneId": target.zone_id, "DNSName": f"dualstack.{found.entrance.dns_name}"}
        else:
            alias["DNSName"] = Unknown(None, "DNSName", "the load balancer's name")
        return {"Action": "CREATE", "ResourceRecordSet": {**record_set, "AliasTarget": alias}}

    def _routed(self, found: NameRecords, record: RecordSet) -> Problem:
        if wildcard := found.wildcards.get(record.name):
            return self._routed_wildcard(wildcard, record)
        return Problem(
            code="record_routed",
            what=f"{record.name} has {record.type} records of a routing policy (weighted, latency, failover, ...) "
            "or of a traffic policy.",
            why="A plain record cannot stand beside them, and taking them away would undo somebody's routing.",
            next="In the Route 53 console, put one plain record with the value that visitors are to get now in their "
            "place; then run again, and it is switched like any other. Or give the site another domain.",
            site=self.owner.site,
            key="dns",
        )

    def _routed_wildcard(self, wildcard: str, record: RecordSet) -> Problem:
        return Problem(
            code="record_routed",
            what=f"The wildcard {wildcard}, which answers for {record.name}, has {record.type} records of a routing "
            "policy (weighted, latency, failover, ...) or of a traffic policy.",
            why=f"The first record at or below {record.name} ends the wildcard's answers for it, and routed ones are "
            "not copied there.",
            next=f"Put a plain record at {record.name} that leads where its visitors are to go until the switch, or "
            "give the site another domain.",
            site=self.owner.site,
            key="dns",
        )

    def _unasked(self, found: NameRecords, record: RecordSet) -> Problem:
        wildcard = found.wildcards.get(record.name)
        return Problem(
            code="record_exists",
            what=f"The wildcard {wildcard} answers for {record.name} already: {record}."
            if wildcard
            else f"{record.name} has a record already: {record}.",
            why="A live domain is switched only when you say so.",
            next="Set `dns: {replace: true}` on this site to replace it; the old record is kept for undo.",
            site=self.owner.site,
            key="dns.replace",
        )


def _why(gone: Sequence[RecordSet], kept_in_zone: bool, former: Sequence[str]) -> str:
    """Return why names are switched; `former` are the predecessors that all records to be deleted lead to."""
    if former:
        return MOVES.format(former=", ".join(former))
    if not gone:
        return "not there yet"
    return "replaces what is there, and keeps it for undo in the zone" if kept_in_zone else "replaces what is there"
