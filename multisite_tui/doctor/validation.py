"""Validation records: whether the CNAME that ACM checks is in public DNS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from multisite_tui.aws.facts.certificates import Certificate, ValidationRecord
from multisite_tui.aws.facts.records import normal_name
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.outside_names import look_at_outside_validation
from multisite_tui.internet.lookups import LookupStatus, plain

CERTIFICATE = Area.CERTIFICATE


def look_at_validation(examination: SiteExamination, certificate: Certificate) -> Iterator[Diagnosis]:
    """Yield why ACM cannot validate the names; the delegation to their zones is examined separately."""
    if certificate.awaited:
        yield _not_made_up(examination, certificate)
    look = look_at_outside_validation if examination.site.dns.external else _record
    for record in {one.name: one for one in certificate.validation}.values():
        yield from look(examination, record)


def _record(examination: SiteExamination, record: ValidationRecord) -> Iterator[Diagnosis]:
    right = examination.zones(record.domain.removeprefix("*."))
    if not right:
        return  # reported already: there is no zone
    standing = [zone for zone in right if record.value in _values(examination, zone, record)]
    if len(standing) == len(right) == 1:
        yield from _not_in_dns(examination, record)
    elif standing and len(standing) < len(right):
        yield _in_one_of(examination, record, standing, right)
    elif not standing:
        yield _absent(examination, record, right)


def _absent(examination: SiteExamination, record: ValidationRecord, right: Sequence[Zone]) -> Diagnosis:
    others = [zone for zone in examination.facts.zones() if zone.holds(record.name) and zone not in right]
    wrong = [zone for zone in others if record.value in _values(examination, zone, record)]
    if wrong:
        return _in_wrong_zone(examination, record, right, wrong)
    if there := [value for zone in right for value in _values(examination, zone, record)]:
        return _differs(examination, record, right, there)
    return _missing(examination, record, right)


def _values(examination: SiteExamination, zone: Zone, record: ValidationRecord) -> list[str]:
    there = examination.facts.records(zone.id, record.name)
    return [normal_name(value) for one in there if one.type == "CNAME" for value in one.values]


def _not_in_dns(examination: SiteExamination, record: ValidationRecord) -> Iterator[Diagnosis]:
    """Yield a diagnosis if DNS does not return the record although its zone has it."""
    answer = examination.world.lookup(record.name, "CNAME")
    if answer is None or answer.result is LookupStatus.NO_ANSWER:
        return
    shown = {plain(one.to_text()) for one in answer.records}
    if record.value not in shown:
        yield examination.diagnosis(
            CERTIFICATE,
            "validation_record_not_seen",
            Certainty.LIKELY,
            f"The CNAME {record.name} stands in its zone, but DNS does not show it yet.",
            f"DNS shows {', '.join(sorted(shown)) or 'no such record'}.",
            "Wait 15 minutes, for which resolvers may remember that it was not there, and ask again; "
            "if it stays so, compare the name servers at the registrar with those of the zone.",
        )


def _not_made_up(examination: SiteExamination, certificate: Certificate) -> Diagnosis:
    return examination.diagnosis(
        CERTIFICATE,
        "validation_record_awaited",
        Certainty.CERTAIN,
        f"ACM has not made up the validation record of {', '.join(sorted(certificate.awaited))} yet.",
        f"{certificate.status}, without a CNAME to put in the zone.",
        f"Wait half a minute, then {examination.then_repair}: it puts the record in.",
    )


def _missing(examination: SiteExamination, record: ValidationRecord, right: Sequence[Zone]) -> Diagnosis:
    return examination.diagnosis(
        CERTIFICATE,
        "validation_record_missing",
        Certainty.CERTAIN,
        f"ACM waits for a CNAME that is not in the zone {right[0].name}.",
        f"Route 53 has no CNAME {record.name} in {', '.join(zone.id for zone in right)}.",
        f"{examination.repair}, or add it by hand: CNAME {record.name} with the value {record.value}",
    )


def _differs(
    examination: SiteExamination, record: ValidationRecord, right: Sequence[Zone], there: Sequence[str]
) -> Diagnosis:
    return examination.diagnosis(
        CERTIFICATE,
        "validation_record_differs",
        Certainty.CERTAIN,
        f"The CNAME that ACM waits for is in the zone {right[0].name}, but with another value.",
        f"{record.name} has {', '.join(there)}; ACM wants {record.value}",
        f"{examination.repair}, or set the value of that CNAME to {record.value}",
    )


def _in_wrong_zone(
    examination: SiteExamination, record: ValidationRecord, right: Sequence[Zone], wrong: Sequence[Zone]
) -> Diagnosis:
    return examination.diagnosis(
        CERTIFICATE,
        "validation_record_in_wrong_zone",
        Certainty.CERTAIN,
        f"The CNAME that ACM waits for is in the zone {wrong[0].name} ({wrong[0].id}), "
        f"and belongs in {right[0].name} ({right[0].id}).",
        f"{record.domain} is answered from {right[0].id}, so what {wrong[0].id} has for it is seen by nobody.",
        f"{examination.repair}, or add in {right[0].id}: CNAME {record.name} with the value {record.value}",
    )


def _in_one_of(
    examination: SiteExamination, record: ValidationRecord, standing: Sequence[Zone], right: Sequence[Zone]
) -> Diagnosis:
    without = ", ".join(zone.id for zone in right if zone not in standing)
    return examination.diagnosis(
        CERTIFICATE,
        "validation_record_in_one_zone",
        Certainty.LIKELY,
        f"The CNAME that ACM waits for is in one of several zones named {right[0].name}, perhaps not in the one "
        "that DNS asks.",
        f"{', '.join(zone.id for zone in standing)} has {record.name}, and {without} has not.",
        f"Add it in {without} too: CNAME {record.name} with the value {record.value}; "
        "then delete the zone that the registrar does not point to.",
    )
