"""Registering instances with target groups (ELB API 2015-12-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, rule
from multisite_tui.demo.elbv2.application_lookup import find_target_group
from multisite_tui.demo.elbv2.forward_targets import refuse_many_targets
from multisite_tui.demo.elbv2.listener_actions import used_groups, users_of_group
from multisite_tui.demo.elbv2.target_group_attributes import DELAY
from multisite_tui.demo.elbv2.target_health import described_health
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import PracticeTarget, PracticeTargetGroup

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape


@rule("elbv2", "RegisterTargets", "DeregisterTargets")
def targets_are_given(call: PracticeCall) -> None:
    """At least one target; no zone, which is for IP addresses (RegisterTargets, Targets)."""
    if not call.params["Targets"]:
        raise Refusal("ValidationError", "At least one target must be specified")
    if any("AvailabilityZone" in target for target in call.params["Targets"]):
        message = "You cannot specify an Availability Zone for targets of type 'instance'"
        raise Refusal("ValidationError", message)


@answer("elbv2", "RegisterTargets")
def register_targets(call: PracticeCall) -> Shape:
    """Register instances, each at its port or the group's; one that is registered there is no change."""
    group = find_target_group(call)
    for place in _places(call, group):
        _refuse_unusable(call, group, place[0])
        group.draining.pop(place, None)
        group.targets.setdefault(place, PracticeTarget())
    refuse_more(call, "targets-per-target-group", len(group.targets))
    for arn in users_of_group(call, group.description["TargetGroupArn"]):
        refuse_many_targets(call, used_groups(call.world.applications(call.region)[arn]))
    return {}


def _places(call: PracticeCall, group: PracticeTargetGroup) -> list[tuple[str, int]]:
    """Return the instance id and port of the targets that a call names."""
    asked = call.params.get("Targets") or []
    return [(target["Id"], int(target.get("Port") or group.description["Port"])) for target in asked]


def _refuse_unusable(call: PracticeCall, group: PracticeTargetGroup, instance_id: str) -> None:
    """The instance exists, runs, and is in the target group's VPC (RegisterTargets, InvalidTarget; seen)."""
    instance, vpc_id = call.ec2.instance(call.region, instance_id), group.description["VpcId"]
    if instance is None:
        raise Refusal("InvalidTarget", f"The following targets do not exist: '{instance_id}'")
    if instance.vpc_id != vpc_id:
        message = f"The following targets are not in the target group VPC '{vpc_id}': '{instance_id}'"
        raise Refusal("InvalidTarget", message)
    if instance.state != "running":
        message = f"The following targets are not in a running state and cannot be registered: '{instance_id}'"
        raise Refusal("InvalidTarget", message)


@answer("elbv2", "DeregisterTargets")
def deregister_targets(call: PracticeCall) -> Shape:
    """Deregister targets; they drain for the group's delay while it is in use. A missing one is no error."""
    group = find_target_group(call)
    group.draining = {place: until for place, until in group.draining.items() if until > call.now}
    in_use = bool(users_of_group(call, group.description["TargetGroupArn"]))
    for place in _places(call, group):
        if group.targets.pop(place, None) is not None and in_use:
            group.draining[place] = call.now + int(group.attributes[DELAY])
    return {}


@answer("elbv2", "DescribeTargetHealth")
def describe_target_health(call: PracticeCall) -> Shape:
    """The health of the targets named, or of all, those that drain among them (DescribeTargetHealth)."""
    group = find_target_group(call)
    draining = [place for place, until in group.draining.items() if until > call.now]
    for instance_id, _ in _places(call, group):
        if not instance_id.startswith("i-"):
            raise Refusal("InvalidTarget", f"The following targets are not valid: '{instance_id}'")
    places = _places(call, group) or [*group.targets, *draining]
    return {"TargetHealthDescriptions": [described_health(call, group, place) for place in places]}
