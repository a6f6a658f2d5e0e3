from __future__ import annotations

from pathlib import Path

import pytest

from .reference import REFERENCE
from .rig import Bench
from .shared_reference import SHARED


@pytest.fixture(autouse=True)
def _no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its tries botocore waits by the wall clock, which no test has to see."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A practice account as new."""
    return Bench(tmp_path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The reference case, in service; take a copy of it."""
    bench = Bench(tmp_path_factory.mktemp("finished"))
    ending = bench.run(REFERENCE)
    assert ending.exit_code == 0
    return bench


@pytest.fixture
def in_service(finished: Bench, tmp_path: Path) -> Bench:
    """The reference case in service, this test's own."""
    return finished.copy_to(tmp_path)


@pytest.fixture(scope="session")
def moved_once(finished: Bench, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The reference case, moved to `shared`; take a copy of it."""
    bench = finished.copy_to(tmp_path_factory.mktemp("moved"))
    ending = bench.run(SHARED)
    assert (ending.exit_code, ending.site_problems) == (0, {})
    return bench


@pytest.fixture
def moved(moved_once: Bench, tmp_path: Path) -> Bench:
    """The reference case moved, this test's own."""
    return moved_once.copy_to(tmp_path)
