"""Loading: turns text into a setup, or reports every problem at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from multisite_tui.answers.composing import place
from multisite_tui.answers.content import Unreadable, content_of
from multisite_tui.answers.problems import AnswersError, PositionedProblem
from multisite_tui.answers.reading import LARGEST, Reading
from multisite_tui.model.setup import Setup


@dataclass(frozen=True)
class Loaded:
    """A valid setup, and warnings about values that are probably not meant."""

    setup: Setup
    warnings: tuple[PositionedProblem, ...] = ()


def load_file(path: str | Path, waiting: Callable[[str], None] = lambda path: None) -> Loaded:
    """Read an answers file, which may be a pipe.

    Args:
        path: The file.
        waiting: Called once, with the path, if a pipe brings nothing for some seconds.

    Raises:
        AnswersError: The file cannot be read, is not UTF-8, or is not a valid setup.
    """
    name = str(path)
    try:
        content = content_of(name, LARGEST + 1, lambda: waiting(name))
    except Unreadable as reason:
        raise AnswersError(PositionedProblem(name, 0, 0, "", f"cannot be read: {reason}", code="unreadable")) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = place(content[: error.start].decode("utf-8", "replace"), error.start)
        message = "this is not UTF-8; save the file as UTF-8"
        raise AnswersError(PositionedProblem(name, line, column, "", message, code="encoding")) from None
    return load(text, name)


def load(text: str, filename: str) -> Loaded:
    """Read the text of an answers file; `filename` is used in messages only.

    Raises:
        AnswersError: The text is not a valid setup; holds every problem, in the file's order.
    """
    reading = Reading(text, filename)
    setup, warnings = reading.run()
    return Loaded(setup, warnings)
