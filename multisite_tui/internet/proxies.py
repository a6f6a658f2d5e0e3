"""The proxies of the environment: the way out where a network lets nothing out directly.

Visitors use no proxy of this machine, so the direct way comes first. A proxy makes a connection to any host and port
by CONNECT (RFC 9110, section 9.3.6), so that a visit still names the site's domain while it connects to the load
balancer's name; the proxy resolves that name itself.
"""

from __future__ import annotations

import base64
import http.client
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast
from urllib.parse import unquote, urlsplit

from multisite_tui.internet.deadline_sockets import DeadlineSocket
from multisite_tui.internet.deadlines import Deadline

_USUAL_PORT = 80
"""The port of a proxy whose address names none (as curl and Python's `urllib` read it for the scheme http)."""


class ProxyFailure(StrEnum):
    """Why there was no way through a proxy."""

    UNREACHABLE = "unreachable"
    """There is no connection to the proxy itself."""
    WANTS_PASSWORD = "wants password"  # noqa: S105  # a kind of failure
    """It answered 407: it wants another user and password."""
    REFUSED = "refused"
    """It answered with another status than 200."""
    UNSUPPORTED = "unsupported"
    """Its address has another scheme than http, such as socks5, or is none."""


class ProxyError(OSError):
    """There is no way through the proxy, so nothing can be said of the host behind it."""

    def __init__(self, failure: ProxyFailure, proxy: str, status: int = 0) -> None:
        """Make an error.

        Args:
            failure: The kind of failure.
            proxy: The proxy's host and port, without its password.
            status: The HTTP status of its reply; 0 if there was none.
        """
        super().__init__(f"proxy {proxy}: {failure}")
        self.failure = failure
        self.proxy = proxy
        self.status = status


@dataclass(frozen=True)
class Proxy:
    """One proxy of the environment."""

    host: str
    port: int
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    """Its user and password as a request's header; never shown."""

    @property
    def shown(self) -> str:
        """Its host and port."""
        return f"{self.host}:{self.port}"


Proxies = Callable[[str, int], Proxy | None]
"""Returns the proxy for a host and port; None if there is none. Raises `ProxyError` for one that cannot be used."""


def environment_proxy(host: str, port: int) -> Proxy | None:
    """Return the proxy of `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY`, unless `NO_PROXY` has the host.

    Names in lower case come first.

    Raises:
        ProxyError: the proxy's address cannot be used.
    """
    # Imported here: it costs more than all else in this file. The type stubs do not know the second.
    from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

    found = getproxies_environment()
    own, other = ("http", "https") if port == _USUAL_PORT else ("https", "http")
    address = found.get(own) or found.get("all") or found.get(other)
    if not address or proxy_bypass_environment(host, found):
        return None
    return _parsed(address)


def open_tunnel(proxy: Proxy, host: str, port: int, deadline: Deadline) -> socket.socket:
    """Return a connection to the host and port through the proxy.

    Raises:
        ProxyError: the proxy cannot be reached, or refuses.
    """
    sock = open_proxy(proxy, deadline)
    try:
        status = _connect(sock, proxy, host, port, deadline)
    except (OSError, http.client.HTTPException) as error:
        sock.close()
        raise ProxyError(ProxyFailure.UNREACHABLE, proxy.shown) from error
    if status == http.client.OK:
        return sock
    sock.close()
    wants = status == http.client.PROXY_AUTHENTICATION_REQUIRED
    raise ProxyError(ProxyFailure.WANTS_PASSWORD if wants else ProxyFailure.REFUSED, proxy.shown, status)


def open_proxy(proxy: Proxy, deadline: Deadline) -> socket.socket:
    """Return a connection to the proxy itself.

    Raises:
        ProxyError: it cannot be reached.
    """
    try:
        return socket.create_connection((proxy.host, proxy.port), deadline.left())
    except OSError as error:
        raise ProxyError(ProxyFailure.UNREACHABLE, proxy.shown) from error


def _connect(sock: socket.socket, proxy: Proxy, host: str, port: int, deadline: Deadline) -> int:
    at = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {at} HTTP/1.1", f"Host: {at}", *(f"{key}: {value}" for key, value in proxy.headers.items())]
    wire = DeadlineSocket(sock, deadline)
    wire.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1"))
    response = http.client.HTTPResponse(cast("socket.socket", wire), method="CONNECT")
    response.begin()
    status = response.status
    response.close()
    return status


def _parsed(address: str) -> Proxy:
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host, port = parts.hostname, parts.port or _USUAL_PORT
    except ValueError:
        raise ProxyError(ProxyFailure.UNSUPPORTED, "of the environment") from None
    if not host or parts.scheme != "http":
        raise ProxyError(ProxyFailure.UNSUPPORTED, f"{parts.scheme}://{host or ''}")
    if parts.username is None:
        return Proxy(host, port)
    secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Proxy(host, port, {"Proxy-Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"})
