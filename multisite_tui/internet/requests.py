"""One GET of `/`, read no further than a visitor's check needs."""

from __future__ import annotations

import codecs
import html
import http.client
import socket
import unicodedata
from dataclasses import dataclass
from typing import cast

from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.sockets import DeadlineSocket

BODY_LIMIT = 64 * 1024
"""Bytes of a page that are read at most."""

# Python's own, never a web page's; some are slow enough on purpose-made bytes to hold the visit.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})


@dataclass(frozen=True)
class HttpReply:
    """What a server answered."""

    status: int
    location: str = ""
    """The `Location` header, cleaned."""
    body: str = ""
    """The first 64 KiB as text; empty where it was not asked for."""

    def contains(self, text: str) -> bool:
        """Whether a visitor would find the text: as it is in the source, or with `&amp;` and the like read."""
        wanted, page = unicodedata.normalize("NFC", text), unicodedata.normalize("NFC", self.body)
        return wanted in page or wanted in html.unescape(page)


def fetch(wire: DeadlineSocket, host: str, *, body: bool) -> HttpReply:
    """Ask for `/` of the host named, with the first 64 KiB of the page where `body` says so.

    Args:
        wire: An open connection, to whichever machine.
        host: The `Host` header.
        body: Whether to read the page. Without it a page that never ends is no trouble.

    Raises:
        http.client.HTTPException: the answer is not HTTP, or it broke off.
        TimeoutError: the deadline passed.
        OSError: the connection broke.
    """
    connection = http.client.HTTPConnection(host)
    connection.sock = cast("socket.socket", wire)
    headers = {"Host": host, "User-Agent": "multisite-tui", "Accept": "*/*", "Connection": "close"}
    connection.request("GET", "/", headers=headers)
    with connection.getresponse() as response:
        location = foreign_text(response.getheader("Location", ""))
        page = decoded(_read(response), response.headers.get_content_charset("utf-8")) if body else ""
        return HttpReply(response.status, location, page)


def decoded(body: bytes, charset: str) -> str:
    """Return the bytes as text, leniently: an unknown charset is read as UTF-8, a wrong byte is replaced."""
    try:
        name = codecs.lookup(charset).name
        return body.decode("utf-8" if name in _NO_CHARSETS else name, errors="replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", errors="replace")


def _read(response: http.client.HTTPResponse) -> bytes:
    body = bytearray()
    while len(body) < BODY_LIMIT and (piece := response.read1(BODY_LIMIT - len(body))):
        body += piece
    return bytes(body)
