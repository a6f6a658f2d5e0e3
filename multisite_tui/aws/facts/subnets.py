"""Subnets, and whether they are public (ec2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from multisite_tui.aws.errors import translated
from multisite_tui.aws.session import Aws
from multisite_tui.model.terms import ANYWHERE

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import RouteTableTypeDef


@dataclass(frozen=True)
class Subnet:
    """One subnet."""

    id: str
    vpc: str
    zone: str
    public: bool
    """Whether its route table sends 0.0.0.0/0 to an internet gateway."""
    free_addresses: int
    prefix: int = 24
    """The length of its network's prefix, such as 24 for `10.0.1.0/24`."""


def of_vpc(aws: Aws, vpc: str) -> tuple[Subnet, ...]:
    """Return every subnet of a VPC, sorted by id.

    A subnet without a route table of its own uses the VPC's main one (ec2, `DescribeRouteTables`).
    """
    with translated("ec2:DescribeSubnets"):
        pages = aws.ec2.get_paginator("describe_subnets").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        found = [subnet for page in pages for subnet in page["Subnets"]]
    with translated("ec2:DescribeRouteTables"):
        tables = aws.ec2.get_paginator("describe_route_tables").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        routes = [table for page in tables for table in page["RouteTables"]]
    public = {subnet["SubnetId"]: _is_public(routes, subnet["SubnetId"]) for subnet in found}
    subnets = (
        Subnet(
            id=subnet["SubnetId"],
            vpc=vpc,
            zone=subnet["AvailabilityZone"],
            public=public[subnet["SubnetId"]],
            free_addresses=subnet["AvailableIpAddressCount"],
            prefix=int(subnet["CidrBlock"].rpartition("/")[2]),
        )
        for subnet in found
    )
    return tuple(sorted(subnets, key=lambda subnet: subnet.id))


def _is_public(tables: Iterable[RouteTableTypeDef], subnet: str) -> bool:
    table = _table_of(tables, subnet)
    return table is not None and any(
        route.get("DestinationCidrBlock") == ANYWHERE and route.get("GatewayId", "").startswith("igw-")
        for route in table.get("Routes", ())
    )


def _table_of(tables: Iterable[RouteTableTypeDef], subnet: str) -> RouteTableTypeDef | None:
    main = None
    for table in tables:
        for association in table.get("Associations", ()):
            if association.get("SubnetId") == subnet:
                return table
            if association.get("Main"):
                main = table
    return main
