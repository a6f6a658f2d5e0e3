from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from multisite_tui.plan.costs import monthly_cost


@pytest.mark.parametrize("region", ["us-east-1", "ap-northeast-2"])
@pytest.mark.parametrize(
    ("load_balancers", "addresses", "total"),
    [(1, 1, "21.90"), (1, 2, "25.55"), (2, 2, "43.80"), (2, 4, "51.10"), (20, 20, "438.00"), (0, 0, "0.00")],
)
def test_total_is_that_of_the_calculator(region: str, load_balancers: int, addresses: int, total: str) -> None:
    cost = monthly_cost(region, load_balancers, addresses)
    assert cost.total == Decimal(total)
    assert sum(line.count * line.each for line in cost.lines) == Decimal(total)


def test_lines_are_exact_and_dated() -> None:
    cost = monthly_cost("ap-northeast-2", 2, 4)
    assert [(line.count, str(line.each)) for line in cost.lines] == [(2, "18.25"), (4, "3.65")]
    assert (cost.region, cost.as_of) == ("ap-northeast-2", date(2026, 11, 22))


def test_what_is_not_there_has_no_line() -> None:
    assert monthly_cost("us-east-1", 0, 0).lines == ()


def test_unknown_region_has_no_guess() -> None:
    cost = monthly_cost("eu-west-3", 2, 4)
    assert (cost.lines, cost.total) == ((), None)
