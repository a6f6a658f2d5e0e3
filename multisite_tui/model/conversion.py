"""Conversion: the answers of a setup for the other topology."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError

from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.base import Part
from multisite_tui.model.defaults import load_balancer_names
from multisite_tui.model.findings import Loc
from multisite_tui.model.listeners import redirect_wanted
from multisite_tui.model.rules import domains, names
from multisite_tui.model.security_groups import ExistingSecurityGroup
from multisite_tui.model.setup import Setup, TopologyName
from multisite_tui.model.sites import Site
from multisite_tui.model.topology_relations import MOVED, ONLY_SHARED, SHARED, shared_name

ONLY_CLASSIC = (*MOVED, "adopt")
"""Keys of a site that only `classic` takes."""
LONGEST_CLASSIC_TIMEOUT = 3600
"""Seconds that a connection of a Classic Load Balancer may be silent (elb, `ConnectionSettings.IdleTimeout`)."""
NOT_CONVERTED = "The answers of {site} cannot be converted: {sentence}."
NOTHING_CONVERTED = "The answers cannot be converted: {sentence}."
SEVERAL_GROUPS = (
    "The sites have security groups that were there before, and not all the same one: which of them the load balancer "
    "of all sites is to have is for you to say."
)
SAY_GROUP = "Write topology: shared and shared: {security_group: ...} into the answers yourself."
CORRECT = "Change these answers, or leave the topology as it is."

Raw = dict[str, Any]


def converted(setup: Setup, topology: TopologyName, former: Setup | None = None) -> Setup:
    """Return a setup that asks for the same sites in the other topology; the setup itself if it has that topology.

    What the other topology does not take is left out. What only the other one knows is as in `former`, for each site
    that both have.

    Args:
        setup: The setup.
        topology: The topology that is wanted.
        former: An earlier setup of that topology; None if there is none.

    Raises:
        InputNeeded: some answers cannot be converted; holds a problem for each.
    """
    if setup.topology == topology:
        return setup
    before = {site.domain: site for site in former.sites} if former is not None else {}
    raw = {**_raw(setup), "name": setup.name, "topology": topology}
    shared = raw.pop("shared", None)
    if topology == SHARED:
        shared = _raw(former.shared) if former is not None else _shared(setup)
        raw |= {"shared": shared} if shared else {}
        raw["sites"] = [_sharing(setup, place, before.get(site.domain)) for place, site in enumerate(setup.sites)]
    else:
        named = _balancer_names(setup, before)
        raw["sites"] = [{**_apart(setup, site, before.get(site.domain)), **named[site.domain]} for site in setup.sites]
    try:
        return Setup.model_validate(raw)
    except ValidationError as error:
        raise InputNeeded(*(_problem(setup, detail) for detail in error.errors(include_url=False))) from error


def _shared(setup: Setup) -> Raw:
    """Return what is asked of the load balancer of all sites, as far as each site's own says it.

    Raises:
        InputNeeded: sites have different groups that were there before.
    """
    found: Raw = {}
    name = shared_name(setup.name)
    taken = {site.load_balancer.lower() for site in setup.sites}
    if name.lower() in taken or names.load_balancer_name(name) or names.security_group_name(name):
        found["load_balancer"] = shared_name(f"all-{setup.name}")
    if any("idle_timeout" in site.model_fields_set for site in setup.sites):
        found["idle_timeout"] = max(site.idle_timeout for site in setup.sites)
    all_groups = [site.security_group for site in setup.sites]
    groups = {group.id if isinstance(group, ExistingSecurityGroup) else None for group in all_groups}
    if len(groups) > 1:
        raise InputNeeded(Problem("several_groups", SEVERAL_GROUPS, next=SAY_GROUP, key="shared.security_group"))
    if (group := groups.pop()) is not None:
        found["security_group"] = {"id": group}
    return found


def _sharing(setup: Setup, place: int, former: Site | None) -> Raw:
    """Return the raw answers of a site for `shared`."""
    site = setup.sites[place]
    raw = _raw(site, without=ONLY_CLASSIC)
    if former is None:
        plain = load_balancer_names([(one.domain, None) for one in setup.sites])[place]
        own = "load_balancer" in site.model_fields_set and site.load_balancer != plain
        return {**raw, "target_group": site.load_balancer} if own else raw
    raw |= {**_raw(former, only=ONLY_SHARED), "target_group": former.target_group_name}
    if raw.get("redirect") and redirect_wanted(site.listeners) is not None:
        del raw["redirect"]  # left out, it is made once the listeners allow it
    matcher = _raw(former.health_check, only=("matcher",))
    return {**raw, "health_check": {**raw.get("health_check", {}), **matcher}} if matcher else raw


def _balancer_names(setup: Setup, before: Mapping[str, Site]) -> dict[str, Raw]:
    """Return the names for load balancers by domain, as far as they are not what the answers lead to by themselves.

    No site's may be that of the load balancer that all sites have had: while the setup moves, both stand.
    """
    wanted = [(one.domain, before[one.domain].load_balancer if one.domain in before else None) for one in setup.sites]
    free = load_balancer_names(wanted, [setup.shared_balancer])
    plain = load_balancer_names(wanted)
    return {
        domain: {"load_balancer": name} if asked or name != default else {}
        for (domain, asked), name, default in zip(wanted, free, plain, strict=True)
    }


def _apart(setup: Setup, site: Site, former: Site | None) -> Raw:
    """Return the raw answers of a site for `classic`, but for the load balancer's name."""
    raw = _raw(site, without=ONLY_SHARED)
    raw.get("health_check", {}).pop("matcher", None)
    if former is None:
        return {**raw, **_of_shared(setup)}
    raw |= _raw(former, only=ONLY_CLASSIC)
    own = _raw(former, only=("listeners",)) if _fronts(former) == _fronts(site) else {}
    return {**raw, **own} if _is_site({"load_balancer": former.load_balancer, **raw, **own}) else raw


def _of_shared(setup: Setup) -> Raw:
    """Return what a site of its own takes over from the load balancer that all sites had."""
    found: Raw = {}
    if "idle_timeout" in setup.shared.model_fields_set:
        found["idle_timeout"] = min(setup.shared.idle_timeout, LONGEST_CLASSIC_TIMEOUT)
    if isinstance(setup.shared.security_group, ExistingSecurityGroup):
        found["security_group"] = {"id": setup.shared.security_group.id}
    return found


def _fronts(site: Site) -> list[tuple[str, int]]:
    return [(listener.protocol, listener.port) for listener in site.listeners]


def _is_site(raw: Mapping[str, Any]) -> bool:
    try:
        Site.model_validate(raw)
    except ValidationError:
        return False
    return True


def _raw(part: Part, *, without: Collection[str] = (), only: Collection[str] | None = None) -> Raw:
    """Return what was given of a part, as raw answers."""
    raw = part.model_dump(by_alias=True, exclude_unset=True)
    return {key: value for key, value in raw.items() if key not in without and (only is None or key in only)}


def _problem(setup: Setup, detail: Any) -> Problem:
    loc: Loc = detail["loc"]
    sentence = str(detail.get("ctx", {}).get("sentence", detail["msg"]))
    if loc[:1] != ("sites",):
        return Problem(str(detail["type"]), NOTHING_CONVERTED.format(sentence=sentence), next=CORRECT)
    domain = setup.sites[int(loc[1])].domain
    what = NOT_CONVERTED.format(site=domains.readable(domain), sentence=sentence)
    return Problem(str(detail["type"]), what, next=CORRECT, site=domain)
