"""Health check: how the load balancer finds out whether the program answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.health_checks import ALONE
from multisite_tui.model.restarts import MEANWHILE, Timing
from multisite_tui.model.rules.numbers import timeout_below_interval
from multisite_tui.model.setup import Setup
from multisite_tui.model.topology_relations import SHARED
from multisite_tui.plan.history import History
from multisite_tui.plan.resolve import health_check, instances_named
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.forms import number
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, SiteView
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.asking.resource_map import MapPart
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.widgets.field import Field

NUMBERS = ("interval", "timeout", "unhealthy_threshold", "healthy_threshold")
"""In the order in which `Timing` takes them."""
EXCERPT_SHARED = "The load balancer asks your program again and again whether it is healthy."
PATH_SHARED = "What it asks for; a redirect counts as healthy."
PROTOCOL_SHARED = "http or https."
UNKNOWN = "Put the numbers right, and here stands what they mean for a restart."
AUTOMATIC = "With {count} instances, one is out after {failures} failures unless another number is written here."


class HealthCheckPage(Page):
    """The health check, and what its numbers mean."""

    NAME = "health_check"
    LIT = MapPart.INSTANCES
    EXCERPT = "The load balancer asks your program again and again, and sends visitors only while it answers."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        question("health_check.interval", "Ask every", "seconds, 5 to 300", short=True),
        question("health_check.unhealthy_threshold", "Out after", "failures, 2 to 10", short=True),
        question("health_check.healthy_threshold", "Back after", "successes, 2 to 10", short=True),
        question("health_check.timeout", "Wait for answer", "seconds, 2 to 60", short=True),
        question("health_check.port", "Port", "mostly the program's own", short=True),
        question("health_check.path", "Path", "It must answer 200, without sign-in."),
        question("health_check.matcher", "Healthy", "Empty: 200-399. Or such as 200,302."),
        question("health_check.protocol", "Protocol", "tcp: only whether the port is open."),
    )
    CHECKS = ("how many instances there are, for the failures after which one is taken out",)
    CONSOLE = "4. Create load balancer: Configure health check (ping protocol, port, path, thresholds)"
    HELP_TEXT = Help(
        console="`Ping protocol`, `ping port`, `ping path`, `response timeout`, `interval`, `unhealthy threshold`,"
        " `healthy threshold`.",
        why="So that visitors are not sent to a program that is down. With a single instance there is no other to send"
        f" them to, so that it is best to be patient: {ALONE} failures let a restart pass unnoticed.",
        wrong="A path that answers 401; with one load balancer for each site, only 200 counts."
        " Django answers 400 to names it does not know: add the"
        " instance to ALLOWED_HOSTS, or take tcp.",
    )

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self._instances = 0
        """How many the account has for this site; 0 while that is not known."""

    def body(self) -> Iterable[Widget]:
        """Put the meaning of the numbers above them."""
        yield Static("", id="meaning", classes="facts", markup=False)
        yield from super().body()

    def begin(self) -> None:
        """Say what the numbers mean."""
        super().begin()
        if self.session.draft.topology == SHARED:
            self.query_one("#excerpt", Static).update(EXCERPT_SHARED)
            self.field("health_check.path").help_with(PATH_SHARED)
            self.field("health_check.protocol").help_with(PROTOCOL_SHARED)
        self._draw()

    def take(self, field: Field) -> None:
        """Keep it; a protocol without paths hides the path."""
        super().take(field)
        self._draw()

    def look(self) -> AccountCheck | None:
        """Ask how many instances there are: a load balancer is more patient with the only one."""
        return self.ask_about_site(count_instances)

    def show(self, seen: PageCheck) -> None:
        """Say what the numbers mean with so many instances."""
        self._instances = seen.data
        self._draw()
        super().show(seen)

    def _draw(self) -> None:
        self.query_one("#meaning", Static).update(" ".join(self._meaning()))
        for name in ("health_check.path", "health_check.matcher"):
            self.field(name).display = self.session.draft.asks(self.place, name)

    def _meaning(self) -> list[str]:
        """Return what the numbers mean for a restart, in sentences."""
        setup, typed = self.session.setup(), self._typed()
        if any(self.field(f"health_check.{name}").judge() for name in NUMBERS):
            return [UNKNOWN]
        if setup is None:  # something is wrong, so that nothing can be planned: perhaps an answer of another page
            right = len(typed) == len(NUMBERS) and not timeout_below_interval(typed["timeout"], typed["interval"])
            return (
                self._sentences(Timing(*(typed[name] for name in NUMBERS)), self._instances or 1)
                if right
                else [UNKNOWN]
            )
        count, planned = planned_timing(setup, self.place, self._instances)
        automatic = AUTOMATIC.format(count=count, failures=planned.unhealthy)
        shown = typed.get("unhealthy_threshold") == planned.unhealthy
        return [*([] if shown else [automatic]), *self._sentences(planned, count)]

    def _sentences(self, timing: Timing, instances: int) -> list[str]:
        """Return what a timing means; one load balancer for all goes on sending visitors to the only instance."""
        if self.session.draft.topology == SHARED and instances == 1:
            return replace(timing, kept_on=True).sentences()
        return [*timing.sentences(), MEANWHILE]

    def _typed(self) -> dict[str, int]:
        """Return the fields that hold a valid number."""
        found = {name: number(self.session.draft.text(self.place, f"health_check.{name}")) for name in NUMBERS}
        return {name: one for name, one in found.items() if isinstance(one, int)}


def count_instances(facts: Facts, setup: Setup, place: int, history: History | None = None) -> PageCheck:
    """Say how many instances a run would put behind the load balancer; 0 while that is open."""
    return PageCheck(data=len(SiteView.of(setup, place, facts, history).check.so_far.instances))


def planned_timing(setup: Setup, place: int, counted: int) -> tuple[int, Timing]:
    """Return for how many instances a run would set the health check, and its timing.

    `counted` is how many the account has for the site; where that is not known (0), the answers tell.
    """
    site = setup.sites[place]
    count = counted or instances_named(setup, site)
    return count, health_check(site, count).timing
