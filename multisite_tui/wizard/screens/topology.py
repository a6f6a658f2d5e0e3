"""Topology: how visitors reach the sites, by a load balancer for each or by one for all, and what either costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget
from textual.widgets import Static

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.plans import MonthlyCost
from multisite_tui.model.topology_relations import CLASSIC, SHARED
from multisite_tui.plan.comparisons import Comparison, compared
from multisite_tui.report.layout import dollars
from multisite_tui.wizard import flow
from multisite_tui.wizard.asking.draft_answers import carry_group, recall
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck
from multisite_tui.wizard.asking.resource_map import MapPart
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.widgets.page_heading import PageHeading
from multisite_tui.wizard.widgets.picker import Pick, Picker
from multisite_tui.wizard.widgets.sidebar import Sidebar

FOR_ALL = "One for all sites: {price}"
FOR_EACH = "One for each site: {price}"
PRICE = "{total} US dollars a month"
NO_PRICE = "price not known here"
ABOUT_SHARED = (
    "For all: an Application Load Balancer. It sends http to https, carries WebSockets, and speaks HTTP/2 and TLS 1.3."
    " It takes http and https only, also for health checks, and when it is down, all sites are. While a program on a"
    " single instance restarts, visitors still get there, and see 502 until it is back."
)
ABOUT_NEITHER = "Neither: nginx on the instance itself costs nothing more. This program does not set that up."
ABOUT_CLASSIC = (
    "For each: a Classic Load Balancer. One site's trouble stays that site's; tcp and ssl pass too. It does not"
    " redirect, carries no WebSockets through https, and speaks HTTP/1.1. While a program restarts, visitors see"
    " errors; after the failed health checks of its threshold they get 503 until it is back."
)
MOVE = (
    "This setup was made the other way: to change it is a move. What stands goes on serving until each site is proven"
    " on the new way. Then it is held, and both are billed, until `{command} move {name} --finish` takes it away;"
    " `--back` returns."
)


class TopologyPage(Page):
    """A load balancer for each site, or one for all."""

    NAME = "topology"
    LIT = MapPart.LOAD_BALANCERS
    EXCERPT = "Visitors come in by a load balancer: one for each site, or one for all of them."
    PICKS = "topology"
    CONSOLE = "0. What you decide before you begin: Create Application Load Balancer, or Create Classic Load Balancer"
    CHECKS = ("the region, for its prices", "the zones of the picked instances, for the addresses that are billed")
    HELP_TEXT = Help(
        console="EC2 > Load Balancers > Create load balancer offers both: Application, and under Previous generation,"
        " Classic.",
        why="A load balancer is billed by the hour, used or not. From the second site on, one for all costs less than"
        " one for each; a single site costs less with its own.",
        wrong="A program that speaks neither http nor https, such as a mail server, needs one for each. One for all"
        " needs public subnets in two zones, which the VPC that comes with every account has.",
    )

    def body(self) -> Iterable[Widget]:
        """Offer the two ways, and say what each can."""
        yield Picker(id="ways")
        yield Static("", id="move", classes="facts", markup=False)
        yield Static("", id="about", classes="facts", markup=False)

    def begin(self) -> None:
        """Offer what is known before AWS has answered."""
        draft = self.session.draft
        self._offer(compared(draft.region, len(draft.sites)))
        super().begin()

    def _offer(self, prices: Comparison) -> None:
        picks = [Pick(SHARED, FOR_ALL.format(price=_price(prices.shared)))]
        picks.append(Pick(CLASSIC, FOR_EACH.format(price=_price(prices.classic))))
        self.query_one(Picker).offer(picks, [self.session.draft.topology])
        self._draw()

    def _draw(self) -> None:
        """Say what is picked first, and that changing what was made is a move."""
        draft, made = self.session.draft, self.session.topology_made
        ways = [ABOUT_SHARED, ABOUT_CLASSIC] if draft.topology == SHARED else [ABOUT_CLASSIC, ABOUT_SHARED]
        about = [*ways, ABOUT_NEITHER]
        self.query_one("#about", Static).update("\n\n".join(about))
        move = MOVE.format(command=self.session.account_mode.command, name=draft.setup_name)
        self.query_one("#move", Static).update(move)
        self.query_one("#move", Static).display = made not in ("", draft.topology)

    def take_pick(self, picker: Picker) -> None:
        """Keep the choice; the pages that follow are those of it."""
        draft = self.session.draft
        self.session.put("topology", picker.picked[0])
        former = self.session.former(draft.topology)
        if former is not None:
            recall(draft, former)
        carry_group(draft)
        self.session.save()
        self.query_one(Sidebar).draw(draft, self.session.known_pages, self.reached)
        self.query_one(PageHeading).refresh()
        self._draw()

    def look(self) -> AccountCheck | None:
        """Ask for the region and for the zones of the instances."""
        sites = _instances_of(self.session.draft)
        return lambda facts: check_prices(facts, sites)

    def show(self, seen: PageCheck) -> None:
        """Write the prices."""
        self._offer(seen.data)
        super().show(seen)

    def leave(self) -> None:
        """From here on a site more or less changes the way no more, where it was made."""
        if self.session.stands:
            self.session.draft.keep_topology()
        self.turn_to(flow.after(self.session.draft))


def check_prices(facts: Facts, sites: Sequence[Sequence[str]]) -> PageCheck:
    """Return what either way costs for sites on these instances; where none are picked, in one zone."""
    picked = {one for instances in sites for one in instances}
    zones = {one.zone for one in facts.instances() if one.id in picked} if picked else set()
    return PageCheck(data=compared(facts.account.region, len(sites), zones=max(1, len(zones))))


def _instances_of(draft: Draft) -> list[list[str]]:
    picked = [draft.value(place, "instances") for place in range(len(draft.sites))]
    return [value if isinstance(value, list) else [] for value in picked]


def _price(cost: MonthlyCost) -> str:
    return NO_PRICE if cost.total is None else PRICE.format(total=dollars(cost.total))
