"""Network interfaces of a load balancer, which remain for some minutes after it is deleted (ec2)."""

from __future__ import annotations

from multisite_tui.aws.errors import translated
from multisite_tui.aws.session import Aws


def of_load_balancer(aws: Aws, name: str) -> tuple[str, ...]:
    """Return the ids of a Classic Load Balancer's interfaces, found by their description `ELB NAME`."""
    filters = [{"Name": "description", "Values": [f"ELB {name}"]}, {"Name": "requester-id", "Values": ["amazon-elb"]}]
    with translated("ec2:DescribeNetworkInterfaces"):
        pages = aws.ec2.get_paginator("describe_network_interfaces").paginate(Filters=filters)  # type: ignore[arg-type]
        return tuple(one["NetworkInterfaceId"] for page in pages for one in page["NetworkInterfaces"])
