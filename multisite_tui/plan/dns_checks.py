"""Checks of a site's names in DNS, mostly answered by the hosted zone itself.

The zone is asked and not the world: a resolver that hears "no such name" before the record is made goes on saying so
for as long as the zone's SOA allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.errors import Problem
from multisite_tui.internet.caa import Caa, Issuance, caa, judged
from multisite_tui.internet.delegation import Delegated, delegated_away, delegation
from multisite_tui.model.accounts import AccountKind


def check_cuts(zones: Mapping[str, Zone], facts: Facts) -> list[Problem]:
    """Return the names that a zone has handed on to other name servers: a record in this zone is seen by nobody.

    `zones` has the zone of each name.
    """
    found = (
        delegated_away(name, zone.name, [at for at in _within(name, zone) if _values(facts, zone, at, "NS")])
        for name, zone in zones.items()
    )
    return [problem for problem in found if problem is not None]


def check_caa(zones: Mapping[str, Zone], facts: Facts) -> tuple[list[Problem], list[Problem]]:
    """Return the names for which Amazon may issue no certificate, and those of which that cannot be told."""
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for name, zone in zones.items():
        answer = _decision(name, zone, facts)
        if answer is not None and answer.problem is not None:
            (problems if answer.outcome is Issuance.FORBIDDEN else warnings).append(answer.problem)
    return problems, warnings


def check_delegation(zones: Sequence[Zone], facts: Facts) -> tuple[list[Problem], list[Problem]]:
    """Return the zones that the world does not find, and those of which that cannot be told.

    A certificate would stay pending for 72 hours, and the site be seen by nobody. Only AWS's zones are in the world's
    DNS, so that others are not asked for.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for zone in zones if facts.account.kind is AccountKind.AWS else ():
        answer = delegation(zone.name, facts.name_servers(zone.id))
        if answer.problem is not None:
            (problems if answer.outcome is Delegated.ELSEWHERE else warnings).append(answer.problem)
    return problems, warnings


def _decision(name: str, zone: Zone, facts: Facts) -> Caa | None:
    """Return what the first CAA record up from the name says: those in the zone, then those above it."""
    for at in [*_within(name, zone), zone.name]:
        if values := _values(facts, zone, at, "CAA"):
            return judged(name, at, values)
    parent = zone.name.partition(".")[2]
    return caa(parent) if facts.account.kind is AccountKind.AWS and "." in parent else None


def _within(name: str, zone: Zone) -> Iterator[str]:
    """Yield the name and those above it, up to but without the zone's own."""
    while name != zone.name:
        yield name
        name = name.partition(".")[2]


def _values(facts: Facts, zone: Zone, name: str, kind: str) -> tuple[str, ...]:
    return tuple(value for record in facts.records(zone.id, name) if record.type == kind for value in record.values)
