"""Provision: what is being made, by site and step, as it happens."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.console import Group
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, DataTable, Static

from multisite_tui.aws.session import sign_in_command
from multisite_tui.engine.clock import Clock
from multisite_tui.errors import AdviceKind, ExitCode, Failure, Problem
from multisite_tui.model.events import (
    Event,
    Finished,
    Outcome,
    Planned,
    StepFailed,
    StepFinished,
    StepStarted,
    StepWaiting,
    Warned,
)
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.plans import Plan
from multisite_tui.model.setup import Setup
from multisite_tui.report.clean import clean
from multisite_tui.report.finish_text import all_problems, outcome_sentence
from multisite_tui.report.progress import RunProgress
from multisite_tui.wizard import run_signals, words
from multisite_tui.wizard.asking.drafts import domain_of
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.resource_map import KnownStates
from multisite_tui.wizard.asking.run_states import run_states
from multisite_tui.wizard.background_run import BackgroundRun, Broken, planned, refused, unchanged
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.progress_table import COLUMNS, Line, lines_of
from multisite_tui.wizard.run_event import RunEvent
from multisite_tui.wizard.run_signals import RunSignals
from multisite_tui.wizard.run_trouble import late_lines, put_in_lines, trouble_tables
from multisite_tui.wizard.screens.doctor import DoctorScreen, then
from multisite_tui.wizard.screens.hand_records import HandRecordsScreen
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.terminal_commands import setup_title
from multisite_tui.wizard.terminal.terminal_driver import show_title
from multisite_tui.wizard.widgets.account_bar import AccountBar
from multisite_tui.wizard.widgets.key_bar import KeyBar
from multisite_tui.wizard.widgets.map_panel import ResourceMap, ResourceMapPanel, ResourceMapStrip
from multisite_tui.wizard.widgets.page_heading import PageHeading
from multisite_tui.wizard.widgets.run_bar import RunBar, run_state
from multisite_tui.wizard.widgets.sidebar import Sidebar

REPAINT = 0.25
"""Seconds between two paintings of the table."""
LOOKING = "… asking AWS what is there already"
LEAST = 12
"""Columns that the words of a step have in any case."""
SPACIOUS = 120
"""Columns from which on the resource map stands beside the table, and leaves room for the words of each line."""
PAUSED = "Paused: AWS no longer accepts the credentials. What is done is saved; `Continue` goes on from there."
RESTING = "What is done is saved; F5 goes on from there."
FINISHED = "All of it stands; F8 shows the addresses."
AGAIN = "Try again"
CONTINUE = "Continue"
OPEN_UP_TO = 3
"""So many sites show all their steps at once; of more, each has one line until it is opened."""


class RunTable(DataTable[Text]):
    """The steps; a site's line folds and unfolds it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Fold", id="fold", tooltip="Show a site's steps, or only the site")
    ]

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=False)
        for title, width in COLUMNS:
            self.add_column(title, width=width or LEAST, key=title)

    def on_resize(self) -> None:
        """Let the words have what the other columns leave."""
        *others, words_of_step = self.ordered_columns
        beside = sum(column.get_render_width(self) for column in others) + 2 * self.cell_padding
        room = self.content_region.width - self.scrollbar_size_vertical  # which may come with the next line
        words_of_step.width = max(LEAST, room - beside)
        self.refresh()


class ProvisionPage(Page):
    """The live table."""

    NAME = "provision"
    EXCERPT = "Leaving (Ctrl-Q) saves and stops; nothing is lost."
    CONSOLE = "9. Creating all of it, and coming back to the console until it says InService, or Healthy"
    CHECKS = ("the account again before each step",)
    HELP_TEXT = Help(
        console="The console makes one thing after the other and leaves the waiting to you.",
        why="Certificates take minutes; health checks about one; DNS is switched last, when all else works, so that"
        " a live domain stays live.",
        wrong="A line says too little: choose it with the arrows, and its words stand whole below the table. Enter"
        " folds a site. A wait is longer than usual, or a site fails: the doctor (F9) looks for the reason, and the"
        " others go on. The connection breaks, or you close the window: nothing is lost. `multisite-tui --resume` goes"
        " on where it stopped. When your sign-in runs out, the page waits for you to sign in again.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "doctor", "Doctor", key_display="F9", id="doctor", tooltip="Find out why something is not well"),
        Binding("f4", "records", "Records", key_display="F4", id="records", tooltip="Records to put in"),
        Binding("f5", "again", AGAIN, key_display="F5", id="again", tooltip="Go on where the run stopped"),
    ]

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.board = RunProgress()
        self._unfolded: set[str] = set()
        self._shut: set[str] = set()
        self._drawn: dict[str, Line] = {}
        self._plan: Plan | None = None
        self._last: Finished | None = None
        self._failed: list[Problem] = []
        self._put_in: dict[str, tuple[HandRecord, ...]] = {}
        """By step, the records that a person has to put in elsewhere before it can go on."""
        self._trouble = Static("", markup=False)
        self._said: tuple[str | Problem, ...] = ()
        self._mapped: KnownStates | None = None
        """What the map shows."""
        self._clock: Clock | None = None
        self._signals = RunSignals(self._say_title, lambda: self.app.bell())

    def compose(self) -> ComposeResult:
        """Draw the table over the whole width, with the resource map beside or above it."""
        boxes = self._map()
        yield AccountBar(self.session)
        with Horizontal(id="frame"):
            sidebar = Sidebar(self.session.draft, self.session.known_pages, self.reached)
            sidebar.display = False
            yield sidebar
            with Vertical(id="page"):
                yield PageHeading(self.session.draft)
                yield Static(self.EXCERPT, id="excerpt", markup=False)
                yield RunBar()
                yield ResourceMapStrip(boxes, self.LIT)
                yield RunTable()
                with VerticalScroll(id="trouble", can_focus=False):
                    yield self._trouble
                yield self._notice
                with Horizontal(id="buttons"):
                    yield from self.buttons()
            yield ResourceMapPanel(boxes, self.LIT)
        yield KeyBar()

    def buttons(self) -> Iterable[Widget]:
        """Offer what can be done when the run is over."""
        yield Button("Result", id="next", variant="primary", action="screen.next", compact=True)
        yield Button(AGAIN, id="again", action="screen.again", compact=True)
        yield Button("Records", id="records", action="screen.records", compact=True)
        yield Button("Doctor", id="doctor", action="screen.doctor", compact=True)
        yield Button("Save and leave", id="leave", action="app.leave", compact=True)

    def begin(self) -> None:
        """Begin at once where yes was said on the page before; else show how it stands, and change nothing."""
        table = self.query_one(RunTable)
        table.focus()
        self.set_interval(REPAINT, self.paint)
        self._start()

    def on_resize(self) -> None:
        """Let the map stand beside the table where there is room for both."""
        self.set_class(self.app.size.width >= SPACIOUS, "-spacious")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done now."""
        at_rest = not self.session.running
        offered = {
            "next": self._done,
            "back": at_rest,
            "pages": at_rest,
            "again": self._stopped,
            "records": bool(self._put_in),
        }
        return offered[action] if action in offered else super().check_action(action, parameters)

    def now(self) -> float:
        """Return the time on the clock of the account: that of the practice account runs faster."""
        return time.monotonic() if self._clock is None else self._clock.now()

    def map_states(self) -> KnownStates:
        """Return how far the run is with each box of the resource map."""
        draft = self.session.draft
        domains = [domain_of(draft.text(place, "domain")) or "" for place in range(len(draft.sites))]
        return run_states(self.board, domains, self.session.serving)

    def _say_title(self, standing: str) -> None:
        show_title(self.app, setup_title(self.session.draft.setup_name, standing))

    def action_again(self) -> None:
        """Begin again where it stopped, signed in anew."""
        if self._stopped:
            self.session.sign_in_again()
            self._start()

    def _start(self) -> None:
        setup = self.session.setup()
        if self.session.running:
            return
        if setup is None:
            self.turn_to(PageRef("review"))
            return
        self.board, self._plan, self._last, self._failed = RunProgress(), None, None, []
        self._put_in = {}
        self._show_trouble()
        self.say(LOOKING, "busy")
        self.query_one(RunTable).focus()
        if self.session.approved:
            self._clock = self.session.account_mode.clock()
            self._signals.begin()
            BackgroundRun(self.session, setup, self._emit).start()
        else:
            self.looking = True
            self._stand(setup)
        self._offer()

    @work(group="stand", exclusive=True, exit_on_error=False)
    async def _stand(self, setup: Setup) -> None:
        """Show what was made, without a run; what is not made yet must be seen and said yes to first."""
        session = self.session
        try:
            intention = await in_background(lambda: planned(session, setup, accept_leftovers=session.accept_leftovers))
        except Failure as failure:
            self.looking = False
            self._finished(refused(session, setup, failure))
            return
        self.looking = False
        if intention.problems or not intention.nothing_to_do:
            self.turn_to(PageRef("review"))
            return
        self._emit(Planned(intention.plan))
        self._emit(unchanged(session, setup, intention))

    def _emit(self, event: Event | Broken) -> None:
        """Called from the run's threads: only a message may cross to here."""
        self.post_message(RunEvent(event))

    @on(RunEvent)
    def _hear(self, told: RunEvent) -> None:
        event = told.event
        if isinstance(event, Broken):
            self._over(words.RUN_BUG.format(name=type(event.error).__name__))
            return
        self.board.hear(event, self.now())
        match event:
            case Finished():
                self._finished(event)
            case Planned(plan=plan):
                self._plan = plan
                self.session.planned(plan)
                self.say("")
            case StepFailed(problem=problem, site=site):
                self._failed.append(problem.of(site))
                self._show_trouble()
                self._offer()
            case Warned(problem=problem):
                self.say(words.problem_line(problem), "busy")
            case StepWaiting(step=step, records=records) if records and self._put_in.get(step) != records:
                self._put_in[step] = records
                self._show_records()
            case StepWaiting(step=step, records=()) | StepFinished(step=step) if self._put_in.pop(step, None):
                self._show_records()
            case _:
                pass

    def _finished(self, event: Finished) -> None:
        self._last = event
        self._failed = all_problems(event)
        self.session.ended(event)
        if event.outcome is Outcome.UNCHANGED and self._plan is not None:
            self._keep(self._plan)
        self._over(outcome_sentence(event, self.board.setup or self.session.draft.setup_name))
        if not event.exit_code:
            self.session.made(event)
        self.query_one(AccountBar).refresh()  # it is billed from now on

    def _keep(self, plan: Plan) -> None:
        """Show every step as done: a plan without changes sends no event about a step."""
        now = self.now()
        for step in plan.steps:
            self.board.hear(StepStarted(step.id, step.site, step.action), now)
            self.board.hear(StepFinished(step.id, step.site, step.action, step.why), now)

    def _over(self, sentence: str) -> None:
        """The run is at its end, one way or another."""
        self.session.running = False
        self.session.look_again()
        self.paint()
        if self.session.interrupt.by_person:
            self.app.exit(ExitCode.INTERRUPTED)
            return
        done = self._done
        failed = run_signals.FAILED if self._failed else run_signals.STOPPED
        self._signals.over(run_signals.DONE if done else run_signals.PAUSED if self._paused else failed)
        sentence = " ".join(part for part in (PAUSED if self._paused else sentence, self.session.billing) if part)
        self.say(sentence if not done else words.GOOD.format(text=sentence), "good" if done else "bad")
        self._show_trouble()
        self._offer()
        self.query_one("#next" if done else "#again", Button).focus()

    @property
    def _done(self) -> bool:
        """Whether the run ended, and well."""
        return self._last is not None and not self._last.exit_code

    @property
    def _paused(self) -> bool:
        """Whether the run ended because the credentials did: no site could fare better, and none is at fault."""
        return self._last is not None and self._last.exit_code is ExitCode.ACCESS and bool(self._signed_out())

    def _signed_out(self) -> list[Problem]:
        return [one.of(None) for one in self._failed if words.signed_out(one)]

    @property
    def _stopped(self) -> bool:
        """Whether the run ended, and not well."""
        return not self.session.running and not self._done and not self.looking

    def _offer(self) -> None:
        again = self.query_one("#again", Button)
        again.label = CONTINUE if self._paused else AGAIN
        again.display = self._stopped
        self.query_one("#next", Button).display = self._done
        self.query_one("#records", Button).display = bool(self._put_in)
        self.query_one("#doctor", Button).display = self._stopped or bool(self._failed)
        excerpt = RESTING if self._stopped else FINISHED if self._done else self.EXCERPT
        self.query_one("#excerpt", Static).update(excerpt)
        self.refresh_bindings()

    def _show_trouble(self) -> None:
        """Say below the table what a person has to do, and then why; else the words of the line at the cursor."""
        now = self.now()
        failed = self._signed_out()[:1] or self._failed
        lines: list[str] = []
        if self.session.running:
            lines = [*put_in_lines(self._put_in), *([] if failed else late_lines(self.board, now))]
        # What went wrong may be more than fits: Tab leads there, and the arrows scroll it.
        troubled = bool(failed or lines)
        self.query_one("#trouble", VerticalScroll).can_focus = troubled
        self.set_class(troubled, "-troubled")
        self._say(lines if troubled else self._line_at_cursor(), failed)

    def _line_at_cursor(self) -> list[str]:
        row = self.query_one(RunTable).cursor_row
        if not self.session.running or not 0 <= row < len(self._drawn):
            return []
        return [clean(list(self._drawn.values())[row].whole)]

    def _say(self, lines: Sequence[str], failed: Sequence[Problem]) -> None:
        """Put words below the table; the same ones again would only lay the page out anew."""
        said: tuple[str | Problem, ...] = (*lines, *failed)
        if said != self._said:
            self._said = said
            self._trouble.update(Group(*map(Text, lines), *trouble_tables(failed, self._next_of)))

    def _next_of(self, problem: Problem) -> str:
        advice = problem.advice
        if advice is not None and advice.kind is AdviceKind.SIGN_IN:
            command = sign_in_command(self.session.draft.profile.strip(), advice.field("command"))
            return words.SIGN_IN.format(command=command, again=words.GO_ON)
        return words.next_of(problem, words.GO_ON if words.signed_out(problem) else words.TRY_AGAIN)

    def action_records(self) -> None:
        """Show what a person has to put in at another DNS provider, over this page; the run goes on meanwhile."""
        if records := [record for of_step in self._put_in.values() for record in of_step]:
            self.app.push_screen(HandRecordsScreen(records))

    def _show_records(self) -> None:
        """Bring up what is to be put in now, in place of what was before."""
        self._offer()
        if isinstance(self.app.screen, HandRecordsScreen):
            self.app.pop_screen()
        if self.app.screen is self:  # never over a page that the person has opened
            self.action_records()

    def action_doctor(self) -> None:
        """Look for the reason, over this page; a run goes on meanwhile."""
        self.app.push_screen(DoctorScreen(self.session), then(self.to_plan))

    # The table

    def paint(self) -> None:
        """Bring the table up to date; only what changed is drawn."""
        now = self.now()
        self.board.settle(now)
        lines = lines_of(self.board, self._is_open, now)
        table = self.query_one(RunTable)
        if [line.key for line in lines] != list(self._drawn):
            self._draw_anew(table, lines)
        else:
            for line in lines:
                for title, cell in line.changed(self._drawn[line.key]):
                    table.update_cell(line.key, title, cell)
        self._drawn = {line.key: line for line in lines}
        running = self.session.running and not self.looking
        state = run_state(self.board, now, running=running)
        self.query_one(RunBar).draw(state)
        if running:
            self._signals.stands(state.done, state.total, by_person=state.by_person)
        self._draw_map()
        self._show_trouble()

    def _draw_map(self) -> None:
        states = self.map_states()
        if states == self._mapped:
            return  # what is drawn from the draft costs more than all else here
        self._mapped = states
        boxes = self._map()
        for drawn in self.query(ResourceMap):
            drawn.draw(boxes)

    def _draw_anew(self, table: DataTable[Text], lines: list[Line]) -> None:
        row = table.cursor_row
        table.clear()
        for line in lines:
            table.add_row(*line.cells, key=line.key)
        if lines:
            table.move_cursor(row=min(row, len(lines) - 1))

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

    def action_scroll_body(self, way: int) -> None:
        """Page through the table, also from a button."""
        table = self.query_one(RunTable)
        if way > 0:
            table.action_page_down()
        else:
            table.action_page_up()

    def action_next(self) -> None:
        """Go to the result."""
        if self.session.finished is not None and not self.session.running:
            self.leave()

    def action_back(self) -> None:
        """Go back only when nothing is at work."""
        if not self.session.running:
            self.turn_to(PageRef("review"))

    def action_pages(self) -> None:
        """Other pages wait until the run is over."""
        if not self.session.running:
            sidebar = self.query_one(Sidebar)
            sidebar.display = not sidebar.display
            sidebar.add_class("-called")
            sidebar.focus()
