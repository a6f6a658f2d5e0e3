"""A load balancer that sites share: whether it routes requests yet, and in how many zones."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.application_load_balancers import ACTIVE, FAILED, IMPAIRED
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.resources.application_load_balancers import FEWEST_ZONES
from multisite_tui.aws.resources.entrances import SharedEntrance
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination

LOAD_BALANCER = Area.LOAD_BALANCER


def look_at_state(examination: SiteExamination, locator: SharedEntrance) -> Iterator[Diagnosis]:
    """Yield why it does not route requests, by its own state (elbv2, `LoadBalancerState`)."""
    balancer = examination.facts.application_load_balancer(locator.name)
    if balancer is None or balancer.state == ACTIVE:
        return
    evidence = f"AWS says that its state is {balancer.state}, with the reason: {balancer.state_reason or 'none'}."
    match balancer.state:
        case state if state == FAILED:
            yield examination.diagnosis(
                LOAD_BALANCER,
                "load_balancer_failed",
                Certainty.CERTAIN,
                f"AWS could not make the load balancer {locator.name}.",
                evidence,
                f"Delete it in the EC2 console, put the reason right, and {examination.then_repair}: it makes one.",
            )
        case state if state == IMPAIRED:
            yield examination.diagnosis(
                LOAD_BALANCER,
                "load_balancer_impaired",
                Certainty.CANNOT_TELL,
                f"The load balancer {locator.name} routes requests, but AWS cannot make it larger.",
                evidence,
                "See that each of its subnets has 8 free addresses, and ask again.",
            )
        case _:
            yield examination.diagnosis(
                LOAD_BALANCER,
                "load_balancer_provisioning",
                Certainty.LIKELY,
                f"AWS is still making the load balancer {locator.name}.",
                evidence,
                "Wait: it mostly takes 2 to 4 minutes. Then ask again.",
            )


def look_at_zones(examination: SiteExamination, entrance: Entrance) -> Iterator[Diagnosis]:
    """Yield that the load balancer is in one zone only."""
    zones = {one.zone for one in examination.facts.subnets(entrance.vpc) if one.id in entrance.subnets}
    if 0 < len(zones) < FEWEST_ZONES:
        yield examination.diagnosis(
            LOAD_BALANCER,
            "load_balancer_in_one_zone",
            Certainty.CANNOT_TELL,
            f"The load balancer {entrance.name} is in {', '.join(zones)} alone; if that zone fails, all do.",
            "AWS makes one in two zones at least; somebody has taken subnets away from it.",
            "In the EC2 console, under its network mapping, add a public subnet of a second zone.",
        )
