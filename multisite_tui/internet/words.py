"""What strangers send, made fit to be said: a server's or a name server's bytes are never trusted on a terminal."""

from __future__ import annotations

LONGEST = 200
"""Characters of a stranger's text that a sentence may carry."""


def clean(text: str, longest: int = LONGEST) -> str:
    """Return the text without control, formatting and direction characters, cut to `longest` characters.

    A stray escape sequence could repaint the terminal, and a direction mark could make one name look like another.
    """
    printable = "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in text)
    return printable if len(printable) <= longest else printable[: longest - 1] + "…"
