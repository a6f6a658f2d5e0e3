"""Classic Load Balancers as AWS describes them (elb, API 2012-06-01)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.aws.facts.entrances import Entrance, EntrancePort, HealthCheckSettings, TargetHealth
from multisite_tui.aws.facts.records import Alias
from multisite_tui.aws.facts.replies import answer_in, tags_from
from multisite_tui.aws.session import Aws
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply

if TYPE_CHECKING:
    from mypy_boto3_elb.type_defs import (
        HealthCheckTypeDef,
        ListenerDescriptionTypeDef,
        LoadBalancerDescriptionTypeDef,
        PoliciesTypeDef,
    )

T = TypeVar("T")

TAGS_A_CALL = 20
"""Load balancers that one `DescribeTags` takes (elb, `DescribeTags`, `LoadBalancerNames`)."""
ALIAS_ZONES = Path(__file__).parents[2] / "alias_zones.json"
"""By region, the hosted zones of the names that alias records lead to, with the date and the page of AWS."""
ZONE_IDS: Mapping[str, str] = json.loads(ALIAS_ZONES.read_text("utf-8"))["classic_and_application"]
"""By region, the hosted zone of load balancer names (AWS General Reference, Elastic Load Balancing endpoints)."""
REFERENCE_POLICY = "Reference-Security-Policy"
NEGOTIATION_POLICY = "SSLNegotiationPolicyType"
GONE = ("LoadBalancerNotFound",)
NOT_REGISTERED = "InvalidInstance"
"""The code for an instance that was never registered, or whose registration ELB does not know everywhere yet."""
"""The code of every call for a load balancer that ELB does not know."""


@dataclass(frozen=True)
class ListenerDescription:
    """One listener as AWS describes it."""

    protocol: str
    port: int
    instance_protocol: str | None
    """None if it cannot be read: some emulators of AWS return the listener's protocol instead."""
    instance_port: int
    certificate: str | None
    policies: tuple[str, ...]


@dataclass(frozen=True)
class Attributes:
    """The attributes that a setup decides (elb, `DescribeLoadBalancerAttributes`); times in seconds."""

    cross_zone: bool
    draining: int
    """0 if connection draining is off."""
    idle_timeout: int


@dataclass(frozen=True)
class LoadBalancer:
    """One Classic Load Balancer."""

    name: str
    dns_name: str
    zone_id: str | None
    """`CanonicalHostedZoneNameID`; None if the endpoint does not return it, or it was created and not described yet."""
    scheme: str
    vpc: str
    subnets: frozenset[str]
    security_groups: frozenset[str]
    listeners: tuple[ListenerDescription, ...]
    instances: frozenset[str]
    health_check: HealthCheckSettings | None
    tags: Mapping[str, str] = field(default_factory=dict)
    attributes: Attributes | None = None
    """None unless they were asked for too, which takes a call for each load balancer."""
    created: datetime | None = None
    """When it was made; None if the endpoint does not say, or it was created and not described yet."""
    cookie_policies: frozenset[str] = frozenset()
    """The names of its policies for stickiness, by its own cookie or the program's."""
    tls_policies: Mapping[str, str] = field(default_factory=dict)
    """Its own TLS negotiation policies: each name with the predefined policy that it refers to; empty unless asked."""

    @property
    def entry_ports(self) -> frozenset[int]:
        """Ports of the instances that it must reach: those it sends visitors to, and the health check's."""
        return self.entrance.entry_ports

    @property
    def entrance(self) -> Entrance:
        """The load balancer as an entrance, in terms that hold for every kind."""
        return Entrance(
            name=self.name,
            dns_name=self.dns_name,
            leads_to=Alias.to(self.zone_id, self.dns_name) if self.zone_id and self.dns_name else None,
            vpc=self.vpc,
            subnets=self.subnets,
            security_groups=self.security_groups,
            ports=tuple(
                EntrancePort(one.protocol, one.port, one.instance_protocol, one.instance_port, one.certificate)
                for one in self.listeners
            ),
            instances=self.instances,
            health_check=self.health_check,
            tags=self.tags,
            tagged=self.name,
        )

    def listener(self, port: int) -> ListenerDescription | None:
        """Return the listener on this port; there is at most one."""
        return next((listener for listener in self.listeners if listener.port == port), None)


def all_of(aws: Aws) -> dict[str, LoadBalancer]:
    """Return every load balancer of the region by name, as one call describes them, without tags and attributes."""
    with translated("elb:DescribeLoadBalancers"):
        pages = aws.elb.get_paginator("describe_load_balancers").paginate()
        found = [
            one for page in pages for one in answer_in(page, "LoadBalancerDescriptions", "elb:DescribeLoadBalancers")
        ]
    return {one["LoadBalancerName"]: _described(aws, one) for one in found if "LoadBalancerName" in one}


def tags(aws: Aws, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the tags of these load balancers by name; one that ELB does not know is missing."""
    found: dict[str, dict[str, str]] = {}
    for start in range(0, len(names), TAGS_A_CALL):
        together = names[start : start + TAGS_A_CALL]
        of_some = _unless_gone(partial(_tags, aws, together))
        if of_some is None:  # one is being created or deleted, which fails the joint call: read each alone
            alone = (_unless_gone(partial(_tags, aws, [name])) for name in together)
            of_some = {name: tags for one in alone if one is not None for name, tags in one.items()}
        found |= of_some
    return found


def attributes(aws: Aws, name: str) -> Attributes | None:
    """Return the attributes of one load balancer; None if ELB does not know it."""
    return _unless_gone(partial(_attributes, aws, name))


def told_attributes(of: str, call: IntendedCall, reply: Reply) -> Attributes | None:
    """Return the attributes that AWS's reply to `ModifyLoadBalancerAttributes` of this load balancer contains."""
    told = reply.get("LoadBalancerAttributes")
    if call.name != "elb:ModifyLoadBalancerAttributes" or call.params["LoadBalancerName"] != of or not told:
        return None
    return _attributes_from(told)


def tls_policies(aws: Aws, name: str) -> dict[str, str] | None:
    """Return the TLS policies of one load balancer: by name, the predefined policy that each refers to.

    None if ELB does not know the load balancer.
    """
    return _unless_gone(partial(_tls_policies, aws, name))


def health(aws: Aws, name: str, instances: Sequence[str]) -> tuple[TargetHealth, ...]:
    """Return the health of these instances according to the load balancer (elb, `DescribeInstanceHealth`).

    An instance that was never registered is left out: ELB refuses the whole question for it, so that each of several is
    then asked for alone. Empty while ELB does not know the load balancer everywhere.
    """
    try:
        return _unless_gone(partial(_health, aws, name, instances)) or ()
    except AwsFailure as failure:
        if failure.code != NOT_REGISTERED:
            raise
    if len(instances) == 1:
        return ()
    return tuple(state for instance in instances for state in health(aws, name, [instance]))


def _health(aws: Aws, name: str, instances: Sequence[str]) -> tuple[TargetHealth, ...]:
    with translated("elb:DescribeInstanceHealth"):
        reply = aws.elb.describe_instance_health(
            LoadBalancerName=name, Instances=[{"InstanceId": instance} for instance in instances]
        )
    return tuple(
        TargetHealth(
            instance=state.get("InstanceId", ""),
            state=state.get("State", "Unknown"),
            reason=state.get("ReasonCode", "N/A"),
            description=state.get("Description", "N/A"),
        )
        for state in reply.get("InstanceStates", ())
    )


def _unless_gone(ask: Callable[[], T]) -> T | None:
    """Return the answer, or None if ELB says that there is no such load balancer.

    ELB is eventually consistent: one call may know a new or a just deleted load balancer while another does not.
    """
    try:
        return ask()
    except AwsFailure as failure:
        if failure.code in GONE:
            return None
        raise


def _tags(aws: Aws, names: Sequence[str]) -> dict[str, dict[str, str]]:
    with translated("elb:DescribeTags"):
        reply = aws.elb.describe_tags(LoadBalancerNames=names)
    described = answer_in(reply, "TagDescriptions", "elb:DescribeTags")
    return {one["LoadBalancerName"]: tags_from(one.get("Tags", ())) for one in described if "LoadBalancerName" in one}


def _described(aws: Aws, found: LoadBalancerDescriptionTypeDef) -> LoadBalancer:
    return LoadBalancer(
        name=found["LoadBalancerName"],
        dns_name=found.get("DNSName", ""),
        zone_id=found.get("CanonicalHostedZoneNameID") or _zone_id_elsewhere(aws),
        scheme=found.get("Scheme", ""),
        vpc=found.get("VPCId", ""),
        subnets=frozenset(found.get("Subnets", ())),
        security_groups=frozenset(found.get("SecurityGroups", ())),
        listeners=tuple(_listener(aws, one) for one in found.get("ListenerDescriptions", ()) if "Listener" in one),
        instances=frozenset(one["InstanceId"] for one in found.get("Instances", ()) if "InstanceId" in one),
        health_check=_health_check(found.get("HealthCheck")),
        created=found.get("CreatedTime"),
        cookie_policies=_cookie_policies(found.get("Policies", {})),
    )


def _cookie_policies(policies: PoliciesTypeDef) -> frozenset[str]:
    """Return the names of the policies for stickiness (elb, `Policies`)."""
    own = [one.get("PolicyName", "") for one in policies.get("LBCookieStickinessPolicies", ())]
    return frozenset([*own, *(one.get("PolicyName", "") for one in policies.get("AppCookieStickinessPolicies", ()))])


def _health_check(check: HealthCheckTypeDef | None) -> HealthCheckSettings | None:
    """Return the configured check; None if there is none, or if its target has no form that AWS accepts."""
    try:
        target = CheckTarget.parse(check["Target"]) if check else None
    except ValueError:  # an emulator of AWS may return an empty target, or a form of its own
        return None
    if check is None or target is None:
        return None
    return HealthCheckSettings(
        target=target,
        interval=check["Interval"],
        timeout=check["Timeout"],
        unhealthy_threshold=check["UnhealthyThreshold"],
        healthy_threshold=check["HealthyThreshold"],
    )


def _zone_id_elsewhere(aws: Aws) -> str | None:
    """Return the zone id from the table, for emulators of AWS that do not return it; AWS itself always does."""
    return ZONE_IDS.get(aws.account.region) if aws.account.kind is AccountKind.ENDPOINT else None


def _listener(aws: Aws, described: ListenerDescriptionTypeDef) -> ListenerDescription:
    listener = described["Listener"]
    protocol = listener["Protocol"].upper()
    instance_protocol: str | None = listener.get("InstanceProtocol", protocol).upper()
    # An emulator of AWS may return the listener's protocol instead of the instance's. AWS and the practice account
    # return what was set, so equal protocols mean "cannot be read" only at other endpoints.
    if aws.account.kind is AccountKind.ENDPOINT and instance_protocol == protocol:
        instance_protocol = None
    return ListenerDescription(
        protocol=protocol,
        port=listener["LoadBalancerPort"],
        instance_protocol=instance_protocol,
        instance_port=listener["InstancePort"],
        certificate=listener.get("SSLCertificateId") or None,
        policies=tuple(described.get("PolicyNames", ())),
    )


def _attributes(aws: Aws, name: str) -> Attributes:
    with translated("elb:DescribeLoadBalancerAttributes"):
        reply = aws.elb.describe_load_balancer_attributes(LoadBalancerName=name)
    found = answer_in(reply, "LoadBalancerAttributes", "elb:DescribeLoadBalancerAttributes")
    return _attributes_from(found)


def _attributes_from(found: Mapping[str, Any]) -> Attributes:
    draining = found.get("ConnectionDraining", {"Enabled": False})
    return Attributes(
        cross_zone=found.get("CrossZoneLoadBalancing", {"Enabled": False})["Enabled"],
        draining=draining.get("Timeout", 300) if draining["Enabled"] else 0,
        idle_timeout=found.get("ConnectionSettings", {"IdleTimeout": 60})["IdleTimeout"],
    )


def _tls_policies(aws: Aws, name: str) -> dict[str, str]:
    with translated("elb:DescribeLoadBalancerPolicies"):
        reply = aws.elb.describe_load_balancer_policies(LoadBalancerName=name)
    found = answer_in(reply, "PolicyDescriptions", "elb:DescribeLoadBalancerPolicies")
    return {
        policy["PolicyName"]: next(
            (
                attribute.get("AttributeValue", "")
                for attribute in policy.get("PolicyAttributeDescriptions", ())
                if attribute.get("AttributeName") == REFERENCE_POLICY
            ),
            "",
        )
        for policy in found
        if policy.get("PolicyTypeName") == NEGOTIATION_POLICY and "PolicyName" in policy
    }
