"""What is left behind: files for their owner alone, and no secret in any of them."""

from __future__ import annotations

from pathlib import Path

from .conftest import CANARY
from .running import Desk, Ended


def modes(folder: Path) -> dict[str, str]:
    below = [folder, *folder.rglob("*")]
    return {str(path.relative_to(folder)): f"{path.stat().st_mode & 0o777:o}" for path in below}


def wanted(folder: Path) -> dict[str, str]:
    return {name: "700" if (folder / name).is_dir() else "600" for name in modes(folder)}


def test_saved_setups_are_for_their_owner_alone(reference: Desk) -> None:
    assert {"main-io/journal.jsonl", "main-io/lock"} <= set(modes(reference.setups))
    assert modes(reference.setups) == wanted(reference.setups)


def test_everything_under_the_state_folder_is_for_its_owner_alone(reference: Desk) -> None:
    assert modes(reference.state) == wanted(reference.state)


def test_no_secret_is_in_any_file(reference: Desk) -> None:
    files = [path for path in reference.state.rglob("*") if path.is_file()]
    assert len(files) >= 4
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []


def test_no_secret_is_in_any_output(reference_run: Ended, json_run: Ended) -> None:
    said = reference_run.out + reference_run.err + json_run.out + json_run.err
    assert "main-io" in said
    assert CANARY not in said
