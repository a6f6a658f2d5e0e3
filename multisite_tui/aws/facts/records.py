"""Record sets (route53), compared as AWS compares them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.aws.session import Aws

ESCAPED = re.compile(r"\\([0-7]{3})")


def normal_name(name: str) -> str:
    r"""Return a DNS name as it compares: lower case, no final dot, Route 53's octal escapes (`\052`) undone."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 8)), name).rstrip(".").lower()


@dataclass(frozen=True)
class Alias:
    """Where an alias record points."""

    zone_id: str
    dns_name: str
    """Normalised, and without the `dualstack.` that the console puts before a load balancer's name."""

    def was(self, load_balancer: str, region: str) -> bool:
        """Whether it points to a Classic Load Balancer of this name in this region, there or gone.

        ELB makes the name of a number and the region (elb, `DescribeLoadBalancers`, `DNSName`); the next load balancer
        of the same name gets another number, so that an alias of the first then leads nowhere.
        """
        own = rf"{re.escape(load_balancer.lower())}-\d+\.{re.escape(region)}\.elb\.amazonaws\.com(\.cn)?"
        return re.fullmatch(own, self.dns_name) is not None

    @classmethod
    def to(cls, zone_id: str, dns_name: str) -> Alias:
        """Return the alias in its comparable form."""
        return cls(zone_id, normal_name(dns_name).removeprefix("dualstack."))


@dataclass(frozen=True)
class Addresses:
    """Where a record of addresses points."""

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
    """Whether it is one of several that a routing policy chooses from (it has a `SetIdentifier`), or one that a traffic
    policy made (`TrafficPolicyInstanceId`), which only that policy may change."""
    raw: Mapping[str, Any]
    """As Route 53 told it: a DELETE must repeat it exactly."""

    def leads_to(self, target: Alias | Addresses | None) -> bool:
        """Whether visitors whom this record set serves are led there; one that is routed may serve only some."""
        if self.type != "A" or target is None:
            return False
        return self.alias == target if isinstance(target, Alias) else set(self.values) == set(target.values)

    def __str__(self) -> str:
        """Return it in one line that a person reads and `destroy` takes back in."""
        if self.alias is not None:
            return f"{self.type} alias {self.alias.dns_name}"
        return f"{self.type} {' '.join(self.values)} ({self.ttl} s)"


def at(aws: Aws, zone: str, name: str) -> tuple[RecordSet, ...]:
    """Return every record set at one name.

    The listing starts at the name and goes on beyond it, so it is cut where the name changes. One page holds every type
    there can be, unless a routing policy spreads one type over more than a hundred sets.
    """
    found: list[RecordSet] = []
    start: dict[str, Any] = {"StartRecordName": name}
    while start:
        with translated("route53:ListResourceRecordSets"):
            reply = aws.route53.list_resource_record_sets(HostedZoneId=zone, MaxItems="100", **start)
        page = [from_raw(cast("Mapping[str, Any]", raw)) for raw in reply["ResourceRecordSets"]]
        found += [record for record in page if record.name == normal_name(name)]
        goes_on = reply["IsTruncated"] and bool(page) and page[-1].name == normal_name(name)
        start = _next_start(cast("Mapping[str, Any]", reply)) if goes_on else {}
    return tuple(found)


def all_of(aws: Aws, zone: str) -> tuple[RecordSet, ...]:
    """Return every record set of a zone."""
    with translated("route53:ListResourceRecordSets"):
        pages = aws.route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)
        found = [raw for page in pages for raw in page["ResourceRecordSets"]]
    return tuple(from_raw(cast("Mapping[str, Any]", raw)) for raw in found)


def change_status(aws: Aws, change: str) -> str:
    """Return PENDING or INSYNC (route53, `GetChange`); a change that Route 53 no longer remembers is long served."""
    try:
        with translated("route53:GetChange"):
            return aws.route53.get_change(Id=change)["ChangeInfo"]["Status"]
    except AwsFailure as failure:
        if failure.code == "NoSuchChange":
            return "INSYNC"
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


def _next_start(reply: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("Name", "Type", "Identifier")
    return {f"StartRecord{key}": reply[f"NextRecord{key}"] for key in keys if reply.get(f"NextRecord{key}")}


def from_raw(raw: Mapping[str, Any]) -> RecordSet:
    """Return a record set that Route 53 told, or would take."""
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
