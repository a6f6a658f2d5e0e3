"""Record sets (route53), with names normalised as Route 53 compares them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.partitions import is_load_balancer
from multisite_tui.aws.session import Aws

INSYNC = "INSYNC"
"""The status of a change that all name servers of Route 53 serve (route53, `GetChange`)."""
ESCAPED = re.compile(r"\\([0-7]{3})")


def normal_name(name: str) -> str:
    r"""Return a DNS name for comparison: lower case, no final dot, Route 53's octal escapes (`\052`) decoded."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 8)), name).rstrip(".").lower()


@dataclass(frozen=True)
class Alias:
    """Where an alias record points."""

    zone_id: str
    dns_name: str
    """Normalised, and without the `dualstack.` that the console puts before a load balancer's name."""

    def was(self, load_balancer: str, region: str) -> bool:
        """Whether it points to a Classic Load Balancer of this name in this region, which may no longer exist.

        A later load balancer of the same name gets another number: an alias to the first no longer works.
        """
        return is_load_balancer(self.dns_name, load_balancer, region)

    @classmethod
    def to(cls, zone_id: str, dns_name: str) -> Alias:
        """Return the alias with a normalised DNS name."""
        return cls(zone_id, normal_name(dns_name).removeprefix("dualstack."))


@dataclass(frozen=True)
class Addresses:
    """Where an A record with addresses points."""

    values: tuple[str, ...]
    """IPv4 addresses."""


@dataclass(frozen=True)
class RecordSet:
    """One record set at one name."""

    name: str
    """Normalised."""
    type: str
    ttl: int | None
    """Seconds; None for an alias."""
    values: tuple[str, ...]
    alias: Alias | None
    routed: bool
    """Whether a routing policy chooses between it and others (it has a `SetIdentifier`), or a traffic policy made it
    (it has a `TrafficPolicyInstanceId`), so that only that policy may change it."""
    raw: Mapping[str, Any]
    """As Route 53 returned it: a DELETE must repeat it exactly."""

    def leads_to(self, target: Alias | Addresses | None) -> bool:
        """Whether this record set points to the target; a routed one may be used for a part of the visitors only."""
        if self.type != "A" or target is None:
            return False
        return self.alias == target if isinstance(target, Alias) else set(self.values) == set(target.values)

    def sends_to(self, target: Alias | Addresses | None, dns_name: str) -> bool:
        """Whether this record set leads anybody there: by an alias of any type, addresses, or a CNAME to the name."""
        if self.type == "CNAME":
            return [normal_name(value).removeprefix("dualstack.") for value in self.values] == [normal_name(dns_name)]
        return self.leads_to(target) or (self.alias is not None and self.alias == target)

    def same_as(self, other: RecordSet) -> bool:
        """Whether both say the same of one name, however Route 53 or the journal has spelled it."""
        mine = (self.name, self.type, self.ttl, self.values, self.alias, self.raw.get("SetIdentifier"))
        return mine == (other.name, other.type, other.ttl, other.values, other.alias, other.raw.get("SetIdentifier"))

    def __str__(self) -> str:
        """Return it as one line that people can read and `destroy` can restore."""
        if self.alias is not None:
            return f"{self.type} alias {self.alias.dns_name}"
        return f"{self.type} {' '.join(self.values)} ({self.ttl} s)"


def at(aws: Aws, zone: str, name: str) -> tuple[RecordSet, ...]:
    """Return every record set at one name.

    `ListResourceRecordSets` starts at the name and continues with later names, so the list is cut where the name
    changes. One page holds every type of one name, unless a routing policy has more than a hundred sets of one type.
    """
    found: list[RecordSet] = []
    start: dict[str, Any] = {"StartRecordName": name}
    while start:
        with translated("route53:ListResourceRecordSets"):
            reply = aws.route53.list_resource_record_sets(HostedZoneId=zone, MaxItems="100", **start)
        page = [from_raw(cast("Mapping[str, Any]", raw)) for raw in _sets_in(reply)]
        found += [record for record in page if record.name == normal_name(name)]
        goes_on = reply.get("IsTruncated", False) and bool(page) and page[-1].name == normal_name(name)
        start = _next_start(cast("Mapping[str, Any]", reply)) if goes_on else {}
    return tuple(found)


def any_below(aws: Aws, zone: str, name: str) -> bool:
    """Whether a record stands at a name or below it.

    Route 53 lists names by their labels from the last to the first, so that those below a name follow it at once
    (route53, `ListResourceRecordSets`).
    """
    with translated("route53:ListResourceRecordSets"):
        reply = aws.route53.list_resource_record_sets(HostedZoneId=zone, StartRecordName=name, MaxItems="1")
    first = [normal_name(raw["Name"]) for raw in _sets_in(reply)]
    return any(one == name or one.endswith(f".{name}") for one in first)


def all_of(aws: Aws, zone: str, most_pages: int | None = None) -> tuple[RecordSet, ...] | None:
    """Return every record set of a zone, in pages of 300 (route53, `ListResourceRecordSets`, `MaxItems`).

    Args:
        aws: The account.
        zone: The id of the zone.
        most_pages: None is returned for a zone that has more pages than this; None: there is no such limit.
    """
    found: list[RecordSet] = []
    with translated("route53:ListResourceRecordSets"):
        pages = aws.route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)
        for number, page in enumerate(pages, 1):
            found += [from_raw(cast("Mapping[str, Any]", raw)) for raw in _sets_in(page)]
            if number == most_pages and page.get("IsTruncated", False):
                return None
    return tuple(found)


def change_status(aws: Aws, change: str) -> str:
    """Return PENDING or INSYNC (route53, `GetChange`); INSYNC for a change so old that Route 53 has forgotten it."""
    try:
        with translated("route53:GetChange"):
            reply = aws.route53.get_change(Id=change)
        info = answer_in(reply, "ChangeInfo", "route53:GetChange")
        return str(answer_in(info, "Status", "route53:GetChange"))
    except AwsFailure as failure:
        if failure.code == "NoSuchChange":
            return INSYNC
        raise


def protections(aws: Aws, zone: str) -> frozenset[tuple[str, str]]:
    """Return the names and types that Route 53 refuses to change (route53, `ListResourceRecordSetProtections`)."""
    found: set[tuple[str, str]] = set()
    more: dict[str, str] | None = {}
    while more is not None:
        with translated("route53:ListResourceRecordSetProtections"):
            reply = aws.client("route53").list_resource_record_set_protections(HostedZoneId=zone, **more)
        page = reply.get("ResourceRecordSetProtections", ())
        found |= {(normal_name(one["RecordName"]), one["RecordType"]) for one in page}
        more = {"NextToken": reply["NextToken"]} if reply.get("NextToken") else None
    return frozenset(found)


def _sets_in(reply: object) -> list[Any]:
    return list(answer_in(reply, "ResourceRecordSets", "route53:ListResourceRecordSets"))


def _next_start(reply: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("Name", "Type", "Identifier")
    return {f"StartRecord{key}": reply[f"NextRecord{key}"] for key in keys if reply.get(f"NextRecord{key}")}


def from_raw(raw: Mapping[str, Any]) -> RecordSet:
    """Return a record set from Route 53's form, as it is read or written."""
    target = raw.get("AliasTarget")
    return RecordSet(
        name=normal_name(raw["Name"]),
        type=raw["Type"],
        ttl=raw.get("TTL"),
        values=tuple(record["Value"] for record in raw.get("ResourceRecords", ())),
        alias=Alias.to(target["HostedZoneId"], target["DNSName"]) if target else None,
        routed="SetIdentifier" in raw or "TrafficPolicyInstanceId" in raw,
        raw=raw,
    )
