"""Looks at an account through real clients: what is there, what is not, and what may not be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest

from multisite_tui.aws.calls import AwsCall
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts import load_balancers
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import Attributes
from multisite_tui.aws.facts.records import from_raw

from .practice import Practice, address

GONE = "arn:aws:acm:ap-northeast-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"
LOOKS: list[tuple[str, str, Callable[[Facts], Any]]] = [
    ("elb", "DescribeLoadBalancers", lambda facts: facts.load_balancer("to-main")),
    ("elb", "DescribeTags", lambda facts: facts.load_balancer("to-main")),
    ("elb", "DescribeLoadBalancerAttributes", lambda facts: facts.load_balancer_attributes("to-main")),
    ("elb", "DescribeLoadBalancerPolicies", lambda facts: facts.tls_policies("to-main")),
    ("elb", "DescribeLoadBalancers", lambda facts: facts.load_balancer_tags()),
    ("elb", "DescribeInstanceHealth", lambda facts: facts.instance_health("to-main", ())),
    ("elb", "DescribeAccountLimits", lambda facts: facts.load_balancer_quota()),
    ("acm", "ListCertificates", lambda facts: facts.certificates()),
    ("acm", "DescribeCertificate", lambda facts: facts.certificate(GONE)),
    ("ec2", "DescribeSecurityGroups", lambda facts: facts.security_group_named("vpc-1", "to-main")),
    ("ec2", "DescribeSecurityGroupRules", lambda facts: facts.tagged_rules("a", "b")),
    ("ec2", "DescribeInstances", lambda facts: facts.instances()),
    ("ec2", "DescribeSubnets", lambda facts: facts.subnets("vpc-1")),
    ("ec2", "DescribeRouteTables", lambda facts: facts.subnets("vpc-1")),
    ("ec2", "DescribeNetworkAcls", lambda facts: facts.network_acls("vpc-1")),
    ("ec2", "DescribeManagedPrefixLists", lambda facts: facts.prefix_lists()),
    ("route53", "ListHostedZones", lambda facts: facts.zones()),
    ("route53", "GetHostedZone", lambda facts: facts.name_servers("Z1")),
    ("route53", "ListResourceRecordSets", lambda facts: facts.records("Z1", "main.io")),
    ("route53", "GetChange", lambda facts: facts.change_status("C1")),
]


@pytest.mark.parametrize(("service", "operation", "look"), LOOKS, ids=[f"{one[1]}-{n}" for n, one in enumerate(LOOKS)])
def test_a_denied_look_is_never_absence(
    practice: Practice, service: str, operation: str, look: Callable[[Facts], Any]
) -> None:
    practice.balancer()
    practice.deny(operation)
    with pytest.raises(AwsFailure) as caught:
        look(practice.facts())
    prefix = {"elb": "elasticloadbalancing"}.get(service, service)
    assert (caught.value.access, f"{prefix}:{operation}" in caught.value.problem.what) == (True, True)


@pytest.mark.parametrize(
    "look",
    [
        lambda facts: facts.load_balancer("not-there"),
        lambda facts: facts.certificate(GONE),
        lambda facts: facts.security_group_named("vpc-none", "to-main"),
        lambda facts: facts.security_group("vpc-none", "sg-none"),
    ],
)
def test_what_aws_says_is_not_there_is_none(practice: Practice, look: Callable[[Facts], Any]) -> None:
    assert look(practice.facts()) is None


def test_a_load_balancer_whose_tags_aws_does_not_show_is_not_there_yet(practice: Practice) -> None:
    practice.balancer()
    practice.account.fail("DescribeTags", "LoadBalancerNotFound", times=2)
    assert practice.facts().load_balancer("to-main") is None
    assert practice.facts().load_balancer("to-main") is not None


@pytest.mark.parametrize(
    ("operation", "read"),
    [
        ("DescribeLoadBalancerAttributes", lambda facts: facts.load_balancer_attributes("to-main")),
        ("DescribeLoadBalancerPolicies", lambda facts: facts.tls_policies("to-main")),
    ],
)
def test_a_detail_of_a_load_balancer_that_only_a_part_of_aws_shows_is_not_there_yet(
    practice: Practice, operation: str, read: Callable[[Facts], Any]
) -> None:
    practice.balancer()
    practice.account.fail(operation, "LoadBalancerNotFound")
    assert read(practice.facts()) is None
    assert read(practice.facts()) is not None


def test_an_instance_that_was_never_registered_hides_no_other(practice: Practice) -> None:
    practice.balancer()
    instance = practice.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    practice.aws.elb.register_instances_with_load_balancer(
        LoadBalancerName="to-main", Instances=[{"InstanceId": instance}]
    )
    found = practice.facts().instance_health("to-main", ("i-0123456789abcdef0", instance))
    assert [one.instance for one in found] == [instance]


@pytest.mark.parametrize("code", ["LoadBalancerNotFound", "InvalidInstance"])
def test_health_that_aws_cannot_tell_yet_is_no_health(practice: Practice, code: str) -> None:
    practice.balancer()
    practice.account.fail("DescribeInstanceHealth", code)
    assert practice.facts().instance_health("to-main", ("i-1",)) == ()


@pytest.mark.parametrize("operation", ["DescribeCertificate", "ListTagsForCertificate"])
def test_a_certificate_that_is_deleted_while_it_is_looked_at_is_not_there(practice: Practice, operation: str) -> None:
    asked = practice.aws.acm.request_certificate(DomainName="main.io", ValidationMethod="DNS")
    practice.settle()
    practice.account.fail(operation, "ResourceNotFoundException")
    assert practice.facts().certificate(asked["CertificateArn"]) is None
    assert practice.facts().certificate(asked["CertificateArn"]) is not None


def test_a_load_balancer_that_another_thread_deletes_while_it_is_looked_at_is_not_there(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.balancer()
    facts, tags = practice.facts(), Facts.load_balancer_tags
    deletion = AwsCall("elb", "DeleteLoadBalancer", {"LoadBalancerName": "to-main"}, "to-main", "it goes")

    def tags_and_deletion(self: Facts) -> Any:
        found = tags(self)
        facts.reads.accepted(deletion, {})
        return found

    monkeypatch.setattr(Facts, "load_balancer_tags", tags_and_deletion)
    assert facts.load_balancer("to-main") is not None
    assert facts.load_balancer("to-main") is None


def test_tags_are_read_one_by_one_where_those_of_one_are_not_there_yet(practice: Practice) -> None:
    practice.balancer("others")
    practice.balancer("to-main", tags=[("team", "web")])
    # The first refusal is of the joined question, the second one of the load balancer that is asked for alone first.
    practice.account.fail("DescribeTags", "LoadBalancerNotFound", times=2)
    assert practice.facts().load_balancer_tags() == {"to-main": {"team": "web"}}


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling"])
def test_tags_that_fail_for_another_reason_fail(practice: Practice, code: str) -> None:
    practice.balancer()
    practice.account.fail("DescribeTags", code, times=99)
    with pytest.raises(AwsFailure, match="DescribeTags"):
        practice.facts().load_balancer("to-main")


def test_a_change_that_route_53_no_longer_remembers_is_served(practice: Practice) -> None:
    practice.account.fail("GetChange", "NoSuchChange", status=404)
    assert practice.facts().change_status("C0123456789") == "INSYNC"


def test_a_load_balancer_is_found_with_all_that_a_setup_decides(practice: Practice) -> None:
    practice.balancer(tags=[("team", "web")])
    found = practice.facts().load_balancer("to-main")
    assert found is not None
    assert (found.name, found.zone_id, found.scheme, found.vpc) == (
        "to-main", "ZWKZPGTI48KDX", "internet-facing", practice.vpc,
    )  # fmt: skip
    assert [(one.protocol, one.port, one.instance_protocol, one.instance_port) for one in found.listeners] == [
        ("HTTP", 80, "HTTP", 6402)
    ]
    assert found.tags == {"team": "web"}
    assert practice.facts().load_balancer_attributes("to-main") == Attributes(False, 0, 60)


def test_all_load_balancers_are_found_in_one_listing_and_their_tags_in_another(practice: Practice) -> None:
    for name in ("to-main", "to-sub", "others"):
        practice.balancer(name, tags=[("name", name)])
    facts, before = practice.facts(), len(list(practice.account.calls))
    found = [facts.load_balancer(name) for name in ("to-main", "to-sub", "not-there")]
    assert [one.tags if one else None for one in found] == [{"name": "to-main"}, {"name": "to-sub"}, None]
    assert facts.load_balancer_tags()["others"] == {"name": "others"}
    assert [call.name for call in list(practice.account.calls)[before:]] == [
        "elb.DescribeLoadBalancers", "elb.DescribeTags"
    ]  # fmt: skip


def test_the_names_of_a_small_zone_are_read_together_and_those_of_a_large_one_alone(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.put(*(address(f"s{number:03}.main.io") for number in range(350)))
    zone, before = practice.zone(), practice.asked("ListResourceRecordSets")
    facts = practice.facts()
    assert [len(facts.records(zone, f"s{number:03}.main.io")) for number in (0, 349)] == [1, 1]
    assert practice.asked("ListResourceRecordSets") - before == 2
    monkeypatch.setattr("multisite_tui.aws.facts.facts.MOST_PAGES", 1)
    facts = practice.facts()
    assert [len(facts.records(zone, f"s{number:03}.main.io")) for number in (0, 349)] == [1, 1]
    assert practice.asked("ListResourceRecordSets") - before == 5
    assert len(facts.all_records(zone)) >= 350


def test_tags_of_more_than_twenty_load_balancers_are_asked_for_in_turns(practice: Practice) -> None:
    names = [f"lb-{number:02}" for number in range(20)]
    for name in names:
        practice.balancer(name, tags=[("name", name)])
    before = practice.asked("DescribeTags")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load_balancers, "TAGS_A_CALL", 7)
        tags = practice.facts().load_balancer_tags()
    assert {name: one["name"] for name, one in tags.items()} == {name: name for name in names}
    assert practice.asked("DescribeTags") - before == 3


def test_a_look_asks_once_under_threads(practice: Practice) -> None:
    facts = practice.facts()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: facts.zones(), range(16)))
    assert len(set(answers)) == 1
    assert practice.asked("ListHostedZones") == 1


def test_a_new_look_asks_again(practice: Practice) -> None:
    assert practice.facts().load_balancer("to-main") is None
    practice.balancer()
    assert practice.facts().load_balancer("to-main") is not None


def test_the_instance_is_found_with_its_address_group_and_name(practice: Practice) -> None:
    [instance] = practice.facts().instances()
    group = practice.facts().security_group_named(instance.vpc, "WEB")
    assert group is not None
    assert (instance.state, instance.public_address, instance.security_groups) == (
        "running", "203.0.113.10", (group.id,),
    )  # fmt: skip
    assert str(instance) == f"{instance.id} (web)"


def test_many_security_groups_are_all_found_with_their_rules(practice: Practice) -> None:
    for number in range(12):
        practice.aws.ec2.create_security_group(GroupName=f"g-{number}", Description="x", VpcId=practice.vpc)
    practice.settle()
    facts = practice.facts()
    assert all(facts.security_group_named(practice.vpc, f"G-{number}") for number in range(12))
    web = facts.security_group_named(practice.vpc, "web")
    assert web is not None
    assert [web.admits(port, "0.0.0.0/0") for port in (22, 6402, 6403, 80)] == [True, True, True, False]


def test_rules_are_found_by_their_own_tags(practice: Practice) -> None:
    group = practice.facts().instances()[0].security_groups[0]
    practice.aws.ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 7000, "ToPort": 7000, "UserIdGroupPairs": [{"GroupId": group}]}
        ],
        TagSpecifications=[{"ResourceType": "security-group-rule", "Tags": [{"Key": "k", "Value": "v"}]}],
    )
    [rule] = practice.facts().tagged_rules("k", "v")
    assert (rule.group, rule.port, rule.source, rule.tags) == (group, 7000, group, {"k": "v"})
    assert practice.facts().tagged_rules("k", "other") == ()


def test_a_subnet_without_a_table_of_its_own_is_public_by_the_main_one(practice: Practice) -> None:
    assert [subnet.public for subnet in practice.facts().subnets(practice.vpc)] == [True, True]


def test_a_subnet_with_a_table_of_its_own_is_public_by_that_alone(practice: Practice) -> None:
    first, second = practice.facts().subnets(practice.vpc)
    table = practice.aws.ec2.create_route_table(VpcId=practice.vpc)["RouteTable"]
    practice.aws.ec2.associate_route_table(RouteTableId=table["RouteTableId"], SubnetId=first.id)
    public = {subnet.id: subnet.public for subnet in practice.facts().subnets(practice.vpc)}
    assert public == {first.id: False, second.id: True}


def test_a_subnet_is_public_by_its_own_table_where_the_main_one_leads_nowhere(practice: Practice) -> None:
    ec2 = practice.aws.ec2
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    one, other = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{number}.0/24")["Subnet"]["SubnetId"] for number in (1, 2)
    )
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=one)
    assert {subnet.id: subnet.public for subnet in practice.facts().subnets(vpc)} == {one: True, other: False}


def test_private_zones_are_no_zones_of_a_site(practice: Practice) -> None:
    route53 = practice.aws.route53
    route53.create_hosted_zone(Name="notmain.io", CallerReference="1")
    route53.create_hosted_zone(
        Name="inside.io", CallerReference="2", VPC={"VPCRegion": "ap-northeast-2", "VPCId": practice.vpc}
    )
    assert sorted(zone.name for zone in practice.facts().zones()) == ["example.net", "main.io", "notmain.io"]
    assert not any(zone.id.startswith("/") for zone in practice.facts().zones())


def test_the_name_servers_of_a_zone_are_told_without_final_dots(practice: Practice) -> None:
    servers = practice.facts().name_servers(practice.zone())
    assert len(servers) == 4
    assert not any(server.endswith(".") for server in servers)


def test_only_record_sets_at_the_name_are_found(practice: Practice) -> None:
    practice.put(address("www.main.io"), address("a.main.io"), {**address("main.io", '"x"'), "Type": "TXT"})
    found = practice.facts().records(practice.zone(), "main.io")
    assert sorted(record.type for record in found) == ["A", "NS", "SOA", "TXT"]
    assert practice.facts().records(practice.zone(), "b.main.io") == ()


def test_a_name_that_route_53_escapes_is_found_by_its_plain_name(practice: Practice) -> None:
    practice.put(address("*.main.io", "203.0.113.9"))
    [record] = practice.facts().records(practice.zone(), "*.main.io")
    assert (record.name, record.values) == ("*.main.io", ("203.0.113.9",))
    assert record.raw["Name"] == "\\052.main.io."


def test_more_record_sets_at_a_name_than_a_page_holds_are_all_found(practice: Practice) -> None:
    practice.put(*(address("many.main.io", SetIdentifier=f"s{number:03}", Weight=1) for number in range(150)))
    practice.put(address("n.main.io"))
    found = practice.facts().records(practice.zone(), "many.main.io")
    assert len(found) == 150
    assert all(record.routed for record in found)


def test_a_record_that_a_traffic_policy_made_is_routed() -> None:
    assert from_raw({**address("main.io"), "TrafficPolicyInstanceId": "1"}).routed
    assert not from_raw(address("main.io")).routed


def test_protections_are_read_page_by_page(practice: Practice) -> None:
    keys: Any = [{"RecordName": f"N{number:03}.main.io.", "RecordType": "A"} for number in range(100)]
    route53, zone = practice.aws.client("route53"), practice.zone()
    route53.create_resource_record_set_protections(HostedZoneId=zone, Protections=keys)
    route53.create_resource_record_set_protections(
        HostedZoneId=zone, Protections=[{"RecordName": "*.main.io.", "RecordType": "CNAME"}]
    )
    found = practice.facts().protections(zone)
    assert len(found) == 101
    assert {("n007.main.io", "A"), ("*.main.io", "CNAME")} <= found


def test_a_certificate_is_whole_once_acm_made_up_its_records(practice: Practice) -> None:
    arn = practice.aws.acm.request_certificate(
        DomainName="Main.io".lower(),
        SubjectAlternativeNames=["main.io", "*.main.io"],
        ValidationMethod="DNS",
        Tags=[{"Key": "team", "Value": "web"}],
    )["CertificateArn"]
    practice.time += 1.5
    fresh = practice.facts().certificate(arn)
    practice.time += 5
    later = practice.facts().certificate(arn)
    assert fresh is not None
    assert later is not None
    assert (fresh.validation, fresh.awaited) == ((), {"main.io", "*.main.io"})
    assert (len(later.validation), later.awaited, later.tags) == (2, frozenset(), {"team": "web"})
    assert later.names == {"main.io", "*.main.io"}
    assert len({record.name for record in later.validation}) == 1


def test_certificates_of_every_key_are_listed(practice: Practice) -> None:
    for algorithm in ("RSA_2048", "EC_prime256v1"):
        practice.aws.acm.request_certificate(
            DomainName="main.io",
            ValidationMethod="DNS",
            KeyAlgorithm=algorithm,  # type: ignore[arg-type]
        )
    assert {one.key_algorithm for one in practice.facts().certificates()} == {"RSA_2048", "EC_prime256v1"}


def test_the_zones_of_load_balancers_are_known_for_each_region_of_the_partitions_that_people_use() -> None:
    zones = json.loads(load_balancers.ALIAS_ZONES.read_text("utf-8"))
    session = boto3.Session()
    regions = {one for part in ("aws", "aws-cn", "aws-us-gov") for one in session.get_available_regions("elb", part)}
    assert set(zones["classic_and_application"]) == set(zones["network"]) == regions
    every = [
        zone_id for kind in ("classic_and_application", "network", "s3_website") for zone_id in zones[kind].values()
    ]
    assert len(set(every)) == len(every)
    assert re.fullmatch(r"\d{4}-\d{2}", zones["as_of"])
