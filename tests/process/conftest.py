from __future__ import annotations

import fcntl
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from .running import REFERENCE, ROOT, Desk, Ended, copied, keep, kept

CANARY = "CANARYkJ8sQ2vTzR5nXw9LpB4mY7cD1fG3hA6e"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": CANARY}


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str, Callable[[Path], None]], Path]:
    """Fill a folder once for all of pytest-xdist's workers, and return it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def fill(name: str, work: Callable[[Path], None]) -> Path:
        folder = shared / f"once-{name}"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "done").exists():
                folder.mkdir(exist_ok=True)
                work(folder)
                (folder / "done").touch()
        return folder

    return fill


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk on which nothing was done yet."""
    return Desk(tmp_path)


def undisturbed(folder: Path) -> None:
    desk = Desk(folder)
    ended = desk.run("--answers", REFERENCE, "--yes", env=CREDENTIALS)
    assert ended.code == 0, ended.err
    keep(folder / "text.json", ended)


def undisturbed_json(folder: Path) -> None:
    desk = Desk(folder)
    keep(folder / "json.json", desk.run("--answers", REFERENCE, "--yes", "--output", "json", env=CREDENTIALS))


@pytest.fixture(scope="session")
def reference(once: Callable[[str, Callable[[Path], None]], Path]) -> Desk:
    """The desk on which the reference case was set up without disturbance. Read it, or take a copy."""
    return Desk(once("reference", undisturbed))


@pytest.fixture(scope="session")
def reference_run(reference: Desk) -> Ended:
    """The undisturbed run, told as text."""
    return kept(reference.folder / "text.json")


@pytest.fixture(scope="session")
def json_run(once: Callable[[str, Callable[[Path], None]], Path]) -> Ended:
    """Another undisturbed run, told as JSON."""
    return kept(once("json", undisturbed_json) / "json.json")


@pytest.fixture
def finished(reference: Desk, tmp_path: Path) -> Desk:
    """A copy of the reference case as it is in service."""
    return copied(reference, tmp_path)


@pytest.fixture(scope="session")
def event_schema() -> Draft202012Validator:
    """What each line of `--output json` must be."""
    schema: dict[str, Any] = json.loads((ROOT / "schema" / "events.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)
