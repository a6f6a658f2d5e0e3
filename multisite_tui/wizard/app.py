"""The app: hands each page its walk, and takes the person from one to the next. It decides nothing itself."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste, Resize
from textual.geometry import Size
from textual.screen import Screen

from multisite_tui.errors import ExitCode
from multisite_tui.signals import SAVED, interrupts_say
from multisite_tui.wizard import styles, themes
from multisite_tui.wizard.options import AccountMode
from multisite_tui.wizard.screens.home import Home
from multisite_tui.wizard.screens.too_small import TooSmallScreen, fits
from multisite_tui.wizard.screens.welcome import Welcome
from multisite_tui.wizard.terminal.code_dialog import CodeDialog
from multisite_tui.wizard.terminal.keys import Keys
from multisite_tui.wizard.terminal.lost_terminal import LostTerminal
from multisite_tui.wizard.terminal.stop_signals import HANGUP, StopSignals
from multisite_tui.wizard.terminal.terminal_commands import setup_title
from multisite_tui.wizard.terminal.terminal_driver import TerminalDriver, show_title

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.theme import Theme

    from multisite_tui.wizard.flow import PageRef
    from multisite_tui.wizard.screens.first_screen import FirstScreen
    from multisite_tui.wizard.screens.page import Page
    from multisite_tui.wizard.screens.removal import RemovalScreen
    from multisite_tui.wizard.session import Session

OFFERED = frozenset({
    "next", "back", "pages", "look", "help", "doctor", "quit", "zones", "add", "remove", "close", "open", "new",
    "practise", "verify", "take_away", "break", "choose", "sign_in", "copy",
    "change", "repair",
})  # fmt: skip
"""Keys that the palette offers too."""
STOPPING = "… finishing the call in hand, which is saved; once more leaves at once"
HOME, HOME_TIP = "Your setups", "Go to the first screen, which lists all that is saved"
THEME = "theme"
"""The name of the preference."""


class WizardApp(App[ExitCode]):
    """The wizard."""

    TITLE = "multisite-tui"
    CSS_PATH = styles.FIRST
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f1", "explain", "Help", key_display="F1", id="help", tooltip="What this page is about, in plain words"
        ),
        Binding("ctrl+q", "leave", "Quit", id="quit", priority=True, tooltip="Save and leave; --resume goes on"),
    ]

    def __init__(
        self,
        account_modes: tuple[AccountMode, AccountMode],
        session: Session | None = None,
        *,
        demo: bool = False,
        loaded: Callable[[], None] = lambda: None,
        last_words: Callable[[Session | None], str] = lambda session: "",
    ) -> None:
        """Make the app.

        Args:
            account_modes: Real AWS and the practice account.
            session: The setup that is gone on with; None for the first screen.
            demo: Whether the practice account was asked for.
            loaded: Called when a first page is painted and all that the next ones need is imported.
            last_words: Returns what is said on stderr once the terminal is given back: how to go on with the session.
        """
        self.plain = bool(os.environ.get("NO_COLOR"))
        if not self.plain:
            os.environ.pop("NO_COLOR", None)  # an empty one wishes for nothing, and Textual would paint black on black
        self.preferences = account_modes[0].options.preferences()
        super().__init__(ansi_color=True if self.plain else None)
        theirs = list(self.available_themes)
        for theme in self._themes():
            self.register_theme(theme)
        self.ansi_theme_dark = themes.terminal_theme(themes.PALETTES[themes.DARK])
        self.ansi_theme_light = themes.terminal_theme(themes.PALETTES[themes.LIGHT])
        self.theme = self._first_theme()
        for name in theirs:
            self.unregister_theme(name)
        self.animation_level = "none"
        self.account_modes = account_modes
        self.session = session
        self.demo = demo
        self._loaded = loaded
        self.crash: Exception | None = None
        """What ended the wizard by a mistake of the program; raised again once the terminal is given back."""
        self._last_words = last_words
        self.signals = StopSignals(self._stop_asked, self.last_words)
        self.lost_terminal = LostTerminal(lambda: self.session, self.last_words)
        self.interrupted = False
        """Whether a signal asked the wizard to leave."""
        self.keys = Keys(self, super().on_event)
        self.codes = CodeDialog(self)
        for mode in account_modes:
            mode.options.ask_code = self.codes.ask

    def _themes(self) -> list[Theme]:
        """Return the themes whose colours this terminal has."""
        few = self.plain or themes.few_colours()
        return [theme for name, theme in themes.THEMES.items() if name == themes.SIXTEEN or not few]

    def _first_theme(self) -> str:
        """Return the theme that was chosen, where this terminal has its colours."""
        chosen = self.preferences.read().get(THEME, "")
        return chosen if chosen in self.available_themes else self._themes()[0].name

    def _keep_theme(self, theme: Theme) -> None:
        """Keep the theme for the next start, where another one was chosen than this start began with."""
        if theme.name != self._first_theme():
            self.preferences.keep(THEME, theme.name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own variables, for Textual's theme that is there before ours."""
        return themes.variables_of(themes.PALETTES[themes.DARK])

    async def on_event(self, event: Event) -> None:
        """Take one key after the other; all else goes its way."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self.keys.type(event)
        else:
            await super().on_event(event)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer the page's own keys, and Textual's commands; without colours there is no theme to choose."""
        yield from self._own_commands(screen)
        if self.session is not None and not self.session.running:
            yield SystemCommand(HOME, HOME_TIP, lambda: self.go(None))
        for command in super().get_system_commands(screen):
            if command.title != "Quit" and not (self.plain and command.title == "Theme"):
                yield command

    def _own_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield what the keys of this page do, and those of every page; each once, the page's own first."""
        told: set[str] = set()
        for _, binding, enabled, tooltip in screen.active_bindings.values():
            if binding.id in OFFERED and binding.id not in told and enabled:
                told.add(binding.id)
                yield SystemCommand(binding.description, tooltip, partial(self._run, screen, binding.action))

    async def _run(self, screen: Screen[Any], action: str) -> None:
        """Carry out what a key of a screen would."""
        await self.run_action(action, screen if hasattr(screen, f"action_{action}") else self)

    def get_default_screen(self) -> Screen[Any]:
        """Return the first screen, which would be painted later if it were pushed over Textual's empty screen."""
        return super().get_default_screen() if self.session else self._first_screen()

    def _first_screen(self) -> FirstScreen:
        """Return the home screen, or, where nothing is saved, the welcome page."""
        saved = any(mode.saved_names for mode in self.account_modes)
        return (Home if saved else Welcome)(self.account_modes, demo=self.demo, columns=self.size.width)

    def get_driver_class(self) -> type[Driver]:
        """Return our own driver where Textual would take that of a terminal."""
        chosen = super().get_driver_class()
        return TerminalDriver if issubclass(TerminalDriver, chosen) else chosen

    def on_mount(self) -> None:
        """Listen to signals, and show the page of the setup that is gone on with."""
        self.signals.begin(asyncio.get_running_loop())
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        self._say_title()
        if self.session is not None:
            interrupts_say(SAVED)
            self.push_screen(self._page_of(self.session))
            self.call_after_refresh(self._loaded)

    def on_resize(self, event: Resize) -> None:
        """Say so where the terminal is too small for any page."""
        if isinstance(self.screen, TooSmallScreen):
            self.pop_screen()
        self._guard_size(event.size)

    def _guard_size(self, size: Size) -> None:
        if not fits(size.width, size.height):
            self.push_screen(TooSmallScreen())

    def on_first_screen_ready(self) -> None:
        """All is there that the pages need."""
        self._loaded()

    def _stop_asked(self, number: int) -> None:
        """Save and stop: what was typed is on disk already, and a run finishes the call in hand."""
        if number == HANGUP:
            self.lost_terminal.lost()
            if self.session is not None and self.session.interrupt.by_person and self.session.running:
                return  # nobody pressed a key twice: the line is gone, and what was asked to stop may finish its call
        self.interrupted = True
        self.leave()

    def last_words(self) -> str:
        """Return what is said once the terminal is given back."""
        return self._last_words(self.session)

    # Textual finds these by their names; `@on` would need the classes, and with them the widgets of later pages.

    def on_descendant_focus(self) -> None:
        """Follow the focus."""
        self.call_after_refresh(self.follow)

    def on_option_list_option_highlighted(self) -> None:
        """Follow the highlight of a list."""
        self.call_after_refresh(self.follow)

    def on_data_table_row_highlighted(self) -> None:
        """Follow the highlight of a table."""
        self.call_after_refresh(self.follow)

    def follow(self) -> None:
        """Let the terminal's cursor stand where the person is."""
        from multisite_tui.wizard.terminal.cursor import place_of

        focused = self.focused
        if focused is None or focused.region.height == 0:
            return
        place = place_of(focused)
        if place != self.cursor_position:
            self.cursor_position = place
            focused.refresh()  # the cursor travels with the next painting

    def on_page_go(self, event: Page.Go) -> None:
        """Show the page that another page leads to."""
        event.stop()
        self.go(event.to)

    def go(self, stop: PageRef | None) -> None:
        """Show another page, made afresh."""
        if self.session is None or stop is None:
            self.session = None
            self._show(self._first_screen())
            return
        self.session.draft.page = stop.page
        if stop.site is not None:
            self.session.draft.site = stop.site
        self.session.save()
        self._show(self._page_of(self.session))

    def on_removal_screen_running(self, event: RemovalScreen.Running) -> None:
        """Let leaving wait for the call in hand of a removal."""
        event.stop()
        self.session = event.session

    def on_first_screen_chosen(self, event: FirstScreen.Chosen) -> None:
        """Show the page that the chosen setup was left on."""
        event.stop()
        self.session = event.session
        interrupts_say(SAVED)
        self.demo = event.session.account_mode.practice
        event.session.save()
        self._show(self._page_of(event.session))

    def _say_title(self) -> None:
        """Let the terminal's title say which setup it is."""
        show_title(self, setup_title(self.session.draft.setup_name if self.session is not None else ""))

    def _show(self, screen: Screen[None]) -> None:
        """Show a screen in place of the one that is shown, and of all that lies over it.

        Textual cannot replace its default screen, the first one.
        """
        self._say_title()
        while len(self.screen_stack) > 2:  # what is over a page that goes, goes with it
            self.pop_screen()
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)
        self._guard_size(self.size)

    @staticmethod
    def _page_of(session: Session) -> Page:
        """Return the page that the draft stands on."""
        from multisite_tui.wizard.pages import page_for

        return page_for(session)

    def action_explain(self) -> None:
        """Explain the page."""
        from multisite_tui.wizard.screens.help import HelpScreen

        explained = getattr(self.screen, "HELP_TEXT", None)
        if explained is not None:
            self.push_screen(HelpScreen(str(getattr(self.screen, "NAME", "")), explained))

    def action_leave(self) -> None:
        """Save and leave."""
        self.leave()

    def leave(self) -> None:
        """Leave at once, or, while a run is at work, as soon as the call in hand is done."""
        self.codes.give_up()
        if self.session is None or not self.session.running:
            self.exit(ExitCode.INTERRUPTED if self._left_open or self.interrupted else ExitCode.DONE)
            return
        if self.session.interrupt.by_person:
            self.exit(ExitCode.INTERRUPTED)
            return
        self.session.interrupt.ask()
        if not self.session.interrupt.finishes_calls:  # it makes none any more, and what it reads is of no use
            self.exit(ExitCode.INTERRUPTED)
            return
        say = getattr(self.screen, "say", None)
        if say is not None:
            say(STOPPING, "busy")

    @property
    def _left_open(self) -> bool:
        """Whether something is to be gone on with."""
        if self.session is None:
            return False
        from multisite_tui.wizard.asking.resuming import nothing_open

        return not nothing_open(self.session)

    def _handle_exception(self, error: Exception) -> None:
        """Leave without Textual's panel, which would print the values of variables, and one may be a secret."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        if self._exit:
            return  # a page that is left may miss what is taken away already, such as its buttons
        self.crash = self.crash or error  # what follows from the first is of no help
        self._exit_renderables.clear()
        self.exit(ExitCode.BUG)
