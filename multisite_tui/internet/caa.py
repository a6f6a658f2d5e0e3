"""CAA: whether the owner of a name lets Amazon issue certificates for it (RFC 8659)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

import dns.exception
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from dns.rdtypes.ANY.CAA import CAA

from multisite_tui.errors import Problem
from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.lookups import Lookup, LookupStatus, Resolver, lookup, plain, upwards

AMAZON = frozenset({"amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"})
"""The names under which ACM issues (acm, "Configure a CAA record")."""


class Issuance(StrEnum):
    """What CAA says about Amazon."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Caa:
    """What CAA says for one name."""

    outcome: Issuance
    at: str | None = None
    """The name whose CAA records decide; None where there are none."""
    records: tuple[str, ...] = ()
    """Those records, such as `0 issue "letsencrypt.org"`."""
    problem: Problem | None = None


def caa(name: str, *, absent: Collection[str] = (), resolver: Resolver | None = None) -> Caa:
    """Ask for CAA at the name, then at each ancestor; the first that has any decides.

    Args:
        name: A name of the certificate; for `*.main.io` the rules for wildcards count.
        absent: Names that are not there yet and so are passed over (`absent_names`): resolvers would remember that they
            are not there, and go on denying them once they are made.
        resolver: Whom to ask; None: whom this machine asks.
    """
    wildcard = name.startswith("*.")
    start, passed_over = plain(name.removeprefix("*.")), {plain(each) for each in absent}
    for asked in upwards(start):
        if asked in passed_over:
            continue
        found = lookup(asked, "CAA", resolver)
        if found.result is LookupStatus.NO_ANSWER:
            return Caa(Issuance.UNKNOWN, problem=_unknown(name, asked, found.why))
        records = tuple(record for record in found.records if isinstance(record, CAA))
        if records:
            return _decided(name, asked, found, records, wildcard=wildcard)
    return Caa(Issuance.ALLOWED)


def caa_through(name: str, alias: str, *, resolver: Resolver | None = None) -> Caa | None:
    """Ask for CAA at an alias (CNAME) that stands, which is followed; None where there is none at its end.

    Args:
        name: A name of the certificate.
        alias: The name itself, or one above it.
        resolver: Whom to ask; None: whom this machine asks.
    """
    found = lookup(alias, "CAA", resolver)
    if found.result is LookupStatus.NO_ANSWER:
        return Caa(Issuance.UNKNOWN, problem=_unknown(name, alias, found.why))
    records = tuple(record for record in found.records if isinstance(record, CAA))
    return _decided(name, alias, found, records, wildcard=name.startswith("*.")) if records else None


def judged(name: str, at: str, texts: Iterable[str], *, alias: str | None = None) -> Caa:
    """Return what the CAA records at one name say, where they are known already.

    Args:
        name: The name of the certificate.
        at: The name that has the records.
        texts: Each as zone files write it, such as `0 issue "letsencrypt.org"`; what is no CAA record is passed over.
        alias: The name whose CNAME leads there; None where `at` was not come to by one.
    """
    records = tuple(record for text in texts if (record := _parsed(text)) is not None)
    return _decided(name, alias or at, Lookup(LookupStatus.FOUND, at, records), records, wildcard=name.startswith("*."))


def _parsed(text: str) -> CAA | None:
    try:
        record = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.CAA, text)
    except dns.exception.DNSException:
        return None
    return record if isinstance(record, CAA) else None


def _decided(name: str, asked: str, found: Lookup, records: tuple[CAA, ...], *, wildcard: bool) -> Caa:
    texts = tuple(foreign_text(record.to_text()) for record in records)
    tag = "issuewild" if wildcard and _issuers(records, "issuewild") else "issue"
    issuers = _issuers(records, tag)
    if not issuers or AMAZON.intersection(issuers):  # records without the tag, such as iodef alone, forbid nothing
        return Caa(Issuance.ALLOWED, found.at, texts)
    if asked == found.at:
        return Caa(Issuance.FORBIDDEN, found.at, texts, _forbidden(name, asked, texts, tag))
    return Caa(Issuance.FORBIDDEN, found.at, texts, _forbidden_there(name, asked, found.at, texts))


def _issuers(records: Iterable[CAA], tag: str) -> list[str]:
    """Return who may issue by that tag; an empty name is nobody. Parameters after `;` are not looked at."""
    return [
        record.value.decode("ascii", errors="replace").partition(";")[0].strip().lower()
        for record in records
        if record.tag.decode("ascii", errors="replace").lower() == tag
    ]


def _forbidden(name: str, at: str, records: Iterable[str], tag: str) -> Problem:
    return Problem(
        code="CAA_ERROR",
        what=f"The CAA record at {at} does not let Amazon issue a certificate for {name}: {' · '.join(records)}",
        why="ACM may issue only where CAA names amazon.com, amazontrust.com, awstrust.com or amazonaws.com.",
        next=f'Add this line to the CAA record of {at}, beside what is there: 0 {tag} "amazon.com"',
    )


def _forbidden_there(name: str, alias: str, at: str, records: Iterable[str]) -> Problem:
    return Problem(
        code="CAA_ERROR",
        what=f"{alias} is an alias (CNAME) of {at}, whose CAA record does not let Amazon issue "
        f"a certificate for {name}: {' · '.join(records)}",
        why="CAA is followed through aliases, and a name with a CNAME can have no CAA record of its own.",
        next=f'Remove the CNAME of {alias}, or let the owner of {at} add to its CAA record: 0 issue "amazon.com"',
    )


def _unknown(name: str, asked: str, why: str) -> Problem:
    return Problem(
        code="caa_unknown",
        what=f"It cannot be told whether Amazon may issue a certificate for {name}: "
        f"DNS gave no answer about {asked} ({why}).",
        why="The look-up of CAA failed; where Amazon's fails too, it does not issue.",
        next="Try again in some minutes; if the certificate fails with CAA_ERROR, look at CAA of its names.",
    )
