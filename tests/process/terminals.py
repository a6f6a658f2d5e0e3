"""A program in a terminal: a pseudo-terminal of 80 by 24, read by polling."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from .running import PATIENCE


class Terminal:
    """A terminal with one process in it."""

    def __init__(self, words: list[str], env: dict[str, str], *, alone: bool = False) -> None:
        """Start a program on a terminal; `alone`: it cannot reach that of the tests, which /dev/tty would be."""
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            words, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=alone
        )
        os.close(theirs)
        self.text = ""
        self._settings = termios.tcgetattr(self._ours)
        self.settings_as_before = False
        """Whether the terminal's settings are in the end what they were in the beginning."""

    def wait_for(self, words: str) -> None:
        """Read until these words were written."""
        until = time.monotonic() + PATIENCE
        while words not in self.text:
            assert self._read(until), f"no {words!r} in:\n{self.text}"

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self._ours, f"{line}\n".encode())

    def end(self) -> int:
        """Read to the end, and return the exit code."""
        until = time.monotonic() + PATIENCE
        while self._read(until):
            pass
        code = self.process.wait(timeout=max(0.1, until - time.monotonic()))
        self.settings_as_before = termios.tcgetattr(self._ours) == self._settings
        os.close(self._ours)
        return code

    def _read(self, until: float) -> bool:
        ready, _, _ = select.select([self._ours], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            self.process.kill()
            return False
        try:
            chunk = os.read(self._ours, 65536)
        except OSError:  # Linux says so when the last process has let go of the terminal
            return False
        self.text += chunk.decode("utf-8", "replace")
        return bool(chunk)
