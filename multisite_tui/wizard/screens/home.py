"""Home: every setup that is saved, how it stands in its account now, and what can be done with it.

What the disk knows is shown at once. How a setup stands comes in from AWS behind that, one setup after the other, and
nobody is asked for anything: a setup whose account wants a code is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Button, OptionList, Static

from multisite_tui.errors import Failure
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.options import AccountMode
from multisite_tui.wizard.screens.first_screen import NEW, PRACTISE, FirstScreen, beginning
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.terminal.calm import Calm
from multisite_tui.wizard.terminal.widths import WIDE, cut
from multisite_tui.wizard.themes import LIVE_BADGE, PRACTICE_BADGE
from multisite_tui.wizard.widgets.setup_list import Section, SetupList, columns, heading, row_of

if TYPE_CHECKING:
    from multisite_tui.model.setup import Setup
    from multisite_tui.wizard.asking.saved_rows import SavedRow
    from multisite_tui.wizard.asking.setup_standings import Standing
    from multisite_tui.wizard.session import Session

TITLE = "multisite-tui · your setups"
LIVE, PRACTICE = "LIVE ACCOUNT", "PRACTICE"
LIVE_ABOUT, LIVE_EMPTY = "your own AWS account", "your own AWS account: nothing is set up there yet"
LIVE_BILLS = "it bills {total} USD a month for what is listed"
LIVE_BILLS_LEAST = "it bills at least {total} USD a month; {count} not known"
LIVE_BILLS_UNKNOWN = "your own AWS account; what it bills is not known"
PRACTICE_ABOUT, PRACTICE_EMPTY = "built in, free, nothing is real", "built in, free: nothing was practised yet"
ABOUT_SITES = "{name}: {sites}"
ABOUT_WHERE = "account {account}, {region}; {far}"
ABOUT_ENDS, ABOUT_ENDS_WELL = (
    "A certificate ends on {day:%Y-%m-%d}.",
    "Certificates renew by themselves; {day:%Y-%m-%d}.",
)
ABOUT_NEW = "Enter begins a setup in your AWS account. Nothing is made before you have seen the plan and said yes."
ABOUT_PRACTICE = "Enter begins a setup in the practice account, which is built in: no keys, no costs, no network."
NOT_MADE = "Nothing of it was made yet: Enter goes on with it."
GOES_ON = "You said yes to it, and it is not done: Enter goes on with making it at once."
SHOWS = "Enter shows what is not well; a adds or changes a site."
SHOWS_WELL = "Enter shows its sites; a adds or changes one."
LEAVING = "It is being taken away: x goes on with that."
FORGET = "{name} is a draft: nothing of it was made. Press x once more to delete what was typed."
FORGOTTEN = "The draft is deleted."
NARROW_MARGIN, MARGIN = 3, 5
"""Columns beside the list in a narrow terminal and in others: the page's edges, and the bar that scrolls."""
LINES_BESIDE, LEAST_LINES = 12, 4
"""Lines of the screen that the list leaves to all else, and those that it takes in any case."""
WHOLE_OTHERS = "{first} and {count} more"


class Home(FirstScreen):
    """All setups."""

    NAME: ClassVar[str] = "home"
    HELP_TEXT: ClassVar[Help] = Help(
        console="Nothing in the console shows this: which load balancers, certificates and records belong together.",
        why="Here you see at a glance whether your sites are in service, what they cost and when something is due. A"
        " setup is what you made in one go: one site or several.",
        wrong="`not signed in`: the account could not be asked, which says nothing about your sites. Open the setup"
        " with Enter: its first page, Account, says how to sign in. Then press F5 here.",
    )
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "change", "Change", id="change", tooltip="Add a site to the setup, or change one"),
        Binding("n,f3", "new", "New", key_display="n", id="new", tooltip="Set up sites in my AWS account"),
        Binding("p", "practise", "Practise", key_display="p", id="practise", tooltip="Set up sites where it is free"),
        Binding("d,f9", "doctor", "Doctor", key_display="d", id="doctor", tooltip="Find out why a site is not well"),
        Binding("v", "verify", "Verify", key_display="v", id="verify", tooltip="Fetch the sites as a visitor would"),
        Binding("x,f4", "remove", "Remove", key_display="x", id="take_away", tooltip="Take away what it made"),
        Binding("b", "break_it", "Break", key_display="b", id="break", tooltip="Break something, to try the doctor"),
        Binding("f5", "look_again", "Look", key_display="F5", id="look", tooltip="Look again, on disk and in AWS"),
    ]

    def __init__(self, account_modes: tuple[AccountMode, AccountMode], *, demo: bool, columns: int) -> None:
        super().__init__(account_modes, demo=demo, columns=columns)
        self._names = {mode.kind: mode.saved_names for mode in account_modes}
        """By kind of account, what is saved, as long as it is not read."""
        self._rows: dict[str, SavedRow] = {}
        """What is saved, by the id of its line, once it is read."""
        self._read = False
        self._standings: dict[str, Standing | None] = {}
        """By the id of a line, how the setup stands; None while AWS is asked."""
        self._asked_to_forget = ""
        """The draft that x was pressed on once."""
        self._calm = Calm()
        self.asking = False
        """Whether AWS is being asked about setups."""

    def compose(self) -> ComposeResult:
        """Draw the list, what is known of the highlighted line, and the buttons."""
        with Vertical(id="page"):
            yield Static(TITLE, id="heading", markup=False)
            yield Static("", id="columns", markup=False)
            yield SetupList(id="setups", compact=True)
            yield Static("", id="about", markup=False)
            notice = Static("", id="notice", markup=False)
            notice.display = False
            yield notice
            with Horizontal(id="buttons"):
                yield Button("Open", id="open", variant="primary", action="screen.open", compact=True)
                yield Button("Take away", id="remove", action="screen.remove", compact=True)
                yield Button("Doctor", id="doctor", action="screen.doctor", compact=True)
                yield Button("Verify", id="verify", action="screen.verify", compact=True)

    def on_mount(self) -> None:
        """Show the names at once, and all else as soon as it is known."""
        self._draw(self.app.size)
        self._list.focus()
        self._list.light(self._first_line())
        self.begun = True
        self.call_after_refresh(self._load)

    @property
    def _list(self) -> SetupList:
        return self.query_one(SetupList)

    def _first_line(self) -> str:
        """Return the line that is highlighted first: the last one touched of the account that was asked for."""
        if not self._read:
            names = self._names[self.kind]
            return f"{self.kind} {names[0]}" if names else self.kind
        from multisite_tui.wizard.asking.saved_rows import last_touched

        last = last_touched(list(self._rows.values()), self.kind)
        return last.key if last else self.kind

    @work(group="load", exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        await self.load()
        self._look()

    async def look_for_saved(self) -> None:
        """Read what is saved."""
        before = self._list.highlighted_option
        untouched = before is None or before.id == self._first_line()
        try:
            await self._read_disk()
        except Failure as failure:
            self.show_failure(failure)
            return
        if untouched:
            self._list.light(self._first_line())
        self._show_about()

    async def _read_disk(self) -> None:
        rows = await in_background(self._saved)
        self._rows, self._read = {row.key: row for row in rows}, True
        self._standings = {key: one for key, one in self._standings.items() if key in self._rows}
        self._draw(self.app.size)

    def _saved(self) -> list[SavedRow]:
        """Return what is saved for both kinds of account; for the background.

        Raises:
            Failure: that of one kind cannot be used, and that of the other holds nothing.
        """
        from multisite_tui.wizard.asking.saved_rows import saved_rows

        rows: list[SavedRow] = []
        failed: list[Failure] = []
        for mode in self.account_modes:
            try:
                rows += saved_rows(mode)
            except Failure as failure:
                failed.append(failure)
        if failed and not rows:
            raise failed[0]
        return rows

    # How they stand

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        """Ask AWS about each setup, those of the account that was asked for first."""
        from multisite_tui.wizard.asking.setup_standings import standing_of

        due = sorted((row for row in self._rows.values() if row.made and not row.problem), key=self._due)
        self._standings |= {row.key: None for row in due if row.key not in self._standings}
        self.asking = bool(due)
        try:
            for row in due:
                self._draw(self.app.size)
                self._standings[row.key] = await in_background(partial(standing_of, self.mode_of(row.kind), row.id))
        finally:
            self.asking = False
            self._standings = {key: one for key, one in self._standings.items() if one is not None}  # nobody asks now
            if self.is_attached:
                self._draw(self.app.size)
                self._show_about()

    def _due(self, row: SavedRow) -> tuple[bool, str]:
        return row.kind != self.kind, row.name

    def action_look_again(self) -> None:
        """Read the disk and ask AWS again."""
        self._standings = {}
        self._again()

    @work(group="load", exclusive=True, exit_on_error=False)
    async def _again(self) -> None:
        await self.loaded()
        await self.look_for_saved()
        self._look()

    # Drawing

    def on_resize(self, event: Resize) -> None:
        """Lay the columns out anew."""
        self._draw(event.size)

    def _draw(self, size: Size) -> None:
        room = size.width - (NARROW_MARGIN if size.width < WIDE else MARGIN)
        self._list.styles.max_height = max(LEAST_LINES, size.height - LINES_BESIDE)
        sections = self._sections()
        names = [row if isinstance(row, str) else row.name for section in sections for row in section.rows]
        self.query_one("#columns", Static).update(heading(columns(room, names)))
        self._list.draw(sections, self._standings, room)

    def _sections(self) -> list[Section]:
        live, practice = self._rows_of("aws"), self._rows_of("practice")
        about = self._bills(live) if live else LIVE_EMPTY
        return [
            Section("aws", LIVE, LIVE_BADGE, about, NEW, live),
            Section("practice", PRACTICE, PRACTICE_BADGE, PRACTICE_ABOUT if practice else PRACTICE_EMPTY, PRACTISE,
                    practice),
        ]  # fmt: skip

    def _rows_of(self, kind: str) -> Sequence[SavedRow | str]:
        return [row for row in self._rows.values() if row.kind == kind] if self._read else self._names[kind]

    def _bills(self, rows: Sequence[SavedRow | str]) -> str:
        """Say what is billed, as far as it is known: a setup that could not be looked at may be billed too."""
        made = [row for row in rows if not isinstance(row, str) and row.made]
        costs = [one.cost if (one := self._standings.get(row.key)) is not None else None for row in made]
        total, unknown = sum((cost for cost in costs if cost is not None), Decimal(0)), costs.count(None)
        if total:
            from multisite_tui.report.layout import dollars

            return (LIVE_BILLS_LEAST if unknown else LIVE_BILLS).format(total=dollars(total), count=unknown)
        return LIVE_BILLS_UNKNOWN if unknown and not self.asking else LIVE_ABOUT

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if self._asked_to_forget not in ("", self._line):
            self._asked_to_forget = ""
            self.say("")
        self._show_about()
        self.refresh_bindings()
        for action in ("doctor", "verify", "remove"):
            self.query_one(f"#{action}", Button).display = bool(self.check_action(action, ()))

    def _show_about(self) -> None:
        room = max(20, self.app.size.width - 6)
        self.query_one("#about", Static).update("\n".join(cut(line, 2 * room) for line in self._about()))

    def _about(self) -> list[str]:
        row = self._row
        if row is None:
            return [ABOUT_PRACTICE if self._line == "practice" else ABOUT_NEW] if self._read else []
        from multisite_tui.report.clean import clean

        lines = [ABOUT_SITES.format(name=row.name, sites=_listed(row.domains))] if row.domains else [row.name]
        if row.problem is not None:
            return [clean(line) for line in (*lines, row.problem.what)]
        if not row.made:
            return [clean(line) for line in (*lines, GOES_ON if row.goes_on else NOT_MADE)]
        lines.append(ABOUT_WHERE.format(account=row.account, region=row.region, far=row.far))
        if row.leaving or row.goes_on:
            lines.append(LEAVING if row.leaving else GOES_ON)
        standing = self._standings.get(row.key)
        if standing is not None:
            if standing.ends is not None:
                lines.append((ABOUT_ENDS_WELL if standing.renews else ABOUT_ENDS).format(day=standing.ends))
            lines += standing.waits
        if not row.leaving and not row.goes_on:
            lines.append(SHOWS if standing is not None and standing.mood == "bad" else SHOWS_WELL)
        return [clean(line) for line in lines]

    # What can be done

    @property
    def _line(self) -> str:
        option = self._list.highlighted_option
        return option.id or "" if option is not None else ""

    @property
    def _row(self) -> SavedRow | None:
        return self._rows.get(self._line)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the highlighted line can be asked."""
        if action in ("doctor", "verify", "remove", "break_it", "change") and self.begun:
            row = self._row
            practised = row is not None and row.kind == "practice"
            if action == "change":
                return row is not None and row.made and not row.leaving and row.problem is None
            if action == "break_it":
                return row is not None and row.made and practised
            if action == "verify" and practised:  # what stands in the practice account is in no DNS
                return False
            return row is not None and (row.made or action == "remove")
        return super().check_action(action, parameters)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Show the setup: its result where all of it stands, else the page it was left on."""
        kind, name = row_of(self._line)
        mode = self.mode_of(kind)
        if not kind:
            return
        self.begin(partial(self._opened, mode, name) if name else beginning(mode))

    def _opened(self, mode: AccountMode, name: str) -> Session:
        from multisite_tui.wizard.asking.resuming import opened

        row = self._rows.get(f"{mode.kind} {name}")
        return opened(mode, name, whole=row is not None and row.whole)

    def action_change(self) -> None:
        """Show the sites of a setup that was made, to add one or to change one."""
        if self._row is not None:
            self._open_on(self._row, "sites")

    def _open_on(self, row: SavedRow, page: str) -> None:
        self.begin(partial(self._opened_on, row, page))

    def _opened_on(self, row: SavedRow, page: str) -> Session:
        from multisite_tui.wizard.asking.resuming import opened_on

        return opened_on(self.mode_of(row.kind), row.id, page)

    def action_new(self) -> None:
        """Begin a setup in the person's own account."""
        self.begin(beginning(self.account_modes[0]))

    def action_practise(self) -> None:
        """Begin a setup in the practice account."""
        self.begin(beginning(self.account_modes[1]))

    def action_doctor(self) -> None:
        """Ask the doctor, over this page."""
        self._over("doctor")

    def action_verify(self) -> None:
        """Fetch the sites as a visitor, over this page."""
        self._over("verify")

    def action_break_it(self) -> None:
        """Break something in the practice account, over this page."""
        self._over("break")

    def action_remove(self) -> None:
        """Take a setup away, or delete a draft, after asking."""
        row = self._row
        if row is None:
            return
        if row.made:
            self._over("remove")
        elif self._asked_to_forget != row.key:
            self._asked_to_forget = row.key
            self._calm.begin()
            self.say(FORGET.format(name=row.name), "bad")
        elif self._calm.pressed():  # a key that is held down is one press
            self._forget(row)

    def _forget(self, row: SavedRow) -> None:
        try:
            self.mode_of(row.kind).drafts.files.remove(row.id)
        except Failure as failure:
            self.show_failure(failure)
            return
        self._asked_to_forget = ""
        self.say(FORGOTTEN, "good")
        self._again()

    @work(group="over", exclusive=True, exit_on_error=False)
    async def _over(self, what: str) -> None:
        """Show something about the setup over this page, once all is imported."""
        row = self._row
        if row is None:
            return
        await self.loaded()
        from multisite_tui.wizard.asking.resuming import as_asked

        try:
            session = as_asked(self.mode_of(row.kind), row.id)
        except Failure as failure:
            self.show_failure(failure)
            return
        setup = session.setup()
        if setup is None:
            return
        self.say("")
        after = partial(self._repair, row) if what == "doctor" else self._back if what in ("remove", "break") else None
        self.app.push_screen(SCREENS[what](session, setup), after)

    def _repair(self, row: SavedRow, repairs: object) -> None:
        """Show the plan of what was asked for, where the doctor's findings are to be put right."""
        if repairs:
            self._open_on(row, "review")

    def _back(self, changed: object) -> None:
        """Look again at what may be different now."""
        if changed is not False:
            self.action_look_again()


def _listed(domains: Sequence[str]) -> str:
    named = [domain for domain in domains if domain]
    if len(named) <= 4:
        return ", ".join(named)
    return WHOLE_OTHERS.format(first=", ".join(named[:3]), count=len(named) - 3)


def _doctor(session: Session, setup: Setup) -> Screen[Any]:
    from multisite_tui.wizard.screens.doctor import DoctorScreen

    return DoctorScreen(session)


def _verification(session: Session, setup: Setup) -> Screen[Any]:
    from multisite_tui.wizard.screens.verification import VerificationScreen

    return VerificationScreen(session)


def _breaking(session: Session, setup: Setup) -> Screen[Any]:
    from multisite_tui.wizard.screens.breaking import BreakingScreen

    return BreakingScreen(session, setup)


def _removal(session: Session, setup: Setup) -> Screen[Any]:
    from multisite_tui.wizard.screens.removal import RemovalScreen

    return RemovalScreen(session)


SCREENS: dict[str, Callable[[Session, Setup], Screen[Any]]] = {
    "doctor": _doctor,
    "verify": _verification,
    "break": _breaking,
    "remove": _removal,
}
"""By what is asked, what makes the screen that is shown over this page."""
