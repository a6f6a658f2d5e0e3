"""Welcome: begin, practise, or go on with what is saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, Static

from multisite_tui.errors import Failure, InputNeeded
from multisite_tui.report.clean import clean
from multisite_tui.report.setups import how_far
from multisite_tui.wizard.asking.questions import Help
from multisite_tui.wizard.asking.resuming import new_session, resumed
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.options import AccountMode
from multisite_tui.wizard.screens.page import NARROW_BELOW_70
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.widgets.picker import Pick, Picker, PickList
from multisite_tui.wizard.words import problem_line

NEW = "Set up sites in my AWS account"
PRACTISE = "Practise first: a built-in account, free, nothing real is touched"
DRAFT = "Go on with {name}: at {page}, not made yet"
SAVED = "Go on with {name}: {far}"
OF_PRACTICE = "{text} (practice)"
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
    HORIZONTAL_BREAKPOINTS = NARROW_BELOW_70

    class Chosen(Message):
        """The person chose how to begin."""

        def __init__(self, session: Session) -> None:
            super().__init__()
            self.session = session

    def __init__(self, account_modes: tuple[AccountMode, AccountMode], *, demo: bool) -> None:
        super().__init__()
        self._account_modes = account_modes
        self._demo = demo
        self.looking = True
        """Whether what is saved is still being read."""
        self.begun = False
        """Whether there is something to choose from; keys wait for it."""
        self.unsettled = False
        """Whether the first page is on its way; keys wait for it."""

    def compose(self) -> ComposeResult:
        """Draw what the program does, and the ways to begin."""
        with Vertical(id="page"):
            yield Static("multisite-tui", id="heading", markup=False)
            yield Static(INTRO, id="excerpt", markup=False)
            yield Picker(at_once=True, id="begin")
            yield Static("", id="notice", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Offer to begin at once, and what is saved as soon as it is read."""
        picker = self.query_one(Picker)
        picker.offer(self._beginnings(), [self._kind])
        picker.seize()
        self.begun = True
        self._add_saved()

    @property
    def _kind(self) -> str:
        return "practice" if self._demo else "aws"

    def _beginnings(self) -> list[Pick]:
        return [Pick("aws", NEW), Pick("practice", PRACTISE)]

    @work(group="saved", exclusive=True, exit_on_error=False)
    async def _add_saved(self) -> None:
        try:
            saved = await in_background(
                lambda: [pick for account_mode in self._account_modes for pick in saved_in(account_mode)]
            )
        finally:
            self.looking = False
        if saved:
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
        chosen = self.query_one(Picker).picked[0]
        kind, _, name = chosen.partition(" ")
        account_mode = self._account_modes[1 if kind == "practice" else 0]
        try:
            session = resumed(account_mode, name) if name else new_session(account_mode)
        except Failure as failure:
            self.query_one("#notice", Static).update(clean(problem_line(failure.problem)))
            return
        self.unsettled = True
        self.post_message(self.Chosen(session))


def saved_in(account_mode: AccountMode) -> Iterator[Pick]:
    """Yield what is saved for one kind of account: drafts first, the last one touched at the top."""
    journals = set(account_mode.store.names())
    for saved in account_mode.drafts.all():
        draft = saved.draft
        if draft.id not in journals and any(site.values for site in draft.sites):
            text = DRAFT.format(name=draft.setup_name or draft.id, page=TITLES.get(draft.page, draft.page))
            yield _pick(account_mode, draft.id, text)
    for name in sorted(journals):
        try:
            far = how_far(account_mode.store.need(name).saved())
        except InputNeeded as unreadable:
            far = unreadable.problem.what
        yield _pick(account_mode, name, SAVED.format(name=name, far=far))


def _pick(account_mode: AccountMode, name: str, text: str) -> Pick:
    return Pick(f"{account_mode.kind} {name}", clean(OF_PRACTICE.format(text=text) if account_mode.practice else text))
