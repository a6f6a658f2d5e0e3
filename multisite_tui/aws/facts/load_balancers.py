"""Classic Load Balancers as AWS describes them (elb, API 2012-06-01)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.aws.facts.entrances import Entrance, EntrancePort, HealthCheckSettings, TargetHealth
from multisite_tui.aws.facts.records import Alias
from multisite_tui.aws.session import Aws
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.health_checks import CheckTarget

if TYPE_CHECKING:
    from mypy_boto3_elb.type_defs import HealthCheckTypeDef, ListenerDescriptionTypeDef, LoadBalancerDescriptionTypeDef

T = TypeVar("T")

TAGS_A_CALL = 20
"""Load balancers that one `DescribeTags` takes (elb, `DescribeTags`, `LoadBalancerNames`)."""
ZONE_IDS = {
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-2": "Z1H1FL5HABSF5",
    "ap-northeast-1": "Z14GRHDCWA56QT",
    "ap-northeast-2": "ZWKZPGTI48KDX",
    "ap-southeast-1": "Z1LMS91P8CMLE5",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-central-1": "Z215JYRZR1TBD5",
}
"""By region, the hosted zone of load balancer names (AWS General Reference, Elastic Load Balancing endpoints)."""
REFERENCE_POLICY = "Reference-Security-Policy"
NEGOTIATION_POLICY = "SSLNegotiationPolicyType"


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
    """`CanonicalHostedZoneNameID`; None if the endpoint does not return it."""
    scheme: str
    vpc: str
    subnets: frozenset[str]
    security_groups: frozenset[str]
    listeners: tuple[ListenerDescription, ...]
    instances: frozenset[str]
    health_check: HealthCheckSettings | None
    attributes: Attributes
    tls_policies: Mapping[str, str] = field(default_factory=dict)
    """Its own TLS negotiation policies: each name with the predefined policy that it refers to."""
    tags: Mapping[str, str] = field(default_factory=dict)

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
            leads_to=Alias.to(self.zone_id, self.dns_name) if self.zone_id is not None else None,
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
        )

    def listener(self, port: int) -> ListenerDescription | None:
        """Return the listener on this port; there is at most one."""
        return next((listener for listener in self.listeners if listener.port == port), None)


@dataclass(frozen=True)
class Listing:
    """All load balancers of the region at one moment."""

    wanted: Mapping[str, LoadBalancer | None]
    """By name, the load balancers that were asked for, in full; None for one that does not exist."""
    tags: Mapping[str, Mapping[str, str]]
    """By name, the tags of every load balancer of the region, also of those that this program did not create."""


def listing(aws: Aws, wanted: Iterable[str]) -> Listing:
    """Return all load balancers; attributes and policies, which cost a call each, are read of the wanted ones only."""
    names = set(wanted)
    with translated("elb:DescribeLoadBalancers"):
        pages = aws.elb.get_paginator("describe_load_balancers").paginate()
        there = {found["LoadBalancerName"]: found for page in pages for found in page["LoadBalancerDescriptions"]}
    tags = _unless_gone(partial(_tags, aws, sorted(there)))
    if tags is None:  # one is being created or deleted, which fails the joint call: read each alone
        return Listing({name: describe(aws, name) for name in names}, _tags_one_by_one(aws, sorted(there)))
    whole = {name: _unless_gone(partial(_whole, aws, there[name], tags)) for name in names & there.keys()}
    return Listing({name: whole.get(name) for name in names}, {name: tags.get(name, {}) for name in there})


def describe(aws: Aws, name: str) -> LoadBalancer | None:
    """Return one load balancer; None if AWS says that there is none."""
    return _unless_gone(partial(_described, aws, name))


def health(aws: Aws, name: str, instances: Sequence[str]) -> tuple[TargetHealth, ...]:
    """Return the health of these instances according to the load balancer (elb, `DescribeInstanceHealth`)."""
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
        for state in reply["InstanceStates"]
    )


def _unless_gone(ask: Callable[[], T]) -> T | None:
    """Return the answer, or None if ELB says that there is no such load balancer.

    ELB is eventually consistent: one call may know a new or a just deleted load balancer while another does not.
    """
    try:
        return ask()
    except AwsFailure as failure:
        if failure.code == "LoadBalancerNotFound":
            return None
        raise


def _described(aws: Aws, name: str) -> LoadBalancer:
    with translated("elb:DescribeLoadBalancers"):
        reply = aws.elb.describe_load_balancers(LoadBalancerNames=[name])
    return _whole(aws, reply["LoadBalancerDescriptions"][0], _tags(aws, [name]))


def _tags_one_by_one(aws: Aws, names: Sequence[str]) -> dict[str, dict[str, str]]:
    asked = {name: _unless_gone(partial(_tags, aws, [name])) for name in names}
    return {name: tags.get(name, {}) for name, tags in asked.items() if tags is not None}


def _tags(aws: Aws, wanted: Sequence[str]) -> dict[str, dict[str, str]]:
    tags: dict[str, dict[str, str]] = {}
    for start in range(0, len(wanted), TAGS_A_CALL):
        with translated("elb:DescribeTags"):
            reply = aws.elb.describe_tags(LoadBalancerNames=wanted[start : start + TAGS_A_CALL])
        for one in reply["TagDescriptions"]:
            tags[one["LoadBalancerName"]] = {tag["Key"]: tag.get("Value", "") for tag in one["Tags"]}
    return tags


def _whole(aws: Aws, found: LoadBalancerDescriptionTypeDef, tags: Mapping[str, Mapping[str, str]]) -> LoadBalancer:
    name = found["LoadBalancerName"]
    return LoadBalancer(
        name=name,
        dns_name=found["DNSName"],
        zone_id=found.get("CanonicalHostedZoneNameID") or _zone_id_elsewhere(aws),
        scheme=found.get("Scheme", ""),
        vpc=found.get("VPCId", ""),
        subnets=frozenset(found.get("Subnets", ())),
        security_groups=frozenset(found.get("SecurityGroups", ())),
        listeners=tuple(_listener(aws, one) for one in found.get("ListenerDescriptions", ())),
        instances=frozenset(one["InstanceId"] for one in found.get("Instances", ()) if "InstanceId" in one),
        health_check=_health_check(found.get("HealthCheck")),
        attributes=_attributes(aws, name),
        tls_policies=_tls_policies(aws, name),
        tags=dict(tags.get(name, {})),
    )


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
        found = aws.elb.describe_load_balancer_attributes(LoadBalancerName=name)["LoadBalancerAttributes"]
    draining = found.get("ConnectionDraining", {"Enabled": False})
    return Attributes(
        cross_zone=found.get("CrossZoneLoadBalancing", {"Enabled": False})["Enabled"],
        draining=draining.get("Timeout", 300) if draining["Enabled"] else 0,
        idle_timeout=found.get("ConnectionSettings", {"IdleTimeout": 60})["IdleTimeout"],
    )


def _tls_policies(aws: Aws, name: str) -> dict[str, str]:
    with translated("elb:DescribeLoadBalancerPolicies"):
        found = aws.elb.describe_load_balancer_policies(LoadBalancerName=name)["PolicyDescriptions"]
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
        if policy.get("PolicyTypeName") == NEGOTIATION_POLICY
    }
