"""Network interfaces of a load balancer, which remain for some minutes after it is deleted (ec2)."""

from __future__ import annotations

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.session import Aws

DESCRIBED = "ELB "
"""What the description of a Classic Load Balancer's interface begins with; the load balancer's name follows."""


def of_load_balancers(aws: Aws) -> dict[str, tuple[str, ...]]:
    """Return the ids of the interfaces of the region's Classic Load Balancers, by the load balancer's name."""
    with translated("ec2:DescribeNetworkInterfaces"):
        pages = aws.ec2.get_paginator("describe_network_interfaces").paginate(
            Filters=[{"Name": "requester-id", "Values": ["amazon-elb"]}]
        )
        found = [one for page in pages for one in answer_in(page, "NetworkInterfaces", "ec2:DescribeNetworkInterfaces")]
    ids: dict[str, tuple[str, ...]] = {}
    for one in (one for one in found if "NetworkInterfaceId" in one):
        name = one.get("Description", "").removeprefix(DESCRIBED)
        ids[name] = (*ids.get(name, ()), one["NetworkInterfaceId"])
    return ids
