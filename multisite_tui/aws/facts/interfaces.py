"""Network interfaces of a load balancer, which remain for some minutes after it is deleted (ec2)."""

from __future__ import annotations

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.session import Aws

DESCRIBED = "ELB "
"""What the description of a load balancer's interface begins with. The name of a Classic Load Balancer follows, or
`app/NAME/ID` of an Application Load Balancer."""


def of_load_balancers(aws: Aws) -> dict[str, tuple[str, ...]]:
    """Return the ids of the interfaces of the region's load balancers: by name, or by `app/NAME`, whatever its id."""
    with translated("ec2:DescribeNetworkInterfaces"):
        pages = aws.ec2.get_paginator("describe_network_interfaces").paginate(
            Filters=[{"Name": "requester-id", "Values": ["amazon-elb"]}]
        )
        found = [one for page in pages for one in answer_in(page, "NetworkInterfaces", "ec2:DescribeNetworkInterfaces")]
    ids: dict[str, tuple[str, ...]] = {}
    for one in (one for one in found if "NetworkInterfaceId" in one):
        name = _named(one.get("Description", "").removeprefix(DESCRIBED))
        ids[name] = (*ids.get(name, ()), one["NetworkInterfaceId"])
    return ids


def application(name: str) -> str:
    """Return what stands for an Application Load Balancer of this name, as in its ARN, but for its id."""
    return f"app/{name}"


def _named(described: str) -> str:
    return described.rpartition("/")[0] if described.count("/") == 2 else described
