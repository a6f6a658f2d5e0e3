"""The visitor's check as a step: it visits the site and reports what it saw.

It fails no run, with one exception: a site that moves to an entrance of another topology is not switched if it answers
as asked by its former entrance, and not by the new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.predecessors import Predecessors
from multisite_tui.calling import CALLED
from multisite_tui.errors import Problem
from multisite_tui.internet.own_names import OwnName, OwnNames
from multisite_tui.internet.visits import Visit, visit
from multisite_tui.model.sites import Site


@dataclass
class SiteVisit(Resource[Visit]):
    """Visits the site as a visitor would: by its entrance's DNS name, or, after the DNS switch, by its domain."""

    site: Site
    entrance: EntranceLocator
    sites: tuple[Site, ...]
    """All sites of the setup: a redirect to one of their names is as expected if that name answers well."""
    switched: bool = False
    predecessors: tuple[EntranceLocator, ...] = ()
    """Entrances that another topology of the setup made for the site."""
    zones: Mapping[str, Zone] = field(default_factory=dict)
    """By name, the hosted zone that has the site's records."""
    _former: tuple[Entrance, Visit] | None = None
    """The visit by the entrance that the names lead to, where that is a predecessor and the new one fails."""
    kind: ClassVar[Kind] = Kind.OBSERVE

    @property
    def title(self) -> str:
        """Such as `visit to main.io`."""
        return f"visit to {self.site.domain}" if self.switched else f"visit to {self.site.domain} before the DNS switch"

    def read(self, facts: Facts, known: StepOutputs) -> Visit | None:
        """Visit the site now."""
        entrance = self.entrance.read(facts)
        if entrance is None:
            return None
        seen = self._visit(self.site.domain if self.switched else entrance.dns_name)
        former = None if seen.ok else self._in_use(facts)
        self._former = (former, self._visit(former.dns_name)) if former else None
        return seen

    def conflicts(self, found: Visit | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse the switch of a site that answers as asked by its former entrance, and not by the new one."""
        if found is None or self._former is None or not self._former[1].ok:
            return ()
        return [_differs(self.site.domain, found, *self._former)]

    def _in_use(self, facts: Facts) -> Entrance | None:
        """Return the predecessor that a record of the site leads to; None if none does."""
        there = Predecessors.read(self.predecessors, facts)
        records = (record for name, zone in self.zones.items() for record in facts.records(zone.id, name))
        return next((one for record in records if (one := there.of(record)) is not None), None)

    def _visit(self, host: str) -> Visit:
        return visit(self.site.domain, host, self.site.listeners, self.site.verify, self._own_names(host))

    def _own_names(self, host: str) -> OwnNames:
        """Return how each name answers. The names of other sites are not asked: each has a visit of its own."""
        own = {}
        for site in self.sites:
            for name in site.names:
                there = (name if self.switched else host) if site.domain == self.site.domain else None
                own[name] = OwnName(there, site.verify.status_for(name), site.verify.text)
        return own

    def calls(self, found: Visit | None, known: StepOutputs) -> Sequence[Call]:
        """Change nothing."""
        return ()

    def summary(self, found: Visit | None) -> str:
        """What the visit found."""
        return found.message if found else ""


def _differs(domain: str, seen: Visit, former: Entrance, before: Visit) -> Problem:
    return Problem(
        code="new_way_differs",
        what=f"{domain} is not led to its new load balancer, since it does not answer there as it does now.",
        why=f"By the new one: {seen.message}. By {former.name}, which visitors use now: {before.message}.",
        next=f"See `{CALLED} doctor` for the reason, or correct `verify` if this answer is right; then run again.",
        site=domain,
        key="verify",
    )
