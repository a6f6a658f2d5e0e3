"""Instance health: whether an instance is InService, and AWS's description if not (ELB API, InstanceState)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import Refusal
from multisite_tui.demo.constants import REGISTRATION
from multisite_tui.demo.ec2.packets import reaches

if TYPE_CHECKING:
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import PracticeBalancer, PracticeRegistration, Shape

REGISTERING = "Instance registration is still in progress."
WARMING = "Instance has not passed the configured HealthyThreshold number of health checks consecutively."
FAILED = "Instance has failed at least the UnhealthyThreshold number of health checks consecutively."
WRONG_ZONE = "Instance is in the EC2 Availability Zone for which LoadBalancer is not configured to route traffic to."
NOT_REGISTERED = "Instance is not currently registered with the LoadBalancer."
DRAINING = "Instance deregistration currently in progress."


def observe(call: PracticeCall) -> bool:
    """Record for each registered instance whether a health check sent now would pass; return whether any changed.

    Only calls change that, so it is enough to run this after each call that changes the account.
    """
    changed = False
    for region, balancers in call.world.load_balancers.items():
        for balancer in balancers.values():
            for instance_id, registration in balancer.registrations.items():
                reachable = _passes(call, region, balancer, instance_id)
                changed |= _note(registration, balancer, reachable, call.now)
    return changed


def hasten(call: PracticeCall) -> None:
    """Let what `observe` has recorded just now count as if health checks had noticed it by now."""
    for balancers in call.world.load_balancers.values():
        for balancer in balancers.values():
            check = balancer.description["HealthCheck"]
            for registration in balancer.registrations.values():
                if registration.since == call.now:
                    checks = max(check["HealthyThreshold"], check["UnhealthyThreshold"])
                    registration.since -= check["Interval"] * checks
                    registration.registered = min(registration.registered, registration.since - REGISTRATION)


def _note(registration: PracticeRegistration, balancer: PracticeBalancer, reachable: bool, now: float) -> bool:
    if registration.reachable == reachable:
        return False
    registration.was_in_service = _in_service(registration, balancer, now)
    registration.reachable = reachable
    registration.since = now
    return True


def _in_service(registration: PracticeRegistration, balancer: PracticeBalancer, now: float) -> bool:
    """Whether enough checks in a row have passed, or not yet enough have failed: threshold times interval."""
    check = balancer.description["HealthCheck"]
    start = max(registration.since, registration.registered + REGISTRATION)
    if registration.reachable:
        return registration.was_in_service or now >= start + check["Interval"] * check["HealthyThreshold"]
    return registration.was_in_service and now < start + check["Interval"] * check["UnhealthyThreshold"]


def _has_failed(registration: PracticeRegistration, balancer: PracticeBalancer, now: float) -> bool:
    check = balancer.description["HealthCheck"]
    start = max(registration.since, registration.registered + REGISTRATION)
    return not registration.reachable and now >= start + check["Interval"] * check["UnhealthyThreshold"]


def state(call: PracticeCall, balancer: PracticeBalancer, instance_id: str) -> Shape:
    """Return the InstanceState of one instance behind a load balancer; refuse one that was never registered."""
    registration = balancer.registrations.get(instance_id)
    if registration is None:
        if instance_id not in balancer.draining:
            raise Refusal("InvalidInstance", f"Could not find EC2 instance {instance_id}.")
        if balancer.draining[instance_id] > call.now:
            return _state(instance_id, "InService", "N/A", DRAINING)
        return _state(instance_id, "OutOfService", "Instance", NOT_REGISTERED)
    instance = call.ec2.instance(call.region, instance_id)
    if instance is None or instance.state != "running":
        word = instance.state if instance else "terminated"
        return _state(instance_id, "OutOfService", "Instance", f"Instance is in {word} state.")
    if instance.placement.zone not in balancer.description["AvailabilityZones"]:
        return _state(instance_id, "OutOfService", "ELB", WRONG_ZONE)
    return _checked_state(registration, balancer, instance_id, call.now)


def _checked_state(
    registration: PracticeRegistration, balancer: PracticeBalancer, instance_id: str, now: float
) -> Shape:
    if now < registration.registered + REGISTRATION:
        return _state(instance_id, "OutOfService", "ELB", REGISTERING)
    if _in_service(registration, balancer, now):
        return _state(instance_id, "InService", "N/A", "N/A")
    if _has_failed(registration, balancer, now):
        return _state(instance_id, "OutOfService", "Instance", FAILED)
    return _state(instance_id, "OutOfService", "Instance", WARMING)


def _state(instance_id: str, word: str, reason: str, description: str) -> Shape:
    return {"InstanceId": instance_id, "State": word, "ReasonCode": reason, "Description": description}


def _passes(call: PracticeCall, region: str, balancer: PracticeBalancer, instance_id: str) -> bool:
    instance = call.ec2.instance(region, instance_id)
    if instance is None or instance.state != "running":
        return False
    if instance.placement.zone not in balancer.description["AvailabilityZones"]:
        return False
    protocol, _, rest = balancer.description["HealthCheck"]["Target"].partition(":")
    port = int(rest.split("/")[0])
    description = balancer.description
    return _answers(call, protocol, port) and reaches(
        call, region, description["SecurityGroups"], description["Subnets"], instance, port
    )


def _answers(call: PracticeCall, protocol: str, port: int) -> bool:
    """A check by TCP or SSL needs an open port; one by HTTP or HTTPS needs status 200 (ELB guide, health checks)."""
    status = call.world.answers.get(port, 200)
    return status is not None and (protocol in ("TCP", "SSL") or status == 200)
