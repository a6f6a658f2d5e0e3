"""What a visitor saw, as text and as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from multisite_tui import answers
from multisite_tui.errors import Problem
from multisite_tui.internet.certificates import ShownCertificate
from multisite_tui.internet.listener_visits import ListenerVisit
from multisite_tui.report.verifications import write_verifications_json, write_verifications_text
from multisite_tui.verify.verifications import Verification
from tests.corridor.reference import REFERENCE

SCHEMA = Path(__file__).parents[2] / "schema" / "verify.schema.json"
SETUP = answers.load(REFERENCE, "answers.yaml").setup
PROBLEM = Problem("ports_crossed", "main.io shows [red]\x1b[2J another page. " * 4, "Why.", "Next.", "main.io", "port")
SEEN = ListenerVisit(
    "https://main.io/", True, "https 200", certificate=ShownCertificate(("main.io",), "Amazon", date(2027, 5, 1))
)
WELL = Verification("main.io", "main.io", (SEEN,))
WRONG = Verification("main.io", "www.main.io", (SEEN,), (PROBLEM,), (PROBLEM,))
NOT_MADE = Verification("main.io", "main.io", not_made="no visit was made")


def test_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = io.StringIO()
    write_verifications_text([WELL, WRONG, NOT_MADE], out)
    text = out.getvalue()
    assert text.startswith("ok main.io: https 200\n! www.main.io: https 200\n")
    assert text.endswith("- main.io: no visit was made\n")
    assert "perhaps" in text
    assert "\x1b" not in text
    assert "[red]" in text
    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize(("found", "ok", "code"), [([WELL], True, 0), ([WELL, WRONG], False, 5), ([NOT_MADE], None, 0)])
def test_json_is_as_the_schema_says(found: Sequence[Verification], ok: bool | None, code: int) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    out = io.StringIO()
    write_verifications_json(SETUP, found, out)
    told = json.loads(out.getvalue())
    Draft202012Validator(schema).validate(told)
    assert (told["event"], told["ok"], told["exit_code"]) == ("verify", ok, code)
