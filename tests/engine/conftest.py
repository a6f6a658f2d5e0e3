from __future__ import annotations

import pytest

from .fakes import Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()
