"""Interrupts: the first one finishes the call in hand and saves; the second stops at once, still consistent."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

from multisite_tui.errors import Interrupted, Problem

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupt:
    """Whether somebody asked the run to stop."""

    def __init__(self) -> None:
        self._asked = Event()
        self.by_person = False
        """Whether a signal asked, and not the run itself."""
        self.finishes_calls = False
        """Whether a call may be in hand, which a first signal lets finish; before that it ends the run where it is."""

    @property
    def asked(self) -> bool:
        """Whether to stop."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Ask the run to stop as soon as the call in hand is done, for a person."""
        self.by_person = True
        self._asked.set()

    def halt(self) -> None:
        """Stop what waits, because no step could fare better than the one that failed."""
        self._asked.set()

    def check(self) -> None:
        """Go on, unless asked to stop.

        Raises:
            Interrupted: asked to stop.
        """
        if self.asked:
            raise Interrupted(Problem("interrupted", "The run was interrupted.", next="Resume it when you like."))

    def wait(self, seconds: float) -> None:
        """Let real seconds pass.

        Raises:
            Interrupted: asked to stop, before or meanwhile.
        """
        self._asked.wait(seconds)
        self.check()


@contextmanager
def on_signals(interrupt: Interrupt, stop_at_once: Callable[[], None]) -> Iterator[None]:
    """Let SIGINT, SIGTERM and SIGHUP ask; a second one calls `stop_at_once`, which must end the process."""

    def handle(number: int, frame: FrameType | None) -> None:
        if interrupt.by_person:
            stop_at_once()
        interrupt.ask()
        if not interrupt.finishes_calls:
            interrupt.check()

    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
