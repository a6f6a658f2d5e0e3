"""Where each answer belongs: what one topology asks of a site, another asks of the setup or does not take."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from multisite_tui.model.findings import Fields, Finding, Loc, Relation
from multisite_tui.model.listeners import Listener, redirect_wanted
from multisite_tui.model.rules import domains, names
from multisite_tui.model.security_groups import NewSecurityGroup

SHARED = "shared"
"""The topology in which one load balancer is for all sites."""
CLASSIC = "classic"
"""The topology in which each site has its own."""
GIVEN = "given"
"""Among the fields of a site, as a setup's relations see them: the keys that the answers give."""
LONGEST_COOKIE = 7 * 24 * 3600
"""Seconds for which a visitor stays with one instance (elbv2, `stickiness.lb_cookie.duration_seconds`)."""
LONGEST_HOST = 128
"""Characters of a name in a rule (elbv2, `HostHeaderConditionConfig.Values`)."""

MOVED = {
    "load_balancer": "with topology: shared, one load balancer is for all sites; write its name into "
    "shared.load_balancer, and a name for what is this site's alone into target_group",
    "security_group": "with topology: shared, one load balancer is for all sites; write its group into "
    "shared.security_group",
    "subnets": "with topology: shared, one load balancer is for all sites; write its subnets into shared.subnets",
    "idle_timeout": "with topology: shared, one load balancer is for all sites; write its idle timeout into "
    "shared.idle_timeout",
}
"""Keys of a site that `shared` asks once for all sites, with the sentence that says where."""
NOT_TAKEN_ON = (
    "with topology: shared, nothing is taken on that this setup did not make; take adopt out, or write "
    "topology: classic"
)
ONLY_SHARED = {
    "target_group": "a Classic Load Balancer has no target groups; take target_group out, or write topology: shared",
    "redirect": "a Classic Load Balancer does not redirect; take redirect out, or write topology: shared",
    "maintenance": "a Classic Load Balancer has no page of its own; take maintenance out, or write topology: shared",
}
"""Keys of a site that only `shared` takes."""
NO_MATCHER = (
    "a Classic Load Balancer takes the status 200 alone for healthy; take matcher out, or write topology: shared"
)
NO_SHARED = "with topology: classic, each site has its own load balancer; write topology: shared, or take shared out"


def only_in(path: tuple[str, ...], *, of_site: bool) -> str:
    """Return the topology that alone takes a key of a site, or of the setup; empty where both do.

    Args:
        path: The steps of the key, such as `("health_check", "matcher")`.
        of_site: Whether a site answers it, and not the setup.
    """
    if not of_site:
        return SHARED if path[:1] == ("shared",) else ""
    if path[0] in ONLY_SHARED or path == ("health_check", "matcher"):
        return SHARED
    return CLASSIC if path[0] in MOVED or path[0] == "adopt" else ""


def misplaced(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Find the keys that raw answers give and their topology does not take.

    What a setup fills in by itself must not be in the answers yet: it was not given.
    """
    shared = data.get("topology") == SHARED
    if not shared and "topology" in data and data["topology"] != CLASSIC:
        return
    if not shared and "shared" in data:
        yield Finding(("shared",), "belongs_to_shared", NO_SHARED)
    sites = data.get("sites")
    for index, site in enumerate(sites if isinstance(sites, list | tuple) else ()):
        for finding in _moved(site) if shared else _only_shared(site):
            yield Finding(("sites", index, *finding.loc), finding.code, finding.sentence, ("topology",))


def _moved(site: Any) -> Iterator[Finding]:
    for key in given(site):
        if key in MOVED:
            yield Finding((key,), "belongs_to_setup", MOVED[key])
    if _value(site, "adopt") is True:
        yield Finding(("adopt",), "belongs_to_classic", NOT_TAKEN_ON)


def _only_shared(site: Any) -> Iterator[Finding]:
    for key in given(site):
        if key in ONLY_SHARED:
            yield Finding((key,), "belongs_to_shared", ONLY_SHARED[key])
    if "matcher" in given(_value(site, "health_check")):
        yield Finding(("health_check", "matcher"), "belongs_to_shared", NO_MATCHER)


def given(part: Any) -> Collection[str]:
    """Return the keys that a part, or raw answers for one, give."""
    return part.keys() if isinstance(part, dict) else getattr(part, "model_fields_set", ())


def _value(part: Any, key: str) -> Any:
    return part.get(key) if isinstance(part, dict) else getattr(part, key, None)


def _protocols(setup: Fields) -> Iterator[Finding]:
    """An Application Load Balancer speaks HTTP only (elbv2, `CreateListener` and `CreateTargetGroup`, `Protocol`)."""
    for loc, site in _sharing(setup):
        for index, listener in enumerate(site.get("listeners", ())):
            if not listener.protocol.web:
                sentence = (
                    f"with topology: shared, listeners speak http or https; a Classic Load Balancer carries "
                    f"{listener.protocol}: write topology: classic"
                )
                yield Finding((*loc, "listeners", index), "shared_protocol", sentence)
        behind, check = site.get("instance_protocol"), site.get("health_check")
        if behind is not None and not behind.web:
            sentence = f"with topology: shared, the program speaks http or https; for {behind}, write topology: classic"
            yield Finding((*loc, "instance_protocol"), "shared_protocol", sentence)
        if check is not None and check.protocol is not None and not check.protocol.web:
            sentence = (
                f"with topology: shared, a health check asks by http or https; write protocol: http and a path instead "
                f"of {check.protocol}, or topology: classic"
            )
            yield Finding((*loc, "health_check", "protocol"), "shared_check", sentence)


def _one_way_behind(setup: Fields) -> Iterator[Finding]:
    """A site has one target group, with one port and one protocol (elbv2, `CreateTargetGroup`)."""
    for loc, site in _sharing(setup):
        port, protocol = site.get("port"), site.get("instance_protocol")
        for index, listener in enumerate(site.get("listeners", ())):
            other = [
                wanted
                for wanted, own in ((listener.instance_port, port), (listener.instance_protocol, protocol))
                if None not in (wanted, own) and wanted != own
            ]
            if other:
                sentence = (
                    "with topology: shared, every listener sends to the site's own port and protocol; take "
                    "instance_port and instance_protocol out, or write topology: classic"
                )
                yield Finding((*loc, "listeners", index), "shared_way_behind", sentence)


def _redirects(setup: Fields) -> Iterator[Finding]:
    """A redirect that is asked for is made; where it is left out, it is made where the listeners allow it."""
    for loc, site in _sharing(setup):
        if "redirect" not in site[GIVEN] or not site.get("redirect") or "listeners" not in site:
            continue
        sentence = redirect_wanted(site["listeners"])
        if sentence is not None:
            other = "listeners" if "listeners" in site[GIVEN] else "certificate"
            yield Finding((*loc, "redirect"), "redirect_wanted", sentence, (*loc, other))


def _front_ports(setup: Fields) -> Iterator[Finding]:
    """A port of a load balancer has one listener, with one protocol (elbv2, `CreateListener`)."""
    first: dict[int, tuple[Loc, Listener]] = {}
    for loc, site in _sharing(setup):
        for index, listener in enumerate(site.get("listeners", ())):
            here = (*loc, "listeners", index)
            if not listener.protocol.web:
                continue
            before, other = first.setdefault(listener.port, (here, listener))
            if other.protocol != listener.protocol and before[:2] != loc:
                sentence = (
                    f"port {listener.port} is {other.protocol} for another site; with topology: shared, a port has one "
                    f"protocol for all sites"
                )
                yield Finding(here, "shared_port_protocol", sentence, before)


def _target_groups(setup: Fields) -> Iterator[Finding]:
    """Names are unique in account and region (elbv2, `CreateTargetGroup.Name`)."""
    first: dict[str, Loc] = {}
    for loc, site in _sharing(setup):
        name, here = site.get("target_group"), (*loc, "target_group")
        if name is None:
            continue
        before = first.setdefault(name.lower(), here)
        if before != here:
            sentence = f"the target group's name {name} is taken by another site; set target_group to another"
            yield Finding(here, "target_group_twice", sentence, before)


def _hosts(setup: Fields) -> Iterator[Finding]:
    """A rule takes names of a fixed form (elbv2, `HostHeaderConditionConfig.Values`)."""
    for loc, site in _sharing(setup):
        places = [((*loc, "domain"), site.get("domain"))]
        places += [((*loc, "aliases", index), alias) for index, alias in enumerate(site.get("aliases", ()))]
        for place, name in places:
            sentence = host(name) if name is not None else None
            if sentence is not None:
                yield Finding(place, "shared_host", sentence)


def host(name: str) -> str | None:
    """Refuse a name that a rule of a load balancer does not take (elbv2, `HostHeaderConditionConfig.Values`)."""
    if len(name) > LONGEST_HOST:
        return (
            f"this name is {len(name)} characters long; with topology: shared, it has at most {LONGEST_HOST}, and with "
            "topology: classic it may be longer"
        )
    if not re.fullmatch("[a-z]+", name.rpartition(".")[2]):
        return (
            f"{domains.readable(name)} does not end in letters of a to z, which AWS's rules for hosts need; write "
            "topology: classic"
        )
    return None


def _cookies(setup: Fields) -> Iterator[Finding]:
    for loc, site in _sharing(setup):
        if site.get("stickiness", 0) > LONGEST_COOKIE:
            sentence = "with topology: shared, a visitor stays with one instance for 168h at most"
            yield Finding((*loc, "stickiness"), "shared_cookie", sentence)


def _balancer(setup: Fields) -> Iterator[Finding]:
    """The names that follow the setup's name must be names of a load balancer and of a group too."""
    if setup.get("topology") != SHARED or setup["shared"].load_balancer is not None:
        return
    name = shared_name(setup["name"])
    if names.load_balancer_name(name) is not None:
        sentence = (
            f"the load balancer would be named {name} after the setup, which AWS does not take; "
            "set shared: {load_balancer: ...}"
        )
        yield Finding(("name",), "load_balancer_name", sentence)


def _group(setup: Fields) -> Iterator[Finding]:
    shared = setup["shared"]
    group, name = shared.security_group, shared.load_balancer or shared_name(setup["name"])
    unnamed = isinstance(group, NewSecurityGroup) and group.name is None
    if setup.get("topology") == SHARED and unnamed and names.security_group_name(name) is not None:
        sentence = (
            f"the security group would be named {name} too, and AWS keeps sg- for ids; "
            "set shared: {security_group: {name: ...}}"
        )
        yield Finding(
            ("shared", "load_balancer") if shared.load_balancer else ("name",), "security_group_name", sentence
        )


def shared_name(setup: str) -> str:
    """Return the name of the load balancer that all sites share, where a setup of this name gives none."""
    return setup[: names.LONGEST_LOAD_BALANCER].rstrip("-")


def _sharing(setup: Fields) -> Iterator[tuple[Loc, Fields]]:
    """Yield the sites of a setup whose topology is `shared`, each with its place."""
    if setup.get("topology") == SHARED:
        yield from ((("sites", index), site) for index, site in enumerate(setup["sites"]))


TOPOLOGY_RELATIONS = (
    *(Relation(("sites", "topology"), find) for find in (_protocols, _one_way_behind, _front_ports)),
    *(Relation(("sites", "topology"), find) for find in (_target_groups, _hosts, _cookies, _redirects)),
    *(Relation(("name", "topology", "shared"), find) for find in (_balancer, _group)),
)
