"""Characters that must not come to a terminal, or into a line, as they are: which those are, by Unicode's categories.

Four purposes, four functions: `escaped` keeps them in JSON and YAML, `texts.drawable` replaces them in what a person
wrote, `report.clean` makes them visible in whatever is shown, and `internet.foreign_text` drops them from what a
stranger sent.
"""

from __future__ import annotations

import unicodedata

COMMANDS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls (escape sequences), formats (which turn the direction of writing), lone surrogates, and separators of lines
and paragraphs: a terminal acts on them."""
BREAKING = COMMANDS - {"Cf"}
"""Those of them that no text needs; some scripts and some emoji need formats."""
UNKNOWN = frozenset({"Co", "Cn"})
"""Of private use, and not assigned: no terminal knows what to draw."""


def commands(character: str) -> bool:
    """Whether a terminal could act on the character."""
    return unicodedata.category(character) in COMMANDS


def escaped(text: str) -> str:
    """Return text of JSON or YAML in which everything that a terminal could act on is an escape; it means the same.

    JSON's escapes are those of YAML's double quotes too; what is beyond U+FFFF has two of them (RFC 8259, section 7).
    Ends of lines and tabs stay.
    """
    if text.isprintable():
        return text
    return "".join(_escape(one) if one not in "\n\t" and commands(one) else one for one in text)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def breaks(character: str) -> bool:
    """Whether the character cannot stand on a line."""
    return unicodedata.category(character) in BREAKING


def can_be_drawn(character: str) -> bool:
    """Whether a terminal draws the character and does nothing else."""
    return unicodedata.category(character) not in COMMANDS | UNKNOWN


_SPACES = {
    "\N{NO-BREAK SPACE}": "a no-break space",
    "\N{FIGURE SPACE}": "a figure space",
    "\N{NARROW NO-BREAK SPACE}": "a narrow no-break space",
    "\N{IDEOGRAPHIC SPACE}": "an ideographic space",
}
_UNSEEN = {
    "\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}", "\N{WORD JOINER}",
    "\N{ZERO WIDTH NO-BREAK SPACE}", "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}",
}  # fmt: skip
_CURLY = frozenset(
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{SINGLE LOW-9 QUOTATION MARK}"
)


def odd_character(text: str) -> tuple[int, str] | None:
    """Return the place and the name, in a sentence, of the first character that is not what it seems to be.

    These are spaces that are none for YAML, characters that take no room, and curly quotes: they come with text that is
    copied from a web page or a word processor.
    """
    for at, letter in enumerate(text):
        name, code = unicodedata.name(letter, "").lower(), f"U+{ord(letter):04X}"
        if letter in _SPACES:
            return at, f"{_SPACES[letter]} ({code}) stands where YAML wants spaces"
        if letter in _UNSEEN:
            return at, f"a {name} ({code}), which is not seen, stands here; take it out"
        if letter in _CURLY:
            return at, f"curly quotes ({code}) stand here; YAML knows only the straight ones, \" and '"
    return None
