"""Problems of an answers file: where each stands, what it is, and how it is drawn."""

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
    """One thing wrong with an answers file, or worth a second look."""

    file: str
    line: int
    """From 1; 0 where the file itself is the trouble."""
    column: int
    """From 1, in characters."""
    path: str
    """The key in words, such as `sites[1].port`; empty for the file as a whole."""
    message: str
    hint: str = ""
    """Where else to look; empty where there is nothing more to say."""
    source: str | None = None
    """The line as it stands in the file; None where it may hold a secret, or where there is none."""
    code: str = "answers"
    """The rule's name, stable."""

    @property
    def headline(self) -> str:
        """The problem on one line, as compilers write it."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{where}: {self.path}: {self.message}" if self.path else f"{where}: {self.message}"

    def as_problem(self) -> Problem:
        """Return it as every other part of the program tells of problems."""
        return Problem(code=self.code, what=self.headline, next=self.hint, key=self.path or None)


class AnswersError(UsageError):
    """The answers file is wrong by itself; `positioned` holds every problem, in the file's order."""

    def __init__(self, *positioned: PositionedProblem) -> None:
        self.positioned = positioned
        super().__init__(*(_refused(problem.as_problem()) for problem in positioned))


def _refused(problem: Problem) -> Problem:
    advice = "Correct the file at this place; `multisite-tui schema` prints what may stand there."
    return replace(problem, why="The file is wrong by itself; AWS was not asked.", next=problem.next or advice)


def render(problem: PositionedProblem) -> str:
    """Return the problem as a person reads it: the headline, the line with a caret below, the hint."""
    lines = [problem.headline]
    if problem.source:
        source, before = _window(problem.source, problem.column - 1)
        lines += [f"    {source}", f"    {_blank(before)}^"]
    if problem.hint:
        lines.append(f"    {problem.hint}")
    return "\n".join(lines)


def spelled(path: Loc) -> str:
    """Return a path as people write it: `sites[1].health_check.path`."""
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
    """Return what of a line is drawn, and what of that stands before the caret."""
    start = max(0, at - _WIDEST // 2) if len(source) > _WIDEST else 0
    line = "".join(char if char == "\t" else drawable(char) for char in source[start : start + _WIDEST])
    return line, line[: at - start]


def _blank(text: str) -> str:
    """Return space as wide as the text: Korean letters are two columns wide."""
    return "".join(char if char == "\t" else " " * _columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
