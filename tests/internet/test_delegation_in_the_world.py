"""Delegation as the world sees it: private resolvers, servers that do not answer, and DNSSEC that does not fit."""

from __future__ import annotations

import dns.dnssec
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.resolver
import pytest

from multisite_tui.internet.delegation import PLACEHOLDERS, DelegationCheck, DelegationStatus, delegation
from tests.internet.conftest import FakeDns
from tests.internet.test_authoritative import Servers, answered

OURS = ("ns-1.awsdns-01.com", "ns-2.awsdns-02.net")
OLD = ("ns-8.awsdns-08.com", "ns-9.awsdns-09.net")
PARENT, HERE, THERE = "198.51.100.1", "198.51.100.2", "198.51.100.3"
KEY = "257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=="
OTHER_KEY = "257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA=="
Table = dict[tuple[str, str], list[str] | Exception]


def dotted(*names: str) -> list[str]:
    return [f"{name}." for name in names]


def ds_of(key: str) -> str:
    made = dns.rdata.from_text("IN", "DNSKEY", key)
    return dns.dnssec.make_ds(dns.name.from_text("main.io"), made, "SHA256").to_text()  # type: ignore[arg-type]


def world(named: tuple[str, ...] = OURS, above: tuple[str, ...] = OURS, **more: list[str]) -> tuple[FakeDns, Servers]:
    """Return a resolver that shows these servers for the zone, and a zone above that delegates to others."""
    table: Table = {
        ("main.io", "NS"): dotted(*named),
        ("io", "NS"): ["ns.nic.io."],
        ("ns.nic.io", "A"): [PARENT],
        **{(server, "A"): [HERE] for server in OURS},
        **{(server, "A"): [THERE] for server in OLD},
        **{("main.io", kind): values for kind, values in more.items()},
    }
    servers = Servers()
    lines = tuple(f"main.io. 300 IN NS {server}." for server in above)
    servers.put(PARENT, "main.io", "NS", answered(authority=lines))
    servers.put(HERE, "main.io", "SOA", answered("main.io. 300 IN SOA ns. root. 1 2 3 4 5"))
    servers.put(THERE, "main.io", "SOA", answered(rcode=dns.rcode.REFUSED))
    return FakeDns(table), servers


def judged(resolver: FakeDns, servers: Servers) -> DelegationCheck:
    return delegation("main.io", OURS, resolver=resolver, send=servers)


def test_what_a_private_resolver_says_is_settled_by_the_zone_above() -> None:
    assert judged(*world(named=tuple(PLACEHOLDERS))).outcome is DelegationStatus.HERE
    assert judged(*world(named=tuple(PLACEHOLDERS), above=OLD)).outcome is DelegationStatus.ELSEWHERE


def test_a_private_resolver_proves_nothing_where_the_zone_above_cannot_be_asked() -> None:
    resolver, _ = world(named=tuple(PLACEHOLDERS))
    resolver._table = {key: value for key, value in resolver._table.items() if key != ("ns.nic.io", "A")}

    answer = judged(resolver, Servers())

    assert answer.outcome is DelegationStatus.UNKNOWN
    assert answer.problem is not None
    assert "private hosted zone" in answer.problem.what


def test_a_delegation_to_servers_that_do_not_answer_is_told_apart() -> None:
    answer = judged(*world(named=OLD, above=OLD))

    assert answer.outcome is DelegationStatus.ELSEWHERE
    assert answer.problem is not None
    assert "do not answer for it" in answer.problem.what


def test_a_delegation_to_servers_that_answer_is_only_elsewhere() -> None:
    resolver, servers = world(named=OLD, above=OLD)
    servers.put(THERE, "main.io", "SOA", answered("main.io. 300 IN SOA ns. root. 1 2 3 4 5"))

    answer = judged(resolver, servers)

    assert answer.problem is not None
    assert "do not answer" not in answer.problem.what


@pytest.mark.parametrize(("key", "outcome"), [(KEY, DelegationStatus.HERE), (OTHER_KEY, DelegationStatus.UNTRUSTED)])
def test_a_ds_record_must_fit_a_key_of_the_zone(key: str, outcome: DelegationStatus) -> None:
    resolver, servers = world(DS=[ds_of(KEY)])
    servers.put(HERE, "main.io", "DNSKEY", answered(f"main.io. 300 IN DNSKEY {key}"))

    assert judged(resolver, servers).outcome is outcome


def test_a_ds_record_above_a_zone_without_keys_does_not_fit() -> None:
    resolver, servers = world(DS=[ds_of(KEY)])
    servers.put(HERE, "main.io", "DNSKEY", answered())

    answer = judged(resolver, servers)

    assert answer.outcome is DelegationStatus.UNTRUSTED
    assert answer.problem is not None
    assert answer.problem.code == "zone_ds_unfit"


@pytest.mark.parametrize(
    ("rcode", "word"), [(dns.rcode.SERVFAIL, "SERVFAIL"), (dns.rcode.REFUSED, "DNS gave no answer")]
)
def test_a_resolver_that_could_not_find_out_is_told_from_one_that_is_out_of_reach(
    rcode: dns.rcode.Rcode, word: str
) -> None:
    question = dns.message.make_query("main.io", "NS")
    reply = dns.message.make_response(question)
    reply.set_rcode(rcode)
    failure = dns.resolver.NoNameservers(request=question, errors=[("192.0.2.53", False, 53, "", reply)])

    answer = delegation("main.io", OURS, resolver=FakeDns({("main.io", "NS"): failure}), send=Servers())

    assert answer.outcome is DelegationStatus.UNKNOWN
    assert answer.problem is not None
    assert word in answer.problem.what
