"""Effects on Application Load Balancers (elbv2): AWS's replies to most calls describe what they made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from multisite_tui.aws.facts.application_load_balancers import (
    DECIDING,
    DELETION_PROTECTION,
    IDLE_TIMEOUT,
    attributes_in,
    from_reply,
)
from multisite_tui.aws.facts.effects.effect import UNASKED, tags_in
from multisite_tui.aws.session import Aws
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply

AS_CREATED = {IDLE_TIMEOUT: "60", DELETION_PROTECTION: "false"}
"""The attributes of a new load balancer (elbv2, `LoadBalancerAttribute`)."""


def on_descriptions(aws: Aws, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the load balancers of the region, by name, after a call."""
    if there is UNASKED or not call.name.startswith("elbv2:"):
        return there
    if call.name == "elbv2:CreateLoadBalancer":
        made = made_in(reply, "LoadBalancers", "LoadBalancerArn", "LoadBalancerName")
        return {**there, made["LoadBalancerName"]: from_reply(aws, made)} if made else UNASKED
    found = next((one for one in there.values() if one.arn == call.params.get("LoadBalancerArn")), None)
    if found is None:
        return there
    match call.name:
        case "elbv2:DeleteLoadBalancer":
            return {name: one for name, one in there.items() if name != found.name}
        case "elbv2:SetSecurityGroups":
            changed = replace(found, security_groups=frozenset(call.params["SecurityGroups"]))
        case "elbv2:SetSubnets":
            changed = replace(found, subnets=frozenset(call.params["Subnets"]))
        case _:
            return there
    return {**there, found.name: changed}


def on_tags(there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the tags of the load balancers, by ARN, after a call."""
    if there is UNASKED:
        return there
    if call.name == "elbv2:CreateLoadBalancer":
        made = made_in(reply, "LoadBalancers", "LoadBalancerArn")
        return {**there, made["LoadBalancerArn"]: tags_in(call.params.get("Tags", ()))} if made else UNASKED
    if call.name == "elbv2:DeleteLoadBalancer":
        return {arn: tags for arn, tags in there.items() if arn != call.params["LoadBalancerArn"]}
    return retagged(there, call)


def on_attributes(of: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the attributes of the load balancer with this ARN after a call."""
    if call.name == "elbv2:CreateLoadBalancer":
        made = made_in(reply, "LoadBalancers", "LoadBalancerArn")
        return AS_CREATED if made and made["LoadBalancerArn"] == of and there in (UNASKED, None) else there
    if call.params.get("LoadBalancerArn") != of or call.name != "elbv2:ModifyLoadBalancerAttributes":
        return there
    if there in (UNASKED, None):
        return UNASKED
    return {**there, **attributes_in(call.params["Attributes"], DECIDING)}


def retagged(there: Mapping[str, Mapping[str, str]], call: IntendedCall) -> Mapping[str, Mapping[str, str]]:
    """Return tags by ARN after `AddTags` or `RemoveTags`; the same object if the call concerns none of these ARNs."""
    named = [arn for arn in call.params.get("ResourceArns", ()) if arn in there]
    if not named:
        return there
    if call.name == "elbv2:AddTags":
        return {**there, **{arn: {**there[arn], **tags_in(call.params["Tags"])} for arn in named}}
    if call.name == "elbv2:RemoveTags":
        gone = set(call.params["TagKeys"])
        return {
            **there,
            **{arn: {key: value for key, value in there[arn].items() if key not in gone} for arn in named},
        }
    return there


def made_in(reply: Reply, member: str, *needed: str) -> Mapping[str, Any] | None:
    """Return what a reply says was made; None if it lacks a member that is needed."""
    made: Mapping[str, Any] = next(iter(reply.get(member, ())), {})
    return made if all(name in made for name in needed) else None
