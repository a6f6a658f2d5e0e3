"""How wide the terminal must be for the list of pages beside the page."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

WIDE, ROOMY = 74, 100
"""Columns from which on the list of pages stands beside the page, and the resource map on its other side."""
TALL = 30
"""Lines from which on there is room for empty ones."""
SMALLEST = (40, 12)
"""Columns and lines of the smallest terminal in which a page can be read."""
NARROW_CLASS, WIDE_CLASS, ROOMY_CLASS = "-narrow", "-wide", "-roomy"
BY_WIDTH: list[tuple[int, str]] | None = [(0, NARROW_CLASS), (WIDE, WIDE_CLASS), (ROOMY, ROOMY_CLASS)]
"""The classes that a screen has by its width, as Textual's `HORIZONTAL_BREAKPOINTS` takes them."""
BY_HEIGHT: list[tuple[int, str]] | None = [(0, "-low"), (TALL, "-tall")]
"""The classes that a screen has by its height, as Textual's `VERTICAL_BREAKPOINTS` takes them."""


def class_by_width(columns: int) -> str:
    """Return the class that a screen has in a terminal with this many columns."""
    return next(name for least, name in reversed(BY_WIDTH or []) if columns >= least)


def cut(text: str, room: int) -> str:
    """Return the text, or as much of it as there is room for, and that something is missing.

    Args:
        text: One line.
        room: The columns that there are.
    """
    return text if cell_len(text) <= room else f"{set_cell_size(text, max(1, room - 1)).rstrip()}…"
