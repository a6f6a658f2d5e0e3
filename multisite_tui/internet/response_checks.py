"""Checks an HTTP reply: as expected, a good redirect, a redirect loop, another status, or a page without its text."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from multisite_tui.errors import Problem
from multisite_tui.internet.certificates import ShownCertificate
from multisite_tui.internet.listener_visits import Endpoint, ListenerVisit, failed_visit
from multisite_tui.internet.own_names import name_of
from multisite_tui.internet.pages import target_of
from multisite_tui.internet.redirects import REDIRECTS, Direction, redirect
from multisite_tui.internet.requests import HttpReply
from multisite_tui.model.listeners import Listener, Protocol

_HINTS = {
    400: "The program may not accept this name: add it to Django's ALLOWED_HOSTS, or what your framework calls it.",
    403: "The program may not accept this name: add it to Rails' config.hosts, or what your framework calls it.",
    502: "The load balancer got no answer that it understands from the program, which may be away, or speak another "
    "protocol than instance_protocol says.",
    503: "The load balancer may have no instance in service, or show the maintenance page: look with `doctor`.",
    504: "The program took longer than the load balancer's idle timeout: look at its log.",
}
_FORWARDED = "Let the program send to https only where the header X-Forwarded-Proto says http, and trust that header."


@dataclass(frozen=True)
class ExpectedResponse:
    """How a listener should answer."""

    status: int
    text: str | None = None
    listeners: tuple[Listener, ...] = ()
    """All listeners of the site: a redirect leads to one of them, or to nothing."""
    follow: Callable[[str], Problem | None] = lambda _: None
    """Follows a redirect to another own name; returns the problem that it ends in."""
    own: Container[str] = ()
    """The own names."""

    @property
    def https_ports(self) -> tuple[int, ...]:
        """The ports on which the site may serve https: a tcp or ssl listener may carry it too."""
        return tuple(one.port for one in self.listeners if one.protocol is not Protocol.HTTP)


def check_response(
    endpoint: Endpoint, answer: HttpReply, expected: ExpectedResponse, certificate: ShownCertificate | None = None
) -> ListenerVisit:
    """Return the result of a visit with this reply.

    Args:
        endpoint: The listener that was visited.
        answer: The reply.
        expected: What the reply should be.
        certificate: The certificate of an https listener.
    """
    if answer.status in REDIRECTS and answer.location:
        found = _redirected(endpoint, answer, expected, certificate)
        if found is not None:
            return found
    if answer.status != expected.status:
        return _other_status(endpoint, answer, expected.status, certificate)
    # Browsers do not show the body of a redirect.
    if expected.text and answer.status not in REDIRECTS and not answer.contains(expected.text):
        return _no_text(endpoint, answer, expected.text, certificate)
    return _as_expected(endpoint, answer, certificate)


def _redirected(
    endpoint: Endpoint, answer: HttpReply, expected: ExpectedResponse, certificate: ShownCertificate | None
) -> ListenerVisit | None:
    """Return the result of a redirect; None if its status alone decides."""
    found = redirect(endpoint.url, answer.location)
    match found.direction:
        case Direction.TO_HTTPS if found.port in expected.https_ports:
            return ListenerVisit(endpoint.url, ok=True, message=f"{endpoint.label} {answer.status} to https")
        case Direction.TO_HTTPS if not expected.https_ports:
            return _dead_end(endpoint, answer)
        case Direction.TO_HTTP:
            return _back_to_http(endpoint, answer, certificate)
        case Direction.ITSELF:
            return _loop(endpoint, answer, certificate)
    if found.port is not None and found.port not in {one.port for one in expected.listeners}:
        return _other_port(endpoint, answer, found.port, expected, certificate)
    if answer.status == expected.status:
        return None
    return _to_own_name(endpoint, answer, expected, certificate)


def _to_own_name(
    endpoint: Endpoint, answer: HttpReply, expected: ExpectedResponse, certificate: ShownCertificate | None
) -> ListenerVisit | None:
    """Return the result of a redirect to another own name; None if it leads elsewhere."""
    try:
        goes = target_of(endpoint.url, answer)
        name = name_of(goes) if goes else ""
    except ValueError:
        return None
    if goes is None or name == endpoint.domain or name not in expected.own:
        return None
    problem = expected.follow(goes)
    if problem is not None:
        return failed_visit(endpoint, f"{endpoint.label} {answer.status} to {name}, in vain", problem, certificate)
    return _as_expected(endpoint, answer, certificate, to=name)


def _as_expected(
    endpoint: Endpoint, answer: HttpReply, certificate: ShownCertificate | None, to: str = ""
) -> ListenerVisit:
    replied = f"{answer.status} to {to}" if to else str(answer.status)
    if certificate is None:
        return ListenerVisit(endpoint.url, ok=True, message=f"{endpoint.label} {replied}")
    name = certificate.name_for(endpoint.domain)
    message = f"{endpoint.label} {replied}, certificate {name} until {certificate.until}"
    return ListenerVisit(endpoint.url, ok=True, message=message, certificate=certificate)


def _dead_end(endpoint: Endpoint, answer: HttpReply) -> ListenerVisit:
    problem = Problem(
        code="redirect_without_https",
        what=f"{endpoint.url} sends visitors to {answer.shown_location}, where the site has no https listener.",
        why="The program redirects to https by itself.",
        next="Add `https:443` to the site's listeners (with `certificate: none`, take that away), or turn the redirect "
        "off in the program.",
    )
    return failed_visit(endpoint, f"{endpoint.label} {answer.status} to https, which has no listener", problem)


def _other_port(
    endpoint: Endpoint, answer: HttpReply, port: int, expected: ExpectedResponse, certificate: ShownCertificate | None
) -> ListenerVisit:
    open_ports = ", ".join(f"{one.protocol}:{one.port}" for one in expected.listeners)
    problem = Problem(
        code="redirect_to_other_port",
        what=f"{endpoint.url} sends visitors to {answer.shown_location}, but the load balancer does not listen on port "
        f"{port}; it listens on {open_ports}.",
        why="The program puts the port on which it listens itself into the addresses that it writes.",
        next="Let the program take the visitor's address from the headers X-Forwarded-Proto, X-Forwarded-Port and Host "
        "(Spring Boot: server.forward-headers-strategy=framework; nginx: port_in_redirect off; or what your framework "
        "calls it).",
    )
    message = f"{endpoint.label} {answer.status} to port {port}, which has no listener"
    return failed_visit(endpoint, message, problem, certificate)


def _back_to_http(endpoint: Endpoint, answer: HttpReply, certificate: ShownCertificate | None) -> ListenerVisit:
    problem = Problem(
        code="redirect_loop",
        what=f"{endpoint.url} sends visitors back to http ({answer.shown_location}); if that sends them here, they "
        "never arrive.",
        why="The load balancer speaks plain http to the program, so the program takes every visitor for an http one.",
        next=_FORWARDED,
    )
    return failed_visit(endpoint, f"{endpoint.label} {answer.status} back to http", problem, certificate)


def _loop(endpoint: Endpoint, answer: HttpReply, certificate: ShownCertificate | None) -> ListenerVisit:
    problem = Problem(
        code="redirect_loop",
        what=f"{endpoint.url} sends visitors to itself ({answer.shown_location}), so they never arrive.",
        why="The load balancer speaks plain http to the program, so a program that sends http to https never stops.",
        next=_FORWARDED,
    )
    return failed_visit(endpoint, f"{endpoint.label} {answer.status} to itself", problem, certificate)


def _other_status(
    endpoint: Endpoint, answer: HttpReply, expected: int, certificate: ShownCertificate | None
) -> ListenerVisit:
    problem = Problem(
        code="status_unexpected",
        what=f"{endpoint.url} answered {answer.status} where {expected} was expected."
        if not answer.location
        else f"{endpoint.url} answered {answer.status} (to {answer.shown_location}) where {expected} was expected.",
        why=_HINTS.get(answer.status, ""),
        next=f"If it should answer so, set `verify: {{status: {answer.status}}}`; else look at the program's log.",
    )
    return failed_visit(endpoint, f"{endpoint.label} {answer.status} instead of {expected}", problem, certificate)


def _no_text(endpoint: Endpoint, answer: HttpReply, text: str, certificate: ShownCertificate | None) -> ListenerVisit:
    problem = Problem(
        code="text_missing",
        what=f"{endpoint.url} answered {answer.status}, but the first 64 KiB of the page do not contain `{text}`.",
        why="The port may belong to another program, or a script writes that text only in the browser.",
        next="Compare the site's port with the program, or set another `verify.text`.",
    )
    return failed_visit(endpoint, f"{endpoint.label} {answer.status} without the expected text", problem, certificate)
