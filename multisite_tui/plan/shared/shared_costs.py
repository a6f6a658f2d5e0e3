"""The monthly cost of the load balancer that all sites share: after the run, and now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.removals.application_load_balancers import FoundApplication
from multisite_tui.aws.removals.setup_balancers import balancers_of_setup
from multisite_tui.aws.resources.application_load_balancers import SharedLoadBalancer
from multisite_tui.model.plans import HeldEntrance, MonthlyCost
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.plan.checked import SiteCheck
from multisite_tui.plan.costs import AS_OF, monthly_cost
from multisite_tui.plan.graph import Found, Step


def wanted_cost(setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> MonthlyCost:
    """Return the monthly cost after the run: of what is asked for, and of what is left of earlier answers and stays."""
    left = [one for one in balancers_of_setup(setup.name, facts) if one.name != setup.shared_balancer]
    subnets = {subnet for one in checked if one.resolved for subnet in one.resolved.subnets}
    return _cost(facts.account.region, [len(subnets), *(len(one.subnets) for one in left)])


def existing_cost(setup: str, facts: Facts, *, without: Collection[str] = ()) -> MonthlyCost:
    """Return the monthly cost of the setup's existing load balancers of this kind.

    Args:
        setup: The setup's name.
        facts: The account.
        without: Names of load balancers that will be deleted and are not counted.
    """
    there = [one for one in balancers_of_setup(setup, facts) if one.name not in without]
    return _cost(facts.account.region, [len(one.subnets) for one in there])


def added_cost(steps: Sequence[Step], created: Collection[str], region: str) -> MonthlyCost:
    """Return the monthly cost of the load balancer if these steps create it."""
    made = [one.resource for one in steps if one.role is Role.LOAD_BALANCER and one.id in created]
    return _cost(region, [len(one.subnets) for one in made if isinstance(one, SharedLoadBalancer)])


def stopped_cost(steps: Sequence[Step], found: Found, accepted: Collection[str], region: str) -> MonthlyCost:
    """Return the monthly cost of the load balancer if it exists after a run that stopped part-way.

    Args:
        steps: All steps of the run.
        found: Their resources as last read; for a step that did not finish, as the plan read it.
        accepted: The ids of the steps with a call that AWS accepted.
        region: The region whose prices apply.
    """
    addresses = []
    for step in (one for one in steps if one.role is Role.LOAD_BALANCER):
        there = found.by_step.get(step.id)
        balancer = there.application if isinstance(there, FoundApplication) else there
        if isinstance(balancer, ApplicationLoadBalancer):
            addresses.append(len(balancer.subnets))
        elif isinstance(step.resource, SharedLoadBalancer) and step.id in accepted:
            addresses.append(len(step.resource.subnets))  # created, before a later call of the step failed
    return _cost(region, addresses)


def held_balancers(setup: str, sites: Collection[str], facts: Facts) -> Iterator[HeldEntrance]:
    """Yield the load balancers of the setup, from which these sites have moved to another topology.

    Raises:
        AwsFailure: a read was refused.
    """
    for one in balancers_of_setup(setup, facts):
        cost = _cost(facts.account.region, [len(one.subnets)])
        yield HeldEntrance("shared", tuple(sites), f"load balancer {one.name}", one.dns_name, cost)


def _cost(region: str, addresses: Sequence[int]) -> MonthlyCost:
    """Return the cost of load balancers with so many public addresses each; nothing at all where there are none."""
    if not addresses:
        return MonthlyCost(region, (), Decimal(0), AS_OF)
    return monthly_cost(region, 0, sum(addresses), len(addresses))
