"""Health check: how the load balancer finds out whether the program answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from multisite_tui.model.rules.numbers import timeout_below_interval
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.forms import number
from multisite_tui.wizard.asking.questions import Ask, Help
from multisite_tui.wizard.restarts import MEANWHILE, Timing
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.widgets.fields import Field

UNKNOWN = "Put the numbers right, and here stands what they mean for a restart."


class HealthCheckPage(Page):
    """The health check, and what its numbers mean."""

    NAME = "health_check"
    EXCERPT = "The load balancer asks your program again and again, and sends visitors only while it answers."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        question("health_check.interval", "Ask every", "seconds, 5 to 300", short=True),
        question("health_check.unhealthy_threshold", "Out after", "failures, 2 to 10", short=True),
        question("health_check.healthy_threshold", "Back after", "successes, 2 to 10", short=True),
        question("health_check.timeout", "Wait for answer", "seconds, 2 to 60", short=True),
        question("health_check.port", "Port", "mostly the program's own", short=True),
        question("health_check.path", "Path", "It must answer 200, without sign-in."),
        question("health_check.protocol", "Protocol", "tcp: only whether the port is open."),
    )
    CONSOLE = "4. Create Classic Load Balancer: Configure health check (ping protocol, port, path, thresholds)"
    HELP_TEXT = Help(
        console="`Ping protocol`, `ping port`, `ping path`, `response timeout`, `interval`, `unhealthy threshold`,"
        " `healthy threshold`.",
        why="So that visitors are not sent to a program that is down. With a single instance there is no other to send"
        " them to, so that it is best to be patient: 10 failures let a restart pass unnoticed.",
        wrong="A path that answers 301 or 401: only 200 counts. Django answers 400 to names it does not know: add the"
        " instance to ALLOWED_HOSTS, or take tcp. The wizard's default is the page /.",
    )

    def body(self) -> Iterable[Widget]:
        """Put the meaning of the numbers above them."""
        yield Static("", id="meaning", classes="facts", markup=False)
        yield from super().body()

    def begin(self) -> None:
        """Say what the numbers mean."""
        super().begin()
        self._draw()

    def take(self, field: Field) -> None:
        """Keep it; a protocol without paths hides the path."""
        super().take(field)
        self._draw()

    def _draw(self) -> None:
        timing = self._timing()
        meaning = " ".join([*timing.sentences(), MEANWHILE]) if timing else UNKNOWN
        self.query_one("#meaning", Static).update(meaning)
        self.field("health_check.path").display = self.session.draft.asks(self.place, "health_check.path")

    def _timing(self) -> Timing | None:
        names = ("interval", "timeout", "unhealthy_threshold", "healthy_threshold")
        if any(self.field(f"health_check.{name}").judge() for name in names):
            return None
        found = [number(self.session.draft.text(self.place, f"health_check.{name}")) for name in names]
        numbers = [one for one in found if isinstance(one, int)]
        if len(numbers) < len(names) or timeout_below_interval(numbers[1], numbers[0]):
            return None
        return Timing(*numbers)
