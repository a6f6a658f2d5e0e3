"""Health checks: how a load balancer asks whether the program answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.model.base import Part
from multisite_tui.model.findings import Fields, Finding, Relation
from multisite_tui.model.listeners import NamedProtocol, Protocol
from multisite_tui.model.rules.numbers import timeout_below_interval
from multisite_tui.model.types import Interval, Matcher, Path, Port, Threshold, Timeout

ALONE = 10
"""Failed checks before the only instance is taken out: a restart should pass unnoticed, for no other could answer."""
TOGETHER = 3
"""The same where other instances can answer meanwhile."""


ALIVE = "200-399"
"""The statuses of a program that answers: a page, or a redirect to one, such as to a page where one signs in."""


@dataclass(frozen=True)
class CheckTarget:
    """What a health check asks of an instance (elb, `HealthCheck.Target`)."""

    protocol: Protocol
    port: int
    path: str = ""
    """Empty for tcp and ssl, which have none."""

    @property
    def aws(self) -> str:
        """The target as AWS writes it, such as `HTTP:6402/health` or `TCP:6402`."""
        return f"{self.protocol.upper()}:{self.port}{self.path}"

    @classmethod
    def parse(cls, target: str) -> CheckTarget:
        """Return the target that AWS writes like this.

        Raises:
            ValueError: It is no target of a health check.
        """
        protocol, _, rest = target.partition(":")
        port, slash, path = rest.partition("/")
        return cls(Protocol(protocol.lower()), int(port), slash + path)

    def __str__(self) -> str:
        """Return it as AWS writes it."""
        return self.aws


def _timing(check: Fields) -> Iterator[Finding]:
    sentence = timeout_below_interval(check["timeout"], check["interval"])
    if sentence is not None:
        yield Finding(("timeout",), "timeout_below_interval", sentence)


class HealthCheck(Part):
    """What is asked, how often, and how many answers decide (elb, `ConfigureHealthCheck`)."""

    protocol: NamedProtocol | None = None
    """Left out: the site's `instance_protocol`."""
    port: Port | None = None
    """Left out: the site's port."""
    path: Path = "/"
    """For http and https; the answer must be exactly 200, or what `matcher` says."""
    matcher: Matcher | None = None
    """The statuses that are healthy, such as `200-399` or `200,302`. Left out: 200 to 399. Only with `topology:
    shared`."""
    interval: Interval = 5
    """Seconds from one check to the next, 5 to 300."""
    timeout: Timeout = 3
    """Seconds to wait for an answer, 2 to 60 and below the interval."""
    unhealthy_threshold: Threshold | None = None
    """Failed checks until an instance is taken out, 2 to 10. Left out: 10 for one instance, 3 for several."""
    healthy_threshold: Threshold = 2
    """Passed checks until it is taken back, 2 to 10."""

    relations: ClassVar[tuple[Relation, ...]] = (Relation(("timeout", "interval"), _timing),)

    @property
    def codes(self) -> str:
        """The statuses that a target group takes for healthy, as AWS writes them."""
        return self.matcher or ALIVE

    def protocol_for(self, site: Protocol) -> Protocol:
        """Return what the check speaks, where the site's program speaks this."""
        return self.protocol or site

    def unhealthy_after(self, instances: int) -> int:
        """Return after how many failed checks one of so many instances is taken out."""
        return self.unhealthy_threshold or (ALONE if instances == 1 else TOGETHER)
