"""Advice: what a valid setup may still not have meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from multisite_tui.model.findings import Finding, Loc
from multisite_tui.model.instances import marks
from multisite_tui.model.rules import domains
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site


def warnings(setup: Setup) -> Iterator[Finding]:
    """Find what stops nothing and deserves a second look."""
    yield from _shared_ports(setup)
    yield from _long_names(setup)


def _shared_ports(setup: Setup) -> Iterator[Finding]:
    """Find each port on which a site meets an earlier one."""
    before = _Before()
    for index, site in enumerate(setup.sites):
        entries, instances = tuple(_entries(index, site)), marks(setup.instances_of(site))
        told: set[int] = set()
        for entry in entries:
            met = before.met(entry, instances)
            if met is not None and entry.port not in told:
                told.add(entry.port)
                yield _meeting(site, entry, *met)
        for entry in entries:
            before.add(site, entry, instances)


@dataclass(frozen=True)
class _Entry:
    """A port of the instance that a site's load balancer reaches, and the answer that says so."""

    port: int
    loc: Loc
    visitors: bool
    """Whether visitors are sent there; the health check's own port is none that they see."""


class _Before:
    """The entries of earlier sites, by port and instance: thousands of sites need not be compared in pairs."""

    def __init__(self) -> None:
        self._count = 0
        self._first: dict[tuple[int, object, bool], tuple[int, Site, _Entry]] = {}
        """The first entry at a port of an instance, and the first of those that visitors are sent to."""

    def add(self, site: Site, entry: _Entry, instances: frozenset[object]) -> None:
        """Add an entry of a site whose instances have these marks."""
        self._count += 1
        for mark in instances:
            self._first.setdefault((entry.port, mark, False), (self._count, site, entry))
            if entry.visitors:
                self._first.setdefault((entry.port, mark, True), (self._count, site, entry))

    def met(self, entry: _Entry, instances: frozenset[object]) -> tuple[Site, _Entry] | None:
        """Return the first entry, and its site, at the same port of one of the instances.

        Visitors reach at least one of the two: two health checks may share a port.
        """
        keys = [(entry.port, mark, not entry.visitors) for mark in instances]
        found = min((self._first[key] for key in keys if key in self._first), key=itemgetter(0), default=None)
        return found[1:] if found else None


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
