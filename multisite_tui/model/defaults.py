"""Defaults that the answers alone can tell: the names of the setup, of load balancers and of target groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from multisite_tui.model.rules import domains
from multisite_tui.model.rules.names import LONGEST_LOAD_BALANCER, LONGEST_SETUP_NAME
from multisite_tui.model.topology_relations import SHARED


def setup_name(domain: str) -> str:
    """Return the name of a setup whose first site is this: hyphens for dots, cut to 64 characters."""
    return _cut(domain.replace(".", "-"), LONGEST_SETUP_NAME)


def load_balancer_names(wanted: Sequence[tuple[str, str | None]], others: Iterable[str] = ()) -> list[str]:
    """Return a name for each site's load balancer or target group, given its domain and the name it asks for, if any.

    `to-` and the domain's first label; the whole domain where that is taken by an earlier site, by a name somebody
    asked for, or by one of the `others`. So a site keeps its name when another is added behind it. Where the whole
    domain is taken too, the name stands twice, and the rule on names tells the person to choose one.
    """
    taken = {name.lower() for name in (*others, *(name for _, name in wanted if name is not None))}
    names = []
    for domain, name in wanted:
        chosen = name or _free(domain, taken)
        taken.add(chosen.lower())
        names.append(chosen)
    return names


def filled(data: dict[str, Any]) -> dict[str, Any]:
    """Return the raw answers with their names filled in; what cannot be told yet gets a stand-in."""
    sites = data.get("sites")
    if not isinstance(sites, list | tuple):
        return {"name": "unnamed", **data}
    first = _domain(sites[0]) if sites else None
    named = _named(sites, "load_balancer")
    if data.get("topology") == SHARED:
        named = _named(named, "target_group")
    return {"name": setup_name(first) if first else "unnamed", **data, "sites": named}


def _named(sites: Sequence[Any], key: str) -> list[Any]:
    """Return the raw sites, with a name for what the key names where they leave it out."""
    wanted = [(_domain(site) or f"unnamed-{index}.invalid", _asked(site, key)) for index, site in enumerate(sites)]
    names = load_balancer_names(wanted)
    return [{key: name, **site} if isinstance(site, dict) else site for site, name in zip(sites, names, strict=True)]


def _free(domain: str, taken: set[str]) -> str:
    short = _cut(f"to-{domain.split('.')[0]}", LONGEST_LOAD_BALANCER)
    return short if short.lower() not in taken else _cut(f"to-{domain.replace('.', '-')}", LONGEST_LOAD_BALANCER)


def _cut(name: str, longest: int) -> str:
    return name[:longest].rstrip("-")


def _domain(site: Any) -> str | None:
    """Return the site's domain as DNS has it, where it is one."""
    value = site.get("domain") if isinstance(site, dict) else getattr(site, "domain", None)
    if not isinstance(value, str) or domains.domain(value) is not None:
        return None
    return domains.canonical(value)


def _asked(site: Any, key: str) -> str | None:
    value = site.get(key) if isinstance(site, dict) else getattr(site, key, None)
    return value if isinstance(value, str) else None
