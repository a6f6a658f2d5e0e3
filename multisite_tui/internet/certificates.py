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
    """What a certificate says of itself, fit to be said on."""

    names: tuple[str, ...]
    """The DNS names it is good for."""
    issuer: str
    until: date
    """The last day it is good for, in UTC."""

    def name_for(self, domain: str) -> str:
        """Return the name that covers the domain, or the first one."""
        wildcard = "*." + domain.partition(".")[2]
        own = [name for name in self.names if name.lower() in (domain, wildcard)]
        return (own or list(self.names) or [""])[0]


def shown(connection: ssl.SSLSocket) -> ShownCertificate | None:
    """Return the certificate of a connection; None where it was not verified, as then Python does not read it."""
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
    """Make the context accept a wrong name and a past date, but still no untrusted issuer, and return it.

    For a second look that only tells what was wrong with a certificate. Nothing is sent over such a connection.
    """
    context.check_hostname = False
    context.verify_flags = ssl.VerifyFlags(context.verify_flags | _NO_CHECK_TIME)
    return context
