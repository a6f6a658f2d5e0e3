"""Comparisons: what each way to reach the sites costs a month, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import InputNeeded
from multisite_tui.model.conversion import converted
from multisite_tui.model.plans import MonthlyCost
from multisite_tui.model.setup import Setup
from multisite_tui.model.topology_relations import CLASSIC
from multisite_tui.plan.checked import SiteCheck
from multisite_tui.plan.costs import monthly_cost
from multisite_tui.plan.resolved import ResolvedSite

FEWEST_ZONES = 2
"""The fewest zones of an Application Load Balancer (elbv2, `CreateLoadBalancer.Subnets`)."""


@dataclass(frozen=True)
class Comparison:
    """What the sites of one setup cost a month, by the way in which they are reached; traffic is not included."""

    classic: MonthlyCost
    """With a Classic Load Balancer for each."""
    shared: MonthlyCost
    """With one Application Load Balancer for all."""


def compared(region: str, sites: int, *, zones: int = 1) -> Comparison:
    """Return what so many sites cost either way.

    Args:
        region: The region whose prices apply; without lines and totals if the table lacks it.
        sites: The number of sites.
        zones: The number of zones in which each site has instances.
    """
    return Comparison(monthly_cost(region, sites, sites * zones), shared_cost(region, zones))


def shared_cost(region: str, zones: int) -> MonthlyCost:
    """Return the monthly cost of one load balancer for all sites, whose instances are in so many zones."""
    return monthly_cost(region, 0, max(zones, FEWEST_ZONES), 1)


def alternative(setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> MonthlyCost | None:
    """Return what one load balancer for all sites would cost a month instead of one for each.

    None where it would not cost less, its price is not known, or these sites cannot share one.

    Raises:
        AwsFailure: a read was refused.
    """
    resolved = [one.resolved for one in checked if one.resolved is not None]
    if setup.topology != CLASSIC or len(checked) < 2 or len(resolved) < len(checked) or not _convertible(setup):
        return None
    zones = {instance.zone for one in resolved for instance in one.instances}
    apart = monthly_cost(facts.account.region, len(resolved), sum(len(one.subnets) for one in resolved)).total
    shared = shared_cost(facts.account.region, len(zones))
    if apart is None or shared.total is None or shared.total >= apart:
        return None
    return shared if _can_share(resolved, zones, facts) else None


def _convertible(setup: Setup) -> bool:
    try:
        converted(setup, "shared")
    except InputNeeded:
        return False
    return True


def _can_share(sites: Sequence[ResolvedSite], zones: set[str], facts: Facts) -> bool:
    """Whether all instances are in one VPC, which has public subnets in enough zones."""
    vpcs = {one.vpc for one in sites}
    if len(vpcs) != 1:
        return False
    public = {subnet.zone for subnet in facts.subnets(vpcs.pop()) if subnet.public}
    return zones <= public and len(public) >= FEWEST_ZONES
