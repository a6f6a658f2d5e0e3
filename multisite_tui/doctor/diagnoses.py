"""Diagnoses: each has one reason, its evidence and a fix."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from multisite_tui.errors import Problem


class Area(StrEnum):
    """The part of a site that a diagnosis is about."""

    CERTIFICATE = "certificate"
    LOAD_BALANCER = "load balancer"
    INSTANCE = "instance"
    DOMAIN = "domain"


class Certainty(StrEnum):
    """How much the evidence proves."""

    CERTAIN = "certain"
    """It is proven, and it alone keeps the site from working."""
    LIKELY = "likely"
    CANNOT_TELL = "cannot tell"
    """It may be the reason, but the proof cannot be read from here."""


@dataclass(frozen=True)
class Diagnosis:
    """One reason why a site does not work."""

    site: str
    """The domain of the site."""
    subject: Area
    code: str
    """A stable code: AWS's own, such as `CAA_ERROR`, or ours, such as `validation_record_missing`."""
    certainty: Certainty
    what: str
    """The reason."""
    evidence: str
    """The observation that shows it, in the words of its source; empty if `what` contains it."""
    fix: str
    """What to do."""


def of_problem(site: str, subject: Area, certainty: Certainty, problem: Problem) -> Diagnosis:
    """Return a problem of another part of the program as a diagnosis."""
    return Diagnosis(site, subject, problem.code, certainty, problem.what, problem.why, problem.next)


def is_reason(diagnosis: Diagnosis) -> bool:
    """Whether it is a reason, and not only "cannot tell"."""
    return diagnosis.certainty is not Certainty.CANNOT_TELL


_BEFORE_RECORDS = frozenset({Area.CERTIFICATE, Area.LOAD_BALANCER, Area.INSTANCE})
FOLLOWS: Mapping[str, frozenset[Area]] = {
    "listener_missing": frozenset({Area.CERTIFICATE}),
    "record_missing": _BEFORE_RECORDS,
    "record_elsewhere": _BEFORE_RECORDS,
}
"""By code of a diagnosis, the areas that cause it if they have a reason: a run creates listeners and records last."""


NOT_SWITCHED = "name_not_switched"
"""A name that a move has not switched yet: whatever else was found, also if it cannot be proven, is why."""


def ordered(found: Iterable[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of one site in this order: certain, likely, their consequences, "cannot tell", not switched.

    Diagnoses of one rank keep their order, causes first. Duplicates are removed.
    """
    once: dict[tuple[str, str], Diagnosis] = {}
    for one in found:
        once.setdefault((one.code, one.what), one)
    unwell = {one.subject for one in once.values() if is_reason(one) and one.code not in FOLLOWS}
    return tuple(sorted(once.values(), key=lambda one: _rank(one, unwell)))


def _rank(diagnosis: Diagnosis, unwell: Collection[Area]) -> int:
    if diagnosis.code == NOT_SWITCHED:
        return 4
    follows = not FOLLOWS.get(diagnosis.code, frozenset()).isdisjoint(unwell)
    ranks = {Certainty.CERTAIN: 0, Certainty.LIKELY: 1, Certainty.CANNOT_TELL: 3}
    return 2 if follows else ranks[diagnosis.certainty]
