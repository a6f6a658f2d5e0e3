"""Checks of a site's names in DNS, mostly by reading the hosted zone.

The zone is read instead of public DNS: a resolver that is asked for a name before its record is created caches "no such
name" for as long as the zone's SOA allows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import ZONE_IDS
from multisite_tui.aws.facts.records import normal_name
from multisite_tui.aws.facts.wildcards import answered_by_wildcard
from multisite_tui.aws.facts.zones import Zone, longest
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.errors import Problem
from multisite_tui.internet.authoritative import ask_servers
from multisite_tui.internet.caa import Caa, Issuance, caa, caa_through, judged
from multisite_tui.internet.delegation import DelegationStatus, delegated_away, delegation
from multisite_tui.internet.lookups import upwards
from multisite_tui.model.accounts import Account, AccountKind

SERVICES = ("HTTPS", "SVCB")
"""Record types that browsers ask for in addition to the address (RFC 9460)."""


def check_cuts(zones: Mapping[str, Zone], facts: Facts) -> list[Problem]:
    """Return the names that their zone delegates to other name servers, so that its own record for them has no effect.

    `zones` maps each name to its zone.
    """
    found = (
        delegated_away(name, zone.name, [at for at in _within(name, zone) if _values(facts, zone, at, "NS")])
        for name, zone in zones.items()
    )
    return [problem for problem in found if problem is not None]


def check_caa(zones: Mapping[str, Zone], facts: Facts) -> tuple[list[Problem], list[Problem]]:
    """Return the names for which CAA forbids Amazon to issue a certificate, and those for which CAA cannot be read."""
    return _judged(_decision(name, zone, facts) for name, zone in zones.items())


def check_caa_outside(names: Iterable[str], facts: Facts) -> tuple[list[Problem], list[Problem]]:
    """Return the same for names that are kept outside the account, by public DNS."""
    return _judged(_outside_decision(name) for name in names if facts.account.kind is AccountKind.AWS)


def check_services(zones: Mapping[str, Zone], facts: Facts) -> list[Problem]:
    """Return the names with an HTTPS or SVCB record, which can lead browsers to another host (RFC 9460) and is kept."""
    return [
        _service(name, kind) for name, zone in zones.items() for kind in SERVICES if _values(facts, zone, name, kind)
    ]


def check_wildcards(zones: Mapping[str, Zone], facts: Facts) -> list[Problem]:
    """Return the names that live by a wildcard, which no longer answers for the names below them (RFC 4592).

    Where names between a name and the wildcard begin to exist with it, those below the highest one are meant.
    """
    found = []
    for name, zone in zones.items():
        if answering := facts.wildcard(zone, name):
            *_, highest = answered_by_wildcard(name, zone.name, partial(facts.exists, zone.id))
            found.append(_wildcard_ends(name, highest, answering[0].name))
    return found


def check_wildcards_outside(names: Iterable[str], facts: Facts) -> list[Problem]:
    """Return the names outside the account that may live by a wildcard, which the record that ACM asks for ends."""
    found = [(name, _wildcard_outside(name)) for name in names if facts.account.kind is AccountKind.AWS]
    return [_proof_ends_wildcard(name, wildcard) for name, wildcard in found if wildcard is not None]


def check_outside(names: Iterable[str], facts: Facts) -> list[Problem]:
    """Return the names that are said to be kept outside the account, although a public zone of it holds them."""
    found = {zone: name for name in names for zone in longest(facts.zones(), name)}
    return [_zone_here_too(name, zone) for zone, name in found.items()]


def check_target(entrance: EntranceLocator, facts: Facts) -> list[Problem]:
    """Return a problem if the zone id that an alias needs, that of load balancer names, is not known.

    AWS always returns this id. For another endpoint that does not, the id comes from a table by region; a region that
    is not in the table has none.
    """
    account, there = facts.account, entrance.read(facts)
    known = there is not None and there.leads_to is not None
    if known or account.kind is not AccountKind.ENDPOINT or account.region in ZONE_IDS:
        return []
    return [_no_target(account)]


def check_delegation(
    zones: Sequence[Zone], proving: Collection[str], facts: Facts
) -> tuple[list[Problem], list[Problem]]:
    """Return the zones that public DNS does not delegate to, and those for which that cannot be found out.

    Without delegation a certificate stays pending for 72 hours and visitors do not find the site. Only real AWS zones
    are in public DNS, so other endpoints' zones are not checked. A zone that is not in DNS at all is a problem only if
    a certificate has to be validated in it.

    Args:
        zones: The zones of all the setup's names.
        proving: The ids of the zones that hold names of a certificate to be requested.
        facts: The account.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for zone in zones if facts.account.kind is AccountKind.AWS else ():
        answer = delegation(zone.name, facts.name_servers(zone.id))
        if answer.problem is not None:
            wrong = answer.outcome in (DelegationStatus.ELSEWHERE, DelegationStatus.UNTRUSTED) or (
                answer.outcome is DelegationStatus.NOWHERE and zone.id in proving
            )
            (problems if wrong else warnings).append(answer.problem)
    return problems, warnings


def _decision(name: str, zone: Zone, facts: Facts) -> Caa | None:
    """Return the result of the first CAA records at the name or above it, first in the zone, then above the zone."""
    for at in [*_within(name, zone), zone.name]:
        if values := _values(facts, zone, at, "CAA"):
            return judged(name, at, values)
        if (targets := _values(facts, zone, at, "CNAME")) and (answer := _through(name, at, targets[0], facts)):
            return answer
    parent = zone.name.partition(".")[2]
    return caa(parent) if facts.account.kind is AccountKind.AWS and "." in parent else None


def _judged(answers: Iterable[Caa | None]) -> tuple[list[Problem], list[Problem]]:
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for answer in answers:
        if answer is not None and answer.problem is not None:
            (problems if answer.outcome is Issuance.FORBIDDEN else warnings).append(answer.problem)
    return problems, warnings


def _outside_decision(name: str) -> Caa:
    """Return the result of CAA at a name or above it; no resolver is asked for the name itself, which may not exist."""
    own = [one.to_text() for one in ask_servers(name, "CAA").lookup.records if one.rdtype.name == "CAA"]
    return judged(name, name, own) if own else caa(name.partition(".")[2])


def _wildcard_outside(name: str) -> str | None:
    """Return the wildcard that answers the same as a name: DNS does not show whether the name has a record too."""
    own = ask_servers(name, "A")
    for above in upwards(name.partition(".")[2]) if own.lookup.records and own.zone else ():
        if above != own.zone and not above.endswith(f".{own.zone}"):
            return None
        if set(ask_servers(f"*.{above}", "A").lookup.records) == set(own.lookup.records):
            return f"*.{above}"
    return None


def _through(name: str, alias: str, target: str, facts: Facts) -> Caa | None:
    """Return the result of CAA at the end of an alias, or None; names above the end do not count (RFC 8659, section 3).

    A CNAME that will be replaced still exists when ACM checks CAA, because DNS is switched last.
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
    """Yield the name and its ancestors below the zone's own name."""
    while name != zone.name:
        yield name
        name = name.partition(".")[2]


def _values(facts: Facts, zone: Zone, name: str, kind: str) -> tuple[str, ...]:
    """Return what DNS answers for a name and a type, by a record of its own or by a wildcard."""
    answering = facts.records(zone.id, name) or facts.wildcard(zone, name)
    return tuple(value for record in answering if record.type == kind for value in record.values)


def _service(name: str, kind: str) -> Problem:
    return Problem(
        code="record_beside",
        what=f"{name} has a record of type {kind}, which stays as it is.",
        why="Browsers ask for it first, and go where its hints say, past the new address.",
        next=f"If it names an address or another host, take the {kind} record of {name} away in the Route 53 console.",
    )


def _wildcard_ends(name: str, highest: str, wildcard: str) -> Problem:
    return Problem(
        code="wildcard_ends",
        what=f"{wildcard} will no longer answer for other names below {highest}, such as www.{highest}.",
        why=f"{name} gets records of its own, and DNS uses a wildcard only where no name stands in between.",
        next=f"If you use such a name, write it into `aliases` of {name}, or give it a record of its own first.",
    )


def _proof_ends_wildcard(name: str, wildcard: str) -> Problem:
    return Problem(
        code="wildcard_outside",
        what=f"At its DNS provider, {wildcard} answers the same as {name}, which may have no record of its own.",
        why=f"The CNAME that ACM asks for stands below {name}. With it the name exists, the wildcard no longer answers "
        "for it, and it has no address until it gets a record.",
        next=f"Before you put in that CNAME, look whether {name} has a record of its own there; if not, put one in "
        f"that is the same as that of {wildcard}.",
        key="dns",
    )


def _zone_here_too(name: str, zone: Zone) -> Problem:
    return Problem(
        code="zone_here_too",
        what=f"The DNS of {name} is said to be kept elsewhere, and the hosted zone {zone.name} ({zone.id}) is here.",
        why="Only the one that the registrar points to is asked by DNS.",
        next="If that is the hosted zone, leave `dns: external` out: the records are then made for you.",
        key="dns",
    )


def _no_target(account: Account) -> Problem:
    return Problem(
        code="zone_id_unknown",
        what=f"The endpoint in use does not tell in which zone load balancers of {account.region} have their names.",
        why="An alias record needs the id of that zone, and it is known here for some regions only.",
        next=f"Rehearse in one of these regions: {', '.join(sorted(ZONE_IDS))}.",
        key="dns",
    )
