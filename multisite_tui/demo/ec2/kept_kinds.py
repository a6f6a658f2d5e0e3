"""The classes of moto whose objects the practice account saves: the only ones that its file can name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from ipaddress import IPv4Network, IPv6Network
from types import FunctionType, MethodType
from typing import Any

from multisite_tui.demo.control.graphs import KeptClass

_CLASSES = {
    "moto.ec2.models": ("EC2Backend",),
    "moto.ec2.models.amis": ("Ami",),
    "moto.ec2.models.availability_zones_and_regions": ("Zone",),
    "moto.ec2.models.block_device": ("BlockDeviceMapping", "BlockDeviceType"),
    "moto.ec2.models.dhcp_options": ("DHCPOptionsSet",),
    "moto.ec2.models.elastic_block_store": ("Snapshot", "Volume", "VolumeAttachment"),
    "moto.ec2.models.elastic_ip_addresses": ("ElasticAddress",),
    "moto.ec2.models.elastic_network_interfaces": ("NetworkInterface",),
    "moto.ec2.models.instances": (
        "Instance",
        "InstancePlacement",
        "InstanceState",
        "MetadataOptions",
        "Reservation",
        "StateReason",
    ),
    "moto.ec2.models.internet_gateways": ("EgressOnlyInternetGateway", "InternetGateway"),
    "moto.ec2.models.key_pairs": ("KeyPair",),
    "moto.ec2.models.launch_templates": ("LaunchTemplate", "LaunchTemplateVersion"),
    "moto.ec2.models.managed_prefixes": ("ManagedPrefixList",),
    "moto.ec2.models.nat_gateways": ("NatGateway",),
    "moto.ec2.models.network_acls": ("NetworkAcl", "NetworkAclAssociation", "NetworkAclEntry"),
    "moto.ec2.models.route_tables": ("Route", "RouteTable"),
    "moto.ec2.models.security_groups": ("SecurityGroup", "SecurityGroupRule"),
    "moto.ec2.models.subnets": ("Subnet",),
    "moto.ec2.models.vpc_peering_connections": ("PeeringConnectionStatus", "VPCPeeringConnection"),
    "moto.ec2.models.vpcs": ("VPC", "VPCEndPoint"),
    "moto.utilities.tagging_service": ("TaggingService",),
}
"""By module of moto. A call of EC2 that makes something else is refused (RULES.md)."""


@cache
def ec2_kinds() -> dict[str, KeptClass]:
    """Return the table for `graphs`: by the name of each class, the class; it imports moto's EC2."""
    classes = {name: getattr(import_module(module), name) for module, names in _CLASSES.items() for name in names}
    made_anew: dict[str, dict[str, Callable[[Any], Any]]] = {
        "SecurityGroup": {"filters": _filters},
        "SecurityGroupRule": {"filters": _filters},
        "Subnet": {"cidr": _network},
    }
    return {name: KeptClass(cls, made_anew.get(name, {})) for name, cls in classes.items()}


def _filters(thing: Any) -> dict[str, MethodType]:
    """Return the methods that moto's constructor enters in `filters`, by the name of each filter of EC2.

    moto names `filter_egress__ip_permission__cidr` by the filter `egress.ip-permission.cidr`.
    """
    methods = {name: one for name, one in vars(type(thing)).items() if name.startswith("filter_")}
    return {_filter_of(name): MethodType(one, thing) for name, one in methods.items() if isinstance(one, FunctionType)}


def _network(subnet: Any) -> IPv4Network | IPv6Network:
    """Return a subnet's network, as moto's constructor makes it. A network is not saved: as a list it has no end."""
    if subnet.cidr_block:
        return IPv4Network(str(subnet.cidr_block), strict=False)
    first = next(iter(subnet.ipv6_cidr_block_associations.values()))
    return IPv6Network(first["ipv6CidrBlock"])


def _filter_of(method: str) -> str:
    name = method.removeprefix("filter_").replace("__", ".").replace("_", "-")
    return "security-group-rule-id" if name == "id" else name
