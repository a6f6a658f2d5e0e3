"""Problems of an answers file: the position, the message, and the text that shows both."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from multisite_tui.errors import Problem, UsageError
from multisite_tui.model.findings import Loc
from multisite_tui.model.rules.secrets import redacted
from multisite_tui.model.rules.texts import drawable, shown

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")
_WIDEST = 100


@dataclass(frozen=True)
class PositionedProblem:
    """One error in an answers file, or one warning."""

    file: str
    line: int
    """From 1; 0 for a problem of the file as a whole, such as one that cannot be read."""
    column: int
    """From 1, in characters."""
    path: str
    """The path of the key, such as `sites[1].port`; empty for the file as a whole."""
    message: str
    hint: str = ""
    """Another position that is part of the problem; may be empty."""
    source: str | None = None
    """The line as it is in the file; None if it may hold a secret, or if there is no such line."""
    code: str = "answers"
    """The rule's stable name, for scripts."""

    @property
    def headline(self) -> str:
        """The problem on one line, in the form of compiler messages: `file:line:column: message`."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{where}: {self.path}: {self.message}" if self.path else f"{where}: {self.message}"

    def as_problem(self) -> Problem:
        """Return it in the form that the rest of the program uses."""
        return Problem(code=self.code, what=self.headline, next=self.hint, key=self.path or None)


class AnswersError(UsageError):
    """The answers file is not valid; `positioned` holds every problem, in the file's order."""

    def __init__(self, *positioned: PositionedProblem) -> None:
        self.positioned = positioned
        super().__init__(*(_refused(problem.as_problem()) for problem in positioned))


def _refused(problem: Problem) -> Problem:
    advice = "Correct the file at this place; `multisite-tui schema` prints what may stand there."
    return replace(problem, why="The file is wrong by itself; AWS was not asked.", next=problem.next or advice)


def render(problem: PositionedProblem) -> str:
    """Return the problem as text: the headline, the line with a caret below it, and the hint."""
    lines = [drawable(problem.headline)]
    if problem.source:
        source, before = _window(problem.source, problem.column - 1)
        lines += [f"    {source}", f"    {_blank(before)}^"]
    if problem.hint:
        lines.append(f"    {problem.hint}")
    return "\n".join(lines)


def spelled(path: Loc) -> str:
    """Return a path in the form `sites[1].health_check.path`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f'["{shown(step)}"]'
    return redacted(text)


def _window(source: str, at: int) -> tuple[str, str]:
    """Return the part of a line that is shown, and the part of that before the caret."""
    start = max(0, at - _WIDEST // 2) if len(source) > _WIDEST else 0
    line = "".join(char if char == "\t" else drawable(char) for char in source[start : start + _WIDEST])
    return line, line[: at - start]


def _blank(text: str) -> str:
    """Return spaces as wide as the text on a terminal: Korean letters are two columns wide."""
    return "".join(char if char == "\t" else " " * _columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
