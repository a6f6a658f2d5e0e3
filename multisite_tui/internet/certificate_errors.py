"""Why a browser would not accept a certificate: another name, a date, an unknown issuer."""

from __future__ import annotations

import ssl

from multisite_tui.errors import Problem
from multisite_tui.internet.certificates import ShownCertificate
from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.listener_visits import Endpoint, ListenerVisit, failed_visit

# OpenSSL's X509_V_ERR_*; Python has no names for them.
_NOT_YET_VALID = 9
_EXPIRED = 10
_HOSTNAME_MISMATCH = 62


def distrusted(
    endpoint: Endpoint, error: ssl.SSLCertVerificationError, certificate: ShownCertificate | None
) -> ListenerVisit:
    """Return the visit of a listener whose certificate was not accepted.

    Args:
        endpoint: The listener.
        error: OpenSSL's error.
        certificate: The certificate itself, read over a second connection; None if its issuer is not trusted.
    """
    match error.verify_code:
        case code if code == _HOSTNAME_MISMATCH:
            return _wrong_name(endpoint, certificate)
        case code if code == _EXPIRED:
            return _expired(endpoint, certificate)
        case code if code == _NOT_YET_VALID:
            return _not_yet(endpoint, certificate)
        case _:
            return _untrusted(endpoint, foreign_text(error.verify_message))


def _wrong_name(endpoint: Endpoint, certificate: ShownCertificate | None) -> ListenerVisit:
    problem = Problem(
        code="certificate_wrong_name",
        what=f"The certificate on port {endpoint.port} is not for {endpoint.domain}."
        if certificate is None
        else f"The certificate on port {endpoint.port} is for {', '.join(certificate.names)}, "
        f"not for {endpoint.domain}.",
        why="A certificate for `main.io` does not cover `sub.main.io`, nor does `*.main.io` cover `main.io` itself.",
        next=f"Give the listener a certificate that names {endpoint.domain}: `certificate: auto`, then run again.",
    )
    return failed_visit(endpoint, f"{endpoint.label} certificate for another name", problem, certificate)


def _expired(endpoint: Endpoint, certificate: ShownCertificate | None) -> ListenerVisit:
    problem = Problem(
        code="certificate_expired",
        what=f"The certificate of {endpoint.domain} on port {endpoint.port} has expired."
        if certificate is None
        else f"The certificate of {endpoint.domain} on port {endpoint.port} expired on {certificate.until}.",
        why="ACM renews its own certificates while their validation record stays in DNS, imported ones never.",
        next="Set `certificate: request` and run again; if the date is not past, set this machine's clock.",
    )
    return failed_visit(endpoint, f"{endpoint.label} certificate expired", problem, certificate)


def _not_yet(endpoint: Endpoint, certificate: ShownCertificate | None) -> ListenerVisit:
    problem = Problem(
        code="certificate_not_yet_valid",
        what=f"The certificate of {endpoint.domain} on port {endpoint.port} is not valid yet.",
        why="Mostly this machine's clock is behind.",
        next="Set this machine's clock, then verify again.",
    )
    return failed_visit(endpoint, f"{endpoint.label} certificate not valid yet", problem, certificate)


def _untrusted(endpoint: Endpoint, reason: str) -> ListenerVisit:
    problem = Problem(
        code="certificate_untrusted",
        what=f"The certificate of {endpoint.domain} on port {endpoint.port} comes from nobody that browsers trust "
        f"({reason}).",
        why="An imported certificate may be self-signed or lack its chain; "
        "a company's network may also put its own in between.",
        next="Set `certificate: request` for one that Amazon issues, or import it again with its chain.",
    )
    return failed_visit(endpoint, f"{endpoint.label} certificate not trusted", problem)
