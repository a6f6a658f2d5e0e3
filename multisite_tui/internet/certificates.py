"""The certificate that a visitor is shown."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from multisite_tui.internet.foreign_text import foreign_text

_NO_CHECK_TIME = 0x200000
"""OpenSSL's `X509_V_FLAG_NO_CHECK_TIME`; Python's `ssl.VerifyFlags` has no name for it."""


@dataclass(frozen=True)
class ShownCertificate:
    """The contents of a certificate, cleaned for a terminal."""

    names: tuple[str, ...]
    """The DNS names it is valid for."""
    issuer: str
    until: date
    """The last day it is valid, in UTC."""

    def name_for(self, domain: str) -> str:
        """Return its name that covers the domain, or else its first name."""
        wildcard = "*." + domain.partition(".")[2]
        own = [name for name in self.names if name.lower() in (domain, wildcard)]
        return (own or list(self.names) or [""])[0]


def shown(connection: ssl.SSLSocket) -> ShownCertificate | None:
    """Return the certificate of a connection; None if it was not verified, because Python then does not parse it."""
    peer: Mapping[str, Any] | None = connection.getpeercert()
    if not peer:
        return None
    issuer = {key: value for part in peer.get("issuer", ()) for key, value in part}
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(peer["notAfter"]), UTC)
    return ShownCertificate(
        names=tuple(foreign_text(value) for kind, value in peer.get("subjectAltName", ()) if kind == "DNS"),
        issuer=foreign_text(issuer.get("organizationName") or issuer.get("commonName") or ""),
        until=ends.date(),
    )


def forgiving(context: ssl.SSLContext) -> ssl.SSLContext:
    """Return the context after making it accept a wrong name and a past date, but still no untrusted issuer.

    It is for a second connection that only finds out what was wrong with a certificate. Nothing is sent over it.
    """
    context.check_hostname = False
    context.verify_flags = ssl.VerifyFlags(context.verify_flags | _NO_CHECK_TIME)
    return context
