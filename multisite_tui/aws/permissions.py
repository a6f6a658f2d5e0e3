"""The IAM actions of every operation that the program calls, one row each; the only place that lists them.

The two APIs of ELB share the prefix of their actions, so that some actions have a row in each.

The policy is made from the rows (`policy.py`). What the practice account checks is compared with them by a test.
Actions that AWS checks in the caller's name: ELB user guide, elb-api-permissions, "Required permissions for the
2012-06-01 API". For `CreateLoadBalancer` that page lists `ec2:CreateSecurityGroup` as well: ELB makes a group where a
load balancer is created without one, which the program never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from multisite_tui.aws.action_names import iam_action
from multisite_tui.aws.denials import SERVICE_LINKED_ROLE
from multisite_tui.aws.policy_statements import (
    CHANGE_LOAD_BALANCERS,
    CHANGE_RECORDS,
    CHANGE_RULES,
    CHANGE_TAGS,
    CHANGE_TAGS_OF_GROUPS,
    LOOK,
    MAKE,
    MAKE_GROUPS,
    MAKE_IN_VPCS,
    MAKE_PARTS,
    REQUEST,
    TAG_WHAT_IS_MADE,
    TAKE_AWAY,
    Statement,
)


@dataclass(frozen=True)
class Permission:
    """What the caller of one operation must be allowed."""

    call: str
    """Service and operation by botocore's names, such as `elb:CreateLoadBalancer`."""
    statements: tuple[Statement, ...]
    """The statements of the policy that allow its own action."""
    in_callers_name: tuple[str, ...] = ()
    """The IAM actions that AWS checks besides, with the caller's permissions."""
    tagging: str | None = None
    """The IAM action that AWS checks besides, if the request has tags."""

    @property
    def action(self) -> str:
        """The operation's own IAM action."""
        return iam_action(self.call)


def _read(call: str, *in_callers_name: str) -> Permission:
    return Permission(call, (LOOK,), in_callers_name)


def _change(call: str, *in_callers_name: str) -> Permission:
    return Permission(call, (CHANGE_LOAD_BALANCERS,), in_callers_name)


_TAG = "ec2:CreateTags"
ROWS = (
    _read("acm:DescribeCertificate"),
    _read("acm:ListCertificates"),
    _read("acm:ListTagsForCertificate"),
    _read("ec2:DescribeInstances"),
    _read("ec2:DescribeManagedPrefixLists"),
    _read("ec2:DescribeNetworkAcls"),
    _read("ec2:DescribeNetworkInterfaces"),
    _read("ec2:DescribeRouteTables"),
    _read("ec2:DescribeSecurityGroupRules"),
    _read("ec2:DescribeSecurityGroups"),
    _read("ec2:DescribeSubnets"),
    _read("elb:DescribeAccountLimits"),
    _read("elb:DescribeInstanceHealth", "ec2:DescribeClassicLinkInstances", "ec2:DescribeInstances"),
    _read("elb:DescribeLoadBalancerAttributes"),
    _read("elb:DescribeLoadBalancerPolicies"),
    _read("elb:DescribeLoadBalancers", "ec2:DescribeSecurityGroups"),
    _read("elb:DescribeTags"),
    _read("elbv2:DescribeAccountLimits"),
    _read("elbv2:DescribeListenerCertificates"),
    _read("elbv2:DescribeListeners"),
    _read("elbv2:DescribeLoadBalancerAttributes"),
    _read("elbv2:DescribeLoadBalancers"),
    _read("elbv2:DescribeRules"),
    _read("elbv2:DescribeTags"),
    _read("elbv2:DescribeTargetGroupAttributes"),
    _read("elbv2:DescribeTargetGroups"),
    _read("elbv2:DescribeTargetHealth"),
    _read("route53:GetChange"),
    _read("route53:GetHostedZone"),
    _read("route53:ListHostedZones"),
    _read("route53:ListResourceRecordSetProtections"),
    _read("route53:ListResourceRecordSets"),
    Permission(
        "elb:CreateLoadBalancer",
        (MAKE,),
        (
            "ec2:DescribeAccountAttributes",
            "ec2:DescribeInternetGateways",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs",
            SERVICE_LINKED_ROLE,
        ),
        "elasticloadbalancing:AddTags",
    ),
    Permission(
        "elbv2:CreateLoadBalancer",
        (MAKE,),
        (
            "ec2:DescribeAccountAttributes",
            "ec2:DescribeAddresses",
            "ec2:DescribeInternetGateways",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs",
            SERVICE_LINKED_ROLE,
        ),
        "elasticloadbalancing:AddTags",
    ),
    Permission(
        "elbv2:CreateTargetGroup",
        (MAKE_PARTS,),
        ("ec2:DescribeInternetGateways", "ec2:DescribeVpcs"),
        "elasticloadbalancing:AddTags",
    ),
    Permission("elbv2:CreateListener", (MAKE_PARTS,), tagging="elasticloadbalancing:AddTags"),
    Permission("elbv2:CreateRule", (MAKE_PARTS,), tagging="elasticloadbalancing:AddTags"),
    Permission("acm:RequestCertificate", (REQUEST,), tagging="acm:AddTagsToCertificate"),
    Permission("ec2:CreateSecurityGroup", (MAKE_GROUPS, MAKE_IN_VPCS), tagging=_TAG),
    Permission("ec2:AuthorizeSecurityGroupIngress", (CHANGE_RULES,), tagging=_TAG),
    Permission("ec2:RevokeSecurityGroupIngress", (CHANGE_RULES,)),
    Permission(_TAG, (TAG_WHAT_IS_MADE, CHANGE_TAGS_OF_GROUPS)),
    Permission("ec2:DeleteTags", (CHANGE_TAGS_OF_GROUPS,)),
    Permission("acm:AddTagsToCertificate", (CHANGE_TAGS,)),
    Permission("acm:RemoveTagsFromCertificate", (CHANGE_TAGS,)),
    Permission("elb:AddTags", (CHANGE_TAGS,)),
    Permission("elb:RemoveTags", (CHANGE_TAGS,)),
    Permission("elbv2:AddTags", (CHANGE_TAGS,)),
    Permission("elbv2:RemoveTags", (CHANGE_TAGS,)),
    _change("elb:ApplySecurityGroupsToLoadBalancer", "ec2:DescribeAccountAttributes", "ec2:DescribeSecurityGroups"),
    _change("elb:AttachLoadBalancerToSubnets", "ec2:DescribeSubnets"),
    _change("elb:ConfigureHealthCheck"),
    _change("elb:CreateLBCookieStickinessPolicy"),
    _change("elb:CreateLoadBalancerListeners"),
    _change("elb:CreateLoadBalancerPolicy"),
    _change("elb:DeleteLoadBalancerListeners"),
    _change("elb:DeleteLoadBalancerPolicy"),
    _change("elb:DeregisterInstancesFromLoadBalancer", "ec2:DescribeClassicLinkInstances", "ec2:DescribeInstances"),
    _change("elb:DetachLoadBalancerFromSubnets"),
    _change("elb:ModifyLoadBalancerAttributes"),
    _change(
        "elb:RegisterInstancesWithLoadBalancer",
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeClassicLinkInstances",
        "ec2:DescribeInstances",
        "ec2:DescribeVpcClassicLink",
    ),
    _change("elb:SetLoadBalancerListenerSSLCertificate"),
    _change("elb:SetLoadBalancerPoliciesOfListener"),
    _change("elbv2:AddListenerCertificates"),
    _change("elbv2:DeregisterTargets"),
    _change("elbv2:ModifyListener"),
    _change("elbv2:ModifyLoadBalancerAttributes"),
    _change("elbv2:ModifyRule"),
    _change("elbv2:ModifyTargetGroup"),
    _change("elbv2:ModifyTargetGroupAttributes"),
    _change(
        "elbv2:RegisterTargets",
        "ec2:DescribeInstances",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    ),
    _change("elbv2:RemoveListenerCertificates"),
    _change("elbv2:SetSecurityGroups"),
    _change("elbv2:SetSubnets", "ec2:DescribeSubnets"),
    Permission("route53:ChangeResourceRecordSets", (CHANGE_RECORDS,)),
    Permission("acm:DeleteCertificate", (TAKE_AWAY,)),
    Permission("ec2:DeleteSecurityGroup", (TAKE_AWAY,)),
    Permission("elb:DeleteLoadBalancer", (TAKE_AWAY,)),
    Permission("elbv2:DeleteListener", (TAKE_AWAY,)),
    Permission("elbv2:DeleteLoadBalancer", (TAKE_AWAY,)),
    Permission("elbv2:DeleteRule", (TAKE_AWAY,)),
    Permission("elbv2:DeleteTargetGroup", (TAKE_AWAY,)),
)

PERMISSIONS: Mapping[str, Permission] = {row.call: row for row in ROWS}
"""The rows by call. `sts:GetCallerIdentity` has none: it is allowed even if a policy denies it (STS API reference)."""
