"""What strangers send, made fit to be said: a server's or a name server's bytes are never trusted on a terminal."""

from __future__ import annotations

from multisite_tui.model.rules.characters import can_be_drawn

LONGEST = 200
"""Characters of a stranger's text that a sentence may carry."""


def foreign_text(text: str, longest: int = LONGEST) -> str:
    """Return the text without control, formatting and direction characters, cut to `longest` characters.

    A stray escape sequence could repaint the terminal, and a direction mark could make one name look like another.
    """
    drawn = "".join(" " if letter.isspace() else letter if can_be_drawn(letter) else "" for letter in text)
    return drawn if len(drawn) <= longest else drawn[: longest - 1] + "…"
