"""From a key to the painted answer: in a pseudo-terminal, on the live table, while 20 sites are being made.

The process under test is the wizard itself, with one addition: it writes down when a moved cursor has been painted.
Both processes read one clock, which counts from the start of the machine.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.forms import MANY, Form
from benchmarks.measuring import Ratio, Spread
from benchmarks.sites import practice, setup_of
from multisite_tui.state.drafts import DraftFiles
from multisite_tui.wizard.asking.draft_answers import draft_of, fingerprint
from multisite_tui.wizard.asking.saved_drafts import SavedDrafts

DOWN, UP = b"\x1b[B", b"\x1b[A"
EVERY = 0.2
"""Seconds from one key to the next, as of somebody who moves through a list."""
IDLE_KEYS = 60
PATIENCE = 300.0
PROGRAM = Path(__file__).with_name("timed_wizard.py")


def measure(_form: Form) -> Iterator[Ratio | Spread]:
    with tempfile.TemporaryDirectory() as folder:
        _prepare(Path(folder))
        busy, idle = _Terminal(Path(folder)).measure()
    yield Ratio(
        f"key to paint while {MANY} sites are made : when done", statistics.median(busy), statistics.median(idle)
    )
    yield Spread(f"while {MANY} sites are made", busy)
    yield Spread("when done", idle)


def _prepare(folder: Path) -> None:
    """Save a draft that stands on the provision page, and was said yes to: resuming it begins at once."""
    options = practice(folder)
    draft = draft_of(setup_of(MANY), "many", "practice")
    draft.page = "provision"
    draft.approved = fingerprint(draft, accept_leftovers=False)
    SavedDrafts(DraftFiles(options.store().folder)).save(draft)


class _Terminal:
    """The wizard in a terminal, and the moments that it writes down."""

    def __init__(self, folder: Path) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        told, tell = os.pipe()
        command = [sys.executable, str(PROGRAM), str(folder), str(tell)]
        env = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[1])}
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, pass_fds=[tell], start_new_session=True
        )
        os.close(slave)
        os.close(tell)
        self._told = os.fdopen(told, "rb", buffering=0)
        self._rest = b""
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        """Take what is drawn, as a terminal does: a full pipe would hold the wizard up."""
        try:
            while os.read(self._master, 65536):
                pass
        except OSError:
            return

    def measure(self) -> tuple[list[float], list[float]]:
        """Press keys until all is made, then some more; return the seconds of both."""
        try:
            self._expect("running", PATIENCE)
            busy: list[float] = []
            while not self._done():
                busy += self._key(DOWN if len(busy) % 20 < 10 else UP)
            return busy, [seconds for place in range(IDLE_KEYS) for seconds in self._key((DOWN, UP)[place % 2])]
        finally:
            self._process.kill()
            self._process.wait()

    def _key(self, key: bytes) -> list[float]:
        """Press a key, and return the seconds until its effect was painted; nothing where it had none."""
        time.sleep(EVERY)
        self._words()
        began = time.monotonic()
        os.write(self._master, key)
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
                raise RuntimeError(f"the wizard ended with {self._process.wait()}")
            self._rest += told
        *lines, self._rest = self._rest.split(b"\n")
        words = [(word.decode(), float(moment)) for word, moment in (line.split() for line in lines)]
        self._finished = self._finished or any(word == "finished" for word, _ in words)
        return words
