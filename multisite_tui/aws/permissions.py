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
from multisite_tui.aws.policy_features import Feature
from multisite_tui.aws.policy_statements import (
    CHANGE_LOAD_BALANCERS,
    CHANGE_RECORDS,
    CHANGE_RULES,
    CHANGE_TAGS_OF_CERTIFICATES,
    CHANGE_TAGS_OF_GROUPS,
    LOOK,
    MAKE,
    MAKE_GROUPS,
    MAKE_IN_VPCS,
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
    features: tuple[Feature, ...] = ()
    """What answers must all ask for, so that runs of them make the call; empty: every run may."""

    @property
    def action(self) -> str:
        """The operation's own IAM action."""
        return iam_action(self.call)


def _read(call: str, *in_callers_name: str, asked: tuple[Feature, ...] = ()) -> Permission:
    return Permission(call, (LOOK,), in_callers_name, features=asked)


def _change(call: str, *in_callers_name: str, asked: tuple[Feature, ...] = ()) -> Permission:
    return Permission(call, (CHANGE_LOAD_BALANCERS,), in_callers_name, features=(_of_api(call), *asked))


def _of_api(call: str) -> Feature:
    """Return the topology whose load balancers an API of ELB makes and changes."""
    return Feature.CLASSIC if call.startswith("elb:") else Feature.SHARED


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
    _read(
        "elb:DescribeInstanceHealth",
        "ec2:DescribeClassicLinkInstances",
        "ec2:DescribeInstances",
        asked=(Feature.CLASSIC,),
    ),
    _read("elb:DescribeLoadBalancerAttributes", asked=(Feature.CLASSIC,)),
    _read("elb:DescribeLoadBalancerPolicies", asked=(Feature.CLASSIC, Feature.TLS)),
    _read("elb:DescribeLoadBalancers", "ec2:DescribeSecurityGroups"),
    _read("elb:DescribeTags"),
    _read("elbv2:DescribeAccountLimits"),
    _read("elbv2:DescribeListenerCertificates", asked=(Feature.SHARED, Feature.TLS)),
    _read("elbv2:DescribeListeners", asked=(Feature.SHARED,)),
    _read("elbv2:DescribeLoadBalancerAttributes", asked=(Feature.SHARED,)),
    _read("elbv2:DescribeLoadBalancers"),
    _read("elbv2:DescribeRules", asked=(Feature.SHARED,)),
    _read("elbv2:DescribeTags"),
    _read("elbv2:DescribeTargetGroupAttributes", asked=(Feature.SHARED,)),
    _read("elbv2:DescribeTargetGroups"),
    _read("elbv2:DescribeTargetHealth", asked=(Feature.SHARED,)),
    _read("route53:GetChange", asked=(Feature.RECORDS,)),
    _read("route53:GetHostedZone", asked=(Feature.RECORDS,)),
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
        features=(Feature.CLASSIC,),
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
        features=(Feature.SHARED,),
    ),
    Permission(
        "elbv2:CreateTargetGroup",
        (MAKE,),
        ("ec2:DescribeInternetGateways", "ec2:DescribeVpcs"),
        "elasticloadbalancing:AddTags",
        features=(Feature.SHARED,),
    ),
    Permission("elbv2:CreateListener", (MAKE,), tagging="elasticloadbalancing:AddTags", features=(Feature.SHARED,)),
    Permission("elbv2:CreateRule", (MAKE,), tagging="elasticloadbalancing:AddTags", features=(Feature.SHARED,)),
    Permission("acm:RequestCertificate", (REQUEST,), tagging="acm:AddTagsToCertificate", features=(Feature.REQUESTS,)),
    Permission("ec2:CreateSecurityGroup", (MAKE_GROUPS, MAKE_IN_VPCS), tagging=_TAG, features=(Feature.NEW_GROUPS,)),
    Permission("ec2:AuthorizeSecurityGroupIngress", (CHANGE_RULES,), tagging=_TAG),
    Permission("ec2:RevokeSecurityGroupIngress", (CHANGE_RULES,)),
    Permission(_TAG, (TAG_WHAT_IS_MADE, CHANGE_TAGS_OF_GROUPS)),
    Permission("ec2:DeleteTags", (CHANGE_TAGS_OF_GROUPS,), features=(Feature.NEW_GROUPS, Feature.UNTAGGING)),
    Permission("acm:AddTagsToCertificate", (CHANGE_TAGS_OF_CERTIFICATES,), features=(Feature.REQUESTS,)),
    Permission(
        "acm:RemoveTagsFromCertificate", (CHANGE_TAGS_OF_CERTIFICATES,), features=(Feature.REQUESTS, Feature.TAGS)
    ),
    _change("elb:AddTags"),
    _change("elb:RemoveTags", asked=(Feature.UNTAGGING,)),
    _change("elbv2:AddTags"),
    _change("elbv2:RemoveTags", asked=(Feature.TAGS,)),
    _change("elb:ApplySecurityGroupsToLoadBalancer", "ec2:DescribeAccountAttributes", "ec2:DescribeSecurityGroups"),
    _change("elb:AttachLoadBalancerToSubnets", "ec2:DescribeSubnets"),
    _change("elb:ConfigureHealthCheck"),
    _change("elb:CreateLBCookieStickinessPolicy", asked=(Feature.STICKINESS,)),
    _change("elb:CreateLoadBalancerListeners"),
    _change("elb:CreateLoadBalancerPolicy", asked=(Feature.TLS,)),
    _change("elb:DeleteLoadBalancerListeners"),
    _change("elb:DeleteLoadBalancerPolicy", asked=(Feature.STICKINESS,)),
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
    _change("elb:SetLoadBalancerListenerSSLCertificate", asked=(Feature.TLS,)),
    _change("elb:SetLoadBalancerPoliciesOfListener", asked=(Feature.LISTENER_POLICIES,)),
    _change("elbv2:AddListenerCertificates", asked=(Feature.TLS,)),
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
    _change("elbv2:RemoveListenerCertificates", asked=(Feature.TLS,)),
    _change("elbv2:SetSecurityGroups"),
    _change("elbv2:SetSubnets", "ec2:DescribeSubnets"),
    Permission("route53:ChangeResourceRecordSets", (CHANGE_RECORDS,), features=(Feature.RECORDS,)),
    Permission("acm:DeleteCertificate", (TAKE_AWAY,), features=(Feature.REQUESTS,)),
    Permission("ec2:DeleteSecurityGroup", (TAKE_AWAY,), features=(Feature.NEW_GROUPS,)),
    Permission("elb:DeleteLoadBalancer", (TAKE_AWAY,), features=(Feature.CLASSIC,)),
    Permission("elbv2:DeleteListener", (TAKE_AWAY,), features=(Feature.SHARED,)),
    Permission("elbv2:DeleteLoadBalancer", (TAKE_AWAY,), features=(Feature.SHARED,)),
    Permission("elbv2:DeleteRule", (TAKE_AWAY,), features=(Feature.SHARED,)),
    Permission("elbv2:DeleteTargetGroup", (TAKE_AWAY,), features=(Feature.SHARED,)),
)

PERMISSIONS: Mapping[str, Permission] = {row.call: row for row in ROWS}
"""The rows by call. `sts:GetCallerIdentity` has none: it is allowed even if a policy denies it (STS API reference)."""
