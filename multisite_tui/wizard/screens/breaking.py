"""Break something: one thing of a site of the practice account, so that the doctor is met before it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static
from textual.widgets.option_list import Option

from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.report.clean import clean
from multisite_tui.report.words import BROKEN, MENDED, MENDED_NOTHING
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.screens.over_page import OverPage
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.widgets.choices import Choices
from multisite_tui.wizard.widgets.key_bar import KeyBar

EXCERPT = "In the practice account only. Enter breaks it; then let the doctor find it, or mend it here."
WAYS = {
    "program": "the program of {site} stops",
    "port": "the load balancer of {site} is not let in to the program any more",
    "record": "somebody points {site} elsewhere",
    "certificate": "the proof of the certificate of {site} is deleted",
}
"""By a word of `demo break`, what happens."""
MEND = "mend everything that was broken here"
AT_WORK = "… changing the practice account"
THEN = "{done} Esc closes this; d asks the doctor."


class BreakingScreen(OverPage[None]):
    """What can be broken, site by site."""

    NAME: ClassVar[str] = "breaking"
    HELP_TEXT: ClassVar[Help] = Help(
        console="Nothing: it is what colleagues, updates and mistakes do to an account.",
        why="On the day on which a site is down, you will have met the doctor before.",
        wrong="Nothing can go wrong here: nothing is real, and `mend` puts back what was broken.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", key_display="Esc", id="close", tooltip="Back to the page"),
    ]

    def __init__(self, session: Session, setup: Setup) -> None:
        super().__init__()
        self._session, self._setup = session, setup

    def compose(self) -> ComposeResult:
        """Draw the list."""
        with Vertical(id="offered"):
            yield Static(TITLES[self.NAME], id="heading", markup=False)
            yield Static(EXCERPT, id="excerpt", markup=False)
            options: list[Option | None] = [
                Option(clean(text.format(site=readable(site.domain))), id=f"{what} {site.domain}")
                for site in self._setup.sites
                for what, text in WAYS.items()
            ]
            yield Choices(*options, None, Option(MEND, id="mend"), id="switches")
            yield self.notice
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the arrows move at once."""
        self.query_one(Choices).focus()

    @on(Choices.OptionSelected)
    def _chosen(self, event: Choices.OptionSelected) -> None:
        event.stop()
        if self.looking or event.option_id is None:
            return
        what, _, domain = event.option_id.partition(" ")
        self._work(self._mended if what == "mend" else lambda: self._broken(domain, what))

    def _broken(self, domain: str, what: str) -> str:
        self._session.account_mode.options.break_practice(self._setup, domain, what)
        return BROKEN[what].format(site=readable(domain))

    def _mended(self) -> str:
        mended = self._session.account_mode.options.mend_practice(self._setup.name)
        done = [MENDED[what].format(site=readable(domain)) for _, domain, what in mended]
        return " ".join(done) or MENDED_NOTHING

    @work(group="breaking", exclusive=True, exit_on_error=False)
    async def _work(self, change: Callable[[], str]) -> None:
        self.say(AT_WORK, "busy")
        done = await self.ask(change)
        if done is not None:
            self.say(THEN.format(done=done), "good")
