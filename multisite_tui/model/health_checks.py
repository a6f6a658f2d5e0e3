"""Health checks: how a load balancer asks whether the program answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from multisite_tui.model.base import Part
from multisite_tui.model.findings import Finding, Relation
from multisite_tui.model.listeners import NamedProtocol
from multisite_tui.model.rules.numbers import timeout_below_interval
from multisite_tui.model.types import Interval, Path, Port, Threshold, Timeout


def _timing(check: HealthCheck) -> Iterator[Finding]:
    sentence = timeout_below_interval(check.timeout, check.interval)
    if sentence is not None:
        yield Finding(("timeout",), "timeout_below_interval", sentence)


class HealthCheck(Part):
    """What is asked, how often, and how many answers decide (elb, `ConfigureHealthCheck`)."""

    protocol: NamedProtocol | None = None
    """Left out: the site's `instance_protocol`."""
    port: Port | None = None
    """Left out: the site's port."""
    path: Path = "/"
    """For http and https; the answer must be exactly 200."""
    interval: Interval = 5
    """Seconds from one check to the next, 5 to 300."""
    timeout: Timeout = 3
    """Seconds to wait for an answer, 2 to 60 and below the interval."""
    unhealthy_threshold: Threshold | None = None
    """Failed checks until an instance is taken out, 2 to 10. Left out: 10 for one instance, 3 for several."""
    healthy_threshold: Threshold = 2
    """Passed checks until it is taken back, 2 to 10."""

    relations: ClassVar[tuple[Relation, ...]] = (Relation(("timeout", "interval"), _timing),)
