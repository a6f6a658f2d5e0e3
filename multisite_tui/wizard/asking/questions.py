"""What a page asks, as data: the screens draw it, answers are checked by it, and `screens.md` is written from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Rule = Callable[[str], str | None]
"""Text in, the sentence that says how to fix it out."""
Tidy = Callable[[str], str]
"""Text as it was typed in, the text that was meant out."""


@dataclass(frozen=True)
class Ask:
    """One field."""

    name: str
    """As in the draft."""
    label: str
    help: str
    """The line below the field while nothing is wrong."""


@dataclass(frozen=True)
class AskText(Ask):
    """A line of text."""

    rule: Rule | None = None
    number: bool = False
    """Whether only digits can be typed."""
    short: bool = False
    """Whether the help stands beside it, to save a line."""
    tidy: Tidy | None = None
    """What becomes of the text when the field is left."""


@dataclass(frozen=True)
class AskOne(Ask):
    """One of a few words."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskTick(Ask):
    """Yes or no."""
