"""In which subnets the load balancer of all sites is: a public one in each zone of the instances, two at least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.resources.application_load_balancers import FEWEST_ZONES
from multisite_tui.aws.resources.entrances import EntranceLocator, SharedEntrance
from multisite_tui.errors import Problem
from multisite_tui.model.setup import Setup
from multisite_tui.plan.instance_choice import Serving, instances_of
from multisite_tui.plan.open_questions import OpenQuestions
from multisite_tui.plan.subnet_choice import FREE_ADDRESSES, LONGEST_PREFIX, subnets_of


@dataclass
class _QuestionsOfAll(OpenQuestions):
    """Collects the problems as those of the setup: each site would have the same ones."""

    of_all: list[Problem] = field(default_factory=list)

    def add(self, code: str, key: str, what: str, why: str, next: str) -> None:  # noqa: A002 - the field's own name
        """Add a problem of the setup; `key` is one of `shared`."""
        self.of_all.append(Problem(code, what, why, next, None, f"shared.{key}"))


def subnets_for_all(
    setup: Setup,
    instances: Sequence[Instance],
    facts: Facts,
    entrance: EntranceLocator,
    questions: OpenQuestions,
) -> tuple[str, ...]:
    """Return the subnets of the load balancer of all sites; it is the same answer for each site.

    Args:
        setup: The setup.
        instances: The instances of the site that asks, of whose VPC the load balancer is.
        facts: The account.
        entrance: The load balancer; one that exists keeps its subnets.
        questions: Gets what is open.

    Raises:
        AwsFailure: a read was refused.
    """
    of_all = {one.id: one for one in instances} | {one.id: one for one in _all_instances(setup, facts)}
    there = [of_all[one] for one in sorted(of_all) if of_all[one].vpc == instances[0].vpc]
    own = _QuestionsOfAll(questions.site, questions.place)
    chosen = subnets_of(setup.shared.subnets, there, facts, entrance, own, FEWEST_ZONES)
    if not own.of_all and len(chosen) < FEWEST_ZONES:
        own.of_all.append(_one_zone(named=bool(setup.shared.subnets)))
    questions.problems += own.of_all
    return chosen


def _all_instances(setup: Setup, facts: Facts) -> list[Instance]:
    """Return the instances of all sites, as far as they are not open; each site asks for its own where they are."""
    entrances: dict[str, EntranceLocator] = {
        site.domain: SharedEntrance(setup.shared_balancer, site.target_group_name, site.domain) for site in setup.sites
    }
    serving, unheard = Serving(setup.name, facts, entrances), OpenQuestions("", 0)
    return [one for site in setup.sites for one in instances_of(setup, site, facts, serving, unheard)]


def _one_zone(*, named: bool) -> Problem:
    what = (
        "The subnets are all in one availability zone."
        if named
        else f"The VPC has no second availability zone with a public subnet of /{LONGEST_PREFIX} or larger with "
        f"{FREE_ADDRESSES} free addresses."
    )
    return Problem(
        code="one_zone",
        what=what,
        why="AWS makes an Application Load Balancer in two availability zones or more, though the instance is in one.",
        next="Add a public subnet in a second zone (the VPC console; a default VPC has one in each), or set "
        "`topology: classic`.",
        key="shared.subnets",
    )
