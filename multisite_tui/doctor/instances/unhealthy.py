"""Why an instance gets no visitors, as far as a Classic Load Balancer and a target group say the same of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from multisite_tui.aws.facts.entrances import Entrance, TargetHealth
from multisite_tui.aws.signed_in import aws_command
from multisite_tui.calling import CALLED
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.instances.ingress import look_at_ingress
from multisite_tui.doctor.instances.paths import look_at_path
from multisite_tui.model.accounts import Account, AccountKind

INSTANCE = Area.INSTANCE
IN_STATE = re.compile(r"in (?:the )?(pending|stopping|stopped|shutting-down|terminated) state")
"""How both say that an instance does not run."""
START = "Start it: `{command}`"
START_PRACTICE = (
    "Start it in the practice account: `{called} demo serve` says how the AWS CLI reaches it, whose `ec2"
    " start-instances --instance-ids {instance}` does it there."
)

Look = Callable[[SiteExamination, Entrance, TargetHealth], Iterator[Diagnosis]]
"""Yields why one instance has this health."""


def blocked_check(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield why the health check cannot reach the instance; how the listeners' ports are admitted is examined apart."""
    yield from look_at_path(examination, entrance, health)
    check = entrance.health_check
    if check is not None:
        yield from look_at_ingress(examination, entrance, health.instance, check.target.port)


def registering(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield that the registration of the instance is not complete."""
    yield examination.diagnosis(
        INSTANCE,
        "instance_registering",
        Certainty.CERTAIN,
        f"The load balancer is still taking {health.instance} on.",
        health.description,
        "Wait about 30 seconds and ask again.",
    )


def transient(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield that AWS has an error of its own."""
    yield examination.diagnosis(
        INSTANCE,
        "instance_health_unread",
        Certainty.CANNOT_TELL,
        f"AWS could not say just now how {health.instance} is.",
        health.description,
        "Ask again in a minute.",
    )


def wrong_zone(examination: SiteExamination, entrance: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield that the load balancer has no subnet in the instance's zone."""
    instance = examination.instance(health.instance)
    zones = sorted({one.zone for one in examination.facts.subnets(entrance.vpc) if one.id in entrance.subnets})
    zone = instance.zone if instance else "its zone"
    yield examination.diagnosis(
        INSTANCE,
        "zone_not_enabled",
        Certainty.CERTAIN,
        f"{health.instance} is in {zone}, and the load balancer has no subnet there.",
        f"It has subnets in {', '.join(zones) or 'no zone'}. AWS says of {health.instance}: {health.description}",
        f"{examination.repair}, or add a public subnet of {zone} to the load balancer {entrance.name}.",
    )


def unregistered(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield that AWS says that the instance is not registered."""
    yield not_registered(examination, health.instance, health.description)


def not_registered(examination: SiteExamination, instance: str, evidence: str) -> Diagnosis:
    """Return that an instance of the site is not registered."""
    return examination.diagnosis(
        INSTANCE,
        "instance_not_registered",
        Certainty.CERTAIN,
        f"{instance} is not registered with the {examination.locator.registry}.",
        evidence,
        f"{examination.repair}: it registers the instance.",
    )


def leaving(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield that the instance is being taken out."""
    yield examination.diagnosis(
        INSTANCE,
        "instance_leaving",
        Certainty.CERTAIN,
        f"{health.instance} is being taken out of the {examination.locator.registry}; it only finishes its requests.",
        f"{health.state}: {health.description}",
        f"If it should stay, {examination.then_repair}: it registers the instance.",
    )


def not_running(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield in which state the instance is, by AWS's words or else as EC2 describes it."""
    said, instance = IN_STATE.search(health.description), examination.instance(health.instance)
    word = said[1] if said else instance.state if instance else "terminated"
    fixes = {
        "pending": "Wait a minute until it runs, and ask again.",
        "terminated": f"Name another in `instances` and {examination.then_repair}; this one cannot come back.",
        "shutting-down": f"Name another in `instances` and {examination.then_repair}; this one cannot come back.",
    }
    yield examination.diagnosis(
        INSTANCE,
        f"instance_{word.replace('-', '_')}",
        Certainty.CERTAIN,
        f"{health.instance} is {word}, and a load balancer sends only to a running instance.",
        health.description,
        fixes.get(word) or start_words(examination.facts.account, health.instance),
    )


def start_words(account: Account, instance: str) -> str:
    """Return how an instance that is stopped is started in this account."""
    if account.kind is AccountKind.PRACTICE:
        return START_PRACTICE.format(called=CALLED, instance=instance)
    return START.format(command=aws_command(account.region, "ec2", "start-instances", "--instance-ids", instance))


def unknown(examination: SiteExamination, _: Entrance, health: TargetHealth) -> Iterator[Diagnosis]:
    """Yield what AWS says, since nothing here explains it."""
    yield examination.diagnosis(
        INSTANCE,
        "instance_health_unknown",
        Certainty.CANNOT_TELL,
        f"AWS says of {health.instance} what this version does not know.",
        f"{health.state} ({health.reason}): {health.description}",
        "Search for AWS's words, and ask again in a minute.",
    )
