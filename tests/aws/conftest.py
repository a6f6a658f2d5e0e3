from __future__ import annotations

import pytest

from .practice import Practice


@pytest.fixture(scope="session")
def one_practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    return Practice(tmp_path_factory.mktemp("practice"))


@pytest.fixture
def practice(one_practice: Practice) -> Practice:
    one_practice.renew()
    return one_practice
