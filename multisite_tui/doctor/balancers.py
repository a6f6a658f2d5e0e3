"""The load balancer itself: whether it exists, listens, can be reached, and has the wanted health check."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.resources.entrances import SharedEntrance
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.hosts import look_at_hosts
from multisite_tui.doctor.shared_balancers import look_at_state, look_at_zones
from multisite_tui.model.terms import ANYWHERE
from multisite_tui.plan.resolve import health_check, listeners

LOAD_BALANCER = Area.LOAD_BALANCER


def look_at_balancer(examination: SiteExamination) -> Iterator[Diagnosis]:
    """Yield why visitors cannot reach the load balancer, and how it differs from the answers."""
    entrance = examination.entrance
    if entrance is None:
        yield _missing(examination)
        return
    locator = examination.locator
    yield from _private(examination, entrance)
    if isinstance(locator, SharedEntrance):
        yield from look_at_state(examination, locator)
        yield from look_at_zones(examination, entrance)
        yield from look_at_hosts(examination, locator)
    else:
        yield from _listeners(examination, entrance)
    yield from _closed_ports(examination, entrance)
    yield from _health_check(examination, entrance)


def _private(examination: SiteExamination, entrance: Entrance) -> Iterator[Diagnosis]:
    for subnet in examination.facts.subnets(entrance.vpc):
        if subnet.id in entrance.subnets and not subnet.public:
            yield examination.diagnosis(
                LOAD_BALANCER,
                "subnet_not_public",
                Certainty.CERTAIN,
                f"Subnet {subnet.id} of load balancer {entrance.name} is not public, so visitors who are sent to it "
                "get no answer.",
                f"The target of its route to {ANYWHERE} is gone: the route is a blackhole."
                if subnet.way_lost
                else f"Its route table does not send {ANYWHERE} to an internet gateway.",
                f"In the route table of {subnet.id}, send {ANYWHERE} to an internet gateway of the VPC.",
            )


def _listeners(examination: SiteExamination, entrance: Entrance) -> Iterator[Diagnosis]:
    for wanted in listeners(examination.site):
        there = entrance.on(wanted.port)
        if there is None or there.instance_port != wanted.instance_port:
            described = f"it sends to port {there.instance_port}" if there else "it does not listen there"
            yield examination.diagnosis(
                LOAD_BALANCER,
                "listener_missing" if there is None else "listener_differs",
                Certainty.CERTAIN,
                f"Port {wanted.port} of load balancer {entrance.name} does not lead to port {wanted.instance_port} "
                "of the instance.",
                f"As AWS describes it, {described}. A secure listener is made once its certificate is issued.",
                f"{examination.repair} once the certificate is issued.",
            )


def _closed_ports(examination: SiteExamination, entrance: Entrance) -> Iterator[Diagnosis]:
    """Yield the listener ports that no security group of the load balancer opens to visitors."""
    groups = [one for one in examination.facts.security_groups(entrance.vpc) if one.id in entrance.security_groups]
    names = ", ".join(sorted(entrance.security_groups))
    asked = {listener.port for listener in examination.site.listeners}  # others may listen on more of a shared one
    for port in sorted(listener.port for listener in entrance.ports if listener.port in asked):
        if any(group.admits(port, ANYWHERE) for group in groups):
            continue
        some = any(group.opens(port) for group in groups)
        yield examination.diagnosis(
            LOAD_BALANCER,
            "security_group_closed",
            Certainty.CANNOT_TELL if some else Certainty.CERTAIN,
            f"Not everybody is let in on port {port} of load balancer {entrance.name}."
            if some
            else f"Nobody is let in on port {port} of load balancer {entrance.name}.",
            f"Its security groups ({names}) have no rule for TCP {port} from {ANYWHERE}.",
            f"{examination.repair}, or add an inbound rule to one of {names}: TCP {port} from {ANYWHERE}.",
        )


def _health_check(examination: SiteExamination, entrance: Entrance) -> Iterator[Diagnosis]:
    wanted, there = health_check(examination.site, len(entrance.instances)), entrance.health_check
    if not entrance.tagged:
        return  # reported already: there is no target group
    if there is None or there.target != wanted.target:
        yield examination.diagnosis(
            LOAD_BALANCER,
            "health_check_differs",
            Certainty.CERTAIN,
            f"The load balancer does not check what was asked, {wanted.target}.",
            f"It checks {there.target}." if there else "It has no health check.",
            f"{examination.repair}: it sets the health check.",
        )
    elif there.selectable and there.codes != examination.site.health_check.codes:
        yield examination.diagnosis(
            LOAD_BALANCER,
            "health_check_differs",
            Certainty.CERTAIN,
            f"The load balancer does not take for healthy what was asked, {examination.site.health_check.codes}.",
            f"Its health check takes {there.passing}.",
            f"{examination.repair}: it sets the health check.",
        )


def _missing(examination: SiteExamination) -> Diagnosis:
    return examination.diagnosis(
        LOAD_BALANCER,
        "load_balancer_missing",
        Certainty.CERTAIN,
        f"There is no load balancer {examination.locator.name} in {examination.facts.account.region}.",
        "AWS lists none of that name; a run may have stopped before it was made, or somebody deleted it.",
        f"{examination.repair}: it makes the load balancer.",
    )
