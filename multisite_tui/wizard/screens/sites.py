"""Sites: the domain of each, and the port its program listens on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from multisite_tui.aws.facts import zones
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.texts import shown
from multisite_tui.report.clean import clean
from multisite_tui.report.marks import FULL
from multisite_tui.wizard.asking.draft_answers import findings
from multisite_tui.wizard.asking.drafts import domain_of, zone_of
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.finding_pages import NAME_TAKEN, field_of
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.asking.resource_map import MapPart
from multisite_tui.wizard.asking.typed_sites import typed_line
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.site_removal import SiteFate, SiteRemovalScreen
from multisite_tui.wizard.screens.zones import ZonesScreen
from multisite_tui.wizard.widgets.field import WRONG, Field, TextField, field_for
from multisite_tui.wizard.widgets.picker import Picker
from multisite_tui.wizard.widgets.sidebar import Sidebar

DOMAIN = question("domain", "Domain", "The name that visitors type, such as main.io.")
PORT = question("port", "Port", "Where the program listens on the instance, 1 to 65535.")
SETUP_NAME = question("name", "Setup's name", "To find it again; empty: as the domain.")
ROW_HELP = "What visitors type, and the program's own port."
ZONE = f"{FULL.done} in the hosted zone {{zone}}"
NO_ZONE = (
    "! no public hosted zone of this account holds it; zones here: {zones}. If its DNS is at another company, the page"
    " DNS asks for that."
)
MANY_ZONES = "! {count} public hosted zones are named {zone}; the page DNS asks which one"
NOT_TOGETHER = "! {sentence}"
ELSEWHERE = "its DNS is at another company: the page DNS says which records it needs there"
NAME_KEPT = "Setup's name: {name}. It was made under this name, and keeps it."
LEFT_ONE = (
    "! {domains} is not asked for any more: what was made for it stays, with what it costs, until you take it away; the"
    " review says how. Another domain in its place is a new site."
)
LEFT = (
    "! {domains} are not asked for any more: what was made for them stays, with what it costs, until you take it away;"
    " the review says how. Another domain in the place of one is a new site."
)
REMOVED = "{site} is out of this setup. Ctrl-Z puts it back."
ZONES = "Zones (F2)"
LINES = 6


class CellField(TextField):
    """A field whose line stands below the whole row."""

    def compose(self) -> ComposeResult:
        """Draw label and input only."""
        with Horizontal(classes="question"):
            yield Static(self.ask.label, classes="label", markup=False)
            yield self.control()

    def tidy(self) -> bool:
        """Make a domain of an address; a port that stood with it goes into the port's own field, if that is empty."""
        row = self.query_ancestor(SiteRow)
        if not self.has_class("domain"):
            return super().tidy()
        port = row.cell("port")
        found = typed_line(self.value)
        if found is None or (" " in self.value.strip() and port.value.strip()) or "@" in self.value:
            return super().tidy()
        other = port.value.strip()
        if found.port and other not in ("", found.port):
            return False  # which of the two ports is meant, is not ours to say
        if found.port and not other:
            port.write(found.port)
        changed = found.domain != self.value
        if changed:
            self.write(found.domain)
        return changed

    def judge(self) -> str:
        """A row in which nothing is typed yet is not wrong; it goes when the page is left."""
        return "" if self.query_ancestor(SiteRow).may_be_empty else super().judge()

    def show_error(self, sentence: str) -> None:
        """Leave the telling to the row."""
        self.wrong = sentence
        self.set_class(bool(sentence), "-wrong")
        row = self.query_ancestor(SiteRow)
        row.draw()

    def help_with(self, text: str) -> None:
        """The row helps."""


class SiteRow(Vertical):
    """One site: two fields, and one line for both."""

    class Ready(Message):
        """An added row has the focus."""

    def __init__(self, key: int, domain: str, port: str, *, seize: bool = False) -> None:
        super().__init__(id=f"site-{key}")
        self.key = key
        self._seize = seize
        self.zone = ""
        self._values = (domain, port)
        self._note = Static(ROW_HELP, classes="note", markup=False)

    def compose(self) -> ComposeResult:
        """Draw the row."""
        with Horizontal(classes="cells"):
            for ask, value in zip((DOMAIN, PORT), self._values, strict=True):
                field = CellField(replace(ask, name=f"{ask.name}.{self.key}", help=""), value)
                field.add_class(ask.name)
                yield field
            yield Button("Remove", compact=True, classes="remove")
        yield self._note

    def on_mount(self) -> None:
        """Take the focus, where the row was just added."""
        if self._seize:
            self.seize()
            self.post_message(self.Ready())

    def seize(self) -> None:
        """Put the focus on the domain."""
        self.query(CellField).first().seize()

    def cell(self, name: str) -> CellField:
        """Return the field of the domain, or of the port."""
        return next(field for field in self.query(CellField) if field.has_class(name))

    def take_zone(self, zone: str) -> None:
        """Make a zone's name the domain; a single word that was typed becomes a name in it."""
        domain = self.query(CellField).first().query_one(Input)
        word = domain.value.strip()
        domain.value = zone if not word or "." in word else f"{word}.{zone}"
        domain.cursor_position = len(domain.value)

    def draw(self) -> None:
        """Say what is wrong, else the zone, else the help."""
        wrong = next((field.wrong for field in self.query(CellField) if field.wrong), "")
        self.set_class(bool(wrong) or self.zone.startswith("!"), "-wrong")
        note = WRONG.format(sentence=wrong) if wrong else self.zone or ROW_HELP
        self._note.update(clean(note))

    @property
    def may_be_empty(self) -> bool:
        """Whether it is an empty row beside others."""
        return self.empty and len(list(self.parent.children if self.parent else ())) > 1

    @property
    def empty(self) -> bool:
        """Whether nothing is typed here."""
        return not any(str(field.value).strip() for field in self.query(CellField))


class SitesPage(Page):
    """All sites of the setup."""

    NAME = "sites"
    LIT = MapPart.NAMES
    EXCERPT = "A domain for each program, or paste a list: main.io 6402. Enter on an empty last line goes on."
    ASKS: ClassVar[tuple[Ask, ...]] = (DOMAIN, PORT, SETUP_NAME)
    CONSOLE = "0. What you write down before you begin: which domain leads to which port"
    CHECKS = ("the public hosted zone that holds each domain, as soon as it is typed",)
    HELP_TEXT = Help(
        console="Nothing yet: the console asks for one load balancer at a time. The domains are those that you see"
        " under Route 53 > Hosted zones, or names below them.",
        why="Everything else follows from these two: the load balancer's name, the certificate, the health check and"
        " the DNS record.",
        wrong="The port is the one on which the program itself listens, such as 6402; it is not 80 or 443, which belong"
        " to the load balancer. And a domain needs a hosted zone in this account, to which the registrar points.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "add", "Add", key_display="F3", id="add", tooltip="Add another site"),
        Binding("f2", "zones", "Zones", key_display="F2", id="zones", show=False, tooltip="Take a domain from a list"),
        Binding(
            "f4", "remove", "Remove", key_display="F4", id="remove", tooltip="Remove the site that the cursor is in"
        ),
        Binding("ctrl+z", "put_back", "Undo", key_display="^z", id="undo", tooltip="Put the removed site back"),
    ]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._at_hand: SiteRow | None = None
        """The row that had the focus last."""
        self._undo_note = ""
        """How to put back what was just removed."""

    def body(self) -> Iterable[Widget]:
        """Yield a row for each site."""
        yield Vertical(*self._rows()[:LINES], id="rows")
        if self.session.stands:
            yield Static(NAME_KEPT.format(name=self.session.draft.name), classes="facts", markup=False)
        else:
            yield field_for(SETUP_NAME, self.session.draft.name)

    def buttons(self) -> Iterable[Widget]:
        """Offer the list of zones too."""
        yield from super().buttons()
        yield Button(ZONES, id="zones", action="screen.zones", compact=True)

    def begin(self) -> None:
        """Draw the first rows at once, and the others when these are painted."""
        super().begin()
        rest = self._rows()[LINES:]
        if rest:
            self.call_after_refresh(self.query_one("#rows").mount_all, rest)

    def _rows(self) -> list[SiteRow]:
        return [self._row(place) for place in range(len(self.session.draft.sites))]

    def _row(self, place: int, *, seize: bool = False) -> SiteRow:
        draft = self.session.draft
        domain, port = str(draft.value(place, "domain")), str(draft.value(place, "port"))
        return SiteRow(draft.sites[place].key, domain, port, seize=seize)

    # Rows

    def action_add(self) -> None:
        """Add an empty row, and go there."""
        self.unsettled = True
        place = self.session.draft.add_site()
        self.session.save()
        self._name_pages()
        self.query_one("#rows").mount(SiteRow(self.session.draft.sites[place].key, "", "", seize=True))

    @on(SiteRow.Ready)
    def _ready(self, event: SiteRow.Ready) -> None:
        event.stop()
        self.unsettled = False

    @on(DescendantFocus)
    def _note_row(self) -> None:
        """Remember the row: a click on a button takes the focus away from it."""
        self._at_hand = next((row for row in self.query(SiteRow) if row.has_focus_within), self._at_hand)

    def action_zones(self) -> None:
        """Show the hosted zones; the one that is taken becomes the domain of the row at hand, or its end."""
        rows = self.rows
        row = self._at_hand if self._at_hand in rows else rows[-1]

        def take(zone: str | None) -> None:
            if zone is not None:
                row.take_zone(zone)

        self.app.push_screen(ZonesScreen(self.session, lambda zone: True), take)

    def action_remove(self) -> None:
        """Remove the row that the cursor is in."""
        row = next((row for row in self.query(SiteRow) if row.has_focus_within), None)
        if row is not None:
            self._ask_to_remove(row)

    @on(Button.Pressed, ".remove")
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._ask_to_remove(event.button.query_ancestor(SiteRow))

    def _ask_to_remove(self, row: SiteRow) -> None:
        """Remove a row; what becomes of a site that stands is asked first."""
        place = self._place_of(row.key)
        domain = domain_of(self.session.draft.text(place, "domain")) or ""
        if domain not in self.session.draft.standing:
            self._leave_out(row)
            return

        def settle(fate: SiteFate | None) -> None:
            if fate is SiteFate.LEFT_OUT:
                self._leave_out(row)
                self.session.accept_leftovers = True  # just that was chosen, with its cost named
            elif fate is SiteFate.TAKEN_AWAY:
                self._taken_away(row)

        self.app.push_screen(SiteRemovalScreen(self.session, domain), settle)

    def _leave_out(self, row: SiteRow) -> None:
        name = shown(readable(self.session.draft.text(self._place_of(row.key), "domain")))
        rows, at = self.rows, self.rows.index(row)
        self.session.leave_out(self._place_of(row.key))
        self._redraw_without(row, rows, at)
        self._undo_note = REMOVED.format(site=name) if name else ""
        self._say_what_left()
        self.look_soon()

    def _taken_away(self, row: SiteRow) -> None:
        rows, at = self.rows, self.rows.index(row)
        self.session.taken_away(self._place_of(row.key))
        if not self.session.stands:
            self.turn_to(PageRef(self.NAME))  # the setup may have another name from now on
            return
        self._redraw_without(row, rows, at)
        self.look_now()

    def _redraw_without(self, row: SiteRow, rows: list[SiteRow], at: int) -> None:
        """Take a row off the page; the focus goes to the one beside it, or to a new one."""
        row.remove()
        beside = [other for other in rows if other is not row]
        if beside:
            beside[min(at, len(beside) - 1)].seize()
        else:
            self.unsettled = True
            self.query_one("#rows").mount(SiteRow(self.session.draft.sites[0].key, "", "", seize=True))
        self._name_pages()
        self.refresh_bindings()

    async def action_put_back(self) -> None:
        """Put the site back that was removed last."""
        place = self.session.put_back()
        if place is None:
            return
        if not self.session.draft.left:
            self.session.accept_leftovers = False
        self.unsettled = True
        keys = {site.key for site in self.session.draft.sites}
        for row in [row for row in self.query(SiteRow) if row.key not in keys]:
            await row.remove()
        rows = self.query_one("#rows")
        row = self._row(place, seize=True)
        await rows.mount(row, before=place if place < len(rows.children) else None)
        self._undo_note = ""
        self._say_what_left()
        self._name_pages()
        self.refresh_bindings()
        self.look_soon()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to put a site back only where one was removed."""
        if action == "put_back":
            return bool(self.session.removed)
        return super().check_action(action, parameters)

    def _place_of(self, key: int) -> int:
        return next(place for place, site in enumerate(self.session.draft.sites) if site.key == key)

    # Fields

    def take(self, field: Field) -> None:
        """Put what was typed where its row says."""
        if field.ask.name == "name":
            self.session.draft.name = str(field.value).strip()
        else:
            name, _, key = field.ask.name.partition(".")
            self.session.draft.put(self._place_of(int(key)), name, str(field.value))
            if name == "domain":
                row = field.query_ancestor(SiteRow)
                row.zone = ""  # it was about another domain
                row.draw()
        self.session.save()
        self._name_pages()

    def _name_pages(self) -> None:
        """Let the list of pages follow what is typed here."""
        self.query_one(Sidebar).draw(self.session.draft, self.session.known_pages, self.reached)

    def pasted(self, lines: Sequence[str]) -> bool:
        """Take several lines that were pasted into a row: a site each, its domain and its port."""
        row = next((row for row in self.rows if row.has_focus_within), None)
        if row is None:
            return super().pasted(lines)
        draft, place = self.session.draft, self._place_of(row.key)
        for site in filter(None, map(typed_line, lines)):
            draft.put(place, "domain", site.domain)
            if site.port:
                draft.put(place, "port", site.port)
            place = draft.add_site()
        draft.remove_site(place)
        self.turn_to(PageRef(self.NAME))
        return True

    def entered(self, station: Field | Picker) -> None:
        """Behind the last row comes a new one; Enter in an empty last row goes on to the next page."""
        rows = self.rows
        last = rows[-1]
        if isinstance(station, CellField) and last.has_focus_within:
            if station.has_class("domain") and last.empty and len(rows) > 1:
                self._drop_empty()
                self.action_next()
                return
            if station.has_class("port") and not any(field.wrong for field in last.query(CellField)):
                self.action_add()
                return
            if station.has_class("port"):
                next(field for field in last.query(CellField) if field.wrong).seize()
                return
        super().entered(station)

    def _drop_empty(self) -> None:
        """Take out rows in which nothing is typed, as long as one stays."""
        for row in self.rows:
            if row.empty and len(self.session.draft.sites) > 1:
                self.session.draft.remove_site(self._place_of(row.key))
                row.remove()
        self.session.save()

    @property
    def rows(self) -> list[SiteRow]:
        """The rows that stay: removing one takes a moment."""
        keys = {site.key for site in self.session.draft.sites}
        return [row for row in self.query(SiteRow) if row.key in keys]

    @property
    def fields(self) -> list[Field]:
        """The fields of the rows that stay, and the name where it is asked."""
        cells: list[Field] = [field for row in self.rows for field in row.query(CellField)]
        return cells if self.session.stands else [*cells, self.field("name")]

    def asking(self, site: int | None, name: str) -> Field | None:
        """Each row asks for its own site."""
        if site is None:
            return super().asking(None, name)
        key = self.session.draft.sites[site].key
        return next((field for field in self.fields if field.ask.name == f"{name}.{key}"), None)

    def right(self) -> bool:
        """Look at the name too: it must not be another setup's."""
        self._drop_empty()
        if not super().right():
            return False
        if self.session.name_is_taken:
            self.field("name").show_error(NAME_TAKEN)
            self.field("name").seize()
            return False
        return True

    def leave(self) -> None:
        """From here on the setup has a name, under which its draft is saved."""
        if not self.session.stands:
            self.session.settle()
        super().leave()

    # The account

    def look(self) -> AccountCheck | None:
        """Find the zone of each domain."""
        draft = self.session.draft
        wanted = {
            site.key: None if draft.value(place, "dns.external") else (domain, zone_of(draft.text(place, "dns.zone")))
            for place, site in enumerate(draft.sites)
            if (domain := domain_of(str(draft.value(place, "domain"))))
        }
        return (lambda facts: _zones(facts, wanted)) if wanted else None

    def well(self, seen: PageCheck) -> bool:
        """What does not go together is not well; nor is a domain that no hosted zone holds, which stops a run."""
        apart = not self._together() and not self.session.name_is_taken
        return super().well(seen) and apart and not any(line.startswith("!") for line in seen.data.values())

    def _together(self) -> dict[int, str]:
        """Return, by the key of a row, what is wrong in it only together with the others."""
        wrong: dict[int, str] = {}
        for finding in findings(self.session.draft):
            field = self.asking(*field_of(finding.loc))
            row = field.query_ancestor(SiteRow) if isinstance(field, CellField) and not field.judge() else None
            if row is not None and not row.empty:
                wrong.setdefault(row.key, NOT_TOGETHER.format(sentence=finding.sentence))
        return wrong

    def show(self, seen: PageCheck) -> None:
        """Write each zone below its domain."""
        wrong = self._together()
        for row in self.query(SiteRow):
            row.zone = wrong.get(row.key) or seen.data.get(row.key, "")
            row.draw()
        self._say_what_left()

    def forget_answer(self) -> None:
        """Take back what a look at the former domains would say; what is left in AWS is known without it."""
        self._undo_note = ""
        super().forget_answer()
        self._say_what_left()

    def _say_what_left(self) -> None:
        """Say what is not asked for any more and stands, and how to put back what was just removed."""
        left = [shown(readable(domain)) for domain in self.session.draft.left]
        template = LEFT_ONE if len(left) == 1 else LEFT
        parts = [template.format(domains=", ".join(left)) if left else "", self._undo_note]
        self.say(" ".join(part for part in parts if part), "bad" if left else "busy")


def _zones(facts: Facts, wanted: Mapping[int, tuple[str, str | None] | None]) -> PageCheck:
    """Return the line below each domain; of None, which is kept outside, no zone of the account is asked for."""
    return PageCheck(data={key: zone_line(facts, *one) if one else ELSEWHERE for key, one in wanted.items()})


def zone_line(facts: Facts, domain: str, asked: str | None) -> str:
    """Say in which zone a run would put the record of a domain. `asked` is the zone that the answers name."""
    there = facts.zones()
    fitting = zones.for_record(there, domain, domain=domain, asked=asked)
    if not fitting:
        some = sorted({zone.name for zone in there})
        return NO_ZONE.format(zones=", ".join([*some[:3], "..."] if len(some) > 3 else some) or "none")
    if len(fitting) > 1:
        return MANY_ZONES.format(count=len(fitting), zone=fitting[0].name)
    return ZONE.format(zone=fitting[0].name)
