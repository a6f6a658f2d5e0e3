"""Asking the program itself, as the load balancer's health check does, where this machine can reach it.

A health check wants exactly 200, names no site in its `Host` header, follows no redirect and believes any certificate
(elb guide, elb-healthchecks). The refusal of a connection proves that nobody listens, for a security group drops what
it does not let in; silence proves nothing.
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

from multisite_tui.internet.deadlines import Deadline
from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.sockets import ConnectTimeoutError, DeadlineSocket, connected, secured
from multisite_tui.model.health_checks import CheckTarget


class ProbeOutcome(StrEnum):
    """How a question to the program ended."""

    ANSWERED = "answered"
    CONNECTED = "connected"
    """Of a check by TCP or SSL, which asks nothing more."""
    REFUSED = "refused"
    SILENT = "silent"
    """No connection within the time."""
    SLOW = "slow"
    """A connection, but no answer within the time."""
    NOT_HTTP = "not http"
    NO_TLS = "no tls"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class ProbeReply:
    """What came back."""

    outcome: ProbeOutcome
    status: int = 0
    location: str = ""
    """The `Location` header, cleaned."""


Probe = Callable[[str, CheckTarget, float, str | None], ProbeReply]
"""Asks at an address, within so many seconds, naming this host, or as a health check where it is None."""


def probe(address: str, target: CheckTarget, seconds: float, host: str | None = None) -> ProbeReply:
    """Ask the program once. Never raises for what it meets."""
    try:
        return _asked(address, target, Deadline.after(seconds), host or f"{address}:{target.port}")
    except ConnectionRefusedError:
        return ProbeReply(ProbeOutcome.REFUSED)
    except ConnectTimeoutError:
        return ProbeReply(ProbeOutcome.SILENT)
    except TimeoutError:
        return ProbeReply(ProbeOutcome.SLOW)
    except ssl.SSLError:
        return ProbeReply(ProbeOutcome.NO_TLS)
    except (http.client.HTTPException, ConnectionError):
        return ProbeReply(ProbeOutcome.NOT_HTTP)
    except OSError:
        return ProbeReply(ProbeOutcome.UNREACHABLE)


def _asked(address: str, target: CheckTarget, deadline: Deadline, host: str) -> ProbeReply:
    with connected(address, target.port, deadline, lambda name: [name]) as sock:
        secure = target.protocol.secure
        with secured(sock, address, deadline, _believing()) if secure else nullcontext(sock) as way:
            return (
                _get(DeadlineSocket(way, deadline), host, target.path)
                if target.protocol.web
                else ProbeReply(ProbeOutcome.CONNECTED)
            )


def _get(wire: DeadlineSocket, host: str, path: str) -> ProbeReply:
    connection = http.client.HTTPConnection(host)
    connection.sock = cast("socket.socket", wire)
    headers = {"Host": host, "User-Agent": "ELB-HealthChecker/1.0", "Accept": "*/*", "Connection": "close"}
    connection.request("GET", path or "/", headers=headers)
    with connection.getresponse() as response:
        return ProbeReply(ProbeOutcome.ANSWERED, response.status, foreign_text(response.getheader("Location", "")))


def _believing() -> ssl.SSLContext:
    """Return a context that believes any certificate, as a health check does; nothing secret is sent."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
