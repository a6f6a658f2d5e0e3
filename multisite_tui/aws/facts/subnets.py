"""Subnets, and whether they are public (ec2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.session import Aws
from multisite_tui.model.terms import ANYWHERE

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import RouteTableTypeDef


@dataclass(frozen=True)
class RouteTable:
    """One route table."""

    main: bool
    """Whether the VPC's subnets without a table of their own use it."""
    subnets: frozenset[str]
    """Ids of the subnets whose own table it is."""
    to_internet: bool
    """Whether it sends 0.0.0.0/0 to an internet gateway."""


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
    return tuple(replace(one, public=_is_public(own.get(one.id, main))) for one in subnets)


def _route_table(found: RouteTableTypeDef) -> RouteTable:
    associations = found.get("Associations", ())
    return RouteTable(
        main=any(one.get("Main", False) for one in associations),
        subnets=frozenset(one["SubnetId"] for one in associations if "SubnetId" in one),
        to_internet=any(
            route.get("DestinationCidrBlock") == ANYWHERE and route.get("GatewayId", "").startswith("igw-")
            for route in found.get("Routes", ())
        ),
    )


def _is_public(table: RouteTable | None) -> bool:
    return table is not None and table.to_internet
