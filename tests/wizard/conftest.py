from __future__ import annotations

import pytest

from multisite_tui.wizard.terminal.calm import Calm


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a yes count at once, without a moment to read."""
    monkeypatch.setattr(Calm, "SECONDS", 0.0)
