"""What something found out about a setup, over the page that called for it; it scrolls, and F5 looks again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from multisite_tui.errors import Failure
from multisite_tui.model.setup import Setup
from multisite_tui.report.problems import problems_text
from multisite_tui.wizard import words
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.screens.over_page import OverPage
from multisite_tui.wizard.screens.page import settle_first
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.widgets.key_bar import KeyBar


class FindingsScreen(OverPage[bool]):
    """Asks at once, and shows what came of it; the page learns whether to lead to what puts it right."""

    EXCERPT: ClassVar[str]
    ASKING: ClassVar[str]
    """What is said meanwhile."""
    READ: ClassVar[str] = "Arrows and PageDown scroll; F5 looks again; Esc closes."
    """What is said once it is there."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "dismiss", "Close", key_display="Esc", id="close", tooltip="Back to the page"),
        Binding("f5", "look_again", "Look again", key_display="F5", id="look", tooltip="Ask AWS again"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._found = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Draw the heading, what was found, and how it stands with the looking."""
        with Vertical(id="examined"):
            yield Static(TITLES[self.NAME], id="heading", markup=False)
            yield Static(self.EXCERPT, id="excerpt", markup=False)
            with VerticalScroll(id="found"):
                yield self._found
            yield self.notice
        yield KeyBar()

    def on_mount(self) -> None:
        """Look at once; the arrows scroll."""
        self.query_one("#found").focus()
        self._examine()

    def examine(self, session: Session, setup: Setup) -> list[RenderableType]:
        """Return what was found; for the background.

        Raises:
            Failure: nothing could be looked at.
        """
        raise NotImplementedError

    def action_look_again(self) -> None:
        """Look again, signing in anew."""
        self._session.sign_in_again()
        self._examine()

    def _examine(self) -> None:
        """Look in the background; an older look is given up."""
        setup = self._session.setup()
        if setup is None:
            self.say(settle_first(self._session.draft), "bad")
            return
        self.looking = True
        self.say(self.ASKING, "busy")
        self._look(setup)

    @work(group="findings", exclusive=True, exit_on_error=False)
    async def _look(self, setup: Setup) -> None:
        try:
            parts = await in_background(lambda: self.examine(self._session, setup))
        except Failure as failure:
            self._show([*problems_text(failure.problems)], "bad")
        except Exception as bug:  # noqa: BLE001 - a look that breaks must not take the wizard with it
            self.say(words.BUG.format(name=type(bug).__name__), "bad")
        else:
            self._show(parts, "")
        self.looking = False

    def _show(self, parts: Sequence[RenderableType], mood: str) -> None:
        self._found.update(Group(*parts))
        self.say(self.READ, mood)
        self.refresh_bindings()
