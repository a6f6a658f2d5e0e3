from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from .applications import application, target_group
from .rig import Bench, listener, refused

CALLS: dict[str, Callable[[Bench], Any]] = {
    "elb": lambda bench: bench.elb.describe_account_limits(),
    "ec2": lambda bench: bench.ec2.describe_vpcs(),
    "acm": lambda bench: bench.acm.list_certificates(),
    "route53": lambda bench: bench.route53.list_hosted_zones(),
    "sts": lambda bench: bench.account.session().client("sts").get_caller_identity(),
}
ACTIONS = {
    "elb": "elasticloadbalancing:DescribeAccountLimits",
    "ec2": "ec2:DescribeVpcs",
    "acm": "acm:ListCertificates",
    "route53": "route53:ListHostedZones",
}


@pytest.fixture(autouse=True)
def plain(bench: Bench) -> None:
    bench.account.mend()


def outcomes(bench: Bench) -> list[str]:
    return [call.outcome for call in bench.account.calls]


@pytest.mark.parametrize(
    ("service", "code", "status"),
    [
        ("elb", "AccessDenied", 403),
        ("ec2", "UnauthorizedOperation", 403),
        ("acm", "AccessDeniedException", 400),
        ("route53", "AccessDenied", 403),
    ],
)
def test_an_action_is_denied_until_it_is_allowed(bench: Bench, service: str, code: str, status: int) -> None:
    action = ACTIONS[service]
    bench.account.deny(action)
    for _ in range(3):
        with refused(code, f"not authorized to perform: {action}", status):
            CALLS[service](bench)
    bench.account.allow(action)
    CALLS[service](bench)


def test_a_denial_meets_its_action_alone(bench: Bench) -> None:
    bench.account.deny("elasticloadbalancing:CreateLoadBalancer")
    bench.elb.describe_load_balancers()
    with refused("AccessDenied", status=403):
        bench.balancer()
    bench.account.deny("ec2:Describe*")
    bench.account.allow("elasticloadbalancing:CreateLoadBalancer")
    with refused("UnauthorizedOperation", status=403):
        bench.ec2.describe_subnets()
    bench.group()


@pytest.mark.parametrize(
    ("action", "code", "status", "making"),
    [
        ("elasticloadbalancing:AddTags", "AccessDenied", 403, lambda bench, tags: bench.balancer(Tags=tags)),
        (
            "elasticloadbalancing:AddTags",
            "AccessDenied",
            403,
            lambda bench, tags: target_group(bench, Tags=tags),
        ),
        ("acm:AddTagsToCertificate", "AccessDeniedException", 400, lambda bench, tags: bench.certificate(Tags=tags)),
        (
            "ec2:CreateTags",
            "UnauthorizedOperation",
            403,
            lambda bench, tags: bench.ec2.create_security_group(
                GroupName="g", Description="g", TagSpecifications=[{"ResourceType": "security-group", "Tags": tags}]
            ),
        ),
    ],
)
def test_making_with_tags_needs_the_action_that_tags(
    bench: Bench, action: str, code: str, status: int, making: Any
) -> None:
    bench.account.deny(action)
    with refused(code, action, status):
        making(bench, [{"Key": "a", "Value": "b"}])
    bench.balancer(), bench.certificate(), bench.group()


RUNNING = "i-1037c11bd7cb980b6"
"""The instance of each new account; reading its id needs the very action that is denied."""
IN_CALLERS_NAME: dict[str, Callable[[Bench], Any]] = {
    "ec2:DescribeAccountAttributes": lambda bench: bench.balancer(),
    "ec2:DescribeInternetGateways": lambda bench: bench.balancer(),
    "ec2:DescribeVpcs": lambda bench: bench.balancer(),
    "iam:CreateServiceLinkedRole": lambda bench: bench.balancer(),
    "ec2:DescribeSecurityGroups": lambda bench: bench.elb.describe_load_balancers(),
    "ec2:DescribeAddresses": application,
    "ec2:DescribeInstances": lambda bench: bench.elbv2.register_targets(
        TargetGroupArn=target_group(bench), Targets=[{"Id": RUNNING}]
    ),
}


@pytest.mark.parametrize("action", IN_CALLERS_NAME)
def test_elb_names_the_action_that_it_takes_in_the_callers_name(bench: Bench, action: str) -> None:
    bench.account.deny(action)
    with refused("AccessDenied", f"not authorized to perform: {action}", 403):
        IN_CALLERS_NAME[action](bench)
    bench.account.allow(action)
    IN_CALLERS_NAME[action](bench)


def test_the_linked_role_is_made_once_in_an_accounts_life(bench: Bench) -> None:
    bench.balancer()
    bench.account.deny("iam:CreateServiceLinkedRole")
    bench.elb.delete_load_balancer(LoadBalancerName="to-main")
    bench.balancer("to-sub")


def test_either_kind_of_load_balancer_makes_the_linked_role(bench: Bench) -> None:
    application(bench)
    bench.account.deny("iam:CreateServiceLinkedRole")
    bench.balancer()
    application(bench, "more")


def test_who_one_is_cannot_be_denied(bench: Bench) -> None:
    bench.account.deny("sts:*")
    CALLS["sts"](bench)


def test_a_denial_is_in_iams_form(bench: Bench) -> None:
    with pytest.raises(ValueError, match="IAM action"):
        bench.account.deny("CreateLoadBalancer")


@pytest.mark.parametrize(
    ("service", "code", "status"),
    [
        ("elb", "ExpiredToken", 403),
        ("ec2", "RequestExpired", 400),
        ("acm", "ExpiredTokenException", 400),
        ("route53", "ExpiredToken", 403),
        ("sts", "ExpiredToken", 403),
    ],
)
def test_credentials_expire_after_some_calls_until_renewed(bench: Bench, service: str, code: str, status: int) -> None:
    bench.account.expire_after(2)
    CALLS["elb"](bench), CALLS["acm"](bench)
    for _ in range(2):
        with refused(code, "xpired", status):
            CALLS[service](bench)
    bench.account.renew()
    CALLS[service](bench)


def test_calls_that_fail_otherwise_count_towards_the_expiry(bench: Bench) -> None:
    bench.account.throttle("elb", times=1)
    bench.account.expire_after(1)
    with refused("Throttling"):
        CALLS["elb"](bench)
    with refused("ExpiredToken", status=403):
        CALLS["elb"](bench)


@pytest.mark.parametrize(
    ("service", "code", "status"),
    [
        ("elb", "Throttling", 400),
        ("ec2", "RequestLimitExceeded", 503),
        ("acm", "ThrottlingException", 400),
        ("route53", "Throttling", 400),
    ],
)
def test_one_service_is_throttled(bench: Bench, service: str, code: str, status: int) -> None:
    bench.account.throttle(service, times=2)
    for other in CALLS.keys() - {service}:
        CALLS[other](bench)
    for _ in range(2):
        with refused(code, "exceeded", status):
            CALLS[service](bench)
    CALLS[service](bench)


def drawn(bench: Bench, seed: int) -> list[str]:
    bench.renew()
    bench.account.throttle("*", share=0.3, seed=seed)
    for _ in range(60):
        try:
            CALLS["elb"](bench)
        except bench.elb.exceptions.ClientError:
            continue
    return outcomes(bench)


def test_a_share_is_throttled_by_lot_the_same_for_a_seed(bench: Bench) -> None:
    first = drawn(bench, 7)
    assert 9 <= first.count("Throttling") <= 27
    assert drawn(bench, 7) == first
    assert drawn(bench, 8) != first


@pytest.mark.parametrize(
    ("service", "status", "code"),
    [
        ("elb", 500, "InternalFailure"),
        ("elb", 503, "ServiceUnavailable"),
        ("ec2", 500, "InternalError"),
        ("ec2", 503, "Unavailable"),
        ("acm", 500, "InternalFailure"),
        ("route53", 503, "ServiceUnavailable"),
    ],
)
def test_a_service_breaks_down(bench: Bench, service: str, status: int, code: str) -> None:
    bench.account.break_down(service, status=status)
    with refused(code, status=status):
        CALLS[service](bench)
    CALLS[service](bench)


@pytest.mark.parametrize(("after", "made"), [(False, 0), (True, 1)])
def test_a_connection_breaks_before_or_after(bench: Bench, after: bool, made: int) -> None:
    bench.account.drop("RequestCertificate", after=after)
    with pytest.raises(ConnectionClosedError):
        bench.certificate()
    assert len(bench.acm.list_certificates()["CertificateSummaryList"]) == made


def test_everything_can_be_taken_back(bench: Bench) -> None:
    bench.account.throttle()
    bench.account.deny("acm:*")
    bench.account.expire_after(0)
    bench.account.break_down(times=None)
    bench.account.mend()
    for call in CALLS.values():
        call(bench)


@pytest.mark.parametrize(
    ("entry", "code", "status"),
    [
        ({"operation": "elb", "code": "Throttled", "times": 1}, "Throttling", 400),
        ({"operation": "elb.CreateLoadBalancer", "code": "ServerError"}, "InternalFailure", 500),
        ({"operation": "elasticloadbalancing:*", "code": "Denied", "times": None}, "AccessDenied", 403),
        ({"operation": "*", "code": "Expired", "times": None, "skip": 1}, "ExpiredToken", 403),
        ({"operation": "*", "code": "Throttled", "times": None, "share": 0.999, "seed": 1}, "Throttling", 400),
        ({"operation": "CreateLoadBalancer", "code": "TooManyLoadBalancers"}, "TooManyLoadBalancers", 400),
    ],
)
def test_the_file_orders_the_same(bench: Bench, entry: dict[str, Any], code: str, status: int) -> None:
    subnets = bench.subnets
    (bench.account.folder / "faults.json").write_text(json.dumps({"faults": [entry]}))
    if "skip" in entry:
        CALLS["acm"](bench)
    with refused(code, status=status):
        bench.elb.create_load_balancer(LoadBalancerName="to-main", Listeners=[listener()], Subnets=subnets)


def test_a_refused_call_changes_nothing(bench: Bench) -> None:
    bench.account.deny("elasticloadbalancing:CreateLoadBalancer")
    with refused("AccessDenied", status=403):
        bench.balancer()
    bench.account.mend()
    assert bench.elb.describe_load_balancers()["LoadBalancerDescriptions"] == []
