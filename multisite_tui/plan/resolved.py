"""A site with what the account tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.listeners import WantedListener
from multisite_tui.model.sites import Site


@dataclass(frozen=True)
class ResolvedSite:
    """A site with what the account tells of it; what is still open is empty."""

    site: Site
    instances: tuple[Instance, ...]
    vpc: str
    subnets: tuple[str, ...]
    zones: Mapping[str, Zone]
    """For each of the site's names, its zone."""
    listeners: tuple[WantedListener, ...]
    health_check: HealthCheckSettings

    @property
    def entry_ports(self) -> tuple[int, ...]:
        """Ports on which the entrance must reach the instances."""
        return tuple(sorted({listener.instance_port for listener in self.listeners} | {self.health_check.target.port}))
