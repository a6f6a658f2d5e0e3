"""The visitor's check of one site: through its load balancer before the DNS switch, or by its own name afterwards.

It connects to one host and asks for another: it connects to the load balancer's DNS name, and uses the site's domain as
`Host`, as TLS server name, and as the name that the certificate must have. HTTP libraries take all of these from the
URL; the standard library's `socket`, `ssl` and `http.client` take each separately. The check must also follow no
redirect and keep one deadline for everything.

Visitors use no proxy of this machine: one that the environment names is used only where the direct way fails.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, replace

from multisite_tui.errors import Problem
from multisite_tui.internet.addresses import Addresses, system_addresses
from multisite_tui.internet.certificate_errors import distrusted
from multisite_tui.internet.certificates import ShownCertificate, forgiving, shown
from multisite_tui.internet.connection_errors import unanswered
from multisite_tui.internet.deadline_sockets import DeadlineSocket
from multisite_tui.internet.deadlines import Deadline
from multisite_tui.internet.listener_visits import Endpoint, ListenerVisit
from multisite_tui.internet.own_names import OwnNames, follow_to_own_name
from multisite_tui.internet.pages import PageReader, Trust
from multisite_tui.internet.proxies import ProxyError, ProxyFailure, environment_proxy, open_proxy
from multisite_tui.internet.requests import fetch
from multisite_tui.internet.response_checks import ExpectedResponse, check_response
from multisite_tui.internet.sockets import connected, secured
from multisite_tui.model.listeners import Listener, Protocol
from multisite_tui.model.records import Verify

TIMEOUT = 10.0
"""Time limit in seconds for a whole visit, all listeners together."""


@dataclass(frozen=True)
class Visit:
    """The result of visiting one site."""

    domain: str
    seen: tuple[ListenerVisit, ...]
    """The result of each listener, in their order."""

    @property
    def ok(self) -> bool | None:
        """Whether everything is as expected; None if nothing is known of a listener, and no problem of another."""
        seen = [each.ok for each in self.seen]
        return False if False in seen else None if None in seen else True

    @property
    def message(self) -> str:
        """One line, such as `http 301 to https, https 200, certificate main.io until 2027-05-01`."""
        return ", ".join(each.message for each in self.seen)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in full; empty if everything is as expected."""
        return tuple(each.problem for each in self.seen if each.problem and each.ok is False)

    @property
    def hints(self) -> tuple[Problem, ...]:
        """Why nothing is known of some listeners; empty if all were reached."""
        return tuple(each.problem for each in self.seen if each.problem and each.ok is None)


@dataclass(frozen=True)
class _Visitor:
    verify: Verify
    listeners: tuple[Listener, ...]
    own: OwnNames
    addresses: Addresses
    trust: Trust

    def expected(self, endpoint: Endpoint, deadline: Deadline) -> ExpectedResponse:
        """Return how this listener should answer."""
        reader = PageReader(deadline, self.addresses, self.trust)
        return ExpectedResponse(
            self.verify.status_for(endpoint.domain),
            self.verify.text,
            self.listeners,
            lambda target: follow_to_own_name(endpoint.url, target, self.own, reader),
            self.own,
        )


def visit(
    domain: str,
    host: str,
    listeners: Sequence[Listener],
    verify: Verify | None = None,
    own: OwnNames | None = None,
    *,
    addresses: Addresses = system_addresses,
    trust: Trust = ssl.create_default_context,
    timeout: float = TIMEOUT,
) -> Visit:
    """Visit each listener of a site. Never raises for an error of DNS, the network or the site.

    Args:
        domain: The site's name, as in DNS.
        host: The name to connect to: the load balancer's, or the domain itself after its record is served. Do not use
            the domain earlier: resolvers cache for up to 15 minutes that a name does not exist.
        listeners: The site's listeners. For `tcp` only the connection is checked, for `ssl` also the certificate, and
            the page if the program speaks HTTP.
        verify: The expected status and text; None: status 200.
        own: The names within which a redirect is followed; None: none.
        addresses: Resolves `host`.
        trust: Makes the TLS context; the default uses this machine's trusted issuers.
        timeout: Seconds for the whole visit; each listener gets an equal share of the time that is left.
    """
    visitor = _Visitor(verify or Verify(), tuple(listeners), own or {}, addresses, trust)
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
    try:
        return _by_connection(endpoint, deadline, visitor)
    except ProxyError as error:
        if error.failure is ProxyFailure.REFUSED and endpoint.protocol is Protocol.HTTP:
            found = _by_request_to_proxy(endpoint, deadline, visitor)
            if found is not None:
                return found
        raise


def _by_request_to_proxy(endpoint: Endpoint, deadline: Deadline, visitor: _Visitor) -> ListenerVisit | None:
    """Send the proxy the request itself; None if it is the proxy that may have replied.

    Many proxies allow CONNECT to port 443 alone. A proxy connects to the name in the request, so that this cannot ask
    the load balancer's name for the site.
    """
    proxy = environment_proxy(endpoint.host, endpoint.port)
    if proxy is None or endpoint.host != endpoint.domain:
        return None
    expected = visitor.expected(endpoint, deadline)
    with open_proxy(proxy, deadline) as sock:
        wire, body = DeadlineSocket(sock, deadline), expected.text is not None
        answer = fetch(wire, endpoint.named, endpoint.url, body=body, more=proxy.headers)
    told = answer.status < http.client.BAD_REQUEST or answer.status == expected.status
    return check_response(endpoint, answer, expected) if told else None


def _by_connection(endpoint: Endpoint, deadline: Deadline, visitor: _Visitor) -> ListenerVisit:
    with connected(endpoint.host, endpoint.port, deadline, visitor.addresses) as sock:
        if not endpoint.protocol.secure:
            return _ask(endpoint, DeadlineSocket(sock, deadline), visitor.expected(endpoint, deadline), None)
        with secured(sock, endpoint.domain, deadline, visitor.trust()) as tls:
            if endpoint.protocol is Protocol.SSL:
                return _ask_through(endpoint, tls, deadline, visitor)
            wire = DeadlineSocket(tls, deadline)
            return _ask(endpoint, wire, visitor.expected(endpoint, deadline), shown(tls))


def _ask_through(endpoint: Endpoint, tls: ssl.SSLSocket, deadline: Deadline, visitor: _Visitor) -> ListenerVisit:
    """Ask the program behind an ssl listener by HTTP; if it speaks none, the certificate alone is judged.

    Without `verify`, any status below 500 is as expected: a program of WebSockets answers a page's request with 400 or
    426.
    """
    certificate, half = shown(tls), deadline.share(2)
    web = replace(endpoint, spoken=Protocol.HTTPS)
    expected = visitor.expected(web, deadline)
    try:
        answer = fetch(DeadlineSocket(tls, half), web.named, body=expected.text is not None)
    except (OSError, http.client.HTTPException):
        return _ask(endpoint, DeadlineSocket(tls, deadline), expected, certificate)
    if not visitor.verify.model_fields_set and answer.status < http.client.INTERNAL_SERVER_ERROR:
        expected = replace(expected, status=answer.status)
    return check_response(web, answer, expected, certificate)


def _ask(
    endpoint: Endpoint, wire: DeadlineSocket, expected: ExpectedResponse, certificate: ShownCertificate | None
) -> ListenerVisit:
    if endpoint.protocol in (Protocol.HTTP, Protocol.HTTPS):
        answer = fetch(wire, endpoint.named, body=expected.text is not None)
        return check_response(endpoint, answer, expected, certificate)
    if certificate is None:
        return ListenerVisit(endpoint.url, ok=True, message=f"{endpoint.label} takes connections")
    name = certificate.name_for(endpoint.domain)
    message = f"{endpoint.label} takes connections, certificate {name} until {certificate.until}"
    return ListenerVisit(endpoint.url, ok=True, message=message, certificate=certificate)


def _rejected_certificate(endpoint: Endpoint, deadline: Deadline, visitor: _Visitor) -> ShownCertificate | None:
    """Return the certificate that was not accepted; None if its issuer is not trusted.

    The error does not contain the certificate's names and dates, and Python parses no certificate that it rejected, so
    this connects again and accepts a wrong name and date.
    """
    try:
        with (
            connected(endpoint.host, endpoint.port, deadline, visitor.addresses) as sock,
            secured(sock, endpoint.domain, deadline, forgiving(visitor.trust())) as tls,
        ):
            return shown(tls)
    except OSError:
        return None
