"""Instances: whether the site's instances are registered with its load balancer, and why one is not InService."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, of_problem
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.instances.descriptions import look_at_health
from multisite_tui.doctor.instances.ingress import look_at_ingress
from multisite_tui.doctor.instances.paths import look_at_path
from multisite_tui.doctor.instances.unhealthy import not_registered
from multisite_tui.errors import InputNeeded
from multisite_tui.plan.resolve import resolve

INSTANCE = Area.INSTANCE
NEVER_REGISTERED = "AWS does not list it there, and knows no health of it."
_OPEN = ("instance_not_found", "instance_open", "instances_apart", "instance_not_running")


def look_at_instances(examination: SiteExamination) -> Iterator[Diagnosis]:
    """Yield why the site's instances are not InService."""
    entrance = examination.entrance
    if entrance is None or not entrance.tagged:
        return  # reported already: there is nothing to register instances with
    ids = tuple(sorted(entrance.instances))
    registered = examination.locator.health(examination.facts, ids) if ids else ()
    if not registered:
        yield _none_registered(examination)
    yield from _unregistered(examination, entrance)
    for one in registered:
        yield from look_at_health(examination, entrance, one)
        yield from look_at_path(examination, entrance, one)
        for port in sorted({listener.instance_port for listener in entrance.ports}):
            yield from look_at_ingress(examination, entrance, one.instance, port)


def _unregistered(examination: SiteExamination, entrance: Entrance) -> Iterator[Diagnosis]:
    """Yield AWS's description of the wanted instances that are not registered, and why no instance can be chosen."""
    try:
        wanted = {
            one.id
            for one in resolve(examination.setup, examination.site, examination.facts, examination.locator).instances
        }
    except InputNeeded as stuck:
        of_instances = [one for one in stuck.problems if one.code in _OPEN and not entrance.instances]
        yield from (of_problem(examination.site.domain, INSTANCE, Certainty.CERTAIN, one) for one in of_instances)
        return
    missing = tuple(sorted(wanted - entrance.instances))
    if not missing or not entrance.instances:
        return
    told = {one.instance: one for one in examination.locator.health(examination.facts, missing)}
    for instance in missing:
        if instance in told:
            yield from look_at_health(examination, entrance, told[instance])
        else:
            yield not_registered(examination, instance, NEVER_REGISTERED)


def _none_registered(examination: SiteExamination) -> Diagnosis:
    return examination.diagnosis(
        INSTANCE,
        "instance_not_registered",
        Certainty.CERTAIN,
        f"No instance is registered with the {examination.locator.registry}, so visitors get 503.",
        "AWS lists no instance for it.",
        f"{examination.repair}: it registers the site's instances.",
    )
