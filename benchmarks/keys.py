"""From a key to the painted answer: in a pseudo-terminal, on the live table, while 20 sites are being made.

They are made at the delayed endpoint. The process under test is the wizard itself, with one addition: it writes down
when a moved cursor has been painted. Both processes read one clock, which counts from the start of the machine.
"""

from __future__ import annotations

import os
import select
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.endpoint import served
from benchmarks.forms import MANY, Form
from benchmarks.measuring import Line, Ratio, Spread, Target
from benchmarks.sites import setup_of
from benchmarks.terminals import PATIENCE, Terminal
from multisite_tui.options import Options
from multisite_tui.state.drafts import DraftFiles
from multisite_tui.wizard.asking.draft_answers import draft_of, fingerprint
from multisite_tui.wizard.asking.saved_drafts import SavedDrafts

DOWN, UP = b"\x1b[B", b"\x1b[A"
EVERY = 0.1
"""Seconds from one key to the next, as of somebody who moves through a list."""
IDLE_KEYS = 40
PROGRAM = Path(__file__).with_name("timed_wizard.py")


@dataclass
class Keys:
    """The seconds from each key to the painted answer, and the wizard's memory in MiB."""

    busy: list[float]
    idle: list[float]
    memory: float


def measure(form: Form) -> Iterator[Line]:
    runs = [_measured() for _ in range(form.repeats)]  # one run has some thirty keys, of which 95 % are too few to tell
    busy, idle = ([key for run in runs for key in getattr(run, name)] for name in ("busy", "idle"))
    spread = Spread(f"while {MANY} sites are made", busy)
    yield Target(f"key to paint while {MANY} sites are made, 95th percentile", 50, 1000 * spread.late, "ms")
    yield Target(f"the wizard's memory when {MANY} sites were made", 120, max(run.memory for run in runs), "MiB")
    yield Ratio(
        f"key to paint while {MANY} sites are made : when done", statistics.median(busy), statistics.median(idle)
    )
    yield spread
    yield Spread("when done", idle)


def _measured() -> Keys:
    with tempfile.TemporaryDirectory() as folder, served() as endpoint:
        _prepare(Path(folder))
        return _Timed(Path(folder), endpoint.environment).measure()


def _prepare(folder: Path) -> None:
    """Save a draft that stands on the provision page, and was said yes to: resuming it begins at once."""
    draft = draft_of(setup_of(MANY), "many", "aws")
    draft.page = "provision"
    draft.approved = fingerprint(draft, accept_leftovers=False)
    SavedDrafts(DraftFiles(Options(state_dir=str(folder)).store().folder)).save(draft)


class _Timed:
    """The wizard in a terminal, and the moments that it writes down."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        told, tell = os.pipe()
        self._terminal = Terminal(
            [PROGRAM, str(tell), "--state-dir", folder, "--resume", "many"], {**env, "HOME": str(folder)}, [tell]
        )
        os.close(tell)
        self._told = os.fdopen(told, "rb", buffering=0)
        self._rest = b""

    def measure(self) -> Keys:
        """Press keys until all is made, then some more."""
        keys = Keys([], [], 0.0)
        try:
            self._expect("running", PATIENCE)
            while not self._done():
                keys.busy += self._key(DOWN if len(keys.busy) % 20 < 10 else UP)
            for place in range(IDLE_KEYS):
                keys.idle += self._key((DOWN, UP)[place % 2])
        finally:
            keys.memory = self._terminal.end()
        return keys

    def _key(self, key: bytes) -> list[float]:
        """Press a key, and return the seconds until its effect was painted; nothing where it had none."""
        time.sleep(EVERY)
        self._words()
        began = time.monotonic()
        self._terminal.press(key)
        painted = self._expect("painted", 3.0)
        return [] if painted is None else [painted - began]

    def _done(self) -> bool:
        self._words()
        return self._finished

    _finished = False

    def _expect(self, word: str, seconds: float) -> float | None:
        """Return the moment that goes with a word; None where it does not come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for said, moment in self._words(0.05):
                if said == word:
                    return moment
        return None

    def _words(self, wait: float = 0.0) -> list[tuple[str, float]]:
        """Return what was written down since."""
        if select.select([self._told], [], [], wait)[0]:
            told = os.read(self._told.fileno(), 65536)
            if not told:
                raise RuntimeError("the wizard has ended")
            self._rest += told
        *lines, self._rest = self._rest.split(b"\n")
        words = [(word.decode(), float(moment)) for word, moment in (line.split() for line in lines)]
        self._finished = self._finished or any(word == "finished" for word, _ in words)
        return words
