"""Effects on the listeners of Application Load Balancers, their certificates and rules (elbv2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from multisite_tui.aws.facts.application_listeners import ListenerCertificates, listener_from, rule_from
from multisite_tui.aws.facts.effects.application_load_balancers import made_in, retagged
from multisite_tui.aws.facts.effects.effect import UNASKED, tags_in
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply


def on_listeners(load_balancer: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the listeners of the load balancer with this ARN after a call; a new one has none."""
    if there is UNASKED:
        return () if _made(call, reply, "elbv2:CreateLoadBalancer", "LoadBalancers") == load_balancer else there
    match call.name:
        case "elbv2:CreateListener" if call.params["LoadBalancerArn"] == load_balancer:
            told = made_in(reply, "Listeners", "ListenerArn")
            if told is None:
                return UNASKED
            new = replace(listener_from(told), tags=tags_in(call.params.get("Tags", ())))
            return (*(one for one in there if one.arn != new.arn), new)
        case "elbv2:ModifyListener" if any(one.arn == call.params["ListenerArn"] for one in there):
            told = made_in(reply, "Listeners", "ListenerArn")
            if told is None:
                return UNASKED
            changed = listener_from(told)
            return tuple(replace(changed, tags=one.tags) if one.arn == changed.arn else one for one in there)
        case "elbv2:DeleteListener":
            kept = tuple(one for one in there if one.arn != call.params["ListenerArn"])
            return there if len(kept) == len(there) else kept
        case "elbv2:DeleteLoadBalancer" if call.params["LoadBalancerArn"] == load_balancer:
            return ()
    return _tagged(there, call)


def on_rules(listener: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the rules of the listener with this ARN after a call; a new one has its default rule only."""
    if there is UNASKED:
        return () if _made(call, reply, "elbv2:CreateListener", "Listeners") == listener else there
    match call.name:
        case "elbv2:CreateRule" if call.params["ListenerArn"] == listener:
            told = made_in(reply, "Rules", "RuleArn")
            new = rule_from(listener, told) if told else None
            if new is None:
                return UNASKED
            return (*(one for one in there if one.arn != new.arn), replace(new, tags=tags_in(call.params["Tags"])))
        case "elbv2:ModifyRule" if any(one.arn == call.params["RuleArn"] for one in there):
            told = made_in(reply, "Rules", "RuleArn")
            changed = rule_from(listener, told) if told else None
            if changed is None:
                return UNASKED
            return tuple(replace(changed, tags=one.tags) if one.arn == changed.arn else one for one in there)
        case "elbv2:DeleteRule":
            kept = tuple(one for one in there if one.arn != call.params["RuleArn"])
            return there if len(kept) == len(there) else kept
        case "elbv2:DeleteListener" if call.params["ListenerArn"] == listener:
            return ()
        case "elbv2:DeleteLoadBalancer":
            return UNASKED if there else there
    return _tagged(there, call)


def on_certificates(listener: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the certificates of the listener with this ARN after a call; a new one has its default one."""
    named = [one["CertificateArn"] for one in call.params.get("Certificates", ())]
    if there is UNASKED and _made(call, reply, "elbv2:CreateListener", "Listeners") == listener:
        return ListenerCertificates(named[0] if named else None, frozenset())
    if there is UNASKED or call.params.get("ListenerArn") != listener:
        return there
    match call.name:
        case "elbv2:AddListenerCertificates":
            return replace(there, listed=there.listed | set(named))
        case "elbv2:RemoveListenerCertificates":
            return replace(there, listed=there.listed - set(named))
        case "elbv2:ModifyListener" if named:
            return replace(there, default=named[0])
        case "elbv2:DeleteListener":
            return ListenerCertificates(None, frozenset())
    return there


def _made(call: IntendedCall, reply: Reply, name: str, member: str) -> str | None:
    """Return the ARN of what a call of this name has made; None for another call."""
    arn = f"{member.removesuffix('s')}Arn"
    made = made_in(reply, member, arn) if call.name == name else None
    return str(made[arn]) if made else None


def _tagged(there: Any, call: IntendedCall) -> Any:
    """Return listeners or rules after a change of tags; the same object if it concerns none of them."""
    before = {one.arn: one.tags for one in there}
    after = retagged(before, call)
    return there if after is before else tuple(replace(one, tags=after[one.arn]) for one in there)
