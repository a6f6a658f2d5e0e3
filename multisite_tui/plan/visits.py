"""The visitor's check as a step: it visits the site and reports what it saw; it never fails the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.entrances import EntranceLocator
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
        host = self.site.domain if self.switched else entrance.dns_name
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
