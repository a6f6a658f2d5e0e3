"""The subnets and security groups of an Application Load Balancer."""

from __future__ import annotations

from typing import Any

from multisite_tui.demo.calls import PracticeCall, Refusal, rule
from multisite_tui.demo.elb.capacity import refuse_small_subnet
from multisite_tui.demo.world import Shape


def wanted_ids(call: PracticeCall) -> list[str]:
    """Return the ids of the subnets that a call names, in either form."""
    mapped = [mapping.get("SubnetId", "") for mapping in call.params.get("SubnetMappings") or []]
    return list(call.params.get("Subnets") or mapped)


def wanted_subnets(call: PracticeCall) -> list[Any]:
    """Return moto's subnets that a call names; `application_subnets_exist` comes before."""
    return [call.ec2.subnet(call.region, subnet_id) for subnet_id in wanted_ids(call)]


def described_zones(subnets: list[Any]) -> list[Shape]:
    """Return the AvailabilityZones of a load balancer in these subnets."""
    return [
        {"ZoneName": subnet.availability_zone, "SubnetId": subnet.id, "LoadBalancerAddresses": []} for subnet in subnets
    ]


@rule("elbv2", "CreateLoadBalancer", "SetSubnets")
def subnets_in_one_form(call: PracticeCall) -> None:
    """Subnets or mappings, not both, and none of Elastic IP addresses (CreateLoadBalancer, Subnets)."""
    if call.params.get("Subnets") and call.params.get("SubnetMappings"):
        raise Refusal("ValidationError", "You must specify either subnets or subnet mappings, but not both")
    for mapping in call.params.get("SubnetMappings") or []:
        if set(mapping) != {"SubnetId"}:
            message = "Application Load Balancers take only subnet IDs in subnet mappings"
            raise Refusal("InvalidConfigurationRequest", message)


@rule("elbv2", "CreateLoadBalancer", "SetSubnets")
def application_subnets_exist(call: PracticeCall) -> None:
    """Each subnet exists (CreateLoadBalancer, SubnetNotFound)."""
    for subnet_id in wanted_ids(call):
        if call.ec2.subnet(call.region, subnet_id) is None:
            raise Refusal("SubnetNotFound", f"The subnet ID '{subnet_id}' does not exist")


@rule("elbv2", "CreateLoadBalancer", "SetSubnets")
def two_zones(call: PracticeCall) -> None:
    """Two subnets at least, each in another zone, all in one VPC (CreateLoadBalancer, Subnets; seen)."""
    subnets = wanted_subnets(call)
    zones = [subnet.availability_zone for subnet in subnets]
    if len(subnets) < 2:
        message = "At least two subnets in two different Availability Zones must be specified"
        raise Refusal("ValidationError", message)
    if len(set(zones)) < len(zones):
        message = "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
        raise Refusal("InvalidConfigurationRequest", message)
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise Refusal("InvalidConfigurationRequest", "All subnets must belong to the same VPC")


@rule("elbv2", "CreateLoadBalancer", "SetSubnets")
def application_subnets_have_room(call: PracticeCall) -> None:
    """A /27 at least, with 8 free addresses (guide, "Subnets for your load balancer")."""
    for subnet in wanted_subnets(call):
        refuse_small_subnet(subnet)


@rule("elbv2", "SetSubnets")
def subnets_stay_in_the_vpc(call: PracticeCall) -> None:
    """The subnets are of the load balancer's VPC (SetSubnets, InvalidSubnet; the code is a guess)."""
    balancer = call.world.applications(call.region).get(call.params["LoadBalancerArn"])
    for subnet in wanted_subnets(call):
        if balancer is not None and subnet.vpc_id != balancer.description["VpcId"]:
            raise Refusal("InvalidSubnet", f"The subnet '{subnet.id}' is not in the load balancer's VPC")


@rule("elbv2", "CreateLoadBalancer")
def application_vpc_has_a_way_out(call: PracticeCall) -> None:
    """An internet-facing load balancer needs an internet gateway (CreateLoadBalancer, InvalidSubnet; seen)."""
    vpc_id = wanted_subnets(call)[0].vpc_id
    if call.params.get("Scheme") != "internal" and not call.ec2.has_internet_gateway(call.region, vpc_id):
        raise Refusal("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")


@rule("elbv2", "CreateLoadBalancer", "SetSecurityGroups")
def application_groups_are_usable(call: PracticeCall) -> None:
    """Each group exists, and is of the load balancer's VPC; five at most (CreateLoadBalancer; VPC quotas)."""
    asked = call.params.get("SecurityGroups") or []
    vpc_id = _vpc(call)
    for group_id in asked:
        group = call.ec2.group(call.region, group_id)
        if group is None:
            raise Refusal("InvalidSecurityGroup", f"The security group '{group_id}' does not exist")
        if vpc_id is not None and group.vpc_id != vpc_id:
            message = f"The security group '{group_id}' does not belong to VPC '{vpc_id}'"
            raise Refusal("InvalidConfigurationRequest", message)
    if len(asked) > call.world.quota("security-groups-per-interface"):
        message = "The maximum number of security groups per load balancer has been reached."
        raise Refusal("InvalidConfigurationRequest", message)


@rule("elbv2", "SetSecurityGroups")
def a_group_is_given(call: PracticeCall) -> None:
    """At least one group (SetSecurityGroups, SecurityGroups; the code is a guess)."""
    if not call.params["SecurityGroups"]:
        raise Refusal("ValidationError", "At least one security group must be specified")


def _vpc(call: PracticeCall) -> str | None:
    if call.operation == "CreateLoadBalancer":
        return str(wanted_subnets(call)[0].vpc_id)
    balancer = call.world.applications(call.region).get(call.params["LoadBalancerArn"])
    return balancer.description["VpcId"] if balancer else None
