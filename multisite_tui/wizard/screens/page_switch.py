"""The maintenance page of each site, over the result page: shown in place of the program, or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.plan.maintenance import page_shown
from multisite_tui.report.clean import clean
from multisite_tui.report.maintenance_text import switched_lines
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.background_run import conductor_of
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.screens.over_page import OverPage
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.widgets.choices import Choices
from multisite_tui.wizard.widgets.key_bar import KeyBar

EXCERPT = "Enter on a site switches its page. It has status 503, so that search engines come again."
SITE = "{site}: {state}"
PAGE = "the load balancer shows the page"
PROGRAM = "visitors reach the program"
ASK = "Show visitors of {site} the page in place of the program? F4 shows it; Esc leaves it."
SWITCHING = "… asking AWS to switch it"
AGAIN = "Enter takes it away again."

Shown = Mapping[str, bool]
"""By domain, whether the load balancer shows the page."""


class PageSwitchScreen(OverPage[None]):
    """The sites, and whether visitors of each are shown its page."""

    NAME: ClassVar[str] = "page_switch"
    HELP_TEXT: ClassVar[Help] = Help(
        console="EC2 > Load Balancers > the load balancer > the listener > Rules: Add rule, with a fixed response and a"
        " lower priority than the rule that forwards.",
        why="While you work on a program, its visitors read that it is back soon, in place of an error. The other sites"
        " notice nothing.",
        wrong="The page stays until it is switched off, whatever becomes of the program: `multisite-tui status` says"
        " which is shown. What it says is the answer `maintenance` of the site.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", key_display="Esc", id="close", tooltip="Back to the page"),
        Binding("f4", "show", "Show the page", key_display="F4", id="show", tooltip="Say yes to what is asked"),
    ]

    def __init__(self, session: Session, setup: Setup) -> None:
        super().__init__()
        self._session, self._setup = session, setup
        self._domains = [site.domain for site in setup.sites]
        self._shown: dict[str, bool] = {}
        self._asked: str | None = None
        """The domain whose page is to be shown if the person says so."""

    def compose(self) -> ComposeResult:
        """Draw the list, empty as yet."""
        with Vertical(id="offered"):
            yield Static(TITLES[self.NAME], id="heading", markup=False)
            yield Static(EXCERPT, id="excerpt", markup=False)
            yield Choices(id="switches")
            yield self.notice
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask which pages are shown."""
        self.query_one(Choices).focus()
        self.say(words.ASKING, "busy")
        self._work(lambda: (shown_pages(self._session, self._setup), ""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the yes only where something is asked."""
        return self._asked is not None if action == "show" else super().check_action(action, parameters)

    @on(Choices.OptionSelected)
    def _chosen(self, event: Choices.OptionSelected) -> None:
        event.stop()
        domain = self._domains[event.option_index]
        if self.looking or domain not in self._shown:
            return
        if self._shown[domain]:
            self._switch(domain, shown=False)
        else:
            self._ask(domain)

    @on(Choices.OptionHighlighted)
    def _moved(self, event: Choices.OptionHighlighted) -> None:
        event.stop()
        if self._asked is not None and self._domains[event.option_index] != self._asked:
            self._ask(None)

    def action_show(self) -> None:
        """Show the page that was asked about."""
        if self._asked is not None and not self.looking:
            self._switch(self._asked, shown=True)

    def _ask(self, domain: str | None) -> None:
        self._asked = domain
        self.say(ASK.format(site=readable(domain)) if domain else "", "busy" if domain else "")
        self.refresh_bindings()

    def _switch(self, domain: str, *, shown: bool) -> None:
        self._ask(None)
        self.say(SWITCHING, "busy")
        self._work(lambda: switched(self._session, self._setup, domain, shown=shown))

    @work(group="page_switch", exclusive=True, exit_on_error=False)
    async def _work(self, ask: Callable[[], tuple[Shown, str]]) -> None:
        answer = await self.ask(ask)
        if answer is not None:
            seen, done = answer
            self._shown |= seen
            self._list()
            self.say(done, "good" if done else "")

    def _list(self) -> None:
        choices = self.query_one(Choices)
        at = choices.highlighted or 0
        states = [PAGE if self._shown.get(domain, False) else PROGRAM for domain in self._domains]
        choices.set_options(
            clean(SITE.format(site=readable(domain), state=state))
            for domain, state in zip(self._domains, states, strict=True)
        )
        choices.highlighted = at


def shown_pages(session: Session, setup: Setup) -> Shown:
    """Return which sites' pages are shown; for the background.

    Raises:
        Failure: it cannot be told.
    """
    facts = conductor_of(session, setup).facts()
    return {site.domain: page_shown(setup, site, facts) for site in setup.sites}


def switched(session: Session, setup: Setup, domain: str, *, shown: bool) -> tuple[Shown, str]:
    """Switch the page of one site, and return how it is then and who sees it; for the background.

    Raises:
        Failure: it cannot be done, or AWS refused it.
    """
    conductor = conductor_of(session, setup)
    with conductor.locked():
        conductor.switch_page(domain, shown=shown)
    lines = switched_lines(conductor.page_reach(domain), domain, shown=shown)
    return {domain: shown}, "\n".join([*lines, *([AGAIN] if shown else [])])
