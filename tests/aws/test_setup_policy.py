"""The policy of one setup: what it leaves out, what it names, how long it is, and what it does not allow."""

from __future__ import annotations

from typing import Any

import pytest

from multisite_tui import answers
from multisite_tui.aws.policy import LARGEST_POLICY, policy_document
from multisite_tui.aws.policy_scope import scope_of
from multisite_tui.aws.setup_policy import SetupPolicy, policy_length, setup_policy
from tests.corridor.attached_policy import Checked, allows
from tests.corridor.reference import REFERENCE, with_site
from tests.corridor.shared_reference import SHARED

ARN = "arn:aws:acm:ap-northeast-2:123456789012:certificate/0a1b2c3d-1111-2222-3333-444455556666"
ACCOUNT = "123456789012"
ELB = f"arn:aws:elasticloadbalancing:ap-northeast-2:{ACCOUNT}"
ELSEWHERE = ELB.replace("north", "south")
OURS = {"aws:ResourceTag/multisite-tui:owner": "made", "aws:ResourceTag/multisite-tui:setup": "main-io"}
NEW = {"aws:RequestTag/multisite-tui:owner": "made", "aws:RequestTag/multisite-tui:setup": "main-io"}
REQUESTS = {"RequestWithOwnerTag", "ChangeTagsOfCertificates"}
KNOWN = {"account": ACCOUNT, "region": "ap-northeast-2", "zones": ("Z1",)}


def policy_for(*texts: str, **known: Any) -> SetupPolicy:
    return setup_policy(scope_of([answers.load(text, "answers.yaml").setup for text in texts], **known))


def actions_of(policy: SetupPolicy) -> set[str]:
    return {action for statement in policy.document["Statement"] for action in statement["Action"]}


def sids_of(policy: SetupPolicy) -> set[str]:
    return {statement["Sid"] for statement in policy.document["Statement"]}


def one_site(*lines: str) -> str:
    return "schema: 1\nname: main-io\nsites:\n  - domain: main.io\n    port: 6402\n" + "".join(
        f"    {line}\n" for line in lines
    )


def many(sites: int, topology: str) -> str:
    rows = "".join(f"  - {{domain: site-{place}.example.io, port: {6000 + place}}}\n" for place in range(sites))
    return f"schema: 1\nname: many\ntopology: {topology}\nsites:\n{rows}"


def records(*changed: tuple[str, str, str], zone: str = "Z1") -> Checked:
    keys = ("Actions", "RecordTypes", "NormalizedRecordNames")
    context = {
        f"route53:ChangeResourceRecordSets{key}": list(values)
        for key, values in zip(keys, zip(*changed, strict=True), strict=True)
    }
    return Checked(f"arn:aws:route53:::hostedzone/{zone}", context)


def requested(*names: str) -> Checked:
    return Checked("*", {**NEW, "acm:DomainNames": list(names)})


@pytest.mark.parametrize(
    ("lines", "statements", "actions"),
    [
        (("certificate: none",), REQUESTS, {"acm:RequestCertificate", "acm:DeleteCertificate"}),
        ((f"certificate: {ARN}",), REQUESTS, {"acm:AddTagsToCertificate"}),
        (("dns: external",), {"ChangeRecords"}, {"route53:ChangeResourceRecordSets", "route53:GetChange"}),
        (
            ("security_group: {id: sg-0123456789abcdef0}",),
            {"MakeGroupsWithOwnerTag", "MakeGroupsInVpcs", "ChangeTagsOfGroups"},
            {"ec2:CreateSecurityGroup", "ec2:DeleteSecurityGroup"},
        ),
    ],
)  # fmt: skip
def test_what_the_answers_never_cause_is_left_out(
    lines: tuple[str, ...], statements: set[str], actions: set[str]
) -> None:
    usual, narrow = policy_for(one_site()), policy_for(one_site(*lines))
    assert sids_of(usual) - sids_of(narrow) == statements
    assert actions <= actions_of(usual) - actions_of(narrow)


def test_a_topology_has_its_own_actions_until_a_move_from_it_is_ended() -> None:
    classic, shared = actions_of(policy_for(REFERENCE)), actions_of(policy_for(SHARED))
    assert "elasticloadbalancing:CreateRule" in shared - classic
    assert "elasticloadbalancing:RegisterInstancesWithLoadBalancer" in classic - shared
    assert actions_of(policy_for(REFERENCE, SHARED)) == classic | shared


def test_the_role_of_an_account_is_not_made_twice() -> None:
    assert sids_of(policy_for(REFERENCE)) - sids_of(policy_for(REFERENCE, balanced=True)) == {
        "FirstLoadBalancerOfAnAccount"
    }


def test_answers_alone_leave_open_what_they_do_not_tell() -> None:
    told = one_site("dns: {zone: Z0123456789}").replace("sites:", 'expect: {account: "123456789012"}\nsites:')
    for text, arns in (
        (one_site(), {"arn:*:elasticloadbalancing:*:*:loadbalancer/to-main", "arn:*:route53:::hostedzone/*"}),
        (
            told,
            {f"arn:*:elasticloadbalancing:*:{ACCOUNT}:loadbalancer/to-main", "arn:*:route53:::hostedzone/Z0123456789"},
        ),
    ):
        named = {one for statement in policy_for(text).document["Statement"] for one in _list(statement["Resource"])}
        assert arns <= named


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "*"),
    ],
)
def test_a_region_tells_the_partition(region: str, partition: str) -> None:
    there = policy_for(one_site(), region=region).document["Statement"]
    arns = {one for statement in there for one in _list(statement["Resource"])} - {"*"}
    assert {arn.split(":")[1] for arn in arns} == {partition}


@pytest.mark.parametrize(
    ("action", "checked", "allowed"),
    [
        ("route53:ChangeResourceRecordSets", records(("CREATE", "A", "main.io")), True),
        ("route53:ChangeResourceRecordSets", records(("DELETE", "CNAME", "sub.main.io")), True),
        ("route53:ChangeResourceRecordSets", records(("UPSERT", "CNAME", "_0a1b.main.io")), True),
        ("route53:ChangeResourceRecordSets", records(("CREATE", "A", "_before-multisite-tui.sub.main.io")), True),
        ("route53:ChangeResourceRecordSets", records(("CREATE", "A", "main.io"), ("CREATE", "A", "x.main.io")), False),
        ("route53:ChangeResourceRecordSets", records(("CREATE", "A", "mail.main.io")), False),
        ("route53:ChangeResourceRecordSets", records(("DELETE", "NS", "main.io")), False),
        ("route53:ChangeResourceRecordSets", records(("CREATE", "A", "main.io"), zone="Z2"), False),
        ("acm:RequestCertificate", requested("main.io"), True),
        ("acm:RequestCertificate", requested("main.io", "mail.main.io"), False),
        ("acm:RequestCertificate", requested("*.main.io"), False),
        ("acm:RequestCertificate", Checked("*", {"acm:DomainNames": ["main.io"]}), False),
        ("elasticloadbalancing:CreateLoadBalancer", Checked(f"{ELB}:loadbalancer/to-main", NEW), True),
        ("elasticloadbalancing:CreateLoadBalancer", Checked(f"{ELB}:loadbalancer/other", NEW), False),
        ("elasticloadbalancing:ConfigureHealthCheck", Checked(f"{ELB}:loadbalancer/to-sub"), True),
        ("elasticloadbalancing:ConfigureHealthCheck", Checked(f"{ELB}:loadbalancer/to-subs"), False),
        ("elasticloadbalancing:ConfigureHealthCheck", Checked(f"{ELSEWHERE}:loadbalancer/to-sub"), False),
        ("elasticloadbalancing:DeleteLoadBalancer", Checked(f"{ELB}:loadbalancer/to-main", OURS), True),
        ("elasticloadbalancing:DeleteLoadBalancer", Checked(f"{ELB}:loadbalancer/to-main"), False),
        ("ec2:DeleteSecurityGroup", Checked(f"arn:aws:ec2:ap-northeast-2:{ACCOUNT}:security-group/sg-1", OURS), True),
        (
            "ec2:DeleteSecurityGroup",
            Checked(
                f"arn:aws:ec2:ap-northeast-2:{ACCOUNT}:security-group/sg-1",
                {**OURS, "aws:ResourceTag/multisite-tui:setup": "another"},
            ),
            False,
        ),
    ],
)  # fmt: skip
def test_what_is_not_the_setups_is_not_allowed(action: str, checked: Checked, allowed: bool) -> None:
    assert allows(policy_for(REFERENCE, **KNOWN).document, action, checked) is allowed


@pytest.mark.parametrize(
    ("resource", "allowed"),
    [
        ("listener/app/main-io/50dc6c495c0c9188/f2f7dc8efc522ab2", True),
        ("listener-rule/app/main-io/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee", True),
        ("loadbalancer/app/main-io/50dc6c495c0c9188", True),
        ("targetgroup/to-sub/73e2d6bc24d8a067", True),
        ("loadbalancer/app/main-io-2/50dc6c495c0c9188", False),
        ("listener/app/other/50dc6c495c0c9188/f2f7dc8efc522ab2", False),
        ("targetgroup/other/73e2d6bc24d8a067", False),
        ("loadbalancer/main-io", False),
    ],
)
def test_the_parts_of_one_load_balancer_for_all_are_told_from_others(resource: str, allowed: bool) -> None:
    policy = policy_for(SHARED, **KNOWN).document
    assert allows(policy, "elasticloadbalancing:ModifyListener", Checked(f"{ELB}:{resource}")) is allowed


def test_a_wildcards_records_can_be_put_at_the_names_above_a_site() -> None:
    deep = policy_for(one_site().replace("main.io", "a.deep.main.io"), **KNOWN).document
    change = "route53:ChangeResourceRecordSets"
    assert allows(deep, change, records(("CREATE", "MX", "deep.main.io")))
    assert not allows(deep, change, records(("CREATE", "MX", "main.io")))


def test_records_are_written_over_only_as_proofs_for_acm() -> None:
    upsert = records(("UPSERT", "A", "main.io"))
    change = "route53:ChangeResourceRecordSets"
    assert not allows(policy_for(one_site("certificate: none"), **KNOWN).document, change, upsert)


@pytest.mark.parametrize("topology", ["classic", "shared"])
@pytest.mark.parametrize(("sites", "coarse"), [(2, 0), (6, 1), (20, 1), (100, 1)])
def test_every_policy_fits_and_says_what_it_does_not_name(topology: str, sites: int, coarse: int) -> None:
    policy = policy_for(many(sites, topology), **KNOWN, balanced=True)
    assert policy_length(policy.document) <= LARGEST_POLICY
    assert bool(policy.coarse) is bool(coarse)
    assert set(policy.coarse) <= sids_of(policy)


def test_a_policy_that_is_too_long_gives_way_first_where_tags_are_asked_for_too() -> None:
    assert policy_for(many(6, "classic"), **KNOWN).coarse == ("MakeWithOwnerTag", "TakeAwayWhatWasMade")
    twenty = policy_for(many(20, "classic"), **KNOWN)
    assert "ChangeRecords" not in twenty.coarse
    record = records(("CREATE", "A", "mail.example.io"))
    assert not allows(twenty.document, "route53:ChangeResourceRecordSets", record)


def test_no_policy_of_a_setup_has_more_than_the_published_one() -> None:
    published = {one["Sid"]: set(one["Action"]) for one in policy_document()["Statement"]}
    for text in (REFERENCE, SHARED, with_site("adopt: true")):
        for statement in policy_for(text).document["Statement"]:
            assert set(statement["Action"]) <= published[statement["Sid"]]


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
