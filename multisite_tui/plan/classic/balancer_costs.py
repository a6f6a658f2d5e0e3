"""The monthly cost of a setup's load balancers: after the run, and now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.removals.load_balancers import FoundBalancer
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.load_balancers import ClassicLoadBalancer
from multisite_tui.aws.resources.ownership import MADE, OWNER, SETUP, SITE
from multisite_tui.model.plans import HeldEntrance, MonthlyCost
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.plan.checked import SiteCheck
from multisite_tui.plan.costs import AS_OF, monthly_cost
from multisite_tui.plan.graph import Found, Step


def wanted_cost(setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> MonthlyCost:
    """Return the monthly cost after the run: of what is asked for, and of what is left of earlier answers and stays."""
    asked = {site.load_balancer for site in setup.sites}
    left = [one for one in balancers_of(setup.name, facts) if one.name not in asked]
    addresses = sum(len(one.resolved.subnets) for one in checked if one.resolved)
    return monthly_cost(facts.account.region, len(checked) + len(left), addresses + _addresses(left))


def existing_cost(setup: str, facts: Facts, *, without: Collection[str] = ()) -> MonthlyCost:
    """Return the monthly cost of the setup's existing load balancers, whether they are still asked for or not.

    Args:
        setup: The setup's name.
        facts: The account.
        without: Names of load balancers that will be deleted and are not counted.
    """
    there = [one for one in balancers_of(setup, facts) if one.name not in without]
    if not there:
        return MonthlyCost(facts.account.region, (), Decimal(0), AS_OF)
    return monthly_cost(facts.account.region, len(there), _addresses(there))


def added_cost(steps: Sequence[Step], created: Collection[str], region: str) -> MonthlyCost:
    """Return the monthly cost of the load balancers that these steps create."""
    made = [step.resource for step in steps if step.role is Role.LOAD_BALANCER and step.id in created]
    subnets = [len(one.subnets) for one in made if isinstance(one, ClassicLoadBalancer)]
    return monthly_cost(region, len(subnets), sum(subnets))


def stopped_cost(steps: Sequence[Step], found: Found, accepted: Collection[str], region: str) -> MonthlyCost:
    """Return the monthly cost of the load balancers that exist after a run that stopped part-way.

    Args:
        steps: All steps of the run.
        found: Their resources as last read; for a step that did not finish, as the plan read it.
        accepted: The ids of the steps with a call that AWS accepted.
        region: The region whose prices apply.
    """
    addresses = list(_addresses_left(steps, found, accepted))
    return monthly_cost(region, len(addresses), sum(addresses))


def cost_of(name: str, facts: Facts) -> MonthlyCost:
    """Return the monthly cost of one load balancer.

    Raises:
        AwsFailure: a read was refused.
    """
    found = facts.load_balancer(name)
    return monthly_cost(facts.account.region, 1, _addresses([found] if found else []))


def held_balancers(setup: str, sites: Collection[str], facts: Facts) -> Iterator[HeldEntrance]:
    """Yield the load balancers of these sites, which have moved to another topology.

    Raises:
        AwsFailure: a read was refused.
    """
    for one in balancers_of(setup, facts):
        if one.tags.get(SITE) in sites:
            cost = cost_of(one.name, facts)
            adopted = one.tags.get(OWNER) != MADE
            yield HeldEntrance(
                "classic", (one.tags[SITE],), ClassicEntrance(one.name).title, one.dns_name, cost, adopted
            )


def balancers_of(setup: str, facts: Facts) -> list[LoadBalancer]:
    """Return the load balancers that carry the setup's tag.

    Raises:
        AwsFailure: a read was refused.
    """
    names = sorted(name for name, tags in facts.load_balancer_tags().items() if tags.get(SETUP) == setup)
    return [found for name in names if (found := facts.load_balancer(name)) is not None]


def _addresses_left(steps: Sequence[Step], found: Found, accepted: Collection[str]) -> Iterator[int]:
    """Yield the number of public addresses of each load balancer that exists."""
    for step in (one for one in steps if one.role is Role.LOAD_BALANCER):
        there = found.by_step.get(step.id)
        balancer = there.balancer if isinstance(there, FoundBalancer) else there
        if isinstance(balancer, LoadBalancer):
            yield len(balancer.subnets)
        elif isinstance(step.resource, ClassicLoadBalancer) and step.id in accepted:
            yield len(step.resource.subnets)  # created, before a later call of the step failed


def _addresses(balancers: Sequence[LoadBalancer]) -> int:
    """Return the number of public IPv4 addresses that they hold: at least one in each subnet."""
    return sum(len(one.subnets) for one in balancers)
