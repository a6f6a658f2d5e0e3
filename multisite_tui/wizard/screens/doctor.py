"""Doctor: why a site is not in service, with what shows it and what to do; over the page, as long as it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.console import Group, RenderableType
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from multisite_tui.doctor.doctor import doctor
from multisite_tui.errors import Failure
from multisite_tui.model.setup import Setup
from multisite_tui.report.clean import clean
from multisite_tui.report.diagnoses import diagnoses_text
from multisite_tui.report.problems import problems_text
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.background_run import conductor_of
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.screens.page import settle_first
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.widths import BY_WIDTH

EXCERPT = "What keeps a site from being in service: the likeliest reason first. Nothing is changed."
LOOKING = "… asking AWS, DNS and the programs; this can take half a minute"
READ = "Arrows and PageDown scroll; F5 looks again; Esc closes."


class DoctorScreen(ModalScreen[None]):
    """What the doctor finds, over the page that called for it."""

    NAME: ClassVar[str] = "doctor"
    HELP_TEXT: ClassVar[Help] = Help(
        console="Nothing: the console shows a state here and there, such as OutOfService or Pending validation, and"
        " leaves the reason to you.",
        why="A site has many parts, and the one that looks ill is often not the one that is. Each reason stands with"
        " what shows it and with what to do.",
        wrong="`cannot tell` means that it may be the reason, and that nothing that can be asked from here would prove"
        " it. In the practice account, neither DNS nor the programs can be asked.",
    )
    HORIZONTAL_BREAKPOINTS = BY_WIDTH
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f9", "dismiss", "Close", key_display="Esc", id="close", tooltip="Back to the page"),
        Binding("f5", "look_again", "Look again", key_display="F5", id="look", tooltip="Ask AWS again"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.looking = False
        self._notice = Static("", id="notice", markup=False)
        self._found = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Draw the heading, what was found, and how it stands with the looking."""
        with Vertical(id="examined"):
            yield Static(TITLES[self.NAME], id="heading", markup=False)
            yield Static(EXCERPT, id="excerpt", markup=False)
            with VerticalScroll(id="found"):
                yield self._found
            yield self._notice
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Look at once; the arrows scroll."""
        self.query_one("#found").focus()
        self._examine()

    def action_look_again(self) -> None:
        """Look again, signing in anew."""
        self._session.sign_in_again()
        self._examine()

    def _examine(self) -> None:
        """Look in the background; an older look is given up."""
        setup = self._session.setup()
        if setup is None:
            self._emit(settle_first(self._session.draft), "bad")
            return
        self.looking = True
        self._emit(LOOKING, "busy")
        self._look(setup)

    @work(group="doctor", exclusive=True, exit_on_error=False)
    async def _look(self, setup: Setup) -> None:
        try:
            parts = await in_background(examination(self._session, setup))
        except Failure as failure:
            self._show([*problems_text(failure.problems)], "bad")
        except Exception as bug:  # noqa: BLE001 - a look that breaks must not take the wizard with it
            self._emit(words.BUG.format(name=type(bug).__name__), "bad")
        else:
            self._show(parts, "")
        self.looking = False

    def _show(self, parts: Sequence[RenderableType], mood: str) -> None:
        self._found.update(Group(*parts))
        self._emit(READ, mood)

    def _emit(self, text: str, mood: str) -> None:
        self._notice.set_classes(f"-{mood}" if mood else "")
        self._notice.update(clean(text))


def examination(session: Session, setup: Setup) -> Callable[[], list[RenderableType]]:
    """Return what examines the setup and says what it found; for the background.

    Raises:
        Failure: when called: nothing could be looked at.
    """

    def examine() -> list[RenderableType]:
        facts = conductor_of(session, setup).facts()
        found = doctor(setup, facts, command=session.account_mode.command)
        return list(diagnoses_text(setup, facts.account, found))

    return examine
