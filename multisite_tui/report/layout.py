"""What every part of the text report is laid out with."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from multisite_tui.report.consoles import words
from multisite_tui.report.marks import HEADING


def heading(text: str) -> Iterator[RenderableType]:
    """Yield an empty line and a heading."""
    yield Text()
    yield words(text, HEADING)


def indented(what: RenderableType, by: int = 2) -> Padding:
    """Return it, moved to the right."""
    return Padding(what, (0, 0, 0, by))
