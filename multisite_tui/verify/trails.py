"""Pages: the page that a visitor gets after redirects within the site.

A visit follows no redirect: it checks each listener separately. A loop of several redirects, and the page of another
site, are found only by following redirects.
"""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from multisite_tui.internet.addresses import Addresses
from multisite_tui.internet.deadlines import Deadline
from multisite_tui.internet.pages import MOST_HOPS, PageReader, Trust, target_of
from multisite_tui.internet.requests import HttpReply
from multisite_tui.model.listeners import Listener, Protocol

_WEB = {Protocol.HTTPS: 443, Protocol.HTTP: 80}


@dataclass(frozen=True)
class RedirectTrail:
    """The redirects that were followed from the site's first page, and the last reply."""

    urls: tuple[str, ...]
    """Every requested address, in order."""
    answer: HttpReply | None
    """The last reply; None if a request failed."""
    loops: bool = False
    """Whether the redirects lead back to an earlier address, or exceed `MOST_HOPS`."""

    @property
    def body(self) -> str:
        """The page; empty if there is none."""
        return self.answer.body if self.answer else ""


def start(name: str, listeners: Sequence[Listener]) -> str | None:
    """Return the address that a visitor would type, with https if the site has it; None for a site without pages."""
    web = [one for one in listeners if one.protocol in _WEB]
    if not web:
        return None
    first = next((one for one in web if one.protocol is Protocol.HTTPS), web[0])
    return f"{first.protocol}://{name}{'' if _WEB[first.protocol] == first.port else f':{first.port}'}/"


def follow_redirects(url: str, addresses: Addresses, trust: Trust, timeout: float) -> RedirectTrail:
    """Follow redirects from an address within the same name. Never raises for a failed request."""
    reader, urls = PageReader(Deadline.after(timeout), addresses, trust), [url]
    while True:
        try:
            answer = reader.get(urls[-1])
            goes = _onwards(urls[-1], answer)
        except (OSError, http.client.HTTPException, ValueError):
            return RedirectTrail(tuple(urls), None)
        if goes is None:
            return RedirectTrail(tuple(urls), answer)
        loops = goes in urls or len(urls) > MOST_HOPS
        urls.append(goes)
        if loops:
            return RedirectTrail(tuple(urls), answer, loops=True)


def _onwards(url: str, answer: HttpReply) -> str | None:
    """Return the target of a redirect within the same name; None if the reply is no such redirect."""
    goes = target_of(url, answer)
    return goes if goes is not None and urlsplit(goes).hostname == urlsplit(url).hostname else None
