"""Which hosted zone holds a name's records; of several of one name, the one that DNS asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.partitions import has_public_zones
from multisite_tui.internet.delegation import DelegationCheck, DelegationStatus, delegation
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.sites import Site
from multisite_tui.plan.open_questions import OpenQuestions

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


def zones_of(site: Site, facts: Facts, questions: OpenQuestions) -> dict[str, Zone]:
    """Return the zone of each of a site's names; none of names that are kept outside the account.

    Raises:
        AwsFailure: a read was refused.
    """
    if site.dns.external:
        return {}
    found = {name: _zone(site, name, facts, questions) for name in site.names}
    return {name: zone for name, zone in found.items() if zone is not None}


def _zone(site: Site, name: str, facts: Facts, questions: OpenQuestions) -> Zone | None:
    choice = choose_zone(site, name, facts)
    if choice.zone is not None:
        return choice.zone
    if choice.zones:
        _ask_which_zone(choice, facts, questions)
    elif name == site.domain or not name.endswith(f".{site.domain}") or not questions.has("zone_not_found"):
        _report_no_zone(site, name, facts, questions)
    return None  # the zone that is missing for the domain would hold an alias below it too, and is reported once


def _ask_which_zone(choice: ZoneChoice, facts: Facts, questions: OpenQuestions) -> None:
    first = choice.zones[0]
    servers = by_servers(choice.zones, facts)
    asked = ", ".join(choice.named)
    questions.add(
        "zone_ambiguous",
        "dns.zone",
        f"Several public hosted zones are named {first.name}. Their name servers: {servers}.",
        f"DNS asks {asked}; a record in a zone that DNS does not ask is seen by nobody."
        if choice.named
        else "DNS asks only one of them, and a record in another is seen by nobody. Which one could not be found out.",
        f"Compare with the name servers at the registrar, and name that zone by its id: `dns: {{zone: {first.id}}}`.",
    )


def _report_no_zone(site: Site, name: str, facts: Facts, questions: OpenQuestions) -> None:
    if not has_public_zones(facts.account.region):
        questions.add(
            "no_public_zones",
            "dns",
            f"Route 53 of GovCloud has no public hosted zones, so none can hold {name}.",
            "Visitors find the domain by a zone outside GovCloud, which the keys of this account do not reach.",
            "Keep the domain's DNS elsewhere, such as in a commercial account, and set `dns: external`; or use a"
            " commercial region.",
        )
        return
    private = zone_facts.for_record(facts.private_zones(), name, domain=site.domain, asked=site.dns.zone)
    holding = zone_facts.longest(facts.zones(), name)
    if holding and not private:
        questions.add(
            "zone_not_found",
            "dns.zone",
            f"No public hosted zone of this account has the name or id {site.dns.zone} and holds {name}.",
            f"{holding[0].name} ({holding[0].id}) holds it.",
            "Correct `dns.zone`, or leave it out: then the zone with the longest name is taken.",
        )
        return
    there = ", ".join(sorted({zone.name for zone in facts.zones()})) or "none"
    questions.add(
        "zone_not_found",
        "dns.zone",
        f"No public hosted zone for {name} is in this account.",
        f"Only the private zone {private[0].name} ({private[0].id}) holds it, which neither visitors nor ACM can see."
        if private
        else f"Public zones here: {there}.",
        "If its DNS is kept elsewhere, set `dns: external`; else create a public hosted zone for the domain in Route 53"
        " and point the registrar to it, or correct the domain.",
    )
