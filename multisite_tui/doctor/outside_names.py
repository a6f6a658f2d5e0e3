"""Names that are kept outside the account: whether the records that a person had to put in are there."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.certificates import ValidationRecord
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.internet.outside_names import Leading, OutsideName
from multisite_tui.model.hand_records import HandRecord

DOMAIN = Area.DOMAIN


def look_at_outside_names(examination: SiteExamination) -> Iterator[Diagnosis]:
    """Yield why each of the site's names leads visitors elsewhere or to no host."""
    entrance = examination.entrance
    for name in examination.site.names if entrance else ():
        found = examination.world.outside(name, entrance.dns_name) if entrance else None
        if found is not None and entrance is not None and found.leading is not Leading.HERE:
            yield _outside(examination, name, found, entrance)


def look_at_outside_validation(examination: SiteExamination, record: ValidationRecord) -> Iterator[Diagnosis]:
    """Yield a diagnosis if the validation record is not in DNS."""
    if examination.world.cname_stands(record.name, record.value) is False:
        wanted = HandRecord(record.name, "CNAME", record.value, "the certificate")
        yield examination.diagnosis(
            Area.CERTIFICATE,
            "validation_record_missing",
            Certainty.CERTAIN,
            f"ACM waits for a CNAME of {record.domain} that its name servers do not have.",
            f"The name servers of its zone were asked for {record.name}.",
            f"Put it in at the DNS provider: {wanted.line}",
        )


def _outside(examination: SiteExamination, name: str, found: OutsideName, entrance: Entrance) -> Diagnosis:
    seen = ", ".join(found.seen)
    wanted = HandRecord(name, "ALIAS" if found.apex else "CNAME", entrance.dns_name, "visitors")
    match found.leading:
        case Leading.PROXIED:
            return examination.diagnosis(
                DOMAIN,
                "name_proxied",
                Certainty.CANNOT_TELL,
                f"Cloudflare's proxy answers for {name}, so that DNS does not show where it leads.",
                f"Its name servers answer {seen}.",
                f"In the Cloudflare dashboard, the record of {name} must have the target {entrance.dns_name}.",
            )
        case Leading.UNKNOWN:
            return examination.diagnosis(
                DOMAIN,
                "name_unknown",
                Certainty.CANNOT_TELL,
                f"It cannot be told where {name} leads: the name servers of its zone gave no answer.",
                f"{found.why}.",
                "Look at the name servers at the registrar, and at this machine's network.",
            )
        case Leading.NOWHERE:
            return examination.diagnosis(
                DOMAIN,
                "record_missing",
                Certainty.CERTAIN,
                f"{name} has no record, so visitors do not come to the load balancer.",
                "The name servers of its zone have no A, AAAA or CNAME record for it.",
                _put_in(wanted),
            )
        case _:
            return examination.diagnosis(
                DOMAIN,
                "record_elsewhere",
                Certainty.CERTAIN,
                f"{name} does not lead to the load balancer {examination.locator.name}.",
                f"The name servers of its zone answer {seen}.",
                _put_in(wanted),
            )


def _put_in(record: HandRecord) -> str:
    return record.note or f"Put it in at the DNS provider, in place of what is there: {record.line}"
