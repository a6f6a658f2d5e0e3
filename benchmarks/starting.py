"""The command line before it does anything, and what answers and screens cost on top.

In the virtual environment of a checkout, a Python that does nothing starts slower than elsewhere, since it reads what
makes the checkout importable. Where the program is installed, `--help` and `--version` are a larger multiple of it.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.forms import Form
from benchmarks.measuring import Line, Ratio, Target
from benchmarks.processes import run

NOTHING = ("-c", "pass")
LIBRARIES = ("-c", "import pydantic, ruamel.yaml")
"""What no check of answers can do without."""
COMMAND_LINE = ("-c", "import multisite_tui.cli")
PAGES = ("-c", "import multisite_tui.wizard.pages")
WRONG = "schema: 1\nsites: [{domain: main.io, port: 70000}]\n"


def measure(form: Form) -> Iterator[Line]:
    times = 5 * form.repeats
    for option in ("--help", "--version"):
        ratio = _ratio(f"`{option}` : a Python that does nothing", ("-m", "multisite_tui", option), NOTHING, times)
        yield Target(ratio.subject, 5, ratio.one / ratio.other)
        yield ratio
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "wrong.yaml")
        file.write_text(WRONG)
        refused = ("-m", "multisite_tui", "--answers", str(file))
        yield _ratio("answers refused : importing pydantic and ruamel.yaml", refused, LIBRARIES, times)
    yield _ratio("importing all pages of the wizard : the command line", PAGES, COMMAND_LINE, times)


def _ratio(subject: str, one: Sequence[str], other: Sequence[str], times: int) -> Ratio:
    """Run two commands in turns, so that what else the machine does is the same for both; return their medians.

    The first turn is not counted: it compiles what is compiled where the program is installed.
    """
    turns = [(_seconds(one), _seconds(other)) for _ in range(times + 1)][1:]
    first, second = (statistics.median(seconds) for seconds in zip(*turns, strict=True))
    return Ratio(subject, first, second)


def _seconds(command: Sequence[str]) -> float:
    return run(command, {}, codes=(0, 2)).seconds
