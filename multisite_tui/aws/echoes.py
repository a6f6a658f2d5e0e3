"""Hides in replies what they echo of the request's secrets, before a failure is made of them or a fact is read.

AWS does not echo them. What answers in its place may: a proxy, a stand-in, the server of a configured endpoint.
"""

from __future__ import annotations

from typing import Any

from multisite_tui.masking import SECRETS

_ISSUED = frozenset({"Credentials", "roleCredentials", "accessToken", "refreshToken", "idToken", "tokenOutput"})
"""Members that are keys and tokens themselves (sts, sso, sso-oidc, signin): a session is issued more than once."""


def hide_echoes(**event: Any) -> None:
    """Hide echoed secrets in a reply, as botocore's event `after-call` gives it, before it raises an error of it."""
    parsed: dict[str, Any] = event["parsed"]
    for member, value in parsed.items():
        if member not in _ISSUED:
            parsed[member] = SECRETS.masked_values(value)
