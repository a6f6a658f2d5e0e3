"""Retries by error code: refusals that end by themselves, once a change has reached all parts of AWS.

botocore retries throttling, dropped connections and 5xx first (see `aws.session`). The errors in this table are those
that it does not know, or that last longer than its own retries.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Retry:
    """How one temporary error is retried."""

    code: str
    limit: float
    """Seconds after the first refusal within which the call is tried again; the pace is the account's."""
    seconds: float
    """Seconds between two tries."""
    why: str
    """The reason, as the person is shown it."""
    calls: tuple[str, ...] = ()
    """Names of the calls that it holds for; empty: for every call."""
    words: str = ""
    """Words that AWS's message must contain, since one code can mean several things; empty: any message."""
    unless: str = ""
    """Words with which the message means something that lasts; empty: none."""

    def fits(self, call: str, code: str, message: str) -> bool:
        """Whether an error of this call is the one described here."""
        lasting = bool(self.unless) and self.unless in message
        return code == self.code and (not self.calls or call in self.calls) and self.words in message and not lasting


CERTIFICATE_USERS = (
    "elb:CreateLoadBalancer",
    "elb:CreateLoadBalancerListeners",
    "elb:SetLoadBalancerListenerSSLCertificate",
)
LISTENER_CALLS = ("elbv2:CreateListener", "elbv2:ModifyListener", "elbv2:AddListenerCertificates")
NEW_PART = "ELB does not show everywhere yet what was made a moment before"
NEW_GROUP = "EC2 does not show the new security group everywhere yet"
NEW_BALANCER = "ELB does not show the new load balancer everywhere yet"
NEW_POLICY = "ELB does not show the new policy everywhere yet"
NEW_LISTENER = "ELB does not show the new listener everywhere yet"
OLD_POLICY = "ELB does not show everywhere yet that no listener uses the policy"
BUSY = "AWS takes only so many requests a second"
BUSY_FOR = 900.0
"""Seconds for which a call or a read is tried again while AWS throttles it: the run is slow then, and nothing is wrong.
Buckets refill within seconds; only other tools of the account can keep them empty."""
BUSY_PAUSE = 10.0
"""Seconds between two tries while AWS throttles; botocore's own tries come before each."""

RETRIES = (
    # The guide says up to 15 minutes (ts-elb-error-api-response); in practice it takes at most 5.
    Retry("CertificateNotFound", 300, 10, "ELB does not see the new certificate yet", CERTIFICATE_USERS),
    # A certificate that was just issued: 10 to 30 s were met (azul issue 8321, terraform-provider-aws issue 41789). The
    # first code is that of the calls that make a certificate the default one, the second that of the list.
    Retry("UnsupportedCertificate", 300, 10, "ELB does not see the new certificate yet", LISTENER_CALLS),
    Retry("CertificateNotFound", 300, 10, "ELB does not see the new certificate yet", LISTENER_CALLS),
    Retry("TargetGroupNotFound", 60, 5, NEW_PART),
    Retry("ListenerNotFound", 60, 5, NEW_PART, ("elbv2:AddListenerCertificates", "elbv2:CreateRule")),
    # terraform-provider-aws tries for two minutes.
    Retry(
        "ResourceInUse",
        300,
        10,
        "ELB has not heard yet that no rule names the target group",
        ("elbv2:DeleteTargetGroup",),
    ),
    Retry("InvalidGroup.NotFound", 60, 5, NEW_GROUP),
    Retry("InvalidGroupId.NotFound", 60, 5, NEW_GROUP),
    Retry("InvalidSecurityGroupID.NotFound", 60, 5, NEW_GROUP),
    Retry(
        "InvalidSecurityGroup",
        60,
        5,
        NEW_GROUP,
        (
            "elb:CreateLoadBalancer",
            "elb:ApplySecurityGroupsToLoadBalancer",
            "elbv2:CreateLoadBalancer",
            "elbv2:SetSecurityGroups",
        ),
    ),
    Retry("LoadBalancerNotFound", 60, 10, NEW_BALANCER),
    # A policy and a listener that were made a moment before.
    Retry("PolicyNotFound", 30, 5, NEW_POLICY, ("elb:SetLoadBalancerPoliciesOfListener",)),
    Retry("ListenerNotFound", 30, 5, NEW_LISTENER, ("elb:SetLoadBalancerPoliciesOfListener",)),
    Retry("InvalidConfigurationRequest", 30, 5, OLD_POLICY, ("elb:DeleteLoadBalancerPolicy",)),
    # 3 to 5 minutes were met (boto issue 2519). A wrong hosted zone is refused with both sentences, and for good.
    Retry(
        "InvalidChangeBatch",
        300,
        15,
        "Route 53 does not know the load balancer's new name yet",
        words="target was not found",
        unless="does not lie within",
    ),
    Retry("PriorRequestNotComplete", 300, 5, "Route 53 is still at work on an earlier change of the zone"),
    Retry("DependencyViolation", 600, 20, "AWS has not let go of what used it yet", ("ec2:DeleteSecurityGroup",)),
    Retry("ResourceInUseException", 1800, 20, "ACM has not heard yet that the load balancer is gone"),
    Retry("DependencyThrottle", BUSY_FOR, BUSY_PAUSE, "a service behind ELB is busy"),
    Retry("Throttling", BUSY_FOR, BUSY_PAUSE, BUSY),
    Retry("ThrottlingException", BUSY_FOR, BUSY_PAUSE, BUSY),
    Retry("RequestLimitExceeded", BUSY_FOR, BUSY_PAUSE, BUSY),
    Retry("EC2ThrottledException", BUSY_FOR, BUSY_PAUSE, BUSY),
    # None of the services that are called here answers it. A call can end with it if boto3 has to renew the credentials
    # of an SSO profile first (sso, `GetRoleCredentials`).
    Retry("TooManyRequestsException", BUSY_FOR, BUSY_PAUSE, "IAM Identity Center takes only so many requests a second"),
)

GONE_ALREADY = {
    "ec2:RevokeSecurityGroupIngress": ("InvalidPermission.NotFound", "InvalidSecurityGroupRuleId.NotFound"),
    "ec2:DeleteSecurityGroup": ("InvalidGroup.NotFound", "InvalidGroupId.NotFound", "InvalidSecurityGroupID.NotFound"),
    "elb:DeleteLoadBalancerPolicy": ("PolicyNotFound",),
    "elbv2:DeleteListener": ("ListenerNotFound",),
    "elbv2:DeleteRule": ("RuleNotFound",),
    "elbv2:DeleteTargetGroup": ("TargetGroupNotFound",),
    "acm:DeleteCertificate": ("ResourceNotFoundException",),
}
"""By call, the codes with which AWS says that what it would take away is not there."""


def is_gone_already(call: str, code: str) -> bool:
    """Whether a refused call has nothing left to do, though a part of AWS may still show what it would take away."""
    return code in GONE_ALREADY.get(call, ())


def retry_for(call: str, code: str, message: str) -> Retry | None:
    """Return how an error is retried, or None if it is not."""
    return next((retry for retry in RETRIES if retry.fits(call, code, message)), None)
