"""CAA: whether the owner of a name allows Amazon to issue certificates for it (RFC 8659)."""

from __future__ import annotations

from collections.abc import Iterable
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
"""The CAA issuer names of ACM (acm, "Configure a CAA record")."""


class Issuance(StrEnum):
    """Whether CAA allows Amazon to issue."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Caa:
    """The CAA result for one name."""

    outcome: Issuance
    at: str | None = None
    """The name whose CAA records decide; None if there are none."""
    records: tuple[str, ...] = ()
    """Those records, such as `0 issue "letsencrypt.org"`."""
    problem: Problem | None = None


def caa(name: str, *, resolver: Resolver | None = None) -> Caa:
    """Look up CAA at the name, then at each name above it; the first with CAA records decides.

    Args:
        name: A name of the certificate; for `*.main.io`, `issuewild` counts.
        resolver: The resolver to use; None: this machine's.
    """
    wildcard = name.startswith("*.")
    for asked in upwards(plain(name.removeprefix("*."))):
        found = lookup(asked, "CAA", resolver)
        if found.result is LookupStatus.NO_ANSWER:
            return Caa(Issuance.UNKNOWN, problem=_unknown(name, asked, found.why))
        records = tuple(record for record in found.records if isinstance(record, CAA))
        if records:
            return _decided(name, asked, found, records, wildcard=wildcard)
    return Caa(Issuance.ALLOWED)


def caa_through(name: str, alias: str, *, resolver: Resolver | None = None) -> Caa | None:
    """Look up CAA at the end of an existing alias (CNAME); return None if there are no CAA records.

    Args:
        name: A name of the certificate.
        alias: The name that has the CNAME: the name itself, or one above it.
        resolver: The resolver to use; None: this machine's.
    """
    found = lookup(alias, "CAA", resolver)
    if found.result is LookupStatus.NO_ANSWER:
        return Caa(Issuance.UNKNOWN, problem=_unknown(name, alias, found.why))
    records = tuple(record for record in found.records if isinstance(record, CAA))
    return _decided(name, alias, found, records, wildcard=name.startswith("*.")) if records else None


def judged(name: str, at: str, texts: Iterable[str], *, alias: str | None = None) -> Caa:
    """Return the result of CAA records that have been read already, such as from the hosted zone.

    Args:
        name: The name of the certificate.
        at: The name that has the records.
        texts: The records in the form of zone files, such as `0 issue "letsencrypt.org"`; invalid ones are ignored.
        alias: The name whose CNAME points to `at`; None if no CNAME was followed.
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
    if not issuers or AMAZON.intersection(issuers):  # without this tag, as with `iodef` alone, nothing is forbidden
        return Caa(Issuance.ALLOWED, found.at, texts)
    if asked == found.at:
        return Caa(Issuance.FORBIDDEN, found.at, texts, _forbidden(name, asked, texts, tag))
    return Caa(Issuance.FORBIDDEN, found.at, texts, _forbidden_there(name, asked, found.at, texts))


def _issuers(records: Iterable[CAA], tag: str) -> list[str]:
    """Return the issuers that records with this tag allow; parameters after `;` are ignored. "" allows none."""
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
        next=f"Give {alias} A and AAAA records with the addresses that it has now, in place of its CNAME; or let the "
        f'owner of {at} add to its CAA record: 0 issue "amazon.com"',
    )


def _unknown(name: str, asked: str, why: str) -> Problem:
    return Problem(
        code="caa_unknown",
        what=f"It cannot be told whether Amazon may issue a certificate for {name}: "
        f"DNS gave no answer about {asked} ({why}).",
        why="The look-up of CAA failed; where Amazon's fails too, it does not issue.",
        next="Try again in some minutes; if the certificate fails with CAA_ERROR, look at CAA of its names.",
    )
