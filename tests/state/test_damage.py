"""A journal, a lock, a draft or a folder that is not as this program made it: one sentence, and nothing waits."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.aws.facts.records import from_raw
from multisite_tui.errors import ExitCode, InputNeeded, Problem, SetupLocked
from multisite_tui.plan.history import history_of
from multisite_tui.state.drafts import DraftFiles
from multisite_tui.state.files import NotOurs, StateUnwritable
from multisite_tui.state.folders import own_folder
from multisite_tui.state.journal import Journal
from multisite_tui.state.lock import held
from multisite_tui.state.record_shapes import PARAMS, RECORDS
from multisite_tui.state.snapshot import read, saved_answers
from multisite_tui.state.store import Store

from .helpers import OPENED, opened

KEPT = Path(__file__).with_name("kept")
AT = "2026-11-26T01:00:20.661+00:00"
SWITCH = "route53:ChangeResourceRecordSets"
SET = {"Name": "main.io.", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "203.0.113.10"}]}
RIGHT: dict[str, dict[str, Any]] = {
    "opened": {**OPENED, "format": 1},
    "aside": {"about": "maintenance page of main.io"},
    "planned": {"steps": ["main.io/records"], "removal": False},
    "intent": {
        "call": 1,
        "steps": ["main.io/records"],
        "name": SWITCH,
        "params": {"ChangeBatch": {"Changes": [{"Action": "DELETE", "ResourceRecordSet": SET}]}},
        "undo": {"put_in": ["_x.main.io"], "taken_away": [SET], "switched": ["main.io"], "stood_in": [SET]},
    },
    "result": {"call": 1, "reply": {"ChangeInfo": {"Id": "C1"}}},
    "refused": {"call": 1, "code": "Throttling", "message": "Rate exceeded"},
    "step_finished": {"step": "main.io/records"},
    "ended": {"outcome": "complete", "exit_code": 0},
    "answers": {"answers": "schema: 1\n"},
}
ODD = (None, True, 7, "odd", 1.5, [], [None], [[]], {}, {"odd": None})
UNREAD = ("setup", "message", "code", "exit_code")
"""Members that nobody reads back, so that they may be anything."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "main-io" / "journal.jsonl"


def append(path: Path, record: object) -> None:
    with path.open("ab") as file:
        file.write(json.dumps(record).encode() + b"\n")


def used(path: Path) -> None:
    """Use all that is in a journal, as a run, a removal and `list` do."""
    snapshot = read(path)
    assert snapshot is not None
    assert snapshot.saved().updated_at.astimezone().strftime("%Y")
    history = history_of(snapshot, snapshot)
    for name in history.switched:
        assert history.stood_at(name) == history.stood_at(name)
    for reply in (one for replies in history.replies.values() for one in replies if "ChangeInfo" in one):
        assert reply["ChangeInfo"]["Id"].removeprefix("/change/")
    assert [from_raw(one).type for one in (*history.taken_away, *history.stood_in)].count("") == 0


def test_every_kind_of_record_has_a_shape_and_a_sample() -> None:
    assert RIGHT.keys() == RECORDS.keys()


def damaged(record: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the record with each of its members, also those within, made odd or taken out."""
    found: list[tuple[str, dict[str, Any]]] = []

    def visit(place: tuple[str | int, ...], holder: Any) -> None:
        for key in holder if isinstance(holder, dict) else range(len(holder)):
            for odd in (*ODD, KeyError):
                copy = json.loads(json.dumps(record))
                inside = copy
                for step in place:
                    inside = inside[step]
                if odd is KeyError:
                    del inside[key]
                else:
                    inside[key] = odd
                found.append((".".join(map(str, (*place, key))), copy))
            if isinstance(holder[key], dict | list):
                visit((*place, key), holder[key])

    visit((), record)
    return found


@pytest.mark.parametrize("kind", sorted(RIGHT))
def test_one_odd_member_is_refused_with_its_line_or_harms_nobody(path: Path, kind: str) -> None:
    whole = {"record": kind, "at": AT, **RIGHT[kind]}
    refused = set()
    for place, record in damaged(whole):
        opened(path).close()
        if kind != "intent":
            append(path, {"record": "intent", "at": AT, **RIGHT["intent"]})
        append(path, record)
        problem = refusal(path)
        if problem is not None:
            where = "newer version" if problem.code == "state_newer" else f"(line {2 if kind == 'intent' else 3})"
            assert where in problem.what
            refused.add(place.split(".")[0])
        path.unlink()
    assert refused >= whole.keys() - {*UNREAD}


def refusal(path: Path) -> Problem | None:
    """Use a journal, and return why it is refused; None if it is not."""
    try:
        used(path)
    except InputNeeded as failure:
        return failure.problem
    return None


ODD_PARAMS: dict[str, dict[str, Any]] = {
    SWITCH: {"ChangeBatch": {"Changes": [{"Action": "DELETE", "ResourceRecordSet": {"Name": 7, "Type": "A"}}]}},
    "elb:CreateLoadBalancer": {"LoadBalancerName": ["to-main"]},
    "elbv2:CreateLoadBalancer": {"Name": 7},
    "elbv2:CreateTargetGroup": {"Name": []},
    "elbv2:CreateListener": {"Protocol": "HTTP", "Port": "80"},
    "elbv2:CreateRule": {"Conditions": [{"HostHeaderConfig": {"Values": [7]}}]},
    "ec2:CreateSecurityGroup": {"GroupName": {}},
    "ec2:AuthorizeSecurityGroupIngress": {"GroupId": []},
    "acm:RequestCertificate": {"DomainName": "main.io", "IdempotencyToken": ["x"]},
    "acm:DeleteCertificate": {},
}


def test_each_call_whose_parameters_are_read_again_has_a_sample() -> None:
    assert ODD_PARAMS.keys() == PARAMS.keys()


@pytest.mark.parametrize("name", sorted(ODD_PARAMS))
def test_an_odd_parameter_is_refused_with_its_line(path: Path, name: str) -> None:
    opened(path).close()
    append(path, {"record": "intent", "at": AT, "call": 1, "steps": [], "name": name, "params": ODD_PARAMS[name]})
    problem = refusal(path)
    assert problem is not None
    assert ("(line 2)" in problem.what, "`params`" in problem.why) == (True, True)


WRONG_TIMES = [
    "",
    "odd",
    "2026-11-26T01:00:20",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+12:00",
    "2026-13-01T00:00:00Z",
    5,
    None,
]


@pytest.mark.parametrize("at", WRONG_TIMES, ids=str)
def test_a_time_that_is_none_everywhere_is_refused(path: Path, at: object) -> None:
    opened(path).close()
    append(path, {"record": "remark", "at": at})
    with pytest.raises(InputNeeded, match=r"line 2"):
        read(path)


DEEP = b"[" * 100_000 + b"]" * 100_000
LINES = {
    "deep": b'{"record":"remark","at":"%s","x":%s}' % (AT.encode(), DEEP),
    "rather deep": b'{"record":"remark","at":"%s","x":%s}' % (AT.encode(), b"[" * 200 + b"]" * 200),
    "half a character": b'{"record":"step_finished","at":"%s","step":"\\ud800"}' % AT.encode(),
    "a number of many digits": b'{"record":"step_finished","at":"%s","step":%s}' % (AT.encode(), b"9" * 5000),
    "nul": b'{"record":"step_finished",\x00}',
    "another encoding": '{"record":"step_finished"}'.encode("utf-16"),
}


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_line_that_is_no_record_is_refused_with_its_number(path: Path, name: str) -> None:
    opened(path).close()
    with path.open("ab") as file:
        file.write(LINES[name] + b"\n")
    append(path, {"record": "planned", "at": AT, **RIGHT["planned"]})
    with pytest.raises(InputNeeded, match=r"\(line 2\)"):
        read(path)
    assert saved_answers(path) == OPENED["answers"]


def test_the_answers_that_can_still_be_read_are_those_of_the_last_good_line(path: Path) -> None:
    opened(path, answers="schema: 1\nname: first\n").close()
    append(path, {"record": "answers", "at": "never", "answers": "schema: 1\nname: second\n"})
    append(path, {"record": "answers", "at": AT, "answers": 5})
    assert Store(path.parents[1]).answers("main-io") == "schema: 1\nname: second\n"


def test_what_a_run_can_write_is_read_back(path: Path) -> None:
    journal = opened(path)
    journal.step_finished("half \ud800, turned \u202e and \x9b")
    journal.ended("complete", 0)
    assert b"\\u202e" in path.read_bytes()
    snapshot = read(path)
    assert snapshot is not None
    assert snapshot.finished == {"half ?, turned \u202e and \x9b"}


# What is no file


def link(path: Path) -> None:
    (path.parent / "elsewhere").write_text('{"record":"opened"}\n')
    path.symlink_to(path.parent / "elsewhere")


def dangling(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = os.open(path.parent, os.O_RDONLY)
        try:
            server.bind(f"/proc/self/fd/{here}/{path.name}")  # a socket's path has a hundred characters at most
        finally:
            os.close(here)


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "fifo": (os.mkfifo, "a pipe"),
    "folder": (Path.mkdir, "a folder"),
    "link": (link, "a symbolic link"),
    "dangling": (dangling, "a symbolic link"),
    "socket": (listening, "a socket"),
}


@pytest.mark.parametrize("name", sorted(NO_FILES))
def test_a_journal_that_is_no_file_is_refused_at_once(path: Path, name: str) -> None:
    make, word = NO_FILES[name]
    path.parent.mkdir()
    make(path)
    for use in (read, saved_answers, Journal):
        with pytest.raises(InputNeeded) as caught:
            use(path)
        assert caught.value.exit_code is ExitCode.INPUT_NEEDED
        assert f"{path} is {word}, and not a file" in caught.value.problem.what
    assert Store(path.parents[1]).names() == ("main-io",)


@pytest.mark.parametrize("name", sorted(NO_FILES))
def test_a_lock_that_is_no_file_is_refused_at_once(path: Path, name: str) -> None:
    make, word = NO_FILES[name]
    path.parent.mkdir()
    make(path)
    with pytest.raises(NotOurs, match=word), held(path, "main-io"):
        pytest.fail("held nothing")


@pytest.mark.parametrize("name", sorted(NO_FILES))
def test_a_draft_that_is_no_file_is_none(tmp_path: Path, name: str) -> None:
    files = DraftFiles(tmp_path)
    (tmp_path / "main-io").mkdir()
    NO_FILES[name][0](tmp_path / "main-io" / "draft.json")
    assert files.read("main-io") is None
    assert files.all() == []


@pytest.mark.parametrize("name", sorted(NO_FILES))
def test_a_draft_is_not_written_through_what_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "main-io").mkdir()
    NO_FILES[name][0](tmp_path / "main-io" / "draft.new")
    with pytest.raises(NotOurs):
        DraftFiles(tmp_path).save("main-io", {"format": 2})


# Folders in which others can write


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777, 0o1777])
@pytest.mark.parametrize("place", [".", "setups", "setups/main-io"])
def test_a_folder_in_which_others_can_write_is_refused(tmp_path: Path, place: str, mode: int) -> None:
    folder = tmp_path / "setups" / "main-io"
    folder.mkdir(parents=True)
    (tmp_path / place).chmod(mode)
    with pytest.raises(NotOurs) as caught:
        own_folder(tmp_path, "setups", "main-io")
    assert f"chmod go-w {tmp_path / place}" in caught.value.problem.next


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multisite_tui.state.folders.ROOT", -1)
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(NotOurs, match="belongs to another user"):
        own_folder(tmp_path)


def test_a_state_folder_may_be_a_link_and_those_below_may_not(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "real")
    assert own_folder(tmp_path / "state", "setups") == tmp_path / "state" / "setups"
    (tmp_path / "real" / "setups").symlink_to(tmp_path)
    with pytest.raises(NotOurs, match="a symbolic link, and not a folder"):
        own_folder(tmp_path / "state", "setups")


def test_a_setup_in_such_a_folder_is_neither_read_nor_locked_nor_written(path: Path) -> None:
    opened(path).close()
    path.parent.chmod(0o777)
    store = Store(path.parents[1])
    uses: list[Callable[[str], object]] = [store.read, store.lock, store.journal, store.forget, store.answers]
    for use in uses:
        with pytest.raises(NotOurs, match="Others than you can write"):
            use("main-io")
    assert store.names() == ("main-io",)
    with pytest.raises(NotOurs):
        DraftFiles(store.folder).save("main-io", {})


# Locks


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EIO, errno.EINTR])
def test_a_file_system_without_locks_is_told(path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(StateUnwritable) as caught, held(path, "main-io"):
        pytest.fail("held nothing")
    assert os.strerror(number) in caught.value.problem.what
    assert "--state-dir" in caught.value.problem.next


@pytest.mark.parametrize("content", [b"[]", b"5", DEEP, b'{"pid":[]}', b"\xff", b'{"pid":1,"host":5,"since":null}'])
def test_a_holder_that_cannot_be_read_is_unknown(path: Path, content: bytes) -> None:
    with held(path, "main-io"):
        path.write_bytes(content)
        with pytest.raises(SetupLocked, match="process unknown"), held(path, "main-io"):
            pytest.fail("two at once")
