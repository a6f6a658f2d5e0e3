"""Entrances: what visitors of a site come in by, in terms that hold for every kind of it.

A Classic Load Balancer is one kind. Whoever only asks where names must lead, which ports are open to visitors, or how
the instances behind are, asks the entrance, and need not know its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from multisite_tui.aws.facts.records import Addresses, Alias
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.restarts import Timing
from multisite_tui.model.terms import IN_SERVICE


@dataclass(frozen=True)
class HealthCheckSettings:
    """A health check as it is set (elb, `HealthCheck`); times in seconds."""

    target: CheckTarget
    interval: int
    timeout: int
    unhealthy_threshold: int
    healthy_threshold: int

    @property
    def timing(self) -> Timing:
        """What the numbers mean for a restart of the program."""
        return Timing(self.interval, self.timeout, self.unhealthy_threshold, self.healthy_threshold)


@dataclass(frozen=True)
class EntrancePort:
    """One port on which visitors come in; protocols in AWS's capitals."""

    protocol: str
    port: int
    instance_protocol: str | None
    """None where the endpoint does not tell."""
    instance_port: int
    certificate: str | None
    """The ARN of the certificate that visitors are shown; None for a plain port."""


@dataclass(frozen=True)
class TargetHealth:
    """One instance as the entrance sees it (elb, `DescribeInstanceHealth`)."""

    instance: str
    state: str
    """InService, OutOfService or Unknown."""
    reason: str
    """ELB, Instance or N/A."""
    description: str

    @property
    def in_service(self) -> bool:
        """Whether visitors are sent to it."""
        return self.state == IN_SERVICE


@dataclass(frozen=True)
class Entrance:
    """What visitors of a site come in by, as it is now."""

    name: str
    dns_name: str
    leads_to: Alias | Addresses | None
    """Where a record must lead, so that visitors come in here; None where the endpoint does not tell."""
    vpc: str
    subnets: frozenset[str]
    security_groups: frozenset[str]
    ports: tuple[EntrancePort, ...]
    instances: frozenset[str]
    """Ids of the instances that are registered."""
    health_check: HealthCheckSettings | None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def entry_ports(self) -> frozenset[int]:
        """Ports on which it must reach the instances: those that it sends to, and the health check's."""
        ports = {port.instance_port for port in self.ports}
        return frozenset(ports | {self.health_check.target.port} if self.health_check else ports)

    def on(self, port: int) -> EntrancePort | None:
        """Return what visitors meet on this port; None where nothing listens."""
        return next((one for one in self.ports if one.port == port), None)
