"""A state folder that is damaged, or that others can change, at every way in: a code, a sentence, and no traceback."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from .running import PATIENCE, REFERENCE, ROOT, Desk, copied
from .terminals import Terminal

DAMAGE = {
    "value": lambda lines: [*lines[:2], lines[2].replace(b'"steps":[', b'"steps":5,"other":['), *lines[3:]],
    "time": lambda lines: [*lines[:2], lines[2].replace(b'"at":"2', b'"at":"x'), *lines[3:]],
    "deep": lambda lines: [*lines[:2], b"[" * 100_000 + b"\n", *lines[3:]],
}
WAYS = {
    "status": ("status", "main-io"),
    "doctor": ("doctor", "main-io"),
    "verify": ("verify", "main-io"),
    "plan": ("--resume", "main-io", "--plan"),
    "resume": ("--resume", "main-io", "--yes"),
    "last": ("--resume", "--yes"),
    "destroy": ("destroy", "main-io", "--yes"),
    "answers": ("--answers", str(REFERENCE), "--yes"),
}


def journal(desk: Desk) -> Path:
    return desk.setups / "main-io" / "journal.jsonl"


@pytest.mark.sampled
@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize("damage", sorted(DAMAGE))
def test_a_damaged_journal_is_named_with_its_line_at_every_way_in(finished: Desk, damage: str, way: str) -> None:
    damaged = b"".join(DAMAGE[damage](journal(finished).read_bytes().splitlines(keepends=True)))
    journal(finished).write_bytes(damaged)
    before = finished.writes
    ended = finished.run(*WAYS[way])
    said = " ".join(ended.err.split())
    assert (ended.code, "(line 3)" in said, "answers main-io` prints" in said) == (4, True, True), ended.err
    assert finished.writes == before
    assert journal(finished).read_bytes() == damaged


@pytest.fixture
def two(finished: Desk) -> Desk:
    """Two setups, of which one cannot be read."""
    other = finished.setups / "other"
    other.mkdir(mode=0o700)
    (other / "journal.jsonl").write_bytes(journal(finished).read_bytes().replace(b'"call":1,', b'"call":"one",', 1))
    return finished


def test_a_list_goes_on_with_the_setups_that_can_be_read(two: Desk) -> None:
    ended = two.run("list")
    assert (ended.code, "main-io" in ended.out, "other" in ended.out) == (0, True, False)
    assert f"{two.setups / 'other' / 'journal.jsonl'}" in "".join(ended.err.split())


def test_a_list_for_programs_names_those_that_cannot_be_read(two: Desk) -> None:
    ended = two.run("list", "--output", "json")
    schema = json.loads((ROOT / "schema" / "list.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(ended.last)
    assert [setup["name"] for setup in ended.last["setups"]] == ["main-io"]
    assert [(one["name"], one["problem"]["code"]) for one in ended.last["unreadable"]] == [("other", "state_garbled")]


def test_a_journal_that_is_a_pipe_is_refused_and_not_waited_for(finished: Desk) -> None:
    journal(finished).unlink()
    os.mkfifo(journal(finished))
    for words in (("list",), ("status", "main-io"), ("answers", "main-io")):
        ended = finished.run(*words)
        assert (ended.code, "is a pipe, and not a file" in " ".join(ended.err.split())) == (
            4 * (words != ("list",)),
            True,
        )


def test_saved_answers_that_are_not_valid_are_named_and_printed(finished: Desk) -> None:
    journal(finished).write_bytes(journal(finished).read_bytes().replace(b"port: 6402", b"port: 99999"))
    ended = finished.run("status", "main-io", "--output", "json")
    [problem] = ended.last["problems"]
    assert (ended.code, problem["code"]) == (4, "saved_answers_unreadable")
    assert "99999 is not a port" in problem["what"]
    assert "port: 99999" in finished.run("answers", "main-io").out


def test_saved_answers_are_printed_without_what_a_terminal_would_act_on(finished: Desk) -> None:
    text = journal(finished).read_text(encoding="utf-8").replace("port: 6402", "port: \\u001b[2J\u202e6402")
    journal(finished).write_text(text, encoding="utf-8")
    assert "port: \\u001b[2J\\u202e6402" in finished.run("answers", "main-io").out


# Folders in which others can write


def test_a_state_folder_in_which_others_can_write_is_refused_at_every_way_in(finished: Desk) -> None:
    finished.state.chmod(0o777)
    before = finished.writes
    for words in (("list",), *WAYS.values(), ("demo", "reset")):
        ended = finished.run(*words)
        said = " ".join(ended.err.split())
        assert (ended.code, "Others than you can write" in said, "chmod go-w" in said) == (4, True, True), (words, said)
    assert finished.writes == before


def test_the_wizard_is_refused_there_before_its_first_page(desk: Desk) -> None:
    desk.state.mkdir()
    desk.state.chmod(0o777)
    terminal = Terminal(desk.words(), desk.environment(), alone=True)
    assert terminal.end() == 4
    assert "Others than you can write" in " ".join(terminal.text.split())
    assert "\x1b[?1049h" not in terminal.text  # the screen of a full-screen program


def test_a_state_folder_may_be_reached_through_a_link(finished: Desk, tmp_path: Path) -> None:
    moved = copied(finished, tmp_path / "moved")
    linked = Desk(tmp_path / "linked")
    linked.state.symlink_to(moved.state)
    assert "main-io" in linked.run("list").out


# Answers through a pipe


@pytest.mark.parametrize("how", ["cat {file} | {program} /dev/stdin", "{program} <(cat {file})"])
def test_answers_come_through_the_pipes_of_a_shell(desk: Desk, how: str) -> None:
    program = shlex.join([*desk.words(), "--plan", "--output", "json", "--answers"])
    line = how.format(program=program, file=shlex.quote(str(REFERENCE)))
    done = subprocess.run(
        ["bash", "-c", line], env=desk.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 10, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["event"] == "finished"


def test_endless_answers_are_refused(desk: Desk) -> None:
    for path in ("/dev/zero", str(desk.folder), sys.executable):
        ended = desk.run("--answers", path, "--plan")
        assert (ended.code, bool(ended.err)) == (2, True)


def test_a_state_folder_that_is_a_file_is_refused(desk: Desk) -> None:
    desk.state.write_text("x")
    for words in (("list",), ("status", "main-io")):
        ended = desk.run(*words, demo=False)
        assert (ended.code, "is no folder" in " ".join(ended.err.split())) == (4, True), ended.err
