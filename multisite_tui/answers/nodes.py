"""Nodes: an answers file as a tree in which every key and value knows its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from multisite_tui.model.findings import Loc


@dataclass
class Node:
    """A value and the place where it begins, from line 1 and column 1."""

    line: int
    column: int
    last_line: int


@dataclass
class Scalar(Node):
    """One value as it is written; `plain` without quotes."""

    text: str
    plain: bool


@dataclass
class Mapping(Node):
    """Keys and values, in the file's order, twice-written keys and all."""

    entries: list[tuple[Node, Node]] = field(default_factory=list)


@dataclass
class Sequence(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass
class Refused(Node):
    """What stands where YAML allows more than an answers file does."""


class Report(Protocol):
    """Told of a problem, with the path where it is known."""

    def __call__(self, line: int, column: int, code: str, message: str, path: Loc = ()) -> None:
        """Take the problem."""
