"""Rules about several answers of one site. The site is the mapping of its fields that are right by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.model.findings import Fields, Finding, Relation
from multisite_tui.model.listeners import fill
from multisite_tui.model.rules import domains, names, protocols
from multisite_tui.model.security_groups import NewSecurityGroup


def _pairs(site: Fields) -> Iterator[Finding]:
    for index, listener in enumerate(site["listeners"]):
        behind = listener.protocol_behind(site["instance_protocol"])
        sentence = protocols.protocol_pair(listener.protocol, behind)
        if sentence is not None:
            yield Finding(("listeners", index), "protocol_pair", sentence)


def _shared_ports(site: Fields) -> Iterator[Finding]:
    backs: dict[int, tuple[int, str]] = {}
    for index, listener in enumerate(fill(site["listeners"], site["instance_protocol"], site["port"])):
        port, back = listener.instance_port, listener.instance_protocol
        first, other = backs.setdefault(port, (index, back))
        sentence = protocols.shared_instance_port(port, other, back)
        if sentence is not None:
            yield Finding(("listeners", index), "shared_instance_port", sentence, ("listeners", first))


def _certificate(site: Fields) -> Iterator[Finding]:
    for index, listener in enumerate(site["listeners"]):
        sentence = protocols.certificate_needed(site["certificate"], listener.protocol)
        if sentence is not None:
            yield Finding(("listeners", index), "certificate_needed", sentence, ("certificate",))


def _names(site: Fields) -> Iterator[Finding]:
    certificate, all_names = site["certificate"], (site["domain"], *site["aliases"])
    secure = any(listener.protocol.secure for listener in site["listeners"])
    if not secure or certificate not in ("auto", "request"):
        return
    sentence = domains.names_for_one_certificate(len(all_names))
    if sentence is not None:
        yield Finding(("aliases",), "names_for_one_certificate", sentence)
    sentence = domains.common_name(all_names) if certificate == "request" else None
    if sentence is not None:
        yield Finding(("domain",), "common_name", sentence)


def _zone(site: Fields) -> Iterator[Finding]:
    zone = site["dns"].zone
    sentence = domains.zone_of(zone, site["domain"]) if zone else None
    if sentence is not None:
        yield Finding(("dns", "zone"), "zone_of", sentence)


def _group(site: Fields) -> Iterator[Finding]:
    """A group without a name takes the load balancer's, which may begin with `sg-` where a group's may not."""
    group, name = site["security_group"], site["load_balancer"]
    if isinstance(group, NewSecurityGroup) and group.name is None and names.security_group_name(name):
        sentence = (
            f"the security group would be named {name} too, and AWS keeps sg- for ids; "
            "set security_group: {name: ...}"
        )
        yield Finding(("load_balancer",), "security_group_name", sentence)


def _health_path(site: Fields) -> Iterator[Finding]:
    check = site["health_check"]
    sentence = protocols.path_wanted(check.protocol_for(site["instance_protocol"]), check.path)
    if sentence is not None:
        yield Finding(("health_check", "path"), "path_wanted", sentence)


def _stickiness(site: Fields) -> Iterator[Finding]:
    if site["stickiness"] and not any(one.protocol.web for one in site["listeners"]):
        sentence = (
            "stickiness needs an http or https listener: the load balancer puts its cookie into HTTP responses; "
            "add http:80 or https:443 to listeners, or write off"
        )
        yield Finding(("stickiness",), "stickiness_without_http", sentence, ("listeners",))


def _statuses(site: Fields) -> Iterator[Finding]:
    """A status for one name is for a name of this site."""
    status, own = site["verify"].status, (site["domain"], *site["aliases"])
    for name in status if isinstance(status, dict) else ():
        if name not in own:
            sentence = f"{name} is not a name of this site; its names are {', '.join(own)}"
            yield Finding(("verify", "status", name), "status_of_another_name", sentence)


SITE_RELATIONS = (
    Relation(("listeners", "instance_protocol"), _pairs),
    Relation(("listeners", "port", "instance_protocol"), _shared_ports),
    Relation(("listeners", "certificate"), _certificate),
    Relation(("listeners", "certificate", "domain", "aliases"), _names),
    Relation(("dns", "domain"), _zone),
    Relation(("security_group", "load_balancer"), _group),
    Relation(("health_check", "instance_protocol"), _health_path),
    Relation(("stickiness", "listeners"), _stickiness),
    Relation(("verify", "domain", "aliases"), _statuses),
)
