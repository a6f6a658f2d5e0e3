"""Pages: the page that a visitor gets after redirects within the site.

A visit follows no redirect: it checks each listener separately. A loop of several redirects, and the page of another
site, are found only by following redirects.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import cast
from urllib.parse import SplitResult, urljoin, urlsplit

from multisite_tui.internet.addresses import Addresses
from multisite_tui.internet.deadlines import Deadline
from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.redirects import REDIRECTS
from multisite_tui.internet.requests import BODY_LIMIT, HttpReply, decoded
from multisite_tui.internet.sockets import DeadlineSocket, connected, secured
from multisite_tui.internet.visits import Trust
from multisite_tui.model.listeners import Listener, Protocol

MOST_HOPS = 10
"""The maximum number of redirects that are followed; browsers give up after about twenty."""
_WEB = {Protocol.HTTPS: 443, Protocol.HTTP: 80}
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class RedirectTrail:
    """The redirects that were followed from the site's first page, and the last reply."""

    urls: tuple[str, ...]
    """Every requested address, in order."""
    answer: HttpReply | None
    """The last reply; None if a request failed."""
    loops: bool = False
    """Whether the redirects lead back to an earlier address, or exceed `MOST_HOPS`."""

    @property
    def body(self) -> str:
        """The page; empty if there is none."""
        return self.answer.body if self.answer else ""


def start(name: str, listeners: Sequence[Listener]) -> str | None:
    """Return the address that a visitor would type, with https if the site has it; None for a site without pages."""
    web = [one for one in listeners if one.protocol in _WEB]
    if not web:
        return None
    first = next((one for one in web if one.protocol is Protocol.HTTPS), web[0])
    return f"{first.protocol}://{name}{'' if _WEB[first.protocol] == first.port else f':{first.port}'}/"


def follow_redirects(url: str, addresses: Addresses, trust: Trust, timeout: float) -> RedirectTrail:
    """Follow redirects from an address within the same name. Never raises for a failed request."""
    deadline, urls = Deadline.after(timeout), [url]
    while True:
        try:
            answer = _get(urlsplit(urls[-1]), deadline, addresses, trust)
            goes = _onwards(urls[-1], answer)
        except (OSError, http.client.HTTPException, ValueError):
            return RedirectTrail(tuple(urls), None)
        if goes is None:
            return RedirectTrail(tuple(urls), answer)
        loops = goes in urls or len(urls) > MOST_HOPS
        urls.append(goes)
        if loops:
            return RedirectTrail(tuple(urls), answer, loops=True)


def _onwards(url: str, answer: HttpReply) -> str | None:
    """Return the target of a redirect within the same name; None if the reply is no such redirect."""
    if answer.status not in REDIRECTS or not answer.location:
        return None
    came, goes = urlsplit(url), urlsplit(urljoin(url, answer.location))
    if goes.hostname != came.hostname or goes.scheme not in _PORTS:
        return None
    return goes._replace(path=goes.path or "/", fragment="").geturl()


def _get(url: SplitResult, deadline: Deadline, addresses: Addresses, trust: Trust) -> HttpReply:
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    with connected(host, port, deadline, addresses) as sock:
        way = secured(sock, host, deadline, trust()) if url.scheme == "https" else nullcontext(sock)
        with way as opened:
            return _ask(DeadlineSocket(opened, deadline), url)


def _ask(wire: DeadlineSocket, url: SplitResult) -> HttpReply:
    connection = http.client.HTTPConnection(url.netloc)
    connection.sock = cast("socket.socket | ssl.SSLSocket", wire)
    headers = {"Host": url.netloc, "User-Agent": "multisite-tui", "Accept": "*/*", "Connection": "close"}
    connection.request("GET", url._replace(scheme="", netloc="").geturl(), headers=headers)
    with connection.getresponse() as response:
        location = foreign_text(response.getheader("Location", ""), BODY_LIMIT)
        body = bytearray()
        while len(body) < BODY_LIMIT and (piece := response.read1(BODY_LIMIT - len(body))):
            body += piece
        return HttpReply(response.status, location, decoded(bytes(body), response.headers.get_content_charset("utf-8")))
