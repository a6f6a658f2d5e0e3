"""Policies of Classic Load Balancers: TLS negotiation and stickiness."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.elb.listeners import LB_COOKIE, PERIOD, SECURE, STICKINESS, at_port, other_policies
from multisite_tui.demo.elb.lookup import find
from multisite_tui.demo.world import Shape

TYPES = {
    "SSLNegotiationPolicyType",
    "AppCookieStickinessPolicyType",
    "LBCookieStickinessPolicyType",
    "ProxyProtocolPolicyType",
    "PublicKeyPolicyType",
    "BackendServerAuthenticationPolicyType",
}
"""What DescribeLoadBalancerPolicyTypes lists."""

PREDEFINED = {
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-TLS-1-2-2017-01",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
    "ELBSecurityPolicy-2015-05",
    "ELBSecurityPolicy-2015-03",
    "ELBSecurityPolicy-2015-02",
}
"""ELB user guide, "Predefined SSL security policies"."""


WEB = ("HTTP", "HTTPS")


@answer("elb", "CreateLoadBalancerPolicy")
def create_policy(call: PracticeCall) -> Shape:
    """Create a policy (CreateLoadBalancerPolicy: PolicyTypeNotFound, DuplicatePolicyName)."""
    balancer, params = find(call), call.params
    if params["PolicyTypeName"] not in TYPES:
        raise Refusal("PolicyTypeNotFound", f"There is no policy type '{params['PolicyTypeName']}'")
    if params["PolicyName"] in balancer.policies:
        raise Refusal("DuplicatePolicyName", f"A policy with name '{params['PolicyName']}' already exists")
    attributes = params.get("PolicyAttributes") or []
    _refuse_unknown_reference(attributes)
    balancer.policies[params["PolicyName"]] = _description(params["PolicyName"], params["PolicyTypeName"], attributes)
    return {}


def _refuse_unknown_reference(attributes: list[Shape]) -> None:
    for attribute in attributes:
        if attribute["AttributeName"] == "Reference-Security-Policy" and attribute["AttributeValue"] not in PREDEFINED:
            message = f"There is no predefined security policy '{attribute['AttributeValue']}'"
            raise Refusal("InvalidConfigurationRequest", message, 409)


def _description(name: str, type_name: str, attributes: list[Shape]) -> Shape:
    return {"PolicyName": name, "PolicyTypeName": type_name, "PolicyAttributeDescriptions": list(attributes)}


@answer("elb", "SetLoadBalancerPoliciesOfListener")
def set_policies(call: PracticeCall) -> Shape:
    """Replace all policies of a port (SetLoadBalancerPoliciesOfListener: ListenerNotFound, PolicyNotFound)."""
    balancer, names = find(call), call.params.get("PolicyNames") or []
    entry = at_port(balancer, int(call.params["LoadBalancerPort"]))
    for name in names:
        if name not in balancer.policies and name not in PREDEFINED:
            raise Refusal("PolicyNotFound", f"There is no policy with name '{name}' for the load balancer")
    _refuse_stickiness(balancer.policies, entry["Listener"]["Protocol"], names)
    if entry["Listener"]["Protocol"] not in SECURE and any(_negotiates(balancer.policies, name) for name in names):
        raise Refusal("InvalidConfigurationRequest", "An SSL policy cannot be set on a listener without SSL", 409)
    entry["PolicyNames"] = list(names)
    return {}


def _refuse_stickiness(policies: dict[str, Shape], protocol: str, names: list[str]) -> None:
    """Refuse stickiness on a listener without HTTP, and two stickiness policies on one (elb guide, sticky sessions)."""
    sticky = [name for name in names if name in policies and policies[name]["PolicyTypeName"] in STICKINESS]
    if sticky and protocol not in WEB:
        message = f"Stickiness policies can only be set for HTTP and HTTPS listeners, and this one is {protocol}"
        raise Refusal("InvalidConfigurationRequest", message, 409)
    if len(sticky) > 1:
        message = "Only one stickiness policy can be set for a listener"
        raise Refusal("InvalidConfigurationRequest", message, 409)


@answer("elb", "CreateLBCookieStickinessPolicy")
def create_cookie_policy(call: PracticeCall) -> Shape:
    """Create a policy for stickiness by the load balancer's own cookie (CreateLBCookieStickinessPolicy)."""
    balancer, params = find(call), call.params
    if params["PolicyName"] in balancer.policies:
        raise Refusal("DuplicatePolicyName", f"A policy with name '{params['PolicyName']}' already exists")
    period = params.get("CookieExpirationPeriod")
    if period is not None and int(period) < 1:
        raise Refusal("InvalidConfigurationRequest", "CookieExpirationPeriod must be at least 1 second", 409)
    seconds = [] if period is None else [{"AttributeName": PERIOD, "AttributeValue": str(period)}]
    balancer.policies[params["PolicyName"]] = _description(params["PolicyName"], LB_COOKIE, seconds)
    return {}


def _negotiates(policies: dict[str, Shape], name: str) -> bool:
    return name in PREDEFINED or policies[name]["PolicyTypeName"] == "SSLNegotiationPolicyType"


@answer("elb", "DescribeLoadBalancerPolicies")
def describe_policies(call: PracticeCall) -> Shape:
    """The policies of a load balancer; without one, AWS's predefined ones."""
    named: list[str] = call.params.get("PolicyNames") or []
    own: dict[str, Shape] = {}
    names = sorted(PREDEFINED)
    if call.params.get("LoadBalancerName"):
        balancer = find(call)
        own = balancer.policies
        names = list(dict.fromkeys([*own, *other_policies(balancer)]))
    for name in named:
        if name not in names:
            raise Refusal("PolicyNotFound", f"There is no policy with name '{name}'")
    return {"PolicyDescriptions": [own.get(name) or _predefined(name) for name in named or names]}


def _predefined(name: str) -> Shape:
    reference = {"AttributeName": "Reference-Security-Policy", "AttributeValue": name}
    return _description(name, "SSLNegotiationPolicyType", [reference])


@answer("elb", "DeleteLoadBalancerPolicy")
def delete_policy(call: PracticeCall) -> Shape:
    """Delete a policy that no listener uses (DeleteLoadBalancerPolicy, InvalidConfigurationRequest)."""
    balancer, name = find(call), call.params["PolicyName"]
    if any(name in entry["PolicyNames"] for entry in balancer.description["ListenerDescriptions"]):
        raise Refusal("InvalidConfigurationRequest", f"Policy '{name}' is in use by a listener", 409)
    balancer.policies.pop(name, None)
    return {}
