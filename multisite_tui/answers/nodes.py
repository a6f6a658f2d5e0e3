"""Nodes: an answers file as a tree in which every key and value has its position."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from multisite_tui.model.findings import Loc


@dataclass
class Node:
    """A value and the line and column where it begins, both from 1."""

    line: int
    column: int
    last_line: int


@dataclass
class Scalar(Node):
    """One value as it is written; `plain` means without quotes."""

    text: str
    plain: bool


@dataclass
class Mapping(Node):
    """Keys and values in the file's order; duplicate keys are kept."""

    entries: list[tuple[Node, Node]] = field(default_factory=list)


@dataclass
class Sequence(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass
class Refused(Node):
    """A YAML feature that answers files do not allow, such as an alias."""


class ReportProblem(Protocol):
    """Reports a problem, with the path of its key if it is known."""

    def __call__(self, line: int, column: int, code: str, message: str, path: Loc = ()) -> None:
        """Report the problem at this line and column, both from 1."""
