"""Result: the addresses, how they are now, what a restart costs, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Button, Static

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.instances import health_message
from multisite_tui.model.restarts import MEANWHILE, Timing
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.topology_relations import SHARED
from multisite_tui.plan.maintenance import page_shown
from multisite_tui.plan.topologies import topology_of
from multisite_tui.report.clean import clean
from multisite_tui.report.marks import FULL
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck
from multisite_tui.wizard.screens.doctor import DoctorScreen
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.page_switch import PageSwitchScreen

EVERY = 5.0
"""Seconds from one look at the health to the next."""
AT_ONCE = 3
"""Sites of which a look asks for the health; ELB answers for one a read, and takes ten reads a second."""
ADDRESS = "{scheme}://{name}/"
SITE = "{mark} {url}\n    load balancer {load_balancer}: {health}"
WITH_PAGE = "{health}; visitors are shown the maintenance page"
HEALTHY = "{count} of {count} {state}"
GONE = "the load balancer is not there"
EMPTY = "no instance is registered"
UNKNOWN = "asking AWS"
RESTART = "If you restart a program:"
OWN_RESTART = "If you restart the program of {name}:"
NEXT = "What you can do next, in a terminal:"
PRACTICE_NOTE = "This was the practice account: nothing is real, and nothing is billed."
GOOD = "Everything is in service. This page looks again every {seconds} seconds."
WAIT = "Not everything is in service yet. This page looks again every {seconds} seconds."


@dataclass(frozen=True)
class SiteHealth:
    """How one site is now."""

    words: str
    """In the load balancer's own words."""
    well: bool = False
    """Whether every instance gets visitors."""
    page: bool = False
    """Whether visitors are shown the maintenance page."""
    restart: Timing | None = None
    """What the load balancer's health check means for a restart; None where there is none."""


NOT_SEEN = SiteHealth(UNKNOWN)


class ResultPage(Page):
    """How it ended."""

    NAME = "result"
    EXCERPT = "Your sites. You can leave now; they stay."
    NEXT = "Leave"
    CONSOLE = "10. Open the domains in a browser; EC2 > Load Balancers > Target instances: InService (or Target Groups)"
    CHECKS = ("the health of the instances behind each load balancer, of three sites every 5 seconds",)
    HELP_TEXT = Help(
        console="EC2 > Load Balancers > the load balancer > Target instances, `Health status`: In-service; with one"
        " for all sites, EC2 > Target Groups > the group > Targets: Healthy.",
        why="So that you see that it works, and know what it costs in seconds when you restart a program.",
        wrong="A browser may still have the old address in its memory for a while, as long as the old record's time"
        " to live said. Wait some minutes, or try another device. Or press F9: the doctor looks for the reason.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f4", "page_switch", "Maintenance", key_display="F4", id="page_switch", tooltip="Show a page for a site"
        ),
        Binding("f9", "doctor", "Doctor", key_display="F9", id="doctor", tooltip="Find out why something is not well"),
    ]

    def body(self) -> Iterable[Widget]:
        """Draw the sites, what a restart costs, and the next commands."""
        yield Static("", id="sites", classes="facts", markup=False)
        yield Static("", id="restart", classes="facts", markup=False)
        yield Static("", id="commands", classes="facts", markup=False)

    def buttons(self) -> Iterable[Widget]:
        """Offer the doctor too."""
        yield from super().buttons()
        yield Button("Doctor", id="doctor", action="screen.doctor", compact=True)

    def action_doctor(self) -> None:
        """Look for the reason of what is not well, over this page."""
        self.app.push_screen(DoctorScreen(self.session))

    def action_page_switch(self) -> None:
        """Show which sites' maintenance pages are shown, over this page, and switch them."""
        setup = self.session.setup()
        if setup is not None:
            self.app.push_screen(PageSwitchScreen(self.session, setup), lambda _: self.look_now())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer maintenance pages only where the load balancer has them."""
        if action == "page_switch":
            return self.session.draft.topology == SHARED
        return super().check_action(action, parameters)

    def begin(self) -> None:
        """Say what is known, and look at the health again and again."""
        self.health: dict[str, SiteHealth] = {}
        self._looked_at: list[str] = []
        """The domains, that which was looked at last at the end."""
        self._draw()
        self.query_one("#next", Button).focus()
        self.look_now()
        self.set_interval(EVERY, self.look_now)

    def look(self) -> AccountCheck | None:
        """Ask for the health of every site."""
        setup = self.session.setup()
        if setup is None or self.looking:
            return None
        due = due_sites(setup, self._looked_at)
        self._looked_at = [one for one in self._looked_at if one not in due] + due
        return lambda facts: check_health(facts, setup, due)

    def show(self, seen: PageCheck) -> None:
        """Draw the health."""
        self.health |= seen.data
        self._draw()
        setup = self.session.setup()
        well = setup is not None and all(self.health.get(site.domain, NOT_SEEN).well for site in setup.sites)
        self.show_message(
            words.GOOD.format(text=GOOD.format(seconds=int(EVERY))) if well else WAIT.format(seconds=int(EVERY)),
            "good" if well else "busy",
        )

    def _draw(self) -> None:
        setup = self.session.setup()
        if setup is None:
            self.show_message(self.settle_first(), "bad")
            return
        self._put("sites", [line for site in setup.sites for line in self._site(setup, site).split("\n")])
        self._put("restart", restart_lines(self.health))
        command = self.session.account_mode.command
        commands = self.session.finished.next if self.session.finished else (f"{command} answers {setup.name}",)
        practice = [PRACTICE_NOTE] if self.session.account_mode.practice else []
        self._put("commands", [*practice, NEXT, *(f"  {one}" for one in commands)])

    def _site(self, setup: Setup, site: Site) -> str:
        health = self.health.get(site.domain, NOT_SEEN)
        url = ADDRESS.format(scheme="https" if site.secure else "http", name=readable(site.domain))
        mark = FULL.done if health.well else FULL.waiting if health is NOT_SEEN else FULL.failed
        name = topology_of(setup).entrance(setup, site).name
        return SITE.format(mark=mark, url=url, load_balancer=name, health=words_of(health))

    def _put(self, where: str, lines: list[str]) -> None:
        self.query_one(f"#{where}", Static).update("\n".join(clean(line) for line in lines))

    def action_next(self) -> None:
        """Leave."""
        self.app.exit(self.session.finished.exit_code if self.session.finished else 0)


def words_of(health: SiteHealth) -> str:
    """Return how a site is, in words."""
    return WITH_PAGE.format(health=health.words) if health.page else health.words


def restart_lines(health: Mapping[str, SiteHealth]) -> list[str]:
    """Return what a restart costs by the health checks that are there: once where it is the same for all sites."""
    each = {domain: one.restart.sentences() for domain, one in health.items() if one.restart}
    if not each:
        return []
    if len({tuple(sentences) for sentences in each.values()}) == 1:
        return [RESTART, *(f"  {one}" for one in next(iter(each.values()))), f"  {MEANWHILE}"]
    lines = []
    for domain, sentences in each.items():
        lines += [OWN_RESTART.format(name=readable(domain)), *(f"  {one}" for one in sentences)]
    return [*lines, f"  {MEANWHILE}"]


def due_sites(setup: Setup, looked_at: Sequence[str]) -> list[str]:
    """Return the domains to look at now: all at first, then some in turn."""
    domains = [site.domain for site in setup.sites]
    if not looked_at:
        return domains
    place = {domain: place for place, domain in enumerate(looked_at)}
    return sorted(domains, key=lambda domain: place.get(domain, -1))[:AT_ONCE]


def check_health(facts: Facts, setup: Setup, domains: Sequence[str]) -> PageCheck:
    """Say how each of these sites is now. AWS is asked for the health again, and for the rest if it is not recent."""
    sites = [site for site in setup.sites if site.domain in domains]
    locators = {site.domain: topology_of(setup).entrance(setup, site) for site in sites}
    found = {domain: _of_site(facts, locator) for domain, locator in locators.items()}
    pages = {site.domain: page_shown(setup, site, facts) for site in sites}
    return PageCheck(data={domain: replace(one, page=pages[domain]) for domain, one in found.items()})


def _of_site(facts: Facts, locator: EntranceLocator) -> SiteHealth:
    there = locator.read(facts)
    if there is None:
        return SiteHealth(GONE)
    restart = there.restart
    found = locator.health(facts.again(), tuple(sorted(there.instances)))
    if not found:
        return SiteHealth(EMPTY, restart=restart)
    if all(one.in_service for one in found):
        return SiteHealth(HEALTHY.format(count=len(found), state=found[0].state), well=True, restart=restart)
    return SiteHealth(health_message(found), restart=restart)
