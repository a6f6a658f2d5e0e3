"""Why there was no answer: each kind of connection failure with its own sentences."""

from __future__ import annotations

import http.client
import ssl

from multisite_tui.errors import Problem
from multisite_tui.internet.addresses import NameAbsentError, NameUnansweredError
from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.listener_visits import Endpoint, ListenerVisit, failed_visit, untold_visit
from multisite_tui.internet.proxies import ProxyError, ProxyFailure
from multisite_tui.internet.sockets import ConnectTimeoutError
from multisite_tui.model.terms import ANYWHERE


def unanswered(endpoint: Endpoint, error: OSError | http.client.HTTPException) -> ListenerVisit:
    """Return the visit of a listener with a failed connection or a broken answer."""
    match error:
        case ProxyError():
            return _no_way_out(endpoint, error)
        case NameAbsentError():
            return _no_name(endpoint)
        case NameUnansweredError():
            return _no_dns(endpoint)
        case ConnectTimeoutError():
            return _no_connection(endpoint)
        case TimeoutError():
            return _too_slow(endpoint)
        case ConnectionRefusedError():
            return _refused(endpoint)
        case ssl.SSLError():
            return _no_tls(endpoint, error)
        case ConnectionError() | http.client.IncompleteRead():
            return _broke_off(endpoint)
        case http.client.HTTPException():
            return _not_http(endpoint)
        case _:
            return _unreachable(endpoint, error)


_PROXY_REASONS = {
    ProxyFailure.UNREACHABLE: "The proxy {proxy} of the environment does not answer.",
    ProxyFailure.WANTS_PASSWORD: "The proxy {proxy} of the environment wants a user and password (407).",
    ProxyFailure.REFUSED: "The proxy {proxy} of the environment answered {status} to CONNECT {host}:{port}.",
    ProxyFailure.UNSUPPORTED: "The proxy {proxy} of the environment is none that can be used here; only http:// is.",
}
_PROXY_FIXES = {
    ProxyFailure.UNREACHABLE: "Set HTTPS_PROXY to a proxy that answers, or take it away; then verify again.",
    ProxyFailure.WANTS_PASSWORD: "Set HTTPS_PROXY=http://USER:PASSWORD@{proxy}, or verify from another network.",
    ProxyFailure.REFUSED: "Verify from another network, such as a phone's.",
    ProxyFailure.UNSUPPORTED: "Set HTTPS_PROXY to a proxy by http://, or verify from another network.",
}


def _no_way_out(endpoint: Endpoint, error: ProxyError) -> ListenerVisit:
    fields = {"proxy": error.proxy, "status": error.status, "host": endpoint.host, "port": endpoint.port}
    problem = Problem(
        code=f"proxy_{error.failure.name.lower()}",
        what=f"It cannot be told from here how {endpoint.url} answers: there is no direct way out of this network, and "
        "none through its proxy.",
        why=_PROXY_REASONS[error.failure].format(**fields),
        next=_PROXY_FIXES[error.failure].format(**fields),
    )
    return untold_visit(endpoint, f"{endpoint.label} cannot be told, no way out of this network", problem)


def _no_name(endpoint: Endpoint) -> ListenerVisit:
    problem = Problem(
        code="name_not_in_dns",
        what=f"DNS does not know {endpoint.host} yet.",
        why="A new load balancer's name takes some minutes to appear, and a new record about one.",
        next="Wait five minutes and verify again.",
    )
    return failed_visit(endpoint, f"{endpoint.label} not in DNS yet", problem)


def _no_dns(endpoint: Endpoint) -> ListenerVisit:
    problem = Problem(
        code="dns_silent",
        what=f"DNS gave no answer about {endpoint.host}, so this says nothing about the site.",
        why="This machine's resolver did not answer in time, or failed.",
        next="Check this machine's network, then verify again.",
    )
    return failed_visit(endpoint, f"{endpoint.label} not checked, DNS did not answer", problem)


def _no_connection(endpoint: Endpoint) -> ListenerVisit:
    problem = Problem(
        code="connect_timed_out",
        what=f"No connection to {endpoint.host} on port {endpoint.port} within {endpoint.seconds:.2g} seconds.",
        why=f"The load balancer's security group may not open port {endpoint.port}, its subnet may not be public, "
        "or this machine's network may let nothing out on that port.",
        next=f"Look whether the security group opens port {endpoint.port} to {ANYWHERE}, and try from another network.",
    )
    return failed_visit(endpoint, f"{endpoint.label} no connection", problem)


def _too_slow(endpoint: Endpoint) -> ListenerVisit:
    problem = Problem(
        code="answer_timed_out",
        what=f"{endpoint.url} took the connection but gave no whole answer within {endpoint.seconds:.2g} seconds.",
        why="The program may hang, or be slow just after its start.",
        next="Ask the program on the instance itself with curl; once it answers quickly there, verify again.",
    )
    return failed_visit(endpoint, f"{endpoint.label} no answer in time", problem)


def _refused(endpoint: Endpoint) -> ListenerVisit:
    problem = Problem(
        code="connection_refused",
        what=f"{endpoint.host} refused the connection on port {endpoint.port}.",
        why=f"The load balancer has no listener on port {endpoint.port} yet, or the name leads to another machine.",
        next="Wait a minute and verify again; if it stays so, look at the load balancer's listeners.",
    )
    return failed_visit(endpoint, f"{endpoint.label} refused the connection", problem)


def _no_tls(endpoint: Endpoint, error: ssl.SSLError) -> ListenerVisit:
    reason = foreign_text(error.reason or "no reason given")
    problem = Problem(
        code="tls_failed",
        what=f"{endpoint.host} did not agree on TLS on port {endpoint.port} ({reason}).",
        why="The listener may speak plain http there, or have no certificate.",
        next=f"Look whether the listener on port {endpoint.port} is one of {endpoint.protocol} and has its "
        "certificate.",
    )
    return failed_visit(endpoint, f"{endpoint.label} no TLS", problem)


def _broke_off(endpoint: Endpoint) -> ListenerVisit:
    problem = Problem(
        code="connection_closed",
        what=f"{endpoint.url} closed the connection before its answer was whole.",
        why="The program may have crashed or be restarting, or no instance is in service.",
        next="Look at the instance's health with `doctor` and at the program's log, then verify again.",
    )
    return failed_visit(endpoint, f"{endpoint.label} closed the connection", problem)


def _not_http(endpoint: Endpoint) -> ListenerVisit:
    problem = Problem(
        code="not_http",
        what=f"{endpoint.url} answered something that is not HTTP.",
        why="The port on the instance may belong to another program, or speak https where http was set.",
        next="Compare the site's port and instance_protocol with what the program listens on.",
    )
    return failed_visit(endpoint, f"{endpoint.label} answered something that is not HTTP", problem)


def _unreachable(endpoint: Endpoint, error: OSError) -> ListenerVisit:
    reason = foreign_text(error.strerror or "no reason given")
    problem = Problem(
        code="unreachable",
        what=f"{endpoint.host} cannot be reached on port {endpoint.port} ({reason}).",
        why="This machine may have no way there.",
        next="Check this machine's network, then verify again.",
    )
    return failed_visit(endpoint, f"{endpoint.label} cannot be reached", problem)
