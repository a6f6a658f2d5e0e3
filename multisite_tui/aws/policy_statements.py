"""The statements of the IAM policy: which actions belong together, on which resources, under which condition.

Source of resources and condition keys: Service Authorization Reference, the pages of each service (read in November
2026). A partition of `*` holds for China and GovCloud too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from multisite_tui.aws.policy_features import Feature
from multisite_tui.model.rules.tags import MADE, OWNER

Condition = Mapping[str, Mapping[str, str | Sequence[str]]]
"""By operator, such as `StringEquals`, the condition keys and their values."""

LOAD_BALANCERS = "arn:*:elasticloadbalancing:*:*:loadbalancer/*"
HOST_RULES = "arn:*:elasticloadbalancing:*:*:listener-rule/*"
LISTENERS = "arn:*:elasticloadbalancing:*:*:listener/*"
TARGET_GROUPS = "arn:*:elasticloadbalancing:*:*:targetgroup/*"
PARTS = (HOST_RULES, LISTENERS, TARGET_GROUPS)
"""Rules, listeners and target groups of the later API, whose load balancers are among `LOAD_BALANCERS`."""
CERTIFICATES = "arn:*:acm:*:*:certificate/*"
GROUPS = "arn:*:ec2:*:*:security-group/*"
RULES = "arn:*:ec2:*:*:security-group-rule/*"
VPCS = "arn:*:ec2:*:*:vpc/*"
ZONES = "arn:*:route53:::hostedzone/*"
LINKED_ROLE = "arn:*:iam::*:role/aws-service-role/elasticloadbalancing.amazonaws.com/*"


@dataclass(frozen=True)
class Statement:
    """One statement, without its actions."""

    sid: str
    """What a person finds it by: letters and digits only."""
    resources: tuple[str, ...] = ("*",)
    condition: Condition | None = None
    features: tuple[Feature, ...] = ()
    """What answers must all ask for, so that runs of them need it; empty: every run may."""


LOOK = Statement("Look")
"""The reads of the program. Nearly all `Describe*` and `List*` take no resource."""
AWS_LOOKS = Statement("AwsLooksInYourName")
"""The reads that no call of the program names, and that ELB makes with the caller's permissions."""
FIRST_LOAD_BALANCER = Statement(
    "FirstLoadBalancerOfAnAccount",
    (LINKED_ROLE,),
    {"StringEquals": {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}},
    (Feature.FIRST_BALANCER,),
)
_WITH_OWNER = {"StringEquals": {f"aws:RequestTag/{OWNER}": MADE}}
MAKE = Statement("MakeWithOwnerTag", (LISTENERS, TARGET_GROUPS, LOAD_BALANCERS), _WITH_OWNER)
"""What is made carries the tag that lets it be deleted. A listener is checked for its load balancer, a rule for its
listener."""
REQUEST = Statement("RequestWithOwnerTag", condition=_WITH_OWNER)
"""`RequestCertificate` takes no resource."""
MAKE_GROUPS = Statement("MakeGroupsWithOwnerTag", (GROUPS,), _WITH_OWNER)
MAKE_IN_VPCS = Statement("MakeGroupsInVpcs", (VPCS,))
"""`CreateSecurityGroup` is checked for the VPC too, which has no tags in the request."""
TAG_WHAT_IS_MADE = Statement(
    "TagNewGroupsAndRules",
    (GROUPS, RULES),
    {"StringEquals": {"ec2:CreateAction": ["AuthorizeSecurityGroupIngress", "CreateSecurityGroup"]}},
)
CHANGE_TAGS_OF_GROUPS = Statement(
    "ChangeTagsOfGroups",
    (GROUPS,),
    {"StringNotEquals": {f"aws:RequestTag/{OWNER}": MADE}},
    (Feature.NEW_GROUPS,),
)
"""Adopted groups get the tag `adopted`. Nothing that is there already can be marked as made, and so be deleted."""
CHANGE_TAGS_OF_CERTIFICATES = Statement("ChangeTagsOfCertificates", (CERTIFICATES,))
"""Without a condition: ACM has no condition key that tells tags of a new certificate from those of a standing one."""
CHANGE_LOAD_BALANCERS = Statement("ChangeLoadBalancers", (*PARTS, LOAD_BALANCERS))
"""Without a condition: a load balancer that is adopted is changed too, its tags among the rest. That
`elasticloadbalancing:CreateAction` is set by the API of Classic Load Balancers has not been seen."""
CHANGE_RULES = Statement("ChangeRules", (GROUPS, RULES))
"""Without a condition: the instance's group is another owner's and has no tag of ours. Revoking is checked for the
group alone, also by the id of a rule, so that the tag of the rule cannot be a condition."""
CHANGE_RECORDS = Statement("ChangeRecords", (ZONES,))
TAKE_AWAY = Statement(
    "TakeAwayWhatWasMade",
    (CERTIFICATES, GROUPS, *PARTS, LOAD_BALANCERS),
    {"StringEquals": {f"aws:ResourceTag/{OWNER}": MADE}},
)

STATEMENTS = (
    LOOK,
    AWS_LOOKS,
    FIRST_LOAD_BALANCER,
    MAKE,
    REQUEST,
    MAKE_GROUPS,
    MAKE_IN_VPCS,
    TAG_WHAT_IS_MADE,
    CHANGE_TAGS_OF_GROUPS,
    CHANGE_TAGS_OF_CERTIFICATES,
    CHANGE_LOAD_BALANCERS,
    CHANGE_RULES,
    CHANGE_RECORDS,
    TAKE_AWAY,
)
"""In the order of the policy."""
