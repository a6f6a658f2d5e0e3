"""A command that a plan or `status` names finds the same account and setup as the one that showed it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.calling import CALLED, PROGRAM, Calling
from multisite_tui.internet.outside_names import Leading, OutsideName
from multisite_tui.plan.external_records import ExternalRecords, OutsideNames, external_wait
from tests.corridor.reference import REFERENCE
from tests.corridor.rig import Bench
from tests.corridor.shared_reference import SHARED

from .running import Desk

ALONE = SHARED.partition("  - domain: sub")[0]
WIDE = {"COLUMNS": "400"}
HINT = re.compile(r"`(multisite-tui [^`]+)`")


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The reference case, moved to one load balancer for all, made without a process. Read it."""
    desk = Desk(tmp_path_factory.mktemp("moved"))
    bench = Bench(desk.practice)
    for text in (REFERENCE, SHARED):
        assert bench.run(text).exit_code == 0
    return desk


def hints(desk: Desk, said: str) -> set[str]:
    """Return the commands that were named, each without the options that the desk gives; all must have them."""
    given = shlex.join(["multisite-tui", "--demo", "--state-dir", str(desk.state.absolute())])
    named = HINT.findall(said)
    assert [one for one in named if not one.startswith(f"{given} ")] == []
    return {one.removeprefix(f"{given} ") for one in named}


def test_status_names_commands_with_the_same_options(moved: Desk) -> None:
    said = moved.run("status", "main-io", env=WIDE).out
    assert hints(moved, said) == {"move main-io --finish", "move main-io --back"}


def test_a_plan_names_commands_with_the_same_options(moved: Desk, tmp_path: Path) -> None:
    answers = tmp_path / "alone.yaml"
    answers.write_text(ALONE, encoding="utf-8")
    said = moved.run("--answers", answers, "--plan", "--accept-leftovers", env=WIDE).out
    assert hints(moved, said) == {
        "move main-io --finish", "move main-io --back", "destroy main-io --site sub.main.io",
    }  # fmt: skip


def test_a_name_that_is_not_saved_names_commands_with_the_same_options(moved: Desk) -> None:
    assert hints(moved, moved.run("status", "nobody", env=WIDE).err) == {"list"}


@pytest.mark.parametrize(("words", "named"), [("list", {"--help"}), ("status", set()), ("--resume --yes", {"list"})])
def test_where_nothing_is_saved_commands_have_the_same_options(desk: Desk, words: str, named: set[str]) -> None:
    said = desk.run(*words.split(), env=WIDE).err
    bare = f"`{shlex.join(['multisite-tui', '--demo', '--state-dir', str(desk.state.absolute())])}`"
    assert (bare in said) is (words != "--resume --yes")
    assert hints(desk, said.replace(bare, "")) == named


def test_a_damaged_journal_names_a_command_with_the_same_options(finished: Desk) -> None:
    journal = finished.setups / "main-io" / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:2], b"garbled\n", *lines[3:]]))
    assert hints(finished, finished.run("status", env=WIDE).err) == {"answers main-io"}


def test_a_damaged_practice_account_names_a_command_with_the_same_options(finished: Desk) -> None:
    (finished.practice / "account" / "account.json").write_bytes(b"{")
    assert hints(finished, finished.run("status", env=WIDE).err) == {"demo reset"}


def test_what_is_kept_at_another_provider_is_shown_by_a_command_with_the_same_options() -> None:
    CALLED.learn(lambda: "multisite-tui --demo --state-dir x")
    proxied = OutsideNames({"main.io": OutsideName(Leading.PROXIED)}, None)
    records = ExternalRecords(
        Owner("main-io", "main.io", {}), ("main.io",), ClassicEntrance("to-main"), external_wait(60)
    )
    [problem] = records.warnings(proxied)
    assert "`multisite-tui --demo --state-dir x status main-io`" in problem.next


def test_options_behind_the_command_are_asked_for_when_a_command_is_named() -> None:
    calling, options = Calling(), ["multisite-tui"]
    assert str(calling) == PROGRAM
    calling.learn(lambda: shlex.join(options))
    options.append("--demo")
    assert str(calling) == "multisite-tui --demo"
