"""What can happen to a saved setup on its disk: each is said, with what to do, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .pictures import account_picture
from .running import REFERENCE, Desk, Ended

RESUME = ("--resume", "main-io", "--yes", "--output", "json")
OWNERS_ONLY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"]
"""Lets root be refused what a folder's mode refuses, as everybody else is."""


def journal(desk: Desk) -> Path:
    return desk.setups / "main-io" / "journal.jsonl"


def torn(whole: bytes) -> bytes:
    return whole + b'{"record":"intent","ca'


def truncated(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def garbled(whole: bytes) -> bytes:
    lines = whole.splitlines(keepends=True)
    return b"".join([*lines[:4], b"\x00\xfe garbled\n", *lines[5:]])


def newer(whole: bytes) -> bytes:
    return whole.replace(b'"format":1,"version":"', b'"format":2,"version":"9.', 1)


def of_another_account(whole: bytes) -> bytes:
    return whole.replace(b'"account":"123456789012"', b'"account":"999999999999"', 1)


def of_another_region(whole: bytes) -> bytes:
    return whole.replace(b'"region":"ap-northeast-2"', b'"region":"us-east-1"', 1)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("harm", [torn, truncated])
def test_what_a_crash_leaves_is_passed_over(finished: Desk, reference: Desk, harm: Callable[[bytes], bytes]) -> None:
    before = finished.writes
    journal(finished).write_bytes(harm(journal(finished).read_bytes()))
    assert finished.run(*RESUME).code == 0
    assert finished.writes == before
    assert account_picture(finished.account) == account_picture(reference.account)


REFUSED = {
    garbled: (4, "state_garbled", "(line 5)", "--answers"),
    newer: (4, "state_newer", "9.", "Upgrade multisite-tui"),
    of_another_account: (3, "wrong_account", "999999999999", "profile"),
    of_another_region: (3, "wrong_account", "us-east-1", "region"),
}


@pytest.mark.parametrize("command", [RESUME, ("--answers", str(REFERENCE), "--yes", "--output", "json")])
@pytest.mark.parametrize("harm", REFUSED)
def test_what_cannot_be_relied_on_is_said_and_left_as_it_is(
    finished: Desk, harm: Callable[[bytes], bytes], command: tuple[str, ...]
) -> None:
    whole, before = journal(finished).read_bytes(), finished.writes
    journal(finished).write_bytes(harm(whole))
    ended = finished.run(*command)
    code, name, fact, advice = REFUSED[harm]
    problem = told(ended)
    assert (ended.code, problem["code"]) == (code, name)
    assert (fact in problem["what"], bool(problem["why"]), advice in problem["next"]) == (True, True, True)
    assert finished.writes == before
    assert journal(finished).read_bytes() == harm(whole)


def told(ended: Ended) -> dict[str, str]:
    problem: dict[str, str] = ended.last["problems"][0]
    return problem


def test_what_cannot_be_read_is_moved_away_and_the_setup_is_found_by_its_tags(finished: Desk) -> None:
    before = finished.writes
    journal(finished).write_bytes(garbled(journal(finished).read_bytes()))
    printed = finished.run("answers", "main-io")
    assert printed.code == 0
    journal(finished).rename(finished.folder / "aside")
    ended = finished.run("--answers", finished.file(printed.out), "--yes", "--output", "json")
    assert (ended.code, ended.last["outcome"]) == (0, "unchanged")
    assert finished.writes == before


def test_a_lost_state_is_no_hindrance_to_a_removal(finished: Desk, tmp_path: Path) -> None:
    shutil.rmtree(finished.setups)
    before = finished.writes
    refused = finished.run("destroy", "--answers", REFERENCE, "--yes", "--output", "json")
    tagged = {(one["kind"], one["site"]): one for one in refused.events[1]["found_by_tags"]}
    assert (refused.code, told(refused)["code"], finished.writes) == (4, "found_by_tags", before)
    assert tagged["load balancer", "main.io"]["id"] == "to-main"
    assert tagged["load balancer", "main.io"]["made"][:2] == "20"
    assert {kind for kind, _ in tagged} == {"load balancer", "security group", "ingress rule", "certificate"}
    assert finished.run("destroy", "--answers", REFERENCE, "--yes", "--found-by-tags").code == 0
    left, new = account_picture(finished.account), account_picture(Desk(tmp_path / "new").account)
    # Nobody but the journal knows who put the validation records in, so that they stay, and the plan says so.
    proofs = [record for record in left["records"]["main.io."] if "acm-validations" in str(record)]
    assert len(proofs) == 2
    left["records"]["main.io."] = [record for record in left["records"]["main.io."] if record not in proofs]
    assert {**left, "zones": ()} == {**new, "zones": ()}


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], None]]:
    """Take the right to write from a folder; it is given back, or the folder could not be cleared away."""
    folders: list[Path] = []

    def take(folder: Path) -> None:
        folders.append(folder)
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)

    yield take
    for folder in folders:
        folder.chmod(stat.S_IRWXU)


def as_everybody() -> list[str]:
    if os.geteuid() != 0:
        return []
    if shutil.which(OWNERS_ONLY[0]) is None:
        pytest.skip("root may write to every folder")
    return OWNERS_ONLY


@pytest.mark.parametrize("place", ["state", "state/practice", "state/practice/setups", "state/practice/setups/main-io"])
def test_a_folder_that_may_not_be_written_is_said_before_the_first_change(
    desk: Desk, read_only: Callable[[Path], None], place: str
) -> None:
    (desk.folder / place).mkdir(parents=True)
    read_only(desk.folder / place)
    ended = desk.run_under(as_everybody(), "--answers", REFERENCE, "--yes", "--output", "json")
    problem = told(ended)
    assert (ended.code, problem["code"]) == (4, "state_unwritable")
    assert ("Permission denied" in problem["what"], "--state-dir" in problem["next"]) == (True, True)


def test_a_folder_that_became_read_only_keeps_the_setup_that_is_in_it(
    finished: Desk, read_only: Callable[[Path], None]
) -> None:
    before, whole = finished.writes, journal(finished).read_bytes()
    journal(finished).chmod(stat.S_IRUSR)
    read_only(journal(finished).parent)
    ended = finished.run_under(as_everybody(), *RESUME)
    assert (ended.code, told(ended)["code"]) == (5, "state_unwritable")
    assert (finished.writes, journal(finished).read_bytes()) == (before, whole)
