"""A program in a pseudo-terminal of 80 by 24, which takes what is drawn at once."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.processes import environment, memory_of

PATIENCE = 300.0


class Terminal:
    """A terminal with one Python program in it."""

    def __init__(self, command: Sequence[str | Path], env: Mapping[str, str], pass_fds: Sequence[int] = ()) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._drawn = b""
        self._more = threading.Condition()
        self._began = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, *map(str, command)], stdin=theirs, stdout=theirs, stderr=theirs, pass_fds=pass_fds,
            env=environment({"TERM": "xterm-256color", **env}), start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        """Take what is drawn, as a terminal does: a full pipe would hold the program up."""
        try:
            while drawn := os.read(self._ours, 65536):
                with self._more:
                    self._drawn += drawn
                    self._more.notify_all()
        except OSError:
            return

    def press(self, key: bytes) -> None:
        os.write(self._ours, key)

    def painted(self, words: str) -> float:
        """Return the seconds from the program's start until these words were drawn.

        Raises:
            RuntimeError: they were not.
        """
        wanted = words.encode()
        with self._more:
            if not self._more.wait_for(lambda: wanted in self._drawn, PATIENCE):
                raise RuntimeError(f"no {words!r} in {self._drawn.decode()}")
        return time.monotonic() - self._began

    def end(self) -> float:
        """Kill the program, and return the most memory that it had at once, in MiB."""
        self._process.kill()
        _pid, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        os.close(self._ours)
        return memory_of(usage)
