"""What stops a run before its first change, each with the exit code that the contract gives it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import CREDENTIALS
from .running import REFERENCE, ROOT, Desk, Ended

WRONG = """\
schema: 1
sites:
  - domain: main.io
    port: 70000
  - domain: sub.main.io
    prot: 6403
"""
NOWHERE = "schema: 1\nname: nowhere\nsites:\n  - {domain: main.io, port: 6402}\n"
"""Answers that name no region."""


def refusal_codes(ended: Ended) -> list[str]:
    assert ended.last["outcome"] in ("refused", "failed")
    return [problem["code"] for problem in ended.last["problems"]]


def test_wrong_answers_exit_2_with_every_problem_at_its_place(desk: Desk) -> None:
    path = desk.file(WRONG)
    ended = desk.run("--answers", path, "--yes")
    assert (ended.code, ended.out) == (2, "")
    told = ended.err.splitlines()
    assert any(line.startswith(f"{path}:4:11: ") and "70000 is not a port" in line for line in told)
    assert any(line.startswith(f"{path}:6:5: ") and "port" in line for line in told)


def test_wrong_answers_in_json_hold_the_place_too(desk: Desk) -> None:
    path = desk.file(WRONG)
    ended = desk.run("--answers", path, "--yes", "--output", "json")
    assert (ended.code, ended.last["exit_code"], len(ended.events)) == (2, 2, 1)
    assert any(f"{path}:4:11: " in problem["what"] for problem in ended.last["problems"])


def test_wrong_answers_make_no_call_and_no_state(desk: Desk) -> None:
    desk.run("--answers", desk.file(WRONG), "--yes")
    assert not desk.state.exists()


def test_an_answers_file_that_is_not_there_exits_2(desk: Desk, tmp_path: Path) -> None:
    ended = desk.run("--answers", tmp_path / "not-there.yaml", "--yes")
    assert ended.code == 2
    assert "not-there.yaml" in ended.err


def test_a_secret_in_the_answers_is_refused_and_not_echoed(desk: Desk) -> None:
    key = "wJalrXUtnFEMIK7MDENGbPxRfiCYzzSECRETKEYz"
    path = desk.file(f"schema: 1\naws_secret_access_key: {key}\nsites:\n  - {{domain: main.io, port: 6402}}\n")
    ended = desk.run("--answers", path, "--yes")
    assert ended.code == 2
    assert key not in ended.err + ended.out


def test_no_credentials_exit_3(desk: Desk) -> None:
    ended = desk.run("--answers", REFERENCE, "--yes", demo=False)
    assert ended.code == 3
    assert "No AWS credentials were found." in ended.err
    assert "--demo" in ended.err


def test_an_unknown_profile_exits_3_and_is_named(desk: Desk) -> None:
    ended = desk.run("--answers", REFERENCE, "--yes", "--profile", "somebody", demo=False)
    assert ended.code == 3
    assert "somebody" in ended.err


def test_the_profile_of_the_answers_is_used_and_the_command_line_wins(desk: Desk) -> None:
    path = desk.file(REFERENCE.read_text(encoding="utf-8").replace("schema: 1\n", "schema: 1\nprofile: of-the-file\n"))
    assert "of-the-file" in desk.run("--answers", path, "--plan", demo=False).err
    said = desk.run("--answers", path, "--plan", "--profile", "of-the-line", demo=False).err
    assert "of-the-line" in said
    assert "of-the-file" not in said


def test_no_region_anywhere_exits_3_and_names_the_key(desk: Desk) -> None:
    ended = desk.run("--answers", desk.file(NOWHERE), "--yes", "--output", "json", demo=False, env=CREDENTIALS)
    assert (ended.code, refusal_codes(ended)) == (3, ["no_region"])
    assert ended.last["problems"][0]["key"] == "region"


def test_another_account_than_expected_exits_3_and_changes_nothing(desk: Desk) -> None:
    text = REFERENCE.read_text(encoding="utf-8").replace(
        "schema: 1\n", 'schema: 1\nexpect: {account: "999999999999"}\n'
    )
    ended = desk.run("--answers", desk.file(text), "--yes")
    assert ended.code == 3
    assert "999999999999" in ended.err
    assert "123456789012" in ended.err
    assert desk.writes == []


@pytest.fixture(scope="module")
def unreplaced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Ended]:
    """The reference case without `dns.replace`: one site has an open question, the other has none."""
    desk = Desk(tmp_path_factory.mktemp("unreplaced"))
    text = REFERENCE.read_text(encoding="utf-8").replace("replace: true", "replace: false")
    return desk, desk.run("--answers", desk.file(text), "--yes", "--output", "json")


def test_a_record_that_may_not_be_replaced_exits_4(unreplaced: tuple[Desk, Ended]) -> None:
    assert (unreplaced[1].code, refusal_codes(unreplaced[1])) == (4, ["record_exists"])


def test_the_record_that_is_in_the_way_and_the_key_that_settles_it_are_named(unreplaced: tuple[Desk, Ended]) -> None:
    problem = unreplaced[1].last["problems"][0]
    assert (problem["site"], problem["key"]) == ("main.io", "sites[0].dns.replace")
    assert "main.io" in problem["what"]
    assert "203.0.113.10" in problem["what"]


def test_one_sites_open_question_stops_the_other_site_before_its_first_change(unreplaced: tuple[Desk, Ended]) -> None:
    assert list(unreplaced[0].account.calls)
    assert unreplaced[0].writes == []


EVERY_WAY_IN = (
    (),
    ("--answers", str(REFERENCE), "--plan"),
    ("--resume", "main-io", "--yes"),
    ("--resume",),
    ("list",),
    ("status", "main-io"),
    ("destroy", "main-io", "--yes"),
    ("demo", "reset"),
)


@pytest.mark.parametrize("words", EVERY_WAY_IN, ids=" ".join)
def test_windows_itself_is_told_as_no_mistake_of_the_program(desk: Desk, words: tuple[str, ...]) -> None:
    without = desk.folder / "without"
    without.mkdir()
    (without / "sitecustomize.py").write_text("import sys\nsys.modules['fcntl'] = None\n")
    ended = desk.run(*words, env={"PYTHONPATH": f"{without}:{ROOT}"})
    assert (ended.code, "WSL" in ended.err, "mistake" in ended.err) == (4, True, False)


FAR_FUTURE = """
import datetime as real
class Far(real.datetime):
    @classmethod
    def now(cls, tz=None):
        raise ValueError("year 10000 is out of range")
real.datetime = Far
"""


@pytest.mark.parametrize("words", [(), ("list",), ("--answers", str(REFERENCE), "--yes", "--output", "json")], ids=str)
def test_a_clock_past_the_last_date_is_told_as_no_mistake_of_the_program(desk: Desk, words: tuple[str, ...]) -> None:
    without = desk.folder / "without"
    without.mkdir()
    (without / "sitecustomize.py").write_text(FAR_FUTURE)
    ended = desk.run(*words, env={"PYTHONPATH": f"{without}:{ROOT}"})
    assert (ended.code, "The clock of this computer" in ended.out + ended.err, "mistake" in ended.err) == (
        4,
        True,
        False,
    )
