"""Checks an HTTP reply: as expected, a good redirect, a redirect loop, another status, or a page without its text."""

from __future__ import annotations

from collections.abc import Collection

from multisite_tui.errors import Problem
from multisite_tui.internet.certificates import ShownCertificate
from multisite_tui.internet.listener_visits import Endpoint, ListenerVisit, failed_visit
from multisite_tui.internet.redirects import REDIRECTS, Direction, redirect
from multisite_tui.internet.requests import HttpReply
from multisite_tui.model.records import Verify

_HINTS = {
    400: "The program may not accept this name: add it to Django's ALLOWED_HOSTS, or what your framework calls it.",
    403: "The program may not accept this name: add it to Rails' config.hosts, or what your framework calls it.",
    502: "The load balancer could not make sense of the program's answer: compare instance_protocol with the program.",
    503: "The load balancer may have no instance InService: look with `doctor`.",
    504: "The program took longer than the load balancer's idle timeout: look at its log.",
}
_FORWARDED = "Let the program send to https only where the header X-Forwarded-Proto says http, and trust that header."


def check_response(
    endpoint: Endpoint,
    answer: HttpReply,
    verify: Verify,
    https_ports: Collection[int],
    certificate: ShownCertificate | None = None,
) -> ListenerVisit:
    """Return the result of a visit with this reply.

    Args:
        endpoint: The listener that was visited.
        answer: The reply.
        verify: The status and the text to expect.
        https_ports: The ports on which the site may serve https; a redirect to one of them is as expected.
        certificate: The certificate of an https listener.
    """
    if answer.status in REDIRECTS and answer.location:
        found = redirect(endpoint.url, answer.location)
        match found.direction:
            case Direction.TO_HTTPS if found.port in https_ports:
                return ListenerVisit(endpoint.url, ok=True, message=f"{endpoint.label} {answer.status} to https")
            case Direction.TO_HTTPS:
                return _dead_end(endpoint, answer)
            case Direction.TO_HTTP:
                return _back_to_http(endpoint, answer, certificate)
            case Direction.ITSELF:
                return _loop(endpoint, answer, certificate)
    if answer.status != verify.status:
        return _other_status(endpoint, answer, verify.status, certificate)
    if verify.text and not answer.contains(verify.text):
        return _no_text(endpoint, answer, verify.text, certificate)
    return _as_expected(endpoint, answer, certificate)


def _as_expected(endpoint: Endpoint, answer: HttpReply, certificate: ShownCertificate | None) -> ListenerVisit:
    if certificate is None:
        return ListenerVisit(endpoint.url, ok=True, message=f"{endpoint.label} {answer.status}")
    name = certificate.name_for(endpoint.domain)
    message = f"{endpoint.label} {answer.status}, certificate {name} until {certificate.until}"
    return ListenerVisit(endpoint.url, ok=True, message=message, certificate=certificate)


def _dead_end(endpoint: Endpoint, answer: HttpReply) -> ListenerVisit:
    problem = Problem(
        code="redirect_without_https",
        what=f"{endpoint.url} sends visitors to {answer.location}, where the site has no https listener.",
        why="The program redirects to https by itself.",
        next="Add `https:443` to the site's listeners, or turn the redirect off in the program.",
    )
    return failed_visit(endpoint, f"{endpoint.label} {answer.status} to https, which has no listener", problem)


def _back_to_http(endpoint: Endpoint, answer: HttpReply, certificate: ShownCertificate | None) -> ListenerVisit:
    problem = Problem(
        code="redirect_loop",
        what=f"{endpoint.url} sends visitors back to http ({answer.location}); if that sends them here, they never "
        "arrive.",
        why="The load balancer speaks plain http to the program, so the program takes every visitor for an http one.",
        next=_FORWARDED,
    )
    return failed_visit(endpoint, f"{endpoint.label} {answer.status} back to http", problem, certificate)


def _loop(endpoint: Endpoint, answer: HttpReply, certificate: ShownCertificate | None) -> ListenerVisit:
    problem = Problem(
        code="redirect_loop",
        what=f"{endpoint.url} sends visitors to itself ({answer.location}), so they never arrive.",
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
        else f"{endpoint.url} answered {answer.status} (to {answer.location}) where {expected} was expected.",
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
