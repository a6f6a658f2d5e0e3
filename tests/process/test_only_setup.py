"""A command without NAME takes the one setup that is saved; it never chooses, and takes nothing away unasked."""

from __future__ import annotations

import shutil

import pytest

from .running import Desk
from .terminals import Terminal

LOOKS = ["answers", "doctor", "status", "verify"]
CHANGES = ["destroy", "maintenance on --site main.io", "move --back", "move --finish"]


@pytest.fixture
def two(finished: Desk) -> Desk:
    """Two setups are saved."""
    shutil.copytree(finished.setups / "main-io", finished.setups / "zweite")
    return finished


@pytest.mark.sampled
@pytest.mark.parametrize("command", LOOKS)
def test_a_look_takes_the_only_setup(reference: Desk, command: str) -> None:
    named, unnamed = reference.run(command, "main-io"), reference.run(command)
    assert (unnamed.code, unnamed.out) == (named.code, named.out)
    assert "main" in unnamed.out


def test_the_maintenance_page_is_that_of_the_only_setup(reference: Desk) -> None:
    ended = reference.run("maintenance", "on", "--site", "main.io")
    assert (ended.code, "no_maintenance_page" in ended.err) == (4, True)
    ended = reference.run("maintenance", "main-io", "--site", "main.io")
    assert (ended.code, "on or off" in ended.err) == (2, True)


@pytest.mark.sampled
@pytest.mark.parametrize("command", sorted([*LOOKS, *CHANGES]))
def test_of_several_none_is_chosen_and_all_are_named(two: Desk, command: str) -> None:
    ended = two.run(*command.split())
    assert (ended.code, ended.out) == (2, "")
    assert "main-io, zweite" in ended.err


@pytest.mark.sampled
@pytest.mark.parametrize("command", sorted([*LOOKS, *CHANGES]))
def test_where_none_is_saved_it_is_said_how_to_begin(desk: Desk, command: str) -> None:
    ended = desk.run(*command.split(), env={"COLUMNS": "400"})
    assert (ended.code, ended.out) == (4, "")
    assert f"Run `multisite-tui --demo --state-dir {desk.state}` to make one." in ended.err


@pytest.mark.sampled
@pytest.mark.parametrize("command", ["destroy --yes", "destroy", "move --finish --yes"])
def test_nothing_is_taken_away_unnamed_where_nobody_is_asked(finished: Desk, command: str) -> None:
    ended = finished.run(*command.split())
    assert (ended.code, ended.out) == (2, "")
    assert "main-io is the only one" in ended.err
    assert finished.run("status", "--check").code == 0


def test_at_a_terminal_the_only_setup_is_taken_away_once_a_person_says_so(finished: Desk) -> None:
    terminal = Terminal(finished.words("destroy"), finished.environment())
    terminal.wait_for("Take all of this away")
    assert "main-io" in terminal.text
    terminal.type("n")
    assert terminal.end() == 4
    assert finished.run("status", "--check").code == 0
