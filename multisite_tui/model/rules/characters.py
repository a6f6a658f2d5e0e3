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
