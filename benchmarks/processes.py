"""Whole processes, from their start to their end: how long they took, what they computed, and their memory."""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
KIB = 1024 if sys.platform == "darwin" else 1
"""Linux counts the memory of a process in KiB, macOS in bytes."""


@dataclass(frozen=True)
class Ended:
    """A process that has ended well."""

    seconds: float
    """From before its start until it was gone."""
    cpu: float
    """The seconds that it computed, in all threads."""
    memory: float
    """The most memory that it had at once (resident set), in MiB."""
    out: str


def run(command: Sequence[str | Path], env: Mapping[str, str], codes: Sequence[int] = (0,)) -> Ended:
    """Run a Python program in the environment of this process and some more, without a terminal.

    Args:
        command: what follows `python`.
        env: the further variables.
        codes: the exit codes that are as expected.

    Raises:
        RuntimeError: it ended otherwise.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *map(str, command)], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            env=environment(env), cwd=ROOT,
        )  # fmt: skip
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode not in codes:
            raise RuntimeError(f"{command} ended with {process.returncode}:\n{out.read()}\n{err.read()}")
        cpu = usage.ru_utime + usage.ru_stime
        return Ended(seconds, cpu, memory_of(usage), out.read())


def memory_of(usage: resource.struct_rusage) -> float:
    """Return the most memory that an ended process had at once, in MiB.

    It is not a number where this process has had as much itself: a child begins with its parent's memory, and Linux
    counts that too.
    """
    unknown = usage.ru_maxrss <= resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return math.nan if unknown else usage.ru_maxrss / KIB / 1024


HIDDEN = ("AWS_", "PYTHON")
"""Beginnings of variables that are not handed on: what is compiled is kept, as with an installed program."""


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of this process without settings of AWS and of Python, and with more."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(HIDDEN)}
    return {**kept, "PYTHONPATH": str(ROOT), **more}
