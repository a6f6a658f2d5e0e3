"""What lets packets from a load balancer to an instance, and back: rules of security groups, and network ACLs."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multisite_tui.demo.calls import PracticeCall

ANSWER_PORT = 40_000
"""A port from which a load balancer connects; the whole range is 1024 to 65535 (vpc guide, "Ephemeral ports")."""

OUTSIDE = "192.0.2.1"
"""An address of the internet: of the range for documentation (RFC 5737), which has no owner."""


def reaches(
    call: PracticeCall, region: str, groups: Collection[str], subnets: Collection[str], instance: Any, port: int
) -> bool:
    """Return whether a health check of a load balancer reaches a port of an instance.

    Args:
        call: a call that gives access to the account's state.
        region: the region of both.
        groups: the ids of the load balancer's security groups.
        subnets: the ids of its subnets.
        instance: moto's instance.
        port: the port.
    """
    return (
        _admitted(call, region, groups, subnets, instance, port)
        and lets_out(call, region, groups, instance, port)
        and any(acls_let_pass(call, region, subnet, instance, port) for subnet in subnets)
    )


def _admitted(
    call: PracticeCall, region: str, groups: Collection[str], subnets: Collection[str], instance: Any, port: int
) -> bool:
    """Whether a security group of the instance admits the load balancer to the port (ELB guide, security groups)."""
    networks = [ip_network(subnet.cidr_block) for subnet in call.ec2.subnets(region) if subnet.id in subnets]
    rules = [rule for group in instance.security_groups for rule in group.ingress_rules]
    return any(covers_port(rule, port) and _covers_source(rule, groups, networks) for rule in rules)


def _covers_source(rule: Any, groups: Collection[str], networks: list[Any]) -> bool:
    if rule.source_group:
        return rule.source_group.get("GroupId") in groups
    if rule.cidr_ipv4 is None:
        return False
    source = ip_network(rule.cidr_ipv4, strict=False)
    return all(network.subnet_of(source) for network in networks)


def lets_out(call: PracticeCall, region: str, groups: Collection[str], instance: Any, port: int) -> bool:
    """Return whether a group of a load balancer has an outbound rule for this port of an instance."""
    targets = {group.id for group in instance.security_groups}
    rules = [rule for group in call.ec2.groups(region) if group.id in groups for rule in group.egress_rules]
    return any(covers_port(rule, port) and _leads_to(rule, targets, instance.private_ip) for rule in rules)


def covers_port(rule: Any, port: int) -> bool:
    """Return whether a rule of a security group is about a TCP port."""
    return rule.ip_protocol == "-1" or bool(rule.ip_protocol == "tcp" and rule.from_port <= port <= rule.to_port)


def _leads_to(rule: Any, groups: set[str], address: str) -> bool:
    if rule.source_group:
        return rule.source_group.get("GroupId") in groups
    return rule.cidr_ipv4 is not None and ip_address(address) in ip_network(rule.cidr_ipv4, strict=False)


def answer_outside(call: PracticeCall, region: str, address: str, port: int) -> int | str:
    """Return what a request gets that is sent from the internet to a public address of an instance.

    Returns:
        The HTTP status of the program's reply; `refused` if nothing listens; `timeout` if nothing lets packets through.
    """
    owners = [one.instance for one in call.ec2.addresses(region) if one.public_ip == address and one.instance]
    instance: Any = owners[0] if owners else None
    if instance is None or instance.state != "running" or not _open_to_all(call, region, instance, port):
        return "timeout"
    status = call.world.answers.get(port, 200)
    return "refused" if status is None else status


def _open_to_all(call: PracticeCall, region: str, instance: Any, port: int) -> bool:
    rules = [rule for group in instance.security_groups for rule in group.ingress_rules]
    return (
        any(rule.cidr_ipv4 == "0.0.0.0/0" and covers_port(rule, port) for rule in rules)
        and _passes(call, region, instance.subnet_id, OUTSIDE, port, egress=False)
        and _passes(call, region, instance.subnet_id, OUTSIDE, ANSWER_PORT, egress=True)
    )


def acls_let_pass(call: PracticeCall, region: str, subnet_id: str, instance: Any, port: int) -> bool:
    """Return whether the ACLs of a load balancer's subnet and of the instance's let packets pass, and answers back."""
    if subnet_id == instance.subnet_id:
        return True
    subnet = call.ec2.subnet(region, subnet_id)
    if subnet is None:
        return False
    balancer, address = str(ip_network(subnet.cidr_block)[4]), instance.private_ip
    return (
        _passes(call, region, subnet_id, address, port, egress=True)
        and _passes(call, region, instance.subnet_id, balancer, port, egress=False)
        and _passes(call, region, instance.subnet_id, balancer, ANSWER_PORT, egress=True)
        and _passes(call, region, subnet_id, address, ANSWER_PORT, egress=False)
    )


def _passes(call: PracticeCall, region: str, subnet_id: str, peer: str, port: int, *, egress: bool) -> bool:
    """Return what the first entry that fits says; what none fits is denied (vpc guide, "Network ACL rules")."""
    acls = call.ec2.backend(region).network_acls.values()
    own = [acl for acl in acls if any(one.subnet_id == subnet_id for one in acl.associations)]
    entries = [
        entry for acl in own for entry in acl.network_acl_entries if (str(entry.egress).lower() == "true") is egress
    ]
    fit = [entry for entry in entries if _fits(entry, peer, port)]
    first = min(fit, key=lambda entry: int(entry.rule_number), default=None)
    return not own or (first is not None and first.rule_action == "allow")


def _fits(entry: Any, peer: str, port: int) -> bool:
    if entry.cidr_block is None or ip_address(peer) not in ip_network(entry.cidr_block, strict=False):
        return False
    if str(entry.protocol) == "-1":
        return True
    return str(entry.protocol) == "6" and int(entry.port_range_from) <= port <= int(entry.port_range_to)
