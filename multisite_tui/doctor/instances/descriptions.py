"""Explains each description that AWS gives for an instance that is not InService (elb, `InstanceState`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from multisite_tui.aws.facts.entrances import Entrance, TargetHealth
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, is_reason
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.instances.health_checks import look_at_health_check, look_at_program
from multisite_tui.doctor.instances.ingress import look_at_ingress
from multisite_tui.doctor.instances.paths import look_at_path
from multisite_tui.model.terms import IN_SERVICE

INSTANCE = Area.INSTANCE
_IN_STATE = re.compile(r"in (pending|stopping|stopped|shutting-down|terminated) state")
_HEALTHY = ("", "N/A")

Look = Callable[[SiteExamination, Entrance, TargetHealth], Iterator[Diagnosis]]


def look_at_health(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield why one instance has this health."""
    if health.state == IN_SERVICE and health.description in _HEALTHY:
        return
    look = next((look for phrase, look in _BY_DESCRIPTION.items() if phrase in health.description), _unknown)
    yield from (_in_state if _IN_STATE.search(health.description) else look)(examination, entrance, health)


def _failing(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    program = [*look_at_program(examination, entrance, health.instance)]
    found = [*_blocked_check(examination, entrance, health), *program]
    yield from found
    if not program and not any(is_reason(one) for one in found):
        yield look_at_health_check(examination, entrance, health)


def _warming(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    yield from _blocked_check(examination, entrance, health)
    yield from filter(is_reason, look_at_program(examination, entrance, health.instance))
    check = entrance.health_check
    if check is not None:
        yield examination.diagnosis(
            INSTANCE,
            "health_check_not_enough_yet",
            Certainty.LIKELY,
            f"{health.instance} has not passed enough health checks in a row yet.",
            f"{health.description} It takes {check.healthy_threshold}, one every {check.interval} seconds.",
            f"Wait {check.healthy_threshold * check.interval + 10} seconds and ask again; "
            "a program that was just started needs its own time on top.",
        )


def _blocked_check(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield why the health check cannot reach the instance; how the listeners' ports are admitted is examined apart."""
    yield from look_at_path(examination, entrance, health)
    check = entrance.health_check
    if check is not None:
        yield from look_at_ingress(examination, entrance, health.instance, check.target.port)


def _registering(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    yield examination.diagnosis(
        INSTANCE,
        "instance_registering",
        Certainty.CERTAIN,
        f"The load balancer is still taking {health.instance} on.",
        health.description,
        "Wait about 30 seconds and ask again.",
    )


def _transient(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    yield examination.diagnosis(
        INSTANCE,
        "instance_health_unread",
        Certainty.CANNOT_TELL,
        f"AWS could not say just now how {health.instance} is.",
        health.description,
        "Ask again in a minute.",
    )


def _wrong_zone(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    instance = examination.instance(health.instance)
    zones = sorted({one.zone for one in examination.facts.subnets(entrance.vpc) if one.id in entrance.subnets})
    zone = instance.zone if instance else "its zone"
    yield examination.diagnosis(
        INSTANCE,
        "zone_not_enabled",
        Certainty.CERTAIN,
        f"{health.instance} is in {zone}, and the load balancer has no subnet there.",
        f"{health.description} It has subnets in {', '.join(zones) or 'no zone'}.",
        f"Run `{examination.resume}`, or add a public subnet of {zone} to the load balancer {entrance.name}.",
    )


def _not_registered(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    yield not_registered(examination, entrance, health.instance, health.description)


def not_registered(examination: SiteExamination, entrance: Entrance, instance: str, evidence: str) -> Diagnosis:
    """Return that an instance of the site is not registered."""
    return examination.diagnosis(
        INSTANCE,
        "instance_not_registered",
        Certainty.CERTAIN,
        f"{instance} is not registered with the load balancer {entrance.name}.",
        evidence,
        f"Run `{examination.resume}`: it registers the instance.",
    )


def _leaving(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    yield examination.diagnosis(
        INSTANCE,
        "instance_leaving",
        Certainty.CERTAIN,
        f"{health.instance} is being taken out of the load balancer {entrance.name}; it only finishes its requests.",
        f"{health.state}: {health.description}",
        f"If it should stay, run `{examination.resume}`: it registers the instance.",
    )


def _in_state(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    state = _IN_STATE.search(health.description)
    word = state[1] if state else "another"
    fixes = {
        "pending": "Wait a minute until it runs, and ask again.",
        "terminated": f"Name another in `instances` and run `{examination.resume}`; this one cannot come back.",
        "shutting-down": f"Name another in `instances` and run `{examination.resume}`; this one cannot come back.",
    }
    yield examination.diagnosis(
        INSTANCE,
        f"instance_{word.replace('-', '_')}",
        Certainty.CERTAIN,
        f"{health.instance} is {word}, and a load balancer sends only to a running instance.",
        health.description,
        fixes.get(word, f"Start it: aws ec2 start-instances --instance-ids {health.instance}"),
    )


def _unknown(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    yield examination.diagnosis(
        INSTANCE,
        "instance_health_unknown",
        Certainty.CANNOT_TELL,
        f"AWS says of {health.instance} what this version does not know.",
        f"{health.state} ({health.reason}): {health.description}",
        "Search for AWS's words, and ask again in a minute.",
    )


_BY_DESCRIPTION: dict[str, Look] = {
    "A transient error occurred": _transient,
    "registration is still in progress": _registering,
    "not passed the configured HealthyThreshold": _warming,
    "failed at least the UnhealthyThreshold": _failing,
    "not configured to route traffic to": _wrong_zone,
    "not currently registered": _not_registered,
    "deregistration currently in progress": _leaving,
    "Disable Availability Zone is currently in progress": _leaving,
}
