"""Propagation: whether DNS returns the zone's present record, or still a cached earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.resources import record_backups
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.internet.lookups import Lookup, LookupStatus

DOMAIN = Area.DOMAIN


def look_at_propagation(examination: SiteExamination, name: str, entrance: Entrance) -> Iterator[Diagnosis]:
    """Yield why this machine's DNS does not lead to the load balancer although the zone has the right record."""
    answer = examination.world.lookup(name, "A")
    if answer is None:
        return
    match answer.result:
        case LookupStatus.NO_ANSWER:
            yield _no_answer(examination, name, answer)
        case LookupStatus.FOUND:
            yield from _found(examination, name, entrance, _addresses(answer))
        case _:
            yield _denied(examination, name)


def _found(examination: SiteExamination, name: str, entrance: Entrance, shown: frozenset[str]) -> Iterator[Diagnosis]:
    target = examination.world.lookup(entrance.dns_name, "A")
    if target is None or target.result is not LookupStatus.FOUND:
        yield _no_target(examination, entrance, target)
        return
    if not shown.isdisjoint(_addresses(target)):
        return
    before = [one for one in record_backups.read(entrance.tags).get(name, []) if not shown.isdisjoint(_values(one))]
    yield _remembered(examination, name, shown, before[0]) if before else _others(examination, name, shown, entrance)


def _addresses(answer: Lookup) -> frozenset[str]:
    return frozenset(record.to_text() for record in answer.records)


def _values(record_set: Mapping[str, Any]) -> set[str]:
    return {value["Value"] for value in record_set.get("ResourceRecords", ())}


def _remembered(examination: SiteExamination, name: str, shown: frozenset[str], before: Mapping[str, Any]) -> Diagnosis:
    return examination.diagnosis(
        DOMAIN,
        "record_remembered",
        Certainty.CERTAIN,
        f"{name} was switched, and DNS still remembers its old address here.",
        f"DNS shows {', '.join(sorted(shown))}, which its record had before; it may be remembered "
        f"for {before['TTL']} seconds from the switch.",
        f"Wait {before['TTL']} seconds from the switch; keep the old address serving until then.",
    )


def _others(examination: SiteExamination, name: str, shown: frozenset[str], entrance: Entrance) -> Diagnosis:
    return examination.diagnosis(
        DOMAIN,
        "record_leads_unclear",
        Certainty.CANNOT_TELL,
        f"The record of {name} is right in its zone, and this machine's DNS shows other addresses.",
        f"DNS shows {', '.join(sorted(shown))}; {entrance.dns_name} has others. An old record may be remembered, a "
        "service such as Cloudflare may stand in front, or the load balancer's own addresses just changed.",
        "Wait as long as the old record's TTL said and ask again; if it stays so, look who serves those addresses.",
    )


def _denied(examination: SiteExamination, name: str) -> Diagnosis:
    return examination.diagnosis(
        DOMAIN,
        "record_not_seen",
        Certainty.LIKELY,
        f"The record of {name} stands in its zone, and this machine's DNS does not show it yet.",
        "DNS says that there is no such name or address; resolvers remember that for up to 15 minutes.",
        "Wait 15 minutes and ask again, or try from another network.",
    )


def _no_answer(examination: SiteExamination, name: str, answer: Lookup) -> Diagnosis:
    return examination.diagnosis(
        DOMAIN,
        "dns_silent",
        Certainty.CANNOT_TELL,
        f"DNS gave no answer about {name}, so it cannot be told where visitors are led.",
        f"{answer.why}.",
        "Check this machine's network, then ask again.",
    )


def _no_target(examination: SiteExamination, entrance: Entrance, answer: Lookup | None) -> Diagnosis:
    silent = answer is None or answer.result is LookupStatus.NO_ANSWER
    return examination.diagnosis(
        DOMAIN,
        "load_balancer_not_in_dns",
        Certainty.CANNOT_TELL if silent else Certainty.LIKELY,
        f"DNS does not show the load balancer's own name, {entrance.dns_name}.",
        "DNS gave no answer." if silent else "DNS says that there is no such name or address.",
        "A new load balancer's name takes some minutes to appear: wait five minutes and ask again.",
    )
