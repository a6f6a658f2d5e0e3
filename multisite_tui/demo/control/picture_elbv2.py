"""The Application Load Balancers of a picture as plain data; an unordered collection is a tuple (`IdNames.of`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multisite_tui.demo.elbv2.application_balancers import state_code
from multisite_tui.demo.elbv2.listener_actions import users_of_group
from multisite_tui.demo.elbv2.target_health import described_health

if TYPE_CHECKING:
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.elbv2.target_health import Place
    from multisite_tui.demo.world import (
        PracticeApplicationBalancer,
        PracticeListener,
        PracticeListenerRule,
        PracticeTargetGroup,
        Shape,
    )


def applications_picture(call: PracticeCall) -> dict[str, Any]:
    """Return load balancers with their listeners and rules, and target groups with their targets."""
    balancers = call.world.applications(call.region).values()
    groups = call.world.region_target_groups(call.region).values()
    return {
        "application load balancers": {
            one.description["LoadBalancerName"]: _application(one, call.now) for one in balancers
        },
        "target groups": {one.description["TargetGroupName"]: _target_group(call, one) for one in groups},
    }


def _application(balancer: PracticeApplicationBalancer, now: float) -> Shape:
    description = {name: value for name, value in balancer.description.items() if name != "CreatedTime"}
    return {
        **description,
        "state": state_code(balancer, now),
        "AvailabilityZones": tuple(description["AvailabilityZones"]),
        "SecurityGroups": tuple(description["SecurityGroups"]),
        "attributes": balancer.attributes,
        "tags": balancer.tags,
        "listeners": {one.description["Port"]: _listener(one) for one in balancer.listeners.values()},
    }


def _listener(listener: PracticeListener) -> Shape:
    return {
        **{name: value for name, value in listener.description.items() if name != "ListenerArn"},
        "certificate list": tuple(listener.certificates),
        "rules": {str(one.priority or "default"): _rule(one) for one in listener.rules.values()},
        "tags": listener.tags,
    }


def _rule(rule: PracticeListenerRule) -> Shape:
    return {"conditions": rule.conditions, "actions": rule.actions, "tags": rule.tags}


def _target_group(call: PracticeCall, group: PracticeTargetGroup) -> Shape:
    description = {name: value for name, value in group.description.items() if name != "TargetGroupArn"}
    draining = [place for place, until in group.draining.items() if until > call.now]
    places = dict.fromkeys([*group.targets, *draining])
    return {
        **description,
        "load balancers": tuple(users_of_group(call, group.description["TargetGroupArn"])),
        "attributes": group.attributes,
        "tags": group.tags,
        "targets": {f"{place[0]} {place[1]}": _health(call, group, place) for place in places},
    }


def _health(call: PracticeCall, group: PracticeTargetGroup, place: Place) -> str:
    return str(described_health(call, group, place)["TargetHealth"]["State"])
