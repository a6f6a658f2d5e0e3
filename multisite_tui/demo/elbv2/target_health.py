"""The health of targets: state, reason and AWS's description (ELB API 2015-12-01, TargetHealth).

A target is checked while its instance runs in a zone of a load balancer that forwards to its group. The first check
that passes makes it healthy; later, each change takes as many checks in a row as the threshold says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multisite_tui.demo.constants import REGISTRATION, TARGET_GROUP_RELEASE
from multisite_tui.demo.ec2.packets import reaches
from multisite_tui.demo.elbv2.listener_actions import used_groups
from multisite_tui.demo.elbv2.target_checks import TRAFFIC_PORT, matches

if TYPE_CHECKING:
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import PracticeApplicationBalancer, PracticeTarget, PracticeTargetGroup, Shape

Place = tuple[str, int]
"""Instance id and port of a target."""

_REGISTERING = ("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
_WARMING = ("initial", "Elb.InitialHealthChecking", "Initial health checks in progress")
_UNUSED = "Target group is not configured to receive traffic from the load balancer"
_WRONG_ZONE = "Target is in an Availability Zone that is not enabled for the load balancer"
_NOT_REGISTERED = ("unused", "Target.NotRegistered", "Target is not registered to the target group")
_DRAINING = ("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
_STATES = {
    "stopped": "Target is in the stopped state",
    "terminated": "Target is in the terminated state",
}
"""By state of an instance; any other is `an invalid state`."""
_OUTCOMES = {
    "timeout": ("unhealthy", "Target.Timeout", "Request timed out"),
    "refused": ("unhealthy", "Target.FailedHealthChecks", "Health checks failed"),
}


def observe(call: PracticeCall) -> None:
    """Record what a health check sent now to each target would get, and which target groups are in use.

    Only calls change that, so it is enough to run this after each call that changes the account.
    """
    for region, groups in call.world.target_groups.items():
        users = _users(call, region)
        for arn, group in groups.items():
            balancer = users.get(arn)
            _note_use(call, group, used=balancer is not None)
            for place, target in group.targets.items():
                _note(call, region, balancer, group, place, target)


def hasten(call: PracticeCall) -> None:
    """Let what `observe` has recorded just now count as if health checks had noticed it by now."""
    for groups in call.world.target_groups.values():
        for group in groups.values():
            check = group.description
            checks = max(check["HealthyThresholdCount"], check["UnhealthyThresholdCount"])
            for target in group.targets.values():
                if target.since == call.now and target.checked is not None:
                    target.since -= check["HealthCheckIntervalSeconds"] * checks
                    target.checked = min(target.checked, target.since - REGISTRATION)


def _users(call: PracticeCall, region: str) -> dict[str, PracticeApplicationBalancer]:
    """Return by target group the one load balancer that forwards to it."""
    return {arn: balancer for balancer in call.world.applications(region).values() for arn in used_groups(balancer)}


def _note_use(call: PracticeCall, group: PracticeTargetGroup, *, used: bool) -> None:
    if group.used and not used:
        entry = (call.now + TARGET_GROUP_RELEASE, "target group", group.description["TargetGroupArn"])
        call.world.lingering.append(entry)
    group.used = used


def _note(
    call: PracticeCall,
    region: str,
    balancer: PracticeApplicationBalancer | None,
    group: PracticeTargetGroup,
    place: Place,
    target: PracticeTarget,
) -> None:
    if balancer is None or _not_checked(call, region, balancer, place) is not None:
        target.checked, target.outcome, target.passing = None, "", False
        return
    outcome = _outcome(call, region, balancer, group, place)
    if target.checked is None:
        target.checked = target.since = call.now
        target.before, target.passing = "initial", _passes(group, outcome)
    elif target.passing != _passes(group, outcome):
        target.before = _state(group, target, call.now)
        target.passing, target.since = not target.passing, call.now
    if not target.passing:
        target.outcome = outcome


def _not_checked(call: PracticeCall, region: str, balancer: PracticeApplicationBalancer, place: Place) -> str | None:
    """Return the description of why no checks are sent to a target of a load balancer; None if they are."""
    instance = call.ec2.instance(region, place[0])
    if instance is None or instance.state != "running":
        word = instance.state if instance is not None else "terminated"
        return _STATES.get(word, "Target is in an invalid state")
    if instance.placement.zone not in _zones(balancer):
        return _WRONG_ZONE
    return None


def _zones(balancer: PracticeApplicationBalancer) -> dict[str, str]:
    """Return the subnets of a load balancer by zone."""
    return {zone["ZoneName"]: zone["SubnetId"] for zone in balancer.description["AvailabilityZones"]}


def _outcome(
    call: PracticeCall, region: str, balancer: PracticeApplicationBalancer, group: PracticeTargetGroup, place: Place
) -> str:
    instance: Any = call.ec2.instance(region, place[0])
    port = int(_check_port(group, place))
    groups, subnets = balancer.description["SecurityGroups"], list(_zones(balancer).values())
    if not reaches(call, region, groups, subnets, instance, port):
        return "timeout"
    status = call.world.answers.get(port, 200)
    return "refused" if status is None else str(status)


def _check_port(group: PracticeTargetGroup, place: Place) -> str:
    port = str(group.description["HealthCheckPort"])
    return str(place[1]) if port == TRAFFIC_PORT else port


def _passes(group: PracticeTargetGroup, outcome: str) -> bool:
    return outcome.isdigit() and matches(group.description["Matcher"]["HttpCode"], int(outcome))


def _state(group: PracticeTargetGroup, target: PracticeTarget, now: float) -> str:
    """Return `initial`, `healthy` or `unhealthy`: the state that the checks up to a time have led to."""
    description = group.description
    interval = description["HealthCheckIntervalSeconds"]
    start = max(target.since, (target.checked or 0.0) + REGISTRATION)
    if target.passing:
        needed = 1 if target.before == "initial" else description["HealthyThresholdCount"]
        return "healthy" if now >= start + needed * interval else target.before
    return "unhealthy" if now >= start + description["UnhealthyThresholdCount"] * interval else target.before


def settle(group: PracticeTargetGroup, now: float) -> None:
    """Keep the states of a group's targets as they are, before the settings of its health check change."""
    for target in group.targets.values():
        if target.checked is not None and (state := _state(group, target, now)) != target.before:
            target.before, target.since = state, now


def described_health(call: PracticeCall, group: PracticeTargetGroup, place: Place) -> Shape:
    """Return the TargetHealthDescription of a place, registered or not."""
    state, reason, description = _health(call, group, place)
    health = {"State": state}
    if reason:
        health |= {"Reason": reason, "Description": description}
    target = {"Id": place[0], "Port": place[1]}
    return {"Target": target, "HealthCheckPort": _check_port(group, place), "TargetHealth": health}


def _health(call: PracticeCall, group: PracticeTargetGroup, place: Place) -> tuple[str, str, str]:
    target = group.targets.get(place)
    if target is None:
        return _DRAINING if group.draining.get(place, 0.0) > call.now else _NOT_REGISTERED
    balancer = _users(call, call.region).get(group.description["TargetGroupArn"])
    if balancer is None:
        return "unused", "Target.NotInUse", _UNUSED
    if description := _not_checked(call, call.region, balancer, place):
        return "unused", "Target.NotInUse" if description == _WRONG_ZONE else "Target.InvalidState", description
    return _checked_health(group, target, call.now)


def _checked_health(group: PracticeTargetGroup, target: PracticeTarget, now: float) -> tuple[str, str, str]:
    if target.checked is None or now < target.checked + REGISTRATION:
        return _REGISTERING
    state = _state(group, target, now)
    if state == "healthy":
        return "healthy", "", ""
    if state == "initial":
        return _WARMING
    mismatch = f"Health checks failed with these codes: [{target.outcome}]"
    return _OUTCOMES.get(target.outcome, ("unhealthy", "Target.ResponseCodeMismatch", mismatch))
