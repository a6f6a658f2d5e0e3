from __future__ import annotations

from typing import Any

import pytest

from .rig import Bench, address, refused


def key(name: str, kind: str = "A", **more: str) -> dict[str, str]:
    return {"RecordName": name, "RecordType": kind, **more}


def protect(bench: Bench, *keys: dict[str, str]) -> None:
    bench.route53.create_resource_record_set_protections(HostedZoneId=bench.zone_id(), Protections=list(keys))


def unprotect(bench: Bench, *keys: dict[str, str]) -> None:
    bench.route53.delete_resource_record_set_protections(HostedZoneId=bench.zone_id(), Protections=list(keys))


def listed(bench: Bench, **asked: Any) -> list[dict[str, str]]:
    reply = bench.route53.list_resource_record_set_protections(HostedZoneId=bench.zone_id(), **asked)
    return reply["ResourceRecordSetProtections"]


def test_they_are_kept(bench: Bench) -> None:
    protect(bench, key("sub.Main.io", "AAAA"), key("main.io", Comment="the shop"))
    assert listed(bench) == [key("main.io.", Comment="the shop"), key("sub.main.io.", "AAAA")]
    assert listed(bench, StartRecordName="sub.main.io") == [key("sub.main.io.", "AAAA")]
    unprotect(bench, key("MAIN.io."))
    assert listed(bench) == [key("sub.main.io.", "AAAA")]


def test_they_come_in_pages(bench: Bench) -> None:
    protect(bench, key("a.main.io"), key("b.main.io"), key("c.main.io"))
    zone = bench.zone_id()
    first = bench.route53.list_resource_record_set_protections(HostedZoneId=zone, MaxResults="2")
    assert len(first["ResourceRecordSetProtections"]) == 2
    assert listed(bench, NextToken=first["NextToken"]) == [key("c.main.io.")]


@pytest.mark.parametrize(
    ("action", "record"),
    [
        ("UPSERT", address("main.io", "203.0.113.99")),
        ("DELETE", address("main.io", "203.0.113.10")),
        ("CREATE", address("new.main.io", "203.0.113.99")),
    ],
)
def test_a_protected_record_set_refuses_the_whole_batch(bench: Bench, action: str, record: dict[str, Any]) -> None:
    protect(bench, key("main.io"), key("new.main.io"))
    before = bench.records()
    with refused("InvalidChangeBatch", "is protected"):
        bench.change(("CREATE", address("other.main.io", "203.0.113.1")), (action, record))
    assert bench.records() == before
    unprotect(bench, key("main.io"), key("new.main.io"))
    bench.change((action, record))


def test_another_type_of_the_name_is_not_protected(bench: Bench) -> None:
    protect(bench, key("main.io"))
    text = {"Name": "main.io", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"x"'}]}
    bench.change(("CREATE", text))


def test_all_or_none(bench: Bench) -> None:
    protect(bench, key("main.io"))
    with refused("ProtectionAlreadyExists", status=409):
        protect(bench, key("main.io"))
    with refused("InvalidResourceRecordSetProtectionBatch", "already has"):
        protect(bench, key("main.io"), key("a.main.io"))
    with refused("InvalidResourceRecordSetProtectionBatch", "not in the hosted zone"):
        protect(bench, key("a.main.io"), key("notmain.io"))
    with refused("InvalidResourceRecordSetProtectionBatch", "no protection"):
        unprotect(bench, key("main.io"), key("a.main.io"))
    assert listed(bench) == [key("main.io.")]


def test_at_most_a_hundred_at_once(bench: Bench) -> None:
    with refused("InvalidInput"):
        protect(bench, *(key(f"n{number}.main.io") for number in range(101)))


def test_a_protected_zone_stays(bench: Bench) -> None:
    zone = bench.zone_id("example.net.")
    asked = {"HostedZoneId": zone, "Protections": [key("www.example.net")]}
    bench.route53.create_resource_record_set_protections(**asked)
    with refused("HostedZoneNotEmpty", "protections"):
        bench.route53.delete_hosted_zone(Id=zone)
    bench.route53.delete_resource_record_set_protections(**asked)
    bench.route53.delete_hosted_zone(Id=zone)
