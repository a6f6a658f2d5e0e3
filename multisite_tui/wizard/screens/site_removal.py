"""Removing a site that stands, over the page: it is kept, taken out of the setup only, or taken away in AWS now."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from multisite_tui.errors import ExitCode, Failure
from multisite_tui.model.events import Event, Finished
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.texts import shown
from multisite_tui.report.clean import clean
from multisite_tui.report.finish_text import all_problems, outcome_sentence
from multisite_tui.report.layout import dollars, elapsed
from multisite_tui.report.plan_text import plan_text
from multisite_tui.report.problems import problems_text
from multisite_tui.report.progress import RunProgress, Stage
from multisite_tui.setup_run import RemoveTask
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.background_run import BackgroundRun, Broken
from multisite_tui.wizard.progress_table import lines_of
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.site_taking import SiteRemovalPlan, consent_to, site_removal_plan
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.widths import BY_WIDTH
from multisite_tui.wizard.widgets.choices import Choices

TITLE = "Remove {site}"
EXCERPT = "This site stands. What is to become of what was made for it?"
STANDING = "It has: {things}."
COST = "AWS bills about {total} US dollars a month for it, as long as it stands."
COST_PRACTICE = "In your own account, AWS would bill about {total} US dollars a month for it, as long as it stands."
COST_NOTHING = "It costs nothing of its own: its load balancer serves other sites too."
NOTHING_FOUND = "Nothing that was made for it is there any more."
LABELS = {
    "keep": "Keep the site",
    "leave_out": "Take it out of this setup only: what was made stays, and is billed",
    "take_away": "Take it away now: the plan is shown first",
}
ASK = "Y takes this away now, which cannot be undone; Esc keeps it."
RUNNING = "{done} of {total} steps done, {clock} so far. Leaving (Ctrl-Q) stops after the call in hand."
BEGINNING = "… asking AWS what is there"
CLOSE = "{sentence} Esc goes back to the sites."
STOPPED = "{sentence} Esc goes back; removing the site again goes on from there."
REPAINT = 0.25
"""Seconds between two paintings of the progress."""


class SiteFate(StrEnum):
    """What becomes of a site that was to be removed."""

    KEPT = "keep"
    LEFT_OUT = "leave_out"
    TAKEN_AWAY = "taken_away"


class SiteRemovalEvent(Message):
    """The run told something; comes from any thread."""

    def __init__(self, event: Event | Broken) -> None:
        super().__init__()
        self.event = event


class SiteRemovalScreen(ModalScreen[SiteFate]):
    """Asks what becomes of a site, shows the plan of its removal, and carries it out."""

    NAME: ClassVar[str] = "site_removal"
    HELP_TEXT: ClassVar[Help] = Help(
        console="EC2 > Load Balancers > Delete; ACM > Delete; Route 53: put the former record back. One by one.",
        why="A site that is only taken out of the setup stays in AWS: visitors still reach it, and its load balancer is"
        " still billed.",
        wrong="Only what this program made is deleted, and the record from before comes back. The instance and its"
        " program are not touched.",
    )
    HORIZONTAL_BREAKPOINTS = BY_WIDTH
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", key_display="Esc", id="close", tooltip="Back to the sites"),
        Binding("y", "approve", "Yes", key_display="Y", id="approve", tooltip="Take away what the plan says"),
    ]
    CALM: ClassVar[float] = 0.7
    """Seconds without a Y before one counts."""

    def __init__(self, session: Session, domain: str) -> None:
        super().__init__()
        self._session, self._domain = session, domain
        self._removal: SiteRemovalPlan | None = None
        self._asks = False
        """Whether a yes is asked for."""
        self._fate = SiteFate.KEPT
        self._board = RunProgress()
        self._pressed_at = 0.0
        self.looking = False
        self._notice = Static("", id="notice", markup=False)
        self._found = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Draw the question; what stands is not known yet."""
        with Vertical(id="offered"):
            yield Static(TITLE.format(site=shown(readable(self._domain))), id="heading", markup=False)
            yield Static(EXCERPT, id="excerpt", markup=False)
            with VerticalScroll(id="removal"):
                yield self._found
            yield Choices(*(Option(label, id=name) for name, label in LABELS.items()), id="fates")
            yield self._notice
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Ask AWS what stands."""
        self.query_one("#removal").can_focus = False
        self.query_one(Choices).focus()
        self.show_message(words.ASKING, "busy")
        self._look()

    @work(group="site_removal", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        self.looking = True
        try:
            self._removal = await in_background(lambda: site_removal_plan(self._session, self._domain))
        except Failure as failure:
            self.show_message(words.problem_line(failure.problem), "bad")
        except Exception as bug:  # noqa: BLE001 - a look that breaks must not take the wizard with it
            self.show_message(words.BUG.format(name=type(bug).__name__), "bad")
        else:
            self._show_standing(self._removal)
        finally:
            self.looking = False

    def _show_standing(self, removal: SiteRemovalPlan) -> None:
        if not removal.plan.changes:
            lines = [NOTHING_FOUND]
        else:
            lines = [STANDING.format(things=", ".join(removal.things))] if removal.things else []
            lines += self._cost(removal)
        self._draw([Text(clean(line)) for line in lines])
        self.show_message("")

    def _cost(self, removal: SiteRemovalPlan) -> list[str]:
        if removal.cost is None:
            return []
        template = COST_PRACTICE if self._session.account_mode.practice else COST
        return [template.format(total=dollars(removal.cost)) if removal.cost else COST_NOTHING]

    # The answer

    @on(OptionList.OptionSelected, "#fates")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        match event.option_id:
            case "keep":
                self.dismiss(SiteFate.KEPT)
            case "leave_out":
                self.dismiss(SiteFate.LEFT_OUT)
            case _ if self._removal is not None:
                self._show_plan(self._removal)
            case _ if not self.looking:
                self._look()

    def _show_plan(self, removal: SiteRemovalPlan) -> None:
        """Show what would be taken away, and ask for a yes."""
        self.query_one("#fates").display = self.query_one("#excerpt").display = False
        found = self.query_one("#removal")
        found.can_focus = True
        found.focus()
        width = max(40, found.content_size.width - 1)
        self._draw(list(plan_text(removal.plan, width)))
        self._asks, self._pressed_at = True, time.monotonic()
        self.show_message(ASK, "bad")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the yes only where it is asked for; a run is not closed over."""
        if action == "approve":
            return self._asks
        if action == "close":
            return not self._session.running
        return super().check_action(action, parameters)

    def action_approve(self) -> None:
        """Say yes, if there was a moment to read: what was typed ahead says yes to nothing."""
        now = time.monotonic()
        calm, self._pressed_at = now - self._pressed_at >= self.CALM, now
        if self._asks and calm and self._removal is not None:
            self._begin(self._removal)

    def action_close(self) -> None:
        """Go back to the sites."""
        self.dismiss(self._fate)

    # The run

    def _begin(self, removal: SiteRemovalPlan) -> None:
        self._asks = False
        self._draw([])
        self.show_message(BEGINNING, "busy")
        run = BackgroundRun(
            self._session,
            removal.setup,
            self._emit,
            task=RemoveTask(self._domain),
            consent=consent_to(removal.plan),
        )
        run.start()
        self.refresh_bindings()
        self.set_interval(REPAINT, self._paint)

    def _emit(self, event: Event | Broken) -> None:
        """Called from the run's threads: only a message may cross to here."""
        self.post_message(SiteRemovalEvent(event))

    @on(SiteRemovalEvent)
    def _hear(self, told: SiteRemovalEvent) -> None:
        event = told.event
        if isinstance(event, Broken):
            self._over(words.BUG.format(name=type(event.error).__name__), [])
            return
        self._board.hear(event, time.monotonic())
        if isinstance(event, Finished):
            self._paint()
            self._finished(event)

    def _finished(self, event: Finished) -> None:
        done = not event.exit_code
        self._fate = SiteFate.TAKEN_AWAY if done else SiteFate.KEPT
        sentence = outcome_sentence(event, self._session.draft.setup_name)
        self._session.billing = words.billed(event.billing, practice=self._session.account_mode.practice)
        self._over((CLOSE if done else STOPPED).format(sentence=sentence), list(problems_text(all_problems(event))))

    def _over(self, sentence: str, problems: Sequence[RenderableType]) -> None:
        self._session.running = False
        self._session.look_again()
        if self._session.interrupt.by_person:
            self.app.exit(ExitCode.INTERRUPTED)
            return
        if problems:
            self._draw([*self._progress(), Text(), *problems])
        done = self._fate is SiteFate.TAKEN_AWAY
        self.show_message(
            words.GOOD.format(text=sentence) if done else words.BAD.format(what=sentence), "good" if done else "bad"
        )
        self.refresh_bindings()

    def _paint(self) -> None:
        """Bring the progress up to date."""
        if not self._session.running or not self._board.sites:
            return
        now = time.monotonic()
        self._board.settle(now)
        self._draw(self._progress())
        rows = list(self._board.rows())
        done = sum(row.stage is Stage.DONE for row in rows)
        if not self._session.interrupt.by_person:
            clock = elapsed(now - self._board.began)
            self.show_message(RUNNING.format(done=done, total=len(rows), clock=clock), "busy")

    def _progress(self) -> list[RenderableType]:
        lines = lines_of(self._board, lambda site: True, time.monotonic())
        return [Text.assemble(line.cells[0], "  ", clean(line.whole.removesuffix(": "))) for line in lines]

    def _draw(self, parts: Sequence[RenderableType]) -> None:
        self._found.update(Group(*parts))

    def show_message(self, text: str, mood: str = "") -> None:
        """Put a sentence below: `good`, `bad`, `busy`."""
        self._notice.set_classes(f"-{mood}" if mood else "")
        self._notice.update(clean(text))
