"""The app: hands each page its walk, and takes the person from one to the next. It decides nothing itself."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from multisite_tui.engine.interrupt import SIGNALS
from multisite_tui.errors import ExitCode
from multisite_tui.wizard.crashes import Crash
from multisite_tui.wizard.flow import Stop
from multisite_tui.wizard.options import Realm
from multisite_tui.wizard.pages import page_for
from multisite_tui.wizard.screens.help import HelpScreen
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.welcome import Welcome
from multisite_tui.wizard.walk import Walk

COLOURS = 256
"""A terminal with fewer is drawn in the 16 colours that every terminal has."""


class WizardApp(App[ExitCode]):
    """The wizard."""

    TITLE = "multisite-tui"
    CSS_PATH = "wizard.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f1", "explain", "Help", key_display="F1", id="help", tooltip="What this page is about, in plain words"
        ),
        Binding("ctrl+q", "leave", "Quit", id="quit", priority=True, tooltip="Save and leave; --resume goes on"),
    ]

    def __init__(self, realms: tuple[Realm, Realm], walk: Walk | None = None, *, demo: bool = False) -> None:
        self.plain = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if self.plain or _few_colours() else None)
        self.animation_level = "none"
        self.realms = realms
        self.walk = walk
        self.demo = demo
        self.crash: Crash | None = None

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer Textual's own commands; without colours there is no theme to choose."""
        for command in super().get_system_commands(screen):
            if not (self.plain and command.title == "Theme"):
                yield command

    def on_mount(self) -> None:
        """Listen to signals, and show the first page."""
        self._listen()
        self.push_screen(self._first())

    def _first(self) -> Page | Welcome:
        return page_for(self.walk) if self.walk else Welcome(self.realms, demo=self.demo)

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            try:
                loop.add_signal_handler(number, self._stopped, number)
            except (NotImplementedError, RuntimeError, ValueError):  # not the main thread: a test drives the app
                return

    def _stopped(self, number: signal.Signals) -> None:
        """Save and stop: what was typed is on disk already, and a run finishes the call in hand."""
        self.leave()

    @on(Page.Go)
    def _go(self, event: Page.Go) -> None:
        event.stop()
        self.go(event.to)

    def go(self, stop: Stop | None) -> None:
        """Show another page, made afresh."""
        if self.walk is None or stop is None:
            self.walk = None
            self.switch_screen(Welcome(self.realms, demo=self.demo))
            return
        self.walk.draft.page = stop.page
        if stop.site is not None:
            self.walk.draft.site = stop.site
        self.walk.save()
        page = page_for(self.walk)
        if isinstance(self.screen, Page):
            page.typed_ahead = self.screen.typed_ahead
        self.switch_screen(page)

    @on(Welcome.Chosen)
    def _chosen(self, event: Welcome.Chosen) -> None:
        event.stop()
        self.walk = event.walk
        self.demo = event.walk.realm.practice
        event.walk.save()
        self.switch_screen(page_for(event.walk))

    def action_explain(self) -> None:
        """Explain the page."""
        explained = getattr(self.screen, "HELP_TEXT", None)
        if explained is not None:
            self.push_screen(HelpScreen(str(getattr(self.screen, "NAME", "")), explained))

    def action_leave(self) -> None:
        """Save and leave."""
        self.leave()

    def leave(self) -> None:
        """Leave at once, or, while a run is at work, as soon as the call in hand is done."""
        if self.walk is None or not self.walk.running:
            self.exit(ExitCode.INTERRUPTED if self.walk and not self.walk.finished else ExitCode.DONE)
            return
        if self.walk.interrupt.asked:
            self.exit(ExitCode.INTERRUPTED)
            return
        self.walk.interrupt.ask()

    def _handle_exception(self, error: Exception) -> None:
        """Leave without Textual's panel, which would print the values of variables, and one may be a secret."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        self.crash = Crash(error)
        self._exit_renderables.clear()
        self.exit(ExitCode.BUG)


def _few_colours() -> bool:
    """Whether the terminal says that it knows no more than 16 colours."""
    term = os.environ.get("TERM", "")
    rich = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or "256" in term or "direct" in term
    return not rich and term in ("linux", "xterm", "vt100", "vt220", "ansi", "screen", "tmux", "cygwin")
