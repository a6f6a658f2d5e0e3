"""Hostile clients of a served practice account: it goes on answering an honest one, within its bounds."""

from __future__ import annotations

import random
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from multisite_tui.demo.account import PracticeAccount
from multisite_tui.demo.wire.connections import Limits
from multisite_tui.demo.wire.server import Server, serve

from .trying import Part, Try

LIMITS = Limits(connections=6, idle=0.3, request=0.5, reply=0.5)
PATIENCE = 60.0
"""Seconds after which an honest client counts as unanswered; it tries again until then."""
MOST_SECONDS = 10.0
"""Of computing for one try; the largest takes a tenth on a machine of 2020."""
SIGNED = (
    "Authorization: AWS4-HMAC-SHA256 Credential=A/20260101/ap-northeast-2/{service}/aws4_request, SignedHeaders=host, "
    "Signature=0"
)


@dataclass
class Attacked:
    """A server, the lot, and the connections of a try, which are held until it was looked at."""

    server: Server
    lot: random.Random
    lines: ExitStack = field(default_factory=ExitStack)

    @property
    def port(self) -> int:
        return int(self.server.url.rsplit(":", 1)[-1])

    def line(self, *sent: bytes) -> socket.socket:
        """Connect and send; the server may have closed the connection before."""
        line = self.lines.enter_context(socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE))
        with suppress(OSError):
            for piece in sent:
                line.sendall(piece)
        return line


def head(*lines: str, service: str = "ec2", first: str = "POST / HTTP/1.1", host: str = "127.0.0.1") -> bytes:
    """Return a request's first line and headers."""
    return "\r\n".join([first, f"Host: {host}", SIGNED.format(service=service), *lines, "", ""]).encode("latin-1")


def form(body: bytes, *lines: str) -> bytes:
    """Return a whole request with a form."""
    return head(f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded", *lines) + body


def described(more: str = "") -> bytes:
    """Return the form of a describe call with more parameters."""
    return f"Action=DescribeInstances&Version=2016-11-15{more}".encode()


def _silent(hostile: Attacked) -> None:
    for _ in range(hostile.lot.choice((1, 5, 20, 60))):
        hostile.line()


def _slow(hostile: Attacked) -> None:
    """Send the beginning of a request, and then a byte now and then."""
    whole = form(described())
    lines = [hostile.line(whole[: hostile.lot.randrange(1, len(whole) - 20)]) for _ in range(6)]
    for _ in range(hostile.lot.choice((1, 3))):
        time.sleep(LIMITS.request / 2)
        for line in lines:
            with suppress(OSError):
                line.sendall(b"x")


def _half_closed(hostile: Attacked) -> None:
    whole = form(described())
    for _ in range(5):
        line = hostile.line(whole[: hostile.lot.randrange(len(whole))])
        with suppress(OSError):
            line.shutdown(socket.SHUT_WR)


def _garbage(hostile: Attacked) -> None:
    for _ in range(5):
        hostile.line(hostile.lot.randbytes(hostile.lot.choice((1, 10, 1000, 100_000))), b"\r\n\r\n")


def _huge_headers(hostile: Attacked) -> None:
    lot = hostile.lot
    line = f"X-{lot.randrange(9)}: " + "a" * lot.choice((10, 1000, 60_000, 70_000))
    hostile.line(head(*[line] * lot.choice((1, 90, 150, 5000)), "Content-Length: 0"))
    hostile.line(head(first=f"GET /{'a' * lot.choice((1000, 70_000))} HTTP/1.1"))


LENGTHS = (
    "-1", "+5", "0x10", "5, 6", "", "1e3", "\u00b2", "9" * 5000, "2000000", "5\r\nContent-Length: 60",
    "5\r\nTransfer-Encoding: chunked", "0\r\nTransfer-Encoding: chunked", "\x0b5",
)  # fmt: skip


def _lengths(hostile: Attacked) -> None:
    for _ in range(5):
        hidden = form(b"Action=DescribeVpcs&Version=2016-11-15")
        hostile.line(head(f"Content-Length: {hostile.lot.choice(LENGTHS)}") + b"hello" + hidden)


FIRST = (
    "GET /", "GET http://169.254.169.254/ HTTP/1.1", "HEAD / HTTP/1.1", "TRACE / HTTP/1.1", "CONNECT a:1 HTTP/1.1",
    "OPTIONS * HTTP/1.1", "GET / HTTP/9.9", "GET / HTTP/1.0", "GET  / HTTP/1.1", "\x00 / HTTP/1.1",
    "PUT /../.. HTTP/1.1", "PRI * HTTP/2.0", "GET //evil.example/ HTTP/1.1",
    "DELETE /2013-04-01/hostedzone/%00%0a HTTP/1.1", "<a> / HTTP/1.1",
)  # fmt: skip


def _requests(hostile: Attacked) -> None:
    lot = hostile.lot
    for _ in range(5):
        host = lot.choice(("127.0.0.1", "evil.example", "127.0.0.1.evil.example", "localhost:1", "[::1]", "", "a b"))
        more = lot.choice(("X: y", "Origin: https://evil.example", "Origin: null", "Expect: 100-continue", "Host: b"))
        hostile.line(head(more, first=lot.choice(FIRST), service=lot.choice(("ec2", "route53", "s3", "x")), host=host))


def _many_parameters(hostile: Attacked) -> None:
    lot = hostile.lot
    count = lot.choice((40, 1400, 2900, 5000, 20_000))
    shape = lot.choice((
        "&Filter.{0}.Name=tag:a&Filter.{0}.Value.1=b", "&Filter.1.Value.{0}=b", "&InstanceId.{0}=i-1", "&a{0}=b",
        "&Filter.{0}.Value.{0}.Value.{0}=b", "&TagSpecification.{0}.Tag.{0}.Key=a", "&IpPermissions.{0}.FromPort=1",
    ))  # fmt: skip
    hostile.line(form(described("".join(shape.format(number) for number in range(1, count)))))


def _bodies(hostile: Attacked) -> None:
    """Send bodies of the other protocols that are large, deep or of another form."""
    lot = hostile.lot
    depth = lot.choice((10, 1000, 100_000))
    body = lot.choice((b"[" * depth, b'{"a":' * depth, b"null", b"\xff\xfe", b"{}" * depth, b""))
    target = "X-Amz-Target: CertificateManager.RequestCertificate"
    hostile.line(head(target, f"Content-Length: {len(body)}", service="acm") + body)
    entity = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(9)
    )
    xml = lot.choice((b"<a>" * depth, entity + b"]><a>&j;</a>", b"<a/>", b"x", b"<Change/>" * depth))
    path = "/2013-04-01/hostedzone/Z0/rrset"
    hostile.line(head(f"Content-Length: {len(xml)}", service="route53", first=f"POST {path} HTTP/1.1") + xml)


def _deaf(hostile: Attacked) -> None:
    """Ask much in one go, and read no reply."""
    for _ in range(3):
        hostile.line(form(described()) * hostile.lot.choice((1, 50, 1000)))


ATTACKS: dict[str, Callable[[Attacked], None]] = {
    "connections without a word": _silent,
    "a byte now and then": _slow,
    "half-closed": _half_closed,
    "garbage": _garbage,
    "huge headers": _huge_headers,
    "odd lengths": _lengths,
    "odd requests": _requests,
    "many parameters": _many_parameters,
    "odd bodies": _bodies,
    "replies that are not read": _deaf,
}


def attack(lot: random.Random, folder: Path) -> Iterator[Try]:
    """Yield what hostile clients do to one server, and whether an honest one is still answered."""
    account = PracticeAccount(folder / "account")
    threads, errors = threading.active_count(), list[str]()

    def handle_error(*_: object) -> None:
        if not isinstance(error := sys.exception(), OSError):
            errors.append(f"the server's own {type(error).__name__}: {error}")

    with serve(account, limits=LIMITS) as server:
        server._http.handle_error = handle_error  # type: ignore[method-assign]
        for number in range(sys.maxsize):
            name = list(ATTACKS)[number % len(ATTACKS)]
            hostile, begun = Attacked(server, lot), time.process_time()
            with hostile.lines:
                ATTACKS[name](hostile)
                most = threading.active_count() - threads - 1
                wrong = _unanswered(hostile.port)
            if most > LIMITS.connections:
                wrong = wrong or f"{most} threads serve"
            if time.process_time() - begun > MOST_SECONDS:
                wrong = wrong or "it computed for too long"
            if any(call.name == "ec2.DescribeVpcs" for call in account.calls):
                wrong = wrong or "a request that was hidden in another was answered"
            wrong = wrong or "; ".join(errors)
            yield Try(f"{name} ({number})", wrong, "refused" if wrong else "answered")


def _unanswered(port: int) -> str:
    """Return "" once an honest client has its answer; else what it met last."""
    until, met = time.monotonic() + PATIENCE, ""
    while time.monotonic() < until:
        try:
            status = _asked(port)
        except (OSError, HTTPException) as error:
            met = f"{type(error).__name__}: {error}"
        else:
            if status == 200:
                return ""
            met = f"HTTP {status}"
        time.sleep(0.02)
    return f"an honest client had no answer: {met}"


def _asked(port: int) -> int:
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        form_ = {"Content-Type": "application/x-www-form-urlencoded"}
        name, _, value = SIGNED.format(service="ec2").partition(": ")
        line.request("POST", "/", described(), {**form_, name: value})
        return line.getresponse().status
    finally:
        line.close()


PART = Part(
    "clients",
    "Clients of `demo serve` that are slow, silent, many, deaf or send anything: an honest one is still answered, and "
    "threads and computing stay within bounds.",
    attack,
    tries=1000,
    few=20,
)
