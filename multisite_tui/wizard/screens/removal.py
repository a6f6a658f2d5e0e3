"""Take away: what goes, what stays and costs. The typed name of the setup is the yes; then it is taken away."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static

from multisite_tui.model.events import Finished
from multisite_tui.model.plans import Action
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report.clean import clean
from multisite_tui.report.console import styled
from multisite_tui.report.finish_text import all_problems, finish_text, outcome_sentence
from multisite_tui.report.layout import dollars
from multisite_tui.report.marks import FULL, HEADING
from multisite_tui.report.plan_text import plan_text
from multisite_tui.report.problems import problems_text
from multisite_tui.wizard import words
from multisite_tui.wizard.asked_removal import AskedRemoval
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.background_run import BackgroundRun
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.screens.run_screen import RunScreen
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.widgets.key_bar import KeyBar

EXCERPT = "Takes away what this setup made in your account, and nothing else. It cannot be undone."
LOOKING = "… asking AWS what there is to take away"
ASK = "PageDown reads on. To take all of this away, type the name of the setup, {name}, and press Enter. Esc leaves it."
WRONG = "! That is not the name {name}; nothing was taken away."
AT_WORK = "… taking away. Leaving (Ctrl-Q) saves and stops; it can be gone on with."
AGAIN = "press Esc, and x to go on with it"
OVER = "{sentence} Esc goes back to your setups."
GOES = "Goes ({count}): {things}."
NOTHING_GOES = "Nothing of it is there any more: it only leaves this list."
STAYS = "Stays: {things}."
COSTS = "For what stays, AWS bills {total} USD a month."
COSTS_NOTHING = "Nothing of it is billed any more then."
COST_UNKNOWN = "What stays may cost something; the prices of this region are not known here."
NEVER = "Your instances, your programs and your hosted zones are not touched."
STAYING = "Its answers stay on this disk as a draft, so that it can be made again."


class RemovalScreen(RunScreen[bool]):
    """Takes a setup away; whether anything was changed is what it returns."""

    NAME: ClassVar[str] = "removal"
    HELP_TEXT: ClassVar[Help] = Help(
        console="You would delete the records in Route 53, the load balancer, the certificate and the security groups,"
        " in this order, and find out by yourself which of them are this setup's.",
        why="What is not needed any more still costs money every month. Domains that led elsewhere before lead there"
        " again.",
        wrong="The wrong setup: read the list before you type its name. Your instances, your programs and your hosted"
        " zones are never touched.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", key_display="Esc", id="close", tooltip="Leave it as it is"),
        Binding("pageup", "scroll_found(-1)", "Up", show=False, key_display="PageUp", id="up", tooltip="Scroll up"),
        Binding(
            "pagedown", "scroll_found(1)", "Down", show=False, key_display="PageDown", id="down", tooltip="Scroll down"
        ),
    ]

    class Running(Message):
        """A removal is at work, or over: then there is no session."""

        def __init__(self, session: Session | None) -> None:
            super().__init__()
            self.session = session

    class Asked(Message):
        """The run waits for the answer to this plan; it may be posted from any thread."""

        def __init__(self, planned: PlannedRun) -> None:
            super().__init__()
            self.planned = planned

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._setup_name = session.draft.setup_name
        self._removal = AskedRemoval(lambda planned: self.post_message(self.Asked(planned)))
        self._agreed = False
        self.ended = False
        """Whether the run has ended."""
        self.looking = True
        """Whether AWS is being asked what there is."""

    def compose(self) -> ComposeResult:
        """Draw the heading, what goes, and the line for the name."""
        with Vertical(id="examined"):
            yield Static(f"{TITLES[self.NAME]} {clean(self._setup_name)}", id="heading", markup=False)
            yield Static(EXCERPT, id="excerpt", markup=False)
            with VerticalScroll(id="found"):
                yield self._found
            yield self.notice
            line = Input(id="answer", compact=True)
            line.display = False
            yield line
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask AWS what there is to take away."""
        self.say(LOOKING, "busy")
        setup = self.session.setup()
        if setup is None:
            self.dismiss(False)
            return
        BackgroundRun(self.session, setup, self.emit, task=self._removal).start()

    @on(Asked)
    def _ask(self, asked: Asked) -> None:
        """Show what goes, and ask for the name."""
        plan = asked.planned.plan
        self.looking = False
        self.draw([*_in_short(asked.planned), *plan_text(plan, self._width)])
        self.say(ASK.format(name=self._setup_name), "bad")
        line = self.query_one("#answer", Input)
        line.display = True
        line.focus()

    @property
    def _width(self) -> int:
        return max(30, self.scroller.content_size.width)

    @on(Input.Submitted)
    def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._agreed or self.ended:
            return
        if event.value.strip() != self._setup_name:
            self.say(WRONG.format(name=self._setup_name), "bad")
            return
        self._agreed = True
        command, name = self.session.account_mode.command, shlex.quote(self._setup_name)
        self.session.going_on = f"{command} destroy {name}"
        self.post_message(self.Running(self.session))  # before the yes, there is nothing to go on with
        event.input.display = False
        self.scroller.focus()
        self.say(AT_WORK, "busy")
        self.show_progress()
        self._removal.answer(yes=True)

    def finished(self, event: Finished) -> None:
        """Say how it ended, and keep the answers as a draft."""
        problems = all_problems(event)
        parts = [*problems_text(problems), *finish_text(event, self._width, FULL)]
        sentence = outcome_sentence(event, self._setup_name)
        if event.exit_code:
            sentence = words.problem_line(problems[0], AGAIN) if problems else sentence
        elif self._agreed:
            self._keep_answers()
            parts.append(Text(STAYING))
        self.over(parts, OVER.format(sentence=sentence), good=not event.exit_code)

    def _keep_answers(self) -> None:
        """Leave a draft of what was asked for, where the wizard has none."""
        draft = self.session.draft
        if self.session.account_mode.drafts.read(draft.id) is None:
            draft.page, draft.approved = "overview", ""
            self.session.save()

    def over(self, parts: Sequence[RenderableType], sentence: str, *, good: bool) -> None:
        """Show how it ended, which may be read at leisure."""
        self.ended, self.looking = True, False
        self.query_one("#answer", Input).display = False
        super().over(parts, sentence, good=good)
        if good or not self._agreed:
            self.post_message(self.Running(None))
        self.scroller.focus()

    def action_scroll_found(self, way: int) -> None:
        """Scroll what is to be read, also from the line for the name."""
        if way > 0:
            self.scroller.scroll_page_down()
        else:
            self.scroller.scroll_page_up()

    def action_close(self) -> None:
        """Close, and leave everything as it is; while it is at work, it must be stopped by leaving the wizard."""
        if self.at_work:
            return
        if not self.ended:
            self._removal.answer(yes=False)
            self.session.running = False
        self.post_message(self.Running(None))
        self.dismiss(self._agreed)


def _in_short(planned: PlannedRun) -> Iterator[RenderableType]:
    """Yield what goes, what stays and what that costs, before the plan says it step by step."""
    plan, found = planned.plan, planned.found.by_step
    gone = [step.title for step in plan.steps if step.action is Action.DELETE]
    left = [step.resource.title for step in planned.steps if step.resource.stays(found.get(step.id))]
    yield styled(GOES.format(count=len(gone), things=", ".join(gone)) if gone else NOTHING_GOES, HEADING)
    if left:
        yield styled(STAYS.format(things=", ".join(left)), HEADING)
    total = plan.cost.total
    cost = COST_UNKNOWN if total is None else COSTS.format(total=dollars(total)) if total else COSTS_NOTHING
    yield styled(cost, HEADING)
    yield styled(NEVER)
    yield Text()
