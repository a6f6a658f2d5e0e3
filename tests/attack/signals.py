"""Signals at random moments of every command, on a terminal.

A moment is an event (words that the command writes) and a part of the time that the command takes undisturbed. A
process that a signal ends before the program's first line is Python's: it counts as such if it wrote nothing, or a
traceback without a file of the program.
"""

from __future__ import annotations

import os
import random
import re
import select
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.process.running import PATIENCE, REFERENCE, ROOT, Desk
from tests.process.terminal_modes import left_on
from tests.process.terminals import Terminal

from .trying import Part, Try

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
AGAIN = 0.4
"""Of the tries, how many send a second signal."""
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
SENTENCES = re.compile(r"Interrupted(?: after|;)|Stopped at once;|Saved\. Go on with")
NEVER = ("Traceback", "mistake in multisite-tui", "Exception ignored", "Fatal Python error")
PAGES = (
    "account", "sites", "listener", "security_group", "certificate", "health_check", "instances", "tags", "dns",
    "review",
)  # fmt: skip


@dataclass(frozen=True)
class Command:
    """One command line, and what it exits with by itself."""

    words: tuple[str, ...]
    codes: tuple[int, ...] = (0,)
    needs: str = ""
    """`setup`: the reference case stands; `page`: a draft is left on a page."""
    events: tuple[str, ...] = ()
    """What it writes on its way, behind which the moment may be."""
    lasts: float | None = None
    """Seconds that are taken for its duration, where it does not end by itself."""


CHEAP = (
    Command(("--version",)),
    Command(("list",)),
    Command((), (), events=("Practise first",), lasts=2.0),
    Command(("schema",)),
)
"""What `make test` tries: it needs neither the practice account nor a setup."""
SET_UP = ("--answers", str(REFERENCE))
OTHERS = (
    Command(("status", "main-io"), needs="setup"),
    Command(("status", "main-io", "--watch"), (), "setup", ("Seen at",), 6.0),
    Command(("verify", "main-io"), (0, 5), "setup"),
    Command(("doctor", "main-io"), needs="setup"),
    Command(("answers", "main-io"), needs="setup"),
    Command((*SET_UP, "--plan"), (10,), events=("practice account", "Plan for")),
    Command((*SET_UP, "--yes"), events=("Plan for", "steps done", "waiting")),
    Command(SET_UP, (), events=("[y/N]",), lasts=4.0),
    Command(("destroy", "main-io", "--yes"), needs="setup", events=("Plan for", "steps done")),
    Command(("demo", "reset"), needs="setup"),
    Command(("demo", "serve"), (), events=("AWS_DEFAULT_REGION",), lasts=4.0),
    Command(("--resume", "main-io"), (), "page", ("\x1b[?1049h", "F8"), 4.0),
)


class Watched(Terminal):
    """A terminal that is read for a time, or until some words come."""

    def reads(self, words: str, seconds: float) -> None:
        """Read until the words come, the time is over or the program has ended."""
        until = time.monotonic() + seconds
        while not (words and words in self.text):
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._ours], [], [], left)[0]:
                return
            try:
                chunk = os.read(self._ours, 65536)
            except OSError:
                return
            self.text += chunk.decode("utf-8", "replace")

    def send(self, number: int) -> None:
        """Send a signal, unless the program has ended."""
        if self.process.poll() is None:
            self.process.send_signal(number)


class Place:
    """The folders of a run of the harness: the setup that stands is made once, and copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._durations: dict[tuple[str, ...], float] = {}

    def desk(self, command: Command, page: str) -> Desk:
        """Return a new desk with what the command needs."""
        self._count += 1
        desk = Desk(self._folder / str(self._count))
        if command.needs == "setup":
            shutil.copytree(self._setup().state, desk.state)
        if command.needs == "page":
            _leave_on(desk.state, page)
        return desk

    def _setup(self) -> Desk:
        desk = Desk(self._folder / "setup")
        if not desk.setups.exists():
            ended = desk.run(*SET_UP, "--yes")
            assert ended.code == 0, ended.err
        return desk

    def drop(self, desk: Desk) -> None:
        """Remove what a try has left."""
        shutil.rmtree(desk.folder, ignore_errors=True)

    def duration(self, command: Command) -> float:
        """Return the seconds that the command takes undisturbed, as measured once."""
        if command.lasts is not None:
            return command.lasts
        if command.words not in self._durations:
            desk = self.desk(command, "")
            begun = time.monotonic()
            started(desk, command).end()
            self._durations[command.words] = time.monotonic() - begun
            self.drop(desk)
        return self._durations[command.words]


def _leave_on(folder: Path, page: str) -> None:
    from multisite_tui.options import Options
    from multisite_tui.wizard.asking.resuming import resumed
    from multisite_tui.wizard.options import account_modes_of
    from tests.wizard.gallery import reference_draft

    folder.mkdir(parents=True)
    reference_draft(folder)
    session = resumed(account_modes_of(Options(demo=True, state_dir=str(folder)))[1], "main-io")
    session.draft.page = page
    session.save()


def started(desk: Desk, command: Command) -> Watched:
    """Start the command on a terminal of its own."""
    return Watched(desk.words(*command.words), desk.environment(PYTHONPATH=str(ROOT)), alone=True)


def attack(lot: random.Random, folder: Path) -> Iterator[Try]:
    """Try the commands that need least first, then all of them."""
    place = Place(folder)
    yield from (_try(lot, place, command) for command in CHEAP)
    while True:
        yield _try(lot, place, lot.choice((*CHEAP, *OTHERS)))


def _try(lot: random.Random, place: Place, command: Command) -> Try:
    event, part, first, second = _drawn(lot, command)
    page, pause = lot.choice(PAGES), lot.random() ** 3  # two signals are mostly near to each other
    desk = place.desk(command, page)
    duration = place.duration(command)
    terminal = started(desk, command)
    if event:
        terminal.reads(event, PATIENCE)
    terminal.reads("", duration * part)
    terminal.send(first)
    if second:
        terminal.reads("", pause)
        terminal.send(second)
    code = terminal.end()
    place.drop(desk)
    words = " ".join(command.words) or "the first page"
    at = f"{part:.3f} of {duration:.1f} s behind {event or 'its start'!r}"
    then = f", then {signal.Signals(second).name} after {pause:.3f} s" if second else ""
    where = f" on the page {page}" if command.needs == "page" else ""
    return Try(
        f"{words}{where}: {signal.Signals(first).name} at {at}{then}",
        _wrong(terminal, command, code),
        _end(terminal, code),
    )


def _drawn(lot: random.Random, command: Command) -> tuple[str, float, int, int]:
    event = lot.choice(("", *command.events))
    part = lot.random() * (0.2 if event else 1.0)
    first, second, again = lot.choice(SIGNALS), lot.choice(SIGNALS), lot.random() < AGAIN
    return event, part, first, second if again else 0


def _end(terminal: Watched, code: int) -> str:
    if _is_of_python(terminal, code):
        return "before the first line"
    return f"exit {code}"


def _is_of_python(terminal: Watched, code: int) -> bool:
    """Whether the signal came before the program's first line."""
    if code >= 0 and "KeyboardInterrupt" not in terminal.text:
        return False
    return not terminal.text or ("Traceback" in terminal.text and str(ROOT / "multisite_tui") not in terminal.text)


CHECKS: tuple[Callable[[Watched, Command, int], str], ...] = (
    lambda terminal, command, code: "" if code in (130, *command.codes) else f"exit {code}",
    lambda terminal, command, code: next((word for word in NEVER if word in terminal.text), ""),
    lambda terminal, command, code: ", ".join(left_on(terminal.text)),
    lambda terminal, command, code: "" if terminal.settings_as_before else "the settings of the terminal",
    lambda terminal, command, code: _sentences(terminal, code),
)


def _sentences(terminal: Watched, code: int) -> str:
    count = len(SENTENCES.findall(ESCAPES.sub("", terminal.text)))
    return f"{count} sentences about the interrupt" if count > 1 else ""


def _wrong(terminal: Watched, command: Command, code: int) -> str:
    if _is_of_python(terminal, code):
        return ""
    found = [wrong for check in CHECKS if (wrong := check(terminal, command, code))]
    return "; ".join([*found, repr(terminal.text[-600:])]) if found else ""


PART = Part(
    name="signals",
    about="Signals at random moments of every command on a terminal, often a second one:"
    " exit 130 or the command's own code, at most one sentence, no traceback, the terminal as it was.",
    attack=attack,
    tries=150,
    few=4,
)
