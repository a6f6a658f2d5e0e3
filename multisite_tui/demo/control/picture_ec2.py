"""The EC2 part of a picture: moto's objects as plain data; an unordered collection is a tuple (`IdNames.of`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multisite_tui.demo.ec2.backend import tags_of

if TYPE_CHECKING:
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import Shape


def ec2_picture(call: PracticeCall) -> dict[str, Any]:
    """Return security groups with their rules, instances, interfaces, subnets and addresses."""
    ec2, region = call.ec2, call.region
    lingering = {entry[1] for _, kind, entry in call.world.lingering if kind == "interface"}
    interfaces = [interface for interface in ec2.interfaces(region) if interface.id not in lingering]
    return {
        "security groups": {group.id: _group(group) for group in ec2.groups(region)},
        "instances": {instance.id: _instance(instance) for instance in ec2.instances(region)},
        "interfaces": tuple(map(_interface, interfaces)),
        "subnets": {subnet.id: {"VPC": subnet.vpc_id, "tags": tags_of(subnet)} for subnet in ec2.subnets(region)},
        "addresses": tuple(map(_address, ec2.addresses(region))),
    }


def _group(group: Any) -> Shape:
    return {
        "name": group.name,
        "description": group.description,
        "VPC": group.vpc_id,
        "tags": tags_of(group),
        "inbound": tuple(map(_rule, group.ingress_rules)),
        "outbound": tuple(map(_rule, group.egress_rules)),
    }


def _rule(rule: Any) -> Shape:
    return {
        "protocol": rule.ip_protocol,
        "ports": [rule.from_port, rule.to_port],
        "source": rule.source_group.get("GroupId") or rule.cidr_ipv4 or rule.cidr_ipv6 or rule.prefix_list_id,
        "description": rule.ip_range.get("Description") or rule.source_group.get("Description") or "",
        "tags": tags_of(rule),
    }


def _instance(instance: Any) -> Shape:
    return {
        "state": instance.state,
        "type": instance.instance_type,
        "subnet": instance.subnet_id,
        "security groups": tuple(group.id for group in instance.security_groups),
        "tags": tags_of(instance),
    }


def _interface(interface: Any) -> Shape:
    return {
        "description": interface.description,
        "requester": interface.requester_id,
        "subnet": interface.subnet.id,
        "security groups": tuple(group.id for group in interface.group_set),
        "instance": interface.instance.id if interface.instance else None,
        "tags": tags_of(interface),
    }


def _address(address: Any) -> Shape:
    instance = address.instance.id if address.instance else None
    return {"address": address.public_ip, "instance": instance, "tags": tags_of(address)}
