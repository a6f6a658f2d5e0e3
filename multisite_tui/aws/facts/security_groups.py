"""Security groups and their rules (ec2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any, cast

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.network_acls import Passage, network_of
from multisite_tui.aws.facts.prefix_lists import IPV6, PrefixList
from multisite_tui.aws.facts.replies import answer_in, tags_from
from multisite_tui.aws.session import Aws
from multisite_tui.model.terms import ANYWHERE

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import FilterTypeDef, SecurityGroupTypeDef

ALL = "-1"
"""How AWS writes "every protocol, every port"."""


@dataclass(frozen=True)
class Ingress:
    """One rule: a protocol, a range of ports, and one source, such as a CIDR or another group.

    An egress rule is one too; its source is where it lets packets go.
    """

    protocol: str
    first: int
    last: int
    source: str
    """`0.0.0.0/0`, `::/0`, another CIDR, a prefix list, or a group's id."""

    def admits(self, port: int, source: str) -> bool:
        """Whether TCP from exactly this source reaches this port."""
        return self.reaches(port) and self.source == source

    def reaches(self, port: int) -> bool:
        """Whether it is about TCP to this port."""
        return self.protocol == ALL or (self.protocol == "tcp" and self.first <= port <= self.last)


EVERYTHING = frozenset({Ingress(ALL, 0, 65535, ANYWHERE)})
"""The egress rules of a group as EC2 creates it: everything may leave over IPv4 (ec2, `CreateSecurityGroup`)."""


@dataclass(frozen=True)
class SecurityGroup:
    """One security group."""

    id: str
    name: str
    description: str
    vpc: str
    ingress: frozenset[Ingress]
    tags: Mapping[str, str] = field(default_factory=dict)
    egress: frozenset[Ingress] | None = EVERYTHING
    """None if AWS does not return it."""
    prefix_lists: Mapping[str, PrefixList] = field(default_factory=dict)
    """Those that its ingress rules name, by id; empty unless they were asked for, or if they could not be read."""

    @property
    def unweighed(self) -> frozenset[str]:
        """Prefix lists of its ingress rules of which it is not known how many rules they count as."""
        named = {rule.source for rule in self.ingress if rule.source.startswith("pl-")}
        return frozenset(one for one in named if (known := self.prefix_lists.get(one)) is None or known.weight is None)

    def counted(self, family: str) -> int:
        """Return how many ingress rules of this address family AWS counts, IPv4 or IPv6.

        A rule for a group counts in both. A prefix list counts as its weight, and as one rule if that is not known (vpc
        guide, "Amazon VPC quotas", "Inbound or outbound rules per security group").
        """
        return sum(self._count(rule.source, family) for rule in self.ingress)

    def _count(self, source: str, family: str) -> int:
        if source.startswith("sg-"):
            return 1
        if source.startswith("pl-"):
            known = self.prefix_lists.get(source)
            return (known.weight or 1) if known and known.family in (family, "") else int(known is None)
        return int((":" in source) == (family == IPV6))

    def lets_out(self, port: int, groups: Collection[str], address: IPv4Network | None) -> Passage:
        """Return whether TCP may leave to this port of an instance that has these groups and this address."""
        if self.egress is None:
            return Passage.UNCLEAR
        targets = [rule.source for rule in self.egress if rule.reaches(port)]
        networks = [network for target in targets if (network := network_of(target)) is not None]
        within = address is not None and any(address.subnet_of(network) for network in networks)
        if within or any(target in (ANYWHERE, *groups) for target in targets):
            return Passage.OPEN
        perhaps = any(target.startswith("pl-") for target in targets) or (address is None and networks)
        return Passage.UNCLEAR if perhaps else Passage.SHUT

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
        ingress=_rules(found.get("IpPermissions", ())),
        tags=tags_from(found.get("Tags", ())),
        egress=_rules(found["IpPermissionsEgress"]) if "IpPermissionsEgress" in found else None,
    )


def _rules(permissions: Iterable[object]) -> frozenset[Ingress]:
    return frozenset(rule for one in permissions for rule in ingress_of(cast("Mapping[str, Any]", one)))


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
