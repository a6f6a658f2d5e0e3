"""Cleans text from servers and name servers, which is never trusted on a terminal."""

from __future__ import annotations

from multisite_tui.model.rules.characters import can_be_drawn

LONGEST = 200
"""The maximum number of characters of foreign text in a sentence."""


def foreign_text(text: str, longest: int = LONGEST) -> str:
    """Return the text without control, formatting and direction characters, cut to `longest` characters.

    An escape sequence could change the terminal's contents, and a direction mark could make one name look like another.
    """
    drawn = "".join(" " if letter.isspace() else letter if can_be_drawn(letter) else "" for letter in text)
    return drawn if len(drawn) <= longest else drawn[: longest - 1] + "…"
