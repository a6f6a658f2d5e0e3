"""What a run lets the terminal say to somebody who looks elsewhere: its title, and a bell when a person is needed."""

from __future__ import annotations

from collections.abc import Callable

COUNT = "{done}/{total}"
WAITS, DONE, FAILED, PAUSED, STOPPED = "waits for you", "done", "failed", "signed out", "stopped"


class RunSignals:
    """Says how far a run is in the terminal's title, and rings once when it is over, or waits for a person alone.

    Args:
        title: Shows how far it is.
        ring: Rings the terminal's bell.
    """

    def __init__(self, title: Callable[[str], None], ring: Callable[[], None]) -> None:
        self._title = title
        self._ring = ring
        self._at_work = False
        self._waits = False

    def begin(self) -> None:
        """A run begins."""
        self._at_work, self._waits = True, False

    def stands(self, done: int, total: int, *, by_person: bool) -> None:
        """Say how many steps are done.

        Args:
            done: Steps that are done.
            total: All steps; 0 while no plan is there.
            by_person: Whether nothing goes on before a person has done something.
        """
        if not self._at_work:
            return
        if by_person and not self._waits:
            self._ring()
        self._waits = by_person
        if total:
            self._title(WAITS if by_person else COUNT.format(done=done, total=total))

    def over(self, word: str) -> None:
        """Say how it ended, and ring; a setup that is only looked at has no run that could be over."""
        if self._at_work:
            self._title(word)
            self._ring()
        self._at_work = False
