"""One DNS lookup, and its four possible results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import dns.exception
import dns.name
import dns.rcode
import dns.rdata
import dns.resolver

from multisite_tui.internet.foreign_text import foreign_text

LIFETIME = 5.0
"""Time limit in seconds for one lookup, including its retries."""


class Resolver(Protocol):
    """The part of `dns.resolver.Resolver` that is used; raises the same exceptions."""

    def resolve(self, qname: dns.name.Name | str, rdtype: str, *, search: bool | None) -> dns.resolver.Answer:
        """Return the records of this type at the name, or at the end of its aliases (CNAME)."""


class LookupStatus(StrEnum):
    """How a lookup ended."""

    FOUND = "found"
    NO_SUCH_NAME = "no_such_name"
    NO_SUCH_RECORD = "no_such_record"
    NO_ANSWER = "no_answer"
    """Timeout, server failure, refusal, or no resolver: nothing is known about the name."""


@dataclass(frozen=True)
class Lookup:
    """The result of one lookup."""

    result: LookupStatus
    at: str = ""
    """The name that has the records: the name looked up, or the end of its aliases."""
    records: tuple[dns.rdata.Rdata, ...] = ()
    why: str = ""
    """Why there was no answer, cleaned for a terminal."""
    refused: bool = False
    """Whether a resolver answered that it could not find out (SERVFAIL), and was not only out of reach."""
    ttl: int = 0
    """Seconds for which a resolver remembers the records, if the servers of their zone were asked; else 0."""


def system_resolver() -> Resolver:
    """Return a resolver with this machine's configuration.

    Raises:
        dns.resolver.NoResolverConfiguration: the machine has no resolver configured.
    """
    resolver = dns.resolver.Resolver()
    resolver.lifetime = LIFETIME
    return resolver


def lookup(name: str, rdtype: str, resolver: Resolver | None) -> Lookup:
    """Look up the records of one type at one name. Never raises for a DNS error. Resolver None: this machine's."""
    try:
        asked = resolver or system_resolver()
        answer = asked.resolve(dns.name.from_text(name), rdtype, search=False)
    except dns.resolver.NXDOMAIN:
        return Lookup(LookupStatus.NO_SUCH_NAME)
    except dns.resolver.NoAnswer:
        return Lookup(LookupStatus.NO_SUCH_RECORD)
    except dns.resolver.NoNameservers as error:
        refused = any(
            reply is not None and reply.rcode() == dns.rcode.SERVFAIL for *_, reply in error.kwargs.get("errors", ())
        )
        return Lookup(LookupStatus.NO_ANSWER, why=foreign_text(str(error)), refused=refused)
    except (dns.exception.DNSException, OSError) as error:
        return Lookup(LookupStatus.NO_ANSWER, why=foreign_text(str(error)))
    if not answer.rrset:
        return Lookup(LookupStatus.NO_SUCH_RECORD)
    return Lookup(LookupStatus.FOUND, plain(str(answer.canonical_name)), tuple(answer.rrset))


def plain(name: str) -> str:
    """Return a DNS name for comparison: lower case, without the final dot."""
    return foreign_text(name).lower().rstrip(".")


def upwards(name: str) -> Iterator[str]:
    """Yield the name and its ancestors, the top-level domain last."""
    while name:
        yield name
        name = name.partition(".")[2]
