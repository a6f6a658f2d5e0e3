"""Sends the program the same request as the load balancer's health check, if this machine can reach it.

A health check requires status 200, names no site in its `Host` header, follows no redirect and accepts any certificate
(elb guide, elb-healthchecks). A refused connection shows that no program listens, because a security group drops
packets instead of refusing them. A timeout proves nothing. Where the direct way fails and the environment names a proxy
that does not get there either, nothing is known.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from multisite_tui.internet.deadline_sockets import DeadlineSocket
from multisite_tui.internet.deadlines import Deadline
from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.sockets import ConnectTimeoutError, connected, secured
from multisite_tui.model.health_checks import CheckTarget


class ProbeOutcome(StrEnum):
    """How a probe of the program ended."""

    ANSWERED = "answered"
    CONNECTED = "connected"
    """A connection, for a check by TCP or SSL, which sends no request."""
    REFUSED = "refused"
    SILENT = "silent"
    """No connection within the time limit."""
    SLOW = "slow"
    """A connection, but no reply within the time limit."""
    CLOSED = "closed"
    """A connection that the other side closed without a reply."""
    NOT_HTTP = "not http"
    NO_TLS = "no tls"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class ProbeReply:
    """The result of a probe."""

    outcome: ProbeOutcome
    status: int = 0
    location: str = ""
    """The `Location` header, cleaned for a terminal."""


HEALTH_CHECKER = "ELB-HealthChecker/1.0"
"""The user agent of a Classic Load Balancer's health check."""
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
"""The user agent of a visitor's browser."""


@dataclass(frozen=True)
class ProbeHeaders:
    """What a request says of the site and of its sender; by default the same as a health check."""

    host: str = ""
    """The name in the `Host` header and in TLS; empty: the address and the port, and no name in TLS."""
    agent: str = HEALTH_CHECKER


AS_HEALTH_CHECK = ProbeHeaders()
Probe = Callable[[str, CheckTarget, float, ProbeHeaders], ProbeReply]
"""Probes an address within this many seconds with these headers."""


def probe(address: str, target: CheckTarget, seconds: float, headers: ProbeHeaders = AS_HEALTH_CHECK) -> ProbeReply:
    """Send one request to the program. Never raises for a network error."""
    try:
        return _asked(address, target, Deadline.after(seconds), headers)
    except ConnectionRefusedError:
        return ProbeReply(ProbeOutcome.REFUSED)
    except ConnectTimeoutError:
        return ProbeReply(ProbeOutcome.SILENT)
    except TimeoutError:
        return ProbeReply(ProbeOutcome.SLOW)
    except ssl.SSLError:
        return ProbeReply(ProbeOutcome.NO_TLS)
    except ConnectionError:  # also http.client.RemoteDisconnected
        return ProbeReply(ProbeOutcome.CLOSED)
    except http.client.HTTPException:
        return ProbeReply(ProbeOutcome.NOT_HTTP)
    except OSError:
        return ProbeReply(ProbeOutcome.UNREACHABLE)


def _asked(address: str, target: CheckTarget, deadline: Deadline, headers: ProbeHeaders) -> ProbeReply:
    with connected(address, target.port, deadline, lambda name: [name]) as sock:
        secure = target.protocol.secure
        # A server name that is an address is not sent, as a health check sends none.
        with secured(sock, headers.host or address, deadline, _believing()) if secure else nullcontext(sock) as way:
            if not target.protocol.web:
                return ProbeReply(ProbeOutcome.CONNECTED)
            host = headers.host or f"{address}:{target.port}"
            return _get(DeadlineSocket(way, deadline), host, headers.agent, target.path)


def _get(wire: DeadlineSocket, host: str, agent: str, path: str) -> ProbeReply:
    connection = http.client.HTTPConnection(host)
    connection.sock = cast("socket.socket", wire)
    headers = {"Host": host, "User-Agent": agent, "Accept": "*/*", "Connection": "close"}
    connection.request("GET", path or "/", headers=headers)
    with connection.getresponse() as response:
        return ProbeReply(ProbeOutcome.ANSWERED, response.status, foreign_text(response.getheader("Location", "")))


def _believing() -> ssl.SSLContext:
    """Return a TLS context that accepts any certificate, as a health check does; nothing secret is sent."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
