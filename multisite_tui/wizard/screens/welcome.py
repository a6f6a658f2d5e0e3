"""Welcome: begin, practise, or go on with what is saved.

It is painted before the modules of the pages are imported, which takes longer than all that comes before it. So this
file imports nothing at first that knows the model, AWS or the disk.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, Static

from multisite_tui.errors import Failure
from multisite_tui.wizard import styles
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.options import AccountMode
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.widths import BY_WIDTH, class_by_width
from multisite_tui.wizard.widgets.picker import Pick, Picker, PickList

if TYPE_CHECKING:
    from multisite_tui.wizard.session import Session

NEW = "Set up sites in my AWS account"
PRACTISE = "Practise first: a built-in account, free, nothing real is touched"
LOADING = "… loading the pages"
PATIENCE = 1.0
"""Seconds after which a person who waits for the pages reads that they are being loaded."""
INTRO = (
    "Each web server on your EC2 instance gets its own domain, with HTTPS. The next pages ask for what is needed, and"
    " nothing is made or billed before you have seen the whole plan and said yes."
)


class Welcome(Screen[None]):
    """The first page."""

    NAME: ClassVar[str] = "welcome"
    HELP_TEXT: ClassVar[Help] = Help(
        console="Nothing in the console does all of this; you would go through EC2, Certificate Manager and Route 53"
        " once for each site.",
        why="Here you choose whether to begin, to go on where you stopped, or to practise. The practice account is"
        " built into this program: it answers as AWS does, costs nothing and reaches no network.",
        wrong="A setup that you began in the practice account is not in your AWS account. It can only be gone on with"
        " in the practice account.",
    )
    HORIZONTAL_BREAKPOINTS = BY_WIDTH

    class Chosen(Message):
        """The person chose how to begin."""

        def __init__(self, session: Session) -> None:
            super().__init__()
            self.session = session

    class Ready(Message):
        """All is imported that the other pages need."""

    def __init__(self, account_modes: tuple[AccountMode, AccountMode], *, demo: bool, columns: int) -> None:
        super().__init__(classes=class_by_width(columns))  # or all would be styled once more for this class
        self._account_modes = account_modes
        self._demo = demo
        self.looking = True
        """Whether what is saved is still being read."""
        self.begun = False
        """Whether there is something to choose from; keys wait for it."""
        self.unsettled = False
        """Whether the first page is on its way; keys wait for it."""
        self._unreadable: list[Failure] = []
        """Why what is saved for a kind of account cannot be read."""
        self._loaded = asyncio.Event()
        """Set when the modules of the pages are imported."""

    def compose(self) -> ComposeResult:
        """Draw what the program does, and the ways to begin."""
        with Vertical(id="page"):
            yield Static("multisite-tui", id="heading", markup=False)
            yield Static(INTRO, id="excerpt", markup=False)
            yield Picker(at_once=True, id="begin")
            yield Static("", id="notice", markup=False)

    def on_mount(self) -> None:
        """Offer to begin at once, and, when that is painted, what is saved as soon as it is read."""
        picker = self.query_one(Picker)
        picker.offer(self._beginnings(), [self._kind])
        picker.seize()
        self.begun = True
        self.call_after_refresh(self._load)

    @property
    def _kind(self) -> str:
        return "practice" if self._demo else "aws"

    def _beginnings(self) -> list[Pick]:
        return [Pick("aws", NEW), Pick("practice", PRACTISE)]

    @work(group="load", exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        """Bring what could wait until the page is painted."""
        await self.mount(Footer())
        self.refresh_bindings()  # a footer shows no keys until it is told that there are some
        try:
            await self._look_for_saved()
        finally:
            await self._load_pages()

    async def _look_for_saved(self) -> None:
        try:
            self._add_saved(await in_background(self._saved))
            for failure in self._unreadable[:1]:  # the second kind of account has the same cause, or can wait
                self._show_failure(failure)
        finally:
            self.looking = False

    async def _load_pages(self) -> None:
        try:
            await in_background(_import_pages)
            self.app.stylesheet.read(styles.PAGES)
        finally:
            self._loaded.set()
            self.post_message(self.Ready())

    def _saved(self) -> list[Pick]:
        """Return what is saved for both kinds of account, and keep why one cannot be read; for the background."""
        from multisite_tui.wizard.widgets.saved_picks import saved_in

        saved: list[Pick] = []
        for account_mode in self._account_modes:
            try:
                saved += saved_in(account_mode)
            except Failure as failure:
                self._unreadable.append(failure)
        return saved

    def _add_saved(self, saved: list[Pick]) -> None:
        if not saved:
            return
        picker = self.query_one(Picker)
        # Who has something saved comes to go on with it, unless something else was picked meanwhile.
        mine = next((pick.id for pick in saved if pick.id.startswith(self._kind)), saved[0].id)
        untouched = picker.picked == [self._kind] and picker.query_one(PickList).highlighted == int(self._demo)
        picker.offer([*self._beginnings(), *saved], [mine] if untouched else picker.picked)
        if untouched:
            picker.query_one(PickList).highlighted = 2 + [pick.id for pick in saved].index(mine)

    @on(Picker.Entered)
    def _begin(self, event: Picker.Entered) -> None:
        event.stop()
        self.unsettled = True
        self._begin_loaded(event.picker.picked[0])  # as it is now: what is saved may be picked while this waits

    @work(group="begin", exclusive=True, exit_on_error=False)
    async def _begin_loaded(self, chosen: str) -> None:
        slow = self.set_timer(PATIENCE, self._say_loading)
        await self._loaded.wait()
        slow.stop()
        self.call_later(self._open, chosen)

    def _say_loading(self) -> None:
        self.query_one("#notice", Static).update(LOADING)

    def _open(self, chosen: str) -> None:
        from multisite_tui.wizard.asking.resuming import new_session, resumed

        kind, _, name = chosen.partition(" ")
        account_mode = self._account_modes[1 if kind == "practice" else 0]
        try:
            session = resumed(account_mode, name) if name else new_session(account_mode)
        except Failure as failure:
            self.unsettled = False
            self._show_failure(failure)
            return
        self.post_message(self.Chosen(session))

    def _show_failure(self, failure: Failure) -> None:
        from multisite_tui.report.clean import clean
        from multisite_tui.wizard.words import problem_line

        self.query_one("#notice", Static).update(clean(problem_line(failure.problem)))


def _import_pages() -> None:
    """Import what draws the pages and what they ask; for the background."""
    import multisite_tui.wizard.pages  # noqa: F401 - so that the app imports it at once
