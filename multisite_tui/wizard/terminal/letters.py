"""Letters for terminals whose encoding is not UTF-8: what cannot be written is drawn in ASCII, as wide as it was meant.

Textual writes to Python's stderr, which would write an escape of six columns for each letter that the encoding lacks,
so that every line of the frame would be too long.
"""

from __future__ import annotations

import codecs
import sys
import unicodedata
from io import TextIOWrapper
from typing import TextIO

from rich.cells import get_character_cell_size

from multisite_tui.report.marks import ASCII, FULL, PAGE_TO_DO

HANDLER = "multisite_tui_ascii"
"""The name of the error handler, as Python's codecs know it."""
_BOX_DRAWING, _BLOCKS = "BOX DRAWINGS", "BLOCK"
_LINES = {
    FULL.done: ASCII.done,
    FULL.waiting: ASCII.waiting,
    FULL.arrow: ">",
    PAGE_TO_DO: ".",
    "\N{BOX DRAWINGS HEAVY HORIZONTAL}": "=",
    "\N{RIGHT ONE EIGHTH BLOCK}": "|",
    "\N{LEFT ONE EIGHTH BLOCK}": "|",
    "\N{UPPER ONE EIGHTH BLOCK}": "-",
    "\N{LOWER ONE EIGHTH BLOCK}": "_",
}
"""By letter, one in ASCII; each is one column wide."""
_UNKNOWN = "?"


def write_ascii_where_needed(stream: TextIO | None = None) -> None:
    """Make a stream draw in ASCII what its encoding lacks.

    Args:
        stream: The stream that the screens are written to; None: Python's stderr, as Textual takes it.
    """
    found = sys.__stderr__ if stream is None else stream
    if isinstance(found, TextIOWrapper) and codecs.lookup(found.encoding).name != "utf-8":
        codecs.register_error(HANDLER, _in_ascii)
        found.reconfigure(errors=HANDLER)


def ascii_for(letter: str) -> str:
    """Return what stands for a letter: as many columns of ASCII as it has."""
    if letter in _LINES:
        return _LINES[letter]
    name = unicodedata.name(letter, "")
    if name.startswith(_BOX_DRAWING):
        straight = {"HORIZONTAL": "-", "VERTICAL": "|"}
        return straight.get(name.rpartition(" ")[2], "+")
    return ("#" if _BLOCKS in name else _UNKNOWN) * get_character_cell_size(letter)


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(ascii_for, error.object[error.start : error.end])), error.end
