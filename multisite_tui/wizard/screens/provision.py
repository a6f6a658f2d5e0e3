"""Provision: what is being made, by site and step, as it happens."""

from __future__ import annotations

import time
from collections.abc import Iterable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, DataTable, Footer, Static

from multisite_tui.errors import ExitCode, Problem
from multisite_tui.model.events import Event, Finished, StepFailed, Warned
from multisite_tui.report.board import Board, Stage
from multisite_tui.report.clean import clean
from multisite_tui.report.clocks import elapsed
from multisite_tui.report.finish_text import all_problems, outcome_sentence
from multisite_tui.wizard import words
from multisite_tui.wizard.doing import Broken, Doing
from multisite_tui.wizard.flow import Stop
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.specs import Help
from multisite_tui.wizard.tables import COLUMNS, Line, lines_of
from multisite_tui.wizard.widgets.sidebar import Sidebar

REPAINT = 0.25
"""Seconds between two paintings of the table."""
LOOKING = "… asking AWS what is there already"
STANDING = "{done} of {total} steps done, {clock} so far. Leaving (Ctrl-Q) saves and stops; nothing is lost."
TROUBLE = "! {site}: {what}\n  why: {why}\n  do:  {next}\n  search for: {code}"
TROUBLE_SHORT = "! {site}: {what}\n  do:  {next}\n  search for: {code}"
WHOLE = "the whole setup"
BROKEN = "! A mistake in the program stopped the run ({name}). What was done is saved; try again."
OPEN_UP_TO = 3
"""So many sites show all their steps at once; of more, each has one line until it is opened."""


class Told(Message):
    """The run told something; comes from any thread."""

    def __init__(self, event: Event | Broken) -> None:
        super().__init__()
        self.event = event


class ProvisionPage(Page):
    """The live table."""

    NAME = "provision"
    EXCERPT = "Arrows choose a line, whose words stand below; Enter folds a site."
    CONSOLE = "9. Creating all of it, and coming back to the console until it says InService"
    CHECKS = ("the account again before each step",)
    HELP_TEXT = Help(
        console="The console makes one thing after the other and leaves the waiting to you.",
        why="Certificates take minutes; health checks about one; DNS is switched last, when all else works, so that"
        " a live domain stays live.",
        wrong="The connection breaks, or you close the window: nothing is lost. `multisite-tui --resume` goes on where"
        " it stopped. When one site fails, the others go on.",
    )

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.board = Board()
        self._unfolded: set[str] = set()
        self._shut: set[str] = set()
        self._drawn: dict[str, Line] = {}
        self._last: Finished | None = None
        self._failed: list[Problem] = []
        self._trouble = Static("", id="trouble", markup=False)

    def compose(self) -> ComposeResult:
        """Draw the table over the whole width."""
        with Horizontal(id="frame"):
            sidebar = Sidebar(self.walk.draft, self.reached)
            sidebar.display = False
            yield sidebar
            with Vertical(id="page"):
                yield Static(self._heading(), id="heading", markup=False)
                yield Static(self.EXCERPT, id="excerpt", markup=False)
                yield DataTable(cursor_type="row", zebra_stripes=False)
                yield self._trouble
                yield self._notice
                with Horizontal(id="buttons"):
                    yield from self.buttons()
        yield Footer(compact=True)

    def buttons(self) -> Iterable[Widget]:
        """Offer what can be done when the run is over."""
        yield Button("Result", id="next", variant="primary", action="screen.next", compact=True)
        yield Button("Try again", id="again", action="screen.again", compact=True)
        yield Button("Save and leave", id="leave", action="app.leave", compact=True)

    def begin(self) -> None:
        """Begin at once: yes was said on the page before."""
        table = self.query_one(DataTable)
        for title, width in COLUMNS:
            table.add_column(title, width=width or self._rest(), key=title)
        table.focus()
        self.set_interval(REPAINT, self.paint)
        self.action_again()

    def _rest(self) -> int:
        """Return the columns that are left for the words."""
        used = sum(width + 2 for _, width in COLUMNS)
        return max(12, self.app.size.width - used - 5)

    def on_resize(self) -> None:
        """Let the words have what the window has."""
        table = self.query_one(DataTable)
        for column in table.columns.values():
            if str(column.label) == COLUMNS[-1][0]:
                column.width = self._rest()
        table.refresh()

    def action_again(self) -> None:
        """Begin, or begin again where it stopped."""
        setup = self.walk.setup()
        if self.walk.running:
            return
        if setup is None:
            self.post_message(self.Go(Stop("review")))
            return
        self.board, self._last, self._failed = Board(), None, []
        self._trouble.update("")
        self.tell(LOOKING, "busy")
        self.query_one(DataTable).focus()
        Doing(self.walk, setup, self._tell).start()
        self._offer()

    def _tell(self, event: Event | Broken) -> None:
        """Called from the run's threads: only a message may cross to here."""
        self.post_message(Told(event))

    @on(Told)
    def _hear(self, told: Told) -> None:
        event = told.event
        if isinstance(event, Broken):
            self._over(BROKEN.format(name=type(event.error).__name__))
            return
        self.board.hear(event, time.monotonic())
        match event:
            case Finished():
                self._finished(event)
            case StepFailed(problem=problem, site=site):
                self._failed.append(problem.of(site))
                self._show_trouble()
            case Warned(problem=problem):
                self.tell(words.told(problem), "busy")
            case _:
                pass

    def _finished(self, event: Finished) -> None:
        self._last = event
        self._failed = all_problems(event)
        self._over(outcome_sentence(event, self.board.setup or self.walk.draft.setup_name))
        if not event.exit_code:
            self.walk.finished = event
            self.walk.draft.walked.append("provision")
            self.walk.save()

    def _over(self, sentence: str) -> None:
        """The run is at its end, one way or another."""
        self.walk.running = False
        self.walk.look_again()
        self.paint()
        if self.walk.interrupt.asked:
            self.app.exit(ExitCode.INTERRUPTED)
            return
        done = self._last is not None and not self._last.exit_code
        self.tell(sentence if not done else words.GOOD.format(text=sentence), "good" if done else "bad")
        self._show_trouble()
        self._offer()
        self.query_one("#next" if done else "#again", Button).focus()

    def _offer(self) -> None:
        done = self._last is not None and not self._last.exit_code
        self.query_one("#next", Button).display = done
        self.query_one("#again", Button).display = not self.walk.running and not done
        self.query_one("#leave", Button).display = True

    def _show_trouble(self) -> None:
        parts = []
        for one in self._failed[:2]:
            following = words.INSTEAD.get(one.code, one.next)
            template = TROUBLE if one.why else TROUBLE_SHORT
            told = template.format(site=one.site or WHOLE, what=one.what, why=one.why, next=following, code=one.code)
            parts += [clean(line) for line in told.split("\n")]
        self._trouble.update("\n".join(parts))

    # The table

    def paint(self) -> None:
        """Bring the table up to date; only what changed is drawn."""
        now = time.monotonic()
        self.board.settle(now)
        lines = lines_of(self.board, self._is_open, now)
        table = self.query_one(DataTable)
        if [line.key for line in lines] != list(self._drawn):
            self._draw_anew(table, lines)
        else:
            for line in lines:
                for title, cell in line.changed(self._drawn[line.key]):
                    table.update_cell(line.key, title, cell)
        self._drawn = {line.key: line for line in lines}
        self._show_line(table)
        if self.walk.running and lines and not self.walk.interrupt.asked:
            self._standing(now)

    def _draw_anew(self, table: DataTable[Text], lines: list[Line]) -> None:
        row = table.cursor_row
        table.clear()
        for line in lines:
            table.add_row(*line.cells, key=line.key)
        if lines:
            table.move_cursor(row=min(row, len(lines) - 1))

    def _show_line(self, table: DataTable[Text]) -> None:
        """Say the words of the line at the cursor whole, while nothing has failed."""
        if self._failed or not self.walk.running or not 0 <= table.cursor_row < len(self._drawn):
            return
        line = list(self._drawn.values())[table.cursor_row]
        self._trouble.update(clean(line.whole))

    def _standing(self, now: float) -> None:
        rows = list(self.board.rows())
        done = sum(row.stage is Stage.DONE for row in rows)
        self.tell(STANDING.format(done=done, total=len(rows), clock=elapsed(now - self.board.began)))

    def _is_open(self, site: str) -> bool:
        if len(self.board.sites) <= OPEN_UP_TO:
            return site not in self._shut
        return site in self._unfolded

    @on(DataTable.RowSelected)
    def _toggle(self, event: DataTable.RowSelected) -> None:
        key = str(event.row_key.value)
        if key in self.board.sites:
            for places in (self._unfolded, self._shut):
                places.symmetric_difference_update({key})
            self.paint()

    def action_next(self) -> None:
        """Go to the result."""
        if self.walk.finished is not None and not self.walk.running:
            self.leave()

    def action_back(self) -> None:
        """Go back only when nothing is at work."""
        if not self.walk.running:
            self.post_message(self.Go(Stop("review")))

    def action_pages(self) -> None:
        """Other pages wait until the run is over."""
        if not self.walk.running:
            sidebar = self.query_one(Sidebar)
            sidebar.display = not sidebar.display
            sidebar.add_class("-called")
            sidebar.focus()
