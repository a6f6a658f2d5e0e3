"""`demo break` and `demo mend`, as a person who tries the doctor meets them."""

from __future__ import annotations

import json

import pytest

from .running import Desk

BREAK = ("demo", "break", "main-io", "port", "--site", "sub.main.io")


def saved(desk: Desk) -> bytes:
    return (desk.practice / "account" / "account.json").read_bytes()


def test_what_is_broken_is_found_by_the_doctor_and_mended(finished: Desk) -> None:
    broken = finished.run(*BREAK)
    assert (broken.code, len(broken.out.splitlines())) == (0, 1)
    assert "sub.main.io" in broken.out
    for advised in ("--demo", "doctor main-io", "demo mend main-io"):
        assert advised in broken.err
    found = json.loads(finished.run("doctor", "main-io", "--output", "json").out)
    assert [(one["site"], one["code"]) for one in found["diagnoses"]] == [("sub.main.io", "security_group_path")]
    mended = finished.run("demo", "mend", "main-io")
    assert (mended.code, len(mended.out.splitlines())) == (0, 1)
    assert json.loads(finished.run("doctor", "main-io", "--output", "json").out)["healthy"] is True
    again = finished.run("demo", "mend", "main-io")
    assert (again.code, again.out) == (0, "")
    assert "Nothing" in again.err


def test_breaking_and_mending_are_told_in_json(finished: Desk) -> None:
    broken = json.loads(finished.run(*BREAK, "--output", "json").out)
    assert {name: broken[name] for name in ("event", "setup", "site", "what")} == {
        "event": "demo_break",
        "setup": "main-io",
        "site": "sub.main.io",
        "what": "port",
    }
    mended = json.loads(finished.run("demo", "mend", "--output", "json").out)
    assert (mended["event"], mended["mended"]) == (
        "demo_mend",
        [{"setup": "main-io", "site": "sub.main.io", "what": "port"}],
    )


def test_the_doctor_asks_the_programs_of_the_practice_account(finished: Desk) -> None:
    finished.run("demo", "break", "main-io", "program", "--site", "main.io")
    found = json.loads(finished.run("doctor", "main-io", "--output", "json").out)
    assert [(one["site"], one["code"]) for one in found["diagnoses"]] == [("main.io", "nobody_listens")]


@pytest.mark.parametrize(
    ("words", "demo", "code", "said"),
    [
        (BREAK, False, 2, "Run the same command with --demo"),
        (("demo", "mend", "main-io"), False, 2, "Run the same command with --demo"),
        (("demo", "break", "main-io", "port"), True, 2, "--site: main.io, sub.main.io"),
        (("demo", "break", "main-io", "port", "--site", "x.io"), True, 4, "has no site x.io"),
        (("demo", "break", "another", "port"), True, 4, "another"),
        (("demo", "break", "main-io", "everything"), True, 2, "everything"),
        (("demo", "break", "everything"), True, 2, "certificate, port, program, record"),
        (("demo", "break", "port", "--site", "x.io"), True, 4, "has no site x.io"),
    ],
)
def test_what_cannot_be_broken_is_said_and_nothing_is_changed(
    finished: Desk, words: tuple[str, ...], demo: bool, code: int, said: str
) -> None:
    before = saved(finished)
    ended = finished.run(*words, demo=demo)
    assert (ended.code, ended.out, saved(finished) == before) == (code, "", True)
    assert said in " ".join(ended.err.split())


def test_help_says_what_each_kind_does(desk: Desk) -> None:
    lines = desk.run("demo", "break", "--help").out.splitlines()
    assert [
        line.split()[0] for line in lines if line.startswith(("  certificate", "  port", "  program", "  record"))
    ] == [
        "certificate",
        "port",
        "program",
        "record",
    ]


def test_a_breakage_that_no_version_knows_is_told_as_damage(finished: Desk) -> None:
    finished.run(*BREAK)
    path = finished.practice / "account" / "account.json"
    path.write_bytes(saved(finished).replace(b'"what":"port"', b'"what":"love"'))
    before = saved(finished)
    ended = finished.run("demo", "mend", "--output", "json")
    assert (ended.code, ended.last["problems"][0]["code"], saved(finished)) == (4, "practice_damaged", before)
