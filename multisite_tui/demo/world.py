"""The state of the practice account, except EC2, which moto keeps.

Each object is stored in the form in which AWS describes it, so that a describe call returns it unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from multisite_tui.demo.constants import QUOTAS

Shape = dict[str, Any]
"""A structure of an AWS API, by its member names."""


@dataclass
class PracticeRegistration:
    """One instance registered with one load balancer, and the state of its health checks."""

    registered: float
    """When it was registered, in practice seconds."""
    reachable: bool = False
    """Whether a health check sent now would pass."""
    since: float = 0.0
    """Since when `reachable` has its value, in practice seconds."""
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
    """By instance id, until when a deregistered instance drains, in practice seconds; without draining, since when."""


@dataclass
class PracticeCertificate:
    """An ACM certificate."""

    arn: str
    names: list[str]
    """The domain name first, then the other names."""
    key_algorithm: str
    created: float
    request: Shape
    """The request, without token and tags; a repeat with the same token must be equal."""
    options: Shape
    token: str | None = None
    tags: list[Shape] = field(default_factory=list)
    validated: float | None = None
    """Since when every validation record exists; None while one is missing."""
    issued: float | None = None
    proven: bool = False
    """Whether somebody followed the link in ACM's mail."""


@dataclass
class PracticeZone:
    """A Route 53 hosted zone and its record sets, by name, type and set identifier."""

    description: Shape
    name_servers: list[str]
    records: dict[tuple[str, str, str], Shape] = field(default_factory=dict)
    vpcs: list[Shape] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    protections: dict[tuple[str, str], str] = field(default_factory=dict)
    """The protected record sets by name and type, each with its reason."""


@dataclass
class World:
    """The saved state of the account."""

    created: float
    """When the account was made, in seconds since 1970 by the wall clock."""
    ec2: list[Any] = field(default_factory=list)
    """moto's EC2 backends as `Ec2.dump` returns them."""
    load_balancers: dict[str, dict[str, PracticeBalancer]] = field(default_factory=dict)
    """By region and name."""
    certificates: dict[str, dict[str, PracticeCertificate]] = field(default_factory=dict)
    """By region and ARN."""
    deleted_certificates: dict[str, list[PracticeCertificate]] = field(default_factory=dict)
    """By region; their idempotency tokens are still remembered for a while."""
    zones: dict[str, PracticeZone] = field(default_factory=dict)
    changes: dict[str, float] = field(default_factory=dict)
    """By id, when each change of records was made, in practice seconds."""
    lingering: list[tuple[float, str, Any]] = field(default_factory=list)
    """What remains after its load balancer is deleted: until when, `interface` or `certificate`, and which one."""
    answers: dict[int, int | None] = field(default_factory=dict)
    """By port, what the program on the instance replies; a port that is missing replies with 200."""
    quotas: dict[str, int] = field(default_factory=dict)
    """The quotas that differ from AWS's defaults, by name."""
    closed_zones: set[str] = field(default_factory=set)
    """The availability zones that take no Classic Load Balancers."""
    groups_made: dict[str, float] = field(default_factory=dict)
    """By id, when each recently created security group was created, in practice seconds."""
    linked_role: bool = False
    """Whether ELB has its service-linked role, which it makes in the caller's name with the first load balancer."""
    serial: int = 0
    """A counter for new names."""

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
        """Increment the counter and return it."""
        self.serial += 1
        return self.serial
