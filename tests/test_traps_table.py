"""The table of traps names tests that exist, and has a row for each trap."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
TABLE = (TESTS / "TRAPS.md").read_text("utf-8").replace("`TRAPS::", "`corridor/test_traps.py::")
NAMED = re.findall(r"`([\w/]+\.py)::(test_\w+)`", TABLE)


def functions(file: str) -> set[str]:
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_test_that_the_table_names_exists() -> None:
    there = {file: functions(file) for file, _ in NAMED}
    assert [f"{file}::{name}" for file, name in NAMED if name not in there[file]] == []


def test_every_test_of_traps_is_in_the_table() -> None:
    named = {name for file, name in NAMED if file == "corridor/test_traps.py"}
    written = {name for name in functions("corridor/test_traps.py") if name.startswith("test_")}
    assert written - named - {"test_with_its_handling_it_does"} == set()


def test_every_test_of_shared_traps_is_in_the_table() -> None:
    named = {name for file, name in NAMED if file == "corridor/test_shared_traps.py"}
    assert {name for name in functions("corridor/test_shared_traps.py") if name.startswith("test_")} == named


def test_every_trap_has_a_row_with_a_test() -> None:
    rows = {int(row[1]): row[0] for row in re.finditer(r"^\| (\d+) \|.*$", TABLE, re.MULTILINE)}
    assert sorted(rows) == list(range(1, 21))
    assert all("::test_" in row for row in rows.values())
