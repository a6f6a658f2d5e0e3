"""Fixtures of the wizard's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui.answers import load
from multisite_tui.wizard.terminal.calm import Calm

from .standing_setups import provisioned

MADE = load(
    "schema: 1\nname: main-io\nsites:\n  - domain: main.io\n    port: 6402\n    dns: {replace: true}\n", "main-io"
).setup
"""The setup that `made` has."""


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a yes count at once, without a moment to read."""
    monkeypatch.setattr(Calm, "SECONDS", 0.0)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A state folder with a setup that was made in its practice account."""
    provisioned(tmp_path / "state", MADE)
    return tmp_path / "state"
