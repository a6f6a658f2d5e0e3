"""Security group rules: what EC2 refuses when they are added, all or none."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from multisite_tui.demo.calls import PracticeCall, Refusal, rule
from multisite_tui.demo.constants import PREFIX_LISTS
from multisite_tui.demo.ec2.security_groups import refuse_text
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import Shape

RuleIdentity = tuple[str, int, int, str]
"""Protocol, first and last port, and the source: what makes two rules duplicates."""


def _permissions(call: PracticeCall) -> list[Shape]:
    """Return the permissions of a call, which may be given in the flat form too."""
    given: list[Shape] = call.params.get("IpPermissions") or []
    if given or not call.params.get("IpProtocol"):
        return given
    flat: Shape = {
        member: call.params[member] for member in ("IpProtocol", "FromPort", "ToPort") if member in call.params
    }
    return [{**flat, "IpRanges": [{"CidrIp": call.params["CidrIp"]}] if call.params.get("CidrIp") else []}]


@rule("ec2", "AuthorizeSecurityGroupIngress")
def ports_are_in_range(call: PracticeCall) -> None:
    """Ports from 0 to 65535, the first not after the last (IpPermission)."""
    for permission in _permissions(call):
        if permission["IpProtocol"] in ("tcp", "udp", "6", "17"):
            first, last = int(permission.get("FromPort", -1)), int(permission.get("ToPort", -1))
            if not 0 <= first <= last <= 65535:
                raise Refusal("InvalidParameterValue", f"Invalid value for portRange: {first}-{last}.")


@rule("ec2", "AuthorizeSecurityGroupIngress")
def rule_descriptions_are_allowed(call: PracticeCall) -> None:
    """The descriptions of rules: as those of groups (IpRange, UserIdGroupPair)."""
    for permission in _permissions(call):
        for source in [*permission.get("IpRanges", []), *permission.get("UserIdGroupPairs", [])]:
            refuse_text(source.get("Description") or "", "ipPermission description")


@rule("ec2", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress")
def networks_are_canonical(call: PracticeCall) -> None:
    """`10.0.0.5/16` is stored as `10.0.0.0/16` (AuthorizeSecurityGroupIngress, CidrIp)."""
    for permission in call.params.get("IpPermissions") or []:
        for source in permission.get("IpRanges", []):
            canonical = _canonical(source["CidrIp"])
            call.rewritten |= canonical != source["CidrIp"]
            source["CidrIp"] = canonical
    if call.params.get("CidrIp"):
        call.rewritten = True
        call.params["CidrIp"] = _canonical(call.params["CidrIp"])


def _canonical(cidr: str) -> str:
    try:
        return str(ip_network(cidr, strict=False))
    except ValueError:
        message = f"CIDR block {cidr} is malformed"
        raise Refusal("InvalidParameterValue", message) from None


@rule("ec2", "AuthorizeSecurityGroupIngress")
def no_rule_twice(call: PracticeCall) -> None:
    """A rule that differs only in its description is a duplicate; moto would add it (InvalidPermission.Duplicate).

    One duplicate refuses the whole call, so that nothing is added.
    """
    group = call.ec2.group(call.region, call.params.get("GroupId") or "")
    if group is None:
        return
    there = {_stored_identity(entry) for entry in group.ingress_rules}
    for identity in _identities(_permissions(call)):
        if identity in there:
            protocol, first, last, source = identity
            ports = f"from port: {first}, to port: {last}"
            message = f'the specified rule "peer: {source}, {protocol.upper()}, {ports}, ALLOW" already exists'
            raise Refusal("InvalidPermission.Duplicate", message)
        there.add(identity)
    for family in ("IPv4", "IPv6"):
        refuse_more(call, "security-group-rules", sum(_count(call, source, family) for _, _, _, source in there))


def _count(call: PracticeCall, source: str, family: str) -> int:
    """Return how many rules of an address family a source counts as (vpc guide, "Amazon VPC quotas").

    A group counts in both families; a prefix list as the most entries that it may have, AWS's own as its weight.
    """
    if source.startswith("sg-"):
        return 1
    if source.startswith("pl-"):
        found = call.ec2.backend(call.region).managed_prefix_lists.get(source)
        weight = next((most for end, most in PREFIX_LISTS.items() if found and found.prefix_list_name.endswith(end)), 1)
        return (found.max_entries or weight) if found and found.address_family == family else 0
    return int((":" in source) == (family == "IPv6"))


def _stored_identity(entry: object) -> RuleIdentity:
    source = entry.source_group.get("GroupId") or entry.cidr_ipv4 or entry.cidr_ipv6  # type: ignore[attr-defined] # moto's rule
    source = source or entry.prefix_list_id or ""  # type: ignore[attr-defined] # moto's rule
    first, last = entry.from_port, entry.to_port  # type: ignore[attr-defined] # moto's rule
    return _identity(entry.ip_protocol, first, last, source)  # type: ignore[attr-defined] # moto's rule


def _identities(permissions: list[Shape]) -> Iterator[RuleIdentity]:
    for permission in permissions:
        ports = permission.get("FromPort"), permission.get("ToPort")
        for source in permission.get("IpRanges", []):
            yield _identity(permission["IpProtocol"], *ports, source["CidrIp"])
        for source in permission.get("Ipv6Ranges", []):
            yield _identity(permission["IpProtocol"], *ports, source["CidrIpv6"])
        for one in permission.get("PrefixListIds", []):
            yield _identity(permission["IpProtocol"], *ports, one["PrefixListId"])
        for pair in permission.get("UserIdGroupPairs", []):
            yield _identity(permission["IpProtocol"], *ports, pair.get("GroupId") or pair.get("GroupName", ""))


def _identity(protocol: str, first: int | None, last: int | None, source: str) -> RuleIdentity:
    name = {"6": "tcp", "17": "udp", "all": "-1"}.get(protocol.lower(), protocol.lower())
    if name == "-1":
        return name, -1, -1, source
    return name, int(first if first is not None else -1), int(last if last is not None else -1), source
