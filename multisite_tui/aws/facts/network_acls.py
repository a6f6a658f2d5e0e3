"""Network ACLs of subnets, which filter each packet by itself, so that answers need rules of their own (ec2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Network
from typing import Any

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.session import Aws

ALL_PORTS = (0, 65535)
ANSWER_PORTS = (1024, 65535)
"""Ports that answers go to: those from which load balancers and visitors connect (vpc guide, "Ephemeral ports")."""
TCP = ("-1", "6", "tcp")
"""How an entry writes every protocol, and TCP."""


class Passage(Enum):
    """Whether packets get through."""

    OPEN = "open"
    UNCLEAR = "unclear"
    """Some do, or it depends on what is not known."""
    SHUT = "shut"


@dataclass(frozen=True)
class AclEntry:
    """One entry about TCP over IPv4. Of the entries that fit a packet, the one with the lowest number decides."""

    number: int
    egress: bool
    """Whether it is about packets that leave the subnet."""
    allows: bool
    network: IPv4Network
    """Where packets come from or go to."""
    first: int
    last: int
    """Destination ports, for both directions."""


@dataclass(frozen=True)
class NetworkAcl:
    """One network ACL."""

    id: str
    main: bool
    """Whether the VPC's subnets without an ACL of their own have it."""
    subnets: frozenset[str]
    entries: tuple[AclEntry, ...]
    """Ordered by number."""

    def passage(self, peer: IPv4Network, ports: tuple[int, int], *, egress: bool) -> Passage:
        """Return whether TCP between the subnet and this network gets through, to each of these destination ports.

        Entries are tried in the order of their numbers; what none of them fits is denied.
        """
        left, allowed, denied = [ports], False, False
        for entry in (one for one in self.entries if one.egress is egress and one.network.overlaps(peer)):
            rest = [part for one in left for part in _without(one, (entry.first, entry.last))]
            if rest == left:
                continue
            allowed, denied = allowed or entry.allows, denied or not entry.allows
            left = rest if peer.subnet_of(entry.network) else left
        denied = denied or bool(left)
        if not denied:
            return Passage.OPEN
        return Passage.UNCLEAR if allowed else Passage.SHUT


def _without(ports: tuple[int, int], gone: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the parts of a range of ports that are not in another one."""
    parts = [(ports[0], min(ports[1], gone[0] - 1)), (max(ports[0], gone[1] + 1), ports[1])]
    return [(first, last) for first, last in parts if first <= last] if gone[0] <= gone[1] else [ports]


def of_vpc(aws: Aws, vpc: str) -> tuple[NetworkAcl, ...]:
    """Return every network ACL of a VPC (ec2, `DescribeNetworkAcls`)."""
    with translated("ec2:DescribeNetworkAcls"):
        pages = aws.ec2.get_paginator("describe_network_acls").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        found = [one for page in pages for one in answer_in(page, "NetworkAcls", "ec2:DescribeNetworkAcls")]
    return tuple(_acl(one) for one in found if "NetworkAclId" in one)


def of_subnet(acls: Iterable[NetworkAcl], subnet: str) -> NetworkAcl | None:
    """Return the ACL of a subnet; None if AWS shows neither one of its own nor the VPC's."""
    there = tuple(acls)
    own = [one for one in there if subnet in one.subnets]
    return next(iter([*own, *(one for one in there if one.main)]), None)


def network_of(text: str) -> IPv4Network | None:
    """Return an IPv4 network or address in CIDR notation; None for everything else, such as IPv6 and prefix lists."""
    try:
        return IPv4Network(text, strict=False)
    except ValueError:
        return None


def _acl(found: Mapping[str, Any]) -> NetworkAcl:
    entries = [entry for one in found.get("Entries", ()) if (entry := _entry(one)) is not None]
    return NetworkAcl(
        id=found["NetworkAclId"],
        main=found.get("IsDefault", False),
        subnets=frozenset(one["SubnetId"] for one in found.get("Associations", ()) if "SubnetId" in one),
        entries=tuple(sorted(entries, key=lambda entry: entry.number)),
    )


def _entry(found: Mapping[str, Any]) -> AclEntry | None:
    network = network_of(found.get("CidrBlock", ""))
    if network is None or "RuleNumber" not in found or found.get("Protocol") not in TCP:
        return None
    ports = found.get("PortRange", {}) if found["Protocol"] != "-1" else {}
    return AclEntry(
        number=found["RuleNumber"],
        egress=found.get("Egress", False),
        allows=found.get("RuleAction") == "allow",
        network=network,
        first=ports.get("From", ALL_PORTS[0]),
        last=ports.get("To", ALL_PORTS[1]),
    )
