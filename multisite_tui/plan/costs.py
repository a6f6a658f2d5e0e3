"""The monthly cost of a setup, from a dated table of prices: no call is made to ask for prices.

Sources, as read on 2026-11-22:

- A Classic Load Balancer is billed by the hour it exists, used or not: 0.025 USD in us-east-1 (the Elastic Load
  Balancing price page, https://aws.amazon.com/elasticloadbalancing/pricing/) and in ap-northeast-2 (a bill of January
  2026: four load balancers, 744 hours, 74.40 USD).
- An Application Load Balancer is billed by the hour too: 0.0225 USD in us-east-1 (the same page, as of 2026-09-20) and
  in ap-northeast-2 (two bills: 514 hours 11.57 USD, and 13 days of October 2026 6.95 USD), as read on 2026-11-25. Its
  traffic is billed by LCU hours, 0.008 USD each: 25 new connections a second, 3000 active ones, 1 GB an hour or 1000
  evaluations of rules a second, whichever is most, the first 10 rules free. Idle sites cost 0.00 to 0.01 USD a
  fortnight; a GB costs what it costs on a Classic Load Balancer.
- Each public IPv4 address in use is billed 0.005 USD an hour since 2024-02-01, those of load balancers too
  (https://aws.amazon.com/vpc/pricing/).

A month has 730 hours, as in AWS's own calculator. Traffic, the instance and the hosted zone are not included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from operator import add

from multisite_tui.model.plans import CENT, HOURS_A_MONTH, CostLine, MonthlyCost

AS_OF = date(2026, 11, 22)


@dataclass(frozen=True)
class HourlyPrices:
    """The prices of one region, in USD an hour."""

    load_balancer: Decimal
    """A Classic Load Balancer."""
    application_load_balancer: Decimal
    address: Decimal


PRICES = {
    "us-east-1": HourlyPrices(Decimal("0.025"), Decimal("0.0225"), Decimal("0.005")),
    "ap-northeast-2": HourlyPrices(Decimal("0.025"), Decimal("0.0225"), Decimal("0.005")),
}


def monthly_cost(region: str, load_balancers: int, addresses: int, application_load_balancers: int = 0) -> MonthlyCost:
    """Return the monthly cost; without lines and total if the table lacks the region.

    Args:
        region: The region the load balancers are in.
        load_balancers: The number of Classic Load Balancers.
        addresses: The number of public IPv4 addresses: at least one in each subnet of each load balancer.
        application_load_balancers: The number of Application Load Balancers.
    """
    prices = PRICES.get(region)
    if prices is None:
        return MonthlyCost(region=region, lines=(), total=None, as_of=AS_OF)
    lines = (
        CostLine("Classic Load Balancer", load_balancers, a_month(prices.load_balancer)),
        CostLine("Application Load Balancer", application_load_balancers, a_month(prices.application_load_balancer)),
        CostLine("public IPv4 address of a load balancer", addresses, a_month(prices.address)),
    )
    total = sum((line.count * line.each for line in lines), Decimal(0)).quantize(CENT)
    return MonthlyCost(region=region, lines=tuple(line for line in lines if line.count), total=total, as_of=AS_OF)


def total_cost(costs: Iterable[MonthlyCost]) -> MonthlyCost:
    """Return the sum of at least one monthly cost."""
    return reduce(add, costs)


def a_month(an_hour: Decimal) -> Decimal:
    """Return the price of a month in USD, rounded to the cent."""
    return (an_hour * HOURS_A_MONTH).quantize(CENT, ROUND_HALF_UP)
