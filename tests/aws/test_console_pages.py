"""Addresses of the AWS console, as its own links look."""

from __future__ import annotations

import pytest

from multisite_tui.aws.console_pages import console_of

CERTIFICATE = "arn:aws:acm:ap-northeast-2:123456789012:certificate/0a1b-2c"
GROUP = "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:targetgroup/to-main/73e2d6bc24d8a067"


def test_each_thing_has_its_page() -> None:
    console = console_of("ap-northeast-2")
    assert console is not None
    start = "https://ap-northeast-2.console.aws.amazon.com"
    ec2 = f"{start}/ec2/home?region=ap-northeast-2#"
    assert console.load_balancer("to-main").address == f"{ec2}LoadBalancers:search=to-main"
    assert console.target_group("to-main", GROUP).address == f"{ec2}TargetGroup:targetGroupArn={GROUP}"
    assert console.security_group("sg-1").address == f"{ec2}SecurityGroup:groupId=sg-1"
    assert console.instance("i-1").address == f"{ec2}InstanceDetails:instanceId=i-1"
    assert console.certificate(CERTIFICATE).address == (f"{start}/acm/home?region=ap-northeast-2#/certificates/0a1b-2c")
    assert console.zone("main.io", "Z1").address == (
        "https://console.aws.amazon.com/route53/v2/hostedzones#ListRecordSets/Z1"
    )
    assert console.zone("main.io", "Z1").thing == "hosted zone main.io"


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("us-east-1", "us-east-1.console.aws.amazon.com"),
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
    ],
)
def test_each_partition_has_its_host(region: str, host: str) -> None:
    console = console_of(region)
    assert console is not None
    assert console.instance("i-1").address.startswith(f"https://{host}/ec2/home?region={region}#")


@pytest.mark.parametrize("region", ["us-iso-east-1", "eusc-de-east-1"])
def test_a_console_that_is_not_known_has_no_pages(region: str) -> None:
    assert console_of(region) is None


def test_nothing_of_a_name_ends_the_address() -> None:
    console = console_of("us-east-1")
    assert console is not None
    assert console.load_balancer("a b&c#d").address.endswith("search=a%20b%26c%23d")
