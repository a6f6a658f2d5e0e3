"""Name servers: whether the world asks the zone that a site's records are in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from multisite_tui.aws.facts.records import normal_name
from multisite_tui.aws.facts.zones import Zone, longest
from multisite_tui.doctor.diagnoses import Certainty, Diagnosis, Subject, of_problem
from multisite_tui.doctor.patients import Patient
from multisite_tui.internet.delegation import Delegated
from multisite_tui.plan.dns_checks import check_cuts

DOMAIN = Subject.DOMAIN


def look_at_name_servers(patient: Patient) -> Iterator[Diagnosis]:
    """Yield why DNS does not come to the zones of the site's names: neither certificate nor record is seen then."""
    found = {name: patient.zones(name) for name in patient.site.names}
    for name, zones in found.items():
        if not zones:
            yield _no_zone(patient, name)
        elif len(zones) > 1:
            yield _twins(patient, zones)
    zone_of = {name: zones[0] for name, zones in found.items() if len(zones) == 1}
    for zone in dict.fromkeys(zone_of.values()):
        yield from _delegation(patient, zone)
    for problem in check_cuts(zone_of, patient.facts):
        yield of_problem(patient.site.domain, DOMAIN, Certainty.CERTAIN, problem)


def _delegation(patient: Patient, zone: Zone) -> Iterator[Diagnosis]:
    answer = patient.world.delegation(zone, patient.facts)
    outcome = answer.outcome if answer else Delegated.UNKNOWN
    if answer is not None and answer.problem is not None:
        certain = outcome in (Delegated.ELSEWHERE, Delegated.NOWHERE)
        certainty = Certainty.CERTAIN if certain else Certainty.CANNOT_TELL
        yield of_problem(patient.site.domain, DOMAIN, certainty, answer.problem)
    if outcome in (Delegated.UNKNOWN, Delegated.NOWHERE):
        yield from _from_above(patient, zone)


def _from_above(patient: Patient, zone: Zone) -> Iterator[Diagnosis]:
    """Yield where the zone above, if it is in this account, does not hand questions down to this one."""
    above = longest((one for one in patient.facts.zones() if one.name != zone.name), zone.name)
    if len(above) != 1:
        return
    records = patient.facts.records(above[0].id, zone.name)
    handed = {normal_name(value) for record in records if record.type == "NS" for value in record.values}
    servers = patient.facts.name_servers(zone.id)
    if handed.isdisjoint(servers):
        yield patient.tell(
            DOMAIN,
            "zone_not_handed_down",
            Certainty.LIKELY,
            f"The zone {above[0].name} ({above[0].id}) does not hand {zone.name} down to its own zone ({zone.id}), "
            "so nobody sees the records there.",
            f"NS of {zone.name} in {above[0].name}: {', '.join(sorted(handed)) or 'none'}.",
            f"In the zone {above[0].name}, add an NS record for {zone.name} with {', '.join(servers)}; "
            f"or delete the zone {zone.name} and run `{patient.resume}`: its records then go into {above[0].name}.",
        )


def _no_zone(patient: Patient, name: str) -> Diagnosis:
    there = ", ".join(sorted({zone.name for zone in patient.facts.zones()})) or "none"
    return patient.tell(
        DOMAIN,
        "zone_not_found",
        Certainty.CERTAIN,
        f"No public hosted zone for {name} is in this account, so its records have no place.",
        f"Public zones here: {there}.",
        "Look for a typing error in the domain; else create a hosted zone in Route 53 and point the registrar to it.",
    )


def _twins(patient: Patient, zones: Iterable[Zone]) -> Diagnosis:
    told = "; ".join(f"{zone.id}: {', '.join(patient.facts.name_servers(zone.id))}" for zone in zones)
    name = next(iter(zones)).name
    return patient.tell(
        DOMAIN,
        "zone_ambiguous",
        Certainty.CANNOT_TELL,
        f"Several public hosted zones are named {name}, and only one of them is asked by DNS.",
        f"Their name servers: {told}.",
        f"Compare with the name servers at the registrar of {name}, and delete the zones that are not used.",
    )
