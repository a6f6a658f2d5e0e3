from __future__ import annotations

import re

import pytest

from .rig import Bench, listener, refused


def test_the_dns_name_is_as_aws_forms_it(bench: Bench) -> None:
    name = bench.balancer()
    assert re.fullmatch(r"to-main-\d{9,10}\.ap-northeast-2\.elb\.amazonaws\.com", name)
    described = bench.described()
    assert described["DNSName"] == name
    assert described["CanonicalHostedZoneNameID"] == "ZWKZPGTI48KDX"
    assert described["AvailabilityZones"] == ["ap-northeast-2a", "ap-northeast-2c"]
    assert described["Scheme"] == "internet-facing"
    assert described["HealthCheck"]["Target"] == "TCP:80"


def test_a_second_of_a_deleted_name_has_another_dns_name(bench: Bench) -> None:
    first = bench.balancer()
    bench.elb.delete_load_balancer(LoadBalancerName="to-main")
    assert bench.balancer() != first


def test_an_identical_repeat_gives_the_same(bench: Bench) -> None:
    tags = [{"Key": "team", "Value": "web"}]
    assert bench.balancer(Tags=tags) == bench.balancer(Tags=tags)
    assert len(bench.elb.describe_load_balancers()["LoadBalancerDescriptions"]) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"Listeners": [listener(81)]},
        {"Tags": [{"Key": "a", "Value": "b"}]},
        {"Scheme": "internal"},
        {"Listeners": [listener(instance_port=6403)]},
    ],
)
def test_a_different_repeat_is_refused(bench: Bench, changes: dict[str, object]) -> None:
    bench.balancer()
    with refused("DuplicateLoadBalancerName", "already exists and it is configured with different"):
        bench.balancer(**changes)


@pytest.mark.parametrize(("key", "value"), [("team", r"\052"), ("team", "%"), ("t'm", "x")])
def test_tags_of_characters_that_aws_refuses(bench: Bench, key: str, value: str) -> None:
    with refused("ValidationError", "failed to satisfy constraint"):
        bench.balancer(Tags=[{"Key": key, "Value": value}])
    bench.balancer(Tags=[{"Key": "팀 1_.:/=+-@", "Value": "웹 A_.:/=+-@"}])


@pytest.mark.parametrize("name", ["to_main", "x" * 33, "-x", "x-", "main.io", "집"])
def test_names_that_aws_refuses(bench: Bench, name: str) -> None:
    with refused("ValidationError"):
        bench.balancer(name)


def test_unknown_parts_are_refused(bench: Bench) -> None:
    with refused("SubnetNotFound"):
        bench.balancer(Subnets=["subnet-0123456789abcdef0"])
    with refused("InvalidSecurityGroup"):
        bench.balancer(SecurityGroups=["sg-0123456789abcdef0"])
    with refused("InvalidScheme"):
        bench.balancer(Scheme="public")


def test_subnets_or_zones_but_not_both(bench: Bench) -> None:
    zones = ["ap-northeast-2a"]
    with refused("ValidationError", "Only one of"):
        bench.balancer(AvailabilityZones=zones)
    with refused("ValidationError", "Either"):
        bench.balancer(Subnets=[])
    with refused("ValidationError", "Invalid Availability Zone"):
        bench.balancer(Subnets=[], AvailabilityZones=["ap-northeast-2b"])
    bench.balancer(Subnets=[], AvailabilityZones=zones)
    assert bench.described()["AvailabilityZones"] == zones


def test_two_subnets_in_one_zone_are_refused(bench: Bench) -> None:
    vpc = bench.instance["VpcId"]
    twin = bench.ec2.create_subnet(VpcId=vpc, CidrBlock="172.31.64.0/20", AvailabilityZone="ap-northeast-2a")
    with refused("InvalidConfigurationRequest", status=409):
        bench.balancer(Subnets=[*bench.subnets[:1], twin["Subnet"]["SubnetId"]])


def test_another_vpc(bench: Bench) -> None:
    vpc = bench.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = bench.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    with refused("InvalidSubnet", "no internet gateway"):
        bench.balancer(Subnets=[subnet])
    with refused("InvalidConfigurationRequest", "VPC", 409):
        bench.balancer(Subnets=[subnet], Scheme="internal", SecurityGroups=[bench.group()])
    with refused("InvalidConfigurationRequest", "not in one VPC", 409):
        other = bench.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone="ap-northeast-2d")
        bench.balancer(Subnets=[bench.subnets[0], other["Subnet"]["SubnetId"]])


def test_twenty_are_allowed(bench: Bench) -> None:
    subnets = bench.subnets
    for number in range(20):
        bench.balancer(f"lb-{number}", Subnets=subnets)
    with refused("TooManyLoadBalancers"):
        bench.balancer("lb-20", Subnets=subnets)
    bench.balancer("lb-19", Subnets=subnets)


def test_pages(bench: Bench) -> None:
    for name in ("a", "b", "c"):
        bench.balancer(name)
    pages = bench.elb.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["LoadBalancerDescriptions"]) for page in pages] == [2, 1]


def test_account_limits(bench: Bench) -> None:
    limits = bench.elb.describe_account_limits()["Limits"]
    assert {"Name": "classic-load-balancers", "Max": "20"} in limits


CHECK = {"Target": "TCP:80", "Interval": 5, "Timeout": 3, "UnhealthyThreshold": 2, "HealthyThreshold": 2}


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("configure_health_check", {"HealthCheck": CHECK}),
        ("register_instances_with_load_balancer", {"Instances": [{"InstanceId": "i-1"}]}),
        ("deregister_instances_from_load_balancer", {"Instances": [{"InstanceId": "i-1"}]}),
        ("describe_instance_health", {}),
        ("modify_load_balancer_attributes", {"LoadBalancerAttributes": {}}),
        ("describe_load_balancer_attributes", {}),
        ("create_load_balancer_listeners", {"Listeners": [listener()]}),
        ("delete_load_balancer_listeners", {"LoadBalancerPorts": [80]}),
        ("set_load_balancer_listener_ssl_certificate", {"LoadBalancerPort": 443, "SSLCertificateId": "arn:x"}),
        ("set_load_balancer_policies_of_listener", {"LoadBalancerPort": 443, "PolicyNames": []}),
        ("create_load_balancer_policy", {"PolicyName": "p", "PolicyTypeName": "SSLNegotiationPolicyType"}),
        ("describe_load_balancer_policies", {}),
        ("apply_security_groups_to_load_balancer", {"SecurityGroups": []}),
        ("attach_load_balancer_to_subnets", {"Subnets": []}),
    ],
)
def test_one_that_is_missing(bench: Bench, operation: str, more: dict[str, object]) -> None:
    with refused("LoadBalancerNotFound", "'nobody'"):
        getattr(bench.elb, operation)(LoadBalancerName="nobody", **more)


def test_one_that_is_missing_among_several(bench: Bench) -> None:
    bench.balancer()
    with refused("LoadBalancerNotFound", "'nobody'"):
        bench.elb.describe_load_balancers(LoadBalancerNames=["to-main", "nobody"])
    with refused("LoadBalancerNotFound", "'nobody'"):
        bench.elb.describe_tags(LoadBalancerNames=["nobody"])


def test_deleting_is_done_already(bench: Bench) -> None:
    bench.elb.delete_load_balancer(LoadBalancerName="nobody")


def test_subnets_and_groups_can_be_changed(bench: Bench) -> None:
    first, second = bench.subnets
    bench.balancer(Subnets=[first])
    bench.elb.attach_load_balancer_to_subnets(LoadBalancerName="to-main", Subnets=[second])
    assert bench.described()["Subnets"] == [first, second]
    bench.elb.detach_load_balancer_from_subnets(LoadBalancerName="to-main", Subnets=[first])
    with refused("InvalidConfigurationRequest", status=409):
        bench.elb.detach_load_balancer_from_subnets(LoadBalancerName="to-main", Subnets=[second])
    group = bench.group()
    bench.elb.apply_security_groups_to_load_balancer(LoadBalancerName="to-main", SecurityGroups=[group])
    assert bench.described()["SecurityGroups"] == [group]


def test_tags(bench: Bench) -> None:
    bench.account.set_quota("classic-tags", 10)  # as the API reference has it
    bench.balancer(Tags=[{"Key": "팀", "Value": "웹"}])
    nine = [{"Key": str(number), "Value": "x"} for number in range(9)]
    bench.elb.add_tags(LoadBalancerNames=["to-main"], Tags=nine)
    with refused("TooManyTags"):
        bench.elb.add_tags(LoadBalancerNames=["to-main"], Tags=[{"Key": "eleventh"}])
    bench.elb.remove_tags(LoadBalancerNames=["to-main"], Tags=[{"Key": str(number)} for number in range(9)])
    tags = bench.elb.describe_tags(LoadBalancerNames=["to-main"])["TagDescriptions"][0]["Tags"]
    assert tags == [{"Key": "팀", "Value": "웹"}]


def test_tags_that_are_refused(bench: Bench) -> None:
    with refused("TooManyTags"):
        bench.balancer(Tags=[{"Key": str(number)} for number in range(51)])
    with refused("DuplicateTagKeys"):
        bench.balancer(Tags=[{"Key": "a"}, {"Key": "a"}])
    with refused("ValidationError", "reserved"):
        bench.balancer(Tags=[{"Key": "aws:x"}])
    with refused("ValidationError", "longer"):
        bench.balancer(Tags=[{"Key": "x" * 129}])


def test_attributes(bench: Bench) -> None:
    bench.balancer()
    wanted = {"CrossZoneLoadBalancing": {"Enabled": True}, "ConnectionSettings": {"IdleTimeout": 90}}
    bench.elb.modify_load_balancer_attributes(LoadBalancerName="to-main", LoadBalancerAttributes=wanted)
    seen = bench.elb.describe_load_balancer_attributes(LoadBalancerName="to-main")["LoadBalancerAttributes"]
    assert wanted.items() <= seen.items()
    assert seen["ConnectionDraining"]["Enabled"] is False


@pytest.mark.parametrize(
    "wanted",
    [
        {"ConnectionSettings": {"IdleTimeout": 3601}},
        {"ConnectionDraining": {"Enabled": True, "Timeout": 3601}},
        {"ConnectionDraining": {"Enabled": False, "Timeout": 60}},
    ],
)
def test_attributes_that_are_refused(bench: Bench, wanted: dict[str, object]) -> None:
    bench.balancer()
    with refused("InvalidConfigurationRequest", status=409):
        bench.elb.modify_load_balancer_attributes(LoadBalancerName="to-main", LoadBalancerAttributes=wanted)
