"""Listeners of Application Load Balancers (ELB API 2015-12-01)."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.elb.listeners import DEFAULT_POLICY
from multisite_tui.demo.elb.tags import tag_values
from multisite_tui.demo.elbv2.application_lookup import elb_arn, find_application, find_listener, new_id, path_of
from multisite_tui.demo.elbv2.forward_targets import refuse_targets
from multisite_tui.demo.elbv2.listener_actions import normal_actions
from multisite_tui.demo.elbv2.listener_certificates import let_certificates_linger
from multisite_tui.demo.elbv2.listener_settings import refuse_security
from multisite_tui.demo.elbv2.reply_pages import reply_page
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import PracticeListener, PracticeListenerRule

if TYPE_CHECKING:
    from multisite_tui.demo.world import PracticeApplicationBalancer, Shape


def described_listener(listener: PracticeListener) -> Shape:
    """Return a listener as DescribeListeners has it: with the default certificate alone."""
    return {**listener.description, "DefaultActions": listener.default.actions}


@answer("elbv2", "CreateListener")
def create_listener(call: PracticeCall) -> Shape:
    """Create it, or return the one at this port if it has the same settings and tags (CreateListener)."""
    balancer = find_application(call)
    asked = _new_listener(call, balancer)
    for listener in balancer.listeners.values():
        if listener.description["Port"] == asked.description["Port"]:
            if _settings(listener) != _settings(asked):
                raise _duplicate(balancer)
            return {"Listeners": [described_listener(listener)]}
    refuse_more(call, "listeners-per-application-load-balancer", len(balancer.listeners) + 1)
    refuse_more(call, "application-tags", len(asked.tags))
    balancer.listeners[asked.description["ListenerArn"]] = asked
    return {"Listeners": [described_listener(asked)]}


def _new_listener(call: PracticeCall, balancer: PracticeApplicationBalancer) -> PracticeListener:
    params = call.params
    protocol, port = params["Protocol"], int(params["Port"])
    certificates = deepcopy(params.get("Certificates") or [])
    refuse_security(protocol, "SslPolicy" in params, bool(certificates))
    actions = normal_actions(params["DefaultActions"], protocol, port)
    refuse_targets(call, balancer, actions, protocol)
    path = path_of(balancer.description["LoadBalancerArn"])
    arn = elb_arn(call, "listener", path, new_id(call.world))
    description: Shape = {
        "ListenerArn": arn,
        "LoadBalancerArn": balancer.description["LoadBalancerArn"],
        "Port": port,
        "Protocol": protocol,
    }
    if protocol == "HTTPS":
        description |= {"SslPolicy": params.get("SslPolicy", DEFAULT_POLICY), "Certificates": certificates}
    default = PracticeListenerRule(elb_arn(call, "listener-rule", path_of(arn), new_id(call.world)), None, [], actions)
    return PracticeListener(description, {default.arn: default}, tags=tag_values(params.get("Tags") or []))


def _settings(listener: PracticeListener) -> Shape:
    kept = ("Port", "Protocol", "SslPolicy", "Certificates")
    description = {member: listener.description.get(member) for member in kept}
    return {**description, "actions": listener.default.actions, "tags": listener.tags}


def _duplicate(balancer: PracticeApplicationBalancer) -> Refusal:
    arn = balancer.description["LoadBalancerArn"]
    message = f"A listener already exists on this port for this load balancer '{arn}'"
    return Refusal("DuplicateListener", message)


@answer("elbv2", "ModifyListener")
def modify_listener(call: PracticeCall) -> Shape:
    """Change what is given; a certificate is the new default, and the certificate list stays (ModifyListener)."""
    balancer, listener = find_listener(call)
    before: Shape = listener.description
    params: Shape = call.params
    protocol: str = params.get("Protocol") or before["Protocol"]
    port = int(params.get("Port") or before["Port"])
    others = [one for one in balancer.listeners.values() if one is not listener]
    if any(one.description["Port"] == port for one in others):
        raise _duplicate(balancer)
    kept = before.get("Certificates", []) if protocol == "HTTPS" else []
    certificates = deepcopy(params.get("Certificates") or kept)
    refuse_security(protocol, "SslPolicy" in params, bool(certificates))
    asked = params.get("DefaultActions") or listener.default.actions
    actions = normal_actions(deepcopy(asked), protocol, port)
    refuse_targets(call, balancer, actions, protocol)
    description = {member: before[member] for member in ("ListenerArn", "LoadBalancerArn")}
    description |= {"Port": port, "Protocol": protocol}
    if protocol == "HTTPS":
        policy = params.get("SslPolicy") or before.get("SslPolicy") or DEFAULT_POLICY
        description |= {"SslPolicy": policy, "Certificates": certificates}
    else:
        listener.certificates.clear()
    listener.description, listener.default.actions = description, actions
    return {"Listeners": [described_listener(listener)]}


@answer("elbv2", "DeleteListener")
def delete_listener(call: PracticeCall) -> Shape:
    """Delete it with its rules; its certificate uses remain a while (DeleteListener, ListenerNotFound)."""
    balancer, listener = find_listener(call)
    let_certificates_linger(call, listener)
    del balancer.listeners[listener.description["ListenerArn"]]
    return {}


@answer("elbv2", "DescribeListeners")
def describe_listeners(call: PracticeCall) -> Shape:
    """The listeners of a load balancer, or those named (DescribeListeners)."""
    arns = call.params.get("ListenerArns") or []
    if bool(arns) == bool(call.params.get("LoadBalancerArn")):
        raise Refusal("ValidationError", "You must specify either listener ARNs or a load balancer ARN")
    found = [find_listener(call, arn)[1] for arn in arns]
    if not arns:
        found = sorted(find_application(call).listeners.values(), key=lambda one: int(one.description["Port"]))
    return reply_page(call, "Listeners", [described_listener(listener) for listener in found])
