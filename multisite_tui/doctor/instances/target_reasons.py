"""Explains each reason code that AWS gives for a target that is not healthy (elbv2, `TargetHealth.Reason`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from multisite_tui.aws.facts.entrances import Entrance, HealthCheckSettings, TargetHealth
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, is_reason
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.instances import unhealthy
from multisite_tui.doctor.instances.health_checks import look_at_program

INSTANCE = Area.INSTANCE
_CODES = re.compile(r"codes: \[([^\]]*)\]")
_OTHER_ZONE = "Availability Zone"

Explanation = Callable[[SiteExamination, TargetHealth, HealthCheckSettings], Diagnosis]
"""What is said where neither the way to the program nor its own reply shows more."""


def _first_check(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    yield from unhealthy.blocked_check(examination, entrance, health)
    yield from filter(is_reason, look_at_program(examination, entrance, health.instance))
    check = entrance.health_check
    if check is not None:
        yield examination.diagnosis(
            INSTANCE,
            "health_check_not_enough_yet",
            Certainty.LIKELY,
            f"{health.instance} has not passed its first health check yet.",
            f"AWS says: {health.description}. One passed check is enough, and one is made every {check.interval} "
            "seconds.",
            f"Wait {check.interval + 10} seconds and ask again; a program that was just started needs its own time on "
            "top.",
        )


def _failing(explained: Explanation) -> unhealthy.Look:
    def look(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
        program = [*look_at_program(examination, entrance, health.instance)]
        found = [*unhealthy.blocked_check(examination, entrance, health), *program]
        yield from found
        if entrance.health_check is not None and not program and not any(is_reason(one) for one in found):
            yield explained(examination, health, entrance.health_check)

    return look


def _wrong_code(examination: SiteExamination, health: TargetHealth, check: HealthCheckSettings) -> Diagnosis:
    said = _CODES.search(health.description)
    return examination.diagnosis(
        INSTANCE,
        "health_check_status",
        Certainty.CERTAIN,
        f"The program answers the health check {check.target} with {said[1] if said else 'another status'}, and only "
        f"{check.passing} passes.",
        f"AWS says: {health.description}.",
        "Set `health_check.path` to a page that answers well without a login, or let `health_check.matcher` take that "
        "status (200 to 499 are possible); for any other status, look at the program's log.",
    )


def _timed_out(examination: SiteExamination, health: TargetHealth, check: HealthCheckSettings) -> Diagnosis:
    target = check.target
    return examination.diagnosis(
        INSTANCE,
        "health_check_timed_out",
        Certainty.LIKELY,
        f"Nothing on {health.instance} answers the health check {target} within {check.timeout} seconds, although its "
        "security groups let the load balancer in.",
        f"AWS says: {health.description}.",
        f"On the instance, look at `ss -ltn` (port {target.port} must listen on 0.0.0.0, not on 127.0.0.1) and at its "
        "own firewall (`sudo iptables -L -n`). If the program is slow, give `health_check.path` a page that answers at "
        "once, or raise `health_check.timeout` and `interval`.",
    )


def _failed(examination: SiteExamination, health: TargetHealth, check: HealthCheckSettings) -> Diagnosis:
    target = check.target
    scheme = target.protocol.lower()
    return examination.diagnosis(
        INSTANCE,
        "health_check_refused",
        Certainty.LIKELY,
        f"On port {target.port} of {health.instance} connections are refused, or what answers there does not speak "
        f"{target.protocol.upper()}.",
        f"AWS says: {health.description}. Neither a status nor a timeout was seen.",
        f"Start the program. If it runs, let it listen on 0.0.0.0:{target.port}, not on 127.0.0.1: see `ss -ltn` there."
        f" If it speaks another protocol than {scheme}, set `health_check.protocol` and `instance_protocol`.",
    )


def _unused(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    if _OTHER_ZONE in health.description:
        yield from unhealthy.wrong_zone(examination, entrance, health)
        return
    yield examination.diagnosis(
        INSTANCE,
        "target_group_unused",
        Certainty.CERTAIN,
        f"No rule of a load balancer forwards to the {examination.locator.registry}, so that its instances are not "
        "checked and get no visitors.",
        f"AWS says: {health.description}.",
        f"{examination.repair}: it makes the rules.",
    )


REASONS: Mapping[str, unhealthy.Look] = {
    "Elb.RegistrationInProgress": unhealthy.registering,
    "Elb.InitialHealthChecking": _first_check,
    "Elb.InternalError": unhealthy.transient,
    "Target.ResponseCodeMismatch": _failing(_wrong_code),
    "Target.Timeout": _failing(_timed_out),
    "Target.FailedHealthChecks": _failing(_failed),
    "Target.NotRegistered": unhealthy.unregistered,
    "Target.NotInUse": _unused,
    "Target.InvalidState": unhealthy.not_running,
    "Target.DeregistrationInProgress": unhealthy.leaving,
}
"""By code, what explains it. `Target.IpUnusable` and `Target.HealthCheckDisabled` do not happen to instances."""
