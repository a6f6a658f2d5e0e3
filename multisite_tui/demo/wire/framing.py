"""What of an HTTP request is judged before its body: where it ends, and who may have sent it."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from multisite_tui.demo.calls import Refusal

if TYPE_CHECKING:
    from email.message import Message

_DIGITS = 10
"""More than a length needs that is not too large."""


def body_length(path: str, version: str, headers: Message, most: int) -> int:
    """Return the number of bytes of a request's body.

    Args:
        path: the request's target.
        version: the version of HTTP.
        headers: the request's headers.
        most: the largest number that is taken.

    Raises:
        Refusal: another program could read the request as one of another length (RFC 9112, 11.2), or it is too large.
    """
    if version == "HTTP/0.9" or not path.startswith("/"):
        raise Refusal("InvalidRequest", "The request is not one of HTTP/1.1 to this server")
    if headers.get("Transfer-Encoding") is not None:
        raise Refusal("NotImplemented", "The request is sent in chunks", 501)
    lengths = headers.get_all("Content-Length", ["0"])
    if len(lengths) > 1:
        raise Refusal("InvalidRequest", "The request has two lengths")
    digits = lengths[0].strip(" \t")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > _DIGITS or int(digits) > most:
        raise Refusal("RequestEntityTooLarge", "The request is too large", 413)
    return int(digits)


def from_this_machine(headers: Message) -> None:
    """Refuse a request that a page in a browser may have caused.

    Raises:
        Refusal: it names another host than loopback, or the page that it comes from.
    """
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or not _is_loopback(hosts[0]):
        raise Refusal("AccessDenied", "The practice account is served to this machine under its own address only", 403)
    if headers.get("Origin") is not None:
        raise Refusal("AccessDenied", "The practice account is not served to pages in a browser", 403)


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host.strip()}").hostname or ""
        return name == "localhost" or name.endswith(".localhost") or ip_address(name).is_loopback
    except ValueError:
        return False
