"""Bills: which load balancers of a setup are there, and what they cost as they are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.resources.ownership import SETUP
from multisite_tui.model.plans import MonthlyCost
from multisite_tui.plan.costs import AS_OF, monthly_cost


def balancers_of(setup: str, facts: Facts) -> list[LoadBalancer]:
    """Return the load balancers that carry the setup's tag, whether they are still asked for or not.

    Raises:
        AwsFailure: a read was refused.
    """
    names = sorted(name for name, tags in facts.load_balancer_tags().items() if tags.get(SETUP) == setup)
    return [found for name in names if (found := facts.load_balancer(name)) is not None]


def addresses_of(balancers: Sequence[LoadBalancer]) -> int:
    """Return how many public IPv4 addresses they hold: one in each subnet at least."""
    return sum(len(one.subnets) for one in balancers)


def cost_of(balancers: Sequence[LoadBalancer], region: str) -> MonthlyCost:
    """Return what these go on costing; where there is none, nothing, in whatever region."""
    if not balancers:
        return MonthlyCost(region, (), Decimal(0), AS_OF)
    return monthly_cost(region, len(balancers), addresses_of(balancers))
