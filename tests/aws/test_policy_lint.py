"""The published IAM policy under parliament, which knows each action's resources and condition keys."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.corridor.reference import REFERENCE
from tests.corridor.shared_reference import SHARED

from .test_setup_policy import KNOWN, many, one_site, policy_for

POLICY = Path(__file__).parents[2] / "docs" / "policy.json"
_VPC_ALONE = "[{'action': 'ec2:CreateSecurityGroup', 'required_format': 'arn:*:ec2:*:*:security-group/*'}]"
ACCEPTED = {
    # parliament's data is older than the operation (Route 53 API reference, ListResourceRecordSetProtections).
    ("Look", "UNKNOWN_ACTION", "Unknown action route53:ListResourceRecordSetProtections"),
    # Reads of whatever certificate covers the names, and of whatever zone has them: any of the account's.
    ("Look", "RESOURCE_STAR", "['acm:DescribeCertificate']"),
    ("Look", "RESOURCE_STAR", "['acm:ListTagsForCertificate']"),
    ("Look", "RESOURCE_STAR", "['route53:GetChange']"),
    ("Look", "RESOURCE_STAR", "['route53:GetHostedZone']"),
    ("Look", "RESOURCE_STAR", "['route53:ListResourceRecordSets']"),
    # The groups themselves are in MakeGroupsWithOwnerTag, whose condition the VPC could not meet.
    ("MakeGroupsInVpcs", "RESOURCE_MISMATCH", _VPC_ALONE),
    # AWS gives a new group its id.
    ("MakeGroupsWithOwnerTag", "RESOURCE_EFFECTIVELY_STAR", "None"),
    # The policy is for any account; `multisite-tui policy` narrows it.
    ("ChangeTagsOfCertificates", "RESOURCE_EFFECTIVELY_STAR", "None"),
    ("ChangeRecords", "RESOURCE_EFFECTIVELY_STAR", "None"),
}
"""What parliament finds and why it stays: statement, finding, detail."""
LINT = """
import json, sys
import parliament
for statement in json.load(sys.stdin)["Statement"]:
    for action in statement["Action"]:  # each alone: parliament checks nothing more beside an unknown one
        policy = json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Action": [action]}]})
        for found in parliament.analyze_policy_string(policy).findings:
            print(json.dumps([statement["Sid"], found.issue, str(found.detail)]))
"""


def lint(policy: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Return what parliament finds; in a process of its own, since its import warns of much that pytest would raise."""
    if find_spec("parliament") is None:
        pytest.skip("parliament is not installed")
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LINT],
        input=json.dumps(policy), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {tuple(json.loads(line)) for line in ended.stdout.splitlines()}


def test_parliament_finds_nothing_that_is_not_explained() -> None:
    assert lint(json.loads(POLICY.read_text("utf-8"))) == ACCEPTED


OF_SETUPS = {
    "reference": policy_for(REFERENCE, **KNOWN),
    "shared": policy_for(SHARED, **KNOWN),
    "alone": policy_for(one_site("certificate: none", "security_group: {id: sg-0123456789abcdef0}")),
    "many": policy_for(many(100, "classic"), **KNOWN),
}


@pytest.mark.parametrize("setup", sorted(OF_SETUPS))
def test_parliament_finds_nothing_more_in_the_policy_of_a_setup(setup: str) -> None:
    found = {one for one in lint(dict(OF_SETUPS[setup].document)) if not _of_network_load_balancers(*one)}
    assert found <= ACCEPTED


def _of_network_load_balancers(sid: str, issue: str, detail: str) -> bool:
    """Whether nothing is missing but ARNs of Network Load Balancers, of which the program has none."""
    return issue == "RESOURCE_MISMATCH" and "listener" in detail and detail.count("_format") == detail.count("/net/")


def test_parliament_finds_a_wrong_condition_and_an_action_that_is_none() -> None:
    statement = {
        "Sid": "Wrong",
        "Effect": "Allow",
        "Action": ["ec2:DescribeLoadBalancers", "acm:DeleteCertificate"],
        "Resource": "*",
        "Condition": {"StringEquals": {"acm:Owner": "made"}},
    }
    found = {issue for _, issue, _ in lint({"Version": "2012-10-17", "Statement": [statement]})}
    assert found >= {"UNKNOWN_ACTION", "UNKNOWN_CONDITION_FOR_ACTION"}
