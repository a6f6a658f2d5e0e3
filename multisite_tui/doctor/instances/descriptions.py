"""Explains each description that AWS gives for an instance that is not InService (elb, `InstanceState`).

A target group names its reasons by codes, which `target_reasons` explains.
"""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.entrances import Entrance, TargetHealth
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, is_reason
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.instances import unhealthy
from multisite_tui.doctor.instances.health_checks import look_at_health_check, look_at_program
from multisite_tui.doctor.instances.target_reasons import REASONS

_HEALTHY = ("", "N/A")


def look_at_health(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield why one instance has this health."""
    if health.in_service and health.description in _HEALTHY:
        return
    yield from _look(health)(examination, entrance, health)


def _look(health: TargetHealth) -> unhealthy.Look:
    if health.reason in REASONS:
        return REASONS[health.reason]
    if unhealthy.IN_STATE.search(health.description):
        return unhealthy.not_running
    return next((look for phrase, look in _BY_DESCRIPTION.items() if phrase in health.description), unhealthy.unknown)


def _failing(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    program = [*look_at_program(examination, entrance, health.instance)]
    found = [*unhealthy.blocked_check(examination, entrance, health), *program]
    yield from found
    if not program and not any(is_reason(one) for one in found):
        yield look_at_health_check(examination, entrance, health)


def _warming(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    yield from unhealthy.blocked_check(examination, entrance, health)
    yield from filter(is_reason, look_at_program(examination, entrance, health.instance))
    check = entrance.health_check
    if check is not None:
        yield examination.diagnosis(
            Area.INSTANCE,
            "health_check_not_enough_yet",
            Certainty.LIKELY,
            f"{health.instance} has not passed enough health checks in a row yet.",
            f"{health.description} It takes {check.healthy_threshold}, one every {check.interval} seconds.",
            f"Wait {check.healthy_threshold * check.interval + 10} seconds and ask again; "
            "a program that was just started needs its own time on top.",
        )


_BY_DESCRIPTION: dict[str, unhealthy.Look] = {
    "A transient error occurred": unhealthy.transient,
    "registration is still in progress": unhealthy.registering,
    "not passed the configured HealthyThreshold": _warming,
    "failed at least the UnhealthyThreshold": _failing,
    "not configured to route traffic to": unhealthy.wrong_zone,
    "not currently registered": unhealthy.unregistered,
    "deregistration currently in progress": unhealthy.leaving,
    "Disable Availability Zone is currently in progress": unhealthy.leaving,
}
