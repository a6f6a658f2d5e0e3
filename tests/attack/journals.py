"""Mutated journals and drafts: every command that reads them ends well or with a sentence and a documented code."""

from __future__ import annotations

import io
import json
import os
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import click

from multisite_tui.cli import app
from multisite_tui.errors import ExitCode, Failure
from multisite_tui.options import Options
from multisite_tui.wizard.asking.resuming import resumed
from multisite_tui.wizard.asking.saved_rows import saved_rows
from multisite_tui.wizard.options import account_modes_of
from tests.corridor.reference import REFERENCE
from tests.corridor.rig import Bench

from .mutations import mutated, odd_value
from .trying import Part, Try

KEPT = sorted((Path(__file__).parents[1] / "state" / "kept").glob("*.jsonl"))
NAME = "main-io"
COMMANDS = (
    ("list",),
    ("answers", NAME),
    ("status", NAME),
    ("--resume", NAME, "--plan"),
    ("--resume", "--plan"),
    ("destroy", NAME),
)
ENDS = frozenset(ExitCode) - {ExitCode.BUG}
DOCUMENTED = frozenset(int(code) for code in ENDS)
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Practice:
    """A practice account on which the reference case was set up, and a state folder whose files are mutated."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(folder / "bench")
        self.bench.run(REFERENCE)
        self.state = folder / "state"
        self.setup = self.state / "practice" / "setups" / NAME
        self.setup.mkdir(parents=True, mode=0o700)
        self.journals = [(self.bench.folder / "setups" / NAME / "journal.jsonl").read_bytes()]
        self.journals += [path.read_bytes() for path in KEPT]
        self.drafts = [json.dumps(draft).encode() for draft in self._drafts()]

    def options(self) -> Options:
        """Return options that work on this account."""
        options = Options(demo=True, state_dir=str(self.state))
        options.__dict__["_practice_account"] = self.bench.account
        return options

    def write(self, file: str, content: bytes) -> None:
        """Put a file into the setup's folder, and the others out of it."""
        for path in self.setup.iterdir():
            path.unlink()
        (self.setup / file).write_bytes(content)

    def _drafts(self) -> Iterator[dict[str, object]]:
        self.write("journal.jsonl", self.journals[0])
        yield resumed(account_modes_of(self.options())[1], NAME).draft.as_json()

    def ends(self, commands: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
        """Yield each command, how it ends, and what is wrong about that; then the same of the wizard."""
        for words in commands:
            seen, wrong, said = ended(self.options(), words)
            if not wrong and UNPRINTABLE.search(said):
                wrong = f"it writes {UNPRINTABLE.findall(said)}"
            yield " ".join(words), seen, wrong
        yield "wizard", *self._opened()

    def _opened(self) -> tuple[str, str]:
        """Return how the wizard's first page and the opening of the setup end."""
        mode = account_modes_of(self.options())[1]
        try:
            list(saved_rows(mode))
            resumed(mode, NAME)
        except Failure as failure:
            return f"wizard {int(failure.exit_code)}", ""
        except Exception as bug:  # noqa: BLE001 - whatever it is, it is a failure of this try
            return "bug", f"{type(bug).__name__}: {bug}"
        return "wizard 0", ""


def ended(options: Options, words: tuple[str, ...]) -> tuple[str, str, str]:
    """Return how a command ends, what is wrong about it, and what it wrote."""
    out = io.StringIO()
    code: object = 0
    try:
        with (
            redirect_stdout(out),
            redirect_stderr(out),
            mock.patch("sys.stdin", io.StringIO()),
            mock.patch.dict(os.environ, {"NO_COLOR": "1"}),
        ):
            app.main(args=list(words), standalone_mode=False, obj=options)
    except SystemExit as end:
        code = end.code or 0
    except (Failure, click.ClickException) as failure:
        code = failure.exit_code
        problems = failure.problems if isinstance(failure, Failure) else ()
        if any(not problem.what or not problem.next for problem in problems):
            return "bug", f"no advice: {problems}", out.getvalue()
    except Exception as bug:  # noqa: BLE001 - whatever it is, it is a failure of this try
        return "bug", f"{type(bug).__name__}: {bug}", out.getvalue()
    wrong = "" if code in DOCUMENTED else f"exit code {code}"
    return f"exit {code}", wrong, out.getvalue()


def damaged(lot: random.Random, content: bytes) -> bytes:
    """Return a file of lines of JSON with damage: mostly one value that is odd, which is the hardest to notice."""
    if lot.random() < 0.3:
        return mutated(lot, content)
    lines = content.splitlines(keepends=True)
    kinds = [line[:20] for line in lines]
    kind = lot.choice(sorted(set(kinds)))  # or intents, which are most, would take most of the damage
    at = lot.choice([place for place, one in enumerate(kinds) if one == kind])
    lines[at] = odd_value(lot, lines[at])
    return b"".join(lines)


def attack(lot: random.Random, folder: Path) -> Iterator[Try]:
    """Yield a try for each command on each damaged file."""
    practice = Practice(folder)
    while True:
        file, sound = ("draft.json", practice.drafts) if lot.random() < 0.1 else ("journal.jsonl", practice.journals)
        content = damaged(lot, lot.choice(sound))
        practice.write(file, content)
        output = lot.choice(("text", "json"))
        commands = [(*words, "--output", output) for words in (COMMANDS[0], *lot.sample(COMMANDS[1:], 2))]
        for command, seen, wrong in practice.ends(commands):
            kept = ""
            if wrong:
                path = Path(f"{folder}-{file}")
                path.write_bytes(content)
                kept = f" (kept as {path})"
            yield Try(f"{command} on a damaged {file}{kept}", wrong, seen)


PART = Part(
    "journals",
    "Journals and drafts with a value of another type or meaning, lines lost or torn: every command that reads them "
    "ends well, or with what, why and next and a documented code.",
    attack,
    tries=12_000,
    few=40,
)
