"""Classic Load Balancers: describe, change, delete (ELB API 2012-06-01)."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, answer
from multisite_tui.demo.consistency import balancer_is_unknown
from multisite_tui.demo.constants import ACCOUNT_ID, CLASSIC_QUOTAS, LINGER
from multisite_tui.demo.ec2.interfaces import let_interfaces_linger
from multisite_tui.demo.elb.listeners import APP_COOKIE, LB_COOKIE, cookie_policies, other_policies
from multisite_tui.demo.elb.lookup import add_own_interfaces, balancer_arn, find, interface_description
from multisite_tui.demo.world import PracticeBalancer, Shape

_PAGE = 400


@answer("elb", "DescribeLoadBalancers")
def describe_load_balancers(call: PracticeCall) -> Shape:
    """All load balancers, or those named; at most 400 a page (DescribeLoadBalancers, PageSize)."""
    names = call.params.get("LoadBalancerNames") or _known_names(call)
    found = [_described(call, find(call, name)) for name in names]
    start = int(call.params.get("Marker") or 0)
    end = start + int(call.params.get("PageSize") or _PAGE)
    result: Shape = {"LoadBalancerDescriptions": found[start:end]}
    if end < len(found):
        result["NextMarker"] = str(end)
    return result


def _known_names(call: PracticeCall) -> list[str]:
    balancers = call.world.balancers(call.region)
    return sorted(name for name, balancer in balancers.items() if not balancer_is_unknown(call, balancer))


def _described(call: PracticeCall, balancer: PracticeBalancer) -> Shape:
    own = balancer.description["SecurityGroups"]
    names = [group.name for group in call.ec2.groups(call.region) if group.id in own[:1]]
    return {
        **balancer.description,
        "Instances": [{"InstanceId": instance_id} for instance_id in balancer.registrations],
        "SourceSecurityGroup": {"OwnerAlias": ACCOUNT_ID, "GroupName": names[0] if names else "default"},
        "Policies": {
            "AppCookieStickinessPolicies": cookie_policies(balancer, APP_COOKIE),
            "LBCookieStickinessPolicies": cookie_policies(balancer, LB_COOKIE),
            "OtherPolicies": other_policies(balancer),
        },
    }


@answer("elb", "ApplySecurityGroupsToLoadBalancer")
def apply_security_groups(call: PracticeCall) -> Shape:
    """Replace the security groups of a load balancer."""
    balancer = find(call)
    groups = balancer.description["SecurityGroups"] = list(call.params["SecurityGroups"])
    let_interfaces_linger(call, interface_description(balancer), until=call.now)
    add_own_interfaces(call, balancer)
    return {"SecurityGroups": groups}


@answer("elb", "DeleteLoadBalancer")
def delete_load_balancer(call: PracticeCall) -> Shape:
    """Delete it; no error if it is missing (DeleteLoadBalancer). Its interfaces and certificate use remain a while."""
    balancer = call.world.balancers(call.region).pop(call.params["LoadBalancerName"], None)
    if balancer is not None:
        until = call.now + LINGER
        let_interfaces_linger(call, interface_description(balancer), until)
        for entry in balancer.description["ListenerDescriptions"]:
            if arn := entry["Listener"].get("SSLCertificateId"):
                user = balancer_arn(call.region, balancer.description["LoadBalancerName"])
                call.world.lingering.append((until, "certificate", (arn, user)))
    return {}


@answer("elb", "DescribeAccountLimits")
def describe_account_limits(call: PracticeCall) -> Shape:
    """The quotas of the account (DescribeAccountLimits)."""
    return {"Limits": [{"Name": name, "Max": str(call.world.quota(name))} for name in CLASSIC_QUOTAS]}
