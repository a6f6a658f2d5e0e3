"""Copying: the addresses, names and commands of a result, each to be copied with one key, over the result."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from multisite_tui.report.clean import clean
from multisite_tui.wizard.asking.copyables import Copyable
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.screens.over_page import OverPage
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.terminal_commands import takes_commands
from multisite_tui.wizard.themes import MUTED
from multisite_tui.wizard.widgets.choices import Choices
from multisite_tui.wizard.widgets.key_bar import KeyBar

EXCERPT = "Enter copies the line's text; Esc goes back."
NO_CONSOLE = "The practice account has no pages in the AWS console, and nobody answers at its addresses."
COPIED = "Copied, if your terminal lets programs copy; some do not. Here it is to be selected by hand:"
NOT_COPIED = "This terminal lets no program copy. Here it is to be selected by hand:"
OPENED = "Opened in the browser:"
NOT_OPENED = "No browser could be opened. Here is the address:"


class CopyScreen(OverPage[None]):
    """A list of texts; what is chosen stands below it, whole."""

    NAME: ClassVar[str] = "copying"
    HELP_TEXT: ClassVar[Help] = Help(
        console="Each thing's own page, where its name, its id or its ARN has a sign to copy it.",
        why="So that nothing has to be typed off the screen: an address for a browser, the load balancer's name for a"
        " record at another DNS provider, a command for later.",
        wrong="The terminal does not let programs copy (macOS Terminal, and others where it is switched off): select"
        " the text below the list with the mouse, mostly with Shift held down. Over SSH, `o` is not offered: a browser"
        " would open on the other machine.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "Open in the browser", id="open", tooltip="Open the address in this machine's browser"),
        Binding("escape,c,f7", "dismiss", "Close", key_display="Esc", id="close", tooltip="Back to the result"),
    ]

    def __init__(self, offered: Sequence[Copyable], *, practice: bool) -> None:
        super().__init__()
        self._offered = tuple(offered)
        self._practice = practice
        self._told = Static("", id="copied", markup=False)

    def compose(self) -> ComposeResult:
        """Draw the list, and room for what was chosen."""
        with Vertical(id="offered"):
            yield Static(TITLES[self.NAME], id="heading", markup=False)
            yield Static(EXCERPT, id="excerpt", markup=False)
            yield Choices(*(_line(one) for one in self._offered), id="copies")
            if self._practice:
                yield Static(NO_CONSOLE, id="no-console", classes="aside", markup=False)
            yield self._told
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the first line."""
        self._told.display = False
        self.query_one(Choices).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a browser only where there is one to be opened, and the line at hand is an address."""
        if action == "open":
            return not self._practice and has_browser() and self._at_hand is not None and self._at_hand.opens
        return super().check_action(action, parameters)

    @property
    def _at_hand(self) -> Copyable | None:
        place = self.query_one(Choices).highlighted
        return None if place is None else self._offered[place]

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _copy(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = self._offered[event.option_index]
        if takes_commands():
            self.app.copy_to_clipboard(chosen.text)
        self._say(COPIED if takes_commands() else NOT_COPIED, chosen)

    @work(group="browser", exclusive=True, exit_on_error=False)
    async def action_open(self) -> None:
        """Open the address of the line at hand."""
        chosen = self._at_hand
        if chosen is not None:
            opened = await in_background(lambda: opens(chosen.text))
            self._say(OPENED if opened else NOT_OPENED, chosen)

    def _say(self, what: str, chosen: Copyable) -> None:
        self._told.display = True
        for aside in self.query("#no-console"):
            aside.display = False  # read by now, and its room is needed
        self._told.update(f"{what}\n{clean(chosen.text)}")


def _line(one: Copyable) -> Option:
    return Option(Content.assemble((clean(one.about), MUTED), "\n  ", clean(one.text)))


def has_browser() -> bool:
    """Whether a browser of this machine would open where the person sits.

    Not over SSH, where it would open elsewhere or not at all; and only with a window system, since `webbrowser` falls
    back to browsers that draw on the very terminal.
    """
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return False
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def opens(address: str) -> bool:
    """Open an address in the browser; return whether there was one."""
    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False
