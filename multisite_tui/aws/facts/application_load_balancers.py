"""Application Load Balancers as AWS describes them (elbv2, API 2015-12-01)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.aws.facts.load_balancers import ZONE_IDS
from multisite_tui.aws.facts.records import Alias
from multisite_tui.aws.facts.replies import answer_in, tags_from
from multisite_tui.aws.session import Aws
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import LoadBalancerTypeDef

T = TypeVar("T")

TAGS_A_CALL = 20
"""ARNs that one `DescribeTags` takes (elbv2, `DescribeTags`, `ResourceArns`)."""
APPLICATION = "application"
ACTIVE = "active"
IMPAIRED = "active_impaired"
"""It routes requests, and has too few resources to grow (elbv2, `LoadBalancerState`)."""
FAILED = "failed"
IDLE_TIMEOUT = "idle_timeout.timeout_seconds"
DELETION_PROTECTION = "deletion_protection.enabled"
DECIDING = (IDLE_TIMEOUT, DELETION_PROTECTION)
"""The attributes that matter here; AWS returns some twenty more."""
GONE = ("LoadBalancerNotFound", "ListenerNotFound", "TargetGroupNotFound", "RuleNotFound")
"""The codes of calls for a load balancer, or a part of one, that ELB does not know."""


@dataclass(frozen=True)
class ApplicationLoadBalancer:
    """One load balancer of the later API: an application, network or gateway one; their names are of one kind."""

    arn: str
    name: str
    dns_name: str
    zone_id: str | None
    """`CanonicalHostedZoneId`; None if the endpoint does not return it."""
    type: str
    """`application`, `network` or `gateway`."""
    scheme: str
    state: str
    """`provisioning`, `active`, `active_impaired` or `failed`."""
    state_reason: str
    vpc: str
    subnets: frozenset[str]
    security_groups: frozenset[str]
    created: datetime | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] | None = None
    """By key; None unless they were asked for too, which takes a call for each load balancer."""

    @property
    def leads_to(self) -> Alias | None:
        """Where a record must point to lead visitors here; None if the endpoint does not return it."""
        return Alias.to(self.zone_id, self.dns_name) if self.zone_id and self.dns_name else None

    @property
    def usable(self) -> bool:
        """Whether it routes requests."""
        return self.state in (ACTIVE, IMPAIRED)


def all_of(aws: Aws) -> dict[str, ApplicationLoadBalancer]:
    """Return every load balancer of the later API in the region, by name, without tags and attributes."""
    with translated("elbv2:DescribeLoadBalancers"):
        pages = aws.elbv2.get_paginator("describe_load_balancers").paginate()
        found = [one for page in pages for one in answer_in(page, "LoadBalancers", "elbv2:DescribeLoadBalancers")]
    described = [from_reply(aws, one) for one in found if "LoadBalancerArn" in one and "LoadBalancerName" in one]
    return {one.name: one for one in described}


def attributes(aws: Aws, arn: str) -> dict[str, str] | None:
    """Return the attributes of one load balancer by key; None if ELB does not know it."""
    return unless_gone(partial(_attributes, aws, arn))


def tags(aws: Aws, arns: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the tags of these load balancers, listeners, rules or target groups by ARN; unknown ones are missing."""
    found: dict[str, dict[str, str]] = {}
    for start in range(0, len(arns), TAGS_A_CALL):
        together = arns[start : start + TAGS_A_CALL]
        of_some = unless_gone(partial(_tags, aws, together))
        if of_some is None:  # one is being created or deleted, which fails the joint call: read each alone
            alone = (unless_gone(partial(_tags, aws, [arn])) for arn in together)
            of_some = {arn: tags for one in alone if one is not None for arn, tags in one.items()}
        found |= of_some
    return found


def quotas(aws: Aws) -> dict[str, int]:
    """Return the quotas of the account by name (elbv2, `DescribeAccountLimits`), as far as AWS returns them."""
    with translated("elbv2:DescribeAccountLimits"):
        reply = aws.elbv2.describe_account_limits(PageSize=400)
    return {one["Name"]: int(one["Max"]) for one in reply.get("Limits", ()) if "Name" in one and "Max" in one}


def unless_gone(ask: Callable[[], T]) -> T | None:
    """Return the answer, or None if ELB says that there is no such thing.

    ELB is eventually consistent: one call may know a new or a just deleted object while another does not.
    """
    try:
        return ask()
    except AwsFailure as failure:
        if failure.code in GONE:
            return None
        raise


def from_reply(aws: Aws, found: LoadBalancerTypeDef | Mapping[str, Any]) -> ApplicationLoadBalancer:
    """Return a load balancer as a reply describes it."""
    state = found.get("State", {})
    zones: Sequence[Mapping[str, Any]] = found.get("AvailabilityZones", ())
    return ApplicationLoadBalancer(
        arn=found["LoadBalancerArn"],
        name=found["LoadBalancerName"],
        dns_name=found.get("DNSName", ""),
        zone_id=found.get("CanonicalHostedZoneId") or _zone_id_elsewhere(aws),
        type=found.get("Type", ""),
        scheme=found.get("Scheme", ""),
        state=state.get("Code", ""),
        state_reason=state.get("Reason", ""),
        vpc=found.get("VpcId", ""),
        subnets=frozenset(one["SubnetId"] for one in zones if "SubnetId" in one),
        security_groups=frozenset(found.get("SecurityGroups", ())),
        created=found.get("CreatedTime"),
    )


def _zone_id_elsewhere(aws: Aws) -> str | None:
    """Return the zone id from the table, for stand-ins that do not return it; AWS itself always does."""
    return ZONE_IDS.get(aws.account.region) if aws.account.kind is AccountKind.ENDPOINT else None


def _attributes(aws: Aws, arn: str) -> dict[str, str]:
    with translated("elbv2:DescribeLoadBalancerAttributes"):
        reply = aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)
    return attributes_in(answer_in(reply, "Attributes", "elbv2:DescribeLoadBalancerAttributes"), DECIDING)


def told_attributes(of: str, call: IntendedCall, reply: Reply) -> dict[str, str] | None:
    """Return the attributes that AWS's reply to `ModifyLoadBalancerAttributes` of this load balancer contains."""
    asked = call.name == "elbv2:ModifyLoadBalancerAttributes" and call.params["LoadBalancerArn"] == of
    return attributes_in(reply["Attributes"], DECIDING) if asked and reply.get("Attributes") else None


def attributes_in(listed: Sequence[Mapping[str, Any]], deciding: Collection[str]) -> dict[str, str]:
    """Return the attributes with these keys, as the later API lists them."""
    return {one["Key"]: one.get("Value", "") for one in listed if one.get("Key") in deciding}


def _tags(aws: Aws, arns: Sequence[str]) -> dict[str, dict[str, str]]:
    with translated("elbv2:DescribeTags"):
        reply = aws.elbv2.describe_tags(ResourceArns=arns)
    described = answer_in(reply, "TagDescriptions", "elbv2:DescribeTags")
    return {one["ResourceArn"]: tags_from(one.get("Tags", ())) for one in described if "ResourceArn" in one}
