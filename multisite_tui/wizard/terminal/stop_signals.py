"""Signals in the wizard: the first lets it leave as its Quit does, the second ends the process at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from multisite_tui.signals import end_process

HANGUP = getattr(signal, "SIGHUP", None)
"""A line that dropped. Several may come, from the kernel and from a shell, and nobody is in a hurry."""


class StopSignals:
    """Hears signals in the main thread, at any moment, and hands the first on to the loop."""

    def __init__(self, leave: Callable[[int], None], last_words: Callable[[], str]) -> None:
        """Make it.

        Args:
            leave: Called in the loop with the number of a signal.
            last_words: Returns what is said where the process ends at once; empty for what every command says.
        """
        self._leave = leave
        self._last_words = last_words
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked = False

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand signals on to this loop, from now on."""
        self._loop = loop

    def __call__(self, number: int) -> None:
        """Take a signal."""
        again = self._asked and number != HANGUP
        self._asked = True
        if again or self._loop is None or self._loop.is_closed():
            end_process(sentence=self._last_words() or None)
        self._loop.call_soon_threadsafe(self._leave, number)
