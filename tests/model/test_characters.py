"""Which characters are unsafe is written once, and each of the ways to make a text safe keeps to it."""

from __future__ import annotations

import ast
import json
import sys
import unicodedata
from pathlib import Path

import multisite_tui
from multisite_tui.internet.foreign_text import foreign_text
from multisite_tui.model.rules import characters, texts
from multisite_tui.report.clean import clean

PACKAGE = Path(multisite_tui.__file__).parent
PLACE = PACKAGE / "model" / "rules" / "characters.py"
CATEGORIES = characters.COMMANDS | characters.UNKNOWN
EVERY = [chr(number) for number in range(sys.maxunicode + 1)]
COMMANDS = [one for one in EVERY if unicodedata.category(one) in characters.COMMANDS]
UNKNOWN = [one for one in EVERY if unicodedata.category(one) in characters.UNKNOWN]


def test_the_categories_are_written_once() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PLACE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in CATEGORIES
    ]
    assert found == []


def test_what_a_terminal_acts_on_comes_out_of_none_of_them() -> None:
    safe = set(
        "".join([texts.drawable("".join(COMMANDS)), clean("".join(COMMANDS)), foreign_text("".join(COMMANDS), 10**7)])
    )
    assert not safe & set(COMMANDS)


def test_what_cannot_be_drawn_is_replaced_or_dropped() -> None:
    assert set(texts.drawable("".join(UNKNOWN))) == {"\N{REPLACEMENT CHARACTER}"}
    assert foreign_text("".join(UNKNOWN), 10**7) == ""


def test_what_is_safe_stays_as_it_is() -> None:
    safe = "".join(one for one in EVERY if one.isprintable() and not one.isspace())
    assert texts.drawable(safe) == clean(safe) == foreign_text(safe, 10**7) == safe


def test_json_and_yaml_mean_the_same_and_no_terminal_acts_on_them() -> None:
    every = " ".join(one for one in EVERY if one not in "\n\t")  # apart, or two halves would make one character
    text = characters.escaped(json.dumps(every, ensure_ascii=False))
    assert json.loads(text) == every
    assert not set(text) & set(COMMANDS)


def test_what_no_terminal_acts_on_stays_readable_in_json() -> None:
    assert characters.escaped('{"팀": "웹 é 😀",\n\t"a": 1}') == '{"팀": "웹 é 😀",\n\t"a": 1}'
