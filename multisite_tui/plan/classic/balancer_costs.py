"""What the load balancers of a setup cost a month: those that there will be, and those that are there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.removals.load_balancers import FoundBalancer
from multisite_tui.aws.resources.load_balancers import ClassicLoadBalancer
from multisite_tui.aws.resources.ownership import SETUP
from multisite_tui.model.plans import MonthlyCost
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.plan.checked import SiteCheck
from multisite_tui.plan.costs import AS_OF, monthly_cost
from multisite_tui.plan.graph import Found, Step


def wanted_cost(setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> MonthlyCost:
    """Return what the setup will cost: what is asked for, and what is left of earlier answers and stays."""
    asked = {site.load_balancer for site in setup.sites}
    left = [one for one in balancers_of(setup.name, facts) if one.name not in asked]
    addresses = sum(len(one.resolved.subnets) for one in checked if one.resolved)
    return monthly_cost(facts.account.region, len(checked) + len(left), addresses + _addresses(left))


def existing_cost(setup: str, facts: Facts, *, without: Collection[str] = ()) -> MonthlyCost:
    """Return what the load balancers of a setup cost as they are, whether they are still asked for or not.

    Args:
        setup: Its name.
        facts: The account.
        without: Names of those that go.
    """
    there = [one for one in balancers_of(setup, facts) if one.name not in without]
    if not there:
        return MonthlyCost(facts.account.region, (), Decimal(0), AS_OF)
    return monthly_cost(facts.account.region, len(there), _addresses(there))


def added_cost(steps: Sequence[Step], created: Collection[str], region: str) -> MonthlyCost:
    """Return what the load balancers add that these steps create."""
    made = [step.resource for step in steps if step.role is Role.LOAD_BALANCER and step.id in created]
    subnets = [len(one.subnets) for one in made if isinstance(one, ClassicLoadBalancer)]
    return monthly_cost(region, len(subnets), sum(subnets))


def stopped_cost(steps: Sequence[Step], found: Found, accepted: Collection[str], region: str) -> MonthlyCost:
    """Return what the load balancers cost that are there after a run that stopped half-way.

    Args:
        steps: All steps of the run.
        found: What they found; of a step that did not finish, what the plan found.
        accepted: The ids of the steps of which AWS accepted a call.
        region: The region whose prices hold.
    """
    addresses = list(_addresses_left(steps, found, accepted))
    return monthly_cost(region, len(addresses), sum(addresses))


def balancers_of(setup: str, facts: Facts) -> list[LoadBalancer]:
    """Return the load balancers that carry the setup's tag.

    Raises:
        AwsFailure: a read was refused.
    """
    names = sorted(name for name, tags in facts.load_balancer_tags().items() if tags.get(SETUP) == setup)
    return [found for name in names if (found := facts.load_balancer(name)) is not None]


def _addresses_left(steps: Sequence[Step], found: Found, accepted: Collection[str]) -> Iterator[int]:
    """Yield how many public addresses each load balancer holds that is there."""
    for step in (one for one in steps if one.role is Role.LOAD_BALANCER):
        there = found.by_step.get(step.id)
        balancer = there.balancer if isinstance(there, FoundBalancer) else there
        if isinstance(balancer, LoadBalancer):
            yield len(balancer.subnets)
        elif isinstance(step.resource, ClassicLoadBalancer) and step.id in accepted:
            yield len(step.resource.subnets)  # made, and then something else failed


def _addresses(balancers: Sequence[LoadBalancer]) -> int:
    """Return how many public IPv4 addresses they hold: one in each subnet at least."""
    return sum(len(one.subnets) for one in balancers)
