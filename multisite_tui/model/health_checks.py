"""Health checks: how a load balancer asks whether the program answers."""

from __future__ import annotations

from multisite_tui.model.base import Part
from multisite_tui.model.listeners import Protocol


class HealthCheck(Part):
    """What is asked, how often, and how many answers decide (elb, `ConfigureHealthCheck`)."""

    protocol: Protocol | None = None
    """None: the site's `instance_protocol`."""
    port: int | None = None
    """None: the site's port."""
    path: str = "/"
    """For http and https; the answer must be exactly 200."""
    interval: int = 5
    """Seconds from one check to the next, 5 to 300."""
    timeout: int = 3
    """Seconds to wait for an answer, 2 to 60 and below the interval."""
    unhealthy_threshold: int | None = None
    """Failed checks until an instance is taken out, 2 to 10. None: 10 for one instance, 3 where others can take over."""
    healthy_threshold: int = 2
    """Passed checks until it is taken back, 2 to 10."""
