"""Waits: how long a run may wait for what AWS takes its time over."""

from __future__ import annotations

from multisite_tui.model.base import Part
from multisite_tui.model.types import Seconds


class Waits(Part):
    """Upper bounds in seconds, 1 second to 72 hours; written `90s`, `10m` or `1h` in an answers file."""

    certificate: Seconds = 3600
    """Until a requested certificate is issued. AWS itself gives up after 72 hours."""
    in_service: Seconds = 600
    """Until an instance passes the load balancer's checks."""
    dns: Seconds = 300
    """Until Route 53 serves a change from all its name servers."""
