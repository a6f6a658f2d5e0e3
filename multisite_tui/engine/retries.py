"""Retries by named error: what AWS refuses for now, because one of its parts has not heard from another yet.

Throttling, dropped connections and 5xx are retried by botocore before they come here (see `aws.session`); what is here
is either unknown to it or outlasts its tries.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Retry:
    """One error that passes."""

    code: str
    tries: int
    """In all, the first included."""
    seconds: float
    """From one try to the next."""
    why: str
    """For the person who watches."""
    calls: tuple[str, ...] = ()
    """Only for these; empty: for any."""
    words: str = ""
    """Only where AWS's message has these words; a code can stand for several things."""

    def fits(self, call: str, code: str, message: str) -> bool:
        """Whether this is that error."""
        return code == self.code and (not self.calls or call in self.calls) and self.words in message


CERTIFICATE_USERS = (
    "elb:CreateLoadBalancer",
    "elb:CreateLoadBalancerListeners",
    "elb:SetLoadBalancerListenerSSLCertificate",
)
NEW_GROUP = "EC2 does not show the new security group everywhere yet"
NEW_BALANCER = "ELB does not show the new load balancer everywhere yet"
BUSY = "AWS takes only so many requests a second"

RETRIES = (
    # Up to 15 minutes by the guide (ts-elb-error-api-response); 5 is what it takes in practice.
    Retry("CertificateNotFound", 31, 10, "ELB does not see the new certificate yet", CERTIFICATE_USERS),
    Retry("InvalidGroup.NotFound", 13, 5, NEW_GROUP),
    Retry("InvalidGroupId.NotFound", 13, 5, NEW_GROUP),
    Retry(
        "InvalidSecurityGroup", 13, 5, NEW_GROUP, ("elb:CreateLoadBalancer", "elb:ApplySecurityGroupsToLoadBalancer")
    ),
    Retry("LoadBalancerNotFound", 7, 10, NEW_BALANCER),
    Retry(
        "InvalidChangeBatch",
        6,
        15,
        "Route 53 does not know the load balancer's new name yet",
        words="does not lie within",
    ),
    Retry("PriorRequestNotComplete", 13, 5, "Route 53 is still at work on an earlier change of the zone"),
    Retry("DependencyViolation", 31, 20, "AWS has not let go of what used it yet", ("ec2:DeleteSecurityGroup",)),
    Retry("ResourceInUseException", 61, 20, "ACM has not heard yet that the load balancer is gone"),
    Retry("DependencyThrottle", 7, 10, "a service behind ELB is busy"),
    Retry("Throttling", 7, 10, BUSY),
    Retry("ThrottlingException", 7, 10, BUSY),
    Retry("RequestLimitExceeded", 7, 10, BUSY),
    Retry("EC2ThrottledException", 7, 10, BUSY),
)


def retry_for(call: str, code: str, message: str) -> Retry | None:
    """Return how an error is retried, None where it is not."""
    return next((retry for retry in RETRIES if retry.fits(call, code, message)), None)
