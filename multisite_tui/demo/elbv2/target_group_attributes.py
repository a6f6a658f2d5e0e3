"""Attributes of target groups (ELB API 2015-12-01, TargetGroupAttribute)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, answer
from multisite_tui.demo.elbv2.application_lookup import find_target_group
from multisite_tui.demo.elbv2.attribute_values import (
    Attributes,
    asked_values,
    choice,
    defaults,
    described_values,
    number,
    switch,
    text,
)

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape

DELAY = "deregistration_delay.timeout_seconds"
_WEEK = 604_800
_ATTRIBUTES: Attributes = {
    DELAY: number(300, 0, 3600),
    "stickiness.enabled": switch(False),
    "stickiness.type": choice("lb_cookie", "app_cookie"),
    "stickiness.lb_cookie.duration_seconds": number(86_400, 1, _WEEK),
    "stickiness.app_cookie.cookie_name": text(),
    "stickiness.app_cookie.duration_seconds": number(86_400, 1, _WEEK),
    "load_balancing.algorithm.type": choice("round_robin", "least_outstanding_requests", "weighted_random"),
    "load_balancing.algorithm.anomaly_mitigation": choice("off", "on"),
    "load_balancing.cross_zone.enabled": choice("use_load_balancer_configuration", "true", "false"),
    "slow_start.duration_seconds": number(0, 30, 900, zero=True),
    "target_group_health.dns_failover.minimum_healthy_targets.count": text("1"),
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": text("off"),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": text("1"),
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": text("off"),
}


def default_target_group_attributes() -> dict[str, str]:
    """Return the attributes of a new target group."""
    return defaults(_ATTRIBUTES)


@answer("elbv2", "DescribeTargetGroupAttributes")
def describe_target_group_attributes(call: PracticeCall) -> Shape:
    """The attributes of a target group."""
    return described_values(find_target_group(call).attributes)


@answer("elbv2", "ModifyTargetGroupAttributes")
def modify_target_group_attributes(call: PracticeCall) -> Shape:
    """Change the attributes given; the others stay."""
    group = find_target_group(call)
    asked = asked_values(call.params["Attributes"], _ATTRIBUTES, "Target group")
    group.attributes.update(asked)
    return described_values(group.attributes)
