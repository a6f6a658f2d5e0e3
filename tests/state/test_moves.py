"""The journal knows from which topology a setup was moved, and whether that move has ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui.model.events import Outcome
from multisite_tui.model.plans import MoveEnd
from multisite_tui.state.snapshot import Snapshot, read

from .helpers import opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "main-io" / "journal.jsonl"


def ran(
    path: Path,
    topology: str,
    move: MoveEnd | None = None,
    outcome: Outcome | None = Outcome.COMPLETE,
    former: str | None = None,
) -> Snapshot:
    """Return the snapshot after one more run; one without an outcome was killed."""
    journal = opened(path, topology=topology, move=move, former=former)
    if outcome is not None:
        journal.ended(outcome, 0 if outcome is Outcome.COMPLETE else 5)
    journal.close()
    snapshot = read(path)
    assert snapshot is not None
    return snapshot


def told(snapshot: Snapshot) -> tuple[bool, str]:
    assert snapshot.saved().moving is snapshot.moving
    return snapshot.moving, snapshot.came_from


def test_a_setup_that_keeps_its_topology_does_not_move(path: Path) -> None:
    ran(path, "classic")
    assert told(ran(path, "classic")) == (False, "")


def test_a_journal_of_an_earlier_version_is_of_classic(path: Path) -> None:
    opened(path).close()
    path.write_text(path.read_text("utf-8").replace('"topology":"classic",', ""), "utf-8")
    assert "topology" not in path.read_text("utf-8")
    assert told(ran(path, "shared")) == (True, "classic")


@pytest.mark.parametrize("outcome", [None, Outcome.PARTIAL, Outcome.COMPLETE])
def test_a_move_goes_on_until_a_run_ends_it(path: Path, outcome: Outcome | None) -> None:
    ran(path, "classic")
    ran(path, "shared", outcome=outcome)
    assert told(ran(path, "shared")) == (True, "classic")


@pytest.mark.parametrize(("outcome", "moving"), [(Outcome.COMPLETE, False), (Outcome.PARTIAL, True), (None, True)])
def test_a_move_that_is_finished_can_still_be_taken_back(path: Path, outcome: Outcome | None, moving: bool) -> None:
    ran(path, "classic")
    ran(path, "shared")
    assert told(ran(path, "shared", MoveEnd.FINISH, outcome)) == (moving, "classic")


@pytest.mark.parametrize("outcome", [None, Outcome.PARTIAL])
def test_a_return_that_stopped_is_gone_on_with_and_not_turned_round(path: Path, outcome: Outcome | None) -> None:
    ran(path, "classic")
    ran(path, "shared")
    assert told(ran(path, "classic", MoveEnd.BACK, outcome)) == (True, "classic")
    assert told(ran(path, "classic", MoveEnd.BACK)) == (False, "")


def test_a_setup_that_has_returned_and_moves_again_can_return_again(path: Path) -> None:
    ran(path, "classic")
    ran(path, "shared")
    ran(path, "classic", MoveEnd.BACK)
    assert told(ran(path, "shared")) == (True, "classic")


def test_a_run_that_found_the_former_way_without_a_journal_knows_of_the_move(path: Path) -> None:
    found = ran(path, "shared", former="classic")
    assert (told(found), found.topologies) == ((True, "classic"), {"classic", "shared"})
    assert told(ran(path, "shared", MoveEnd.FINISH, former="classic")) == (False, "classic")
    assert told(ran(path, "classic", MoveEnd.BACK, former="shared")) == (False, "")
