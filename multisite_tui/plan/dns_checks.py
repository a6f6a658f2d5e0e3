"""Checks of a site's names in DNS, mostly answered by the hosted zone itself.

The zone is asked and not the world: a resolver that hears "no such name" before the record is made goes on saying so
for as long as the zone's SOA allows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import ZONE_IDS
from multisite_tui.aws.facts.records import normal_name
from multisite_tui.aws.facts.zones import Zone, longest
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.errors import Problem
from multisite_tui.internet.caa import Caa, Issuance, caa, caa_through, judged
from multisite_tui.internet.delegation import DelegationStatus, delegated_away, delegation
from multisite_tui.model.accounts import Account, AccountKind

SERVICES = ("HTTPS", "SVCB")
"""Types of record that browsers ask for beside the address (RFC 9460)."""


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


def check_services(zones: Mapping[str, Zone], facts: Facts) -> list[Problem]:
    """Return the names beside which a record leads browsers on past the address (RFC 9460): HTTPS and SVCB stay."""
    return [
        _service(name, kind) for name, zone in zones.items() for kind in SERVICES if _values(facts, zone, name, kind)
    ]


def check_target(entrance: EntranceLocator, facts: Facts) -> list[Problem]:
    """Return what keeps an alias from being made: the endpoint does not tell the zone of load balancers' own names.

    AWS always tells it. For a stand-in that does not, the table serves, and nothing is made up beyond it.
    """
    account, there = facts.account, entrance.read(facts)
    known = there is not None and there.leads_to is not None
    if known or account.kind is not AccountKind.ENDPOINT or account.region in ZONE_IDS:
        return []
    return [_no_target(account)]


def check_delegation(
    zones: Sequence[Zone], proving: Collection[str], facts: Facts
) -> tuple[list[Problem], list[Problem]]:
    """Return the zones that the world does not find, and those of which that cannot be told.

    A certificate would stay pending for 72 hours, and the site be seen by nobody. Only AWS's zones are in the world's
    DNS, so that others are not asked for. One that is not in DNS at all stops only what has to be proven by it.

    Args:
        zones: The zones of all names.
        proving: The ids of those in which a certificate that is to be requested has names.
        facts: The account.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for zone in zones if facts.account.kind is AccountKind.AWS else ():
        answer = delegation(zone.name, facts.name_servers(zone.id))
        if answer.problem is not None:
            wrong = answer.outcome is DelegationStatus.ELSEWHERE or (
                answer.outcome is DelegationStatus.NOWHERE and zone.id in proving
            )
            (problems if wrong else warnings).append(answer.problem)
    return problems, warnings


def _decision(name: str, zone: Zone, facts: Facts) -> Caa | None:
    """Return what the first CAA record up from the name says: those in the zone, then those above it."""
    for at in [*_within(name, zone), zone.name]:
        if values := _values(facts, zone, at, "CAA"):
            return judged(name, at, values)
        if (targets := _values(facts, zone, at, "CNAME")) and (answer := _through(name, at, targets[0], facts)):
            return answer
    parent = zone.name.partition(".")[2]
    return caa(parent) if facts.account.kind is AccountKind.AWS and "." in parent else None


def _through(name: str, alias: str, target: str, facts: Facts) -> Caa | None:
    """Return what CAA says where an alias ends: it is followed, but not looked for above that (RFC 8659, section 3).

    A CNAME that is to be replaced still stands while ACM looks: DNS is switched last.
    """
    passed: set[str] = set()
    at = normal_name(target)
    while at not in passed:
        passed.add(at)
        zones = longest(facts.zones(), at)
        if len(zones) != 1:
            return caa_through(name, alias) if facts.account.kind is AccountKind.AWS else None
        if values := _values(facts, zones[0], at, "CAA"):
            return judged(name, at, values, alias=alias)
        at = normal_name(next(iter(_values(facts, zones[0], at, "CNAME")), at))
    return None


def _within(name: str, zone: Zone) -> Iterator[str]:
    """Yield the name and those above it, up to but without the zone's own."""
    while name != zone.name:
        yield name
        name = name.partition(".")[2]


def _values(facts: Facts, zone: Zone, name: str, kind: str) -> tuple[str, ...]:
    return tuple(value for record in facts.records(zone.id, name) if record.type == kind for value in record.values)


def _service(name: str, kind: str) -> Problem:
    return Problem(
        code="record_beside",
        what=f"{name} has a record of type {kind}, which stays as it is.",
        why="Browsers ask for it first, and go where its hints say, past the new address.",
        next=f"If it names an address or another host, take the {kind} record of {name} away in the Route 53 console.",
    )


def _no_target(account: Account) -> Problem:
    return Problem(
        code="zone_id_unknown",
        what=f"The endpoint in use does not tell in which zone load balancers of {account.region} have their names.",
        why="An alias record needs the id of that zone, and it is known here for some regions only.",
        next=f"Rehearse in one of these regions: {', '.join(sorted(ZONE_IDS))}.",
        key="dns",
    )
