"""What is shown over a page: a frame, a sentence below, and the same keys everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from multisite_tui.errors import Failure
from multisite_tui.report.clean import clean
from multisite_tui.wizard import styles, words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.widths import BY_HEIGHT, BY_WIDTH

Outcome = TypeVar("Outcome")
Answer = TypeVar("Answer")


class OverPage(ModalScreen[Outcome]):
    """Something over a page; the screen below learns its outcome.

    Textual lets no key of the application through to it but the way out, so that help has a binding of its own here.
    """

    NAME: ClassVar[str]
    HELP_TEXT: ClassVar[Help | None] = None
    CSS_PATH = styles.PAGES
    HORIZONTAL_BREAKPOINTS = BY_WIDTH
    VERTICAL_BREAKPOINTS = BY_HEIGHT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "explain", "Help", key_display="F1", id="help", tooltip="What this is about, in plain words"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.looking = False
        """Whether something is being asked or done in the background."""
        self.notice = Static("", id="notice", markup=False)

    def say(self, text: str, mood: str = "") -> None:
        """Put a sentence below: `good`, `bad`, `busy`."""
        self.notice.set_classes(f"-{mood}" if mood else "")
        self.notice.update("\n".join(map(clean, text.split("\n"))))

    async def ask(self, question: Callable[[], Answer]) -> Answer | None:
        """Return what the background answers; None where it could not, which is said."""
        self.looking = True
        try:
            return await in_background(question)
        except Failure as failure:
            self.say(words.problem_line(failure.problem), "bad")
        except Exception as bug:  # noqa: BLE001 - what breaks here must not take the wizard with it
            self.say(words.BUG.format(name=type(bug).__name__), "bad")
        finally:
            self.looking = False
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer help only where there is some."""
        return self.HELP_TEXT is not None if action == "explain" else super().check_action(action, parameters)

    async def action_explain(self) -> None:
        """Show the help, as on every page."""
        await self.run_action("app.explain")
