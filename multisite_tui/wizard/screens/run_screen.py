"""A run over a page: what it is about to do, how far it is, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual import on
from textual.containers import VerticalScroll
from textual.widgets import Static

from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Event, Finished
from multisite_tui.report.layout import elapsed
from multisite_tui.report.progress import RunProgress, Stage
from multisite_tui.wizard import words
from multisite_tui.wizard.background_run import Broken
from multisite_tui.wizard.progress_table import lines_of
from multisite_tui.wizard.run_event import RunEvent
from multisite_tui.wizard.screens.over_page import OverPage
from multisite_tui.wizard.session import Session

RUNNING = "{done} of {total} steps done, {clock} so far. Leaving (Ctrl-Q) saves and stops; it can be gone on with."
REPAINT = 0.25
"""Seconds between two paintings of the progress."""

Outcome = TypeVar("Outcome")


class RunScreen(OverPage[Outcome]):
    """Shows a run over a page; the screen below learns its outcome."""

    FOUND: ClassVar[str] = "found"
    """The id of what scrolls."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.at_work = False
        """Whether something is being changed."""
        self._board = RunProgress()
        self._found = Static("", markup=False)

    @property
    def scroller(self) -> VerticalScroll:
        """What holds all that is to be read."""
        return self.query_one(f"#{self.FOUND}", VerticalScroll)

    def draw(self, parts: Sequence[RenderableType]) -> None:
        """Show this, from top to bottom."""
        self._found.update(Group(*parts))

    def show_progress(self) -> None:
        """Show from now on how far the run is."""
        self.at_work = True
        self.set_interval(REPAINT, self._paint)

    # What the run tells

    def emit(self, event: Event | Broken) -> None:
        """Called from the run's threads: only a message may cross to here."""
        self.post_message(RunEvent(event))

    @on(RunEvent)
    def _hear(self, told: RunEvent) -> None:
        event = told.event
        if isinstance(event, Broken):
            self.over([], words.RUN_BUG.format(name=type(event.error).__name__), good=False)
        else:
            self._board.hear(event, time.monotonic())
            if isinstance(event, Finished):
                self.session.ended(event)
                self.finished(event)

    def finished(self, event: Finished) -> None:
        """Say how the run ended."""
        raise NotImplementedError

    def over(self, parts: Sequence[RenderableType], sentence: str, *, good: bool) -> None:
        """Show how the run ended; where the person stopped it, the wizard ends with it."""
        self.at_work = self.session.running = False
        self.session.look_again()
        if self.session.interrupt.by_person:
            self.app.exit(ExitCode.INTERRUPTED)
            return
        if parts:
            self.draw(parts)
        self.say(sentence, "good" if good else "bad")
        self.refresh_bindings()

    # How far it is

    def _paint(self) -> None:
        if not self.at_work or not self._board.sites:
            return
        now = time.monotonic()
        self._board.settle(now)
        self.draw(self.progress())
        rows = list(self._board.rows())
        if rows and not self.session.interrupt.by_person:
            done = sum(row.stage is Stage.DONE for row in rows)
            self.say(RUNNING.format(done=done, total=len(rows), clock=elapsed(self._board.seconds(now))), "busy")

    def progress(self) -> list[RenderableType]:
        """Return the steps as they stand, one below the other."""
        table = Table.grid(padding=(0, 2, 0, 0))
        for line in lines_of(self._board, lambda site: True, time.monotonic()):
            table.add_row(*_folding(line.cells))
        return [table] if table.rows else []


def _folding(cells: Iterable[Text]) -> list[Text]:
    """Return the cells of a line; the last one may take several lines."""
    *others, last = (cell.copy() for cell in cells)
    last.no_wrap, last.overflow = False, "fold"
    return [*others, last]
