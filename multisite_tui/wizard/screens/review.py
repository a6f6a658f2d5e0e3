"""Review: the whole plan, what it costs, and what becomes of DNS, before anything is made."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.text import Text
from textual import work
from textual.widget import Widget
from textual.widgets import Button, Static

from multisite_tui.errors import Failure, Problem
from multisite_tui.model.findings import Finding
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report.clean import clean
from multisite_tui.report.layout import dollars
from multisite_tui.report.marks import HEADING
from multisite_tui.report.plan_text import plan_text
from multisite_tui.report.problems import problems_text
from multisite_tui.wizard import flow, words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.finding_pages import NAME_TAKEN, each_once, page_of_problem, where
from multisite_tui.wizard.asking.page_check import key_of
from multisite_tui.wizard.asking.questions import Ask, AskTick
from multisite_tui.wizard.background_run import planned, unchanged
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.widgets.field import Field, field_for

LEFT = AskTick(
    "accept_leftovers", "Leave what is left", "Earlier answers made it; it stays, and goes on costing what it costs."
)
PLANNING = "… asking AWS what is there already"
MAKE = "Make these {count} changes"
NOTHING = "Nothing to change: see the result"
WAIT = "Nothing to change: wait for what is not ready yet"
GO_TO = "Go to {page}"
WRONG = "! {where}: {sentence}"
COST = "About {total} US dollars a month. Page up and down scroll; Enter on the button below says yes."
COST_MORE = (
    "About {total} US dollars a month altogether, {new} of it new. Page up and down scroll; Enter on the button below"
    " says yes."
)
ALTERNATIVE = "One shared load balancer would cost {shared} instead of {total} US dollars a month: see the page Way in."
COST_UNKNOWN = "The cost is not known for this region; read below. Page up and down scroll."
EXCERPT_AGAIN = "This is what will be changed, beside what is there already. Nothing is changed before you say yes."
OPEN = "This must be settled first; nothing was changed."
LEFT_BALANCER = "load_balancer_left"
STAYS = {
    LEFT_BALANCER: "To take it away and put its record back, run `{command} destroy {name} --site {site}` in a"
    " terminal. To let it stay, and be billed, tick `Leave what is left`. To keep the site, put it back under Sites.",
    "security_group_left": "To let it stay, tick `Leave what is left`; or write its name on the page Security group.",
    "record_left": "To let it stay, tick `Leave what is left`; or put the name back on the page Certificate.",
}
"""What to do about things that earlier answers made, by the problem's code."""
RENAMED = "To let it stay, and be billed, tick `Leave what is left`; or write its name on the page Load balancer."
"""What to do about a load balancer whose site is still asked for, under another name."""


class ReviewPage(Page):
    """The plan, and the question."""

    NAME = "review"
    EXCERPT = "This is what will be made. Nothing has been made or billed so far."
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

    CALM: ClassVar[float] = 0.7
    """Seconds without Enter before one counts."""

    def body(self) -> Iterable[Widget]:
        """Leave room for the plan."""
        yield field_for(LEFT, self.session.accept_leftovers)
        yield Static("", id="plan")

    def begin(self) -> None:
        """Plan in the background."""
        if self.session.account_mode.store.begun(self.session.draft.setup_name):
            self._say_that_some_is_there()
        self.intention: PlannedRun | None = None
        self._open: PageRef | None = None
        self._pressed_at = 0.0
        self.field("accept_leftovers").display = self.session.accept_leftovers
        self.query_one("#next", Button).disabled = True
        self.query_one("#back", Button).focus()
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
        self.show_message(PLANNING, "busy")
        self.looking = True
        # What is asked about is not what was planned any more: a yes to the one must not be taken for the other.
        self.query_one("#next", Button).disabled = True
        self._plan()

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def _plan(self) -> None:
        setup, session = self.session.setup(), self.session
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
        width = max(40, self.query_one("#body").content_size.width - 1)
        self._draw(list(plan_text(intention.plan, width, alternative=ALTERNATIVE)))
        cost = intention.plan.cost
        changes = len(intention.plan.changes)
        if changes and cost.total is not None:
            new = intention.plan.added_cost
            template = COST if new == cost.total else COST_MORE
            self.show_message(template.format(total=dollars(cost.total), new=dollars(new)))
        else:
            self.show_message(COST_UNKNOWN if changes else "")
        label = NOTHING if intention.nothing_to_do else MAKE.format(count=changes) if changes else WAIT
        self._offer(label, None)

    def _say_that_some_is_there(self) -> None:
        self.query_one("#excerpt", Static).update(EXCERPT_AGAIN)

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        """Tell what stands in the way, in the wizard's words, and lead to the page that settles it."""
        said = [replace(one, next=self._next_of(one), key=None) for one in problems]
        self._draw([Text(OPEN, style=HEADING), Text(), *problems_text(said)])
        self.show_message(words.problem_line(said[0]), "bad")
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
        lines = [WRONG.format(where=where(draft, stop), sentence=finding.sentence) for stop, finding in wrong]
        self._draw([Text(OPEN, style=HEADING), Text(), *(Text(clean(line)) for line in lines)])
        self.show_message(lines[0], "bad")
        self._offer(GO_TO.format(page=wrong[0][0].title), wrong[0][0])

    def _draw(self, parts: Sequence[RenderableType]) -> None:
        self.query_one("#plan", Static).update(Group(*parts))

    def _offer(self, label: str, stop: PageRef | None) -> None:
        self._open = stop
        self._pressed_at = time.monotonic()
        button = self.query_one("#next", Button)
        button.label = Text(label)
        # A button that was narrower keeps its width in some layouts, and would cut the new words.
        button.styles.width = cell_len(label) + 6
        button.disabled = False
        button.focus(scroll_visible=False)

    def action_next(self) -> None:
        """Say yes; or go where something must be settled."""
        if self.query_one("#next", Button).disabled or not self._calm():
            return
        if self._open is not None:
            self.turn_to(self._open)
            return
        if "review" not in self.session.draft.walked:
            self.session.draft.walked.append("review")
        setup, intention = self.session.setup(), self.intention
        if setup is not None and intention is not None and intention.nothing_to_do:
            self.session.made(unchanged(self.session, setup, intention))
            self.turn_to(PageRef("result"))
            return
        self.session.approve()
        self.leave()

    def _calm(self) -> bool:
        """Whether there was a moment to read: an Enter too many on the pages before must not say yes to a bill."""
        now = time.monotonic()
        calm, self._pressed_at = now - self._pressed_at >= self.CALM, now
        return calm

    def leave(self) -> None:
        """Go on to make it."""
        self.turn_to(flow.after(self.session.draft))


def billed_already(intention: PlannedRun) -> bool:
    """Whether AWS bills a load balancer of the setup already: one that is asked for, or one that is left over."""
    if any(one.code == LEFT_BALANCER for one in (*intention.problems, *intention.plan.warnings)):
        return True
    whole = not intention.problems and bool(intention.plan.cost.total)  # else some site's steps are not known
    return whole and intention.plan.added_cost != intention.plan.cost.total
