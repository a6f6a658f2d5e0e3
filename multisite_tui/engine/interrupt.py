"""Interrupts: the first lets the current call finish and saves; the second stops at once, with a consistent journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from multisite_tui.errors import Interrupted, Problem
from multisite_tui.signals import Handled

WAS_INTERRUPTED = Problem("interrupted", "The run was interrupted.", next="Resume it when you like.")


class Interrupt:
    """Whether the run was asked to stop."""

    def __init__(self) -> None:
        self._asked = Event()
        self.by_person = False
        """Whether a person's signal asked for the stop, rather than the run itself after a failure."""
        self.finishes_calls = False
        """Whether the first signal lets the current call finish. While False, no call was made and the first signal
        ends the run at once."""

    @property
    def asked(self) -> bool:
        """Whether the run should stop."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Ask the run, on behalf of a person, to stop as soon as the current call is done."""
        self.by_person = True
        self._asked.set()

    def halt(self) -> None:
        """Stop all waits after a failure that would meet every other step too, such as expired credentials."""
        self._asked.set()

    def check(self) -> None:
        """Raise if the run was asked to stop.

        Raises:
            Interrupted: the run was asked to stop.
        """
        if self.asked:
            raise Interrupted(WAS_INTERRUPTED)

    def wait(self, seconds: float) -> None:
        """Wait this many seconds of the wall clock.

        Raises:
            Interrupted: the run was asked to stop, before or during the wait.
        """
        self._asked.wait(seconds)
        self.check()


@contextmanager
def on_signals(interrupt: Interrupt, end: Callable[[], None], stop_at_once: Callable[[], None]) -> Iterator[None]:
    """Handle signals: the first asks the run to stop, the second calls `stop_at_once`.

    Args:
        interrupt: What the run looks at.
        end: Called with the first signal if no call was made yet: there is nothing to finish. It must not raise, since
            it runs at any moment of the main thread.
        stop_at_once: Ends the process.
    """

    def handle(number: int) -> None:
        if interrupt.by_person:
            stop_at_once()
        interrupt.ask()
        # Asked first: a run that sets `finishes_calls` after this makes no call.
        if not interrupt.finishes_calls:
            end()

    with Handled(handle):
        yield
