from __future__ import annotations

import pytest

from .fakes import Stage


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage()
    monkeypatch.setattr("multisite_tui.aws.calls.make", stage.cloud.make)
    return stage
