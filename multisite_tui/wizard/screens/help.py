"""Help: what the console calls a page, why it is needed, what goes wrong."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from multisite_tui.wizard import styles
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.widgets.key_bar import KeyBar


class HelpScreen(ModalScreen[None]):
    """The help of one page, over it."""

    CSS_PATH = styles.PAGES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,enter", "dismiss", "Close", key_display="Esc", id="close"),
    ]

    def __init__(self, name: str, explained: Help) -> None:
        super().__init__()
        self._page = name
        self._explained = explained

    def compose(self) -> ComposeResult:
        """Draw three headings with their text."""
        with VerticalScroll(id="help"):
            yield Static(TITLES.get(self._page, self._page), classes="title", markup=False)
            for title, text in (
                ("What the AWS console calls it", self._explained.console),
                ("Why it is needed", self._explained.why),
                ("What usually goes wrong", self._explained.wrong),
            ):
                yield Static(title, classes="title", markup=False)
                yield Static(text, markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#help").focus()
