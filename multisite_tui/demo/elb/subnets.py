"""The subnets of a Classic Load Balancer."""

from __future__ import annotations

from typing import Any

from multisite_tui.demo.calls import PracticeCall, Refusal, rule


def asked_subnets(call: PracticeCall) -> list[Any]:
    """Return moto's subnets that a CreateLoadBalancer asks for, by subnet or by zone of the default VPC."""
    subnets = [call.ec2.subnet(call.region, subnet_id) for subnet_id in call.params.get("Subnets") or []]
    if subnets:
        return subnets
    zones = call.params["AvailabilityZones"]
    candidates = [subnet for subnet in call.ec2.subnets(call.region) if subnet.default_for_az]
    return [subnet for subnet in candidates if subnet.availability_zone in zones]


@rule("elb", "CreateLoadBalancer")
def subnets_or_zones(call: PracticeCall) -> None:
    """Subnets or zones are given, and not both (CreateLoadBalancer, Subnets)."""
    subnets, zones = call.params.get("Subnets"), call.params.get("AvailabilityZones")
    if subnets and zones:
        raise Refusal("ValidationError", "Only one of SubnetIds or AvailabilityZones may be specified")
    if not subnets and not zones:
        raise Refusal("ValidationError", "Either AvailabilityZones or SubnetIds must be specified")
    if zones and len(asked_subnets(call)) < len(zones):
        raise Refusal("ValidationError", f"Invalid Availability Zone among {', '.join(zones)}")


@rule("elb", "CreateLoadBalancer", "AttachLoadBalancerToSubnets")
def subnets_exist(call: PracticeCall) -> None:
    """Each subnet exists (CreateLoadBalancer, SubnetNotFound)."""
    for subnet_id in call.params.get("Subnets") or []:
        if call.ec2.subnet(call.region, subnet_id) is None:
            raise Refusal("SubnetNotFound", f"The subnet ID '{subnet_id}' does not exist")


@rule("elb", "CreateLoadBalancer")
def one_subnet_a_zone(call: PracticeCall) -> None:
    """All in one VPC, and one in each zone (ELB user guide, "Add or remove subnets"); HTTP 409."""
    subnets = asked_subnets(call)
    zones = [subnet.availability_zone for subnet in subnets]
    if len(set(zones)) < len(zones):
        raise Refusal("InvalidConfigurationRequest", "Too many subnets specified in the same availability zone", 409)
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise Refusal("InvalidConfigurationRequest", "The subnets are not in one VPC", 409)


@rule("elb", "CreateLoadBalancer")
def vpc_has_a_way_out(call: PracticeCall) -> None:
    """An internet-facing load balancer needs an internet gateway (CreateLoadBalancer, InvalidSubnet)."""
    vpc_id = asked_subnets(call)[0].vpc_id
    if call.params.get("Scheme") != "internal" and not call.ec2.has_internet_gateway(call.region, vpc_id):
        raise Refusal("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")


@rule("elb", "CreateLoadBalancer", "ApplySecurityGroupsToLoadBalancer")
def groups_are_in_the_vpc(call: PracticeCall) -> None:
    """The security groups belong to the load balancer's VPC (InvalidConfigurationRequest); HTTP 409."""
    vpc_id = _vpc(call)
    for group_id in call.params.get("SecurityGroups") or []:
        group = call.ec2.group(call.region, group_id)
        if group is not None and vpc_id is not None and group.vpc_id != vpc_id:
            raise Refusal("InvalidConfigurationRequest", f"Security group {group_id} does not belong to the VPC", 409)


def _vpc(call: PracticeCall) -> str | None:
    if call.operation == "CreateLoadBalancer":
        return str(asked_subnets(call)[0].vpc_id)
    balancer = call.world.balancers(call.region).get(call.params["LoadBalancerName"])
    return balancer.description["VPCId"] if balancer else None
