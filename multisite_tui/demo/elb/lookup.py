"""Finding a Classic Load Balancer."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, Refusal
from multisite_tui.demo.consistency import balancer_is_unknown
from multisite_tui.demo.constants import ACCOUNT_ID
from multisite_tui.demo.ec2.interfaces import add_interfaces
from multisite_tui.demo.world import PracticeBalancer


def find(call: PracticeCall, name: str | None = None) -> PracticeBalancer:
    """Return the load balancer that a call names.

    Raises:
        Refusal: `LoadBalancerNotFound`, as every ELB operation but DeleteLoadBalancer answers.
    """
    wanted = name if name is not None else call.params["LoadBalancerName"]
    balancer = call.world.balancers(call.region).get(wanted)
    if balancer is None or balancer_is_unknown(call, balancer):
        raise Refusal("LoadBalancerNotFound", f"There is no ACTIVE Load Balancer named '{wanted}'")
    return balancer


def balancer_arn(region: str, name: str) -> str:
    """Return a Classic Load Balancer's ARN, as ACM's InUseBy gives it."""
    return f"arn:aws:elasticloadbalancing:{region}:{ACCOUNT_ID}:loadbalancer/{name}"


def interface_description(balancer: PracticeBalancer) -> str:
    """Return the description of a Classic Load Balancer's network interfaces."""
    return f"ELB {balancer.description['LoadBalancerName']}"


def add_own_interfaces(call: PracticeCall, balancer: PracticeBalancer) -> None:
    """Give a Classic Load Balancer an interface in each of its subnets."""
    description = balancer.description
    groups, subnets = description["SecurityGroups"], description["Subnets"]
    add_interfaces(call.ec2, call.region, interface_description(balancer), subnets, groups)
