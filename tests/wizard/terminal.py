"""The wizard in a pseudo-terminal: a process of its own, keys in, text out."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.process.terminal_modes import left_on

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from multisite_tui.options import Options
from multisite_tui.wizard.run import run_wizard
resume = sys.argv[2] if len(sys.argv) > 2 else None
sys.exit(run_wizard(Options(demo=True, state_dir=sys.argv[1]), resume))
"""
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|[PX^_\]].*?(?:\x1b\\|\x07)|[ -/]*[0-~])", re.DOTALL)
PATIENCE = 90.0
KEYS = {"enter": "\r", "down": "\x1b[B", "home": "\x1b[H", "space": " ", "f8": "\x1b[19~", "ctrl+q": "\x11"}
ALTERNATE_ON, ALTERNATE_OFF = "\x1b[?1049h", "\x1b[?1049l"


class Terminal:
    """One run of the wizard."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        program: str = PROGRAM,
        **environment: str,
    ) -> None:
        self.folder = folder
        self.raw = ""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environment}
        command = [sys.executable, "-c", program, str(folder), *arguments]
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True, cwd=ROOT
        )
        os.close(slave)
        self._settings = termios.tcgetattr(self._master)
        self._closed = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while not self._closed:
            if not select.select([self._master], [], [], 0.1)[0]:
                continue
            try:
                chunk = os.read(self._master, 65536)
            except OSError:
                return
            if not chunk:
                return
            self.raw += chunk.decode("utf-8", "replace")

    @property
    def text(self) -> str:
        """All that was written so far, without what commands the terminal."""
        return ESCAPES.sub("", self.raw)

    def type(self, *keys: str) -> None:
        """Send names of keys, or texts, all at once."""
        os.write(self._master, "".join(KEYS.get(key, key) for key in keys).encode())

    def wait(self, true: Callable[[], object], what: str) -> None:
        """Wait for something.

        Raises:
            AssertionError: it did not come, or the program ended first.
        """
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come; the last of the screen: {self.text[-3000:]}")
            time.sleep(0.05)

    def shows(self, text: str) -> None:
        """Wait until a text was painted since the last key that asked for it."""
        self.wait(lambda: text in self.text, text)

    def draft(self) -> dict[str, Any]:
        """Return the saved draft; empty where there is none yet."""
        for path in self.folder.glob("practice/setups/*/draft.json"):
            try:
                found: dict[str, Any] = json.loads(path.read_text("utf-8"))
            except (OSError, ValueError):
                continue
            return found
        return {}

    def reaches(self, page: str) -> None:
        """Wait until a page is the one that the draft stands on."""
        self.wait(lambda: self.draft().get("page") == page, f"the page {page}")

    def ends(self) -> int:
        """Wait for the program to end, and return its exit code."""
        self.wait(lambda: self.process.poll() is not None, "the end")
        self._reader.join(PATIENCE)  # it ends with the last that the program wrote
        return int(self.process.returncode)

    def is_as_before(self) -> bool:
        """Whether the terminal's settings and modes are what they were before the program."""
        return left_on(self.raw) == [] and termios.tcgetattr(self._master) == self._settings

    def close(self) -> None:
        """Let the terminal go, as when its window is closed or the line drops."""
        self._closed = True
        self._reader.join()  # whoever reads keeps it open
        os.close(self._master)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
