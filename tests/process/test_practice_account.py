"""The practice account as a person meets it: not installed, broken, saved by another version, or prepared by others."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .pictures import account_picture
from .running import REFERENCE, Desk, Ended
from .terminals import Terminal

HOOK = '''
"""Python runs this file when it starts."""

import os
import sys


class Refusing:
    """Refuses to find some modules."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == os.environ.get("MISSING"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Refusing())
if os.environ.get("RELEASE"):
    from importlib import metadata

    real = metadata.version
    metadata.version = lambda name: os.environ["RELEASE"] if name == "moto" else real(name)
if os.environ.get("LACKING"):
    import moto.core.utils

    del moto.core.utils.iso_8601_datetime_with_milliseconds
if os.environ.get("LOCKLESS"):
    import errno
    import fcntl

    def flock(*_):
        code = int(os.environ["LOCKLESS"])
        raise OSError(code, os.strerror(code))

    fcntl.flock = flock
'''


@pytest.fixture
def hooked(desk: Desk) -> Callable[..., dict[str, str]]:
    """Return the environment of a process in which something is missing."""
    folder = desk.folder / "hooks"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(HOOK)
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    return lambda **what: {"PYTHONPATH": path, **what}


def said(ended: Ended) -> bool:
    return "mistake in multisite-tui" not in ended.err and "Traceback" not in ended.err + ended.out


WAYS_IN = {
    "demo serve": ("demo", "serve"),
    "answers": ("--answers", REFERENCE, "--yes"),
    "plan": ("--answers", REFERENCE, "--plan"),
    "destroy": ("destroy", "--answers", REFERENCE, "--yes"),
    "status": ("status", "main-io"),
    "doctor": ("doctor", "main-io"),
    "verify": ("verify", "main-io"),
    "resume": ("--resume", "main-io", "--yes"),
}


@pytest.mark.parametrize("way", sorted(WAYS_IN))
def test_each_way_in_says_that_the_practice_account_is_not_installed(
    finished: Desk, desk: Desk, hooked: Callable[..., dict[str, str]], way: str
) -> None:
    ended = finished.run(*WAYS_IN[way], env=hooked(MISSING="moto"))
    assert (ended.code, said(ended)) == (2, True)
    for command in ("pip install", "pipx install --force", "uv tool install"):
        assert f"`{command} 'multisite-tui[demo]'`" in " ".join(ended.err.split())
    assert "no module moto" in ended.err


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({"MISSING": "cryptography"}, "cryptography"),
        ({"MISSING": "werkzeug"}, "werkzeug"),
        ({"MISSING": "responses"}, "responses"),
        ({"RELEASE": "5.1.0"}, "moto 5.1.0 is installed, and the practice account needs moto 5.2.5"),
        ({"LACKING": "1"}, "Importing moto fails: ImportError"),
    ],
    ids=str,
)
def test_a_practice_account_that_is_installed_in_part_is_said(
    desk: Desk, hooked: Callable[..., dict[str, str]], what: dict[str, str], reason: str
) -> None:
    ended = desk.run("--answers", REFERENCE, "--plan", "--output", "json", env=hooked(**what))
    assert (ended.code, said(ended)) == (2, True)
    problem = ended.last["problems"][0]
    assert problem["code"] == "demo_not_installed"
    assert reason in problem["why"]


def test_a_reset_needs_nothing_that_is_not_installed(finished: Desk, hooked: Callable[..., dict[str, str]]) -> None:
    assert finished.run("demo", "reset", env=hooked(MISSING="moto")).code == 0
    assert not (finished.practice / "account" / "account.json").exists()


def test_the_wizard_says_that_the_practice_account_is_not_installed(
    desk: Desk, hooked: Callable[..., dict[str, str]]
) -> None:
    terminal = Terminal(desk.words(), desk.environment(**hooked(MISSING="moto")))
    try:
        terminal.wait_for("F1")
        terminal.type("\r")
        terminal.wait_for("not installed")
    finally:
        terminal.process.kill()
        terminal.end()
    assert "mistake" not in terminal.text


@pytest.mark.parametrize("code", sorted([37, 95]))
@pytest.mark.parametrize("words", [("--answers", REFERENCE, "--yes"), ("demo", "reset"), ("demo", "serve")], ids=str)
def test_a_disk_without_locks_is_said(
    desk: Desk, hooked: Callable[..., dict[str, str]], words: tuple[str | Path, ...], code: int
) -> None:
    ended = desk.run(*words, env=hooked(LOCKLESS=str(code)))
    assert (ended.code, said(ended)) == (4, True)
    assert (os.strerror(code) in ended.err, "--state-dir" in ended.err) == (True, True)


class Canary:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.folder),)


def of_another_version(desk: Desk) -> None:
    """Make the account what an earlier version left: a pickle, which may as well have been prepared by others."""
    account = desk.practice / "account"
    (account / "account.json").unlink()
    (account / "account.pickle").write_bytes(pickle.dumps((3, Canary(desk.folder / "canary"))))


def test_an_account_of_an_earlier_version_begins_as_new_and_says_so_once(finished: Desk) -> None:
    of_another_version(finished)
    ended = finished.run("status", "main-io")
    assert (ended.code, "begins as new" in ended.err) == (0, True)
    assert not (finished.folder / "canary").exists()
    assert "begins as new" not in finished.run("status", "main-io").err
    assert finished.run("list").code == 0


def test_a_setup_whose_account_begins_as_new_is_made_again(finished: Desk, reference: Desk) -> None:
    of_another_version(finished)
    assert finished.run("--resume", "main-io", "--yes").code == 0
    assert account_picture(finished.account) == account_picture(reference.account)


def test_a_setup_whose_account_begins_as_new_can_be_destroyed(finished: Desk, tmp_path: Path) -> None:
    of_another_version(finished)
    ended = finished.run("destroy", "main-io", "--yes")
    assert (ended.code, said(ended)) == (0, True)
    new = Desk(tmp_path / "new")
    assert account_picture(finished.account) == account_picture(new.account)


@pytest.mark.parametrize("name", ["account.json", "lock", "faults.json", "calls.log"])
def test_a_folder_that_others_prepared_is_said(desk: Desk, name: str) -> None:
    account = desk.practice / "account"
    account.mkdir(parents=True)
    os.mkfifo(account / name)
    ended = desk.run("--answers", REFERENCE, "--yes", "--output", "json")
    assert (ended.code, said(ended)) == (4, True)
    assert "not a regular file" in json.dumps(ended.last["problems"])


def test_a_damaged_account_is_said_with_what_to_do(finished: Desk) -> None:
    file = finished.practice / "account" / "account.json"
    file.write_bytes(file.read_bytes()[:-100])
    ended = finished.run("status", "main-io")
    assert (ended.code, said(ended), "demo reset" in ended.err) == (4, True, True)
    assert finished.run("demo", "reset").code == 0
    assert finished.run("--answers", REFERENCE, "--plan").code == 10
