"""A terminal that is gone: the line dropped, or its window was closed. Nobody reads, nobody types, all is saved.

Textual's threads may then block for ever on what nobody takes any more, so that the process is ended from a thread of
its own, whatever the others do.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import TYPE_CHECKING

from multisite_tui.errors import ExitCode
from multisite_tui.signals import end_process

if TYPE_CHECKING:
    from multisite_tui.wizard.session import Session

EVERY = 2.0
"""Seconds from one look at the terminal to the next: not every loss comes with a signal."""
PATIENCE = 25.0
"""Seconds that the call in hand may take; what was intended is on disk, so that a resume finds out what came of it."""
POLITE = 3.0
"""Seconds that the app has to leave by itself, which gives a terminal that is still there back as it was."""


class LostTerminal:
    """Ends the process when its terminal is gone."""

    def __init__(self, session: Callable[[], Session | None], last_words: Callable[[], str]) -> None:
        self._session = session
        self._last_words = last_words
        self._once = Lock()

    def watch(self) -> None:
        """Look at the terminal again and again, beside everything else."""
        Thread(target=self._watch, daemon=True, name="terminal").start()

    def lost(self) -> None:
        """Let a run finish the call in hand, then end; returns at once."""
        Thread(target=self._end, daemon=True, name="end").start()

    def _watch(self) -> None:
        while os.isatty(0):
            time.sleep(EVERY)
        self._end()

    def _end(self) -> None:
        if not self._once.acquire(blocking=False):
            return
        session = self._session()
        if session is not None:
            session.stop(PATIENCE)
        time.sleep(POLITE)
        end_process(ExitCode.INTERRUPTED, self._last_words() or None)
