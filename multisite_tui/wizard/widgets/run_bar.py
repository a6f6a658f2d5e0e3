"""The bar of a run: how much is done, as a line and in words, and how long the rest usually takes."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from multisite_tui.report.layout import elapsed
from multisite_tui.report.progress import RunProgress, Stage
from multisite_tui.report.time_left import time_left
from multisite_tui.wizard.terminal.widths import cut
from multisite_tui.wizard.themes import BAD, GOOD, HEADING, LINE

FILLED, EMPTY = "━", "─"
SHORTEST, LONGEST = 8, 48
"""Columns of the line beside its words."""
FOR_WORDS = 54
"""Columns that are left for the words, so that the line keeps its length whatever they are."""
BETWEEN = " · "
COUNT = "{done} of {total} steps"
FAILED = "{count} failed"
SO_FAR = "{clock} so far"
TOOK = "{clock} in all"
PRACTICE_SO_FAR = "{clock} of practice time"
PRACTICE = "at AWS {left}"
"""What is left of a run of the practice account, whose time runs faster than AWS's."""


@dataclass(frozen=True)
class RunState:
    """How far a run is."""

    done: int = 0
    total: int = 0
    failed: int = 0
    clock: str = ""
    """How long it has taken, in words."""
    left: str = ""
    """How long the rest usually takes; empty where nothing is left, or the run is over."""
    by_person: bool = False
    """Whether nothing goes on before a person has done something."""


def run_state(board: RunProgress, now: float, *, running: bool) -> RunState:
    """Return how far the run is whose events the board has heard."""
    failed = sum(site.count(Stage.FAILED) for site in board.sites.values())
    left = time_left(board, now) if running else None
    words = left.words if left is not None else ""
    if left is not None and board.practice and left.most and not (left.late or left.by_person):
        words = PRACTICE.format(left=words)
    waits = left is not None and left.by_person
    so_far = PRACTICE_SO_FAR if board.practice else SO_FAR if running else TOOK
    clock = so_far.format(clock=elapsed(board.seconds(now)))
    return RunState(board.done, board.total, failed, clock, words, by_person=waits)


class RunBar(Static):
    """One line where there is room for bar and words, else two."""

    def __init__(self) -> None:
        super().__init__("", id="run-bar", markup=False)
        self._state = RunState()

    def draw(self, state: RunState) -> None:
        """Draw another state; the same one costs nothing."""
        if state != self._state:
            self._state = state
            self.refresh()

    def render(self) -> Content:
        """Draw the line, and the words beside or below it."""
        state, width = self._state, self.content_size.width
        if not state.total:
            return Content("")
        if self.content_size.height > 1:
            return Content("\n").join([_line(state, width), Content(_words(state, width))])
        line = max(SHORTEST, min(LONGEST, width - FOR_WORDS - 2))
        return Content("").join([_line(state, line), Content(f"  {_words(state, width - line - 2)}")])


def _words(state: RunState, room: int) -> str:
    """Return the fullest words that there is room for: the time so far is left out first."""
    count = COUNT.format(done=state.done, total=state.total)
    failed = [FAILED.format(count=state.failed)] if state.failed else []
    left = [state.left] if state.left else []
    choices = ([count, *failed, state.clock, *left], [count, *failed, *left], [count, *left])
    told = [BETWEEN.join(parts) for parts in choices]
    return next((one for one in told if cell_len(one) <= room), cut(told[-1], room))


def _line(state: RunState, width: int) -> Content:
    filled = width * state.done // state.total
    style = BAD if state.failed else GOOD if state.done == state.total else HEADING
    return Content("").join([Content.styled(FILLED * filled, style), Content.styled(EMPTY * (width - filled), LINE)])
