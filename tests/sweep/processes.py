"""Processes to kill: forked from one that has loaded everything and done nothing, or, slowly, started afresh.

Loading moto takes seconds of each start. A fork is a process like any other: it has a memory and files of its own, and
SIGKILL ends it without another word.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import cache
from io import StringIO
from pathlib import Path
from typing import NoReturn

from tests.process.running import REFERENCE, ROOT, Desk, Ended
from tests.service_models import parse_once

from .dying import arrange, written
from .points import Death

PATIENCE = 240.0
"""Seconds after which a process counts as hanging; the machine may be busy."""


def run(desk: Desk, words: list[str], death: Death | None, *, fresh: bool) -> Ended:
    """Run the command in a process of its own until it ends, or is killed where it is to be."""
    out, err = desk.folder / "stdout", desk.folder / "stderr"
    whole = desk.words(*words)[3:]
    if fresh:
        code = _fresh(whole, desk.environment(), death, out, err)
    else:
        warm()
        code = _forked(whole, desk.environment(), death, out, err)
    return Ended(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _fresh(words: list[str], environment: dict[str, str], death: Death | None, out: Path, err: Path) -> int:
    program = ["tests.sweep.dying", *written(death)] if death else ["multisite_tui"]
    with out.open("w") as told, err.open("w") as said:
        done = subprocess.run(
            [sys.executable, "-m", *program, *words], stdin=subprocess.DEVNULL, stdout=told, stderr=said,
            env=environment, cwd=ROOT, timeout=PATIENCE, check=False, umask=0o022,
        )  # fmt: skip
    return done.returncode


def _forked(words: list[str], environment: dict[str, str], death: Death | None, out: Path, err: Path) -> int:
    child = os.fork()
    if child == 0:
        _become(words, environment, death, out, err)
    until = time.monotonic() + PATIENCE
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise AssertionError(f"it hangs, having said:\n{out.read_text()}\n{err.read_text()}")
        time.sleep(0.02)


def _become(words: list[str], environment: dict[str, str], death: Death | None, out: Path, err: Path) -> NoReturn:
    """Be the command, and end with it; nothing of the caller may go on in this process."""
    from moto.moto_api._internal import mock_random

    from multisite_tui.cli import main

    code = 70
    try:
        for number, path, how in ((0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY), (2, err, os.O_WRONLY)):
            os.dup2(os.open(path, how | os.O_CREAT | os.O_TRUNC if number else how, 0o644), number)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        os.environ.clear()
        os.environ.update(environment)
        os.umask(0o022)
        sys.argv = ["multisite-tui", *words]
        # Or each fork would make up the same ids as the one before it.
        random.seed()
        mock_random.seed(None)
        if death:
            arrange(death)
        main()
    except SystemExit as leave:
        code = int(leave.code or 0)
    except BaseException:  # noqa: BLE001 - whatever it is, it ends here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


@cache
def warm() -> None:
    """Load what the command will, by planning once; what it forks then finds it there."""
    from multisite_tui.cli import app
    from multisite_tui.options import Options

    parse_once()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        words = ["--answers", str(REFERENCE), "--plan", "--demo", "--state-dir", folder]
        with suppress(SystemExit):
            app(words, standalone_mode=False, obj=Options())
