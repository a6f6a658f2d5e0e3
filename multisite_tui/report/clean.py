"""Text from AWS, a file or a person, made safe to show: one line, no secret, and nothing that commands a terminal."""

from __future__ import annotations

import re

from multisite_tui.masking import SECRETS
from multisite_tui.model.rules.characters import commands
from multisite_tui.model.rules.domains import readable

DOMAIN = re.compile(r"(?<![\w.-])(?:[a-z0-9-]+\.)+[a-z0-9-]+(?![\w-])")


def clean(text: str) -> str:
    """Return the text on one line, with each secret hidden and each control character made visible as its escape.

    Domains are shown in the script that they were thought of: `xn--3e0b707e.example` says nothing to anybody.
    """
    text = SECRETS.masked(text)  # before it is laid out: a line break in a secret would make two short parts of it
    one_line = " ".join(text.split("\n")) if "\n" in text else text
    if "xn--" in one_line:
        one_line = DOMAIN.sub(lambda found: readable(found.group()), one_line)
    if one_line.isprintable():
        return one_line
    return "".join(visible(character) for character in one_line)


def visible(character: str) -> str:
    """Return the character, or its escape where a terminal could act on it."""
    if character in "\t\r":
        return " "
    if not commands(character):
        return character
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")
