"""The command line before it does anything, and what the screens cost on top."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.forms import Form
from benchmarks.measuring import Line, Ratio, Target, median_of
from benchmarks.processes import environment

TIMES = 7


def measure(_form: Form) -> Iterator[Line]:
    bare = _python("-c", "pass")
    for option in ("--help", "--version"):
        ratio = Ratio(f"`{option}` : a Python that does nothing", _python("-m", "multisite_tui", option), bare)
        yield Target(ratio.subject, 5, ratio.one / ratio.other)
        yield ratio
    cli = _python("-c", "import multisite_tui.cli")
    yield Ratio("importing the wizard : the command line", _python("-c", "import multisite_tui.wizard.run"), cli)


def _python(*arguments: str) -> float:
    command = [sys.executable, *arguments]
    env = environment({})
    return median_of(TIMES, lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env))
