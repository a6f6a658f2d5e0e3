"""What one load balancer for all sites would cost beside one for each, and when a plan says so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from multisite_tui.model.setup import Setup
from multisite_tui.plan.comparisons import compared
from multisite_tui.plan.history import History
from multisite_tui.plan.planner import plan_run
from tests.aws.practice import Practice

from .setups import one_site, setup


@pytest.mark.parametrize("region", ["us-east-1", "ap-northeast-2"])
@pytest.mark.parametrize(
    ("sites", "classic", "shared"),
    [
        (1, "21.90", "23.73"),
        (2, "43.80", "23.73"),
        (3, "65.70", "23.73"),
        (5, "109.50", "23.73"),
        (20, "438.00", "23.73"),
    ],
)
def test_either_way_costs_what_the_calculator_says(region: str, sites: int, classic: str, shared: str) -> None:
    found = compared(region, sites)
    assert (found.classic.total, found.shared.total) == (Decimal(classic), Decimal(shared))


def test_each_further_zone_is_a_further_address() -> None:
    assert compared("us-east-1", 2, zones=2).shared.total == Decimal("23.73")
    assert compared("us-east-1", 2, zones=3).shared.total == Decimal("27.38")
    assert compared("us-east-1", 2, zones=3).classic.total == Decimal("58.40")


def test_of_an_unknown_region_neither_is_known() -> None:
    found = compared("eu-west-3", 2)
    assert (found.classic.total, found.shared.total) == (None, None)


def alternative(practice: Practice, asked: Setup | None = None) -> Decimal | None:
    found = plan_run(asked or setup(), practice.facts(), History()).plan.alternative
    return found.total if found is not None else None


def test_a_plan_of_several_load_balancers_says_what_one_would_cost(practice: Practice) -> None:
    found = plan_run(setup(), practice.facts(), History()).plan.alternative
    assert found is not None
    assert found.total == Decimal("23.73")
    assert [(line.what, line.count) for line in found.lines] == [
        ("Application Load Balancer", 1),
        ("public IPv4 address of a load balancer", 2),
    ]


def test_one_site_has_no_cheaper_way(practice: Practice) -> None:
    assert alternative(practice, one_site()) is None


@pytest.mark.parametrize(
    "more",
    [
        {"listeners": ["tcp:80"], "instance_protocol": "tcp", "certificate": "none"},
        {"health_check": {"protocol": "tcp"}},
    ],
)
def test_sites_that_cannot_share_one_are_offered_none(practice: Practice, more: dict[str, Any]) -> None:
    raw = setup().model_dump(by_alias=True, exclude_unset=True)
    asked = {**raw, "sites": [raw["sites"][0], {**raw["sites"][1], **more}]}
    assert alternative(practice, Setup.model_validate(asked)) is None


def test_a_region_without_prices_has_no_comparison(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multisite_tui.plan.costs.PRICES", {})
    assert alternative(practice) is None


def test_a_vpc_with_one_zone_has_no_place_for_it(practice: Practice) -> None:
    assert alternative(practice) is not None
    with_instance = practice.facts().instances()[0].subnet
    for subnet in practice.facts().subnets(practice.vpc):
        if subnet.id != with_instance:
            practice.aws.ec2.delete_subnet(SubnetId=subnet.id)
    assert alternative(practice) is None
