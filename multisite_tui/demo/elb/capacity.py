"""Limits of Classic Load Balancers: availability zones, room in subnets, and security groups of interfaces."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from multisite_tui.demo.calls import PracticeCall, Refusal, rule
from multisite_tui.demo.elb.subnets import asked_subnets

_LONGEST_PREFIX = 27
_FREE = 8
"""Addresses that a load balancer needs free in each subnet."""


def _new_subnets(call: PracticeCall) -> list[Any]:
    if call.operation == "CreateLoadBalancer":
        return asked_subnets(call)
    return [call.ec2.subnet(call.region, subnet_id) for subnet_id in call.params["Subnets"]]


@rule("elb", "CreateLoadBalancer", "AttachLoadBalancerToSubnets")
def zones_take_classic(call: PracticeCall) -> None:
    """Some zones take no Classic Load Balancers (seen: us-east-1f); HTTP 409."""
    for subnet in _new_subnets(call):
        zone = subnet.availability_zone
        if zone in call.world.closed_zones:
            message = f"Classic Load Balancers do not support Availability Zone '{zone}'"
            raise Refusal("InvalidConfigurationRequest", message, 409)


@rule("elb", "CreateLoadBalancer", "AttachLoadBalancerToSubnets")
def subnets_have_room(call: PracticeCall) -> None:
    """A /27 at least, with 8 free addresses (ELB user guide; seen: aws-load-balancer-controller 1233)."""
    for subnet in _new_subnets(call):
        refuse_small_subnet(subnet)


def refuse_small_subnet(subnet: Any) -> None:
    """Refuse a subnet without the room that every load balancer needs.

    Raises:
        Refusal: `InvalidSubnet`.
    """
    small = ip_network(subnet.cidr_block).prefixlen > _LONGEST_PREFIX
    if small or subnet.available_ip_address_count < _FREE:
        message = (
            f"Not enough IP space available in {subnet.id}. ELB requires at least {_FREE} free IP addresses in "
            "each subnet."
        )
        raise Refusal("InvalidSubnet", message)


@rule("elb", "CreateLoadBalancer", "ApplySecurityGroupsToLoadBalancer")
def not_too_many_groups_on_balancer(call: PracticeCall) -> None:
    """Five groups on a load balancer (seen: boto3 177); HTTP 409."""
    if len(call.params.get("SecurityGroups") or []) > call.world.quota("security-groups-per-interface"):
        message = "The maximum number of security groups per load balancer has been reached."
        raise Refusal("InvalidConfigurationRequest", message, 409)


@rule("ec2", "CreateNetworkInterface", "ModifyNetworkInterfaceAttribute", "ModifyInstanceAttribute")
def not_too_many_groups_on_interface(call: PracticeCall) -> None:
    """Five groups on an interface (Amazon VPC quotas, SecurityGroupsPerInterfaceLimitExceeded)."""
    if len(call.params.get("Groups") or []) > call.world.quota("security-groups-per-interface"):
        message = "The maximum number of security groups per interface has been reached."
        raise Refusal("SecurityGroupsPerInterfaceLimitExceeded", message)
