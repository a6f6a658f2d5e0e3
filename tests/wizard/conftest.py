from __future__ import annotations

import pytest

from multisite_tui.wizard.screens.review import ReviewPage


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the review take an Enter at once."""
    monkeypatch.setattr(ReviewPage, "CALM", 0.0)
