"""Names whose DNS is kept outside the account: where they lead, as the servers of their zone answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network

from multisite_tui.internet.authoritative import Exchange, ask_servers, exchange
from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.lookups import Lookup, LookupStatus, Resolver, lookup, plain

CLOUDFLARE = tuple(
    IPv4Network(one)
    for one in (
        "173.245.48.0/20", "103.21.244.0/22", "103.22.200.0/22", "103.31.4.0/22", "141.101.64.0/18",
        "108.162.192.0/18", "190.93.240.0/20", "188.114.96.0/20", "197.234.240.0/22", "198.41.128.0/17",
        "162.158.0.0/15", "104.16.0.0/13", "104.24.0.0/14", "172.64.0.0/13", "131.0.72.0/22",
    )
)  # fmt: skip
"""The addresses of Cloudflare's proxy (cloudflare.com/ips-v4, as of 2026-11)."""


class Leading(StrEnum):
    """Where a name leads visitors."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"
    """It has no address."""
    PROXIED = "proxied"
    """A proxy of its DNS provider answers; what is behind that does not stand in DNS."""
    UNKNOWN = "unknown"
    """DNS gave no answer."""


@dataclass(frozen=True)
class OutsideName:
    """What DNS answers for a name."""

    leading: Leading
    seen: tuple[str, ...] = ()
    """Its records, such as `A 203.0.113.10`."""
    apex: bool = False
    """Whether it is the name of a zone itself, which can have no CNAME."""
    why: str = ""
    """Why there was no answer."""
    ttl: int = 0
    """Seconds for which resolvers remember where it leads."""


def look_outside(name: str, host: str, *, resolver: Resolver | None = None, send: Exchange = exchange) -> OutsideName:
    """Return where a name leads, asked of its zone's own servers. Never raises for an error of DNS.

    Args:
        name: The name of a site.
        host: The DNS name that it should lead to; empty if there is none yet.
        resolver: The resolver for all other names; None: this machine's.
        send: Sends a question to a server.
    """
    answer = ask_servers(name, "A", resolver, send)
    apex = answer.zone == plain(name)
    found = answer.lookup
    if found.result is LookupStatus.NO_ANSWER:
        return _as_resolved(name, host, resolver) or OutsideName(Leading.UNKNOWN, apex=apex, why=found.why)
    sixth = _values(ask_servers(name, "AAAA", resolver, send).lookup, "AAAA")
    seen = tuple(_described(found)) + tuple(f"AAAA {value}" for value in sixth)
    if found.result is not LookupStatus.FOUND:
        return OutsideName(Leading.ELSEWHERE if sixth else Leading.NOWHERE, seen, apex)
    return OutsideName(_leading(found, host, sixth, resolver), seen, apex, ttl=found.ttl)


def _as_resolved(name: str, host: str, resolver: Resolver | None) -> OutsideName | None:
    """Return where a name leads by the resolver, for networks in which only that can ask; None if it has no address.

    That a name is absent is not believed: the resolver may remember it from before.
    """
    found = lookup(name, "A", resolver)
    if found.result is not LookupStatus.FOUND:
        return None
    sixth = [plain(one.to_text()) for one in lookup(name, "AAAA", resolver).records]
    seen = tuple(_described(found)) + tuple(f"AAAA {value}" for value in sixth)
    servers = lookup(name, "NS", resolver)
    apex = servers.result is LookupStatus.FOUND and servers.at == plain(name)
    return OutsideName(_leading(found, host, sixth, resolver), seen, apex)


def cname_stands(name: str, value: str, *, resolver: Resolver | None = None, send: Exchange = exchange) -> bool | None:
    """Whether DNS has this CNAME; None if it gave no answer."""
    found = ask_servers(name, "CNAME", resolver, send).lookup
    if found.result is LookupStatus.NO_ANSWER:
        return None
    return plain(value) in _values(found, "CNAME")


def _leading(found: Lookup, host: str, sixth: Collection[str], resolver: Resolver | None) -> Leading:
    targets = _values(found, "CNAME")
    if targets and host and plain(host) in {target.removeprefix("dualstack.") for target in targets}:
        return Leading.HERE
    addresses = _values(found, "A") or [value for target in targets for value in _addresses(target, resolver)]
    if addresses and all(_is_cloudflare(one) for one in addresses):
        return Leading.PROXIED
    here = set(_addresses(host, resolver)) if host else set()
    # A flattened CNAME shows the load balancer's own addresses, which change; an AAAA record leads past it.
    return Leading.HERE if addresses and here.issuperset(addresses) and not sixth else Leading.ELSEWHERE


def _addresses(name: str, resolver: Resolver | None) -> list[str]:
    return [plain(one.to_text()) for one in lookup(name, "A", resolver).records]


def _is_cloudflare(address: str) -> bool:
    return any(IPv4Address(address) in network for network in CLOUDFLARE)


def _values(found: Lookup, kind: str) -> list[str]:
    return [plain(one.to_text()) for one in found.records if one.rdtype.name == kind]


def _described(found: Lookup) -> list[str]:
    return [foreign_text(f"{one.rdtype.name} {plain(one.to_text())}") for one in found.records]
