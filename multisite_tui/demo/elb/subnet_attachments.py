"""Attaching subnets to an existing Classic Load Balancer, and detaching them."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.ec2.interfaces import let_interfaces_linger
from multisite_tui.demo.elb.lookup import add_own_interfaces, find, interface_description
from multisite_tui.demo.world import PracticeBalancer, Shape


@answer("elb", "AttachLoadBalancerToSubnets")
def attach_subnets(call: PracticeCall) -> Shape:
    """Add subnets; one in each zone (AttachLoadBalancerToSubnets, InvalidConfigurationRequest, HTTP 409)."""
    balancer = find(call)
    return _set_subnets(call, balancer, [*balancer.description["Subnets"], *call.params["Subnets"]])


@answer("elb", "DetachLoadBalancerFromSubnets")
def detach_subnets(call: PracticeCall) -> Shape:
    """Detach subnets, but not the last one (DetachLoadBalancerFromSubnets, InvalidConfigurationRequest)."""
    balancer = find(call)
    kept = [subnet for subnet in balancer.description["Subnets"] if subnet not in call.params["Subnets"]]
    if not kept:
        raise Refusal("InvalidConfigurationRequest", "The last subnet of a load balancer cannot be detached", 409)
    return _set_subnets(call, balancer, kept)


def _set_subnets(call: PracticeCall, balancer: PracticeBalancer, wanted: list[str]) -> Shape:
    ids = list(dict.fromkeys(wanted))
    zones = [subnet.availability_zone for subnet in call.ec2.subnets(call.region) if subnet.id in ids]
    if len(set(zones)) < len(zones):
        raise Refusal("InvalidConfigurationRequest", "Too many subnets specified in the same availability zone", 409)
    let_interfaces_linger(call, interface_description(balancer), until=call.now)
    balancer.description |= {"Subnets": ids, "AvailabilityZones": zones}
    add_own_interfaces(call, balancer)
    return {"Subnets": ids}
