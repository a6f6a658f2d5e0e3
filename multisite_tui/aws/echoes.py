"""Hides in replies what they echo of the request's secrets, before a failure is made of them or a fact is read.

Those of a request that signs in, such as the keys of a role's source profile, are held as it is made.

AWS does not echo them. What answers in its place may: a proxy, a stand-in, the server of a configured endpoint.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from multisite_tui.masking import LEAST_KEY, SECRETS

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.session import Session

_ISSUED = frozenset({"Credentials", "roleCredentials", "accessToken", "refreshToken", "idToken", "tokenOutput"})
"""Members that are keys and tokens themselves (sts, sso, sso-oidc, signin): a session is issued more than once."""
_GIVEN = _ISSUED | {"WebIdentityToken", "SAMLAssertion", "clientSecret", "code", "deviceCode"}
"""Parameters that are secrets (sts, sso, sso-oidc, signin)."""
_KEY_ID = re.compile(r"Credential=([^/, ]+)/")
"""The key id in the header `Authorization` (Signature Version 4)."""


def watch_echoes(session: Session) -> None:
    """Hide what replies to the session's clients echo, also to those with which botocore signs in."""
    session.register("before-parameter-build", hold_parameters)
    session.register("before-send", hold_signer)
    session.register("after-call", hide_echoes)


def hold_parameters(**event: Any) -> None:
    """Mask the secrets among the parameters of a call, as botocore's event `before-parameter-build` gives them."""
    for name, value in event["params"].items():
        if isinstance(value, Mapping):
            hold_parameters(params=value)
        elif name in _GIVEN:
            SECRETS.hold(str(value))


def hold_signer(**event: Any) -> None:
    """Mask the key id and the session token of a request, as botocore's event `before-send` gives it."""
    request: AWSPreparedRequest = event["request"]
    signed, token = (_text(request.headers.get(name)) for name in ("Authorization", "X-Amz-Security-Token"))
    SECRETS.hold(*_KEY_ID.findall(signed), token, least=LEAST_KEY)


def hide_echoes(**event: Any) -> None:
    """Hide echoed secrets in a reply, as botocore's event `after-call` gives it, before it raises an error of it."""
    parsed: dict[str, Any] = event["parsed"]
    for member, value in parsed.items():
        if member not in _ISSUED:
            parsed[member] = SECRETS.masked_values(value)


def _text(value: str | bytes | None) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value or ""
