"""Advice: what a valid setup may still not have meant."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.model.findings import Finding
from multisite_tui.model.instances import TaggedInstances
from multisite_tui.model.rules import domains
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site


def warnings(setup: Setup) -> Iterator[Finding]:
    """Find what stops nothing and deserves a second look."""
    yield from _shared_ports(setup)
    yield from _long_names(setup)


def _shared_ports(setup: Setup) -> Iterator[Finding]:
    on_port: dict[int, list[int]] = {}
    for index, site in enumerate(setup.sites):
        for before in on_port.setdefault(site.port, []):
            other = setup.sites[before]
            if _share_instances(setup, site, other):
                sentence = (
                    f"{site.domain} and {other.domain} are both served from port {site.port}; "
                    f"was {site.domain} meant as one of the aliases of {other.domain}?"
                )
                yield Finding(("sites", index, "port"), "shared_port", sentence, ("sites", before, "port"))
                break
        on_port[site.port].append(index)


def _share_instances(setup: Setup, site: Site, other: Site) -> bool:
    """Whether both may be on one machine; tags can only be told apart by the account."""
    mine, theirs = site.instances or setup.instances, other.instances or setup.instances
    if mine is None or theirs is None or isinstance(mine, TaggedInstances) or isinstance(theirs, TaggedInstances):
        return mine == theirs
    return bool(set(mine) & set(theirs))


def _long_names(setup: Setup) -> Iterator[Finding]:
    for index, site in enumerate(setup.sites):
        sentence = domains.common_name(site.names) if site.secure and site.certificate == "auto" else None
        if sentence is not None:
            yield Finding(("sites", index, "domain"), "common_name", sentence)
