"""Names are asked of the servers of their own zone, so that no resolver remembers that they were absent."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import partial
from threading import Thread

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rrset
import pytest

from multisite_tui.internet.authoritative import ask_servers, exchange
from multisite_tui.internet.lookups import LookupStatus
from multisite_tui.internet.outside_names import Leading, cname_stands, look_outside
from tests.internet.conftest import FakeDns

HOST = "to-shop-1.ap-northeast-2.elb.amazonaws.com"
PROVIDER, CHILD = "198.51.100.1", "198.51.100.2"
Reply = Callable[[dns.message.Message], dns.message.Message]


def answered(*lines: str, authority: tuple[str, ...] = (), rcode: dns.rcode.Rcode = dns.rcode.NOERROR) -> Reply:
    """Return what makes a reply with these records, each written `name ttl IN type value`."""

    def reply(question: dns.message.Message) -> dns.message.Message:
        made = dns.message.make_response(question)
        made.answer = [_set(line) for line in lines]
        made.authority = [_set(line) for line in authority]
        made.set_rcode(rcode)
        return dns.message.from_wire(made.to_wire())

    return reply


def _set(line: str) -> dns.rrset.RRset:
    name, ttl, kind, kind_of, *value = line.split(" ")
    return dns.rrset.from_text(name, int(ttl), kind, kind_of, " ".join(value))


class Servers:
    """Name servers by address; each answers by name and type, and else that there is no such name."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str, str], Reply] = {}
        self.asked: list[tuple[str, str, str]] = []

    def put(self, server: str, name: str, kind: str, reply: Reply) -> None:
        self.answers[server, name, kind] = reply

    def __call__(self, question: dns.message.Message, server: str) -> dns.message.Message:
        [asked] = question.question
        key = (server, str(asked.name).rstrip("."), asked.rdtype.name)
        assert not question.flags & dns.flags.RD
        self.asked.append(key)
        if key not in self.answers:
            return answered(rcode=dns.rcode.NXDOMAIN)(question)
        return self.answers[key](question)


@pytest.fixture
def resolver() -> FakeDns:
    """Return a resolver that knows the servers of `example` and of the load balancer, and no name of the site."""
    return FakeDns(
        {
            ("example", "NS"): ["ns.provider.net."],
            ("ns.provider.net", "A"): [PROVIDER],
            ("ns.child.net", "A"): [CHILD],
            (HOST, "A"): ["192.0.2.1", "192.0.2.2"],
        }
    )


def referral(question: dns.message.Message) -> dns.message.Message:
    return answered(authority=("shop.example. 300 IN NS ns.child.net.",))(question)


@pytest.fixture
def servers() -> Servers:
    """Return servers of which that of `example` delegates `shop.example`."""
    found = Servers()
    for name in ("shop.example", "www.shop.example", "_x.shop.example"):
        for kind in ("A", "AAAA", "CNAME"):
            found.put(PROVIDER, name, kind, referral)
    return found


def test_no_resolver_is_asked_for_the_name_itself(resolver: FakeDns, servers: Servers) -> None:
    found = ask_servers("www.shop.example", "A", resolver, servers)

    assert (found.lookup.result, found.zone) == (LookupStatus.NO_SUCH_NAME, "shop.example")
    assert not any(name == "www.shop.example" for name, _ in resolver.asked)


def test_a_server_that_does_not_answer_is_passed_over(resolver: FakeDns, servers: Servers) -> None:
    def silent(question: dns.message.Message) -> dns.message.Message:
        raise dns.exception.Timeout

    servers.put(CHILD, "shop.example", "A", silent)

    assert ask_servers("shop.example", "A", resolver, servers).lookup.result is LookupStatus.NO_ANSWER


def test_not_all_servers_of_a_top_level_domain_are_waited_for() -> None:
    named = [f"{letter}.servers.net." for letter in "abcdefghijklm"]
    addresses = {(name.rstrip("."), "A"): [f"198.51.100.{place}"] for place, name in enumerate(named)}
    asked: list[str] = []

    def silent(question: dns.message.Message, server: str) -> dns.message.Message:
        asked.append(server)
        raise dns.exception.Timeout

    ask_servers("shop.example", "A", FakeDns({("example", "NS"): named, **addresses}), silent)

    assert len(asked) == 4


@pytest.mark.parametrize(
    ("lines", "leading", "seen"),
    [
        ((f"shop.example. 300 IN CNAME {HOST}.",), Leading.HERE, (f"CNAME {HOST}",)),
        ((f"shop.example. 300 IN CNAME dualstack.{HOST}.",), Leading.HERE, (f"CNAME dualstack.{HOST}",)),
        (("shop.example. 300 IN A 192.0.2.1",), Leading.HERE, ("A 192.0.2.1",)),
        (("shop.example. 300 IN A 203.0.113.10",), Leading.ELSEWHERE, ("A 203.0.113.10",)),
        (("shop.example. 300 IN A 104.16.1.1",), Leading.PROXIED, ("A 104.16.1.1",)),
        (("shop.example. 300 IN CNAME other.example.",), Leading.ELSEWHERE, ("CNAME other.example",)),
        ((), Leading.NOWHERE, ()),
    ],
)
def test_where_a_name_leads(
    resolver: FakeDns, servers: Servers, lines: tuple[str, ...], leading: Leading, seen: tuple[str, ...]
) -> None:
    if lines:
        servers.put(CHILD, "shop.example", "A", answered(*lines))

    found = look_outside("shop.example", HOST, resolver=resolver, send=servers)

    assert (found.leading, found.seen, found.apex) == (leading, seen, True)


def test_an_ipv6_address_beside_leads_past_the_load_balancer(resolver: FakeDns, servers: Servers) -> None:
    servers.put(CHILD, "www.shop.example", "A", answered("www.shop.example. 300 IN A 192.0.2.1"))
    servers.put(CHILD, "www.shop.example", "AAAA", answered("www.shop.example. 300 IN AAAA 2001:db8::1"))

    found = look_outside("www.shop.example", HOST, resolver=resolver, send=servers)

    assert (found.leading, found.seen) == (Leading.ELSEWHERE, ("A 192.0.2.1", "AAAA 2001:db8::1"))
    assert not found.apex


@pytest.mark.parametrize(("address", "leading"), [("192.0.2.1", Leading.HERE), ("203.0.113.10", Leading.ELSEWHERE)])
def test_where_only_the_resolver_can_ask_it_is_asked(address: str, leading: Leading) -> None:
    known = {("shop.example", "A"): [address], ("shop.example", "NS"): ["ns.child.net."], (HOST, "A"): ["192.0.2.1"]}

    def unreachable(question: dns.message.Message, server: str) -> dns.message.Message:
        raise OSError("Operation not permitted")

    found = look_outside("shop.example", HOST, resolver=FakeDns(known), send=unreachable)
    absent = look_outside("www.shop.example", HOST, resolver=FakeDns(known), send=unreachable)

    assert (found.leading, found.seen, found.apex) == (leading, (f"A {address}",), True)
    assert absent.leading is Leading.UNKNOWN


@pytest.mark.parametrize(("value", "stands"), [("_v.acm-validations.aws", True), ("_w.acm-validations.aws", False)])
def test_whether_a_validation_record_stands(resolver: FakeDns, servers: Servers, value: str, stands: bool) -> None:
    line = "_x.shop.example. 300 IN CNAME _v.acm-validations.aws."
    servers.put(CHILD, "_x.shop.example", "CNAME", answered(line))

    assert cname_stands("_x.shop.example", value, resolver=resolver, send=servers) is stands


def test_a_server_that_hangs_up_on_tcp_is_one_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets,
    ):
        stream.bind(("127.0.0.1", 0))
        stream.listen()
        packets.bind(stream.getsockname())
        asked = partial(dns.query.udp_with_fallback, port=stream.getsockname()[1])
        monkeypatch.setattr("dns.query.udp_with_fallback", asked)
        server = Thread(target=_answer_in_part, args=(packets, stream))
        server.start()

        with pytest.raises(OSError, match="EOF"):
            exchange(dns.message.make_query("main.io", "DNSKEY"), "127.0.0.1")
        server.join()


def _answer_in_part(packets: socket.socket, stream: socket.socket) -> None:
    """Answer by UDP that the answer does not fit, and hang up on the question by TCP."""
    wire, asker = packets.recvfrom(512)
    reply = dns.message.make_response(dns.message.from_wire(wire))
    reply.flags |= dns.flags.TC
    packets.sendto(reply.to_wire(), asker)
    connection, _ = stream.accept()
    connection.recv(512)
    connection.close()
