"""Textual's driver of a terminal, which gives it back at any moment: at a signal that ends, stops or continues us."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from multisite_tui.signals import Borrowed
from multisite_tui.wizard.terminal.terminal_commands import (
    GIVE_TITLE_BACK,
    KEEP_TITLE,
    takes_commands,
    title_command,
)

LAST = (
    "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l"
    "\x1b[<u\x1b[?1049l\x1b[?25h"
)
"""Ends what Textual begins: synchronized output, colours, bracketed paste, no line wrap, reports of sizes, mouse and
focus, kitty's keyboard (https://sw.kovidgoyal.net/kitty/keyboard-protocol/), and last the alternate screen without a
cursor."""


class TerminalDriver(LinuxDriver):
    """Draws on a terminal."""

    def __init__(self, app: Any, **how: Any) -> None:
        super().__init__(app, **how)
        self._takes_commands = takes_commands()
        self._borrowed = Borrowed(LAST + (GIVE_TITLE_BACK if self._takes_commands else ""), settings=True)
        self._title = ""
        self._stopped = False

    @property
    def _draws(self) -> bool:
        return self._writer_thread is not None and self._writer_thread.is_alive()

    def start_application_mode(self) -> None:
        """Take the terminal."""
        self._borrowed.__enter__()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._takes_commands:
            self.write(KEEP_TITLE)
            self._write_title()

    def close(self) -> None:
        """Give the terminal back, once all is written that was to be."""
        if self._in_band_window_resize:
            self.write("\x1b[?1016l")  # Textual leaves it on
        if self._takes_commands:
            self.write(GIVE_TITLE_BACK)
        super().close()
        self._borrowed.__exit__(None, None, None)

    def show_title(self, title: str) -> None:
        """Show a title, until another is shown or the terminal is given back."""
        if title != self._title and self._takes_commands:
            self._title = title
            self._write_title()

    def _write_title(self) -> None:
        if self._title and self._draws:
            self.write(title_command(self._title))

    # Textual would do both in the handler, where the main thread may hold the lock of the very queue that it writes to.

    def _sigtstp_application(self, *_: Any) -> None:
        if not self._soon(self._stop):
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: Any) -> None:
        if not self._stopped:  # by `_stop`, which goes on by itself
            self._soon(self._take_again)

    def _soon(self, work: Callable[[], None]) -> bool:
        """Let the loop do something; return False where nothing is drawn."""
        if self._loop.is_closed() or not self._draws:
            return False
        self._loop.call_soon_threadsafe(work)
        return True

    def _stop(self) -> None:
        """Give the terminal back, stop as SIGTSTP does, and take the terminal again when the process goes on."""
        if not self._draws:
            return
        self._stopped = True
        self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)
        self._take()
        self._stopped = False

    def _take_again(self) -> None:
        """Take the terminal again after SIGSTOP: meanwhile the shell had it, and set it up for itself."""
        if self._draws:
            self.suspend_application_mode()
            self._take()

    def _take(self) -> None:
        while not self._draws:  # in the background, the process is stopped again and again
            self.resume_application_mode()
        self._app.screen.refresh(layout=True)


def show_title(app: App[Any], title: str) -> None:
    """Show a title where the app draws on a terminal that has one."""
    driver = app._driver  # noqa: SLF001 - Textual has no other way to a terminal's title
    if isinstance(driver, TerminalDriver):
        driver.show_title(title)
