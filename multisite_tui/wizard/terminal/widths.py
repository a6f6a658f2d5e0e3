"""How wide the terminal must be for the list of pages beside the page."""

from __future__ import annotations

WIDE = 70
"""Columns from which on the list of pages stands beside the page."""
NARROW_CLASS, WIDE_CLASS = "-narrow", "-wide"
NARROW_BELOW_70: list[tuple[int, str]] | None = [(0, NARROW_CLASS), (WIDE, WIDE_CLASS)]
"""The classes that a screen has by its width, as Textual's `HORIZONTAL_BREAKPOINTS` takes them."""


def class_by_width(columns: int) -> str:
    """Return the class that a screen has in a terminal with this many columns."""
    return WIDE_CLASS if columns >= WIDE else NARROW_CLASS
