"""The IAM actions that a call needs (Service Authorization Reference).

The practice account knows nothing of the program: what AWS checks is written down here once more, and a test compares
it with the program's table.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape

_PREFIXES = {"elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing"}
_TAGGING = {
    ("elb", "CreateLoadBalancer"): ("Tags", "elasticloadbalancing:AddTags"),
    ("elbv2", "CreateListener"): ("Tags", "elasticloadbalancing:AddTags"),
    ("elbv2", "CreateLoadBalancer"): ("Tags", "elasticloadbalancing:AddTags"),
    ("elbv2", "CreateRule"): ("Tags", "elasticloadbalancing:AddTags"),
    ("elbv2", "CreateTargetGroup"): ("Tags", "elasticloadbalancing:AddTags"),
    ("acm", "RequestCertificate"): ("Tags", "acm:AddTagsToCertificate"),
}
"""By call, the parameter with tags, and the further action that it needs."""
LINKED_ROLE = "iam:CreateServiceLinkedRole"
"""Checked for the first load balancer of an account (ELB guide, elb-service-linked-roles)."""
_IN_CALLERS_NAME = {
    ("elb", "ApplySecurityGroupsToLoadBalancer"): ("ec2:DescribeAccountAttributes", "ec2:DescribeSecurityGroups"),
    ("elb", "AttachLoadBalancerToSubnets"): ("ec2:DescribeSubnets",),
    ("elb", "CreateLoadBalancer"): (
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
        LINKED_ROLE,
    ),
    ("elb", "DeregisterInstancesFromLoadBalancer"): ("ec2:DescribeClassicLinkInstances", "ec2:DescribeInstances"),
    ("elb", "DescribeInstanceHealth"): ("ec2:DescribeClassicLinkInstances", "ec2:DescribeInstances"),
    ("elb", "DescribeLoadBalancers"): ("ec2:DescribeSecurityGroups",),
    ("elb", "RegisterInstancesWithLoadBalancer"): (
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeClassicLinkInstances",
        "ec2:DescribeInstances",
        "ec2:DescribeVpcClassicLink",
    ),
    ("elbv2", "CreateLoadBalancer"): (
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeAddresses",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
        LINKED_ROLE,
    ),
    ("elbv2", "CreateTargetGroup"): ("ec2:DescribeInternetGateways", "ec2:DescribeVpcs"),
    ("elbv2", "RegisterTargets"): (
        "ec2:DescribeInstances",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    ),
    ("elbv2", "SetSubnets"): ("ec2:DescribeSubnets",),
}
"""What ELB reads with the caller's permissions (ELB guide, elb-api-permissions, both APIs), but for
`ec2:CreateSecurityGroup`, for a Classic Load Balancer that is created without a group."""
_NEEDS_NONE = {("sts", "GetCallerIdentity")}
"""Allowed even if a policy denies it (STS API reference, GetCallerIdentity)."""


def needed_actions(service: str, operation: str, params: Shape, *, linked_role: bool = False) -> list[str]:
    """Return the IAM actions that a call needs: its own first, then those that AWS checks besides.

    Args:
        service: botocore's name of the service.
        operation: the operation.
        params: the request; creating an object with tags also needs the action for tagging.
        linked_role: whether the account has ELB's service-linked role already.
    """
    if (service, operation) in _NEEDS_NONE:
        return []
    member, tagging = _TAGGING.get((service, operation), ("TagSpecifications", "ec2:CreateTags"))
    tags = [tagging] if params.get(member) and operation != "CreateTags" else []
    besides = _IN_CALLERS_NAME.get((service, operation), ())
    checked = [action for action in besides if action != LINKED_ROLE or not linked_role]
    return [f"{_PREFIXES.get(service, service)}:{operation}", *tags, *checked]


def is_action(name: str) -> bool:
    """Return whether a name is an IAM action, such as `elasticloadbalancing:CreateLoadBalancer`, not an operation."""
    return ":" in name


def first_match(pattern: str, actions: list[str]) -> str | None:
    """Return the first action that matches an IAM pattern with `*` and `?`, ignoring case; None if none does."""
    return next((action for action in actions if fnmatchcase(action.lower(), pattern.lower())), None)
