"""Standings: how a saved setup stands now, against what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from multisite_tui.errors import Problem
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.plans import DnsChange, HeldEntrance, MonthlyCost, PlannedStep
from multisite_tui.model.restarts import Timing
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import TopologyName
from multisite_tui.model.terms import HEALTHY, IN_SERVICE


@dataclass(frozen=True)
class InstanceStatus:
    """One instance as its load balancer sees it."""

    id: str
    state: str
    """InService, OutOfService or Unknown; of a target: initial, healthy, unhealthy, unused, draining, unavailable."""
    description: str
    """Why, in the load balancer's words; empty where it has none."""

    @property
    def serves(self) -> bool:
        """Whether it gets visitors."""
        return self.state in (IN_SERVICE, HEALTHY)


@dataclass(frozen=True)
class CertificateStatus:
    """The certificate of a site."""

    arn: str
    status: str
    until: datetime | None
    renews: bool | None
    """Whether ACM can renew it by itself: its validation records stand. None where that is not ours to know."""
    concern: Problem | None = None
    """Who must do what until when, so that it does not end; None if nobody needs to do anything."""


@dataclass(frozen=True)
class SiteStatus:
    """One site."""

    domain: str
    url: str
    load_balancer: str
    load_balancer_dns: str | None
    instances: tuple[InstanceStatus, ...]
    certificate: CertificateStatus | None
    restart: Timing | None
    """What the health check means for a restart of the program."""
    drift: tuple[PlannedStep, ...]
    """What a run would put right."""
    dns: tuple[DnsChange, ...]
    records: tuple[HandRecord, ...] = ()
    """The records that must stand at the DNS provider of names that are kept outside the account, as far as they are
    known, and may be put in."""
    maintenance: bool = False
    """Whether visitors are shown the maintenance page in place of the program."""

    @property
    def leads_here(self) -> bool:
        """Whether the records of its names lead to its load balancer."""
        return not any(step.role is Role.RECORDS for step in self.drift)

    @property
    def in_service(self) -> bool:
        """Whether visitors reach its program: its names lead here, and every instance gets visitors."""
        answers = bool(self.instances) and all(one.serves for one in self.instances)
        return answers and self.leads_here and not self.maintenance


@dataclass(frozen=True)
class SetupStatus:
    """A setup."""

    setup: str
    topology: TopologyName
    account: str
    region: str
    sites: tuple[SiteStatus, ...]
    problems: tuple[Problem, ...]
    """What would stop a run, such as something that is no longer asked for and still there."""
    cost: MonthlyCost
    held: tuple[HeldEntrance, ...] = ()
    """What stands of the former topology, since the move to the present one is not ended."""

    @property
    def as_asked(self) -> bool:
        """Whether nothing differs from what was asked."""
        return not self.problems and not any(site.drift for site in self.sites)
