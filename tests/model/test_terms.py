"""Words of AWS that several rooms need stand in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import multisite_tui
from multisite_tui.model import terms

PACKAGE = Path(multisite_tui.__file__).parent
TERMS = PACKAGE / "model" / "terms.py"
WORDS = {terms.RUNNING, terms.IN_SERVICE, terms.ANYWHERE, terms.ISSUED, terms.PENDING}
APART = {"demo"}
"""The practice account stands in for AWS, and keeps its own books."""


def written(path: Path) -> Iterator[tuple[int, object]]:
    """Yield each constant and each tuple of constants of a file, with its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value.strip()
        elif isinstance(node, ast.Tuple) and all(isinstance(one, ast.Constant) for one in node.elts):
            yield node.lineno, tuple(one.value for one in node.elts if isinstance(one, ast.Constant))


def test_a_word_of_aws_is_written_once() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != TERMS and path.relative_to(PACKAGE).parts[0] not in APART
        for line, value in written(path)
        if value in WORDS or value == terms.ADDRESSES
    ]
    assert found == []
