"""Target groups of Application Load Balancers, and the health of their targets (elbv2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.application_load_balancers import attributes_in, unless_gone
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.session import Aws
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import TargetGroupTypeDef

DELAY = "deregistration_delay.timeout_seconds"
STICKY = "stickiness.enabled"
STICKY_TYPE = "stickiness.type"
STICKY_FOR = "stickiness.lb_cookie.duration_seconds"
DECIDING = (DELAY, STICKY, STICKY_TYPE, STICKY_FOR)
"""The attributes that a setup decides; AWS returns others too."""
TRAFFIC_PORT = "traffic-port"
"""The port of a health check that goes to the port of each target."""


@dataclass(frozen=True)
class TargetCheck:
    """The health check of a target group (elbv2, `CreateTargetGroup`); times in seconds."""

    protocol: str
    """`HTTP` or `HTTPS`."""
    port: str
    """A number, or `traffic-port`."""
    path: str
    interval: int
    timeout: int
    healthy_threshold: int
    unhealthy_threshold: int
    codes: str
    """The status codes that pass, such as `200-399`."""


@dataclass(frozen=True)
class TargetGroup:
    """One target group."""

    arn: str
    name: str
    protocol: str
    """What its targets are spoken to in: `HTTP` or `HTTPS`."""
    port: int
    """The port of targets that are registered without one; each of ours is registered with its own."""
    vpc: str
    target_type: str
    """`instance`, `ip`, `lambda` or `alb`."""
    check: TargetCheck
    load_balancers: frozenset[str]
    """The ARNs of the load balancers that forward to it: one at most."""
    tags: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] | None = None
    """By key; None unless they were asked for too, which takes a call for each target group."""


def all_of(aws: Aws) -> dict[str, TargetGroup]:
    """Return every target group of the region by name, without tags and attributes."""
    with translated("elbv2:DescribeTargetGroups"):
        pages = aws.elbv2.get_paginator("describe_target_groups").paginate()
        found = [one for page in pages for one in answer_in(page, "TargetGroups", "elbv2:DescribeTargetGroups")]
    groups = [group_from(one) for one in found if "TargetGroupArn" in one and "TargetGroupName" in one]
    return {one.name: one for one in groups}


def attributes(aws: Aws, arn: str) -> dict[str, str] | None:
    """Return the attributes of one target group by key; None if ELB does not know it."""
    return unless_gone(partial(_attributes, aws, arn))


def health(aws: Aws, arn: str) -> tuple[TargetHealth, ...]:
    """Return every target of a group with its health (elbv2, `DescribeTargetHealth`); none if ELB does not know it."""
    return unless_gone(partial(_health, aws, arn)) or ()


def group_from(found: TargetGroupTypeDef | Mapping[str, Any]) -> TargetGroup:
    """Return a target group as a reply describes it, without tags and attributes."""
    return TargetGroup(
        arn=found["TargetGroupArn"],
        name=found["TargetGroupName"],
        protocol=found.get("Protocol", ""),
        port=found.get("Port", 0),
        vpc=found.get("VpcId", ""),
        target_type=found.get("TargetType", ""),
        check=TargetCheck(
            protocol=found.get("HealthCheckProtocol", ""),
            port=found.get("HealthCheckPort", ""),
            path=found.get("HealthCheckPath", ""),
            interval=found.get("HealthCheckIntervalSeconds", 0),
            timeout=found.get("HealthCheckTimeoutSeconds", 0),
            healthy_threshold=found.get("HealthyThresholdCount", 0),
            unhealthy_threshold=found.get("UnhealthyThresholdCount", 0),
            codes=found.get("Matcher", {}).get("HttpCode", ""),
        ),
        load_balancers=frozenset(found.get("LoadBalancerArns", ())),
    )


def _attributes(aws: Aws, arn: str) -> dict[str, str]:
    with translated("elbv2:DescribeTargetGroupAttributes"):
        reply = aws.elbv2.describe_target_group_attributes(TargetGroupArn=arn)
    return attributes_in(answer_in(reply, "Attributes", "elbv2:DescribeTargetGroupAttributes"), DECIDING)


def told_attributes(of: str, call: IntendedCall, reply: Reply) -> dict[str, str] | None:
    """Return the attributes that AWS's reply to `ModifyTargetGroupAttributes` of this target group contains."""
    asked = call.name == "elbv2:ModifyTargetGroupAttributes" and call.params["TargetGroupArn"] == of
    return attributes_in(reply["Attributes"], DECIDING) if asked and reply.get("Attributes") else None


def _health(aws: Aws, arn: str) -> tuple[TargetHealth, ...]:
    with translated("elbv2:DescribeTargetHealth"):
        reply = aws.elbv2.describe_target_health(TargetGroupArn=arn)
    described = answer_in(reply, "TargetHealthDescriptions", "elbv2:DescribeTargetHealth")
    return tuple(_target(one) for one in described if "Id" in one.get("Target", {}))


def _target(described: Mapping[str, Any]) -> TargetHealth:
    health: Mapping[str, str] = described.get("TargetHealth", {})
    return TargetHealth(
        instance=described["Target"]["Id"],
        state=health.get("State", "unavailable"),
        reason=health.get("Reason", ""),
        description=health.get("Description", ""),
        port=described["Target"].get("Port"),
    )
