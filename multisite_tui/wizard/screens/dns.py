"""DNS: where the domain leads now, and whether that may be replaced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from multisite_tui.errors import Problem
from multisite_tui.report.clean import clean
from multisite_tui.wizard import words
from multisite_tui.wizard.asking import dns_records
from multisite_tui.wizard.asking.drafts import domain_of
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.asking.resource_map import MapPart
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.zones import ZonesScreen
from multisite_tui.wizard.widgets.field import AnswerField, Field, id_of

REPLACE = question("dns.replace", "Replace record", "Space says yes; the old one is kept.")
ZONE = question("dns.zone", "Hosted zone", "Empty: the one shown above.")
EXTERNAL = question("dns.external", "DNS elsewhere", "Space says yes: it is at Cloudflare, Gabia, another account.")
ZONES = "Zones (F2)"
MUST_REPLACE = "the name is answered; press Space here to let that be replaced, or go Back"


class ReplacePage(Page):
    """What the DNS page and `What differs` have in common: a record that is there is replaced only when said so."""

    WAITS = True

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._in_the_way: tuple[Problem, ...] = ()
        self._records: tuple[str, ...] = ()
        """The records that are shown and would be replaced."""

    def show(self, seen: PageCheck) -> None:
        """Draw the records before and after, and ask only where there is something to replace."""
        self._in_the_way = seen.problems
        if seen.data is None:
            self.say(self.settle_first())
            return
        text, self._records = seen.data
        self.query_one("#records", Static).update("\n".join(clean(line) for line in text.split("\n")))
        field = self.query_one(f"#{id_of(REPLACE.name)}", AnswerField)
        if self.session.asks_anew(self.place, self._records):
            field.write(False)
            self.look_now()
            return
        asked_before, field.display = field.display, bool(self._records or field.value)
        if field.display and not asked_before and not self.touched:
            field.seize()
        if field.value:
            field.show_error("")
        super().show(seen)

    def accepted(self) -> bool:
        """Go on only when nothing is in the way of the record."""
        if not self._in_the_way:
            return True
        first = self._in_the_way[0]
        if first.code == "record_exists":
            field = self.field("dns.replace")
            if field.value:  # ticked since the last look
                return True
            field.display = True
            field.show_error(MUST_REPLACE)
            field.seize()
        self.say(words.problem_line(first), "bad")
        return False


class DnsPage(ReplacePage):
    """The records of one site."""

    NAME = "dns"
    LIT = MapPart.NAMES
    EXCERPT = "The domain is to lead to the load balancer. This is done last, when everything else works."
    ASKS: ClassVar[tuple[Ask, ...]] = (REPLACE, EXTERNAL, ZONE)
    CONSOLE = "7. Route 53 > Hosted zones > the zone > Create record: A, alias to the load balancer"
    CHECKS = ("the zone of each name, and the records there now", "whether one would be overwritten")
    HELP_TEXT = Help(
        console="Route 53 > Hosted zones > Create record, type A, `Alias` to Application and Classic Load Balancer.",
        why="The domain still leads to the instance's own address, or nowhere. The alias lets it lead to the load"
        " balancer, whose addresses change.",
        wrong="A record that is there already, such as the one to your Elastic IP: it must be replaced, and you are"
        " asked. It is switched only when the load balancer works, and is kept so that it can be put back. Or there is"
        " no hosted zone, since the domain's DNS is at another company: tick `DNS elsewhere`.",
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "zones", "Zones", key_display="F2", id="zones", show=False, tooltip="Take the zone from a list"),
    ]

    def body(self) -> Iterable[Widget]:
        """Show the records above what is asked."""
        yield Static("", id="records", classes="facts", markup=False)
        yield from super().body()

    def buttons(self) -> Iterable[Widget]:
        """Offer the list of zones too."""
        yield from super().buttons()
        yield Button(ZONES, id="zones", action="screen.zones", compact=True)

    def action_zones(self) -> None:
        """Show the zones that the domain could be in; the one that is taken is written down."""
        domain = domain_of(self.session.draft.text(self.place, "domain")) or ""
        field = self.field("dns.zone").query_one(Input)

        def take(zone: str | None) -> None:
            if zone is not None:
                field.value = zone
                field.focus()

        self.app.push_screen(ZonesScreen(self.session, lambda zone: zone.holds(domain), twins_by_id=True), take)

    def show(self, seen: PageCheck) -> None:
        """Lead to the tick where no zone of the account holds the domain."""
        missing = any(problem.code == "zone_not_found" for problem in seen.problems)
        if missing and not self.touched:
            self.field("dns.external").seize()
        super().show(seen)

    def begin(self) -> None:
        """Ask about replacing only once a record was seen."""
        self.field("dns.replace").display = bool(self.session.value("dns.replace")) and self._here()
        self._show_zone()
        super().begin()

    def take(self, field: Field) -> None:
        """Ask for a zone, and about replacing, only where the records are in this account."""
        if field.ask.name == REPLACE.name:
            self.session.allow(self.place, self._records, yes=bool(field.value))
        else:
            super().take(field)
        self._show_zone()
        if not self._here():
            self.field("dns.replace").display = False

    def _here(self) -> bool:
        return self.session.draft.asks(self.place, "dns.zone")

    def _show_zone(self) -> None:
        self.field("dns.zone").display = self._here()
        self.query_one("#zones").display = self._here()

    def look(self) -> AccountCheck | None:
        """Ask for zone and records."""
        setup, place, history = self.session.setup(), self.place, self.session.history
        return lambda facts: dns_records.see(facts, setup, place, history, page="dns")
