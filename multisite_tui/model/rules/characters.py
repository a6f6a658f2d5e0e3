"""Characters that must not come to a terminal, or into a line, as they are: which those are, by Unicode's categories.

Three purposes, three functions elsewhere: `texts.drawable` replaces them in what a person wrote, `report.clean` makes
them visible in whatever is shown, and `internet.foreign_text` drops them from what a stranger sent.
"""

from __future__ import annotations

import re
import unicodedata

COMMANDS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls (escape sequences), formats (which turn the direction of writing), lone surrogates, and separators of lines
and paragraphs: a terminal acts on them."""
BREAKING = COMMANDS - {"Cf"}
"""Those of them that no text needs; some scripts and some emoji need formats."""
UNKNOWN = frozenset({"Co", "Cn"})
"""Of private use, and not assigned: no terminal knows what to draw."""
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Every control and separator, for texts that are searched often."""


def commands(character: str) -> bool:
    """Whether a terminal could act on the character."""
    return unicodedata.category(character) in COMMANDS


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
