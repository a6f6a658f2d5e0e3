"""The examination of one site: its answers, the account, and public DNS."""

from __future__ import annotations

from dataclasses import dataclass

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.predecessors import Predecessors
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.instances.probes import Probe
from multisite_tui.doctor.public_dns import PublicDns
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.topologies import predecessors, topology_of
from multisite_tui.plan.zone_choice import choose_zone


@dataclass(frozen=True)
class SiteExamination:
    """One site, and the sources with which it is examined."""

    setup: Setup
    site: Site
    facts: Facts
    world: PublicDns
    probe: Probe | None
    """Sends a request to the program; None if this machine cannot reach it."""
    command: str
    """This program's command line with the same options."""
    way: str = ""
    """What brings the setup to the wanted state, as a sentence begins that says so; empty: the command."""

    @property
    def repair(self) -> str:
        """What brings the setup to the wanted state, as the beginning of a sentence."""
        return self.way or f"Run `{self.command} --resume {self.setup.name}`"

    @property
    def then_repair(self) -> str:
        """What brings the setup to the wanted state, within a sentence."""
        return f"{self.repair[0].lower()}{self.repair[1:]}"

    @property
    def locator(self) -> EntranceLocator:
        """The locator of the site's entrance, which may not exist."""
        return topology_of(self.setup).entrance(self.setup, self.site)

    @property
    def entrance(self) -> Entrance | None:
        """The site's entrance; None if it does not exist."""
        return self.locator.read(self.facts)

    @property
    def predecessors(self) -> Predecessors:
        """The entrances of another topology of this setup that stand for the site: it moves from them."""
        return Predecessors.read(predecessors(self.setup, self.site.domain, self.facts), self.facts)

    def instance(self, name: str) -> Instance | None:
        """Return the instance with this id; None if it no longer exists."""
        return next((one for one in self.facts.instances() if one.id == name), None)

    def zones(self, name: str) -> tuple[Zone, ...]:
        """Return the zones that may hold a record of this name: one, none, or several of the same zone name.

        Of several, only the one that DNS delegates to is returned, if DNS answers.
        """
        return choose_zone(self.site, name, self.facts, self.world.delegation).zones

    def diagnosis(
        self, subject: Area, code: str, certainty: Certainty, what: str, evidence: str, fix: str
    ) -> Diagnosis:
        """Return a diagnosis of this site."""
        return Diagnosis(self.site.domain, subject, code, certainty, what, evidence, fix)
