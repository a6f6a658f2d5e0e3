"""Review: the whole plan, what it costs, and what becomes of DNS, before anything is made."""

from __future__ import annotations

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
from multisite_tui.plan.intentions import Intention
from multisite_tui.report.clean import clean
from multisite_tui.report.money import dollars
from multisite_tui.report.plan_text import plan_text
from multisite_tui.report.problems import problems_text
from multisite_tui.wizard import flow, words
from multisite_tui.wizard.background import in_background
from multisite_tui.wizard.doing import planned
from multisite_tui.wizard.draft_answers import field_of, findings
from multisite_tui.wizard.flow import Stop
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.specs import Ask, AskTick, Help
from multisite_tui.wizard.widgets.fields import Field, field_for

LEFT = AskTick(
    "accept_leftovers", "Leave what is left", "Earlier answers made it; it stays, and goes on costing what it costs."
)
PLANNING = "… asking AWS what is there already"
MAKE = "Make these {count} changes"
NOTHING = "Nothing to change: see the result"
GO_TO = "Go to {page}"
WRONG = "! {where}: {sentence}"
COST = "About {total} US dollars a month. Page up and down scroll; Enter on the button below says yes."
COST_UNKNOWN = "The cost is not known for this region; read below. Page up and down scroll."
OPEN = "This must be settled first; nothing was changed."
KEYS = {"load_balancer": "listener", "listeners": "listener", "instance_protocol": "listener", "port": "sites",
        "domain": "sites", "subnets": "listener", "security_group": "security_group", "certificate": "certificate",
        "aliases": "certificate", "health_check": "health_check", "instances": "instances", "tags": "tags",
        "tag": "tags", "dns": "dns"}  # fmt: skip
"""Which page asks for which key of a site's answers."""
TOP = {"name": "sites", "region": "account", "profile": "account", "expect": "account"}


class ReviewPage(Page):
    """The plan, and the question."""

    NAME = "review"
    EXCERPT = "This is what will be made. Nothing has been made or billed so far."
    ASKS: ClassVar[tuple[Ask, ...]] = (LEFT,)
    CONSOLE = "8. Create Classic Load Balancer: Review; and the bill, which the console does not show"
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
        yield field_for(LEFT, self.walk.accept_leftovers)
        yield Static("", id="plan")

    def begin(self) -> None:
        """Plan in the background."""
        self.intention: Intention | None = None
        self._open: Stop | None = None
        self._pressed_at = 0.0
        self.field("accept_leftovers").display = self.walk.accept_leftovers
        self.query_one("#next", Button).disabled = True
        self.query_one("#back", Button).focus()
        self.plan_again()

    def take(self, field: Field) -> None:
        """Plan again, with or without what is left."""
        self.walk.accept_leftovers = bool(field.value)
        self.plan_again()

    def action_look_again(self) -> None:
        """Plan again, with a new look."""
        self.plan_again()

    def plan_again(self) -> None:
        """Plan what is typed now; or tell what is wrong with it."""
        wrong = findings(self.walk.draft)
        if wrong:
            self._show_findings(wrong)
            return
        self.tell(PLANNING, "busy")
        self.looking = True
        self._plan()

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def _plan(self) -> None:
        setup, walk = self.walk.setup(), self.walk
        if setup is None:
            return
        try:
            intention = await in_background(lambda: planned(walk, setup, accept_leftovers=walk.accept_leftovers))
        except Failure as failure:
            self._show_problems(failure.problems)
        else:
            self.show_plan(intention)
        self.looking = False

    def show_plan(self, intention: Intention) -> None:
        """Draw the plan, or what stands in its way."""
        self.intention = intention
        if intention.problems:
            self._show_problems(intention.problems)
            return
        width = max(40, self.query_one("#body").content_size.width - 1)
        self._draw(list(plan_text(intention.plan, width)))
        cost = intention.plan.cost
        changes = len(intention.plan.changes)
        if changes and cost.total is not None:
            self.tell(COST.format(total=dollars(cost.total)))
        else:
            self.tell(COST_UNKNOWN if changes else "")
        self._offer(MAKE.format(count=changes) if changes else NOTHING, None)

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        """Tell what stands in the way, in the wizard's words, and lead to the page that settles it."""
        said = [replace(one, next=words.INSTEAD.get(one.code, one.next), key=None) for one in problems]
        self._draw([Text(OPEN, style="bold"), Text(), *problems_text(said)])
        self.tell(words.told(problems[0]), "bad")
        left = all(one.code.endswith("_left") for one in problems)
        self.field("accept_leftovers").display = left or self.walk.accept_leftovers
        stop = page_of_key(problems[0].key or "")
        self._offer(GO_TO.format(page=stop.title), stop)

    def _show_findings(self, wrong: Sequence[Finding]) -> None:
        stops = [page_of_finding(finding) for finding in wrong]
        lines = [
            WRONG.format(where=self._where(stop), sentence=finding.sentence)
            for stop, finding in zip(stops, wrong, strict=True)
        ]
        self._draw([Text(OPEN, style="bold"), Text(), *(Text(clean(line)) for line in lines)])
        self.tell(lines[0], "bad")
        self._offer(GO_TO.format(page=stops[0].title), stops[0])

    def _where(self, stop: Stop) -> str:
        site = f"{self.walk.draft.text(stop.site, 'domain')} · " if stop.site is not None else ""
        return f"{site}{stop.title}"

    def _draw(self, parts: Sequence[RenderableType]) -> None:
        self.query_one("#plan", Static).update(Group(*parts))

    def _offer(self, label: str, stop: Stop | None) -> None:
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
            self.post_message(self.Go(self._open))
            return
        if "review" not in self.walk.draft.walked:
            self.walk.draft.walked.append("review")
        self.leave()

    def _calm(self) -> bool:
        """Whether there was a moment to read: an Enter too many on the pages before must not say yes to a bill."""
        now = time.monotonic()
        calm, self._pressed_at = now - self._pressed_at >= self.CALM, now
        return calm

    def leave(self) -> None:
        """Go on to make it."""
        self.post_message(self.Go(flow.after(self.walk.draft)))


def page_of_key(key: str) -> Stop:
    """Return the page that asks for a key of the answers, such as `sites[1].dns.replace`."""
    site, _, rest = key.partition("].")
    if site.startswith("sites[") and rest:
        page = KEYS.get(rest.partition(".")[0], "sites")
        return Stop(page, None if page == "sites" else int(site.removeprefix("sites[")))
    return Stop(TOP.get(key.partition(".")[0], "sites"))


def page_of_finding(finding: Finding) -> Stop:
    """Return the page that asks for what a finding is about."""
    site, name = field_of(finding.loc)
    first = name.partition(".")[0]
    if site is None:
        return Stop(TOP.get(first, "sites"))
    page = KEYS.get(first, "sites")
    return Stop(page, None if page == "sites" else site)
