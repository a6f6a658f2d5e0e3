"""Converts the tree of nodes to plain data for the model, and records the position of each value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from multisite_tui.answers.nodes import Mapping, Node, ReportProblem, Scalar, Sequence
from multisite_tui.answers.scalars import meaning
from multisite_tui.model.findings import Loc
from multisite_tui.model.rules.secrets import SENTENCE, looks_secret, secret_under, telltale
from multisite_tui.model.rules.texts import shown

TAGS = ("tags", "tag")
"""Keys whose mappings have keys that the person chooses."""


@dataclass
class Tree:
    """The data of a file, and the node of each path."""

    data: Any = None
    values: dict[Loc, Node] = field(default_factory=dict)
    keys: dict[Loc, Node] = field(default_factory=dict)
    reported: set[Loc] = field(default_factory=set)
    """Paths with a reported problem; the model's problems there are not reported too."""
    secret_lines: set[int] = field(default_factory=set)
    """Numbers of the lines that may hold a secret and are never shown, from 1."""

    def skips(self, path: Loc) -> bool:
        """Whether a problem has been reported at this path or above it."""
        return any(path[:length] in self.reported for length in range(len(path) + 1))

    def nearest(self, path: Loc) -> tuple[Loc, Node]:
        """Return the longest beginning of the path that is in the file, and its node."""
        while path not in self.values:
            path = path[:-1]
        return path, self.values[path]


def tree_of(root: Node, report: ReportProblem) -> Tree:
    """Return the tree's data; report keys that are duplicate, are not text, or hold a secret."""
    tree = Tree()
    tree.data = _value(root, (), tree, report)
    return tree


def _value(node: Node, path: Loc, tree: Tree, report: ReportProblem) -> Any:
    tree.values[path] = node
    if isinstance(node, Scalar):
        return _scalar(node, path, tree, report)
    if isinstance(node, Sequence):
        return [_value(item, (*path, index), tree, report) for index, item in enumerate(node.items)]
    if isinstance(node, Mapping):
        return _mapping(node, path, tree, report)
    tree.reported.add(path)
    return None


def _scalar(node: Scalar, path: Loc, tree: Tree, report: ReportProblem) -> Any:
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    value = meaning(node.text, node.plain)
    if secret_under(key, node.text):
        return _hide(node, path, tree, report)
    if isinstance(value, str) and not value.isascii():
        return _characters(value, node, path, tree, report)
    return value


def _characters(value: str, node: Scalar, path: Loc, tree: Tree, report: ReportProblem) -> str | None:
    """Join surrogate pairs, in which JSON escapes some characters (RFC 8259, section 7)."""
    try:
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        report(node.line, node.column, "half_character", "an escape here is only half of a character", path)
        tree.reported.add(path)
        return None


def _mapping(node: Mapping, path: Loc, tree: Tree, report: ReportProblem) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in node.entries:
        name = _key(key, tree, report)
        if name is None:
            continue
        here = (*path, name)
        if here in tree.values:
            report(key.line, key.column, "duplicate_key", _twice(name, tree.keys[here]), here)
            continue
        tree.keys[here] = key
        if _hidden_by_key(name, path):
            tree.values[here] = value
            _hide(value, here, tree, report)
            continue
        data[name] = _value(value, here, tree, report)
        if tree.skips(here):
            del data[name]
    return data


def _key(key: Node, tree: Tree, report: ReportProblem) -> str | None:
    if not isinstance(key, Scalar):
        report(key.line, key.column, "key", "a key must be one piece of text")
        return None
    if looks_secret(key.text):
        tree.secret_lines.update(range(key.line, key.last_line + 1))
        report(key.line, key.column, "secret", SENTENCE)
        return None
    if key.plain and key.text == "<<":
        report(key.line, key.column, "merge", "a merge key (<<) stands here; write the values out")
        return None
    if not isinstance(meaning(key.text, key.plain), str):
        text = shown(key.text)
        report(key.line, key.column, "key", f'the key {text} is not text without quotes; write "{text}"')
        return None
    return key.text


def _twice(name: str, first: Node) -> str:
    return f"the key {shown(name)} stands twice, first on line {first.line}; keep one"


def _hidden_by_key(name: str, path: Loc) -> bool:
    """Whether a key of this name always holds a secret. Keys of tags are exempt: the person chooses them."""
    return telltale(name) and not (path and path[-1] in TAGS)


def _hide(node: Node, path: Loc, tree: Tree, report: ReportProblem) -> None:
    tree.secret_lines.update(range(node.line, node.last_line + 1))
    tree.reported.add(path)
    report(node.line, node.column, "secret", SENTENCE, path)
