"""A site with the values that the account decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.wanted_listeners import WantedListener
from multisite_tui.model.sites import Site


@dataclass(frozen=True)
class ResolvedSite:
    """A site with the values that the account decides; a value that is still open is empty."""

    site: Site
    instances: tuple[Instance, ...]
    vpc: str
    subnets: tuple[str, ...]
    zones: Mapping[str, Zone]
    """By name, the zone of each of the site's names."""
    listeners: tuple[WantedListener, ...]
    health_check: HealthCheckSettings

    @property
    def entry_ports(self) -> tuple[int, ...]:
        """Ports on which the entrance must reach the instances."""
        return tuple(sorted({listener.instance_port for listener in self.listeners} | {self.health_check.target.port}))
