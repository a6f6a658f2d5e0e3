"""Rules about several answers of one site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from multisite_tui.model.findings import Finding, Relation
from multisite_tui.model.rules import domains, names, protocols
from multisite_tui.model.security_groups import NewSecurityGroup

if TYPE_CHECKING:
    from multisite_tui.model.sites import Site


def _pairs(site: Site) -> Iterator[Finding]:
    for index, listener in enumerate(site.filled_listeners):
        sentence = protocols.protocol_pair(listener.protocol, listener.instance_protocol)
        if sentence is not None:
            yield Finding(("listeners", index), "protocol_pair", sentence)


def _shared_ports(site: Site) -> Iterator[Finding]:
    backs: dict[int, tuple[int, str]] = {}
    for index, listener in enumerate(site.filled_listeners):
        port, back = listener.instance_port, listener.instance_protocol
        first, other = backs.setdefault(port, (index, back))
        sentence = protocols.shared_instance_port(port, other, back)
        if sentence is not None:
            yield Finding(("listeners", index), "shared_instance_port", sentence, ("listeners", first))


def _certificate(site: Site) -> Iterator[Finding]:
    for index, listener in enumerate(site.listeners):
        sentence = protocols.certificate_needed(site.certificate, listener.protocol)
        if sentence is not None:
            yield Finding(("listeners", index), "certificate_needed", sentence, ("certificate",))


def _names(site: Site) -> Iterator[Finding]:
    if not site.secure or site.certificate not in ("auto", "request"):
        return
    sentence = domains.names_for_one_certificate(len(site.names))
    if sentence is not None:
        yield Finding(("aliases",), "names_for_one_certificate", sentence)
    sentence = domains.common_name(site.names) if site.certificate == "request" else None
    if sentence is not None:
        yield Finding(("domain",), "common_name", sentence)


def _zone(site: Site) -> Iterator[Finding]:
    sentence = domains.zone_of(site.dns.zone, site.domain) if site.dns.zone else None
    if sentence is not None:
        yield Finding(("dns", "zone"), "zone_of", sentence)


def _group(site: Site) -> Iterator[Finding]:
    """A group without a name takes the load balancer's, which may begin with `sg-` where a group's may not."""
    group = site.security_group
    if isinstance(group, NewSecurityGroup) and group.name is None and names.security_group_name(site.load_balancer):
        sentence = (
            f"the security group would be named {site.load_balancer} too, and AWS keeps sg- for ids; "
            "set security_group: {name: ...}"
        )
        yield Finding(("load_balancer",), "security_group_name", sentence)


def _health_path(site: Site) -> Iterator[Finding]:
    sentence = protocols.path_wanted(site.check_target.protocol, site.health_check.path)
    if sentence is not None:
        yield Finding(("health_check", "path"), "path_wanted", sentence)


SITE_RELATIONS = (
    Relation(("listeners", "instance_protocol"), _pairs),
    Relation(("listeners", "port", "instance_protocol"), _shared_ports),
    Relation(("listeners", "certificate"), _certificate),
    Relation(("listeners", "certificate", "domain", "aliases"), _names),
    Relation(("dns", "domain"), _zone),
    Relation(("security_group", "load_balancer"), _group),
    Relation(("health_check", "instance_protocol"), _health_path),
)
