"""Every command of the README's code blocks is run in one practice account, or has a reason here why it cannot be."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from multisite_tui.cli import app
from multisite_tui.demo.account import PracticeAccount
from multisite_tui.demo.control.picture import picture
from tests.process.running import PATIENCE, Desk

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAM = "multisite-tui"

NOT_RUN = {
    "uv tool install '.[demo]'": "it takes libraries from a package index",
    "pipx install '.[demo]'": "it takes libraries from a package index",
    "python3 -m venv ~/.venvs/multisite-tui": "tests/test_packaging.py makes such an environment",
    "~/.venvs/multisite-tui/bin/pip install '.[demo]'": "it takes libraries from a package index",
    "aws configure sso": "it asks a person, and signs in at AWS",
    "aws configure": "it asks a person",
    "aws sts get-caller-identity": "it needs an account of AWS",
}
"""The commands that cannot be run here, each with the reason."""

NO_TERMINAL = 4
CODES = {
    "multisite-tui --demo": NO_TERMINAL,
    "multisite-tui": NO_TERMINAL,
    "multisite-tui --answers my-sites.yaml --plan": 10,
    "multisite-tui --demo --answers examples/main-io.yaml": NO_TERMINAL,
    "multisite-tui --answers my-sites.yaml": NO_TERMINAL,
}
"""What a command exits with here, where nobody can be asked, if it is not 0."""
SAID_YES = ("destroy",)
"""The commands that are run with --yes, so that they are carried out to their end."""
LAST = "multisite-tui demo reset"
"""Run after all others, which need what is in the account."""
PLAIN = ("completion", "--version")
"""What takes none of the shared options."""


def commands() -> list[str]:
    """Return the commands of all code blocks, without their comments."""
    found: list[str] = []
    for language, text in BLOCK.findall(README):
        if language == "yaml":
            continue
        lines = [line.partition("  #")[0].strip() for line in text.splitlines()]
        found += [line for line in lines if line]
    return found


def own(command: str) -> list[str] | None:
    """Return the words that follow the program's name; None if it is another program's command."""
    first, *rest = shlex.split(command)
    return rest if first.rpartition("/")[2] == PROGRAM else None


@dataclass(frozen=True)
class Run:
    command: str
    code: int
    out: str
    err: str


def run_all(desk: Desk) -> dict[str, Run]:
    """Run the commands in the README's order, in a folder with what the README says to be there."""
    shutil.copytree(ROOT / "examples", desk.folder / "examples")
    (yaml,) = [text for language, text in BLOCK.findall(README) if language == "yaml"]
    desk.file(yaml, "my-sites.yaml")
    there = [command for command in commands() if own(command) is not None and command != LAST]
    return {command: run(command, desk) for command in dict.fromkeys(there)}


def run(command: str, desk: Desk) -> Run:
    words = list(own(command) or [])
    words += ["--yes"] if words and words[0] in SAID_YES else []
    if not set(words) & set(PLAIN):
        words += ["--state-dir", str(desk.state), *(["--demo"] if "--demo" not in words else [])]
    done = subprocess.run(
        [sys.executable, "-m", "multisite_tui", *words],
        cwd=desk.folder,
        env=desk.environment(PYTHONPATH=str(ROOT)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    return Run(command, done.returncode, done.stdout, done.stderr)


def test_each_command_is_run_or_has_a_reason_not_to_be() -> None:
    unknown = [one for one in commands() if own(one) is None and one not in NOT_RUN]
    assert unknown == [], "neither a command of this program nor in the table"
    assert {*NOT_RUN, *CODES, LAST} <= set(commands())


def test_each_command_does_what_the_readme_says(tmp_path: Path) -> None:
    """One test for all, since each command needs what those before it have made."""
    desk = Desk(tmp_path)
    runs = run_all(desk)
    expected = {command: CODES.get(command, 0) for command in runs}
    assert {command: ended.code for command, ended in runs.items()} == expected, [
        ended for command, ended in runs.items() if ended.code != expected[command]
    ]
    assert not [one for one in runs.values() if "Traceback" in one.err or not (one.out + one.err).strip()]
    assert "security_group_path" in runs["multisite-tui --demo doctor main-io"].out  # what is broken is found
    assert "security_group_path" not in runs["multisite-tui doctor main-io"].out
    as_new = picture(PracticeAccount(tmp_path / "new"))
    assert picture(desk.account) == as_new  # what was made is taken away, and DNS is as it was
    assert run(LAST, desk).code == 0
    assert not desk.setups.exists()


INLINE = re.compile(r"`([^`\n]+)`")


def test_commands_and_options_in_the_text_exist() -> None:
    text = BLOCK.sub("", README)
    known = {option for command in walked(app) for one in command.params for option in one.opts}
    other = {"--break-system-packages"}
    for words in (one.split() for one in INLINE.findall(text)):
        named = words[1:] if words[0] == PROGRAM else words if words[0] in app.commands else []
        if named and not named[0].startswith("-"):
            assert named[0] in app.commands, words
        assert {word for word in words if word.startswith("--")} <= known | other, words


def walked(command: click.Command) -> list[click.Command]:
    below = command.commands.values() if isinstance(command, click.Group) else []
    return [command, *(found for one in below for found in walked(one))]
