from __future__ import annotations

import pytest

from .rig import Bench


@pytest.fixture(scope="session")
def shared_bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("account"))


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    shared_bench.renew()
    return shared_bench
