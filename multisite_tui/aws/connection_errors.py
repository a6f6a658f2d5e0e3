"""What a person reads of a failed connection: which of network, proxy, TLS and request it is.

botocore's own sentences are not shown whole: one holds the headers of the request, with key id and signature.
"""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

from multisite_tui.aws.signed_in import SIGNED_IN, with_profile
from multisite_tui.errors import Advice, AdviceKind, Problem
from multisite_tui.masking import HIDDEN
from multisite_tui.model.rules.secrets import redacted

NETWORK = "Look at the network, and at `region` for a typing error, then {again}."
CA_BUNDLE = (
    "Get the CA certificate of whoever opens the connection (the people of your network know it), name its file in"
    " AWS_CA_BUNDLE or as `ca_bundle` of the profile, then {again}."
)
PROXY_PASSWORD = "Put user and password into {variable} (http://USER:PASSWORD@HOST:PORT), then {again}."  # noqa: S105
PROXY = "Correct or unset {variable}, or name what needs no proxy in NO_PROXY (such as .amazonaws.com), then {again}."
PASTE_AGAIN = "Enter the key once more (`{command}`, or the environment variable), then {again}."

_USER = re.compile(r"(?<=://)[^/@\s]+@|(?<![^\s'\"])[^/@\s'\":]+:[^/@\s'\"]+@")
_NO_URL = ("LocationParseError", "ProxySchemeUnknown", "ProxySchemeUnsupported")
"""urllib3's names of errors about a URL that it cannot read; a proxy's is read before a request is sent."""
_PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
_OPAQUE = re.compile(r"[A-Za-z0-9+=_.-]{20,}")
_MIXED = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])")
_HEADER = re.compile(r"invalid header", re.IGNORECASE)


def is_malformed_key(error: Exception) -> bool:
    """Whether the request could not be written because a key or token in it holds a control character."""
    return _HEADER.search(str(error)) is not None


def connection_problem(call: str, error: Exception) -> Problem:
    """Return the problem.

    Args:
        call: What was asked for, such as `elb:CreateLoadBalancer`.
        error: botocore's `HTTPClientError` or `ConnectionError`.
    """
    if is_malformed_key(error):
        return malformed_key("The key or the session token in use")
    name = type(error).__name__
    details: dict[str, object] = getattr(error, "kwargs", {})
    unreadable = type(details.get("error")).__name__ in _NO_URL and any(map(os.environ.get, _PROXY_VARIABLES))
    if name == "ProxyConnectionError" or unreadable or "proxy" in str(details.get("error", "")).lower():
        return _proxy(call, name, details)
    if name == "SSLError" or "[SSL" in str(error):
        return _tls(call, name, details)
    return Problem(
        code=name,
        what=f"AWS could not be reached for {call}: {harmless(str(error))}",
        why="The connection failed several times in a row.",
    ).advised(Advice.of(AdviceKind.RESUME, NETWORK))


def malformed_key(what: str) -> Problem:
    """Return the problem of a key with a character that no key has.

    Args:
        what: Which key, and where it comes from; the subject of the sentence.
    """
    return Problem(
        code="key_malformed",
        what=f"{what} holds a space, a line break or another character that no key has.",
        why="It came in when the key was pasted, or with the line ends of Windows.",
    ).advised(Advice.of(AdviceKind.RUN_AGAIN, PASTE_AGAIN, command=with_profile("aws configure", SIGNED_IN.profile)))


def harmless(text: str) -> str:
    """Return the text of another program without passwords in URLs and without keys."""
    return redacted(_USER.sub("***@", text))


def without_opaque(text: str) -> str:
    """Return the text without long runs of letters and digits either, as a program that signs in may print keys."""
    return _OPAQUE.sub(lambda run: HIDDEN if _MIXED.match(run[0]) else run[0], harmless(text))


def _proxy(call: str, name: str, details: dict[str, object]) -> Problem:
    error = details.get("error")
    reason = getattr(error, "original_error", None) or error or ""
    variable = _proxy_variable(str(details.get("proxy_url", "")))
    template = PROXY_PASSWORD if "407" in str(reason) else PROXY
    return Problem(
        code=name,
        what=f"AWS could not be reached for {call}: the proxy of {variable} did not let the request through.",
        why=f"It is {harmless(str(details.get('proxy_url') or os.environ.get(variable, '')))}. What went wrong:"
        f" {harmless(_last(reason))}.",
    ).advised(Advice.of(AdviceKind.RESUME, template, variable=variable))


def _proxy_variable(proxy: str) -> str:
    """Return the environment variable that names this proxy, as `urllib.request.getproxies` reads them."""
    host = urlsplit(proxy).hostname
    set_names = [name for name in _PROXY_VARIABLES if os.environ.get(name)]
    same = [name for name in set_names if host is not None and urlsplit(os.environ[name]).hostname == host]
    return next(iter([*same, *set_names]), "HTTPS_PROXY")


def _tls(call: str, name: str, details: dict[str, object]) -> Problem:
    host = urlsplit(str(details.get("endpoint_url", ""))).hostname or "AWS"
    return Problem(
        code=name,
        what=f"AWS could not be reached for {call}: the TLS certificate of {host} is not trusted.",
        why="A proxy of this network opens the connection, or the endpoint has a certificate that it signed itself."
        f" TLS says: {harmless(_last(details.get('error', '')))}.",
    ).advised(Advice.of(AdviceKind.RESUME, CA_BUNDLE))


def _last(error: object) -> str:
    """Return the innermost words of an error of urllib3, which names objects around them."""
    text = str(error)
    found = re.findall(r"\(['\"]([^'\"]+)['\"]\)", text) or re.findall(r"(?:Error: |: )([^:]+)$", text)
    return (found[-1] if found else text).strip().rstrip(".")
