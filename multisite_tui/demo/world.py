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
class PracticeListenerRule:
    """A rule of an Application Load Balancer's listener; the default rule has no conditions."""

    arn: str
    priority: int | None
    """None for the default rule, which is evaluated last."""
    conditions: list[Shape]
    actions: list[Shape]
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class PracticeListener:
    """A listener of an Application Load Balancer."""

    description: Shape
    """A Listener of DescribeListeners, without its default actions."""
    rules: dict[str, PracticeListenerRule] = field(default_factory=dict)
    """By ARN, the default rule among them."""
    certificates: list[str] = field(default_factory=list)
    """The ARNs of the certificate list, which the default certificate may be in too."""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def default(self) -> PracticeListenerRule:
        """The default rule."""
        return next(rule for rule in self.rules.values() if rule.priority is None)


@dataclass
class PracticeApplicationBalancer:
    """An Application Load Balancer."""

    description: Shape
    """A LoadBalancer of DescribeLoadBalancers, without its state."""
    attributes: dict[str, str]
    listeners: dict[str, PracticeListener] = field(default_factory=dict)
    """By ARN."""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class PracticeTarget:
    """One port of one instance in one target group, and the state of its health checks."""

    checked: float | None = None
    """Since when health checks are sent to it, in practice seconds; None while none are."""
    outcome: str = ""
    """What the last health check that failed got: a status such as `502`, `timeout` or `refused`."""
    passing: bool = False
    """Whether a health check sent now would pass."""
    since: float = 0.0
    """Since when `passing` has its value, in practice seconds."""
    before: str = "initial"
    """The state at `since`: `initial`, `healthy` or `unhealthy`."""


@dataclass
class PracticeTargetGroup:
    """A target group of Application Load Balancers."""

    description: Shape
    """A TargetGroup of DescribeTargetGroups, without its load balancers."""
    attributes: dict[str, str]
    tags: dict[str, str] = field(default_factory=dict)
    targets: dict[tuple[str, int], PracticeTarget] = field(default_factory=dict)
    """By instance id and port."""
    draining: dict[tuple[str, int], float] = field(default_factory=dict)
    """By instance id and port, until when a deregistered target drains, in practice seconds."""
    used: bool = False
    """Whether an action of a listener names it."""


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
class PracticeBreakage:
    """One thing of a site that a person broke on purpose (`breakages`)."""

    setup: str
    domain: str
    what: str
    """Its kind, a `Breakage`."""
    before: Shape
    """What mending puts back."""


@dataclass
class World:
    """The saved state of the account."""

    created: float
    """When the account was made, in seconds since 1970 by the wall clock."""
    ec2: list[Any] = field(default_factory=list)
    """moto's EC2 backends as `Ec2.dump` returns them."""
    load_balancers: dict[str, dict[str, PracticeBalancer]] = field(default_factory=dict)
    """By region and name."""
    application_balancers: dict[str, dict[str, PracticeApplicationBalancer]] = field(default_factory=dict)
    """By region and ARN."""
    target_groups: dict[str, dict[str, PracticeTargetGroup]] = field(default_factory=dict)
    """By region and ARN."""
    certificates: dict[str, dict[str, PracticeCertificate]] = field(default_factory=dict)
    """By region and ARN."""
    deleted_certificates: dict[str, list[PracticeCertificate]] = field(default_factory=dict)
    """By region; their idempotency tokens are still remembered for a while."""
    zones: dict[str, PracticeZone] = field(default_factory=dict)
    changes: dict[str, float] = field(default_factory=dict)
    """By id, when each change of records was made, in practice seconds."""
    lingering: list[tuple[float, str, Any]] = field(default_factory=list)
    """What remains after its load balancer is deleted: until when, `interface`, `certificate` or
    `target group`, and which one."""
    answers: dict[int, int | None] = field(default_factory=dict)
    """By port, what the program on the instance replies; a port that is missing replies with 200."""
    quotas: dict[str, int] = field(default_factory=dict)
    """The quotas that differ from AWS's defaults, by name."""
    closed_zones: set[str] = field(default_factory=set)
    """The availability zones that take no Classic Load Balancers."""
    breakages: list[PracticeBreakage] = field(default_factory=list)
    """What is broken on purpose, in the order in which it was broken."""
    groups_made: dict[str, float] = field(default_factory=dict)
    """By id, when each recently created security group was created, in practice seconds."""
    linked_role: bool = False
    """Whether ELB has its service-linked role, which it makes in the caller's name with the first load balancer."""
    serial: int = 0
    """A counter for new names."""

    def balancers(self, region: str) -> dict[str, PracticeBalancer]:
        """Return the load balancers of a region by name."""
        return self.load_balancers.setdefault(region, {})

    def applications(self, region: str) -> dict[str, PracticeApplicationBalancer]:
        """Return the Application Load Balancers of a region by ARN."""
        return self.application_balancers.setdefault(region, {})

    def region_target_groups(self, region: str) -> dict[str, PracticeTargetGroup]:
        """Return the target groups of a region by ARN."""
        return self.target_groups.setdefault(region, {})

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
