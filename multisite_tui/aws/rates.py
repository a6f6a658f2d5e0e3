"""The rates at which AWS takes requests, per service and operation, and the share of them that the program uses.

The pages were read in November 2026. AWS raises the rates of an account on request.

Reads, and all calls of Route 53, keep to their rate from the start: they go on for the whole run, as polls, and use up
what the account's other tools need too. The writes of ELB, EC2 and ACM keep to theirs only after AWS has throttled one
of them. They are few and made once, and twenty sites would wait a minute for the rate of new load balancers, also in an
account where AWS makes them without delay. A throttled write is repeated; it does not fail the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

SHARE = 0.75
"""The share of a bucket that the program uses. The rest is for the console, the CLI and other tools of the account, so
that neither they nor the program are throttled."""
SHORT_SHARE = 0.9
"""The share of a bucket that the program needs for a moment only, or that other tools seldom use: with a smaller one,
the person would wait for nothing. The rest covers the network, on which requests can come closer together than they
were sent."""

ELB = "elasticloadbalancing userguide, elb-api-throttling"
EC2 = "ec2 devguide, ec2-api-throttling"
ROUTE53 = "Route53 DeveloperGuide, throttling-api-requests"
ACM = "acm userguide, acm-limits"


class Scope(Enum):
    """Which calls take their tokens from one bucket."""

    SERVICE = auto()
    """All calls of the service, each in addition to the bucket of its own rate."""
    RATE = auto()
    """The calls of all operations of the rate."""
    OPERATION = auto()
    """The calls of one operation: each operation of the rate has a bucket of its own."""


@dataclass(frozen=True)
class Rate:
    """The rate of some operations of one service, for one account and region (Route 53: for one account)."""

    service: str
    """botocore's name of the service, such as `elb`."""
    operations: tuple[str, ...]
    """AWS's names of the operations; one that ends in `*` stands for all that begin so."""
    burst: float | None
    """Requests that a full bucket holds; None where AWS gives requests a second only."""
    refill: float
    """Requests a second."""
    scope: Scope
    source: str
    """The guide of AWS and its page."""
    share: float = SHARE
    """The share that the program uses, above 0 and at most 1."""
    from_start: bool = True
    """Whether calls keep to it from the start; else they keep to it after the first throttled reply to one of them."""

    @property
    def used_refill(self) -> float:
        """Requests a second that the program makes at most, in the long run, while it keeps to the rate."""
        return self.refill * self.share

    @property
    def used_burst(self) -> float:
        """Requests that the program makes at most at one time while it keeps to the rate, at least 1.

        Where AWS gives requests a second only, it is what is left of one second's requests. Then no second has more
        requests than AWS takes: those of a full bucket and those refilled meanwhile.
        """
        return max(1.0, self.refill * (1 - self.share) if self.burst is None else self.burst * self.share)

    def holds_for(self, service: str, operation: str) -> bool:
        """Return whether it is a rate of this operation."""
        return service == self.service and any(
            operation.startswith(name[:-1]) if name.endswith("*") else operation == name for name in self.operations
        )


LOAD_BALANCERS = ("CreateLoadBalancer", "AttachLoadBalancerToSubnets", "DetachLoadBalancerFromSubnets")
REGISTRATIONS = ("RegisterInstancesWithLoadBalancer", "DeregisterInstancesFromLoadBalancer")
OTHER_WRITES = ("Add*", "Apply*", "Configure*", "Create*", "Delete*", "Modify*", "Remove*", "Set*")
UNFILTERED = ("DescribeInstances", "DescribeNetworkInterfaces", "DescribeSecurityGroups")
CERTIFICATE_READS = ("DescribeCertificate", "ListTagsForCertificate")
CERTIFICATE_WRITES = ("RequestCertificate", "AddTagsToCertificate", "RemoveTagsFromCertificate")

RATES = (
    # The two API versions have buckets of their own: calls of Application Load Balancers do not count here.
    # This one counts all calls. A throttled reply does not say which bucket was empty, that of the call's own rate or
    # this one, so that any throttled call of ELB limits both.
    Rate("elb", ("*",), 40, 10, Scope.SERVICE, ELB, from_start=False),
    Rate("elb", ("Describe*",), 40, 10, Scope.RATE, ELB, SHORT_SHARE),
    # After the first ten, one load balancer each 5 s: for twenty sites this takes longer than all other calls.
    Rate("elb", LOAD_BALANCERS, 10, 0.2, Scope.RATE, ELB, SHORT_SHARE, from_start=False),
    Rate("elb", REGISTRATIONS, 20, 4, Scope.RATE, ELB, from_start=False),
    Rate("elb", OTHER_WRITES, 20, 3, Scope.RATE, ELB, from_start=False),
    Rate("elbv2", ("*",), 40, 10, Scope.SERVICE, ELB, from_start=False),
    Rate("elbv2", ("Describe*",), 40, 10, Scope.RATE, ELB, SHORT_SHARE),
    Rate("elbv2", ("CreateLoadBalancer", "SetSubnets"), 10, 0.2, Scope.RATE, ELB, SHORT_SHARE, from_start=False),
    Rate("elbv2", ("RegisterTargets", "DeregisterTargets"), 20, 4, Scope.RATE, ELB, from_start=False),
    Rate("elbv2", OTHER_WRITES, 20, 3, Scope.RATE, ELB, from_start=False),
    # The bucket of these reads when they have neither a filter nor a page size; with one they have the next rate.
    Rate("ec2", UNFILTERED, 50, 10, Scope.OPERATION, EC2),
    Rate("ec2", ("Describe*",), 100, 20, Scope.OPERATION, EC2),
    Rate("ec2", ("CreateTags", "DeleteTags"), 100, 10, Scope.OPERATION, EC2, from_start=False),
    Rate("ec2", ("Authorize*", "Create*", "Delete*", "Revoke*"), 50, 5, Scope.OPERATION, EC2, from_start=False),
    # The bucket of each operation is left out: it is as large as this one. That of changes (1 500, and 100 a second) is
    # left out too: a name needs at most 5 of them.
    Rate("route53", ("*",), 50, 10, Scope.SERVICE, ROUTE53),
    Rate("acm", ("ListCertificates",), None, 8, Scope.OPERATION, ACM),
    # The page gives requests a second and says nothing of a burst. AWS's other buckets hold those of four seconds or
    # more; two and a half are taken here, so that twenty sites need not wait. If AWS takes fewer, reads are repeated.
    Rate("acm", CERTIFICATE_READS, 25, 10, Scope.OPERATION, ACM, SHORT_SHARE),
    Rate("acm", ("DeleteCertificate",), None, 10, Scope.OPERATION, ACM, from_start=False),
    Rate("acm", CERTIFICATE_WRITES, None, 5, Scope.OPERATION, ACM, from_start=False),
)


def rates_of(service: str, operation: str) -> tuple[Rate, ...]:
    """Return the rates that hold for an operation: its own, and that of its service as a whole.

    Its own is the first of the table that names it. An operation that no page of AWS lists has none.
    """
    found = [rate for rate in RATES if rate.holds_for(service, operation)]
    own = [rate for rate in found if rate.scope is not Scope.SERVICE][:1]
    # The narrow one first: a call that waits for it must not have taken a token that another call could use now.
    return (*own, *(rate for rate in found if rate.scope is Scope.SERVICE))
