"""From the command to the first painted page, against an app of Textual that shows one word."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.forms import Form
from benchmarks.measuring import Line, Ratio, Target
from benchmarks.terminals import Terminal

TRIVIAL = (Path(__file__).with_name("trivial_app.py"),), "ready"
WIZARD = ("-m", "multisite_tui", "--state-dir"), "Practise first"
"""Each with the words that it draws last on its first page."""


def measure(form: Form) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        wizard, trivial = [], []
        for _ in range(2 * form.repeats + 1):
            wizard.append(_painted((*WIZARD[0], folder), WIZARD[1], folder))
            trivial.append(_painted(*TRIVIAL, folder))
    ratio = Ratio(
        "first paint of the wizard : a trivial Textual app", statistics.median(wizard), statistics.median(trivial)
    )
    yield Target(ratio.subject, 1.15, ratio.one / ratio.other)
    yield ratio


def _painted(command: Sequence[str | Path], words: str, folder: str) -> float:
    terminal = Terminal(command, {"HOME": folder})
    try:
        return terminal.painted(words)
    finally:
        terminal.end()
