"""A sentence for a person is whole where it is written: no finished sentence is searched for words and changed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import multisite_tui
from multisite_tui.answers import schema
from multisite_tui.errors import ON_COMMAND_LINE, Advice, AdviceKind, Problem

PACKAGE = Path(multisite_tui.__file__).parent
WORD = re.compile(r"[A-Za-z]{4}")


def exchanged(path: Path) -> Iterator[str]:
    """Yield each place where words of a text are exchanged: words that are written there, or come from elsewhere."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr="replace"), args=[old, _]):
                if not isinstance(old, ast.Constant) or WORD.search(str(old.value)):
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}"


def test_no_words_of_a_finished_sentence_are_exchanged() -> None:
    assert [place for path in sorted(PACKAGE.rglob("*.py")) for place in exchanged(path)] == []


def test_the_schema_describes_each_key_in_the_words_of_the_model() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (PACKAGE / "model").rglob("*.py"))
    written = " ".join(source.split())
    descriptions = list(descriptions_of(schema()))
    assert len(descriptions) > 40
    assert [text for text in descriptions if " ".join(text.split()) not in written] == []


def descriptions_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("description"), str):
            yield value["description"]
        for item in value.values():
            yield from descriptions_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from descriptions_of(item)


@pytest.mark.parametrize("kind", AdviceKind)
def test_each_face_completes_an_advice_with_its_own_words(kind: AdviceKind) -> None:
    advice = Advice.of(kind, "Do {what} {again}{leave}.", what="{this} first, then")
    assert advice.sentence == f"Do {{this}} first, then {ON_COMMAND_LINE[kind] * 2}."
    assert advice.worded("x") == "Do {this} first, then xx."
    problem = Problem("code", "What.").advised(advice)
    assert (problem.next, problem.advice) == (advice.sentence, advice)
    assert len({problem, problem.of("main.io")}) == 2
