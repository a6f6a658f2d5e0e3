"""Advice: what a valid setup may still not have meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from multisite_tui.model.findings import Finding, Loc
from multisite_tui.model.instances import may_share
from multisite_tui.model.rules import domains
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site


def warnings(setup: Setup) -> Iterator[Finding]:
    """Find what stops nothing and deserves a second look."""
    yield from _shared_ports(setup)
    yield from _long_names(setup)


def _shared_ports(setup: Setup) -> Iterator[Finding]:
    """Find each port on which a site meets an earlier one."""
    before: list[tuple[Site, tuple[_Entry, ...]]] = []
    for index, site in enumerate(setup.sites):
        earlier = [
            (other, theirs)
            for other, theirs in before
            if may_share(setup.instances_of(site), setup.instances_of(other))
        ]
        entries = tuple(_entries(index, site))
        before.append((site, entries))
        told: set[int] = set()
        for entry in entries:
            met = next(((other, one) for other, theirs in earlier for one in theirs if entry.meets(one)), None)
            if met is not None and entry.port not in told:
                told.add(entry.port)
                yield _meeting(site, entry, *met)


@dataclass(frozen=True)
class _Entry:
    """A port of the instance that a site's load balancer reaches, and the answer that says so."""

    port: int
    loc: Loc
    visitors: bool
    """Whether visitors are sent there; the health check's own port is none that they see."""

    def meets(self, other: _Entry) -> bool:
        """Whether both use one port and visitors reach at least one of them; two health checks may share a port."""
        return self.port == other.port and (self.visitors or other.visitors)


def _entries(index: int, site: Site) -> Iterator[_Entry]:
    own: Loc = ("sites", index, "port")
    for place, (asked, filled) in enumerate(zip(site.listeners, site.filled_listeners, strict=True)):
        loc = own if asked.instance_port is None else ("sites", index, "listeners", place)
        yield _Entry(filled.instance_port, loc, visitors=True)
    loc = own if site.health_check.port is None else ("sites", index, "health_check", "port")
    yield _Entry(site.check_target.port, loc, visitors=False)


def _meeting(site: Site, entry: _Entry, other: Site, met: _Entry) -> Finding:
    if entry.visitors and met.visitors:
        sentence = (
            f"{site.domain} and {other.domain} are both served from port {entry.port}; "
            f"was {site.domain} meant as one of the aliases of {other.domain}?"
        )
    else:
        asked, serves = (other, site) if entry.visitors else (site, other)
        sentence = (
            f"the health check of {asked.domain} asks port {entry.port}, from which {serves.domain} is served; "
            f"so it says nothing about the program of {asked.domain}"
        )
    return Finding(entry.loc, "shared_port", sentence, met.loc)


def _long_names(setup: Setup) -> Iterator[Finding]:
    for index, site in enumerate(setup.sites):
        sentence = domains.common_name(site.names) if site.secure and site.certificate == "auto" else None
        if sentence is not None:
            yield Finding(("sites", index, "domain"), "common_name", sentence)
