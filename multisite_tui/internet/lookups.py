"""One question to DNS, and the four ways it can end."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import dns.exception
import dns.name
import dns.rdata
import dns.resolver

from multisite_tui.internet.foreign_text import foreign_text

LIFETIME = 5.0
"""Seconds for one question, with all repeats."""


class Resolver(Protocol):
    """The part of `dns.resolver.Resolver` that is used; raises what that raises."""

    def resolve(self, qname: dns.name.Name | str, rdtype: str, *, search: bool | None) -> dns.resolver.Answer:
        """Return the records of that type at the name, aliases (CNAME) followed."""


class LookupStatus(StrEnum):
    """How a question ended."""

    FOUND = "found"
    NO_SUCH_NAME = "no_such_name"
    NO_SUCH_RECORD = "no_such_record"
    NO_ANSWER = "no_answer"
    """Timeout, failure, refusal, nobody to ask: it says nothing about the name."""


@dataclass(frozen=True)
class Lookup:
    """The end of one question."""

    result: LookupStatus
    at: str = ""
    """The name that has the records: the one asked for, or the end of its aliases."""
    records: tuple[dns.rdata.Rdata, ...] = ()
    why: str = ""
    """Why there was no answer, fit to be said."""


def system_resolver() -> Resolver:
    """Return a resolver that asks whom this machine asks.

    Raises:
        dns.resolver.NoResolverConfiguration: the machine names nobody to ask.
    """
    resolver = dns.resolver.Resolver()
    resolver.lifetime = LIFETIME
    return resolver


def lookup(name: str, rdtype: str, resolver: Resolver | None) -> Lookup:
    """Ask for the records of one type at one name; never raises for what DNS says. None: ask whom this machine asks."""
    try:
        asked = resolver or system_resolver()
        answer = asked.resolve(dns.name.from_text(name), rdtype, search=False)
    except dns.resolver.NXDOMAIN:
        return Lookup(LookupStatus.NO_SUCH_NAME)
    except dns.resolver.NoAnswer:
        return Lookup(LookupStatus.NO_SUCH_RECORD)
    except (dns.exception.DNSException, OSError) as error:
        return Lookup(LookupStatus.NO_ANSWER, why=foreign_text(str(error)))
    if not answer.rrset:
        return Lookup(LookupStatus.NO_SUCH_RECORD)
    return Lookup(LookupStatus.FOUND, plain(str(answer.canonical_name)), tuple(answer.rrset))


def plain(name: str) -> str:
    """Return a DNS name for comparing: lower case, without the final dot."""
    return foreign_text(name).lower().rstrip(".")


def upwards(name: str) -> Iterator[str]:
    """Yield the name and its ancestors, the top-level domain last."""
    while name:
        yield name
        name = name.partition(".")[2]


def absent_names(name: str, zone: str, taken: Collection[str]) -> frozenset[str]:
    """Return which of the name and its ancestors below the zone hold nothing yet, by the zone's own list of names.

    Such a name must not be asked for: resolvers remember `no such name`, for all types of record, for up to 15 minutes
    (RFC 2308), and would go on denying it after its record is made. It can hold nothing of interest anyway.

    Args:
        name: The name in question.
        zone: The hosted zone it is in.
        taken: The names of all record sets in the zone.
    """
    held = {plain(each).replace("\\052", "*") for each in taken}
    return frozenset(
        each for each in upwards(plain(name)) if each.endswith("." + plain(zone)) and not _answered(each, held)
    )


def _answered(name: str, held: Collection[str]) -> bool:
    """Whether DNS would not say `no such name`: it is held, names below it are, or a wildcard stands for it."""
    wildcards = {f"*.{ancestor}" for ancestor in upwards(name.partition(".")[2])}
    return name in held or any(each.endswith("." + name) or each in wildcards for each in held)
