"""Marks: the one sign before a word. A word always stands beside it, so that no meaning hangs on sign or colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass

from multisite_tui.report import words

ACTION_MARKS: Mapping[str, str] = {"create": "+", "update": "~", "keep": "=", "check": "?", "delete": "-"}
ACTION_STYLES: Mapping[str, str] = {"create": "green", "update": "yellow", "delete": "red"}
DONE_WORDS: Mapping[str, str] = {
    "create": words.WORD_MADE,
    "update": words.WORD_UPDATED,
    "keep": words.WORD_KEPT,
    "check": words.WORD_CHECKED,
    "delete": words.WORD_REMOVED,
}


@dataclass(frozen=True)
class Marks:
    """One set of signs."""

    done: str
    failed: str
    waiting: str
    working: str
    retrying: str
    skipped: str
    to_do: str
    arrow: str
    more: str
    """Where a line was cut."""


FULL = Marks(done="✓", failed="!", waiting="…", working=">", retrying="~", skipped="-", to_do=" ", arrow="→", more="…")
ASCII = Marks(
    done="+", failed="!", waiting=".", working=">", retrying="~", skipped="-", to_do=" ", arrow="->", more="..."
)


def marks_for(can_write: Callable[[str], bool]) -> Marks:
    """Return the signs that the stream can show."""
    return FULL if can_write("".join(astuple(FULL))) else ASCII
