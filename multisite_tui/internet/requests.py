"""One GET of a page, which reads only as much as the visitor's check needs."""

from __future__ import annotations

import codecs
import html
import http.client
import socket
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from multisite_tui.internet.deadline_sockets import DeadlineSocket
from multisite_tui.internet.foreign_text import foreign_text

BODY_LIMIT = 64 * 1024
"""The maximum number of bytes of a page that are read."""

# Codecs of Python that no web page uses; crafted input makes some of them slow enough to block the visit.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})


@dataclass(frozen=True)
class HttpReply:
    """A server's HTTP reply."""

    status: int
    location: str = ""
    """The `Location` header, cleaned for a terminal, at most 64 KiB."""
    body: str = ""
    """The first 64 KiB of the page as text; empty if the body was not asked for."""

    @property
    def shown_location(self) -> str:
        """The `Location` header, short enough for a sentence."""
        return foreign_text(self.location)

    def contains(self, text: str) -> bool:
        """Whether the page contains the text, in its source or after HTML entities such as `&amp;` are decoded."""
        wanted, page = unicodedata.normalize("NFC", text), unicodedata.normalize("NFC", self.body)
        return wanted in page or wanted in html.unescape(page)


def fetch(
    wire: DeadlineSocket, host: str, path: str = "/", *, body: bool, more: Mapping[str, str] | None = None
) -> HttpReply:
    """Send a GET and return the reply.

    Args:
        wire: An open connection; its machine may have another name than `host`.
        host: The `Host` header.
        path: The path, with the query; for a proxy, the whole address.
        more: More headers.
        body: Whether to read the first 64 KiB of the page. If not, a page that never ends does no harm.

    Raises:
        http.client.HTTPException: the reply is not HTTP, or is incomplete.
        TimeoutError: the deadline passed.
        OSError: the connection broke.
    """
    connection = http.client.HTTPConnection(host)
    connection.sock = cast("socket.socket", wire)
    headers = {"Host": host, "User-Agent": "multisite-tui", "Accept": "*/*", "Connection": "close", **(more or {})}
    connection.request("GET", path, headers=headers)
    with connection.getresponse() as response:
        location = foreign_text(response.getheader("Location", ""), BODY_LIMIT)
        page = decoded(_read(response), response.headers.get_content_charset("utf-8")) if body else ""
        return HttpReply(response.status, location, page)


def decoded(body: bytes, charset: str) -> str:
    """Return the bytes as text. An unknown charset is read as UTF-8, and invalid bytes are replaced."""
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
