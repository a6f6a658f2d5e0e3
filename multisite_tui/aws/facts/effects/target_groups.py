"""Effects on target groups and their targets (elbv2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from multisite_tui.aws.facts.application_load_balancers import attributes_in
from multisite_tui.aws.facts.effects.application_load_balancers import made_in, retagged
from multisite_tui.aws.facts.effects.effect import UNASKED, tags_in
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.target_groups import DECIDING, DELAY, STICKY, STICKY_FOR, STICKY_TYPE, group_from
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply
from multisite_tui.model.terms import DRAINING

REGISTERING = ("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
"""State, reason and description of a target that was just registered (elbv2, `TargetHealth`)."""
LEAVING = (DRAINING, "Target.DeregistrationInProgress", "Target deregistration is in progress")
"""The same of one that was just deregistered."""
AS_CREATED = {DELAY: "300", STICKY: "false", STICKY_TYPE: "lb_cookie", STICKY_FOR: "86400"}
"""The attributes of a new target group of an Application Load Balancer (elbv2, `TargetGroupAttribute`)."""


def on_groups(there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the target groups of the region, by name, after a call."""
    if there is UNASKED:
        return there
    match call.name:
        case "elbv2:CreateTargetGroup" | "elbv2:ModifyTargetGroup":
            told = made_in(reply, "TargetGroups", "TargetGroupArn", "TargetGroupName")
            return {**there, told["TargetGroupName"]: group_from(told)} if told else UNASKED
        case "elbv2:DeleteTargetGroup":
            return {name: one for name, one in there.items() if one.arn != call.params["TargetGroupArn"]}
    return there


def on_tags(there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the tags of the target groups, by ARN, after a call."""
    if there is UNASKED:
        return there
    if call.name == "elbv2:CreateTargetGroup":
        told = made_in(reply, "TargetGroups", "TargetGroupArn")
        return {**there, told["TargetGroupArn"]: tags_in(call.params.get("Tags", ()))} if told else UNASKED
    if call.name == "elbv2:DeleteTargetGroup":
        return {arn: tags for arn, tags in there.items() if arn != call.params["TargetGroupArn"]}
    return retagged(there, call)


def on_attributes(of: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the attributes of the target group with this ARN after a call."""
    if _creates(of, call, reply):
        return AS_CREATED if there in (UNASKED, None) else there
    if call.params.get("TargetGroupArn") != of or call.name != "elbv2:ModifyTargetGroupAttributes":
        return there
    if there in (UNASKED, None):
        return UNASKED
    return {**there, **attributes_in(call.params["Attributes"], DECIDING)}


def on_targets(of: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the targets of the target group with this ARN after a call; how they do is asked in a wait."""
    if there is UNASKED and _creates(of, call, reply):
        return ()
    if call.params.get("TargetGroupArn") != of or there is UNASKED:
        return there
    named = set(_targets(call.params))
    match call.name:
        case "elbv2:RegisterTargets":
            there = tuple(one for one in there if (one.instance, one.port) not in named or not one.leaving)
            known = {(one.instance, one.port) for one in there}
            new = [TargetHealth(instance, *REGISTERING, port) for instance, port in sorted(named - known)]
            return (*there, *new)
        case "elbv2:DeregisterTargets":
            state, reason, description = LEAVING
            return tuple(
                replace(one, state=state, reason=reason, description=description)
                if (one.instance, one.port) in named
                else one
                for one in there
            )
        case "elbv2:DeleteTargetGroup":
            return ()
    return there


def _creates(of: str, call: IntendedCall, reply: Reply) -> bool:
    """Whether a call has made the target group with this ARN."""
    told = made_in(reply, "TargetGroups", "TargetGroupArn") if call.name == "elbv2:CreateTargetGroup" else None
    return told is not None and told["TargetGroupArn"] == of


def _targets(params: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    yield from ((one["Id"], one["Port"]) for one in params.get("Targets", ()))
