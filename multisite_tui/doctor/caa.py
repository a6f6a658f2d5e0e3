"""CAA: whether a record at a name or above it forbids Amazon to issue the certificate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from multisite_tui.aws.facts.zones import Zone
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, of_problem
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.internet.caa import Caa, Issuance, judged
from multisite_tui.internet.lookups import upwards


def look_at_caa(examination: SiteExamination, names: Iterable[str]) -> Iterator[Diagnosis]:
    """Yield the CAA records that forbid it, and the names whose CAA cannot be read."""
    for name in names:
        zones = examination.zones(name.removeprefix("*."))
        answer = _decision(examination, name, zones[0]) if len(zones) == 1 else None
        if answer is not None and answer.problem is not None:
            forbidden = answer.outcome is Issuance.FORBIDDEN
            certainty = Certainty.CERTAIN if forbidden else Certainty.CANNOT_TELL
            yield of_problem(examination.site.domain, Area.CERTIFICATE, certainty, answer.problem)


def _decision(examination: SiteExamination, name: str, zone: Zone) -> Caa | None:
    """Return the result of the first CAA records at the name or above it (RFC 8659), from the zone, then from DNS."""
    for at in upwards(name.removeprefix("*.")):
        if not zone.holds(at):
            break
        records = examination.facts.records(zone.id, at)
        if values := [value for record in records if record.type == "CAA" for value in record.values]:
            return judged(name, at, values)
    return examination.world.caa(zone.name.partition(".")[2])
