"""Fixtures of the wizard's tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from multisite_tui.answers import load
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import ExitCode
from multisite_tui.setup_run import SetupRun
from multisite_tui.wizard.terminal.calm import Calm

from .rig import options

MADE = load(
    "schema: 1\nname: main-io\nsites:\n  - domain: main.io\n    port: 6402\n    dns: {replace: true}\n", "main-io"
).setup
"""The setup that `made` has."""


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a yes count at once, without a moment to read."""
    monkeypatch.setattr(Calm, "SECONDS", 0.0)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a setup in a practice account, as the command line does."""
    folder = tmp_path_factory.mktemp("made")
    mine = options(folder)
    run = SetupRun(
        MADE, mine.connector(MADE), mine.store(), mine.clock(), lambda event: None, "multisite-tui",
        lambda planned, account: None, interrupt=Interrupt(),
    )  # fmt: skip
    assert run.go().exit_code is ExitCode.DONE
    return folder


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Path:
    """A state folder with a setup that was made in its practice account."""
    shutil.copytree(made_once, tmp_path / "state")
    return tmp_path / "state"
