"""The journal: every line is on disk before the method returns, or the caller hears of it."""

from __future__ import annotations

import errno
import json
import os
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from multisite_tui.aws.calls import AwsCall
from multisite_tui.errors import ExitCode
from multisite_tui.model.undo import Undo
from multisite_tui.state.files import StateUnwritable
from multisite_tui.state.journal import Journal
from multisite_tui.state.snapshot import read

from .helpers import intent, opened

PATIENT = 20.0
"""Seconds after which a test that waits for another thread gives up."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "setups" / "main-io" / "journal.jsonl"


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_each_note_is_one_line_with_its_kind_first(path: Path) -> None:
    journal = opened(path)
    journal.planned({"main.io/load_balancer": ""})
    number = intent(journal, "main.io/load_balancer")
    journal.result(number, {"DNSName": "x"})
    journal.refused(intent(journal, "main.io/records"), "Throttling", "Rate exceeded")
    journal.step_finished("main.io/load_balancer")
    journal.ended("complete", 0)
    kinds = ["opened", "planned", "intent", "result", "intent", "refused", "step_finished", "ended"]
    assert [line["record"] for line in lines(path)] == kinds
    assert all(next(iter(line)) == "record" for line in lines(path))


def test_an_intent_says_what_is_about_to_be_done_and_what_goes_away(path: Path) -> None:
    journal = opened(path)
    gone = {"Name": "main.io.", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "203.0.113.10"}]}
    undo = Undo(put_in=("_p.main.io",), taken_away=(gone,), switched=("main.io",))
    takes_away = ("main.io A 203.0.113.10",)
    switch = AwsCall("route53", "Change", {"Zone": "Z"}, "record main.io", "", takes_away=takes_away, undo=undo)
    journal.intent(["a/records"], switch)
    line = lines(path)[-1]
    assert (line["steps"], line["name"], line["params"], line["before"]) == (
        ["a/records"], "route53:Change", {"Zone": "Z"}, ["main.io A 203.0.113.10"],
    )  # fmt: skip
    assert Undo.from_json(line["undo"]) == undo


def test_calls_are_numbered_apart_under_threads(path: Path) -> None:
    journal = opened(path)
    numbers: list[int] = []
    threads = [Thread(target=lambda: numbers.append(intent(journal, "a/one"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 17))
    assert len(lines(path)) == 17


def test_what_json_does_not_know_is_written_as_text(path: Path) -> None:
    journal = opened(path)
    journal.result(intent(journal, "a/one"), {"CreatedAt": datetime(2026, 1, 1, tzinfo=UTC)})
    assert lines(path)[-1]["reply"] == {"CreatedAt": "2026-01-01 00:00:00+00:00"}


def test_other_scripts_stay_readable(path: Path) -> None:
    opened(path, answers="tags: {팀: 웹}")
    assert "팀: 웹" in path.read_text("utf-8")


NOTES: dict[str, Callable[[Journal], object]] = {
    "opened": lambda journal: journal.opened(version="1", setup="s", kind="aws", account="1", region="r", answers=""),
    "planned": lambda journal: journal.planned({}),
    "intent": lambda journal: intent(journal, "a/one"),
    "result": lambda journal: journal.result(1, {}),
    "refused": lambda journal: journal.refused(1, "code", "message"),
    "step_finished": lambda journal: journal.step_finished("a/one"),
    "ended": lambda journal: journal.ended("complete", 0),
}


@pytest.mark.parametrize("name", sorted(NOTES.keys() - {"step_finished"}))
def test_every_note_is_synced_after_it_is_written_and_before_the_method_returns(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    journal, note = opened(path), NOTES[name]
    synced: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(path.read_bytes()))
    note(journal)
    assert synced == [path.read_bytes()]
    assert path.read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("note", NOTES.values(), ids=list(NOTES))
def test_every_note_tells_of_a_full_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch, note: Callable[[Journal], object]
) -> None:
    journal = opened(path)
    monkeypatch.setattr(os, "write", refuse(errno.ENOSPC))
    with pytest.raises(StateUnwritable) as caught:
        note(journal)
    assert (caught.value.problem.code, caught.value.exit_code) == ("state_unwritable", ExitCode.PARTIAL)
    assert str(path) in caught.value.problem.what


def test_a_finished_step_is_synced_with_the_next_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(path)
    synced: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(path.read_bytes()))
    journal.step_finished("a/one")
    assert synced == []
    journal.ended("complete", 0)
    assert synced == [path.read_bytes()]


def test_one_fsync_serves_all_lines_that_are_written_by_then(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(path)
    synced: list[int] = []
    begun, go_on = Event(), Event()

    def slow(descriptor: int) -> None:
        synced.append(path.read_bytes().count(b"\n"))
        if len(synced) == 1:
            begun.set()
            assert go_on.wait(PATIENT)

    monkeypatch.setattr(os, "fsync", slow)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(intent, journal, "a/one")
        assert begun.wait(PATIENT)
        others = [pool.submit(intent, journal, f"a/{number}") for number in range(7)]
        until(lambda: path.read_bytes().count(b"\n") == 9)
        go_on.set()
        assert sorted(one.result() for one in (first, *others)) == list(range(1, 9))
    assert synced == [2, 9]


def test_a_sync_that_fails_fails_every_line_that_it_was_to_serve(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(path)
    with ThreadPoolExecutor(4) as pool:
        with journal._sync_lock:
            lines = [pool.submit(intent, journal, f"a/{number}") for number in range(4)]
            until(lambda: path.read_bytes().count(b"\n") == 5)
            failures = [OSError(errno.EIO, "the disk lost it")]
            monkeypatch.setattr(os, "fsync", lambda descriptor: raised(failures.pop()) if failures else None)
        # The system reports a lost line to one of those who wrote: the others must not take the next sync for theirs.
        assert [type(line.exception()) for line in lines] == [StateUnwritable] * 4
    assert intent(journal, "a/after") == 5


def raised(error: OSError) -> None:
    raise error


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    for _ in range(2000):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("it never became true")


def test_a_disk_that_takes_a_part_is_full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(path)
    monkeypatch.setattr(os, "write", short_write)
    with pytest.raises(StateUnwritable):
        intent(journal, "a/one")


def test_a_disk_that_cannot_sync_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(path)
    monkeypatch.setattr(os, "fsync", refuse(errno.EIO))
    with pytest.raises(StateUnwritable):
        intent(journal, "a/one")


def test_lines_after_one_that_was_taken_by_half_can_still_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = opened(path)
    number = intent(journal, "a/one")
    before = path.read_bytes()
    with monkeypatch.context() as full:
        full.setattr(os, "write", short_write)
        with pytest.raises(StateUnwritable, match="a part of the line"):
            intent(journal, "a/two")
    assert path.read_bytes() == before
    journal.result(number, {"Id": "C1"})
    journal.ended("failed", 5)
    found = read(path)
    assert found is not None
    assert found.replies == {"a/one": [{"Id": "C1"}]}


def test_the_folder_is_synced_once_the_journal_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[tuple[bool, bool]] = []
    sync = os.fsync

    def note(descriptor: int) -> None:
        same = os.path.sameopenfile(descriptor, folder)
        synced.append((same, path.exists()))
        sync(descriptor)

    path.parent.mkdir(parents=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        monkeypatch.setattr(os, "fsync", note)
        Journal(path).close()
    finally:
        os.close(folder)
    assert synced == [(True, True)]


def test_a_folder_that_cannot_be_synced_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", refuse(errno.EIO))
    with pytest.raises(StateUnwritable):
        Journal(path)


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "open", refuse(errno.EROFS))
    with pytest.raises(StateUnwritable, match="Read-only"):
        Journal(tmp_path / "journal.jsonl")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StateUnwritable):
        Journal(tmp_path / "file" / "main-io" / "journal.jsonl")


def test_only_the_owner_may_read_it(path: Path) -> None:
    before = os.umask(0)
    try:
        opened(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parents[1])] == [0o700, 0o700]


def test_a_new_run_goes_on_in_the_same_file(path: Path) -> None:
    opened(path).close()
    opened(path).close()
    assert [line["record"] for line in lines(path)] == ["opened", "opened"]


def test_a_new_run_ends_the_line_that_a_crash_tore(path: Path) -> None:
    opened(path).close()
    with path.open("ab") as file:
        file.write(b'{"record":"intent","ca')
    opened(path).close()
    assert path.read_bytes().split(b"\n")[1] == b'{"record":"intent","ca'
    assert path.read_bytes().split(b"\n")[2].startswith(b'{"record":"opened"')


def refuse(number: int) -> Callable[..., int]:
    def fail(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    return fail


_write = os.write


def short_write(descriptor: int, content: bytes) -> int:
    return _write(descriptor, content[: len(content) // 2])
