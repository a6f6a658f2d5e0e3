"""Application Load Balancers: describe, change, delete (ELB API 2015-12-01)."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.consistency import balancer_is_unknown
from multisite_tui.demo.constants import ACTIVATION, APPLICATION_QUOTAS, LINGER
from multisite_tui.demo.ec2.interfaces import add_interfaces, let_interfaces_linger
from multisite_tui.demo.elbv2.application_attributes import PROTECTION
from multisite_tui.demo.elbv2.application_lookup import find_application, path_of, refuse_other_kind
from multisite_tui.demo.elbv2.application_networks import described_zones, wanted_subnets
from multisite_tui.demo.elbv2.listener_certificates import let_certificates_linger
from multisite_tui.demo.elbv2.reply_pages import reply_page
from multisite_tui.demo.world import PracticeApplicationBalancer, Shape

_MOST_ARNS = 20


def described_application(balancer: PracticeApplicationBalancer, now: float) -> Shape:
    """Return a load balancer as DescribeLoadBalancers has it: `provisioning` for a while, then `active`."""
    return {**balancer.description, "State": {"Code": state_code(balancer, now)}}


def state_code(balancer: PracticeApplicationBalancer, now: float) -> str:
    """Return the code of a load balancer's state."""
    made = float(balancer.description["CreatedTime"].timestamp())
    return "active" if now >= made + ACTIVATION else "provisioning"


@answer("elbv2", "DescribeLoadBalancers")
def describe_applications(call: PracticeCall) -> Shape:
    """All load balancers, or those named by ARN or by name (DescribeLoadBalancers)."""
    arns, names = call.params.get("LoadBalancerArns") or [], call.params.get("Names") or []
    if arns and names:
        message = "Load balancer names and load balancer ARNs cannot be specified at the same time"
        raise Refusal("ValidationError", message)
    if len(arns) > _MOST_ARNS or len(names) > _MOST_ARNS:
        raise Refusal("ValidationError", f"Up to '{_MOST_ARNS}' load balancers can be described in one call")
    known = [one for one in call.world.applications(call.region).values() if not balancer_is_unknown(call, one)]
    found = [find_application(call, arn) for arn in arns] or [_named(known, name) for name in names] or known
    return reply_page(call, "LoadBalancers", [described_application(one, call.now) for one in found])


def _named(known: list[PracticeApplicationBalancer], name: str) -> PracticeApplicationBalancer:
    for balancer in known:
        if balancer.description["LoadBalancerName"] == name:
            return balancer
    raise Refusal("LoadBalancerNotFound", f"Load balancers '[{name}]' not found")


@answer("elbv2", "SetSecurityGroups")
def set_security_groups(call: PracticeCall) -> Shape:
    """Replace the security groups of a load balancer."""
    balancer = find_application(call)
    groups = balancer.description["SecurityGroups"] = list(call.params["SecurityGroups"])
    _renew_interfaces(call, balancer)
    return {"SecurityGroupIds": groups}


@answer("elbv2", "SetSubnets")
def set_subnets(call: PracticeCall) -> Shape:
    """Replace the subnets of a load balancer, one in each zone."""
    balancer = find_application(call)
    balancer.description["AvailabilityZones"] = described_zones(wanted_subnets(call))
    if "IpAddressType" in call.params:
        balancer.description["IpAddressType"] = call.params["IpAddressType"]
    _renew_interfaces(call, balancer)
    return {member: balancer.description[member] for member in ("AvailabilityZones", "IpAddressType")}


def _renew_interfaces(call: PracticeCall, balancer: PracticeApplicationBalancer) -> None:
    let_interfaces_linger(call, _interface_description(balancer), until=call.now)
    add_application_interfaces(call, balancer)


def add_application_interfaces(call: PracticeCall, balancer: PracticeApplicationBalancer) -> None:
    """Give a load balancer an interface in each of its subnets, described as `ELB app/NAME/ID`."""
    description = balancer.description
    subnets = [zone["SubnetId"] for zone in description["AvailabilityZones"]]
    name = _interface_description(balancer)
    add_interfaces(call.ec2, call.region, name, subnets, description["SecurityGroups"])


def _interface_description(balancer: PracticeApplicationBalancer) -> str:
    return f"ELB {path_of(balancer.description['LoadBalancerArn'])}"


@answer("elbv2", "DeleteLoadBalancer")
def delete_application(call: PracticeCall) -> Shape:
    """Delete it with its listeners; no error if it is missing. Its interfaces and certificate uses remain a while."""
    refuse_other_kind(call, call.params["LoadBalancerArn"], "loadbalancer")
    balancers = call.world.applications(call.region)
    balancer = balancers.get(call.params["LoadBalancerArn"])
    if balancer is None:
        return {}
    arn = balancer.description["LoadBalancerArn"]
    if balancer.attributes[PROTECTION] == "true":
        message = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
        raise Refusal("OperationNotPermitted", message)
    del balancers[arn]
    let_interfaces_linger(call, _interface_description(balancer), call.now + LINGER)
    for listener in balancer.listeners.values():
        let_certificates_linger(call, listener)
    return {}


@answer("elbv2", "DescribeAccountLimits")
def describe_application_limits(call: PracticeCall) -> Shape:
    """The quotas of the account (DescribeAccountLimits)."""
    limits = [{"Name": name, "Max": str(call.world.quota(name))} for name in APPLICATION_QUOTAS]
    return reply_page(call, "Limits", limits)
