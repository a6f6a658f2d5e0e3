"""Removing a site that stands, over the page: it is kept, taken out of the setup only, or taken away in AWS now."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from multisite_tui.model.events import Finished
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.texts import shown
from multisite_tui.report.clean import clean
from multisite_tui.report.finish_text import all_problems, outcome_sentence
from multisite_tui.report.layout import dollars
from multisite_tui.report.plan_text import plan_text
from multisite_tui.report.problems import problems_text
from multisite_tui.setup_run import RemoveTask
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.background_run import BackgroundRun
from multisite_tui.wizard.screens.run_screen import RunScreen
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.site_taking import SiteRemovalPlan, consent_to, site_removal_plan
from multisite_tui.wizard.terminal.calm import Calm
from multisite_tui.wizard.widgets.choices import Choices
from multisite_tui.wizard.widgets.key_bar import KeyBar

TITLE = "Remove {site}"
EXCERPT = "This site stands. What is to become of what was made for it?"
STANDING = "It has: {things}."
COST = "AWS bills about {total} US dollars a month for it, as long as it stands."
COST_PRACTICE = "In your own account, AWS would bill about {total} US dollars a month for it, as long as it stands."
COST_NOTHING = "It costs nothing of its own: its load balancer serves other sites too."
NOTHING_FOUND = "Nothing that was made for it is there any more."
LABELS = {
    "keep": "Keep the site",
    "leave_out": "Take it out of this setup only: what was made stays",
    "take_away": "Take it away now: the plan is shown first",
}
ASK = "Y takes this away now, which cannot be undone; Esc keeps it."
BEGINNING = "… asking AWS what is there"
CLOSE = "{sentence} Esc goes back to the sites."
STOPPED = "{sentence} Esc goes back; removing the site again goes on from there."


class SiteFate(StrEnum):
    """What becomes of a site that was to be removed."""

    KEPT = "keep"
    LEFT_OUT = "leave_out"
    TAKEN_AWAY = "taken_away"


class SiteRemovalScreen(RunScreen[SiteFate]):
    """Asks what becomes of a site, shows the plan of its removal, and carries it out."""

    NAME: ClassVar[str] = "site_removal"
    HELP_TEXT: ClassVar[Help] = Help(
        console="EC2 > Load Balancers > Delete; ACM > Delete; Route 53: put the former record back. One by one.",
        why="A site that is only taken out of the setup stays in AWS: visitors still reach it, and its load balancer is"
        " still billed.",
        wrong="Only what this program made is deleted, and the record from before comes back. The instance and its"
        " program are not touched.",
    )
    FOUND = "removal"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", key_display="Esc", id="close", tooltip="Back to the sites"),
        Binding("y", "approve", "Yes", key_display="Y", id="approve", tooltip="Take away what the plan says"),
    ]

    def __init__(self, session: Session, domain: str) -> None:
        super().__init__(session)
        self._domain = domain
        self._removal: SiteRemovalPlan | None = None
        self._asks = False
        """Whether a yes is asked for."""
        self._fate = SiteFate.KEPT
        self._calm = Calm()

    def compose(self) -> ComposeResult:
        """Draw the question; what stands is not known yet."""
        with Vertical(id="offered"):
            yield Static(TITLE.format(site=shown(readable(self._domain))), id="heading", markup=False)
            yield Static(EXCERPT, id="excerpt", markup=False)
            with VerticalScroll(id="removal"):
                yield self._found
            yield Choices(*(Option(label, id=name) for name, label in LABELS.items()), id="fates")
            yield self.notice
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask AWS what stands."""
        self.scroller.can_focus = False
        self.query_one(Choices).focus()
        self.say(words.ASKING, "busy")
        self._look()

    @work(group="site_removal", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        self._removal = await self.ask(lambda: site_removal_plan(self.session, self._domain))
        if self._removal is not None:
            self._show_standing(self._removal)

    def _show_standing(self, removal: SiteRemovalPlan) -> None:
        if not removal.plan.changes:
            lines = [NOTHING_FOUND]
        else:
            lines = [STANDING.format(things=", ".join(removal.things))] if removal.things else []
            lines += self._cost(removal)
        self.draw([Text(clean(line)) for line in lines])
        self.say("")

    def _cost(self, removal: SiteRemovalPlan) -> list[str]:
        if removal.cost is None:
            return []
        template = COST_PRACTICE if self.session.account_mode.practice else COST
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
        self.scroller.can_focus = True
        self.scroller.focus()
        width = max(40, self.scroller.content_size.width - 1)
        self.draw(list(plan_text(removal.plan, width)))
        self._asks = True
        self._calm.begin()
        self.say(ASK, "bad")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the yes only where it is asked for; a run is not closed over."""
        if action == "approve":
            return self._asks
        if action == "close":
            return not self.session.running
        return super().check_action(action, parameters)

    def action_approve(self) -> None:
        """Say yes, if there was a moment to read: what was typed ahead says yes to nothing."""
        if not self._asks or self._removal is None:
            return
        if self._calm.pressed():
            self._begin(self._removal)
        else:
            self.say(words.TOO_SOON, "busy")

    def action_close(self) -> None:
        """Go back to the sites."""
        self.dismiss(self._fate)

    # The run

    def _begin(self, removal: SiteRemovalPlan) -> None:
        self._asks = False
        self.draw([])
        self.say(BEGINNING, "busy")
        run = BackgroundRun(
            self.session,
            removal.setup,
            self.emit,
            task=RemoveTask(self._domain),
            consent=consent_to(removal.plan),
        )
        run.start()
        self.refresh_bindings()
        self.show_progress()

    def finished(self, event: Finished) -> None:
        """Say how it ended, and what still stands in the way."""
        done, problems = not event.exit_code, all_problems(event)
        self._fate = SiteFate.TAKEN_AWAY if done else SiteFate.KEPT
        template = words.GOOD.format(text=CLOSE) if done else words.BAD.format(what=STOPPED)
        parts = [*self.progress(), Text(), *problems_text(problems)] if problems else self.progress()
        self.over(parts, template.format(sentence=outcome_sentence(event, self.session.draft.setup_name)), good=done)
