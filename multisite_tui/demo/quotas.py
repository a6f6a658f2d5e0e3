"""The quotas of the account, and each service's refusal when one is reached."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, Refusal, rule

_REFUSALS: dict[str, tuple[str, str, int]] = {
    "classic-load-balancers": (
        "TooManyLoadBalancers",
        "The quota for the number of load balancers has been reached",
        400,
    ),
    "classic-listeners": ("InvalidConfigurationRequest", "The maximum number of listeners has been reached", 409),
    "classic-registered-instances": (
        "InvalidConfigurationRequest",
        "The maximum number of registered instances has been reached",
        409,
    ),
    "classic-tags": (
        "TooManyTags",
        "The quota for the number of tags that can be assigned to a load balancer has been reached",
        400,
    ),
    "application-load-balancers": (
        "TooManyLoadBalancers",
        "The maximum number of load balancers has been reached",
        400,
    ),
    "target-groups": ("TooManyTargetGroups", "The maximum number of target groups has been reached", 400),
    "target-groups-per-application-load-balancer": (
        "TooManyUniqueTargetGroupsPerLoadBalancer",
        "The maximum number of target groups on the load balancer has been reached",
        400,
    ),
    "target-groups-per-action-on-application-load-balancer": (
        "TooManyTargetGroups",
        "The maximum number of target groups on an action has been reached",
        400,
    ),
    "targets-per-application-load-balancer": (
        "TooManyTargets",
        "The maximum number of targets on the load balancer has been reached",
        400,
    ),
    "targets-per-target-group": (
        "TooManyTargets",
        "The maximum number of targets on the target group has been reached",
        400,
    ),
    "listeners-per-application-load-balancer": (
        "TooManyListeners",
        "The maximum number of listeners on the load balancer has been reached",
        400,
    ),
    "rules-per-application-load-balancer": (
        "TooManyRules",
        "The maximum number of rules on the load balancer has been reached",
        400,
    ),
    "certificates-per-application-load-balancer": (
        "TooManyCertificates",
        "The maximum number of certificates on the load balancer has been reached",
        400,
    ),
    "condition-values-per-alb-rule": ("ValidationError", "A rule can only have '5' condition values", 400),
    "condition-wildcards-per-alb-rule": ("ValidationError", "A rule can only have '5' condition wildcards", 400),
    "application-tags": ("TooManyTags", "The maximum number of tags on the resource has been reached", 400),
    "certificates": ("LimitExceededException", "The quota of certificates in the account has been reached", 400),
    "security-groups": (
        "SecurityGroupLimitExceeded",
        "The maximum number of security groups for this account has been reached.",
        400,
    ),
    "security-group-rules": (
        "RulesPerSecurityGroupLimitExceeded",
        "The maximum number of rules per security group has been reached.",
        400,
    ),
    "records-per-zone": ("InvalidChangeBatch", "[The zone has reached its quota of resource record sets]", 400),
}
"""Code, message and HTTP status (each service's API reference; the codes of `classic-listeners` and
`classic-registered-instances` are guesses)."""


def refuse_more(call: PracticeCall, quota: str, count: int) -> None:
    """Refuse a call that would exceed a quota.

    Raises:
        Refusal: with the service's own code and message.
    """
    if count > call.world.quota(quota):
        raise Refusal(*_REFUSALS[quota])


@rule("ec2", "CreateSecurityGroup")
def not_too_many_groups(call: PracticeCall) -> None:
    """2500 security groups a region (Amazon VPC quotas, SecurityGroupLimitExceeded)."""
    refuse_more(call, "security-groups", len(call.ec2.groups(call.region)) + 1)
