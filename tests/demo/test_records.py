from __future__ import annotations

from typing import Any

import pytest

from .rig import Bench, address, cname, refused


def alias(target: str, zone_id: str = "ZWKZPGTI48KDX", name: str = "main.io", **more: Any) -> dict[str, Any]:
    goal = {"HostedZoneId": zone_id, "DNSName": target, "EvaluateTargetHealth": False}
    return {"Name": name, "Type": "A", "AliasTarget": goal, **more}


def test_pending_then_in_sync(bench: Bench) -> None:
    change = bench.change(("CREATE", address("x.main.io", "203.0.113.1")))
    assert bench.route53.get_change(Id=change)["ChangeInfo"]["Status"] == "PENDING"
    bench.clock.forward(20)
    assert bench.route53.get_change(Id=change)["ChangeInfo"]["Status"] == "INSYNC"
    with refused("NoSuchChange", status=404):
        bench.route53.get_change(Id="C0123456789")


def test_names_are_read_back_as_route53_writes_them(bench: Bench) -> None:
    bench.change(("CREATE", address("*.Main.IO", "203.0.113.1")))
    assert ("\\052.main.io.", "A") in bench.records()
    bench.change(("DELETE", address("\\052.main.io.", "203.0.113.1")))
    assert ("\\052.main.io.", "A") not in bench.records()


def test_an_alias_to_a_load_balancer(bench: Bench) -> None:
    target = "dualstack." + bench.balancer()
    bench.change(("UPSERT", alias(target)))
    stored = bench.records()["main.io.", "A"]
    assert stored["AliasTarget"]["DNSName"] == target + "."
    assert not {"TTL", "ResourceRecords"} & set(stored)


def test_aliases_that_are_refused(bench: Bench) -> None:
    target = bench.balancer()
    within = "but the alias target name does not lie within the target zone"
    start = f"Tried to create an alias that targets {target}., type A in zone Z35SXDOTRQ7X7K, "
    with refused("InvalidChangeBatch", start + within):
        bench.change(("UPSERT", alias(target, "Z35SXDOTRQ7X7K")))
    with refused("InvalidChangeBatch", within):
        bench.change(("UPSERT", alias("www.example.com")))
    with refused("InvalidChangeBatch", "target was not found"):
        bench.change(("UPSERT", alias("nobody-1.ap-northeast-2.elb.amazonaws.com")))
    with refused("InvalidChangeBatch", "neither TTL"):
        bench.change(("UPSERT", alias(target, TTL=60)))


NETWORK = "web-0123456789abcdef.elb.ap-northeast-2.amazonaws.com"
S3 = "s3-website.ap-northeast-2.amazonaws.com"


@pytest.mark.parametrize(
    ("target", "zone_id"),
    [
        ("d111111abcdef8.cloudfront.net", "Z2FDTNDATAQYW2"),
        (S3, "Z3W03O7B5YMIYP"),
        ("s3-website-us-east-1.amazonaws.com", "Z3AQBSTGFYJSTF"),
        (NETWORK, "ZIBE1TIR4HY56"),
        ("dualstack.web-1234567890.eu-west-3.elb.amazonaws.com", "Z3Q77PNBQS71R4"),
    ],
)
def test_aliases_to_what_is_not_in_this_account_are_taken(bench: Bench, target: str, zone_id: str) -> None:
    bench.change(("UPSERT", alias(target, zone_id)))
    assert bench.records()["main.io.", "A"]["AliasTarget"]["DNSName"] == target + "."
    bench.change(("DELETE", alias(target, zone_id)))
    bench.change(("CREATE", alias(target, zone_id)))


@pytest.mark.parametrize(
    ("target", "zone_id"),
    [("d111111abcdef8.cloudfront.net", "ZWKZPGTI48KDX"), (S3, "Z3AQBSTGFYJSTF"), (NETWORK, "ZWKZPGTI48KDX"),
     ("www.example.com", "Z2FDTNDATAQYW2"), ("bucket.s3-website.ap-northeast-2.amazonaws.com", "Z3W03O7B5YMIYP")],
)  # fmt: skip
def test_an_alias_in_the_zone_of_another_service_is_refused(bench: Bench, target: str, zone_id: str) -> None:
    with refused("InvalidChangeBatch", "does not lie within the target zone"):
        bench.change(("UPSERT", alias(target, zone_id)))


def test_a_load_balancer_of_this_account_that_is_gone_is_known_to_be_gone(bench: Bench) -> None:
    target = bench.balancer()
    bench.elb.delete_load_balancer(LoadBalancerName="to-main")
    with refused("InvalidChangeBatch", "target was not found"):
        bench.change(("UPSERT", alias(target)))


def test_an_alias_within_the_zone(bench: Bench) -> None:
    zone_id = bench.zone_id().rsplit("/", 1)[-1]
    bench.change(("CREATE", alias("main.io", zone_id, "www.main.io")))
    with refused("InvalidChangeBatch", "target was not found"):
        bench.change(("CREATE", alias("nobody.main.io", zone_id, "w3.main.io")))


def test_an_alias_is_deleted_only_as_it_stands(bench: Bench) -> None:
    target = bench.balancer()
    bench.change(("UPSERT", alias(target)))
    bench.elb.delete_load_balancer(LoadBalancerName="to-main")
    with refused("InvalidChangeBatch", "do not match"):
        bench.change(("DELETE", alias("dualstack." + target)))
    bench.change(("DELETE", alias(target)))


def test_create_and_delete_look_first(bench: Bench) -> None:
    with refused(
        "InvalidChangeBatch", "Tried to create resource record set [name='main.io.', type='A'] but it already"
    ):
        bench.change(("CREATE", address("main.io", "203.0.113.1")))
    with refused("InvalidChangeBatch", "the values provided do not match the current values"):
        bench.change(("DELETE", address("main.io", "203.0.113.1")))
    with refused("InvalidChangeBatch", "do not match"):
        bench.change(("DELETE", {**address("main.io", "203.0.113.10"), "TTL": 60}))
    with refused("InvalidChangeBatch", "it was not found"):
        bench.change(("DELETE", address("x.main.io", "203.0.113.1")))
    bench.change(("DELETE", address("main.io", "203.0.113.10")))


def test_a_batch_happens_whole_or_not_at_all(bench: Bench) -> None:
    before = bench.records()
    with refused("InvalidChangeBatch"):
        bench.change(
            ("CREATE", address("x.main.io", "203.0.113.1")),
            ("DELETE", address("main.io", "203.0.113.10")),
            ("CREATE", address("y.main.io", "not an address")),
        )
    assert bench.records() == before


def test_a_cname_stands_alone(bench: Bench) -> None:
    bench.change(("CREATE", cname("x.main.io", "main.io")))
    with refused("InvalidChangeBatch", "conflicting RRSet of type CNAME"):
        bench.change(("CREATE", address("x.main.io", "203.0.113.1")))
    bench.change(("DELETE", cname("x.main.io", "main.io")), ("CREATE", address("x.main.io", "203.0.113.1")))
    assert ("x.main.io.", "A") in bench.records()


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (cname("main.io", "x.io"), "not permitted at apex"),
        (address("notmain.io", "203.0.113.1"), "is not permitted in zone main.io."),
        (address("x.main.io", "203.0.113.256"), "IPv4"),
        ({"Name": "x.main.io", "Type": "AAAA", "TTL": 60, "ResourceRecords": [{"Value": "nonsense"}]}, "IPv6"),
        ({"Name": "x.main.io", "Type": "A", "ResourceRecords": [{"Value": "203.0.113.1"}]}, "TTL"),
        ({"Name": "x.main.io", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": "bare"}]}, "quotation"),
        (cname("x.main.io", "집.io"), "InvalidDomainName"),
        (address("집.main.io", "203.0.113.1"), "UnsupportedCharacter"),
        (address("x..main.io", "203.0.113.1"), "DomainLabelEmpty"),
        (address(f"{'l' * 64}.main.io", "203.0.113.1"), "DomainLabelTooLong"),
        (address(f"{'l.' * 125}main.io", "203.0.113.1"), "DomainNameTooLong"),
        (address("main.io", "203.0.113.1", SetIdentifier="blue", Weight=1), "other RRSets exist"),
    ],
)
def test_records_that_are_refused(bench: Bench, record: dict[str, Any], message: str) -> None:
    with refused("InvalidChangeBatch", message):
        bench.change(("UPSERT", record))


def test_one_record_twice_in_a_batch_is_refused(bench: Bench) -> None:
    record = cname("x.main.io", "y.io")
    with refused("InvalidChangeBatch", "invalid set of changes"):
        bench.change(("UPSERT", record), ("UPSERT", record))


def test_an_upsert_weighs_double(bench: Bench) -> None:
    many = [f"10.0.{number // 250}.{number % 250}" for number in range(501)]
    bench.change(("CREATE", address("x.main.io", *many)))
    with refused("InvalidChangeBatch", "limit"):
        bench.change(("UPSERT", address("x.main.io", *many)))


def test_the_zone_keeps_its_name_servers(bench: Bench) -> None:
    servers = bench.records()["main.io.", "NS"]
    with refused("InvalidChangeBatch", "at least one NS"):
        bench.change(("DELETE", servers))


def test_weighted_records_stand_side_by_side(bench: Bench) -> None:
    for name in ("blue", "green"):
        bench.change(("CREATE", address("w.main.io", "203.0.113.1", SetIdentifier=name, Weight=1)))
    listed = bench.route53.list_resource_record_sets(HostedZoneId=bench.zone_id())["ResourceRecordSets"]
    assert [record["SetIdentifier"] for record in listed if record["Name"] == "w.main.io."] == ["blue", "green"]


def test_listing_is_sorted_from_a_name_on(bench: Bench) -> None:
    for name in ("b.main.io", "a.b.main.io", "a.main.io"):
        bench.change(("CREATE", address(name, "203.0.113.1")))
    pages = bench.route53.get_paginator("list_resource_record_sets").paginate(
        HostedZoneId=bench.zone_id(), PaginationConfig={"PageSize": 2}
    )
    names = [record["Name"] for page in pages for record in page["ResourceRecordSets"]]
    assert names == ["main.io."] * 3 + ["a.main.io.", "b.main.io.", "a.b.main.io."]
    found = bench.route53.list_resource_record_sets(
        HostedZoneId=bench.zone_id(), StartRecordName="b.main.io", StartRecordType="A", MaxItems="1"
    )
    assert [record["Name"] for record in found["ResourceRecordSets"]] == ["b.main.io."]
    assert found["IsTruncated"]


def test_zones(bench: Bench) -> None:
    made = bench.route53.create_hosted_zone(Name="Main.io", CallerReference="twin")
    assert made["HostedZone"]["Name"] == "main.io."
    assert made["DelegationSet"]["NameServers"] != bench.route53.get_hosted_zone(Id=bench.zone_id())["DelegationSet"]
    with refused("HostedZoneAlreadyExists", status=409):
        bench.route53.create_hosted_zone(Name="main.io", CallerReference="twin")
    zone_id = made["HostedZone"]["Id"]
    bench.route53.delete_hosted_zone(Id=zone_id)
    with refused("NoSuchHostedZone", status=404):
        bench.route53.get_hosted_zone(Id=zone_id)
    with refused("HostedZoneNotEmpty"):
        bench.route53.delete_hosted_zone(Id=bench.zone_id())


def test_a_private_zone_validates_nothing(bench: Bench) -> None:
    bench.route53.delete_hosted_zone(Id=bench.zone_id("example.net."))
    vpc = {"VPCRegion": "ap-northeast-2", "VPCId": bench.instance["VpcId"]}
    made = bench.route53.create_hosted_zone(Name="example.net", CallerReference="private", VPC=vpc)
    assert made["HostedZone"]["Config"]["PrivateZone"]
    arn = bench.certificate("example.net")
    bench.clock.forward(3)
    record = bench.seen(arn)["DomainValidationOptions"][0]["ResourceRecord"]
    bench.change(("CREATE", cname(record["Name"], record["Value"])), zone="example.net.")
    bench.clock.forward(60)
    assert bench.seen(arn)["Status"] == "PENDING_VALIDATION"


def test_listing_by_name_starts_there(bench: Bench) -> None:
    listed = bench.route53.list_hosted_zones_by_name(DNSName="a.io")["HostedZones"]
    assert [zone["Name"] for zone in listed] == ["main.io.", "example.net."]


def test_zones_come_in_pages(bench: Bench) -> None:
    pages = bench.route53.get_paginator("list_hosted_zones").paginate(PaginationConfig={"PageSize": 1})
    assert [zone["Name"] for page in pages for zone in page["HostedZones"]] == ["main.io.", "example.net."]


def test_tags_of_a_zone(bench: Bench) -> None:
    zone = {"ResourceType": "hostedzone", "ResourceId": bench.zone_id().rsplit("/", 1)[-1]}
    bench.route53.change_tags_for_resource(**zone, AddTags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    bench.route53.change_tags_for_resource(**zone, RemoveTagKeys=["a"])
    assert bench.route53.list_tags_for_resource(**zone)["ResourceTagSet"]["Tags"] == [{"Key": "b", "Value": "2"}]
