"""The table of rates: every operation of the program is in it, and no rate is used beyond its share."""

from __future__ import annotations

import pytest

from multisite_tui.aws.permissions import PERMISSIONS
from multisite_tui.aws.rates import RATES, SHARE, Rate, Scope, rates_of

CALLED = [tuple(call.split(":")) for call in PERMISSIONS]
"""Service and operation of every call, which another test holds to the program."""


def numbers(service: str, operation: str) -> list[tuple[float | None, float]]:
    return [(rate.burst, rate.refill) for rate in rates_of(service, operation)]


@pytest.mark.parametrize(("service", "operation"), CALLED, ids=":".join)
def test_every_operation_that_the_program_calls_has_a_rate(service: str, operation: str) -> None:
    assert rates_of(service, operation)


def test_every_rate_is_that_of_an_operation_of_the_program() -> None:
    used = {rate for service, operation in CALLED for rate in rates_of(service, operation)}
    assert [rate for rate in RATES if rate not in used] == []


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: f"{rate.service}-{rate.operations[0]}")
def test_each_rate_says_where_it_is_from_and_leaves_something_over(rate: Rate) -> None:
    assert rate.source
    assert SHARE <= rate.share < 1
    assert 0 < rate.used_refill < rate.refill
    assert 1 <= rate.used_burst < (rate.burst or rate.refill)


@pytest.mark.parametrize("rate", [rate for rate in RATES if rate.burst is None], ids=lambda rate: rate.operations[0])
def test_no_second_has_more_requests_than_a_quota_of_requests_a_second(rate: Rate) -> None:
    assert rate.used_burst + rate.used_refill <= rate.refill


@pytest.mark.parametrize(
    ("service", "operation", "expected"),
    [
        ("elb", "DescribeInstanceHealth", [(40, 10), (40, 10)]),
        ("elb", "CreateLoadBalancer", [(10, 0.2), (40, 10)]),
        ("elb", "AttachLoadBalancerToSubnets", [(10, 0.2), (40, 10)]),
        ("elb", "RegisterInstancesWithLoadBalancer", [(20, 4), (40, 10)]),
        ("elb", "CreateLoadBalancerListeners", [(20, 3), (40, 10)]),
        ("elb", "SetLoadBalancerPoliciesOfListener", [(20, 3), (40, 10)]),
        ("ec2", "DescribeInstances", [(50, 10)]),
        ("ec2", "DescribeSecurityGroupRules", [(100, 20)]),
        ("ec2", "DescribeSecurityGroups", [(50, 10)]),
        ("ec2", "CreateTags", [(100, 10)]),
        ("ec2", "CreateSecurityGroup", [(50, 5)]),
        ("ec2", "AuthorizeSecurityGroupIngress", [(50, 5)]),
        ("route53", "ChangeResourceRecordSets", [(50, 10)]),
        ("acm", "ListCertificates", [(None, 8)]),
        ("acm", "DescribeCertificate", [(25, 10)]),
        ("acm", "ListTagsForCertificate", [(25, 10)]),
        ("acm", "DeleteCertificate", [(None, 10)]),
        ("acm", "RequestCertificate", [(None, 5)]),
        ("sts", "GetCallerIdentity", []),
    ],
)
def test_an_operation_has_the_numbers_of_aws_own_pages(
    service: str, operation: str, expected: list[tuple[float | None, float]]
) -> None:
    assert numbers(service, operation) == expected


@pytest.mark.parametrize(("service", "operation"), CALLED, ids=":".join)
def test_reads_and_route_53_keep_to_their_rate_from_the_start_and_other_writes_do_not(
    service: str, operation: str
) -> None:
    expected = service == "route53" or operation.startswith(("Describe", "Get", "List"))
    assert rates_of(service, operation)[0].from_start is expected


def test_the_rate_of_all_calls_of_elb_does_not_hold_from_the_start() -> None:
    assert [rate.from_start for rate in RATES if rate.scope is Scope.SERVICE] == [
        False,
        False,
        True,
    ]  # ELB with both APIs, Route 53


def test_the_rate_of_a_whole_service_is_the_last_that_a_call_waits_for() -> None:
    scopes = [rate.scope for rate in rates_of("elb", "CreateLoadBalancer")]
    assert scopes == [Scope.RATE, Scope.SERVICE]
