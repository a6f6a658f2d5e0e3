"""What the doctor found, as text and as JSON: safe, narrow, and as the schema says."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from multisite_tui import answers
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.model.accounts import AccountKind
from multisite_tui.report.diagnoses import NOT_ASKED, write_diagnoses_json, write_diagnoses_text
from tests.corridor.reference import REFERENCE
from tests.corridor.rig import Bench

from .conftest import examine

ROOT = Path(__file__).parents[2]
SETUP = answers.load(REFERENCE, "answers.yaml").setup
NASTY = "[red]x[/red] \x1b[2J \u202egnp {site} %s"


def text_of(bench: Bench, found: tuple[Diagnosis, ...], kind: AccountKind = AccountKind.AWS) -> str:
    out = io.StringIO()
    write_diagnoses_text(SETUP, replace(bench.aws.account, kind=kind), found, out)
    return out.getvalue()


def test_text_names_reason_evidence_and_fix(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = text_of(bench, examine(bench))
    assert text.startswith("main.io\n  1. certain, certificate: There is no certificate for main.io")
    assert "     do    Run `multisite-tui --resume main-io`: it requests one." in text
    assert "     code  certificate_not_requested\n" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert NOT_ASKED not in text


def test_a_healthy_setup_is_one_sentence(bench: Bench) -> None:
    assert text_of(bench, ()) == "Nothing was found that keeps any of the 2 sites of main-io from being well.\n"


def test_a_healthy_site_beside_a_sick_one_is_named(bench: Bench) -> None:
    found = tuple(one for one in examine(bench) if one.site == "main.io")
    assert text_of(bench, found).endswith("sub.main.io: nothing found\n")


def test_what_was_not_asked_is_said(bench: Bench) -> None:
    text = text_of(bench, (), AccountKind.PRACTICE)
    assert " ".join(text.split()).endswith(NOT_ASKED)


def test_nothing_from_outside_is_markup_or_commands_the_terminal(bench: Bench) -> None:
    nasty = Diagnosis("main.io", Area.DOMAIN, NASTY, Certainty.LIKELY, NASTY, NASTY, NASTY)
    text = text_of(bench, (nasty,))
    assert not {"\x1b", "\u202e"} & set(text)
    assert text.count("[red]x[/red]") == 4


@pytest.mark.parametrize("sick", [True, False])
def test_json_is_as_the_schema_says(bench: Bench, sick: bool) -> None:
    schema = json.loads((ROOT / "schema" / "doctor.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    out = io.StringIO()
    write_diagnoses_json(SETUP, bench.aws.account, examine(bench) if sick else (), out)
    (line,) = out.getvalue().splitlines()
    told = json.loads(line)
    Draft202012Validator(schema).validate(told)
    assert list(told)[:2] == ["event", "at"]
    assert told["healthy"] is not sick
    assert told["sites"] == ["main.io", "sub.main.io"]


def test_the_schema_knows_every_word() -> None:
    schema = json.loads((ROOT / "schema" / "doctor.schema.json").read_text("utf-8"))
    one = schema["$defs"]["doctor"]["properties"]["diagnoses"]["items"]["properties"]
    assert one["subject"]["enum"] == list(Area)
    assert one["certainty"]["enum"] == list(Certainty)
    assert schema["$defs"]["doctor"]["properties"]["kind"]["enum"] == list(AccountKind)


@pytest.mark.parametrize("module", ["report.diagnoses", "report.verifications", "doctor.doctor", "verify.verify"])
def test_neither_boto3_nor_rich_is_loaded_for_it(module: str) -> None:
    code = f"import sys, multisite_tui.{module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", code]
    ended = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert not {"boto3", "botocore", "moto", "rich", "textual"} & set(ended.stdout.split())
