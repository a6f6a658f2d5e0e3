"""Redirects among the setup's own names, such as from www to the domain: followed until a name answers as expected."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from multisite_tui.errors import Problem
from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.internet.pages import MOST_HOPS, PageReader, target_of
from multisite_tui.internet.redirects import REDIRECTS
from multisite_tui.internet.requests import HttpReply


@dataclass(frozen=True)
class OwnName:
    """One name of the setup, and how it should answer."""

    host: str | None
    """The host to connect to; None if the name is not to be asked here, because it has a visit of its own."""
    status: int
    text: str | None = None


OwnNames = Mapping[str, OwnName]
"""By name, how each answers."""


def name_of(url: str) -> str:
    """Return the name in an address, lower case and without a final dot; empty if there is none."""
    return (urlsplit(url).hostname or "").rstrip(".")


def follow_to_own_name(start: str, first: str, own: OwnNames, reader: PageReader) -> Problem | None:
    """Follow a redirect to an own name until a name answers as expected.

    Args:
        start: The address that redirects.
        first: The whole address of its target, which has an own name.
        own: The own names. A redirect to any other name is not followed.
        reader: Gets the pages.

    Returns:
        None if it ends in a good answer, or at a name that has a visit of its own; else the problem.
    """
    urls, goes = [start], first
    while True:
        if goes in urls or len(urls) > MOST_HOPS:
            return _circle([*urls, goes])
        urls.append(goes)
        wanted = own[name_of(goes)]
        if wanted.host is None:
            return None
        try:
            answer = reader.get(goes, wanted.host)
            further = _onwards(goes, answer, own)
        except (OSError, http.client.HTTPException, ValueError):
            return _silent(start, goes)
        if answer.status == wanted.status or further is None:
            return _judged(start, goes, answer, wanted)
        goes = further


def _onwards(url: str, answer: HttpReply, own: OwnNames) -> str | None:
    """Return the target of a redirect to another own name, or from http to https; None if it is no such redirect."""
    goes = target_of(url, answer)
    if goes is None or name_of(goes) not in own:
        return None
    upgraded = (urlsplit(url).scheme, urlsplit(goes).scheme) == ("http", "https")
    return goes if upgraded or name_of(goes) != name_of(url) else None


def _judged(start: str, url: str, answer: HttpReply, wanted: OwnName) -> Problem | None:
    if answer.status != wanted.status:
        return _other_status(start, url, answer, wanted)
    if wanted.text and answer.status not in REDIRECTS and not answer.contains(wanted.text):
        return _no_text(start, url, wanted.text)
    return None


def _circle(urls: list[str]) -> Problem:
    return Problem(
        code="redirect_loop",
        what=f"{urls[0]} sends visitors round in a circle: {' -> '.join(foreign_text(url) for url in urls[-4:])}.",
        why="Two of the program's rules contradict each other, such as www to the domain and the domain to www.",
        next="Let only one of the names redirect to the other.",
    )


def _silent(start: str, url: str) -> Problem:
    return Problem(
        code="redirect_unanswered",
        what=f"{start} sends visitors to {foreign_text(url)}, which does not answer.",
        why="The redirect may name a port or a protocol for which there is no listener.",
        next="Look at the address to which the program redirects, and at what is said of that name.",
    )


def _other_status(start: str, url: str, answer: HttpReply, wanted: OwnName) -> Problem:
    return Problem(
        code="redirect_ends_badly",
        what=f"{start} sends visitors to {foreign_text(url)}, which answered {answer.status} where {wanted.status} was "
        "expected."
        if not answer.location
        else f"{start} sends visitors to {foreign_text(url)}, which answered {answer.status} "
        f"(to {answer.shown_location}) where {wanted.status} was expected.",
        next=f"If it should answer so, set `verify: {{status: {{{name_of(url)}: {answer.status}}}}}`; else look at the "
        "program's log.",
    )


def _no_text(start: str, url: str, text: str) -> Problem:
    return Problem(
        code="text_missing",
        what=f"{start} sends visitors to {foreign_text(url)}, and the first 64 KiB of that page do not contain "
        f"`{text}`.",
        why="The port may belong to another program, or a script writes that text only in the browser.",
        next="Compare the site's port with the program, or set another `verify.text`.",
    )
