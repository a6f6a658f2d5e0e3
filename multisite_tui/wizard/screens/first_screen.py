"""What the two first screens share: they are painted before the modules of the pages are imported.

The imports take longer than all that comes before. So this file, and those of the first screens, import nothing at
first that knows the model, AWS or the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from multisite_tui.errors import Failure
from multisite_tui.wizard import styles
from multisite_tui.wizard.options import AccountMode
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.widths import BY_HEIGHT, BY_WIDTH, class_by_width
from multisite_tui.wizard.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from multisite_tui.wizard.session import Session

NEW = "Set up sites in my AWS account"
PRACTISE = "Practise first: a built-in account, free, nothing real is touched"
LOADING = "… loading the pages"
PATIENCE = 1.0
"""Seconds after which a person who waits for the pages reads that they are being loaded."""


class FirstScreen(Screen[None]):
    """A screen that may be the first one."""

    HORIZONTAL_BREAKPOINTS = BY_WIDTH
    VERTICAL_BREAKPOINTS = BY_HEIGHT

    class Chosen(Message):
        """The person chose a setup to go on with, or to begin one."""

        def __init__(self, session: Session) -> None:
            super().__init__()
            self.session = session

    class Ready(Message):
        """All is imported that the other pages need."""

    def __init__(self, account_modes: tuple[AccountMode, AccountMode], *, demo: bool, columns: int) -> None:
        super().__init__(classes=class_by_width(columns))  # or all would be styled once more for this class
        self.account_modes = account_modes
        self.demo = demo
        self.looking = True
        """Whether what is saved is still being read."""
        self.begun = False
        """Whether there is something to choose from; keys wait for it."""
        self.unsettled = False
        """Whether the first page is on its way; keys wait for it."""
        self._loaded = asyncio.Event()
        """Set when the modules of the pages are imported."""

    @property
    def kind(self) -> str:
        """The kind of account that was asked for."""
        return "practice" if self.demo else "aws"

    def mode_of(self, kind: str) -> AccountMode:
        """Return the account of this kind."""
        return self.account_modes[1 if kind == "practice" else 0]

    async def load(self) -> None:
        """Bring what could wait until the screen is painted: the keys, what is saved, and the modules of the pages."""
        await self.mount(KeyBar())
        self.refresh_bindings()  # a footer shows no keys until it is told that there are some
        try:
            await self.look_for_saved()
        finally:
            self.looking = False
            await self._load_pages()

    async def look_for_saved(self) -> None:
        """Read what is saved."""

    async def _load_pages(self) -> None:
        try:
            await in_background(_import_pages)
            self.app.stylesheet.read(styles.PAGES)
            if rest := self.query("#buttons"):
                rest.first(Horizontal).display = True
        finally:
            self._loaded.set()
            self.post_message(self.Ready())

    def begin(self, make: Callable[[], Session]) -> None:
        """Show the page of a session, once all is loaded; the session is made then."""
        self.unsettled = True
        self._begin_loaded(make)

    @work(group="begin", exclusive=True, exit_on_error=False)
    async def _begin_loaded(self, make: Callable[[], Session]) -> None:
        await self.loaded()
        self.call_later(self._open, make)

    async def loaded(self) -> None:
        """Wait until all is imported; say so where that takes long."""
        if self._loaded.is_set():
            return
        slow = self.set_timer(PATIENCE, lambda: self.say(LOADING))
        await self._loaded.wait()
        slow.stop()

    def _open(self, make: Callable[[], Session]) -> None:
        try:
            session = make()
        except Failure as failure:
            self.unsettled = False
            self.show_failure(failure)
            return
        self.post_message(self.Chosen(session))

    @on(Worker.StateChanged)
    def _broken(self, event: Worker.StateChanged) -> None:
        """Say that a look failed by our own mistake; what is typed and saved is not touched by it."""
        if event.state is WorkerState.ERROR:
            from multisite_tui.wizard.words import BUG

            self.unsettled = self.looking = False
            self.say(BUG.format(name=type(event.worker.error).__name__), "bad")

    def show_failure(self, failure: Failure) -> None:
        """Say why something cannot be used."""
        from multisite_tui.wizard.words import problem_line

        self.say(problem_line(failure.problem), "bad")

    def say(self, text: str, mood: str = "") -> None:
        """Put a sentence below the list: `good`, `bad`, `busy`."""
        from multisite_tui.report.clean import clean

        notice = self.query_one("#notice", Static)
        notice.set_classes(f"-{mood}" if mood else "")
        notice.update(clean(text))
        notice.display = bool(text)


def beginning(account_mode: AccountMode) -> Callable[[], Session]:
    """Return what makes the session of a new setup."""

    def make() -> Session:
        from multisite_tui.wizard.asking.resuming import new_session

        return new_session(account_mode)

    return make


def _import_pages() -> None:
    """Import what draws the pages and what they ask; for the background."""
    import multisite_tui.wizard.pages  # noqa: F401 - so that the app imports it at once
