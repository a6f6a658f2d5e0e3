"""Pages that attack who looks at them: replies of any bytes, redirects anywhere, escapes, endless and slow answers."""

from __future__ import annotations

import io
import random
import socket
import ssl
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from unittest import mock

from multisite_tui.internet import sockets
from multisite_tui.internet.own_names import OwnName
from multisite_tui.internet.visits import visit
from multisite_tui.model.listeners import Listener, Protocol
from multisite_tui.model.records import Verify
from multisite_tui.report.verifications import write_verifications_json, write_verifications_text
from multisite_tui.verify.verifications import Verification
from tests.internet.conftest import Authority, Server
from tests.plan.setups import setup

from .trying import Part, Try

TIMEOUT = 0.5
GRACE = 20.0
"""Seconds that a visit may take beyond its time limit on a busy machine; one without a limit takes for ever."""
METADATA = "169.254.169.254"
TARGETS = (
    f"http://{METADATA}/latest/meta-data/iam/security-credentials/", "http://localhost:22/", "file:///etc/passwd",
    "javascript:alert(1)", "http://[::ffff:169.254.169.254]/", "//evil.example/", "https://main.io@evil.example/",
    "http://main.io\x1b[2J.evil.example/", "http://main.io:1/\r\nSet-Cookie: x", "http://\u202eoi.niam/", "http://[",
    "https://main.io/", "https://www.main.io/", "http://main.io/again", "http://www.main.io:99999/", "", "?", "\x00",
    "http://xn--/", "https://www.main.io/\u200b" + "a" * 9000, "http://2852039166/", "http://main.io%00.evil/",
)  # fmt: skip
WORDS = (
    "\x1b]0;owned\x07",
    "\x1b[?1049h",
    "\u202e",
    "\u2066",
    "\x9b2J",
    "welcome",
    "[bold red]x[/]",
    "{0}",
    "%s",
    "\x00",
)

ODD = (
    b"Content-Length: -5", b"Content-Length: 99999999999999999999", b"Content-Length: 7", b"Transfer-Encoding: chunked",
    b"Content-Type: text/html; charset=\x1b", b"Content-Type: text/html; charset=utf-7", b"Content-Encoding: gzip",
    b"X: " + b"y" * 70000, b"no colon here", b"Server: \x1b[2J",
)  # fmt: skip


def attack(lot: random.Random, folder: Path) -> Iterator[Try]:
    """Visit a server that draws its replies, and look at what was asked for, and at what is shown of it."""
    authority = Authority("Test Trust")
    until = datetime.now(UTC) + timedelta(days=90)
    tls = authority.server(folder, "main.io", "www.main.io", until=until)
    odd = authority.server(folder, "evil.example", until=until)
    for number in count():
        server = Server(partial(_answer, lot), lot.choice([None, None, tls, odd]))
        try:
            yield _tried(f"{number} port {server.port}", lot, server.port, authority)
        finally:
            server.close()


def _tried(what: str, lot: random.Random, port: int, authority: Authority) -> Try:
    secure = lot.random() < 0.5
    listener = Listener(protocol=Protocol.HTTPS if secure else Protocol.HTTP, port=port)
    own = {name: OwnName("to-main.elb", 200, lot.choice([None, "welcome"])) for name in ("main.io", "www.main.io")}
    verify = Verify(text=lot.choice([None, "welcome"]))
    begun = time.monotonic()
    with _watched(port) as reached:
        try:
            seen = visit(
                "main.io", "to-main.elb", [listener], verify, own,
                addresses=_addresses, trust=authority.trust, timeout=TIMEOUT,
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001 - a visit raises nothing at all
            return Try(what, f"raises {error!r}")
    took = time.monotonic() - begun
    outside = [address for address in reached if address != "127.0.0.1"]
    shown = _shown(Verification("main.io", "main.io", seen.seen, seen.problems, seen.hints))
    wrong = f"connects to {outside}" if outside else _raw(shown) or (f"takes {took:.0f} s" if took > GRACE else "")
    return Try(what, wrong, "fine" if seen.ok else ", ".join(sorted({one.code for one in seen.problems})) or "unknown")


def _addresses(host: str) -> list[str]:
    """Return what a stranger's DNS may say of other names."""
    return ["127.0.0.1"] if host in ("to-main.elb", "main.io", "www.main.io") else [METADATA]


@contextmanager
def _watched(port: int) -> Iterator[list[str]]:
    """Note each address that is connected to; whatever port it is, what answers is this server."""
    reached: list[str] = []
    real = socket.create_connection

    def connect(at: tuple[str, int], seconds: float) -> socket.socket:
        reached.append(at[0])
        if at[0] != "127.0.0.1":
            raise OSError("nothing leaves this machine")
        return real((at[0], port), seconds)

    with mock.patch.object(sockets.socket, "create_connection", connect):
        yield reached


def _shown(verification: Verification) -> str:
    text, lines = io.StringIO(), io.StringIO()
    write_verifications_text([verification], text)
    write_verifications_json(setup(), [verification], lines)
    return text.getvalue() + lines.getvalue()


def _raw(shown: str) -> str:
    """Return what a terminal could act on."""
    raw = {
        f"U+{ord(one):04X}" for one in shown if one != "\n" and unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp")
    }
    return f"shows {sorted(raw)} raw" if raw else ""


def _answer(lot: random.Random, connection: socket.socket, _done: object) -> None:
    """Send one reply, in pieces or not."""
    reply = _reply(lot)
    try:
        if lot.random() < 0.05:  # for ever, as far as the visitor knows
            for _ in range(40):
                connection.sendall(reply[:1] or b"x")
                time.sleep(0.1)
        connection.sendall(reply)
    except (OSError, ssl.SSLError):
        return


def _reply(lot: random.Random) -> bytes:
    if lot.random() < 0.1:
        return lot.randbytes(lot.choice([0, 1, 40, 5000]))
    status = lot.choice([b"200 OK", b"301 Moved", b"302 Found", b"308 X", b"500 \x1b[31mred", b"999", b"-1 x", b"200"])
    headers = [b"Location: " + lot.choice(TARGETS).encode("utf-8", "surrogateescape")] if lot.random() < 0.7 else []
    headers += lot.sample(ODD, lot.randrange(3)) + [b"A: b"] * lot.choice([0, 0, 0, 300])
    words = "".join(lot.choices(WORDS, k=lot.randrange(6))).encode("utf-8", "surrogateescape")
    body = lot.choice([words, b"ffffffffffffffff\r\n" + words, b"5\r\nwelco\r\n", words * 20000])
    line = lot.choice([b"HTTP/1.1 ", b"HTTP/1.1 ", b"HTTP/1.1 ", b"HTTP/0.9 ", b"ICY ", b"\x1b[2J "]) + status
    end = lot.choice([b"\r\n", b"\r\n", b"\n"])
    return end.join([line, *headers, b"", body])


PART = Part(
    "pages",
    "Web servers answer with any bytes, escapes and redirects anywhere; no look raises, goes elsewhere, or shows a"
    " control character.",
    attack,
    tries=3000,
    few=25,
)
