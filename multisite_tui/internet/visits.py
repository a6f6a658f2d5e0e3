"""The visitor's check of one site: through its load balancer before DNS leads there, or by its own name afterwards.

It connects to one host while naming another: to the load balancer's DNS name, with the site's domain as `Host`, as TLS
server name, and as the name the certificate must carry. HTTP libraries take all of these from the one URL, and bend
only through their inner adapters; the standard library's `socket`, `ssl` and `http.client` take each by itself. It also
must follow nothing, and keep one deadline over everything.

No proxy of the environment is used: the check is of the way that a visitor takes.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from multisite_tui.errors import Problem
from multisite_tui.internet.addresses import Addresses, system_addresses
from multisite_tui.internet.certificate_errors import distrusted
from multisite_tui.internet.certificates import ShownCertificate, forgiving, shown
from multisite_tui.internet.connection_errors import unanswered
from multisite_tui.internet.deadlines import Deadline
from multisite_tui.internet.listener_visits import Endpoint, ListenerVisit
from multisite_tui.internet.requests import HttpReply, fetch
from multisite_tui.internet.response_checks import check_response
from multisite_tui.internet.sockets import DeadlineSocket, connected, secured
from multisite_tui.model.listeners import Listener, Protocol
from multisite_tui.model.records import Verify

TIMEOUT = 10.0
"""Seconds for a whole visit, all listeners together."""

Trust = Callable[[], ssl.SSLContext]
"""Makes a fresh client context that knows whom to trust; fresh, as the second look at a certificate changes it."""


@dataclass(frozen=True)
class Visit:
    """What a visitor of one site saw."""

    domain: str
    seen: tuple[ListenerVisit, ...]
    """One for each listener, in their order."""

    @property
    def ok(self) -> bool:
        """Whether all is as expected."""
        return all(each.ok for each in self.seen)

    @property
    def message(self) -> str:
        """One line, such as `http 301 to https, https 200, certificate main.io until 2027-05-01`."""
        return ", ".join(each.message for each in self.seen)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, in full; empty where all is as expected."""
        return tuple(each.problem for each in self.seen if each.problem)


@dataclass(frozen=True)
class _Visitor:
    verify: Verify
    https_ports: Collection[int]
    addresses: Addresses
    trust: Trust


def visit(
    domain: str,
    host: str,
    listeners: Sequence[Listener],
    verify: Verify | None = None,
    *,
    addresses: Addresses = system_addresses,
    trust: Trust = ssl.create_default_context,
    timeout: float = TIMEOUT,
) -> Visit:
    """Look at each listener of a site as a visitor would. Never raises for what it meets on the way.

    Args:
        domain: The site's name, as in DNS.
        host: The name to connect to: the load balancer's, or the domain itself once its record is served. Do not ask
            for the domain earlier: resolvers remember for up to 15 minutes that a name is not there.
        listeners: The site's listeners. Of `tcp` only the connection is looked at, of `ssl` also the certificate.
        verify: The status and the text to expect; None: status 200.
        addresses: Finds the addresses of `host`.
        trust: Makes the TLS context; the default trusts whom this machine trusts.
        timeout: Seconds for the whole visit; each listener gets an equal share, and what those before it left over.
    """
    # A tcp or ssl listener may well carry https.
    https_ports = {each.port for each in listeners if each.protocol is not Protocol.HTTP}
    visitor = _Visitor(verify or Verify(), https_ports, addresses, trust)
    whole = Deadline.after(timeout)
    seen = []
    for index, listener in enumerate(listeners):
        deadline = whole.share(len(listeners) - index)
        endpoint = Endpoint(domain, host, listener.protocol, listener.port, deadline.seconds)
        seen.append(_visit_listener(endpoint, deadline, visitor))
    return Visit(domain, tuple(seen))


def _visit_listener(endpoint: Endpoint, deadline: Deadline, visitor: _Visitor) -> ListenerVisit:
    try:
        return _connect_and_ask(endpoint, deadline, visitor)
    except ssl.SSLCertVerificationError as error:
        return distrusted(endpoint, error, _rejected_certificate(endpoint, deadline, visitor))
    except (OSError, http.client.HTTPException) as error:
        return unanswered(endpoint, error)


def _connect_and_ask(endpoint: Endpoint, deadline: Deadline, visitor: _Visitor) -> ListenerVisit:
    with connected(endpoint.host, endpoint.port, deadline, visitor.addresses) as sock:
        if not endpoint.protocol.secure:
            return _ask(endpoint, DeadlineSocket(sock, deadline), visitor, None)
        with secured(sock, endpoint.domain, deadline, visitor.trust()) as tls:
            return _ask(endpoint, DeadlineSocket(tls, deadline), visitor, shown(tls))


def _ask(
    endpoint: Endpoint, wire: DeadlineSocket, visitor: _Visitor, certificate: ShownCertificate | None
) -> ListenerVisit:
    if endpoint.protocol in (Protocol.HTTP, Protocol.HTTPS):
        answer: HttpReply = fetch(wire, endpoint.named, body=visitor.verify.text is not None)
        return check_response(endpoint, answer, visitor.verify, visitor.https_ports, certificate)
    if certificate is None:
        return ListenerVisit(endpoint.url, ok=True, message=f"{endpoint.label} takes connections")
    name = certificate.name_for(endpoint.domain)
    message = f"{endpoint.label} takes connections, certificate {name} until {certificate.until}"
    return ListenerVisit(endpoint.url, ok=True, message=message, certificate=certificate)


def _rejected_certificate(endpoint: Endpoint, deadline: Deadline, visitor: _Visitor) -> ShownCertificate | None:
    """Return the certificate that was not accepted, where only its name or date was wrong.

    The failure itself tells neither, and Python reads no certificate that it did not accept.
    """
    try:
        with (
            connected(endpoint.host, endpoint.port, deadline, visitor.addresses) as sock,
            secured(sock, endpoint.domain, deadline, forgiving(visitor.trust())) as tls,
        ):
            return shown(tls)
    except OSError:
        return None
