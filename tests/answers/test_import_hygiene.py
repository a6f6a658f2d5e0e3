"""What is imported before a command does anything: a person waits for each import, and it stays in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "main-io.yaml"
ANSWERS = """
import sys
from multisite_tui.answers import load
load("schema: 1\\nsites: [{domain: main.io, port: 1}]\\n", "answers.yaml")
print("LOADED", *sys.modules, file=sys.stderr)
"""
COMMAND = """
import sys
from multisite_tui.cli import main
sys.argv = ["multisite-tui", *sys.argv[1:]]
try:
    main()
finally:
    print("LOADED", *sys.modules, file=sys.stderr)
"""
FIRST_PAGE = """
import sys
from multisite_tui.options import Options
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.options import account_modes_of
from multisite_tui.wizard.screens.welcome import Welcome

def painted(page):
    print("LOADED", *sys.modules, file=sys.stderr)
    page.app.exit()

Welcome._load = painted
WizardApp(account_modes_of(Options(state_dir=sys.argv[1]))).run(headless=True)
"""

FRAMES = """
import sys, multisite_tui.wizard.app, textual.constants
print("LOADED", textual.constants.MAX_FPS, file=sys.stderr)
"""


def loaded(program: str, *arguments: str, code: int = 0) -> set[str]:
    """Run a program in a fresh interpreter, and return the modules that it loaded."""
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == code, ended.stderr
    return set(next(line for line in ended.stderr.splitlines() if line.startswith("LOADED")).split()[1:])


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def own(modules: set[str]) -> set[str]:
    """Return the files and folders of this program, without what is in the folders."""
    return {name.split(".")[1] for name in modules if name.startswith("multisite_tui.")}


def test_answers_load_without_cloud_screens_and_command_line() -> None:
    assert packages(loaded(ANSWERS)) & {"boto3", "botocore", "moto", "textual", "rich", "click"} == set()


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("status", "--help")])
def test_help_and_version_load_the_command_line_and_nothing_else(arguments: tuple[str, ...]) -> None:
    modules = loaded(COMMAND, *arguments)
    assert own(modules) == {"calling", "cli", "completing", "loading", "options", "signals"}
    assert packages(modules) & {"pydantic", "ruamel", "rich", "dns", "platformdirs", "boto3", "textual"} == set()


def test_answers_are_refused_before_anything_is_loaded_that_would_carry_them_out(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("schema: 1\nsites: [{domain: main.io, port: 70000}]\n")
    modules = loaded(COMMAND, "--answers", str(wrong), code=2)
    assert own(modules) == {
        "answers", "calling", "cli", "cli_errors", "completing", "errors", "loading", "masking", "model",
        "options", "signals",
    }  # fmt: skip
    assert packages(modules) & {"boto3", "botocore", "moto", "textual", "rich", "dns", "platformdirs"} == set()


@pytest.mark.parametrize(("chosen", "painted"), [({}, "120"), ({"TEXTUAL_FPS": "30"}, "30")])
def test_how_often_textual_paints_is_set_before_it_is_imported(
    monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str], painted: str
) -> None:
    monkeypatch.delenv("TEXTUAL_FPS", raising=False)
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    assert loaded(FRAMES) == {painted}


def test_the_first_page_is_painted_before_anything_is_loaded_that_other_pages_need(tmp_path: Path) -> None:
    modules = loaded(FIRST_PAGE, str(tmp_path))
    # `state` and of `model` only what a file of preferences needs: the theme is wanted before the first paint.
    assert own(modules) == {"calling", "errors", "model", "options", "signals", "state", "wizard"}
    assert packages(modules) & {"pydantic", "ruamel", "idna", "dns", "boto3", "botocore", "moto"} == set()


SIGN_IN = """
import sys
from multisite_tui.aws.session import connect, open_session
from multisite_tui.errors import AccessError
try:
    connect(open_session(None, None))
except AccessError as failure:
    print(failure.problem.code, file=sys.stderr)
print("LOADED", *sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("profile", "needed"),
    [
        ("aws_access_key_id = A B\naws_secret_access_key = s\n", False),
        ("login_session = arn:aws:iam::123456789012:user/ann\n", True),
    ],
)
def test_awscrt_is_loaded_only_for_a_profile_that_signs_in_by_aws_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, needed: bool
) -> None:
    (tmp_path / "config").write_text(f"[default]\nregion = ap-northeast-2\n{profile}")
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    modules = packages(loaded(SIGN_IN))
    assert "botocore" in modules
    assert ("awscrt" in modules) is needed


def test_the_practice_account_does_without_awscrt(tmp_path: Path) -> None:
    words = ("--demo", "--state-dir", str(tmp_path), "--answers", str(EXAMPLE), "--plan")
    modules = packages(loaded(COMMAND, *words, code=10))
    assert "botocore" in modules
    assert "awscrt" not in modules
