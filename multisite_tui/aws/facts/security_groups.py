"""Security groups and their ingress rules (ec2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.replies import answer_in, tags_from
from multisite_tui.aws.session import Aws

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import FilterTypeDef, SecurityGroupTypeDef

ALL = "-1"
"""How AWS writes "every protocol, every port"."""


@dataclass(frozen=True)
class Ingress:
    """One ingress rule: a protocol, a range of ports, and one source, such as a CIDR or another group."""

    protocol: str
    first: int
    last: int
    source: str
    """`0.0.0.0/0`, `::/0`, another CIDR, a prefix list, or a group's id."""

    def admits(self, port: int, source: str) -> bool:
        """Whether TCP from exactly this source reaches this port."""
        reaches = self.protocol == ALL or (self.protocol == "tcp" and self.first <= port <= self.last)
        return reaches and self.source == source


@dataclass(frozen=True)
class SecurityGroup:
    """One security group."""

    id: str
    name: str
    description: str
    vpc: str
    ingress: frozenset[Ingress]
    tags: Mapping[str, str] = field(default_factory=dict)

    def admits(self, port: int, source: str) -> bool:
        """Whether any rule lets TCP from exactly this source reach this port."""
        return any(rule.admits(port, source) for rule in self.ingress)

    def opens(self, port: int) -> bool:
        """Whether any rule at all lets TCP reach this port."""
        return any(rule.admits(port, rule.source) for rule in self.ingress)


@dataclass(frozen=True)
class TaggedRule:
    """One ingress rule with the rule's own tags and id."""

    id: str
    group: str
    """The id of the group that it belongs to."""
    port: int
    source: str
    """The id of the group that it admits; empty if it admits addresses."""
    tags: Mapping[str, str]


def tagged_rules(aws: Aws, key: str, value: str) -> tuple[TaggedRule, ...]:
    """Return the ingress rules with this tag, of any group (ec2, `DescribeSecurityGroupRules`)."""
    filters: list[FilterTypeDef] = [{"Name": f"tag:{key}", "Values": [value]}]
    with translated("ec2:DescribeSecurityGroupRules"):
        pages = aws.ec2.get_paginator("describe_security_group_rules").paginate(Filters=filters)
        rules = [
            rule for page in pages for rule in answer_in(page, "SecurityGroupRules", "ec2:DescribeSecurityGroupRules")
        ]
    found = [rule for rule in rules if not rule.get("IsEgress") and "SecurityGroupRuleId" in rule]
    return tuple(sorted((tagged_rule(rule) for rule in found), key=lambda rule: rule.id))


def tagged_rule(rule: Mapping[str, Any]) -> TaggedRule:
    """Return a rule from EC2's form (ec2, `SecurityGroupRule`)."""
    return TaggedRule(
        id=rule["SecurityGroupRuleId"],
        group=rule.get("GroupId", ""),
        port=rule.get("FromPort", 0),
        source=rule.get("ReferencedGroupInfo", {}).get("GroupId", ""),
        tags=tags_from(rule.get("Tags", ())),
    )


def tagged(aws: Aws, key: str, value: str) -> tuple[SecurityGroup, ...]:
    """Return the groups with this tag, in any VPC."""
    filters: list[FilterTypeDef] = [{"Name": f"tag:{key}", "Values": [value]}]
    with translated("ec2:DescribeSecurityGroups"):
        pages = aws.ec2.get_paginator("describe_security_groups").paginate(Filters=filters)
        return _groups(pages)


def of_vpc(aws: Aws, vpc: str) -> tuple[SecurityGroup, ...]:
    """Return every group of the VPC: one call, instead of one for each name or id."""
    with translated("ec2:DescribeSecurityGroups"):
        pages = aws.ec2.get_paginator("describe_security_groups").paginate(
            Filters=[{"Name": "vpc-id", "Values": [vpc]}]
        )
        return _groups(pages)


def _groups(pages: Iterable[object]) -> tuple[SecurityGroup, ...]:
    found = [one for page in pages for one in answer_in(page, "SecurityGroups", "ec2:DescribeSecurityGroups")]
    return tuple(_group(one) for one in found if "GroupId" in one)


def _group(found: SecurityGroupTypeDef) -> SecurityGroup:
    return SecurityGroup(
        id=found["GroupId"],
        name=found.get("GroupName", ""),
        description=found.get("Description", ""),
        vpc=found.get("VpcId", ""),
        ingress=frozenset(
            rule
            for permission in found.get("IpPermissions", ())
            for rule in ingress_of(cast("Mapping[str, Any]", permission))
        ),
        tags=tags_from(found.get("Tags", ())),
    )


def ingress_of(permission: Mapping[str, Any]) -> Iterable[Ingress]:
    """Yield the rules of one permission, one for each source (ec2, `IpPermission`, as it is read and written)."""
    sources = [
        *(one["CidrIp"] for one in permission.get("IpRanges", ()) if "CidrIp" in one),
        *(one["CidrIpv6"] for one in permission.get("Ipv6Ranges", ()) if "CidrIpv6" in one),
        *(one["PrefixListId"] for one in permission.get("PrefixListIds", ()) if "PrefixListId" in one),
        *(one["GroupId"] for one in permission.get("UserIdGroupPairs", ()) if "GroupId" in one),
    ]
    for source in sources if "IpProtocol" in permission else ():
        yield Ingress(
            protocol=permission["IpProtocol"],
            first=permission.get("FromPort", 0),
            last=permission.get("ToPort", 65535),
            source=source,
        )
