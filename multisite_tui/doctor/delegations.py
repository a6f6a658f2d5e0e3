"""Name servers: whether public DNS delegates to the zone of a site's records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from multisite_tui.aws.facts.records import normal_name
from multisite_tui.aws.facts.zones import Zone, longest
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, of_problem
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.internet.delegation import DelegationStatus
from multisite_tui.plan.dns_checks import check_cuts
from multisite_tui.plan.zone_choice import by_servers

DOMAIN = Area.DOMAIN


def look_at_name_servers(examination: SiteExamination) -> Iterator[Diagnosis]:
    """Yield why DNS is not delegated to the zones of the site's names, so that no record in them has an effect."""
    if examination.site.dns.external:
        return
    found = {name: examination.zones(name) for name in examination.site.names}
    for name, zones in found.items():
        if not zones:
            yield _no_zone(examination, name)
        elif len(zones) > 1:
            yield _twins(examination, zones)
    zone_of = {name: zones[0] for name, zones in found.items() if len(zones) == 1}
    for zone in dict.fromkeys(zone_of.values()):
        yield from _delegation(examination, zone)
    for problem in check_cuts(zone_of, examination.facts):
        yield of_problem(examination.site.domain, DOMAIN, Certainty.CERTAIN, problem)


def _delegation(examination: SiteExamination, zone: Zone) -> Iterator[Diagnosis]:
    answer = examination.world.delegation(zone, examination.facts)
    outcome = answer.outcome if answer else DelegationStatus.UNKNOWN
    if answer is not None and answer.problem is not None:
        certain = outcome is not DelegationStatus.UNKNOWN
        certainty = Certainty.CERTAIN if certain else Certainty.CANNOT_TELL
        yield of_problem(examination.site.domain, DOMAIN, certainty, answer.problem)
    if outcome in (DelegationStatus.UNKNOWN, DelegationStatus.NOWHERE):
        yield from _from_above(examination, zone)


def _from_above(examination: SiteExamination, zone: Zone) -> Iterator[Diagnosis]:
    """Yield a diagnosis if the parent zone is in this account and does not delegate to this zone."""
    above = longest((one for one in examination.facts.zones() if one.name != zone.name), zone.name)
    if len(above) != 1:
        return
    records = examination.facts.records(above[0].id, zone.name)
    handed = {normal_name(value) for record in records if record.type == "NS" for value in record.values}
    servers = examination.facts.name_servers(zone.id)
    if handed.isdisjoint(servers):
        yield examination.diagnosis(
            DOMAIN,
            "zone_not_handed_down",
            Certainty.LIKELY,
            f"The zone {above[0].name} ({above[0].id}) does not hand {zone.name} down to its own zone ({zone.id}), "
            "so nobody sees the records there.",
            f"NS of {zone.name} in {above[0].name}: {', '.join(sorted(handed)) or 'none'}.",
            f"In the zone {above[0].name}, add an NS record for {zone.name} with {', '.join(servers)}; "
            f"or delete the zone {zone.name} and {examination.then_repair}: its records then go into {above[0].name}.",
        )


def _no_zone(examination: SiteExamination, name: str) -> Diagnosis:
    there = ", ".join(sorted({zone.name for zone in examination.facts.zones()})) or "none"
    return examination.diagnosis(
        DOMAIN,
        "zone_not_found",
        Certainty.CERTAIN,
        f"No public hosted zone for {name} is in this account, so its records have no place.",
        f"Public zones here: {there}.",
        "Look for a typing error in the domain; else create a hosted zone in Route 53 and point the registrar to it.",
    )


def _twins(examination: SiteExamination, zones: Sequence[Zone]) -> Diagnosis:
    first = zones[0]
    return examination.diagnosis(
        DOMAIN,
        "zone_ambiguous",
        Certainty.CANNOT_TELL,
        f"Several public hosted zones are named {first.name}, and only one of them is asked by DNS.",
        f"Their name servers: {by_servers(zones, examination.facts)}.",
        f"Compare with the name servers at the registrar of {first.name}, and name that zone by its id: "
        f"`dns: {{zone: {first.id}}}`.",
    )
