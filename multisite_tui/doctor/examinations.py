"""One site as the doctor looks at it: what was asked for, the account, and the world's DNS."""

from __future__ import annotations

from dataclasses import dataclass

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.instances.probes import Probe
from multisite_tui.doctor.public_dns import PublicDns
from multisite_tui.internet.delegation import DelegationStatus
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.topologies import topology_of


@dataclass(frozen=True)
class SiteExamination:
    """One site, and what it may be looked at with."""

    setup: Setup
    site: Site
    facts: Facts
    world: PublicDns
    probe: Probe | None
    """Asks the program itself; None where it is out of this machine's reach."""
    command: str
    """How a person calls this program with the same options."""

    @property
    def resume(self) -> str:
        """The command that brings the setup to what was asked."""
        return f"{self.command} --resume {self.setup.name}"

    @property
    def locator(self) -> EntranceLocator:
        """What visitors of the site come in by, whether it is there or not."""
        return topology_of(self.setup).entrance(self.setup, self.site)

    @property
    def entrance(self) -> Entrance | None:
        """What visitors of the site come in by, where it is there."""
        return self.locator.read(self.facts)

    def instance(self, name: str) -> Instance | None:
        """Return the instance of this id; None for one that is gone."""
        return next((one for one in self.facts.instances() if one.id == name), None)

    def zones(self, name: str) -> tuple[Zone, ...]:
        """Return the zones that a record of this name may belong in: one, none, or several that share a name.

        Of several, the one that DNS asks, where DNS says so.
        """
        found = zone_facts.for_record(self.facts.zones(), name, domain=self.site.domain, asked=self.site.dns.zone)
        asked_by_dns = tuple(zone for zone in found if len(found) > 1 and self._served(zone))
        return asked_by_dns if len(asked_by_dns) == 1 else found

    def diagnosis(
        self, subject: Area, code: str, certainty: Certainty, what: str, evidence: str, fix: str
    ) -> Diagnosis:
        """Return a diagnosis of this site."""
        return Diagnosis(self.site.domain, subject, code, certainty, what, evidence, fix)

    def _served(self, zone: Zone) -> bool:
        answer = self.world.delegation(zone, self.facts)
        return answer is not None and answer.outcome is DelegationStatus.HERE
