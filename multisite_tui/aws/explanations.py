"""Explanations of AWS's error codes: why, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    """The explanation of one of AWS's error codes."""

    why: str
    advice: str
    """What to do; `{again}` stands for how to continue (`Advice.template`)."""
    access: bool = False
    """Whether the account itself is what is lacking, so that no answer and no later step could help."""


GROUP_GONE = Explanation(
    "EC2 knows no security group of this id: it was deleted, or is so new that EC2 does not show it everywhere yet.",
    "In a minute, {again}: the groups are read again first.",
)
SIGN_UP = Explanation(
    "The sign-up of this account is not finished for this service: the payment method, the phone number or the plan is"
    " still to be confirmed, or was confirmed within the last 24 hours.",
    "Finish it in the console (https://portal.aws.amazon.com/billing/signup), wait for AWS's mail, then {again}.",
    access=True,
)
BLOCKED = Explanation(
    "AWS has suspended this account, for example for an unpaid bill or a verification that is still open.",
    "Look at Billing and at the mails of AWS, and open a case with AWS Support (Account and billing). Once the account"
    " is free, {again}.",
    access=True,
)

EXPLANATIONS: dict[str, Explanation] = {
    "TooManyLoadBalancers": Explanation(
        "This region's quota of load balancers of this kind is reached (20 Classic or 50 Application Load Balancers "
        "unless AWS raised it).",
        "Delete one that is not used, or ask for more under Service Quotas (Elastic Load Balancing), then {again}.",
    ),
    "TooManyTags": Explanation(
        "AWS takes no more tags on this load balancer: its guide says 50, its API reference 10. Whose it is and the "
        "record that it replaces are tags too.",
        "Take some out of `tags` in the answers, or off the load balancer in the console, then {again}.",
    ),
    "DuplicateLoadBalancerName": Explanation(
        "A load balancer of this name exists with other settings.",
        "Choose another `load_balancer` name, or set `adopt: true` to take that one on.",
    ),
    "CertificateNotFound": Explanation(
        "The load balancer does not see the certificate yet, or it is not issued.",
        "Wait some minutes and {again}; AWS can take up to 15 minutes to pass a new certificate on.",
    ),
    "InvalidConfigurationRequest": Explanation(
        "The load balancer refuses this combination of subnets, groups or listeners.",
        "Correct `subnets`, `security_group` or `listeners` as AWS says, then {again}.",
    ),
    "RulesPerSecurityGroupLimitExceeded": Explanation(
        "The security group has as many rules as AWS allows (60 unless raised).",
        "Remove rules that are not used, or ask for more under Service Quotas (code L-0EA8095F), then {again}.",
    ),
    "LimitExceededException": Explanation(
        "A quota of this account is reached. ACM counts the certificates of the last year, deleted ones too; a new"
        " account may have 20, although Service Quotas shows 2,500.",
        "Ask AWS Support for more certificates a year, or set `certificate` to one that covers the names already, then"
        " {again}.",
    ),
    "InvalidChangeBatch": Explanation(
        "Route 53 refused the change of the record as it stands.",
        "If somebody changed the record just now, {again}: it is read again first.",
    ),
    "InvalidInstance": Explanation(
        "The instance is not running, or is not in the load balancer's VPC.",
        "Start the instance, then {again}.",
    ),
    "InvalidSecurityGroupID.NotFound": GROUP_GONE,
    "InvalidGroup.NotFound": GROUP_GONE,
    "InvalidGroupId.NotFound": GROUP_GONE,
    "InvalidGroup.Duplicate": Explanation(
        "A security group of this name exists in the VPC and was not made by this setup.",
        "Choose another `security_group.name`, or set `adopt: true` to take that one on.",
    ),
    "InvalidSubnet": Explanation(
        "The subnet cannot hold a load balancer: it needs a /27 or larger with 8 free addresses.",
        "Set `subnets` to another public subnet of the same zone.",
    ),
    "PendingVerification": Explanation(
        "AWS is verifying this new account, or the first use of this region: minutes as a rule, up to 4 hours. AWS"
        " sends a mail when it is done.",
        "Wait, then {again}. After 4 hours, write to aws-verification@amazon.com.",
    ),
    "OptInRequired": SIGN_UP,
    "SubscriptionRequiredException": SIGN_UP,
    "SubscriptionRequired": SIGN_UP,
    "InactiveAccount": SIGN_UP,
    "Blocked": BLOCKED,
    "AccountProblem": BLOCKED,
    "RegionDisabledException": Explanation(
        "This region is not enabled in the account.",
        "Enable the region in the console (Account, AWS Regions), which takes some minutes, or set another `region`,"
        " then {again}.",
        access=True,
    ),
}

NO_LOAD_BALANCERS = Explanation(
    "AWS lets some new accounts make load balancers only after AWS Support has unlocked them.",
    "Open a case with AWS Support (Account and billing) and ask for load balancers in this region, which takes a day as"
    " a rule, then {again}. A security group and a certificate, which are there by now, cost nothing meanwhile.",
)
"""Seen as `OperationNotPermitted`: "This AWS account currently does not support creating load balancers"."""
ZONE_REFUSED = Explanation(
    "Some zones take no load balancers of this kind, and a load balancer sends only to instances in its own zones.",
    "Where other instances of the site are in another zone, set `instances` and `subnets` to those alone; else start "
    "the instance in another zone, from an image of this one, and name it in `instances`. Then {again}; or take what "
    "is there away again with `destroy`.",
)
"""No call lists these zones beforehand, and zone names differ between accounts, so only this refusal reveals them.
Seen as "Classic Load Balancers do not support Availability Zone 'us-east-1f'" (gruntwork live-example, issue 10)."""
UNKNOWN = Explanation("", "Search for the code above; when it is put right, {again}: what is done stays done.")
NOT_AWS = Explanation(
    "What answered is not AWS: a configured endpoint URL leads elsewhere or lacks this service, or a proxy or a login"
    " page of this network answers in its place.",
    "Look at AWS_ENDPOINT_URL and `endpoint_url` of the profile, and at HTTPS_PROXY; then {again}.",
)
