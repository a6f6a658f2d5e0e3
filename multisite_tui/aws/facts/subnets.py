"""Subnets, and whether they are public (ec2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.network_acls import network_of
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.session import Aws
from multisite_tui.model.terms import ANYWHERE

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import RouteTableTypeDef

BLACKHOLE = "blackhole"
"""The state of a route whose target is gone (ec2, `Route`, `State`)."""


@dataclass(frozen=True)
class Route:
    """One route over IPv4."""

    destination: IPv4Network
    blackhole: bool
    """Whether its target is gone, so that packets are dropped (ec2, `Route`, `State`)."""


@dataclass(frozen=True)
class RouteTable:
    """One route table."""

    main: bool
    """Whether the VPC's subnets without a table of their own use it."""
    subnets: frozenset[str]
    """Ids of the subnets whose own table it is."""
    to_internet: bool
    """Whether it sends 0.0.0.0/0 to an internet gateway that is there."""
    routes: tuple[Route, ...] = ()
    """Its routes over IPv4."""

    def lost(self, network: IPv4Network) -> Route | None:
        """Return the route to nowhere that packets for this network take; None if they get on.

        Of the routes that hold the whole network, the one with the longest prefix is taken.
        """
        fit = [one for one in self.routes if network.subnet_of(one.destination)]
        taken = max(fit, key=lambda one: one.destination.prefixlen, default=None)
        return taken if taken is not None and taken.blackhole else None


@dataclass(frozen=True)
class Subnet:
    """One subnet."""

    id: str
    vpc: str
    zone: str
    public: bool
    """Whether its route table sends 0.0.0.0/0 to an internet gateway."""
    free_addresses: int | None
    """Free IPv4 addresses; None if AWS does not tell."""
    prefix: int | None = 24
    """The length of its IPv4 network's prefix, such as 24 for `10.0.1.0/24`; None for a subnet of IPv6 alone."""
    network: IPv4Network | None = None
    """None for a subnet of IPv6 alone."""
    way_lost: bool = False
    """Whether its route to 0.0.0.0/0 leads to a target that is gone."""


def of_vpc(aws: Aws, vpc: str) -> tuple[Subnet, ...]:
    """Return every subnet of a VPC, sorted by id, as if none were public: `with_routes` tells which are."""
    with translated("ec2:DescribeSubnets"):
        pages = aws.ec2.get_paginator("describe_subnets").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        found = [one for page in pages for one in answer_in(page, "Subnets", "ec2:DescribeSubnets")]
    subnets = (
        Subnet(
            id=subnet["SubnetId"],
            vpc=vpc,
            zone=subnet.get("AvailabilityZone", ""),
            public=False,
            free_addresses=subnet.get("AvailableIpAddressCount"),
            prefix=_prefix(subnet.get("CidrBlock", "")),
            network=network_of(subnet.get("CidrBlock", "")),
        )
        for subnet in found
        if "SubnetId" in subnet
    )
    return tuple(sorted(subnets, key=lambda subnet: subnet.id))


def _prefix(network: str) -> int | None:
    """Return the length of a network's prefix; None without a network, which EC2 leaves out of an IPv6-only subnet."""
    length = network.rpartition("/")[2]
    return int(length) if length.isdecimal() else None


def route_tables(aws: Aws, vpc: str) -> tuple[RouteTable, ...]:
    """Return every route table of a VPC (ec2, `DescribeRouteTables`)."""
    with translated("ec2:DescribeRouteTables"):
        tables = aws.ec2.get_paginator("describe_route_tables").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        found = [one for page in tables for one in answer_in(page, "RouteTables", "ec2:DescribeRouteTables")]
    return tuple(_route_table(table) for table in found)


def with_routes(subnets: Iterable[Subnet], tables: Sequence[RouteTable]) -> tuple[Subnet, ...]:
    """Return the subnets, each public if its route table leads to the internet.

    A subnet without a route table of its own uses the VPC's main one (ec2, `DescribeRouteTables`).
    """
    main = next((table for table in tables if table.main), None)
    own = {subnet: table for table in tables for subnet in table.subnets}
    return tuple(_with_route(one, own.get(one.id, main)) for one in subnets)


def table_of(subnet: str, tables: Sequence[RouteTable]) -> RouteTable | None:
    """Return the route table of a subnet; None if AWS shows none."""
    return next(iter([one for one in tables if subnet in one.subnets] + [one for one in tables if one.main]), None)


def _route_table(found: RouteTableTypeDef) -> RouteTable:
    associations = found.get("Associations", ())
    return RouteTable(
        main=any(one.get("Main", False) for one in associations),
        subnets=frozenset(one["SubnetId"] for one in associations if "SubnetId" in one),
        to_internet=any(
            route.get("DestinationCidrBlock") == ANYWHERE
            and route.get("GatewayId", "").startswith("igw-")
            and route.get("State") != BLACKHOLE
            for route in found.get("Routes", ())
        ),
        routes=tuple(
            Route(destination, route.get("State") == BLACKHOLE)
            for route in found.get("Routes", ())
            if (destination := network_of(route.get("DestinationCidrBlock", ""))) is not None
        ),
    )


def _with_route(subnet: Subnet, table: RouteTable | None) -> Subnet:
    if table is None:
        return subnet
    lost = any(one.blackhole and str(one.destination) == ANYWHERE for one in table.routes)
    return replace(subnet, public=table.to_internet, way_lost=lost)
