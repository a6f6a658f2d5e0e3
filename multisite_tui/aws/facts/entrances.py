"""Entrances: where visitors of a site connect, described in terms that hold for every kind of entrance.

A Classic Load Balancer is one kind. Code that only needs to know where names must point, which ports are open to
visitors, or whether the instances are healthy uses the entrance and does not depend on its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from multisite_tui.aws.facts.records import Addresses, Alias, RecordSet
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.restarts import Timing
from multisite_tui.model.rules.matchers import takes
from multisite_tui.model.terms import DRAINING, HEALTHY, IN_SERVICE

OK = 200
"""The one status that passes a Classic Load Balancer's check (elb guide, elb-healthchecks)."""


@dataclass(frozen=True)
class HealthCheckSettings:
    """A health check as it is configured (elb, `HealthCheck`); times in seconds."""

    target: CheckTarget
    interval: int
    timeout: int
    unhealthy_threshold: int
    healthy_threshold: int
    codes: str | None = None
    """The statuses that pass, such as `200-399` (elbv2, `Matcher`); None where only 200 does, as behind a Classic Load
    Balancer."""

    @property
    def selectable(self) -> bool:
        """Whether the statuses that pass can be chosen; there are no checks by tcp then."""
        return self.codes is not None

    @property
    def passing(self) -> str:
        """The statuses that pass, in words: `exactly 200`, or such as `a status of 200-399`."""
        return f"a status of {self.codes}" if self.codes is not None else f"exactly {OK}"

    def passes(self, status: int) -> bool:
        """Whether the check passes with this status."""
        return takes(self.codes, status) if self.codes is not None else status == OK

    @property
    def timing(self) -> Timing:
        """What the settings mean for a restart of the program."""
        return Timing(self.interval, self.timeout, self.unhealthy_threshold, self.healthy_threshold)


@dataclass(frozen=True)
class EntrancePort:
    """One port that visitors connect to; protocols in upper case, as in AWS."""

    protocol: str
    port: int
    instance_protocol: str | None
    """None if the endpoint does not return it."""
    instance_port: int
    certificate: str | None
    """The ARN of the certificate that visitors are shown; None for a port without TLS."""


@dataclass(frozen=True)
class TargetHealth:
    """One instance as the entrance sees it (elb, `DescribeInstanceHealth`; elbv2, `DescribeTargetHealth`)."""

    instance: str
    state: str
    """InService, OutOfService or Unknown; of a target: initial, healthy, unhealthy, unused, draining, unavailable."""
    reason: str
    """ELB, Instance or N/A; of a target a code such as `Target.Timeout`, or empty."""
    description: str
    port: int | None = None
    """The port of a target; a Classic Load Balancer registers instances without one."""

    @property
    def in_service(self) -> bool:
        """Whether it passes the health check."""
        return self.state in (IN_SERVICE, HEALTHY)

    @property
    def leaving(self) -> bool:
        """Whether it is deregistered, and only finishes its requests."""
        return self.state == DRAINING


@dataclass(frozen=True)
class Entrance:
    """Where visitors of a site connect, as it is now."""

    name: str
    dns_name: str
    leads_to: Alias | Addresses | None
    """Where a DNS record must point to lead visitors here; None if the endpoint does not return it."""
    vpc: str
    subnets: frozenset[str]
    security_groups: frozenset[str]
    ports: tuple[EntrancePort, ...]
    instances: frozenset[str]
    """Ids of the registered instances."""
    health_check: HealthCheckSettings | None
    tags: Mapping[str, str] = field(default_factory=dict)
    """Those of what keeps the site's replaced records: the load balancer, or the site's target group."""
    beside: tuple[Mapping[str, str], ...] | None = None
    """Of an entrance of several sites, the tags of the setup's other target groups, those of the same site first: a
    name's backup may be there too. None for an entrance of one site."""
    tagged: str = ""
    """The name or ARN of what has these tags; empty if it does not exist yet."""

    @property
    def entry_ports(self) -> frozenset[int]:
        """Ports of the instances that it must reach: those it sends visitors to, and the health check's."""
        ports = {port.instance_port for port in self.ports}
        return frozenset(ports | {self.health_check.target.port} if self.health_check else ports)

    @property
    def restart(self) -> Timing | None:
        """What the health check means for a restart of the program; None where there is none."""
        check = self.health_check
        return replace(check.timing, kept_on=check.selectable and len(self.instances) == 1) if check else None

    def led_to_by(self, record: RecordSet) -> bool:
        """Whether a record leads visitors here: an alias, addresses, or a CNAME; no routing policy may choose it."""
        return not record.routed and record.sends_to(self.leads_to, self.dns_name)

    def on(self, port: int) -> EntrancePort | None:
        """Return the port's settings; None if nothing listens on it."""
        return next((one for one in self.ports if one.port == port), None)
