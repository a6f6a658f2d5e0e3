"""Result: the addresses, how they are now, what a restart costs, and what to do next."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from rich.console import Group
from rich.padding import Padding
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import Problem
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.statuses import SetupStatus, SiteStatus
from multisite_tui.model.topology_relations import SHARED
from multisite_tui.plan.topologies import topology_of
from multisite_tui.report.clean import clean
from multisite_tui.report.console import styled
from multisite_tui.report.layout import dollars, indented
from multisite_tui.report.marks import FULL
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.copyables import Copyable, copyables
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck
from multisite_tui.wizard.asking.resource_map import KnownStates, MapState
from multisite_tui.wizard.asking.site_health import (
    GONE,
    NOT_SEEN,
    SiteHealth,
    check_health,
    due_sites,
    restart_lines,
    words_of,
)
from multisite_tui.wizard.background_run import conductor_of
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.screens.copying import CopyScreen
from multisite_tui.wizard.screens.doctor import DoctorScreen, then
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.page_switch import PageSwitchScreen
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.themes import BAD, GOOD_ADDRESS, MUTED

EVERY = 5.0
"""Seconds from one look at the health to the next."""
WHOLE_EVERY = 60.0
"""Seconds from one look at everything, the records too, to the next: it asks much more."""
OF_BALANCER = "    load balancer {load_balancer}: {health}"
ELSEWHERE = "    DNS: leads to {now} instead"
NOWHERE = "    DNS: no record leads there"
NEXT = "What you can do next, in a terminal:"
COST = "AWS bills about {total} US dollars a month for it, and traffic on top."
COST_UNKNOWN = "What AWS bills for it is not known here: there are no prices of this region."
PRACTICE_NOTE = "Free: this is the practice account, and nothing in it is real."
PRACTICE_COST = f"{PRACTICE_NOTE} AWS itself bills about {{total}} US dollars a month for it."
GOOD = "Everything is in service. This page looks again every {seconds} seconds."
WAIT = "Not everything is in service. This page looks again every {seconds} seconds; the doctor (F9) finds out why."
DIFFERS = "Something is not as you asked for it. Repair (r) shows what puts it right, and asks first."
MAINTAINED = "Visitors are shown a maintenance page in place of a program."
SEEN = {None: (FULL.waiting, MUTED), True: (FULL.done, GOOD_ADDRESS), False: (FULL.failed, BAD)}
"""Sign and colour of a site by whether visitors reach its program; None where that is not seen yet."""
STATES = {None: MapState.UNKNOWN, True: MapState.GOOD, False: MapState.BAD}
"""By whether something is well; None where that is not seen yet."""


class ResultPage(Page):
    """How it ended."""

    NAME = "result"
    EXCERPT = "Your sites stay when you leave. Add or change: a."
    NEXT = "Leave"
    CONSOLE = "10. Open the domains in a browser; EC2 > Load Balancers > Target instances: InService (or Target Groups)"
    CHECKS = (
        "the health of the instances behind each load balancer, of three sites every 5 seconds",
        "everything that was asked for, the records too, once a minute",
    )
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
        Binding("r", "repair", "Repair", id="repair", tooltip="Show the plan that puts it right; nothing changes yet"),
        Binding("a", "change", "Change", id="change", tooltip="Add a site, or change one"),
        Binding("c", "copy", "Copy", id="copy", tooltip="Copy an address, a command or a page of the AWS console"),
        Binding("f9", "doctor", "Doctor", key_display="F9", id="doctor", tooltip="Find out why something is not well"),
    ]

    def body(self) -> Iterable[Widget]:
        """Draw the sites, what they cost, the next commands, and last what a restart costs."""
        for name in ("sites", "cost", "commands", "restart"):
            yield Static("", id=name, classes="facts", markup=False)

    def buttons(self) -> Iterable[Widget]:
        """Offer to change the sites, to copy, and the doctor; to repair, once something differs."""
        yield from super().buttons()
        repair = Button("Repair", id="repair", variant="primary", action="screen.repair", compact=True)
        repair.display = False
        yield repair
        yield Button("Change", id="change", action="screen.change", compact=True)
        yield Button("Copy", id="copy", action="screen.copy", compact=True)
        yield Button("Doctor", id="doctor", action="screen.doctor", compact=True)

    def action_doctor(self) -> None:
        """Look for the reason of what is not well, over this page."""
        self.app.push_screen(DoctorScreen(self.session), then(self.to_plan))

    def action_repair(self) -> None:
        """Go to the plan that puts right what differs."""
        self.to_plan()

    def action_change(self) -> None:
        """Go to the sites, to add one or to change one."""
        self.turn_to(PageRef("sites"))

    def action_copy(self) -> None:
        """Offer what can be copied, over this page."""
        setup = self.session.setup()
        if setup is not None:
            self.app.push_screen(CopyScreen(self.copyables(setup), practice=self.session.account_mode.practice))

    def copyables(self, setup: Setup) -> tuple[Copyable, ...]:
        """Return what can be copied of what is known now."""
        practice, aws = self.session.account_mode.practice, self.session.aws
        names = {site.domain: readable(site.domain) for site in setup.sites}
        seen = {names[domain]: one.things for domain, one in self.health.items() if one.things and domain in names}
        urls = {names[site.domain]: words.address(site) for site in setup.sites}
        region = aws.account.region if aws is not None and not practice else ""
        return copyables(urls, seen, self._commands(setup), region=region)

    def map_states(self) -> KnownStates:
        """Return what the run saw of the names, and the last look of load balancers and programs."""
        setup = self.session.setup()
        names, entrances, programs = {}, {}, {}
        checks = {one.domain: one.check.ok for one in self.session.finished.sites} if self.session.finished else {}
        for place, site in enumerate(setup.sites if setup is not None else ()):
            health, leads = self.health.get(site.domain, NOT_SEEN), self._leads(site)
            names[place] = STATES[checks[site.domain] if leads and checks.get(site.domain) is not None else leads]
            entrances[place] = STATES[None if health is NOT_SEEN else health.words != GONE]
            programs[place] = STATES[None if health is NOT_SEEN else health.well]
        return KnownStates(names, entrances, programs, self.session.serving)

    def action_page_switch(self) -> None:
        """Show which sites' maintenance pages are shown, over this page, and switch them."""
        setup = self.session.setup()
        if setup is not None:
            self.app.push_screen(PageSwitchScreen(self.session, setup), lambda _: self.look_now())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer maintenance pages only where the load balancer has them, and to repair only what differs."""
        if action == "repair":
            return self._differs
        if action == "page_switch":
            return self.session.draft.topology == SHARED
        return super().check_action(action, parameters)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.health: dict[str, SiteHealth] = {}
        self.standing: SetupStatus | None = None
        """How all of it stands against what was asked for; None where that was not seen yet."""
        self._trouble: Problem | None = None
        """Why AWS could not be asked the last time; it stays said as long as nothing else is known."""
        self._whole_due = 0.0
        """When all of it is looked at again."""
        self._said: dict[str, Sequence[str | Content]] = {}
        """By part, the lines that are drawn."""
        self._looked_at: list[str] = []
        """The domains, that which was looked at last at the end."""

    def begin(self) -> None:
        """Say what is known, and look at the health again and again."""
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
        session, now = self.session, time.monotonic()
        whole = now >= self._whole_due
        if whole:
            self._whole_due = now + WHOLE_EVERY

        def seen(facts: Facts) -> PageCheck:
            standing = standing_now(session, setup) if whole else None
            return PageCheck(data=(check_health(session.facts() if whole else facts, setup, due).data, standing))

        return seen

    def action_look_again(self) -> None:
        """Look at all of it again, signing in anew."""
        self._whole_due = 0.0
        super().action_look_again()

    def well(self, seen: PageCheck) -> bool:
        """Whether visitors reach every site, and nothing differs from what was asked for."""
        self._learn(seen)
        setup = self.session.setup()
        return not self._differs and setup is not None and all(self._in_service(site) for site in setup.sites)

    def show(self, seen: PageCheck) -> None:
        """Draw how it is."""
        self._learn(seen)
        self._draw()
        self._offer_repair()
        self.say(*self._in_short())

    def _learn(self, seen: PageCheck) -> None:
        health, standing = seen.data
        self.health |= health
        self.standing = standing or self.standing

    @property
    def _differs(self) -> bool:
        """Whether a run would put something right, or must be settled first, as far as that was seen."""
        if self.standing is None:
            return False
        may_stay = self.session.accept_leftovers
        hindered = any(not (may_stay and one.code.endswith("_left")) for one in self.standing.problems)
        return hindered or any(site.drift for site in self.standing.sites)

    def _offer_repair(self) -> None:
        """Put Enter on what leads on, as long as the person has not gone elsewhere."""
        repair, leave = self.query_one("#repair", Button), self.query_one("#next", Button)
        if repair.display is self._differs:
            return
        repair.display = self._differs
        if self.focused in (repair, leave):
            self.set_focus(repair if self._differs else leave)
        self.refresh_bindings()

    def show_failure(self, problem: Problem) -> None:
        """Say that AWS could not be asked."""
        self._trouble = problem
        super().show_failure(problem)

    def _in_short(self) -> tuple[str, str]:
        """Return how all of it is, in a sentence with its mood; a difference first, since a run would put it right."""
        setup, standing = self.session.setup(), self.standing
        if setup is None or standing is None:
            return (words.problem_line(self._trouble), "bad") if self._trouble is not None else ("", "")
        if self._differs:
            return words.BAD.format(what=DIFFERS), "bad"
        if not all(self._well(site) for site in setup.sites):
            return WAIT.format(seconds=int(EVERY)), "busy"
        concerns = [one.certificate.concern for one in standing.sites if one.certificate and one.certificate.concern]
        if concerns:
            return words.problem_line(concerns[0]), "bad"
        if not all(self._in_service(site) for site in setup.sites):
            return MAINTAINED, "busy"
        return words.GOOD.format(text=GOOD.format(seconds=int(EVERY))), "good"

    # What is known of a site

    def _well(self, site: Site) -> bool:
        """Whether every instance gets visitors."""
        return self.health.get(site.domain, NOT_SEEN).well

    def _status(self, site: Site) -> SiteStatus | None:
        sites = self.standing.sites if self.standing is not None else ()
        return next((one for one in sites if one.domain == site.domain), None)

    def _leads(self, site: Site) -> bool | None:
        """Whether its names lead to its load balancer; None where that was not seen yet."""
        status = self._status(site)
        return None if status is None else status.leads_here

    def _in_service(self, site: Site) -> bool | None:
        """Whether visitors reach its program; None where that was not seen yet."""
        health, leads = self.health.get(site.domain, NOT_SEEN), self._leads(site)
        if health is NOT_SEEN or (health.well and leads is None):
            return None
        return health.well and bool(leads) and not health.page

    def _draw(self) -> None:
        setup = self.session.setup()
        if setup is None:
            self.say(self.settle_first(), "bad")
            return
        lines = [line for site in setup.sites for line in self._site(setup, site)]
        self._update("sites", lines, Content("\n").join(lines))
        self._put("cost", [self._cost()])
        self._put("commands", [NEXT, *(f"  {one}" for one in self._commands(setup))])
        self._put("restart", restart_lines(self.health))

    def _commands(self, setup: Setup) -> tuple[str, ...]:
        finished = self.session.finished
        return finished.next if finished else (f"{self.session.account_mode.command} answers {setup.name}",)

    def _cost(self) -> str:
        total, practice = self.session.cost.once, self.session.account_mode.practice
        if total is None:
            return PRACTICE_NOTE if practice else COST_UNKNOWN
        return (PRACTICE_COST if practice else COST).format(total=dollars(total))

    def _site(self, setup: Setup, site: Site) -> Iterator[Content]:
        """Yield the address with how it is in shape and colour, and below it the same in words."""
        health, status = self.health.get(site.domain, NOT_SEEN), self._status(site)
        mark, style = SEEN[self._in_service(site)]
        yield Content.assemble((mark, style), " ", (clean(words.address(site)), style))
        name = topology_of(setup).entrance(setup, site).name
        yield Content(clean(OF_BALANCER.format(load_balancer=name, health=words_of(health))))
        if status is not None and not status.leads_here:
            now = "; ".join(line for change in status.dns if change.before != change.after for line in change.before)
            yield Content(clean(ELSEWHERE.format(now=now) if now else NOWHERE))

    def _put(self, where: str, lines: list[str]) -> None:
        self._update(where, lines, Group(*map(_hanging, lines)))

    def _update(self, where: str, said: Sequence[str | Content], drawn: Group | Content) -> None:
        """Draw a part; one without words takes no room, and the same words are not laid out anew."""
        if self._said.get(where) != said:
            self._said[where] = said
            part = self.query_one(f"#{where}", Static)
            part.update(drawn)
            part.display = bool(said)

    def action_next(self) -> None:
        """Leave."""
        self.app.exit(self.session.finished.exit_code if self.session.finished else 0)


def _hanging(line: str) -> Padding:
    """Draw a line; where it takes several, each begins where the first does."""
    return indented(styled(line.lstrip()), len(line) - len(line.lstrip()))


def standing_now(session: Session, setup: Setup) -> SetupStatus:
    """Return how all of it stands against what was asked for; for the background.

    Raises:
        Failure: it cannot be told.
    """
    return conductor_of(session, setup).standing()
