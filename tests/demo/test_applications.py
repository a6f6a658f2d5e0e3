"""Application Load Balancers: what AWS refuses, what repeats answer, and what is left after a delete."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from .applications import (
    NOTHING,
    POLICY,
    Stage,
    application,
    described,
    forward,
    health,
    host_rule,
    plain,
    register,
    secure,
    stage,
    target_group,
)
from .rig import Bench, refused


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """For calls that are refused."""
    return stage(Bench(tmp_path_factory.mktemp("still")))


def test_one_load_balancer_for_several_sites(bench: Bench) -> None:
    group = bench.group()
    balancer = application(bench, SecurityGroups=[group])
    plain(bench, balancer)
    first, second = bench.issued("main.io"), bench.issued("sub.main.io")
    listener = secure(bench, balancer, first)
    bench.elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": second}])
    for number, name in enumerate(("main.io", "sub.main.io")):
        site = target_group(bench, f"site-{number}", 6402 + number)
        host_rule(bench, listener, 20000 + 10 * number, forward(site), name)
        register(bench, site)
    bench.clock.forward(60)
    assert described(bench, balancer)["State"]["Code"] == "active"
    for found in bench.elbv2.describe_target_groups(LoadBalancerArn=balancer)["TargetGroups"]:
        assert found["LoadBalancerArns"] == [balancer]
        assert health(bench, found["TargetGroupArn"]) == [("healthy", "", "")]
    secured = bench.elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"][1]
    assert (secured["SslPolicy"], secured["Certificates"]) == (POLICY, [{"CertificateArn": first}])
    assert secured["DefaultActions"][0]["FixedResponseConfig"] == NOTHING["FixedResponseConfig"]
    assert bench.seen(second)["InUseBy"] == [balancer]
    bench.elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    with refused("DependencyViolation"):
        bench.ec2.delete_security_group(GroupId=group)
    with refused("ResourceInUseException"):
        bench.acm.delete_certificate(CertificateArn=second)
    bench.clock.forward(60)
    bench.ec2.delete_security_group(GroupId=group)
    for certificate in (first, second):
        bench.acm.delete_certificate(CertificateArn=certificate)


def test_what_aws_fills_in(still: Stage) -> None:
    seen = described(still.bench, still.balancer)
    assert re.fullmatch(r"main-\d{9,10}\.ap-northeast-2\.elb\.amazonaws\.com", seen["DNSName"])
    assert re.fullmatch(
        r"arn:aws:elasticloadbalancing:ap-northeast-2:\d{12}:loadbalancer/app/main/[0-9a-f]{16}", still.balancer
    )
    assert (seen["CanonicalHostedZoneId"], seen["Scheme"], seen["Type"]) == (
        "ZWKZPGTI48KDX", "internet-facing", "application",
    )  # fmt: skip
    assert [zone["ZoneName"] for zone in seen["AvailabilityZones"]] == ["ap-northeast-2a", "ap-northeast-2c"]
    groups = still.bench.ec2.describe_security_groups(GroupIds=seen["SecurityGroups"])["SecurityGroups"]
    assert [group["GroupName"] for group in groups] == ["default"]
    interfaces = still.bench.ec2.describe_network_interfaces(
        Filters=[{"Name": "description", "Values": [f"ELB {still.balancer.partition('/')[2]}"]}]
    )["NetworkInterfaces"]
    assert [one["RequesterId"] for one in interfaces] == ["amazon-elb"] * 2


def test_it_is_provisioning_for_a_while(bench: Bench) -> None:
    balancer = application(bench)
    for seconds, state in ((0, "provisioning"), (59, "provisioning"), (1, "active")):
        bench.clock.forward(seconds)
        assert described(bench, balancer)["State"]["Code"] == state


ONE = "At least two subnets in two different Availability Zones must be specified"
REFUSED: dict[str, tuple[str, str, Callable[[Stage], dict[str, Any]]]] = {
    "long": ("ValidationError", "longer than '32'", lambda _: {"Name": "x" * 33}),
    "internal": ("ValidationError", "'internal-'", lambda _: {"Name": "internal-main"}),
    "hyphen": ("ValidationError", "hyphen", lambda _: {"Name": "main-"}),
    "sign": ("ValidationError", "alphanumeric", lambda _: {"Name": "to_main"}),
    "one subnet": ("ValidationError", ONE, lambda on: {"Subnets": on.bench.subnets[:1]}),
    "one mapping": ("ValidationError", ONE, lambda on: mapped(on.bench.subnets[:1])),
    "none": ("ValidationError", ONE, lambda _: {"Subnets": []}),
    "one zone": ("InvalidConfigurationRequest", "same Avail", lambda on: {"Subnets": on.bench.subnets[:1] * 2}),
    "unknown subnet": ("SubnetNotFound", "subnet-1", lambda on: {"Subnets": [on.bench.subnets[0], "subnet-1"]}),
    "both forms": ("ValidationError", "not both", lambda on: {**mapped(on.bench.subnets), "Subnets": on.bench.subnets}),
    "address": (
        "InvalidConfigurationRequest",
        "subnet mappings",
        lambda on: mapped(on.bench.subnets, AllocationId="x"),
    ),
    "unknown group": ("InvalidSecurityGroup", "sg-1", lambda _: {"SecurityGroups": ["sg-1"]}),
    "scheme": ("ValidationError", "enum value set", lambda _: {"Scheme": "public"}),
    "internal IPv6": (
        "InvalidConfigurationRequest",
        "ipv4",
        lambda _: {"Scheme": "internal", "IpAddressType": "dualstack"},
    ),
    "network": ("InvalidAction", "network", lambda _: {"Type": "network"}),
    "reserved tag": ("ValidationError", "reserved", lambda _: {"Tags": [{"Key": "aws:x"}]}),
    "sign of a tag": ("ValidationError", "constraint", lambda _: {"Tags": [{"Key": "a*"}]}),
    "tag twice": ("DuplicateTagKeys", "", lambda _: {"Tags": [{"Key": "a"}, {"Key": "a"}]}),
    "51 tags": ("TooManyTags", "", lambda _: {"Tags": [{"Key": str(number)} for number in range(51)]}),
    "other settings": (
        "DuplicateLoadBalancerName",
        "A load balancer with the same name 'main' exists, but with different settings",
        lambda _: {"Name": "main", "Scheme": "internal"},
    ),
    "other tags": ("DuplicateLoadBalancerName", "settings", lambda _: {"Name": "main", "Tags": [{"Key": "a"}]}),
}  # fmt: skip


def mapped(subnets: list[str], **more: str) -> dict[str, Any]:
    return {"Subnets": [], "SubnetMappings": [{"SubnetId": subnet, **more} for subnet in subnets]}


@pytest.mark.parametrize("case", REFUSED)
def test_load_balancers_that_are_refused(still: Stage, case: str) -> None:
    code, message, changes = REFUSED[case]
    with refused(code, message):
        application(still.bench, **{"Name": "other", **changes(still)})


def test_the_same_again_is_the_same(still: Stage) -> None:
    subnets = still.bench.subnets
    assert application(still.bench, Subnets=subnets[::-1], Scheme="internet-facing") == still.balancer
    assert application(still.bench, **mapped(subnets)) == still.balancer
    assert len(still.elbv2.describe_load_balancers()["LoadBalancers"]) == 1


def test_both_kinds_share_their_names(bench: Bench) -> None:
    bench.balancer("classic")
    application(bench)
    with refused("DuplicateLoadBalancerName"):
        application(bench, "classic")
    with refused("DuplicateLoadBalancerName"):
        bench.balancer("main")


def test_small_subnets_and_a_vpc_without_a_gateway(bench: Bench) -> None:
    own = bench.subnets
    vpc = bench.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    first, small, second = (
        bench.ec2.create_subnet(VpcId=vpc, CidrBlock=network, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for network, zone in (
            ("10.9.1.0/24", "ap-northeast-2a"),
            ("10.9.2.0/28", "ap-northeast-2c"),
            ("10.9.3.0/24", "ap-northeast-2c"),
        )
    )
    with refused("InvalidSubnet", "Not enough IP space"):
        application(bench, Subnets=[first, small])
    subnets = [first, second]
    with refused("InvalidSubnet", "no internet gateway"):
        application(bench, Subnets=subnets)
    application(bench, Subnets=subnets, Scheme="internal")
    with refused("InvalidConfigurationRequest", "same VPC"):
        application(bench, "mixed", Subnets=[subnets[0], own[1]])
    outside = application(bench, "outside", Subnets=own)
    with refused("InvalidSubnet"):
        bench.elbv2.set_subnets(LoadBalancerArn=outside, Subnets=subnets)
    foreign = bench.ec2.create_security_group(GroupName="g", Description="g", VpcId=vpc)["GroupId"]
    with refused("InvalidConfigurationRequest", foreign):
        bench.elbv2.set_security_groups(LoadBalancerArn=outside, SecurityGroups=[foreign])


def test_addresses_of_any_kind_outside(bench: Bench) -> None:
    balancer = application(bench, IpAddressType="dualstack-without-public-ipv4")
    assert described(bench, balancer)["IpAddressType"] == "dualstack-without-public-ipv4"


def test_groups_and_subnets_are_replaced_as_a_whole(bench: Bench) -> None:
    first, second = bench.group("first"), bench.group("second")
    balancer = application(bench, SecurityGroups=[first])
    assert bench.elbv2.set_security_groups(LoadBalancerArn=balancer, SecurityGroups=[second])["SecurityGroupIds"] == [
        second
    ]
    bench.ec2.delete_security_group(GroupId=first)
    with refused("DependencyViolation"):
        bench.ec2.delete_security_group(GroupId=second)
    with refused("ValidationError", ONE):
        bench.elbv2.set_subnets(LoadBalancerArn=balancer, Subnets=bench.subnets[:1])
    more = bench.ec2.create_subnet(
        VpcId=described(bench, balancer)["VpcId"], CidrBlock="172.31.240.0/24", AvailabilityZone="ap-northeast-2c"
    )["Subnet"]["SubnetId"]
    asked = [bench.subnets[0], more]
    zones = bench.elbv2.set_subnets(LoadBalancerArn=balancer, Subnets=asked)["AvailabilityZones"]
    assert [zone["SubnetId"] for zone in zones] == asked
    too_many = [bench.group(f"g{number}") for number in range(6)]
    with refused("InvalidConfigurationRequest", "maximum number of security groups"):
        bench.elbv2.set_security_groups(LoadBalancerArn=balancer, SecurityGroups=too_many)
    with refused("ValidationError", "At least one"):
        bench.elbv2.set_security_groups(LoadBalancerArn=balancer, SecurityGroups=[])


def test_an_account_that_aws_holds_back(bench: Bench) -> None:
    bench.account.hold_back()
    sentence = (
        "This AWS account currently does not support creating load balancers. For more information, please contact AWS "
        "Support."
    )
    with refused("OperationNotPermitted", sentence):
        application(bench)
    bench.balancer()
    bench.account.mend()
    application(bench)


def test_quotas(bench: Bench) -> None:
    bench.account.set_quota("application-load-balancers", 1)
    application(bench)
    with refused("TooManyLoadBalancers"):
        application(bench, "more")
    limits = {one["Name"]: one["Max"] for one in bench.elbv2.describe_account_limits()["Limits"]}
    assert limits == {
        "application-load-balancers": "1",
        "target-groups": "3000",
        "targets-per-application-load-balancer": "1000",
        "listeners-per-application-load-balancer": "50",
        "rules-per-application-load-balancer": "100",
        "certificates-per-application-load-balancer": "25",
    }


def attributes(bench: Bench, balancer: str, **wanted: str) -> dict[str, str]:
    pairs = [{"Key": key.replace("__", "."), "Value": value} for key, value in wanted.items()]
    reply = bench.elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=pairs)
    return {one["Key"]: one["Value"] for one in reply["Attributes"]}


def test_attributes(bench: Bench) -> None:
    balancer = application(bench)
    seen = attributes(bench, balancer, idle_timeout__timeout_seconds="4000")
    assert len(seen) > 20
    assert (seen["idle_timeout.timeout_seconds"], seen["client_keep_alive.seconds"]) == ("4000", "3600")
    assert (seen["load_balancing.cross_zone.enabled"], seen["routing.http2.enabled"]) == ("true", "true")
    attributes(bench, balancer, deletion_protection__enabled="true")
    with refused("OperationNotPermitted", "deletion protection"):
        bench.elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    assert attributes(bench, balancer, deletion_protection__enabled="false")["idle_timeout.timeout_seconds"] == "4000"
    for _ in range(2):
        bench.elbv2.delete_load_balancer(LoadBalancerArn=balancer)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("idle_timeout.timeout_seconds", "4001", "ValidationError"),
        ("idle_timeout.timeout_seconds", "0", "ValidationError"),
        ("client_keep_alive.seconds", "59", "ValidationError"),
        ("routing.http2.enabled", "True", "ValidationError"),
        ("routing.http.desync_mitigation_mode", "off", "ValidationError"),
        ("load_balancing.cross_zone.enabled", "false", "InvalidConfigurationRequest"),
        ("idle.timeout", "60", "ValidationError"),
        ("access_logs.s3.bucket", "x" * 1025, "ValidationError"),
    ],
)
def test_attributes_that_are_refused(still: Stage, key: str, value: str, code: str) -> None:
    with refused(code):
        still.elbv2.modify_load_balancer_attributes(
            LoadBalancerArn=still.balancer, Attributes=[{"Key": key, "Value": value}]
        )


def test_at_most_20_attributes_a_call(still: Stage) -> None:
    wanted = still.elbv2.describe_load_balancer_attributes(LoadBalancerArn=still.balancer)["Attributes"]
    with refused("ValidationError", "length less than or equal to 20"):
        still.elbv2.modify_load_balancer_attributes(LoadBalancerArn=still.balancer, Attributes=wanted[:21])


def test_tags_of_each_kind(bench: Bench) -> None:
    on = stage(bench)
    arns = [on.balancer, on.group, on.secure, on.rule]
    bench.elbv2.add_tags(ResourceArns=arns, Tags=[{"Key": "팀", "Value": "웹"}, {"Key": "b"}])
    bench.elbv2.remove_tags(ResourceArns=arns, TagKeys=["b", "nothing"])
    found = bench.elbv2.describe_tags(ResourceArns=arns)["TagDescriptions"]
    assert [(one["ResourceArn"], one["Tags"]) for one in found] == [
        (arn, [{"Key": "팀", "Value": "웹"}]) for arn in arns
    ]
    with refused("TooManyTags"):
        bench.elbv2.add_tags(ResourceArns=arns[1:2], Tags=[{"Key": str(number)} for number in range(50)])
    with refused("DuplicateTagKeys"):
        bench.elbv2.add_tags(ResourceArns=arns, Tags=[{"Key": "a"}, {"Key": "a"}])
    with refused("ValidationError", "Up to '20'"):
        bench.elbv2.describe_tags(ResourceArns=arns[:1] * 21)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("LoadBalancerNotFound", lambda on: on.elbv2.describe_load_balancers(Names=["main", "nobody"])),
        ("LoadBalancerNotFound", lambda on: on.elbv2.describe_load_balancers(LoadBalancerArns=[on.balancer + "0"])),
        ("LoadBalancerNotFound", lambda on: on.elbv2.describe_listeners(LoadBalancerArn=on.balancer + "0")),
        (
            "LoadBalancerNotFound",
            lambda on: on.elbv2.set_subnets(LoadBalancerArn=on.balancer + "0", Subnets=on.bench.subnets),
        ),
        ("LoadBalancerNotFound", lambda on: on.elbv2.describe_tags(ResourceArns=[on.balancer + "0"])),
        ("TargetGroupNotFound", lambda on: on.elbv2.describe_target_groups(Names=["site", "nobody"])),
        ("TargetGroupNotFound", lambda on: on.elbv2.describe_target_health(TargetGroupArn=on.group + "0")),
        ("ListenerNotFound", lambda on: on.elbv2.delete_listener(ListenerArn=on.secure + "0")),
        ("ListenerNotFound", lambda on: on.elbv2.describe_rules(ListenerArn=on.secure + "0")),
        ("RuleNotFound", lambda on: on.elbv2.delete_rule(RuleArn=on.rule + "0")),
        ("RuleNotFound", lambda on: on.elbv2.describe_tags(ResourceArns=[on.rule + "0"])),
        ("ValidationError", lambda on: on.elbv2.describe_tags(ResourceArns=["main"])),
        ("ValidationError", lambda on: on.elbv2.delete_load_balancer(LoadBalancerArn="main")),
        ("ValidationError", lambda on: on.elbv2.delete_target_group(TargetGroupArn=on.balancer)),
        ("ValidationError", lambda on: on.elbv2.describe_rules(ListenerArn=on.rule)),
        ("ValidationError", lambda on: on.elbv2.describe_listeners()),
        ("ValidationError", lambda on: on.elbv2.describe_load_balancers(Marker="x")),
        ("ValidationError", lambda on: on.elbv2.describe_load_balancers(PageSize=401)),
    ],
)  # fmt: skip
def test_what_is_not_found(still: Stage, code: str, call: Callable[[Stage], Any]) -> None:
    with refused(code):
        call(still)


def test_pages(still: Stage) -> None:
    pages = still.elbv2.get_paginator("describe_listeners").paginate(LoadBalancerArn=still.balancer, PageSize=1)
    assert [one["Port"] for page in pages for one in page["Listeners"]] == [80, 443]
