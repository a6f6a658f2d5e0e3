"""Diagnoses: one reason each, with what shows it and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from multisite_tui.errors import Problem


class Area(StrEnum):
    """What is not well."""

    CERTIFICATE = "certificate"
    LOAD_BALANCER = "load balancer"
    INSTANCE = "instance"
    DOMAIN = "domain"


class Certainty(StrEnum):
    """How much the evidence proves."""

    CERTAIN = "certain"
    """It is so, and as long as it is, the site cannot be well."""
    LIKELY = "likely"
    CANNOT_TELL = "cannot tell"
    """It may be the reason, and what would prove it cannot be seen from here."""


@dataclass(frozen=True)
class Diagnosis:
    """One reason, in three sentences."""

    site: str
    """The domain of the site."""
    subject: Area
    code: str
    """A stable word to search for: AWS's own, such as `CAA_ERROR`, or ours, such as `validation_record_missing`."""
    certainty: Certainty
    what: str
    """The reason."""
    evidence: str
    """What shows it, in the words of whoever was asked; empty where `what` says it all."""
    fix: str
    """What to do."""


def of_problem(site: str, subject: Area, certainty: Certainty, problem: Problem) -> Diagnosis:
    """Return what another part of the program found, as a diagnosis."""
    return Diagnosis(site, subject, problem.code, certainty, problem.what, problem.why, problem.next)


def is_reason(diagnosis: Diagnosis) -> bool:
    """Whether it explains something, and is no mere "cannot tell"."""
    return diagnosis.certainty is not Certainty.CANNOT_TELL


_BEFORE_RECORDS = frozenset({Area.CERTIFICATE, Area.LOAD_BALANCER, Area.INSTANCE})
FOLLOWS: Mapping[str, frozenset[Area]] = {
    "listener_missing": frozenset({Area.CERTIFICATE}),
    "record_missing": _BEFORE_RECORDS,
    "record_elsewhere": _BEFORE_RECORDS,
}
"""What is only a consequence wherever one of these subjects has a reason: a run makes listeners, then records, last."""


def ordered(found: Iterable[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of one site: certain ones, likely ones, what follows from them, and what cannot be told.

    Among equals they stay as they came, causes first. What two looks found is said once.
    """
    once: dict[tuple[str, str], Diagnosis] = {}
    for one in found:
        once.setdefault((one.code, one.what), one)
    unwell = {one.subject for one in once.values() if is_reason(one) and one.code not in FOLLOWS}
    return tuple(sorted(once.values(), key=lambda one: _rank(one, unwell)))


def _rank(diagnosis: Diagnosis, unwell: Collection[Area]) -> int:
    follows = not FOLLOWS.get(diagnosis.code, frozenset()).isdisjoint(unwell)
    ranks = {Certainty.CERTAIN: 0, Certainty.LIKELY: 1, Certainty.CANNOT_TELL: 3}
    return 2 if follows else ranks[diagnosis.certainty]
