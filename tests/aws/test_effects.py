"""Each call that the program can make says what it changes of AWS's answers, or is listed here as changing none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import multisite_tui
from multisite_tui.aws.facts import effects

PACKAGE = Path(multisite_tui.__file__).parent
EFFECTS = Path(effects.__file__).parent
CHANGES_NO_ANSWER: frozenset[str] = frozenset()
"""Names of calls that change nothing that `Facts` asks, such as none at present."""


def calls_made() -> set[str]:
    """Return the names of the calls that `aws` and `plan` can make: each `AwsCall` or `ZoneChange` that they make."""
    return {
        f"{service.value}:{operation.value}"
        for room in ("aws", "plan")
        for file in sorted((PACKAGE / room).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("AwsCall", "cls")
        if len(node.args) > 1
        for service, operation in [node.args[:2]]
        if isinstance(service, ast.Constant) and isinstance(operation, ast.Constant)
    }


def words(file: Path) -> Iterator[str]:
    """Yield the strings in a file, such as the names of calls that an effect compares with."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_call_has_an_effect_or_is_known_to_have_none() -> None:
    made, named = calls_made(), {word for file in EFFECTS.glob("*.py") for word in words(file)}
    assert len(made) > 20
    assert made - named == CHANGES_NO_ANSWER


def test_no_effect_is_of_a_call_that_is_never_made() -> None:
    named = {word for file in EFFECTS.glob("*.py") for word in words(file)}
    assert {word for word in named if re.fullmatch(r"(acm|ec2|elb|elbv2|route53):\w+", word)} <= calls_made()
