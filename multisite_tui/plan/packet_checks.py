"""Checks that packets get from visitors through a site's load balancer to its instances, and back."""

from __future__ import annotations

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.facts.network_acls import NetworkAcl
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.ownership import MADE, OWNER
from multisite_tui.model.roles import Role
from multisite_tui.plan.checked import Concerns, SiteCheck
from multisite_tui.plan.packet_paths import PacketPath, acls_unread, obstacles
from multisite_tui.plan.resolved import ResolvedSite


def check_packets(checked: SiteCheck, facts: Facts) -> Concerns:
    """Return a problem for what stops all packets, and a warning for what may stop some or could not be read."""
    if checked.resolved is None:
        return Concerns()
    acls, unread = _network_acls(checked.resolved, facts)
    tables = facts.route_tables(checked.resolved.vpc)
    found = [one for path in _paths(checked, checked.resolved, facts) for one in obstacles(path, acls, tables)]
    certain = list(dict.fromkeys(one.problem for one in found if one.certain))
    perhaps = list(dict.fromkeys(one.problem for one in found if not one.certain))
    return Concerns(certain, [*perhaps, *unread.warnings])


def _network_acls(resolved: ResolvedSite, facts: Facts) -> tuple[tuple[NetworkAcl, ...], Concerns]:
    try:
        return facts.network_acls(resolved.vpc), Concerns()
    except AwsFailure as failure:
        return (), Concerns(warnings=[acls_unread(failure.problem, failure.code)])


def _paths(checked: SiteCheck, resolved: ResolvedSite, facts: Facts) -> list[PacketPath]:
    there = {subnet.id: subnet for subnet in facts.subnets(resolved.vpc)}
    return [
        PacketPath(
            groups=_groups(checked, resolved, facts),
            subnets=tuple(there[name] for name in resolved.subnets if name in there),
            instance=instance,
            home=there.get(instance.subnet),
            entry_ports=tuple(sorted({listener.port for listener in resolved.listeners})),
            ports=resolved.entry_ports,
        )
        for instance in resolved.instances
    ]


def _groups(checked: SiteCheck, resolved: ResolvedSite, facts: Facts) -> tuple[SecurityGroup, ...]:
    """Return the groups that the load balancer will have: an adopted one keeps its own beside the site's."""
    own = checked.found.of(Role.SECURITY_GROUP, checked.site.domain)
    balancer = checked.found.of(Role.LOAD_BALANCER, checked.site.domain)
    if not isinstance(own, SecurityGroup):
        return ()  # it will be made, and lets everything out
    kept = balancer.security_groups if isinstance(balancer, LoadBalancer) and balancer.tags.get(OWNER) != MADE else ()
    others = [group for group in facts.security_groups(resolved.vpc) if group.id in kept and group.id != own.id]
    return (own, *others)
