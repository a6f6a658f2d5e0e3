"""Overview: everything that follows from domain and port, looked at at once, a card for each site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import Problem
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.texts import shown
from multisite_tui.model.setup import Setup
from multisite_tui.model.topology_relations import SHARED
from multisite_tui.plan.history import History
from multisite_tui.report.clean import clean
from multisite_tui.report.layout import dollars
from multisite_tui.report.marks import FULL, PAGE_TO_DO
from multisite_tui.wizard import flow, words
from multisite_tui.wizard.asking.drafts import domain_of
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.finding_pages import each_once, page_of_problem
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck
from multisite_tui.wizard.asking.resource_map import KnownStates, MapState
from multisite_tui.wizard.asking.site_cards import CardLine, LineState, SetupCard, setup_card
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.screens.doctor import DoctorScreen, then
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.themes import BAD, GOOD, HEADING, MUTED, WARNED
from multisite_tui.wizard.widgets.choices import Choices
from multisite_tui.wizard.widgets.relabel import relabel
from multisite_tui.wizard.widgets.sidebar import stop_of

REPLACE, RECORD_EXISTS = "dns.replace", "record_exists"
LABELS: Mapping[str, str] = {
    "target": "load balancer",
    "listener": "load balancer",
    "instances": "program",
    "certificate": "certificate",
    "dns": "DNS",
}
"""What a line is called where its page is called otherwise, or would be a word too long."""
WAYS = {SHARED: "one load balancer for all sites"}
WAY_EACH = "one load balancer for each site"
WAY = "{way}: {price} US dollars a month"
WAY_NO_PRICE = "{way}: its price is not known here"
NOT_ASKED = "not asked yet"
ASK_REPLACE = "[ ] Space: replace it (old one is kept)"
MAY_REPLACE = "[x] replaced last; the old one is kept"
CLEAR = "Nothing is in the way. Arrows and Enter open a line's details."
LEFT = "No longer asked for, and still there: {domains}. The review asks whether it may stay."
CLEAR_BUT_ILL = "Nothing stops a run, but a program does not answer: the doctor (F9) finds out why."
CLEAR_BUT_ILLS = "Nothing stops a run, but {count} programs do not answer: the doctor (F9) finds out why."
SETTLE = "{count} to settle first: Enter opens the page of a line."
SETTLE_TICK = "{count} to settle first: Space ticks, Enter opens the page."
NEXT_WELL = "Review the plan"
NEXT_SETTLE = "Settle: {page}"
LABEL_WIDTH = 14
FOLD = "fold"
"""What the id of a line begins with that folds a card, or unfolds it."""
OPEN_UP_TO = 3
"""So many sites have their cards open; of more, those that are well have one line each."""
FOLDED = "{site}: nothing is in the way. Enter opens it."
FOLDED_REPLACING = "{site}: its record is replaced. Enter opens it."
FOLDED_STANDING = "{site}: stands and is well. Enter opens it."
UNSEEN = "{site}: {port}"
MARKS = {LineState.WELL: (FULL.done, GOOD), LineState.OPEN: (PAGE_TO_DO, MUTED), LineState.ILL: (FULL.failed, WARNED)}
"""Sign and colour of a line with which nothing is in the way."""
PROGRAMS = {LineState.WELL: MapState.GOOD, LineState.OPEN: MapState.UNKNOWN, LineState.ILL: MapState.BAD}


@dataclass(frozen=True)
class _Row:
    """One line of a card."""

    stop: PageRef
    label: str
    text: str
    mark: str
    style: str = ""


class Cards(Choices):
    """The cards, line by line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", "Tick", show=False)]

    def action_tick(self) -> None:
        """Tick what the line asks."""
        page = self.screen
        if isinstance(page, OverviewPage):
            page.tick()


class OverviewPage(Page):
    """A card for each site."""

    NAME = "overview"
    EXCERPT = "What follows from your domains and ports."
    PRICED: ClassVar[str] = "What follows, at {price} US dollars a month."
    CONSOLE = "1. to 7. Create load balancer, once for each site: what follows by itself needs no page here"
    CHECKS = ("everything that the pages of details ask, for all sites at once",)
    WAITS = True
    SCROLLED = ("#told", "#cards")
    HELP_TEXT = Help(
        console="Nothing: the console asks for load balancer, security group, certificate, health check, instance and"
        " record one by one, for each site anew.",
        why="Most of it follows from the domain and the port. Here you see all of it at once, and change only what"
        " should be otherwise.",
        wrong="A line with `!` is to be settled first. Mostly it is a record that is there already: Space on its line"
        " lets it be replaced, and it is kept for undo.",
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "doctor", "Doctor", key_display="F9", id="doctor", tooltip="Find out why something is not well"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._card: SetupCard | None = None
        """What was seen last; None while nothing was."""
        self._to_settle: list[PageRef] = []
        self._unfolded: set[int] = set()
        """Keys of the sites whose cards are open though all is well with them."""
        self._lines: list[str] = []
        """The ids of the lines that are drawn."""

    def body(self) -> Iterable[Widget]:
        """Draw the cards."""
        yield Cards(id="cards")

    def scroller(self) -> Widget:
        """The list scrolls by itself, so that what is chosen stays in sight."""
        return Vertical(id="body")

    def begin(self) -> None:
        """Draw what is known, and look at everything."""
        self._draw()
        self.set_focus(self.query_one(Cards))
        self.look_now()

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        self.call_after_refresh(self._draw)

    def look(self) -> AccountCheck | None:
        """Look at everything at once; at nothing while an answer is wrong by itself."""
        setup, history = self.session.setup(), self.session.history
        return None if setup is None else lambda facts: check_setup(facts, setup, history)

    def look_now(self) -> None:
        """Say what is wrong by itself, or look."""
        super().look_now()
        if not self.looking:
            self._settle()

    def show(self, seen: PageCheck) -> None:
        """Draw the cards, and lead to what is to be settled."""
        card: SetupCard = seen.data
        session, draft = self.session, self.session.draft
        asked = [one.place for one in card.sites if session.asks_anew(one.place, one.replaces)]
        if asked:
            self.look_now()
            return
        self._card = card
        session.serving = {one.place: one.serving for one in card.sites}
        troubled = {stop for stop, _ in self._problems()}
        for stop in flow.details(draft):
            session.pages.seen(self.asked, stop, good=stop not in troubled)
        self._draw()
        self._settle()

    def show_failure(self, problem: Problem) -> None:
        """Nothing is known of the account: the next press asks again."""
        self._card = None
        self._draw()
        super().show_failure(problem)

    def map_states(self) -> KnownStates:
        """A site with something to settle is marked at its name, and one whose program was asked at its port."""
        if self._card is None:
            return super().map_states()
        states = {one.place: MapState.BAD if self._of_site(one.place) else MapState.GOOD for one in self._card.sites}
        programs = {one.place: PROGRAMS[one.program] for one in self._card.sites}
        return KnownStates(states, {}, programs, self.session.serving)

    # What is to be settled

    def _problems(self) -> list[tuple[PageRef, Problem]]:
        """Return what stands in the way, with the page that settles it."""
        if self._card is None:
            return []
        draft = self.session.draft
        found = [*self._card.problems, *(one for site in self._card.sites for one in site.problems)]
        return [(page_of_problem(draft, one), one) for one in found]

    def _of_site(self, place: int) -> list[tuple[PageRef, Problem]]:
        domain = self._card.sites[place].problems if self._card is not None else ()
        return [(stop, one) for stop, one in self._problems() if one in domain]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the doctor only where something stands, and is not well."""
        if action == "doctor":
            return self.session.stands and bool(self._to_settle or self._ill)
        return super().check_action(action, parameters)

    def action_doctor(self) -> None:
        """Look for the reason, over this page."""
        self.app.push_screen(DoctorScreen(self.session), then(self.to_plan))

    def _settle(self) -> None:
        """Say how it stands, and let the button lead on or to what is to be settled."""
        wrong = list(each_once(self.session.draft))
        problems = self._problems()
        self._to_settle = [stop for stop, _ in [*wrong, *problems]]
        label = NEXT_SETTLE.format(page=self._to_settle[0].title) if self._to_settle else NEXT_WELL
        relabel(self.query_one("#next", Button), label)
        self.refresh_bindings()
        if wrong:
            self.say(words.BAD.format(what=wrong[0][1].sentence), "bad")
        elif problems:
            ticks = any(one.code == RECORD_EXISTS for _, one in problems)
            self.say((SETTLE_TICK if ticks else SETTLE).format(count=len(problems)), "bad")
            self._go_to(problems[0][0])
        elif self._card is not None:
            self.say(*self._clear())
            self._go_to_new_site()
            if self.focused is self.query_one(Cards):
                self.set_focus(self.query_one("#next"))

    @property
    def _ill(self) -> int:
        """How many programs do not answer the load balancer that asks them."""
        return sum(one.program is LineState.ILL for one in self._card.sites) if self._card is not None else 0

    def _clear(self) -> tuple[str, str]:
        """Return that nothing stops a run, with its mood: what is not well all the same is named."""
        left = self.session.draft.left
        if left and not self.session.accept_leftovers:
            domains = ", ".join(shown(readable(domain)) for domain in left)
            return words.BAD.format(what=LEFT.format(domains=domains)), "bad"
        if not self._ill:
            return CLEAR, "good"
        template = CLEAR_BUT_ILL if self._ill == 1 else CLEAR_BUT_ILLS
        return words.BAD.format(what=template.format(count=self._ill)), "bad"

    def _go_to(self, stop: PageRef) -> None:
        """Put the highlight on the line of what is to be settled, unless the person has gone elsewhere."""
        cards = self.query_one(Cards)
        place = next((at for at, one in enumerate(cards.options) if one.id == _id(stop)), None)
        if place is not None and self.focused is cards:
            cards.highlighted = place

    def _go_to_new_site(self) -> None:
        """Bring the card of a site into sight that is added to a setup that stands."""
        new = [place for place in range(len(self.session.draft.sites)) if not self._stands(place)]
        cards = self.query_one(Cards)
        if not self.session.stands or not new or self.focused is not cards:
            return
        lines = [
            at for at, one in enumerate(cards.options) if one.id and one.id.partition("#")[0].endswith(f" {new[0]}")
        ]
        for at in (*lines[-1:], *lines[1:2]):  # its end too, where there is room
            cards.highlighted = at

    def _stands(self, place: int) -> bool:
        """Whether a run was asked for the site, so that something of it may stand."""
        return domain_of(self.session.draft.text(place, "domain")) in self.session.draft.standing

    def accepted(self) -> bool:
        """Go on to the review when nothing is to be settled; else to the page that settles it."""
        if self._card is None and not self._to_settle:
            self.look_now()
            return False
        if self._to_settle:
            self.turn_to(self._to_settle[0])
            return False
        return True

    def right(self) -> bool:
        """What is wrong by itself has a line here, and a page."""
        return True

    @on(OptionList.OptionSelected, "#cards")
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        name = event.option_id or ""
        if name.startswith(f"{FOLD} "):
            place = int(name.removeprefix(f"{FOLD} "))
            self._unfolded ^= {self.session.draft.sites[place].key}
            self._draw()
        elif name:
            self.turn_to(_stop(name))

    def tick(self) -> None:
        """Let the record of the line at hand be replaced, or not."""
        option = self.query_one(Cards).highlighted_option
        stop = _stop(option.id) if option is not None and option.id is not None else None
        if stop is None or stop.page != "dns" or stop.site is None or not self._may_tick(stop.site):
            return
        self._unfolded.add(self.session.draft.sites[stop.site].key)  # what is at hand stays where it is
        records = self._card.sites[stop.site].replaces if self._card is not None else ()
        self.session.allow(stop.site, records, yes=not self.session.draft.value(stop.site, REPLACE))
        self.look_now()

    def _may_tick(self, place: int) -> bool:
        """Whether it is a question whether a record may be replaced: not where the name leads here already."""
        if self._card is not None and self._card.sites[place].leads_here:
            return False
        asked = any(one.code == RECORD_EXISTS for _, one in self._of_site(place))
        return asked or bool(self.session.draft.value(place, REPLACE))

    # Drawing

    def _draw(self) -> None:
        cost = self.session.cost.once
        excerpt = self.EXCERPT if cost is None else self.PRICED.format(price=dollars(cost))
        self.query_one("#excerpt", Static).update(excerpt)  # it is in sight however far the cards are scrolled
        cards = self.query_one(Cards)
        before, chosen = cards.highlighted, cards.highlighted_option
        cards.clear_options()
        self._lines = []
        options = list(self._options())
        cards.add_options(options)
        lines = sum(1 if one is None else str(one.prompt).count("\n") + 1 for one in options)
        self.query_one("#body").styles.max_height = lines
        if cards.option_count:
            same = [at for at, one in enumerate(cards.options) if chosen is not None and one.id == chosen.id]
            cards.highlighted = next(iter(same), min(before or 0, cards.option_count - 1))

    def _options(self) -> Iterator[Option | None]:
        yield self._option(self._way())
        shared = [
            (stop, one) for stop, one in self._problems() if self._card is not None and one in self._card.problems
        ]
        yield from (self._option(_problem_row(stop, one)) for stop, one in shared)
        folded = False
        for place in range(len(self.session.draft.sites)):
            if not (folded and self._folds(place)):
                yield None
            folded = self._folds(place)
            yield self._title(place, folded=folded)
            if not folded:
                yield from (self._option(row) for row in self._rows(place))

    def _folds(self, place: int) -> bool:
        """Whether the site has one line only."""
        return self._foldable(place) and self.session.draft.sites[place].key not in self._unfolded

    def _foldable(self, place: int) -> bool:
        """Whether nothing of the site needs to be read: among many, or beside one that is new."""
        draft = self.session.draft
        many = len(draft.sites) > OPEN_UP_TO
        if self._card is None or place >= len(self._card.sites):
            return many
        added = self._stands(place) and not all(map(self._stands, range(len(draft.sites))))
        wrong = self._of_site(place) or any(stop.site == place for stop, _ in each_once(draft))
        wrong = wrong or self._card.sites[place].program is LineState.ILL
        return not wrong and (many or added)

    def _way(self) -> _Row:
        way, cost = WAYS.get(self.session.draft.topology, WAY_EACH), self.session.cost.once
        text = WAY_NO_PRICE.format(way=way) if cost is None else WAY.format(way=way, price=dollars(cost))
        return _Row(PageRef("topology"), "", text, PAGE_TO_DO)

    def _title(self, place: int, *, folded: bool) -> Option:
        """Draw the head of a card; of one that can be folded, Enter there folds it or unfolds it."""
        name = shown(readable(self.session.draft.text(place, "domain"))) or f"site {place + 1}"
        if not folded:
            head = Content.styled(clean(name), HEADING)
            return Option(head, id=self._title_id(place), disabled=not self._foldable(place))
        if self._card is None:
            text, mark = UNSEEN.format(site=name, port=self._port(place)), Content.styled(PAGE_TO_DO, MUTED)
        else:
            replaced = bool(self.session.draft.value(place, REPLACE))
            template = FOLDED_STANDING if self._stands(place) else FOLDED_REPLACING if replaced else FOLDED
            text, mark = template.format(site=name), Content.styled(FULL.done, GOOD)
        return Option(Content("").join([mark, Content(f" {clean(text)}")]), id=self._title_id(place))

    def _title_id(self, place: int) -> str:
        return f"{FOLD} {place}"

    def _rows(self, place: int) -> Iterator[_Row]:
        card = self._card.sites[place] if self._card is not None and place < len(self._card.sites) else None
        if card is None:
            yield _Row(PageRef("sites"), LABELS["instances"], self._port(place), PAGE_TO_DO)
            return
        problems = self._of_site(place)
        for line in card.lines:
            stop = PageRef(line.page, place)
            against = [one for at, one in problems if at == stop]
            yield self._row(stop, line, against)
        shown_here = {PageRef(line.page, place) for line in card.lines}
        yield from (_problem_row(stop, one) for stop, one in problems if stop not in shown_here)

    def _row(self, stop: PageRef, line: CardLine, against: list[Problem]) -> _Row:
        label, text = LABELS.get(stop.page, stop.title), line.text
        if stop.page == "dns" and stop.site is not None and self._may_tick(stop.site):
            ticked = bool(self.session.draft.value(stop.site, REPLACE))
            text = f"{text}\n{MAY_REPLACE if ticked else ASK_REPLACE}"
        elif against:
            text = f"{text}\n{words.problem_line(against[0]).removeprefix('! ')}"
        mark, style = (FULL.failed, BAD) if against else MARKS[line.state]
        return _Row(stop, label, text, mark, style)

    def _port(self, place: int) -> str:
        return f"port {shown(self.session.draft.text(place, 'port')) or '?'}; {NOT_ASKED}"

    def _own_id(self, stop: PageRef) -> str:
        """Return the id of a new line; of several that lead to one page, only the first has the page's own."""
        same = sum(_stop(one) == stop for one in self._lines)
        self._lines.append(_id(stop))
        return f"{_id(stop)}#{same}" if same else _id(stop)

    def _option(self, row: _Row) -> Option:
        """Draw a line with its label in a column of its own; the text goes on below itself."""
        indent = LABEL_WIDTH + 2 if row.label else 2
        room = max(20, self.query_one(Cards).content_size.width - indent - 1)
        wrapped = [Text(clean(line)).wrap(self.app.console, room) for line in row.text.split("\n")]
        lines = [line.plain.rstrip() for part in wrapped for line in part]
        head = Content.styled(row.mark, row.style or MUTED)
        label = Content.styled(f" {row.label.ljust(LABEL_WIDTH)}" if row.label else " ", MUTED)
        first = Content("").join([head, label, Content(lines[0])])
        rest = [Content(f"{' ' * indent}{line}") for line in lines[1:]]
        return Option(Content("\n").join([first, *rest]), id=self._own_id(row.stop))


def _problem_row(stop: PageRef, problem: Problem) -> _Row:
    return _Row(stop, stop.title, words.problem_line(problem).removeprefix("! "), FULL.failed, BAD)


def _stop(line: str) -> PageRef:
    """Return the page that a line leads to."""
    return stop_of(line.partition("#")[0])


def _id(stop: PageRef) -> str:
    return f"{stop.page} {stop.site}"


def check_setup(facts: Facts, setup: Setup, history: History) -> PageCheck:
    """Look at all sites; what stands in the way is in the card."""
    card = setup_card(facts, setup, history)
    return PageCheck(problems=tuple(_all_problems(card)), data=card)


def _all_problems(card: SetupCard) -> Iterator[Problem]:
    yield from card.problems
    for site in card.sites:
        yield from site.problems
