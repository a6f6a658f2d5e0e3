"""Where a redirect leads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urljoin, urlsplit

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


class Direction(StrEnum):
    """The kinds of redirect targets."""

    TO_HTTPS = "to_https"
    """From http to https of the same name."""
    TO_HTTP = "to_http"
    """From https back to http of the same name."""
    ITSELF = "itself"
    """To the address that was requested."""
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Redirect:
    """One parsed redirect."""

    direction: Direction
    port: int | None = None
    """The port of its target if the name is the same; else None."""


def redirect(url: str, location: str) -> Redirect:
    """Return where `Location: location` leads from `url`; nothing is fetched."""
    try:
        came, goes = urlsplit(url), urlsplit(urljoin(url, location))
        ports = _port(came), _port(goes)
    except ValueError:  # no address that Python can read, such as `https://[`
        return Redirect(Direction.ELSEWHERE)
    if _host(came) != _host(goes):
        return Redirect(Direction.ELSEWHERE)
    return Redirect(_direction(came, goes, same_port=ports[0] == ports[1]), ports[1])


def _direction(came: SplitResult, goes: SplitResult, *, same_port: bool) -> Direction:
    match came.scheme, goes.scheme:
        case "http", "https":
            return Direction.TO_HTTPS
        case "https", "http":
            return Direction.TO_HTTP
    same = (came.path or "/", came.query) == (goes.path or "/", goes.query)
    return Direction.ITSELF if same and same_port and came.scheme == goes.scheme else Direction.ELSEWHERE


def _host(url: SplitResult) -> str:
    return (url.hostname or "").rstrip(".")


def _port(url: SplitResult) -> int | None:
    return url.port or _PORTS.get(url.scheme)
