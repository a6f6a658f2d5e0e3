"""Denials: the action and the policy that denies it stand in AWS's sentence."""

from __future__ import annotations

import pytest

from multisite_tui.aws.denials import Denial, Denier, denial_of
from multisite_tui.aws.errors import refused
from multisite_tui.calling import CALLED

USER = "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: "
CREATE = "elasticloadbalancing:CreateLoadBalancer"
CODE = "kJ8sQ2vTzR5nXw9LpB4mY7cD1fG3hA6e" * 25


@pytest.mark.parametrize(
    ("message", "denier", "explicit"),
    [
        (f"{USER}{CREATE} because no identity-based policy allows the {CREATE} action", Denier.IDENTITY, False),
        (f"{USER}{CREATE} with an explicit deny in an identity-based policy", Denier.IDENTITY, True),
        (f"{USER}{CREATE} with an explicit deny in a service control policy", Denier.ORGANISATION, True),
        (f"{USER}{CREATE} because no service control policy allows the {CREATE} action", Denier.ORGANISATION, False),
        (f"{USER}{CREATE} with an explicit deny in a resource control policy", Denier.RESOURCE_CONTROL, True),
        (f"{USER}{CREATE} because no permissions boundary allows the {CREATE} action", Denier.BOUNDARY, False),
        (f"{USER}{CREATE} with an explicit deny in a permissions boundary: arn:x", Denier.BOUNDARY, True),
        (f"{USER}{CREATE} because no session policy allows the {CREATE} action", Denier.SESSION, False),
        (f"{USER}{CREATE} because no resource-based policy allows the {CREATE} action", Denier.RESOURCE, False),
        (f"{USER}{CREATE} because no VPC endpoint policy allows the {CREATE} action", Denier.ENDPOINT, False),
        (f"{USER}sts:AssumeRole because no role trust policy allows the sts:AssumeRole action", Denier.TRUST, False),
        ("The tag policy does not allow the specified value for the following tag key: 'team'.", Denier.TAG, False),
        (f"{USER}{CREATE}", Denier.UNSAID, False),
        ("Access denied", Denier.UNSAID, False),
    ],
)  # fmt: skip
def test_whose_policy_denies_is_read_from_the_sentence(message: str, denier: Denier, explicit: bool) -> None:
    denial = denial_of(message, "called:It")
    assert (denial.denier, denial.explicit) == (denier, explicit)


def test_a_sentence_without_an_action_denies_the_call() -> None:
    assert denial_of("Access Denied.", CREATE) == Denial(CREATE, Denier.UNSAID, False, "Access Denied", 0)


def test_the_first_load_balancer_needs_another_action_than_the_one_called() -> None:
    message = f"{USER}iam:CreateServiceLinkedRole on resource: arn:aws:iam::123456789012:role/aws-service-role/x"
    problem = refused("elb:CreateLoadBalancer", "AccessDenied", message).problem
    assert problem.what == f"AWS denied iam:CreateServiceLinkedRole, which {CREATE} needs."
    assert "FirstLoadBalancerOfAnAccount" in problem.next
    assert f"allow {CREATE}" not in problem.next


def test_a_denial_counts_as_one_whatever_its_code() -> None:
    failure = refused("elb:CreateLoadBalancer", "OperationNotPermitted", f"{USER}iam:CreateServiceLinkedRole")
    assert failure.access


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("with an explicit deny in a service control policy", "organisation"),
        ("because no permissions boundary allows the action", "permissions boundary"),
        ("with an explicit deny in a session policy", "session policy"),
        ("with an explicit deny in an identity-based policy", "statement that denies it"),
    ],
)
def test_the_advice_names_who_can_change_it(words: str, who: str) -> None:
    assert who in refused("elb:CreateLoadBalancer", "AccessDenied", f"{USER}{CREATE} {words}").problem.next


@pytest.mark.parametrize(
    ("setup", "action", "sentence"),
    [
        ("", CREATE, "The statement MakeWithOwnerTag of docs/policy.json in the source allows it."),
        ("", "ec2:CreateSecurityGroup", "statements MakeGroupsWithOwnerTag and MakeGroupsInVpcs of docs/policy.json"),
        ("main-io", CREATE, "The statement MakeWithOwnerTag in what `multisite-tui policy main-io` prints allows it."),
        ("main-io", "ec2:CreateTags", "TagNewGroupsAndRules and ChangeTagsOfGroups in what `multisite-tui"),
        ("--answers 'a b'", "ec2:DescribeVpcs", "AwsLooksInYourName in what `multisite-tui policy --answers 'a b'`"),
    ],
)  # fmt: skip
def test_the_advice_names_the_statement_and_what_prints_it(setup: str, action: str, sentence: str) -> None:
    CALLED.concern(setup)
    said = refused("elb:CreateLoadBalancer", "AccessDenied", f"{USER}{action}").problem.next
    assert sentence in said
    assert "{" not in said


def test_an_action_that_a_policy_forbids_or_that_we_never_need_has_no_statement() -> None:
    forbidden = f"{USER}{CREATE} with an explicit deny in an identity-based policy"
    for message in (
        forbidden,
        f"{USER}kms:Decrypt",
        f"{USER}{CREATE} with an explicit deny in a service control policy",
    ):
        assert "statement " not in refused("elb:CreateLoadBalancer", "AccessDenied", message).problem.next.replace(
            "the statement that denies it", ""
        )


def test_ec2s_encoded_message_is_counted_and_not_shown() -> None:
    message = (
        f"You are not authorized to perform this operation. {USER}ec2:CreateTags on resource: arn:aws:ec2:x because no"
        f" permissions boundary allows the ec2:CreateTags action. Encoded authorization failure message: {CODE}"
    )
    problem = refused("ec2:CreateSecurityGroup", "UnauthorizedOperation", message).problem
    assert problem.what == "AWS denied ec2:CreateTags, which ec2:CreateSecurityGroup needs."
    assert CODE not in problem.what + problem.why + problem.next
    assert "800 characters" in problem.next
    assert "aws sts decode-authorization-message" in problem.next
    assert "errorMessage of CreateSecurityGroup" in problem.next
