"""What AWS refuses of the calls of a plan taken together is found by looking at the calls."""

from __future__ import annotations

import pytest

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.plan.classic.balancer_checks import check_outage, check_tags
from tests.aws.samples import load_balancer


def tagging(operation: str, *keys: str) -> Call:
    return AwsCall("elb", operation, {"Tags": [{"Key": key} for key in keys]}, "load balancer to-main", "")


def some(count: int, prefix: str = "k") -> dict[str, str]:
    return {f"{prefix}{number}": "v" for number in range(count)}


@pytest.mark.parametrize(
    ("there", "calls", "told"),
    [
        (some(50), [], False),
        (some(49), [tagging("AddTags", "new")], False),
        (some(50), [tagging("AddTags", "new")], True),
        (some(50), [tagging("AddTags", "k0")], False),
        (some(50), [tagging("AddTags", "new"), tagging("RemoveTags", "k0")], False),
        (
            some(48),
            [tagging("AddTags", "new"), tagging("AddTags", "multisite-tui:before-1", "multisite-tui:before-2")],
            True,
        ),
        ({**some(49), **some(5, "aws:cloudformation:")}, [tagging("AddTags", "new")], False),
    ],
)
def test_a_load_balancer_has_room_for_fifty_tags(there: dict[str, str], calls: list[Call], told: bool) -> None:
    assert bool(check_tags(load_balancer(tags=there), calls)) is told


def test_ports_that_give_no_answer_for_a_while_are_told_beforehand() -> None:
    gone = [AwsCall("elb", "DeleteLoadBalancerListeners", {"LoadBalancerPorts": [port]}, "", "") for port in (443, 80)]
    [warning] = check_outage([*gone, tagging("AddTags", "new")])
    assert "80, 443" in warning.what
    assert check_outage([tagging("AddTags", "new")]) == []
