"""Which hosted zone holds a name's records; of several of one name, the one that DNS asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.internet.delegation import DelegationCheck, DelegationStatus, delegation
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.sites import Site

Delegated = Callable[[Zone, Facts], DelegationCheck | None]
"""Returns where DNS delegates a zone to; None if it was not asked."""


@dataclass(frozen=True)
class ZoneChoice:
    """The public zones that may hold a name's records: one, none, or several of the same zone name."""

    zones: tuple[Zone, ...]
    named: tuple[str, ...] = ()
    """Of several, the name servers that DNS asks, sorted; empty if that is not known."""

    @property
    def zone(self) -> Zone | None:
        """The zone, if there is exactly one."""
        return self.zones[0] if len(self.zones) == 1 else None


def in_public_dns(zone: Zone, facts: Facts) -> DelegationCheck | None:
    """Return where DNS delegates a zone to; None if it is not one of AWS: others are not in public DNS."""
    return delegation(zone.name, facts.name_servers(zone.id)) if facts.account.kind is AccountKind.AWS else None


def choose_zone(site: Site, name: str, facts: Facts, delegated: Delegated = in_public_dns) -> ZoneChoice:
    """Return the zone of one of a site's names. DNS is asked only where several zones have one name.

    Raises:
        AwsFailure: a read was refused.
    """
    found = zone_facts.for_record(facts.zones(), name, domain=site.domain, asked=site.dns.zone)
    if len(found) < 2:
        return ZoneChoice(found)
    answers = [(zone, delegated(zone, facts)) for zone in found]
    here = [zone for zone, answer in answers if answer is not None and answer.outcome is DelegationStatus.HERE]
    named = {server for _, answer in answers if answer is not None for server in answer.named}
    return ZoneChoice(tuple(here) if len(here) == 1 else found, tuple(sorted(named)))


def by_servers(zones: Sequence[Zone], facts: Facts) -> str:
    """Return the zones with their name servers, for a person to compare with those at the registrar."""
    return "; ".join(f"{zone.id}: {', '.join(facts.name_servers(zone.id))}" for zone in zones)
