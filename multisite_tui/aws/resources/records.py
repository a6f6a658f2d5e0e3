"""DNS records: each name of a site as an alias of its load balancer, with what stood there kept for undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from multisite_tui.aws.calls import Call, Unknown
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.facts.records import Alias, RecordSet
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources import record_backups
from multisite_tui.aws.resources.base import Progress, Reply, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.ownership import Owner, as_list
from multisite_tui.errors import Problem
from multisite_tui.model.replies import LOST
from multisite_tui.model.terms import ADDRESSES

INSYNC = "INSYNC"
SWITCH = "route53:ChangeResourceRecordSets"
PROPAGATION = 60.0
"""Seconds in which Route 53 generally serves a change everywhere (route53, `ChangeResourceRecordSets`)."""


def served(facts: Facts, replies: Sequence[Reply], since: datetime) -> Progress:
    """Return whether Route 53 serves its changes everywhere. `since`: when they were seen to stand.

    A change whose reply was lost cannot be asked for (route53, `GetChange` wants its id): it gets the time that AWS
    needs in general.
    """
    changes = [reply["ChangeInfo"]["Id"].removeprefix("/change/") for reply in replies if "ChangeInfo" in reply]
    pending = any(facts.change_status(change) != INSYNC for change in changes)
    lost = any(reply.get(LOST) == SWITCH for reply in replies)
    pending = pending or (lost and (facts.now - since).total_seconds() < PROPAGATION)
    return Progress(not pending, f"Route 53 {'PENDING' if pending else INSYNC}")


@dataclass(frozen=True)
class ZoneChange(Call):
    """A change of one zone's records (route53, `ChangeResourceRecordSets`): all of it is done, or nothing."""

    zone: str = ""

    @classmethod
    def of(
        cls, zone: str, changes: Sequence[Mapping[str, Any]], about: str, why: str, before: tuple[str, ...] = ()
    ) -> ZoneChange:
        """Return the call for these changes; one that stands twice is sent once."""
        distinct = [change for place, change in enumerate(changes) if change not in changes[:place]]
        params = {"HostedZoneId": zone, "ChangeBatch": {"Changes": distinct}}
        return cls("route53", "ChangeResourceRecordSets", params, about, why, before, zone=zone)

    @property
    def lane(self) -> str:
        """Route 53 takes one change of a zone at a time, and five requests a second from the whole account."""
        return f"zone {self.zone}"

    def joined(self, others: Sequence[Call]) -> Call:
        """Return one change that does all of these."""
        calls = [self, *others]
        changes = [change for call in calls for change in call.params["ChangeBatch"]["Changes"]]
        before = tuple(line for call in calls for line in call.before)
        return ZoneChange.of(self.zone, changes, ", ".join(call.about for call in calls), self.why, before)


@dataclass(frozen=True)
class NameRecords:
    """The record sets at a site's names, and the load balancer that they should lead to."""

    at: Mapping[str, tuple[RecordSet, ...]]
    """By name, without the types that do not lead to a host."""
    load_balancer: LoadBalancer | None
    since: datetime
    """When they were read."""

    def alias(self) -> Alias | None:
        """Return where the names should point; None while that is not known."""
        if self.load_balancer is None or self.load_balancer.zone_id is None:
            return None
        return Alias.to(self.load_balancer.zone_id, self.load_balancer.dns_name)

    def in_the_way(self, name: str) -> tuple[RecordSet, ...]:
        """Return what must go, so that the alias is the only thing that leads visitors on."""
        return tuple(record for record in self.at[name] if not self._right(record))

    def stands(self, name: str) -> bool:
        """Whether the alias is there."""
        return any(self._right(record) for record in self.at[name])

    def _right(self, record: RecordSet) -> bool:
        return record.type == "A" and not record.routed and record.alias is not None and record.alias == self.alias()


@dataclass
class SiteRecords(Resource[NameRecords]):
    """An alias A record for each name of the site; nothing else at the name may send visitors elsewhere.

    No AAAA alias is made: a Classic Load Balancer in a VPC has IPv4 only, and an AAAA record that was left would go on
    sending IPv6 visitors to the old host.
    """

    owner: Owner
    zones: Mapping[str, Zone]
    load_balancer: str
    replace: bool
    wait: Wait
    stood_before: Mapping[str, Sequence[RecordSet]] = field(default_factory=dict)
    """What earlier runs took away from each name, the latest last."""

    @property
    def title(self) -> str:
        """Such as `record main.io`."""
        return f"record {', '.join(self.zones)}"

    def read(self, facts: Facts, known: StepOutputs) -> NameRecords:
        """Read what leads from each name to a host."""
        at = {
            name: tuple(record for record in facts.records(zone.id, name) if record.type in ADDRESSES)
            for name, zone in self.zones.items()
        }
        return NameRecords(at, facts.load_balancer(self.load_balancer), facts.now)

    def calls(self, found: NameRecords | None, known: StepOutputs) -> Sequence[Call]:
        """Keep what goes away as tags of the load balancer, then switch the names of each zone in one change."""
        if found is None:
            return ()
        open_names = [name for name in self.zones if found.in_the_way(name) or not found.stands(name)]
        zones = {
            self.zones[name].id: [one for one in open_names if self.zones[one] == self.zones[name]]
            for name in open_names
        }
        return [*self._keep(found, open_names), *(self._switch(found, zone, names) for zone, names in zones.items())]

    def conflicts(self, found: NameRecords | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse what a routing policy chooses from, and what the answers do not allow to be replaced."""
        if found is None:
            return ()
        standing = [record for name in self.zones for record in found.in_the_way(name)]
        routed = [self._routed(record) for record in standing if record.routed]
        unasked = [] if self.replace else [self._unasked(record) for record in standing if not record.routed]
        plain = [record for name in self.zones for record in self._worth_keeping(found, name)]
        tags = found.load_balancer.tags if found.load_balancer else {}
        return [*routed, *unasked, *([self._too_many(plain)] if record_backups.too_many(plain, tags) else [])]

    def exists(self, found: NameRecords | None) -> bool:
        """Whether a name has a record already."""
        return found is not None and any(found.at.values())

    def progress(self, facts: Facts, found: NameRecords, replies: Sequence[Reply]) -> Progress:
        """Route 53 serves the change from all its name servers."""
        return served(facts, replies, found.since)

    def noop_reason(self, found: NameRecords | None) -> str:
        """Say that the names lead there already."""
        return "leads to the load balancer already"

    def summary(self, found: NameRecords | None) -> str:
        """Where the names lead."""
        return found.load_balancer.dns_name if found and found.load_balancer else ""

    def _keep(self, found: NameRecords, names: Iterable[str]) -> Sequence[Call]:
        standing = [record for name in names for record in self._worth_keeping(found, name)]
        tags = found.load_balancer.tags if found.load_balancer else {}
        missing = record_backups.missing(standing, tags)
        if not missing:
            return ()
        params = {"LoadBalancerNames": [self.load_balancer], "Tags": as_list(missing)}
        why = "the record that is replaced is kept for undo"
        return [Call("elb", "AddTags", params, f"load balancer {self.load_balancer}", why)]

    def _worth_keeping(self, found: NameRecords, name: str) -> list[RecordSet]:
        """Return what undo is to put back.

        That is what is in the way; but instead of an alias that this very setup made for a load balancer that is gone
        by now, what had stood there before it.
        """
        standing = [record for record in found.in_the_way(name) if not record.routed]
        kept_alive = [record for record in standing if not self._ours_of_old(record, found.load_balancer)]
        if kept_alive == standing:
            return standing
        older = [one for one in self.stood_before.get(name, ()) if not self._ours_of_old(one, found.load_balancer)]
        return [*kept_alive, *{record.type: record for record in older}.values()]

    def _ours_of_old(self, record: RecordSet, balancer: LoadBalancer | None) -> bool:
        if record.alias is None or balancer is None:
            return False
        region = balancer.dns_name.split(".")[1]
        return record.alias.was(self.load_balancer, region)

    def _switch(self, found: NameRecords, zone: str, names: Sequence[str]) -> Call:
        gone = [record for name in names for record in found.in_the_way(name)]
        # DELETE and CREATE, not UPSERT: should somebody have changed the record since it was read, Route 53 refuses,
        # and nothing that is not kept is overwritten.
        deletes = [{"Action": "DELETE", "ResourceRecordSet": dict(record.raw)} for record in gone]
        creates = [self._create(found, name) for name in names if not found.stands(name)]
        why = "replaces what is there" if gone else "not there yet"
        return ZoneChange.of(zone, [*deletes, *creates], self.title, why, tuple(f"{one.name} {one}" for one in gone))

    def _create(self, found: NameRecords, name: str) -> dict[str, Any]:
        target: dict[str, Any] = {"EvaluateTargetHealth": False}
        if found.load_balancer and found.load_balancer.zone_id:
            target["HostedZoneId"] = found.load_balancer.zone_id
            target["DNSName"] = f"dualstack.{found.load_balancer.dns_name}"
        else:
            target["DNSName"] = Unknown("<the load balancer's name>")
        return {"Action": "CREATE", "ResourceRecordSet": {"Name": name, "Type": "A", "AliasTarget": target}}

    def _routed(self, record: RecordSet) -> Problem:
        return Problem(
            code="record_routed",
            what=f"{record.name} has {record.type} records of a routing policy (weighted, latency, failover, ...) "
            "or of a traffic policy.",
            why="A plain record cannot stand beside them, and taking them away would undo somebody's routing.",
            next="Remove them in the Route 53 console (those of a traffic policy with the policy record), or give the "
            "site another domain.",
            site=self.owner.site,
            key="dns",
        )

    def _unasked(self, record: RecordSet) -> Problem:
        return Problem(
            code="record_exists",
            what=f"{record.name} has a record already: {record}.",
            why="A live domain is switched only when you say so.",
            next="Set `dns: {replace: true}` on this site to replace it; the old record is kept for undo.",
            site=self.owner.site,
            key="dns.replace",
        )

    def _too_many(self, records: Sequence[RecordSet]) -> Problem:
        names = ", ".join(f"{record.name} {record.type}" for record in records)
        return Problem(
            code="records_too_long",
            what=f"The records that would be replaced are too long to be kept for undo: {names}.",
            why=f"They are kept as tags of the load balancer, and {record_backups.MOST_TAGS} of 256 characters are "
            "for that.",
            next="Write them down, take them away in the Route 53 console, and run again.",
            site=self.owner.site,
            key="dns",
        )
