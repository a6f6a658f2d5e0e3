"""Authoritative answers: asks the name servers of a name's zone themselves.

A resolver remembers that a name is absent for as long as the zone's SOA allows (RFC 2308), so that this machine would
not see a record for up to an hour after somebody has put it in. No resolver is asked for the name itself here: it is
asked for the servers of the names above it, and these servers for the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.lookups import Lookup, LookupStatus, Resolver, lookup, plain, upwards

TIMEOUT = 3.0
"""Seconds that one server has for its answer."""
MOST_REFERRALS = 8
"""Delegations that are followed for one name."""
MOST_SERVERS = 4
"""Servers of one zone that are asked. A top-level domain has up to 13, of which all would be waited for, one after the
other, where a network lets no question out."""
NO_SERVER = "none of its name servers answered"
Exchange = Callable[[dns.message.Message, str], dns.message.Message]
"""Sends a question to the server with this IP address and returns its answer.

Raises:
    dns.exception.DNSException: the server gave no valid answer in time.
    OSError: it cannot be reached.
"""


def exchange(question: dns.message.Message, server: str) -> dns.message.Message:
    """Ask by UDP, and by TCP where the answer does not fit."""
    try:
        answer, _ = dns.query.udp_with_fallback(question, server, timeout=TIMEOUT)
    except EOFError as error:  # a server or firewall that takes no TCP hangs up
        raise ConnectionResetError(str(error)) from error
    return answer


@dataclass(frozen=True)
class Answer:
    """What the servers of a zone answer for a name."""

    lookup: Lookup
    zone: str
    """The name of the zone whose servers answered; empty if none did."""


def ask_servers(name: str, rdtype: str, resolver: Resolver | None = None, send: Exchange = exchange) -> Answer:
    """Ask the servers of a name's zone for its records. Never raises for an error of DNS.

    A CNAME at the name is returned as it is, whatever type was asked for: it is not followed.

    Args:
        name: The name, in any case.
        rdtype: The type, such as `CNAME`.
        resolver: The resolver that knows the servers of the names above; None: this machine's.
        send: Sends a question to a server.
    """
    asked = plain(name)
    zone, servers = _nearest_zone(asked.partition(".")[2], resolver)
    for _ in range(MOST_REFERRALS):
        reply = _first_reply(asked, rdtype, servers, send)
        if reply is None:
            return Answer(Lookup(LookupStatus.NO_ANSWER, why=NO_SERVER), zone)
        below = _referral(reply, asked, zone)
        if below is None:
            return Answer(_result(reply, asked, rdtype), zone)
        zone, servers = plain(str(below.name)), _addresses([plain(one.to_text()) for one in below], resolver)
    return Answer(Lookup(LookupStatus.NO_ANSWER, why=NO_SERVER), zone)


def delegated_to(zone: str, resolver: Resolver | None = None, send: Exchange = exchange) -> tuple[str, ...]:
    """Return the name servers that the zone above delegates a zone to, sorted; none if that cannot be found out.

    A resolver shows the servers that the zone itself names, or those of a private zone of the same name.
    """
    asked = plain(zone)
    parent, servers = _nearest_zone(asked.partition(".")[2], resolver)
    for _ in range(MOST_REFERRALS):
        reply = _first_reply(asked, "NS", servers, send)
        found = [*_servers_in(reply), *reply.answer] if reply is not None else []
        named = [one for one in found if one.rdtype == dns.rdatatype.NS and plain(str(one.name)) == asked]
        if named:
            return tuple(sorted(plain(one.to_text()) for one in named[0]))
        below = _referral(reply, asked, parent) if reply is not None else None
        if below is None:
            return ()
        parent, servers = plain(str(below.name)), _addresses([plain(one.to_text()) for one in below], resolver)
    return ()


def ask_at(servers: Sequence[str], name: str, rdtype: str, resolver: Resolver | None, send: Exchange) -> Lookup:
    """Ask these name servers for the records of a name; the first that answers decides."""
    reply = _first_reply(plain(name), rdtype, _addresses(servers, resolver), send)
    return Lookup(LookupStatus.NO_ANSWER, why=NO_SERVER) if reply is None else _result(reply, plain(name), rdtype)


def _nearest_zone(name: str, resolver: Resolver | None) -> tuple[str, list[str]]:
    """Return the zone with the longest name that holds this one, and the addresses of its servers."""
    for above in upwards(name):
        found = lookup(above, "NS", resolver)
        if found.result is LookupStatus.FOUND and found.at == above:
            return above, _addresses([plain(one.to_text()) for one in found.records], resolver)
    return "", []


def _addresses(servers: Sequence[str], resolver: Resolver | None) -> list[str]:
    """Return an IPv4 address of each of the first name servers."""
    first = servers[:MOST_SERVERS]
    found = [[one.to_text() for one in lookup(server, "A", resolver).records] for server in first]
    return [address for addresses in found for address in addresses[:1]]


def _first_reply(name: str, rdtype: str, servers: Sequence[str], send: Exchange) -> dns.message.Message | None:
    question = dns.message.make_query(dns.name.from_text(name), rdtype)
    question.flags &= ~dns.flags.RD  # a server of the zone is to answer what it has, and to ask no other
    for server in servers:
        try:
            reply = send(question, server)
        except (dns.exception.DNSException, OSError):
            continue
        if reply.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            return reply
    return None


def _referral(reply: dns.message.Message, name: str, zone: str) -> dns.rrset.RRset | None:
    """Return the servers of a zone between this one and the name, if the reply only names them."""
    if reply.answer or reply.rcode() == dns.rcode.NXDOMAIN:
        return None
    return next((one for one in _servers_in(reply) if plain(str(one.name)) in _between(name, zone)), None)


def _servers_in(reply: dns.message.Message) -> Iterator[dns.rrset.RRset]:
    return (one for one in reply.authority if one.rdtype == dns.rdatatype.NS)


def _between(name: str, zone: str) -> list[str]:
    return [one for one in upwards(name) if one.endswith(f".{zone}")]


def _result(reply: dns.message.Message, name: str, rdtype: str) -> Lookup:
    if reply.rcode() == dns.rcode.NXDOMAIN:
        return Lookup(LookupStatus.NO_SUCH_NAME)
    wanted = (dns.rdatatype.from_text(rdtype), dns.rdatatype.CNAME)
    here = [one for one in reply.answer if plain(str(one.name)) == name and one.rdtype in wanted]
    if not here:
        return Lookup(LookupStatus.NO_SUCH_RECORD)
    return Lookup(LookupStatus.FOUND, foreign_text(name), tuple(here[0]), ttl=here[0].ttl)
