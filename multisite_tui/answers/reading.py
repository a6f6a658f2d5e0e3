"""Reading: parses and validates one text, and collects its problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pydantic import ValidationError

from multisite_tui.answers.composing import BREAKS, NotYaml, compose
from multisite_tui.answers.nodes import Mapping
from multisite_tui.answers.problems import AnswersError, PositionedProblem, spelled
from multisite_tui.answers.sentences import CODES, MISFIT, sentence, wish_at
from multisite_tui.answers.tree import Tree, tree_of
from multisite_tui.model.advice import warnings
from multisite_tui.model.findings import Loc, other_place
from multisite_tui.model.rules.characters import odd_character
from multisite_tui.model.rules.secrets import ACCESS_KEY, SENTENCE, redacted
from multisite_tui.model.setup import Setup

LARGEST = 256 * 1024
"""The largest file that is read, in bytes; far more than any answers file has."""
_ENDS = re.compile(r"[,\]}]| #")
_BEGIN = re.compile(r"-----BEGIN")
_END = re.compile(r"-----END")
_KEY = re.compile(r"(?<![\w-])([\w-]++)[\"']?\s*+[:=]")
"""A key before its colon. It is looked for from the beginning of a word only, so that a long line takes linear time."""
_SECRET_NAME = re.compile(r"(?i)secret|passw|token|credential|(?:access|private|api)[_-]?key")


def _value_at(line: str, start: int) -> str:
    """Return what may belong to the key or value that begins at this index of a line."""
    return _ENDS.split(line[start:], maxsplit=1)[0]


def _names_a_secret(line: str) -> bool:
    """Whether a key whose name is that of a secret stands in the line."""
    return any(_SECRET_NAME.search(key) for key in _KEY.findall(line))


class Reading:
    """Reads one text once."""

    def __init__(self, text: str, filename: str) -> None:
        self._text = text.removeprefix("\ufeff")
        self._file = filename
        self._lines = BREAKS.split(self._text)
        self._problems: list[PositionedProblem] = []
        self._secret_lines: set[int] = set()

    def run(self) -> tuple[Setup, tuple[PositionedProblem, ...]]:
        """Return the setup and the warnings.

        Raises:
            AnswersError: The text is not a valid setup.
        """
        if len(self._text) > LARGEST:
            self._report(1, 1, "size", f"the file is larger than {LARGEST // 1024} KiB; no answers file is")
            raise self._error()
        tree = self._tree()
        self._secrets_in_lines()
        setup = self._setup(tree) if tree is not None else None
        if setup is None or tree is None or self._problems:
            raise self._error()
        found = [self._at(tree, each.loc, each.code, each.sentence, each.other) for each in warnings(setup)]
        return setup, tuple(self._quoted(problem) for problem in found)

    def _tree(self) -> Tree | None:
        try:
            root = compose(self._text, self._report)
        except NotYaml as error:
            self._report(error.line, error.column, "syntax", error.message)
            return None
        if root is None:
            self._report(1, 1, "empty", "the file is empty; a first one begins with schema: 1 and sites:")
            return None
        tree = tree_of(root, self._report)
        self._secret_lines |= tree.secret_lines
        if not isinstance(root, Mapping):
            self._report(root.line, root.column, "no_keys", "an answers file holds keys and values, such as schema: 1")
            return None
        return tree

    def _setup(self, tree: Tree) -> Setup | None:
        try:
            return Setup.model_validate(tree.data, context={"file": True})
        except ValidationError as error:
            self._problems += self._refusals(tree, error)
            return None

    def _refusals(self, tree: Tree, error: ValidationError) -> Iterator[PositionedProblem]:
        for detail in error.errors(include_url=False, include_input=False):
            at_key = detail["loc"][-1:] == ("[key]",)
            path = detail["loc"][:-1] if at_key else detail["loc"]
            if tree.skips(path):
                continue
            context = {**detail.get("ctx", {}), "has_id": (*path[:-1], "id") in tree.keys}
            _, node = tree.nearest(path)
            wish = wish_at(detail["type"], path, node)
            message = wish.sentence if wish else sentence(detail["type"], path, node, context)
            other = other_place(detail["loc"], context)
            code = wish.code if wish else detail["type"] if "sentence" in context else CODES.get(detail["type"], MISFIT)
            problem = self._at(tree, path, code, message, other)
            if (at_key or detail["type"] == "extra_forbidden") and path in tree.keys:
                problem = replace(problem, line=tree.keys[path].line, column=tree.keys[path].column)
            yield problem

    def _at(self, tree: Tree, loc: Loc, code: str, message: str, other: Loc | None) -> PositionedProblem:
        _, node = tree.nearest(loc)
        hint = self._other(tree, other) if other is not None else ""
        return PositionedProblem(self._file, node.line, node.column, spelled(loc), redacted(message), hint, code=code)

    def _other(self, tree: Tree, loc: Loc) -> str:
        _, node = tree.nearest(loc)
        return f"see also {self._file}:{node.line}:{node.column}: {spelled(loc)}"

    def _report(self, line: int, column: int, code: str, message: str, path: Loc = ()) -> None:
        self._problems.append(PositionedProblem(self._file, line, column, spelled(path), redacted(message), code=code))

    def _secrets_in_lines(self) -> None:
        """Find secrets anywhere in the text, also in comments and in text that is not YAML."""
        inside = False
        for number, line in enumerate(self._lines, 1):
            found = _BEGIN.search(line) or ACCESS_KEY.search(line)
            if found and number not in self._secret_lines:
                self._report(number, found.start() + 1, "secret", SENTENCE)
            inside = inside or bool(_BEGIN.search(line))
            if inside or found or _names_a_secret(line) or redacted(line) != line:
                self._secret_lines.add(number)
            inside = inside and not _END.search(line)

    def _error(self) -> AnswersError:
        found = [self._seen(problem) for problem in self._problems]
        unique = dict.fromkeys(self._quoted(problem) for problem in found)
        return AnswersError(*sorted(unique, key=lambda problem: (problem.line, problem.column)))

    def _seen(self, problem: PositionedProblem) -> PositionedProblem:
        """Return the character that causes a problem and is not seen, or is seen as another; else the problem."""
        whole = problem.code == "syntax"  # then the cause may be in the line before
        for line in [problem.line, problem.line - 1] if whole else [problem.line]:
            if not 1 <= line <= len(self._lines) or line in self._secret_lines:
                continue
            start = 0 if whole else problem.column - 1
            found = odd_character(_value_at(self._lines[line - 1], start))
            if found is not None:
                at, message = found
                column = start + at + 1
                return replace(problem, line=line, column=column, message=message, hint="", code="odd_character")
        return problem

    def _quoted(self, problem: PositionedProblem) -> PositionedProblem:
        """Add the source line, unless it may hold a secret."""
        if problem.line in self._secret_lines or problem.line > len(self._lines):
            return problem
        return replace(problem, source=self._lines[problem.line - 1])
