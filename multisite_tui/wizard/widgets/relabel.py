"""Other words on a button."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Button

EDGES = 6
"""Columns of a button beside its words."""


def relabel(button: Button, words: str) -> None:
    """Put other words on a button. One that was narrower keeps its width in some layouts, and would cut them."""
    button.label = Content(words)
    button.styles.width = cell_len(words) + EDGES
