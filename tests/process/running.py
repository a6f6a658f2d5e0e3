"""The program as a person runs it: a process, an environment without surprises, a state folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from multisite_tui.demo.account import PracticeAccount
from multisite_tui.demo.control.faults import LoggedCall

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "examples" / "main-io.yaml"
PATIENCE = 150.0
"""Seconds after which a process counts as hanging; the slowest here takes a tenth, on a machine that is not busy."""
HIDDEN = ("AWS_", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COLUMNS", "LINES", "PYTEST_", "PYTHONWARNINGS")


@dataclass(frozen=True)
class Ended:
    """A process that has ended."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def last(self) -> dict[str, Any]:
        return self.events[-1]

    @property
    def sites(self) -> dict[str, dict[str, Any]]:
        return {site["domain"]: site for site in self.last["sites"]}


@dataclass
class Desk:
    """A person's desk: a home without AWS configuration, a state folder, answers files."""

    folder: Path

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def practice(self) -> Path:
        return self.state / "practice"

    @property
    def setups(self) -> Path:
        return self.practice / "setups"

    @cached_property
    def account(self) -> PracticeAccount:
        return PracticeAccount(self.practice / "account")

    @property
    def writes(self) -> list[LoggedCall]:
        return [call for call in self.account.calls if call.mutating]

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(HIDDEN)}
        none = str(self.home / "none")
        aws = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none}
        return {**kept, "HOME": str(self.home), "TERM": "xterm-256color", **aws, **more}

    def words(self, *words: str | Path, demo: bool = True) -> list[str]:
        shared = ["--state-dir", self.state, *(["--demo"] if demo else [])]
        return [sys.executable, "-m", "multisite_tui", *map(str, [*words, *shared])]

    def start(self, *words: str | Path, demo: bool = True, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        return self._start(self.words(*words, demo=demo), env)

    def run_dying(self, when: str, name: str, after: str, *words: str | Path) -> Ended:
        """Run the command until it is killed at a call (see `dying.py`)."""
        program, _module, _name, *rest = self.words(*words)
        dying = str(Path(__file__).with_name("dying.py"))
        return end(self._start([program, dying, when, name, after, *rest], None))

    def run_under(self, program: list[str], *words: str | Path) -> Ended:
        """Run the command by another program, such as one that takes rights away."""
        return end(self._start([*program, *self.words(*words)], None))

    def run_signalled(self, moment: str, number: int, times: int, *words: str | Path) -> Ended:
        """Run the command, which is sent a signal at a moment (see `signalled.py`)."""
        program, _module, _name, *rest = self.words(*words)
        signalled = str(Path(__file__).with_name("signalled.py"))
        return end(self._start([program, signalled, moment, str(int(number)), str(times), *rest], None))

    def _start(self, words: list[str], env: dict[str, str] | None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=self.environment(**(env or {})),
            umask=0o022,
        )

    def run(self, *words: str | Path, demo: bool = True, env: dict[str, str] | None = None) -> Ended:
        return end(self.start(*words, demo=demo, env=env))

    def run_bare(self, *words: str) -> Ended:
        """Run a command that takes none of the shared options."""
        words_alone = [sys.executable, "-m", "multisite_tui", *words]
        done = subprocess.run(
            words_alone, env=self.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def file(self, text: str, name: str = "answers.yaml") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def told_to_fail(self, *faults: dict[str, Any], kill: dict[str, Any] | None = None) -> None:
        content = {"faults": list(faults), **({"kill": kill} if kill else {})}
        path = self.practice / "account" / "faults.json"
        assert self.account.folder == path.parent
        path.write_text(json.dumps(content), encoding="utf-8")


def end(process: subprocess.Popen[str]) -> Ended:
    """Wait until a process has ended; one that hangs is killed, and is a failure."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"it hangs, having said:\n{out}\n{err}") from None
    assert "Traceback" not in err, err
    return Ended(process.returncode, out, err)


def poll(done: Callable[[], bool], what: str) -> None:
    """Return when something is so."""
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, f"it never came to pass: {what}"
        time.sleep(0.02)


def copied(desk: Desk, folder: Path) -> Desk:
    """Return a desk with a copy of another's state."""
    copy = Desk(folder)
    shutil.copytree(desk.state, copy.state)
    return copy


def keep(path: Path, ended: Ended) -> Ended:
    path.write_text(json.dumps(asdict(ended)), encoding="utf-8")
    return ended


def kept(path: Path) -> Ended:
    return Ended(**json.loads(path.read_text(encoding="utf-8")))
