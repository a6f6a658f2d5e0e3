"""Domains: why visitors do not reach the load balancer, first from the hosted zone and then from public DNS."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.doctor.diagnoses import NOT_SWITCHED, Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.outside_names import look_at_outside_names
from multisite_tui.doctor.propagation import look_at_propagation
from multisite_tui.model.terms import ADDRESSES

DOMAIN = Area.DOMAIN


def look_at_domain(examination: SiteExamination) -> Iterator[Diagnosis]:
    """Yield why each of the site's names leads visitors elsewhere or to no host."""
    if examination.site.dns.external:
        yield from look_at_outside_names(examination)
        return
    for name in examination.site.names:
        for zone in examination.zones(name):
            yield from _name(examination, name, zone)


def _name(examination: SiteExamination, name: str, zone: Zone) -> Iterator[Diagnosis]:
    there = [record for record in examination.facts.records(zone.id, name) if record.type in ADDRESSES]
    entrance = examination.entrance
    leading = [record for record in there if entrance is not None and entrance.led_to_by(record)]
    if not any(record.type in ("A", "CNAME") for record in there):
        yield _missing(examination, name, zone)
    for record in there:
        if record not in leading:
            yield _elsewhere(examination, record, zone)
    if entrance is not None and leading == there and there and len(examination.zones(name)) == 1:
        yield from look_at_propagation(examination, name, entrance)


def _elsewhere(examination: SiteExamination, record: RecordSet, zone: Zone) -> Diagnosis:
    if record.routed:
        return _routed(examination, record, zone)
    former = examination.predecessors.of(record)
    if former is not None:
        return _not_switched(examination, record, zone, former)
    return _ipv6(examination, record, zone) if record.type == "AAAA" else _old(examination, record, zone)


def _missing(examination: SiteExamination, name: str, zone: Zone) -> Diagnosis:
    return examination.diagnosis(
        DOMAIN,
        "record_missing",
        Certainty.CERTAIN,
        f"{name} has no record of its own in the zone {zone.name}, so visitors do not come to the load balancer.",
        f"Route 53 has no A or CNAME record for it in {zone.id}. It is made last, once the rest is well.",
        f"Put right what is said before this, if anything; then {examination.then_repair}: it makes the record.",
    )


def _not_switched(examination: SiteExamination, record: RecordSet, zone: Zone, former: Entrance) -> Diagnosis:
    return examination.diagnosis(
        DOMAIN,
        NOT_SWITCHED,
        Certainty.CERTAIN,
        f"{record.name} still leads to {former.name}, the former load balancer of this setup, which serves it.",
        f"{zone.id} has {record}. A move switches the name last, once the site's targets are healthy.",
        f"Put right what is said before this, if anything; then {examination.then_repair}: it switches the name.",
    )


def _old(examination: SiteExamination, record: RecordSet, zone: Zone) -> Diagnosis:
    direct = next((one for one in examination.facts.instances() if one.public_address in record.values), None)
    return examination.diagnosis(
        DOMAIN,
        "record_elsewhere",
        Certainty.CERTAIN,
        f"{record.name} does not lead to the load balancer {examination.locator.name}, but to {direct} directly."
        if direct and direct.public_address
        else f"{record.name} does not lead to the load balancer {examination.locator.name}.",
        f"{zone.id} has {record}.",
        f"Set `dns: {{replace: true}}` on the site and {examination.then_repair}; the old record is kept for undo.",
    )


def _ipv6(examination: SiteExamination, record: RecordSet, zone: Zone) -> Diagnosis:
    return examination.diagnosis(
        DOMAIN,
        "record_ipv6_left",
        Certainty.CERTAIN,
        f"An AAAA record of {record.name} still leads visitors who have IPv6 elsewhere.",
        f"{zone.id} has {record}. The load balancer has IPv4 only.",
        f"Set `dns: {{replace: true}}` on the site and {examination.then_repair}, or delete the AAAA record by hand.",
    )


def _routed(examination: SiteExamination, record: RecordSet, zone: Zone) -> Diagnosis:
    return examination.diagnosis(
        DOMAIN,
        "record_routed",
        Certainty.LIKELY,
        f"{record.name} has {record.type} records with a routing policy, which send some or all visitors elsewhere.",
        f"{zone.id} has {record}, weighted, by latency or the like.",
        "In the Route 53 console, put one plain record with the value that visitors are to get now in their place; "
        f"then {examination.then_repair}. Or give the site another domain. This program leaves them alone.",
    )
