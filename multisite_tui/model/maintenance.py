"""The maintenance page of a site: what visitors see while its program is away, in topology `shared`.

This is only its content. Whether it is shown is no answer: a command switches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import ClassVar

from multisite_tui.model.base import Part
from multisite_tui.model.findings import Fields, Finding, Relation
from multisite_tui.model.rules.texts import page_length
from multisite_tui.model.types import PageText

PLAIN, HTML = "text/plain", "text/html"
"""Types of content that a fixed response may have (elbv2, `FixedResponseActionConfig.ContentType`)."""
DEFAULT_PAGE = (
    '<!doctype html><html lang="ko"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>점검 중 · Back soon</title>"
    '<body style="font-family:sans-serif;max-width:30em;margin:20vh auto;padding:0 1em">'
    "<h1>잠시 점검 중입니다</h1><p>곧 다시 열겠습니다.</p>"
    '<div lang="en"><h1>Back soon</h1><p>This site is being worked on. Please try again in a few minutes.</p></div>\n'
)
"""The page of a site that has none of its own."""
_AROUND_TEXT = '<!doctype html><meta charset="utf-8"><pre style="white-space:pre-wrap">{text}</pre>\n'
"""What makes a page of text. A fixed response cannot name its character set, so that a browser would guess it."""


def _sent(text: str | None, html: str | None) -> str:
    """Return what is sent to visitors."""
    if html is not None:
        return html
    if text is None:
        return DEFAULT_PAGE
    return text if text.isascii() else _AROUND_TEXT.format(text=escape(text, quote=False))


def _one_page(maintenance: Fields) -> Iterator[Finding]:
    if maintenance["text"] is not None and maintenance["html"] is not None:
        yield Finding(("html",), "two_pages", "text and html are both given; leave one of them out", ("text",))


def _length(maintenance: Fields) -> Iterator[Finding]:
    """A fixed response has at most 1024 characters (elbv2, `FixedResponseActionConfig.MessageBody`)."""
    for key, sent in (("text", _sent(maintenance["text"], None)), ("html", _sent(None, maintenance["html"]))):
        sentence = page_length(len(sent)) if maintenance[key] is not None else None
        if sentence is not None:
            yield Finding((key,), "page_length", sentence)


class Maintenance(Part):
    """What visitors of one site read while its program is away, with the status 503."""

    text: PageText | None = None
    """Plain text; with other letters than ASCII it is sent as a page, with the same words."""
    html: PageText | None = None
    """A whole page, instead of text; it should name its character set."""

    relations: ClassVar[tuple[Relation, ...]] = (
        Relation(("text", "html"), _one_page),
        Relation(("text", "html"), _length),
    )

    @property
    def body(self) -> str:
        """What is sent: at most 1024 characters; a small Korean and English page where nothing is given."""
        return _sent(self.text, self.html)

    @property
    def content_type(self) -> str:
        """`text/plain` or `text/html`."""
        return PLAIN if self.html is None and self.text is not None and self.text.isascii() else HTML
