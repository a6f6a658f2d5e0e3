"""One page by its address, from the host that stands for its name."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from multisite_tui.internet.addresses import Addresses
from multisite_tui.internet.deadline_sockets import DeadlineSocket
from multisite_tui.internet.deadlines import Deadline
from multisite_tui.internet.redirects import REDIRECTS
from multisite_tui.internet.requests import HttpReply, fetch
from multisite_tui.internet.sockets import connected, secured

MOST_HOPS = 10
"""The maximum number of redirects that are followed; browsers give up after about twenty."""
WEB_PORTS = {"http": 80, "https": 443}

Trust = Callable[[], ssl.SSLContext]
"""Makes a new TLS client context. It must be new each time, because reading a rejected certificate changes it."""


@dataclass(frozen=True)
class PageReader:
    """Gets pages within one deadline."""

    deadline: Deadline
    addresses: Addresses
    trust: Trust

    def get(self, url: str, host: str = "") -> HttpReply:
        """Return the reply to a GET, with the first 64 KiB of the page.

        Args:
            url: The address; its name is that of the `Host` header, of TLS and of the certificate.
            host: The host to connect to; empty: the name in the address.

        Raises:
            ValueError: it is no address of a page.
            http.client.HTTPException: the reply is not HTTP, or is incomplete.
            OSError: there was no connection, or it broke; `TimeoutError` once the deadline has passed.
        """
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port or WEB_PORTS[parts.scheme]
        with connected(host or name, port, self.deadline, self.addresses) as sock:
            secure = parts.scheme == "https"
            with secured(sock, name, self.deadline, self.trust()) if secure else nullcontext(sock) as opened:
                return fetch(DeadlineSocket(opened, self.deadline), parts.netloc, _path(parts), body=True)


def target_of(url: str, answer: HttpReply) -> str | None:
    """Return the whole address of a page to which a reply redirects; None if it redirects to none.

    Raises:
        ValueError: its target is no address.
    """
    if answer.status not in REDIRECTS or not answer.location:
        return None
    goes = urlsplit(urljoin(url, answer.location))
    if goes.scheme not in WEB_PORTS or not goes.hostname:
        return None
    return goes._replace(path=goes.path or "/", fragment="").geturl()


def _path(url: SplitResult) -> str:
    return url._replace(scheme="", netloc="").geturl() or "/"
