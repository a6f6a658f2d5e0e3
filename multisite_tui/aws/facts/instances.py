"""EC2 instances (ec2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.replies import answer_in, tags_from
from multisite_tui.aws.session import Aws
from multisite_tui.model.terms import RUNNING

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import InstanceTypeDef


@dataclass(frozen=True)
class Instance:
    """One instance that is not terminated."""

    id: str
    state: str
    """pending, running, stopping or stopped."""
    zone: str
    subnet: str
    vpc: str
    security_groups: tuple[str, ...]
    """Ids of the security groups of the first network interface, to which a load balancer sends."""
    public_address: str
    tags: Mapping[str, str] = field(default_factory=dict)
    private_address: str = ""
    """To which a load balancer connects."""

    def __str__(self) -> str:
        """Return its id, and its name tag if it has one."""
        name = self.tags.get("Name")
        return f"{self.id} ({name})" if name else self.id


def all_of(aws: Aws) -> tuple[Instance, ...]:
    """Return every instance of the region that is not shutting down or terminated, sorted by id."""
    states = ["pending", RUNNING, "stopping", "stopped"]
    with translated("ec2:DescribeInstances"):
        pages = aws.ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "instance-state-name", "Values": states}]
        )
        groups = [group for page in pages for group in answer_in(page, "Reservations", "ec2:DescribeInstances")]
    found = [one for group in groups for one in group.get("Instances", ()) if "InstanceId" in one]
    return tuple(sorted((_instance(one) for one in found), key=lambda instance: instance.id))


def _instance(found: InstanceTypeDef) -> Instance:
    interfaces = sorted(
        found.get("NetworkInterfaces", ()), key=lambda one: one.get("Attachment", {}).get("DeviceIndex", 0)
    )
    groups = interfaces[0].get("Groups", ()) if interfaces else found.get("SecurityGroups", ())
    return Instance(
        id=found["InstanceId"],
        state=found.get("State", {}).get("Name", ""),
        zone=found.get("Placement", {}).get("AvailabilityZone", ""),
        subnet=found.get("SubnetId", ""),
        vpc=found.get("VpcId", ""),
        security_groups=tuple(group["GroupId"] for group in groups if "GroupId" in group),
        public_address=found.get("PublicIpAddress", ""),
        tags=tags_from(found.get("Tags", ())),
        private_address=found.get("PrivateIpAddress", ""),
    )
