"""The IAM policy: it is made from the table of permissions, fits into a managed policy, and is narrow.

`UPDATE_GOLDEN=1 pytest tests/aws/test_policy.py` writes docs/policy.json anew, to be read.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from multisite_tui.aws.permissions import ROWS, Permission
from multisite_tui.aws.policy import LARGEST_POLICY, policy_document
from multisite_tui.aws.policy_statements import STATEMENTS
from multisite_tui.demo.wire.iam_actions import needed_actions

POLICY = Path(__file__).parents[2] / "docs" / "policy.json"
BY_SID = {statement["Sid"]: statement for statement in policy_document()["Statement"]}
OWNED = {"StringEquals": {"aws:ResourceTag/multisite-tui:owner": "made"}}


def test_the_published_policy_is_made_from_the_table() -> None:
    made = json.dumps(policy_document(), indent=2) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        POLICY.write_text(made, "utf-8")
    assert POLICY.read_text("utf-8") == made


def test_it_fits_into_a_managed_policy() -> None:
    assert len("".join(POLICY.read_text("utf-8").split())) <= LARGEST_POLICY


def test_every_statement_has_actions_and_a_name_of_its_own() -> None:
    assert list(BY_SID) == [statement.sid for statement in STATEMENTS]
    assert [sid for sid, statement in BY_SID.items() if not statement["Action"]] == []
    assert all(sid.isalnum() for sid in BY_SID)


def test_every_action_of_the_table_is_in_the_policy_and_no_other() -> None:
    needed = {action for row in ROWS for action in (row.action, row.tagging, *row.in_callers_name) if action}
    assert {action for statement in BY_SID.values() for action in statement["Action"]} == needed


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.call)
def test_the_practice_account_checks_the_actions_of_the_table(row: Permission) -> None:
    service, operation = row.call.split(":")
    tags = {"Tags": [{"Key": "a", "Value": "b"}], "TagSpecifications": [{"ResourceType": "security-group-rule"}]}
    tagging = [row.tagging] if row.tagging else []
    plain = {} if row.tagging is None else tags
    assert needed_actions(service, operation, plain) == [row.action, *tagging, *row.in_callers_name]


def test_the_first_load_balancer_of_an_account_can_be_made() -> None:
    """ELB user guide, "Required permissions for the 2012-06-01 API"; kops issue 16218, terraform-aws-eks issue 900."""
    everywhere = {action for sid in ("Look", "AwsLooksInYourName") for action in BY_SID[sid]["Action"]}
    assert everywhere >= {
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    }
    assert BY_SID["FirstLoadBalancerOfAnAccount"] == {
        "Sid": "FirstLoadBalancerOfAnAccount",
        "Effect": "Allow",
        "Action": ["iam:CreateServiceLinkedRole"],
        "Resource": "arn:*:iam::*:role/aws-service-role/elasticloadbalancing.amazonaws.com/*",
        "Condition": {"StringEquals": {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}},
    }


@pytest.mark.parametrize(
    "action", ["acm:DeleteCertificate", "ec2:DeleteSecurityGroup", "elasticloadbalancing:DeleteLoadBalancer"]
)
def test_only_what_was_made_can_be_deleted(action: str) -> None:
    assert [statement.get("Condition") for statement in BY_SID.values() if action in statement["Action"]] == [OWNED]


def test_ec2_tags_are_for_groups_and_rules_alone() -> None:
    tagging = [one for one in BY_SID.values() if {"ec2:CreateTags", "ec2:DeleteTags"} & set(one["Action"])]
    resources = {arn.rpartition(":")[2] for one in tagging for arn in _list(one["Resource"])}
    assert resources == {"security-group/*", "security-group-rule/*"}


def test_only_reads_and_what_takes_no_resource_are_allowed_on_everything() -> None:
    everywhere = {sid for sid, statement in BY_SID.items() if statement["Resource"] == "*"}
    assert everywhere == {"Look", "AwsLooksInYourName", "RequestWithOwnerTag"}
    for sid in ("Look", "AwsLooksInYourName"):
        assert [
            one for one in BY_SID[sid]["Action"] if not one.split(":")[1].startswith(("Describe", "Get", "List"))
        ] == []


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
