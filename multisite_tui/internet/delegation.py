"""Delegation: whether public DNS delegates a domain to this hosted zone's name servers.

A registrar that names other servers is the usual cause of a certificate that stays pending. A false alarm would be as
bad, so a delegation that is not clearly elsewhere is reported as unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from multisite_tui.errors import Problem
from multisite_tui.internet.authoritative import Exchange, ask_at, delegated_to, exchange
from multisite_tui.internet.dnssec import trusted
from multisite_tui.internet.lookups import Lookup, LookupStatus, Resolver, lookup, plain, upwards

PLACEHOLDERS = frozenset({
    "ns-0.awsdns-00.com", "ns-512.awsdns-00.net", "ns-1024.awsdns-00.org", "ns-1536.awsdns-00.co.uk",
})  # fmt: skip
"""The name servers that Route 53 shows for every private zone; they answer nobody (seen: external-dns)."""


class DelegationStatus(StrEnum):
    """Where public DNS delegates a zone to."""

    HERE = "here"
    UNTRUSTED = "untrusted"
    """It leads here, but the zone above has a DS record that does not fit, so that resolvers refuse every answer."""
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"
    """The parent zone has no such name, or does not delegate it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class DelegationCheck:
    """The result of a delegation check."""

    outcome: DelegationStatus
    named: tuple[str, ...] = ()
    """The name servers in DNS, sorted; empty if DNS returned none."""
    problem: Problem | None = None
    """An error for `ELSEWHERE`, `UNTRUSTED` and `NOWHERE`, a warning for the others; None for `HERE`."""


def delegation(
    zone_name: str,
    zone_name_servers: Collection[str],
    *,
    resolver: Resolver | None = None,
    send: Exchange = exchange,
) -> DelegationCheck:
    """Compare the name servers of a zone in DNS with those of the hosted zone.

    Only NS at the zone's own name is looked up, so no resolver caches the absence of a name that a run will create.

    Args:
        zone_name: The hosted zone's name.
        zone_name_servers: Its servers (route53, `GetHostedZone`, `DelegationSet.NameServers`).
        resolver: The resolver to use; None: this machine's.
        send: Sends a question to a name server, where the resolver's answer does not settle it.
    """
    zone, ours = plain(zone_name), {plain(server) for server in zone_name_servers}
    answer = _by_resolver(zone, ours, resolver)
    if answer.outcome is not DelegationStatus.HERE and (above := delegated_to(zone, resolver, send)):
        answer = _compared(zone, ours, above)
    if answer.outcome is DelegationStatus.ELSEWHERE and not _answering(zone, answer.named, resolver, send):
        answer = DelegationCheck(answer.outcome, answer.named, _lame(zone, answer.named, sorted(ours)))
    if answer.outcome is DelegationStatus.HERE and not trusted(zone, sorted(ours), resolver, send):
        return DelegationCheck(DelegationStatus.UNTRUSTED, answer.named, _untrusted(zone))
    return answer


def _by_resolver(zone: str, ours: set[str], resolver: Resolver | None) -> DelegationCheck:
    found = lookup(zone, "NS", resolver)
    denied = found.result in (LookupStatus.NO_SUCH_NAME, LookupStatus.NO_SUCH_RECORD)
    if denied and _knows_servers(zone.partition(".")[2], resolver):
        return DelegationCheck(DelegationStatus.NOWHERE, problem=_nowhere(zone, sorted(ours), found))
    if found.result is not LookupStatus.FOUND or found.at != zone:
        return DelegationCheck(DelegationStatus.UNKNOWN, problem=_unknown(zone, sorted(ours), found))
    named = tuple(sorted(plain(record.to_text()) for record in found.records))
    if PLACEHOLDERS.issuperset(named):
        return DelegationCheck(DelegationStatus.UNKNOWN, problem=_private(zone, sorted(ours)))
    return _compared(zone, ours, named)


def _compared(zone: str, ours: set[str], named: tuple[str, ...]) -> DelegationCheck:
    theirs = set(named)
    if theirs == ours:
        return DelegationCheck(DelegationStatus.HERE, named)
    if theirs & ours:
        return DelegationCheck(DelegationStatus.UNKNOWN, named, _partly(zone, named, sorted(ours)))
    return DelegationCheck(DelegationStatus.ELSEWHERE, named, _elsewhere(zone, named, sorted(ours)))


def delegated_away(name: str, zone_name: str, ns_names: Collection[str]) -> Problem | None:
    """Return a problem if a name below the zone is delegated to other name servers.

    The zone's own NS record sets decide. DNS is not asked: for a name that does not exist yet, resolvers would cache
    `no such name`, and return it even after the record is created.

    Args:
        name: The site's name.
        zone_name: The hosted zone that would get its record.
        ns_names: The names of all NS record sets in the zone.
    """
    zone, cuts = plain(zone_name), {plain(each) for each in ns_names}
    for each in upwards(plain(name)):
        if each == zone:
            return None
        if each in cuts:
            return _away(plain(name), zone, each)
    return None


def _answering(zone: str, servers: Sequence[str], resolver: Resolver | None, send: Exchange) -> bool:
    """Whether the servers that are named for a zone answer for it; if none can be asked, they are taken to."""
    if not any(lookup(server, "A", resolver).result is LookupStatus.FOUND for server in servers):
        return True
    return ask_at(servers, zone, "SOA", resolver, send).result is not LookupStatus.NO_ANSWER


def _knows_servers(parent: str, resolver: Resolver | None) -> bool:
    """Whether the resolver answers NS for the parent; if it hides all NS, its negative answer proves nothing."""
    return any(lookup(each, "NS", resolver).result is LookupStatus.FOUND for each in upwards(parent))


def _elsewhere(zone: str, named: Collection[str], ours: Collection[str]) -> Problem:
    return Problem(
        code="zone_delegated_elsewhere",
        what=f"DNS sends questions about {zone} to {', '.join(named)}, "
        f"but the servers of this hosted zone are {', '.join(ours)}.",
        why="Until that is put right, no certificate can be validated and no record of this zone is seen by anyone.",
        next=f"At the registrar of {zone}, set its name servers to {', '.join(ours)}; "
        "if you just did, it can take up to 48 hours to be seen.",
    )


def _partly(zone: str, named: Collection[str], ours: Collection[str]) -> Problem:
    return Problem(
        code="zone_delegated_partly",
        what=f"DNS names the servers {', '.join(named)} for {zone}; this hosted zone has {', '.join(ours)}: "
        "some are the same, some are not.",
        why="Another provider may serve the zone as well, or a change is on its way.",
        next=f"If that is not intended, set the name servers of {zone} at its registrar to {', '.join(ours)}.",
    )


def _lame(zone: str, named: Collection[str], ours: Collection[str]) -> Problem:
    return Problem(
        code="zone_delegated_elsewhere",
        what=f"DNS sends questions about {zone} to {', '.join(named)}, which do not answer for it; "
        f"the servers of this hosted zone are {', '.join(ours)}.",
        why="They are those of a hosted zone that was deleted, or of a provider that was left: "
        "nobody sees any record of the domain now.",
        next=f"At the registrar of {zone}, set its name servers to {', '.join(ours)}; "
        "if you just did, it can take up to 48 hours to be seen.",
    )


def _untrusted(zone: str) -> Problem:
    return Problem(
        code="zone_ds_unfit",
        what=f"The zone above {zone} has a DS record (DNSSEC) that does not fit this hosted zone.",
        why="Resolvers that check signatures refuse every answer of the zone: no certificate can be validated, and "
        "many visitors do not find the site. It is mostly left from the DNS provider before.",
        next=f"At the registrar of {zone}, remove the DS record, or put in the one that Route 53 shows under DNSSEC "
        "signing.",
    )


def _private(zone: str, ours: Collection[str]) -> Problem:
    return Problem(
        code="delegation_unknown",
        what=f"It cannot be told from here which name servers {zone} has: this machine's resolver answers with those "
        "of a private hosted zone.",
        why="It runs inside a VPC that has a private zone of the same name, and the servers of the zone above could "
        "not be asked.",
        next=f"At the registrar of {zone}, look whether its name servers are {', '.join(ours)}; or run this elsewhere.",
    )


def _unknown(zone: str, ours: Collection[str], found: Lookup) -> Problem:
    match found.result:
        case LookupStatus.NO_SUCH_NAME:
            what = (
                f"DNS does not know {zone}, so it cannot be told whether its questions would come to this hosted zone."
            )
            why = "The domain may not be registered, may be very new, or may have no name servers set."
            return _no_such_name(zone, ours, what=what, why=why)
        # FOUND here is the end of an alias: the servers of another name.
        case LookupStatus.NO_SUCH_RECORD | LookupStatus.FOUND:
            what = f"DNS knows {zone} but names no servers for it, so it cannot be told who answers for it."
            why = "The zone above may answer for it by itself, or this machine's resolver hides the servers."
            return _no_servers(zone, ours, what=what, why=why)
        case LookupStatus.NO_ANSWER:
            return _failing(zone, ours) if found.refused else _no_answer(zone, ours, found.why)


def _nowhere(zone: str, ours: Collection[str], found: Lookup) -> Problem:
    if found.result is LookupStatus.NO_SUCH_NAME:
        return _no_such_name(zone, ours, what=f"DNS does not know {zone}.", why=UNSEEN)
    return _no_servers(zone, ours, what=f"DNS knows {zone} but names no servers for it.", why=UNSEEN)


UNSEEN = (
    "So no question about it comes to this hosted zone: no certificate can be validated, and no record of the zone is"
    " seen by anyone."
)


def _no_such_name(zone: str, ours: Collection[str], *, what: str, why: str) -> Problem:
    return Problem(
        code="zone_not_in_dns",
        what=what,
        why=why,
        next=f"Register {zone} or look at its state at the registrar, and set its name servers to {', '.join(ours)}.",
    )


def _no_servers(zone: str, ours: Collection[str], *, what: str, why: str) -> Problem:
    return Problem(
        code="zone_not_delegated",
        what=what,
        why=why,
        next=f"In the zone above {zone}, add an NS record for it with {', '.join(ours)}.",
    )


def _no_answer(zone: str, ours: Collection[str], why: str) -> Problem:
    return Problem(
        code="delegation_unknown",
        what=f"It cannot be told which name servers {zone} has: DNS gave no answer ({why}).",
        why="This machine's resolver may be out of reach, or the servers named for the zone do not answer for it, "
        "as after a hosted zone was deleted and made anew.",
        next=f"At the registrar of {zone}, look whether its name servers are {', '.join(ours)}.",
    )


def _failing(zone: str, ours: Collection[str]) -> Problem:
    return Problem(
        code="delegation_unknown",
        what=f"It cannot be told which name servers {zone} has: the resolver answered that it could not find out "
        "(SERVFAIL).",
        why="The servers named for the zone do not answer for it, as after a hosted zone was deleted and made anew; "
        "or its DNSSEC signatures do not fit.",
        next=f"At the registrar of {zone}, look whether its name servers are {', '.join(ours)}, and whether a DS "
        "record is left from the DNS provider before.",
    )


def _away(name: str, zone: str, cut: str) -> Problem:
    return Problem(
        code="name_delegated_away",
        what=f"The zone {zone} hands {cut} to other name servers (an NS record), "
        f"so a record for {name} in it is never seen.",
        why="Somebody made a zone of its own for that name.",
        next=f"Set `dns.zone: {cut}` if that zone is in this account, or `dns: external` if it is elsewhere. If nobody "
        f"uses it any more, remove the NS record of {cut} from {zone}.",
    )
