"""Texts: how a value is shown in a sentence, and what free text may hold."""

from __future__ import annotations

from multisite_tui.model.rules.characters import breaks, can_be_drawn
from multisite_tui.model.rules.secrets import redacted

SHOWN = 60
LONGEST_TEXT = 1000
LONGEST_PAGE = 1024
"""Characters of a fixed response (elbv2, `FixedResponseActionConfig.MessageBody`)."""


def shown(value: object) -> str:
    """Return the value as a sentence may hold it: one line, printable, short, and no secret."""
    text = redacted(str(value))
    text = drawable(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def drawable(text: str) -> str:
    """Return the text with everything replaced that could move a terminal's cursor or turn its direction."""
    return "".join(char if can_be_drawn(char) else "\N{REPLACEMENT CHARACTER}" for char in text)


def visible_text(value: str) -> str | None:
    """Refuse text that cannot stand on a line: empty, over 1000 characters, or with control characters."""
    if not value.strip():
        return "this is empty; write some text, or leave the key out"
    if len(value) > LONGEST_TEXT:
        return f"this text is {len(value)} characters long; {LONGEST_TEXT} is the most"
    if any(breaks(char) for char in value):
        return f"{shown(value)} holds a character that cannot be printed"
    return None


def page_text(value: str) -> str | None:
    """Refuse a page that is empty, or that holds control characters other than line breaks and tabs."""
    if not value.strip():
        return "this is empty; write what visitors are to read, or leave the key out"
    if any(breaks(char) for char in value if char not in "\n\t"):
        return f"{shown(value)} holds a character that cannot be printed"
    return None


def page_length(characters: int) -> str | None:
    """A page has at most 1024 characters as it is sent (elbv2, `FixedResponseActionConfig.MessageBody`)."""
    if characters <= LONGEST_PAGE:
        return None
    return f"this makes a page of {characters} characters; a load balancer sends {LONGEST_PAGE} at most"


def profile(value: str) -> str | None:
    """Refuse a profile name that no section of an AWS config file can have (botocore, `configloader`)."""
    if not value.strip() or len(value) > 128 or not value.isprintable() or any(char in value for char in "[]\"'"):
        return f"{shown(value)} is not a profile's name; `aws configure list-profiles` shows those you have"
    return None
