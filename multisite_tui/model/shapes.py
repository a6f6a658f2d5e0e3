"""Shapes: what plain data from a file must be like before anybody uses it. They are checked by type, not by meaning."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Shape = Callable[[Any], bool]
"""Whether a value, as JSON is read, has the shape."""
DEEPEST = 64
"""Levels of nesting that are read; no file of this program comes near. Comparing and copying take a call a level."""
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""The escape of half a character; two that follow each other may make a whole one."""


def text(value: Any) -> bool:
    """Whether it is text."""
    return isinstance(value, str)


def some_text(value: Any) -> bool:
    """Whether it is text that is not empty."""
    return isinstance(value, str) and bool(value.strip())


def number(value: Any) -> bool:
    """Whether it is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def tick(value: Any) -> bool:
    """Whether it is true or false."""
    return isinstance(value, bool)


def keys(value: Any) -> bool:
    """Whether it has keys and values, of any kind."""
    return isinstance(value, dict)


def one_of(*words: str) -> Shape:
    """Return the shape of one of these words."""
    known = frozenset(words)
    return lambda value: isinstance(value, str) and value in known


def list_of(shape: Shape) -> Shape:
    """Return the shape of a list, each of whose values has this shape."""
    return lambda value: isinstance(value, list) and all(map(shape, value))


def either(*shapes: Shape) -> Shape:
    """Return the shape of what has one of these shapes."""
    return lambda value: any(shape(value) for shape in shapes)


def mapping_of(shape: Shape) -> Shape:
    """Return the shape of keys with values of this shape."""
    return lambda value: isinstance(value, dict) and all(map(shape, value.values()))


@dataclass(frozen=True)
class Members:
    """The shape of keys and values of which these are known; there may be more."""

    needed: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)

    def __call__(self, value: Any) -> bool:
        """Whether it has keys and values, and no misfit."""
        return isinstance(value, dict) and self.misfit(value) is None

    def misfit(self, value: Mapping[str, Any]) -> str | None:
        """Return the key of the first member that is missing or has another shape; None if all are right."""
        for key, shape in self.needed.items():
            if key not in value or not shape(value[key]):
                return key
        for key, shape in self.optional.items():
            if key in value and not shape(value[key]):
                return key
        return None


def data_of(content: bytes) -> Any:
    """Return the data of JSON text.

    Raises:
        ValueError: it is not JSON, nests deeper than `DEEPEST`, or holds half a character, which no file of this
            program does: text with it cannot be written.
    """
    try:
        data = json.loads(content.decode())
    except RecursionError:
        raise ValueError("it nests too deep") from None
    if content.count(b"[") + content.count(b"{") > DEEPEST and _depth(data) > DEEPEST:
        raise ValueError("it nests too deep")
    if b"\\u" in content and _HALF.search(content.decode("utf-8", "replace")):
        json.dumps(data, ensure_ascii=False).encode()
    return data


def _depth(data: Any) -> int:
    """Return how many lists and mappings stand in each other at most."""
    deep, level = 0, [data]
    while level := [one for one in level if isinstance(one, dict | list)]:
        deep += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return deep
