"""Composing: parses text into a tree of nodes.

The tree is built from ruamel's events with an explicit stack, so that a deeply nested file cannot exhaust Python's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from multisite_tui.answers.nodes import Mapping, Node, Refused, ReportProblem, Scalar, Sequence

DEEPEST = 12
"""The deepest nesting that is read; no valid file is as deep."""
BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""The line breaks that ruamel counts."""

_ValueEvent = AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent


class NotYaml(Exception):
    """The text is not valid YAML from this place on."""

    def __init__(self, line: int, column: int, message: str) -> None:
        self.line, self.column, self.message = line, column, message
        super().__init__(message)


def compose(text: str, report: ReportProblem) -> Node | None:
    """Return the tree of the only document, or None if the text holds none.

    Raises:
        NotYaml: The text is not YAML, or is nested deeper than `DEEPEST`.
    """
    composer = _Composer(report)
    for event in _events(text):
        composer.take(event)
    return composer.root


def _events(text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise NotYaml(line, column, _sentence(error.problem or "")) from None
    except ReaderError as error:
        line, column = place(text, error.position)
        raise NotYaml(line, column, "a control character stands here; write the file as plain UTF-8 text") from None
    except (YAMLError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError, AssertionError):
        # ruamel does not check some malformed escapes and directives, and fails on them with an unrelated exception.
        raise NotYaml(1, 1, "this is not YAML: an escape or a directive in it cannot be read") from None


def place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column, both from 1, of a character offset."""
    lines = BREAKS.split(text[:offset])
    return len(lines), len(lines[-1]) + 1


def _sentence(problem: str) -> str:
    if "'\\t'" in problem:
        return "a tab stands here; YAML wants spaces"
    return f"this is not YAML: {problem}"


class _Composer:
    """Builds the tree from events."""

    def __init__(self, report: ReportProblem) -> None:
        self.root: Node | None = None
        self._report = report
        self._documents = 0
        self._open: list[Mapping | Sequence] = []
        self._keys: list[Node | None] = []

    def take(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self._document(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop().last_line = event.end_mark.line + 1
            self._keys.pop()
        elif isinstance(event, _ValueEvent):
            self._value(event)

    def _document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if self._documents == 2:
            self._report(line, column, "documents", "a second document begins here; an answers file holds one")
        if event.version not in (None, (1, 2)):
            self._report(1, 1, "yaml_version", "an answers file is YAML 1.2; take the %YAML line out")

    def _value(self, event: _ValueEvent) -> None:
        node = self._node(event)
        self._place(node)
        if isinstance(node, Mapping | Sequence):
            if len(self._open) >= DEEPEST:
                raise NotYaml(node.line, node.column, "this nests deeper than any answers file")
            self._open.append(node)
            self._keys.append(None)

    def _node(self, event: _ValueEvent) -> Node:
        line, column, last = event.start_mark.line + 1, event.start_mark.column + 1, event.end_mark.line + 1
        if isinstance(event, AliasEvent):
            self._report(line, column, "alias", "an alias (*) stands here; write the value out")
            return Refused(line, column, last)
        if event.anchor is not None:
            self._report(line, column, "anchor", "an anchor (&) stands here; take it out")
        if event.tag is not None:
            self._report(line, column, "tag", "a YAML tag (!) stands here; take it out")
        if isinstance(event, ScalarEvent):
            return Scalar(line, column, last, event.value, plain=event.style is None)
        return (Mapping if isinstance(event, MappingStartEvent) else Sequence)(line, column, last)

    def _place(self, node: Node) -> None:
        """Add the node to its parent; of several documents only the first is kept."""
        if not self._open:
            if self._documents == 1:
                self.root = node
            return
        inside = self._open[-1]
        if isinstance(inside, Sequence):
            inside.items.append(node)
        elif self._keys[-1] is None:
            self._keys[-1] = node
        else:
            inside.entries.append((self._keys[-1], node))
            self._keys[-1] = None
