"""What the practice account holds besides EC2, which moto keeps.

Each object is kept in the shape in which AWS describes it, so that describing is handing it out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from multisite_tui.demo.constants import QUOTAS

Shape = dict[str, Any]
"""A structure of an AWS API, by its member names."""


@dataclass
class PracticeRegistration:
    """One instance behind one load balancer, and how its health checks have gone."""

    registered: float
    """When it was registered, in practice seconds."""
    reachable: bool = False
    """Whether a health check sent now would pass."""
    since: float = 0.0
    """Since when that has been so."""
    was_in_service: bool = False
    """Whether it was InService at `since`."""


@dataclass
class PracticeBalancer:
    """A Classic Load Balancer."""

    description: Shape
    """A LoadBalancerDescription of DescribeLoadBalancers, without its instances."""
    attributes: Shape
    tags: dict[str, str] = field(default_factory=dict)
    policies: dict[str, Shape] = field(default_factory=dict)
    """PolicyDescriptions by name."""
    registrations: dict[str, PracticeRegistration] = field(default_factory=dict)
    draining: dict[str, float] = field(default_factory=dict)
    """Until when each deregistered instance still drains."""


@dataclass
class PracticeCertificate:
    """An ACM certificate."""

    arn: str
    names: list[str]
    """The domain name first, then the other names."""
    key_algorithm: str
    created: float
    request: Shape
    """What was asked for, without token and tags; a repeat with the same token must ask for the same."""
    options: Shape
    token: str | None = None
    tags: list[Shape] = field(default_factory=list)
    validated: float | None = None
    """Since when every validation record has stood; None while one is missing."""
    issued: float | None = None


@dataclass
class PracticeZone:
    """A Route 53 hosted zone and its record sets, by name, type and set identifier."""

    description: Shape
    name_servers: list[str]
    records: dict[tuple[str, str, str], Shape] = field(default_factory=dict)
    vpcs: list[Shape] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    protections: dict[tuple[str, str], str] = field(default_factory=dict)
    """Protected record sets by name and type, and why."""


@dataclass
class World:
    """Everything that is saved."""

    created: float
    """When the account was made, in seconds since 1970 by the wall clock."""
    ec2: bytes = b""
    """moto's EC2 backends, pickled."""
    load_balancers: dict[str, dict[str, PracticeBalancer]] = field(default_factory=dict)
    """By region and name."""
    certificates: dict[str, dict[str, PracticeCertificate]] = field(default_factory=dict)
    """By region and ARN."""
    zones: dict[str, PracticeZone] = field(default_factory=dict)
    changes: dict[str, float] = field(default_factory=dict)
    """When each change of records was made."""
    lingering: list[tuple[float, str, Any]] = field(default_factory=list)
    """What outlives its load balancer: until when, `interface` or `certificate`, and which."""
    answers: dict[int, int | None] = field(default_factory=dict)
    """What the program on each port of the instance answers; 200 where nothing is said."""
    quotas: dict[str, int] = field(default_factory=dict)
    """The quotas that differ from AWS's default ones, by name."""
    closed_zones: set[str] = field(default_factory=set)
    """The availability zones that take no Classic Load Balancers."""
    groups_made: dict[str, float] = field(default_factory=dict)
    """When each of the youngest security groups was made."""
    serial: int = 0
    """A number that each new name takes one further."""

    def balancers(self, region: str) -> dict[str, PracticeBalancer]:
        """Return the load balancers of a region by name."""
        return self.load_balancers.setdefault(region, {})

    def region_certificates(self, region: str) -> dict[str, PracticeCertificate]:
        """Return the certificates of a region by ARN."""
        return self.certificates.setdefault(region, {})

    def quota(self, name: str) -> int:
        """Return a quota of the account by its name in `QUOTAS`."""
        return self.quotas.get(name, QUOTAS[name])

    def next_serial(self) -> int:
        """Return a number that was never given before in this account."""
        self.serial += 1
        return self.serial
