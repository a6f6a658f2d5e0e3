"""Review: the whole plan, what it costs, and what becomes of DNS, before anything is made."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Button, Static

from multisite_tui.errors import Failure, Problem
from multisite_tui.model.findings import Finding
from multisite_tui.model.plans import Plan
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report.clean import clean
from multisite_tui.report.marks import HEADING
from multisite_tui.report.plan_text import plan_text
from multisite_tui.report.problems import problems_text
from multisite_tui.wizard import flow, words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.finding_pages import NAME_TAKEN, each_once, page_of_problem, where
from multisite_tui.wizard.asking.page_check import key_of
from multisite_tui.wizard.asking.page_states import answers_by_page
from multisite_tui.wizard.asking.questions import Ask, AskTick
from multisite_tui.wizard.background_run import planned, unchanged
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.plan_summary import summary_text
from multisite_tui.wizard.screens.doctor import DoctorScreen, then
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.calm import Calm
from multisite_tui.wizard.widgets.field import Field, field_for
from multisite_tui.wizard.widgets.page_layout import FittingScroll
from multisite_tui.wizard.widgets.relabel import relabel

LEFT = AskTick(
    "accept_leftovers", "Leave what is left", "Earlier answers made it; it stays, and goes on costing what it costs."
)
PLANNING = "… asking AWS what is there already"
MAKE, MAKE_ONE = "Make these {count} changes", "Make this change"
NOTHING = "Nothing to change: see the result"
WAIT = "Nothing to change: wait for what is not ready yet"
GO_TO = "Go to {page}"
WRONG = "! {where}: {sentence}"
MAKE_YES = "{make} (Y)"
ASK_YES = "Y or the button says yes. F3 shows every step."
NOT_YET = "F8 does not say yes: press Y, or the button."
ALTERNATIVE = (
    "One shared load balancer would cost {shared} instead of {total} US dollars a month: see the page Load balancers."
)
EXCERPT_AGAIN = "What will be changed, beside what is there already. Nothing is changed before you say yes."
OPEN = "This must be settled first; nothing was changed."
LEFT_BALANCER = "load_balancer_left"
STAYS = {
    LEFT_BALANCER: "To keep the site, put it back under Sites. To take it away and put its record back, press F4 there"
    " once it is back, or run `{command} destroy {name} --site {site}` in a terminal. To let it stay, and be billed,"
    " tick `Leave what is left`.",
    "security_group_left": "To let it stay, tick `Leave what is left`; or write its name on the page Security group.",
    "record_left": "To let it stay, tick `Leave what is left`; or put the name back on the page Certificate.",
}
"""What to do about things that earlier answers made, by the problem's code."""
RENAMED = "To let it stay, and be billed, tick `Leave what is left`; or write its name on the page Load balancer."
"""What to do about a load balancer whose site is still asked for, under another name."""


class ReviewPage(Page):
    """The plan, and the question."""

    NAME = "review"
    EXCERPT = "Nothing is made or billed before you say yes."
    ASKS: ClassVar[tuple[Ask, ...]] = (LEFT,)
    CONSOLE = "8. Create load balancer: Review; and the bill, which the console does not show"
    CHECKS = ("everything: what is there, what would be made, what stands in the way, what it costs a month",)
    HELP_TEXT = Help(
        console="`Review`, the last step of each load balancer. The console shows neither what it costs nor what"
        " happens to DNS.",
        why="Read three things: what it costs a month; which record is replaced; and that the names are those you want,"
        " since they cannot be changed later.",
        wrong="A load balancer costs money as long as it is there, also while the instance is stopped. If that is too"
        " much, nginx on the instance itself can do the same for nothing.",
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "approve", "Yes", key_display="Y", id="approve", tooltip="Make what the plan says"),
        Binding("f3", "whole", "Every step", key_display="F3", id="whole", tooltip="Show every step, or the summary"),
        Binding("f9", "doctor", "Doctor", key_display="F9", id="doctor", tooltip="Find out why something is not well"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.intention: PlannedRun | None = None
        """What was planned last."""
        self._open: PageRef | None = None
        """The page that settles what stands in the way."""
        self._asks = False
        """Whether a yes is asked for."""
        self._whole = False
        """Whether every step is shown."""
        self._hindered = False
        """Whether something stands in the way."""
        self._calm = Calm()

    def scroller(self) -> Widget:
        """Let the arrows scroll the plan."""
        return FittingScroll(id="body")

    def body(self) -> Iterable[Widget]:
        """Leave room for the plan."""
        yield field_for(LEFT, self.session.accept_leftovers)
        yield Static("", id="plan")

    def begin(self) -> None:
        """Plan in the background."""
        if self.session.account_mode.store.begun(self.session.draft.setup_name):
            self._say_that_some_is_there()
        self.field("accept_leftovers").display = self.session.accept_leftovers
        self.query_one("#next", Button).disabled = True
        self.set_focus(self.query_one("#body"))
        self.plan_again()

    def take(self, field: Field) -> None:
        """Plan again, with or without what is left."""
        self.session.accept_leftovers = bool(field.value)
        self.plan_again()

    def action_look_again(self) -> None:
        """Plan again, with a new look, signing in anew."""
        self.session.sign_in_again()
        self.plan_again()

    def plan_again(self) -> None:
        """Plan what is typed now; or tell what is wrong with it."""
        wrong = list(each_once(self.session.draft))
        if self.session.name_is_taken:
            wrong.append((PageRef("sites"), Finding(("name",), "setup_taken", NAME_TAKEN)))
        if wrong:
            self._show_findings(wrong)
            return
        self.say(PLANNING, "busy")
        self.looking, self._hindered = True, False
        # What is asked about is not what was planned any more: a yes to the one must not be taken for the other.
        self.query_one("#next", Button).disabled = True
        self._asks = False
        self._plan()

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def _plan(self) -> None:
        setup, session = self.session.setup(), self.session
        self.asked = answers_by_page(session.draft)
        if setup is None:
            return
        try:
            intention = await in_background(lambda: planned(session, setup, accept_leftovers=session.accept_leftovers))
        except Failure as failure:
            self._show_problems(failure.problems)
        else:
            self.show_plan(intention)
        self.looking = False

    def show_plan(self, intention: PlannedRun) -> None:
        """Draw the plan, or what stands in its way."""
        self.intention = intention
        if billed_already(intention):
            self._say_that_some_is_there()
        if intention.problems:
            self._show_problems(intention.problems)
            return
        for stop in flow.every(self.session.draft)[: -len(flow.AFTER)]:  # the plan has asked about all of them
            self.session.pages.seen(self.asked, stop, good=True)
        self._draw_plan(intention.plan)
        changes = len(intention.plan.changes)
        self._asks = bool(changes)
        make = MAKE_YES.format(make=(MAKE_ONE if changes == 1 else MAKE).format(count=changes))
        self._offer(NOTHING if intention.nothing_to_do else make if changes else WAIT, None)
        self.say(ASK_YES if changes else "")
        self.draw_frame()

    def _draw_plan(self, plan: Plan) -> None:
        width = max(40, self.query_one("#body").content_size.width - 1)
        self._draw(list(plan_text(plan, width, alternative=ALTERNATIVE) if self._whole else summary_text(plan)))

    def action_whole(self) -> None:
        """Show every step, or the summary again."""
        if self.intention is not None and not self.intention.problems:
            self._whole = not self._whole
            self._draw_plan(self.intention.plan)
            self.query_one("#body").scroll_home(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the yes only where it is asked for."""
        if action == "approve":
            return self._asks
        if action == "whole":
            return self.intention is not None and not self.intention.problems
        if action == "doctor":
            return self.session.stands and self._hindered
        return super().check_action(action, parameters)

    def action_doctor(self) -> None:
        """Look for the reason, over this page."""
        self.app.push_screen(DoctorScreen(self.session), then(self.to_plan))

    def _say_that_some_is_there(self) -> None:
        self.query_one("#excerpt", Static).update(EXCERPT_AGAIN)

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        """Tell what stands in the way, in the wizard's words, and lead to the page that settles it."""
        self._asks, self._hindered = False, True
        said = [replace(one, next=self._next_of(one), key=None) for one in problems]
        self._draw([Text(OPEN, style=HEADING), Text(), *problems_text(said)])
        self.say(_in_short(said[0]), "bad")
        left = all(one.code.endswith("_left") for one in problems)
        self.field("accept_leftovers").display = left or self.session.accept_leftovers
        first = replace(problems[0], key=key_of(problems[0], self._place_of(problems[0])) or None)
        stop = page_of_problem(self.session.draft, first)
        self._offer(GO_TO.format(page=stop.title), stop)

    def _place_of(self, problem: Problem) -> int | None:
        setup = self.session.setup()
        sites = [site.domain for site in setup.sites] if setup else []
        return sites.index(problem.site) if problem.site in sites else None

    def _next_of(self, problem: Problem) -> str:
        """Return what to do; of what a site left behind, who stays or goes is the person's to say."""
        template = STAYS.get(problem.code)
        if template is None:
            return words.next_of(problem)
        setup = self.session.setup()
        if problem.code == LEFT_BALANCER and setup and problem.site in {site.domain for site in setup.sites}:
            return RENAMED
        command, name = self.session.account_mode.command, shlex.quote(self.session.draft.setup_name)
        return template.format(command=command, name=name, site=problem.site)

    def _show_findings(self, wrong: Sequence[tuple[PageRef, Finding]]) -> None:
        draft = self.session.draft
        self._asks, self._hindered = False, True
        lines = [WRONG.format(where=where(draft, stop), sentence=finding.sentence) for stop, finding in wrong]
        self._draw([Text(OPEN, style=HEADING), Text(), *(Text(clean(line)) for line in lines)])
        self.say(lines[0], "bad")
        self._offer(GO_TO.format(page=wrong[0][0].title), wrong[0][0])

    def _draw(self, parts: Sequence[RenderableType]) -> None:
        self.query_one("#plan", Static).update(Group(*parts))

    def _offer(self, label: str, stop: PageRef | None) -> None:
        self._open = stop
        self._calm.begin()
        button = self.query_one("#next", Button)
        relabel(button, label)
        button.disabled = False
        button.action = "screen.approve" if self._asks else "screen.next"
        self.refresh_bindings()
        if self._asks:
            self.set_focus(self.query_one("#body"))
        else:
            button.focus(scroll_visible=False)

    def action_next(self) -> None:
        """Go where something must be settled, or to the result where nothing would change. It never says yes."""
        if self.query_one("#next", Button).disabled:
            return
        if self._open is not None:
            self.turn_to(self._open)
            return
        if self._asks:
            self.say(NOT_YET, "busy")
            return
        setup, intention = self.session.setup(), self.intention
        if setup is not None and intention is not None and intention.nothing_to_do:
            self.session.made(unchanged(self.session, setup, intention))
            self.turn_to(PageRef("result"))
            return
        self._go_on()

    def action_approve(self) -> None:
        """Say yes, if there was a moment to read: what was typed ahead says yes to nothing."""
        if not self._asks or self.query_one("#next", Button).disabled:
            return
        if self._calm.pressed():
            self._go_on()
        else:
            self.say(words.TOO_SOON, "busy")

    def _go_on(self) -> None:
        self.session.approve()
        self.leave()

    def leave(self) -> None:
        """Go on to make it."""
        self.turn_to(flow.after(self.session.draft))


def _in_short(problem: Problem) -> str:
    """Return the first problem for below the plan, which says all of it; of what stays and is billed, what it costs."""
    if problem.code == LEFT_BALANCER:
        return words.BAD_NEXT.format(what=problem.what, next=problem.why)
    return words.problem_line(problem)


def billed_already(intention: PlannedRun) -> bool:
    """Whether AWS bills a load balancer of the setup already: one that is asked for, or one that is left over."""
    if any(one.code == LEFT_BALANCER for one in (*intention.problems, *intention.plan.warnings)):
        return True
    whole = not intention.problems and bool(intention.plan.cost.total)  # else some site's steps are not known
    return whole and intention.plan.added_cost != intention.plan.cost.total
