"""Each name an alias of the load balancer, and what stood there kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as replace_fields
from typing import Any, cast

import pytest

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.facts.records import Addresses, RecordSet
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.records import NameRecords, SiteRecords

from .samples import DNS_NAME, OURS, OWNER, WAIT, ZONE, Account, address, alias, known, load_balancer

OTHER = Zone("Z2", "other.net")
OLD = address("203.0.113.10")
LONG = address(*(f"203.0.113.{number}" for number in range(100)))


def site(*names: str, replace: bool = True) -> SiteRecords:
    zones = {name: OTHER if name.endswith("other.net") else ZONE for name in names or ("main.io",)}
    return SiteRecords(OWNER, zones, ClassicEntrance("to-main"), replace, "ap-northeast-2", WAIT)


def look(resource: SiteRecords, *records: RecordSet, balancer: LoadBalancer | None = None) -> NameRecords:
    facts = Account(balancer=balancer or load_balancer(), records=records)
    return resource.read(cast("Facts", facts), known())


def changes(resource: SiteRecords, *records: RecordSet) -> list[tuple[str, str, str]]:
    return [
        (change["Action"], change["ResourceRecordSet"]["Name"], change["ResourceRecordSet"]["Type"])
        for call in resource.calls(look(resource, *records), known())
        if call.operation == "ChangeResourceRecordSets"
        for change in call.params["ChangeBatch"]["Changes"]
    ]


def test_a_new_name_becomes_an_alias_in_the_load_balancers_zone() -> None:
    [call] = site().calls(look(site()), known())
    [change] = call.params["ChangeBatch"]["Changes"]
    assert (call.params["HostedZoneId"], call.batch) == ("Z1", "zone Z1")
    assert change == {
        "Action": "CREATE",
        "ResourceRecordSet": {
            "Name": "main.io",
            "Type": "A",
            "AliasTarget": {
                "HostedZoneId": "ZELB", "DNSName": f"dualstack.{DNS_NAME}", "EvaluateTargetHealth": False,
            },
        },
    }  # fmt: skip


class AtAddresses(ClassicEntrance):
    """An entrance that names lead to by its addresses, not by an alias."""

    def read(self, facts: Facts) -> Entrance:
        there = load_balancer(tags={}).entrance
        return replace_fields(there, leads_to=Addresses(("203.0.113.10", "203.0.113.11")))


def addressed(*records: RecordSet) -> tuple[SiteRecords, NameRecords]:
    resource = replace_fields(site(), entrance=AtAddresses("proxy"))
    return resource, look(resource, *records)


def test_a_name_can_lead_to_addresses() -> None:
    resource, found = addressed()
    [call] = resource.calls(found, known())
    [change] = call.params["ChangeBatch"]["Changes"]
    values = [{"Value": "203.0.113.10"}, {"Value": "203.0.113.11"}]
    assert change["ResourceRecordSet"] == {"Name": "main.io", "Type": "A", "TTL": 300, "ResourceRecords": values}
    assert resource.wanted(found) == "A 203.0.113.10 203.0.113.11 (300 s)"
    assert call.undo.switched == ("main.io",)


def test_a_name_that_leads_to_these_addresses_is_left_alone() -> None:
    resource, found = addressed(address("203.0.113.11", "203.0.113.10", ttl=60))
    assert resource.calls(found, known()) == []


def test_a_name_that_leads_to_one_of_them_is_switched() -> None:
    resource, found = addressed(OLD)
    assert [call.name for call in resource.calls(found, known())] == ["elb:AddTags", "route53:ChangeResourceRecordSets"]


@pytest.mark.parametrize("there", [alias(), alias(health=True), alias(DNS_NAME.upper())])
def test_a_name_that_leads_there_already_is_left_alone(there: RecordSet) -> None:
    assert site().calls(look(site(), there), known()) == []
    assert site().conflicts(look(site(), there), known()) == []


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ((OLD,), [("DELETE", "main.io.", "A"), ("CREATE", "main.io", "A")]),
        (
            (address("h.example.", type="CNAME"),),
            [("DELETE", "main.io.", "CNAME"), ("CREATE", "main.io", "A")],
        ),
        (
            (OLD, address("2001:db8::1", type="AAAA")),
            [("DELETE", "main.io.", "A"), ("DELETE", "main.io.", "AAAA"), ("CREATE", "main.io", "A")],
        ),
        ((alias(), address("2001:db8::1", type="AAAA")), [("DELETE", "main.io.", "AAAA")]),
        ((alias("elsewhere.example"),), [("DELETE", "main.io.", "A"), ("CREATE", "main.io", "A")]),
        ((alias(zone="ZOTHER"),), [("DELETE", "main.io.", "A"), ("CREATE", "main.io", "A")]),
        ((address("x", type="MX"), address("y", type="TXT")), [("CREATE", "main.io", "A")]),
    ],
)
def test_all_that_leads_elsewhere_goes_in_the_change_that_brings_the_alias(
    there: Sequence[RecordSet], expected: list[tuple[str, str, str]]
) -> None:
    assert changes(site(), *there) == expected


def test_a_delete_repeats_the_record_as_route_53_told_it() -> None:
    call = site().calls(look(site(), OLD), known())[-1]
    assert call.params["ChangeBatch"]["Changes"][0]["ResourceRecordSet"] == OLD.raw


def test_what_goes_away_is_kept_before_it_goes() -> None:
    keep, switch = site().calls(look(site(), OLD), known())
    assert (keep.name, keep.params["LoadBalancerNames"]) == ("elb:AddTags", ["to-main"])
    assert keep.params["Tags"] == [{"Key": "multisite-tui:before-1", "Value": "main.io A 300 203.0.113.10"}]
    assert switch.takes_away == ("main.io A 203.0.113.10 (300 s)",)


def test_what_is_kept_already_is_not_kept_again() -> None:
    balancer = load_balancer(tags={**OURS, "multisite-tui:before-1": "main.io A 300 203.0.113.10"})
    assert [call.service for call in site().calls(look(site(), OLD, balancer=balancer), known())] == ["route53"]


def test_names_of_one_zone_are_switched_in_one_change_and_zones_apart() -> None:
    resource = site("main.io", "www.main.io", "other.net")
    calls = resource.calls(look(resource), known())
    assert [(call.params["HostedZoneId"], len(call.params["ChangeBatch"]["Changes"])) for call in calls] == [
        ("Z1", 2), ("Z2", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "replace", "codes"),
    [
        (OLD, True, []),
        (OLD, False, ["record_exists"]),
        (address("203.0.113.1", SetIdentifier="a", Weight=1), True, ["record_routed"]),
        (address("203.0.113.1", SetIdentifier="a", Weight=1), False, ["record_routed"]),
        (LONG, True, []),
        (LONG, False, ["record_exists"]),
        (alias("elsewhere.example"), False, ["record_exists"]),
    ],
)
def test_what_may_not_be_replaced_is_an_obstacle(record: RecordSet, replace: bool, codes: list[str]) -> None:
    resource = site(replace=replace)
    assert [one.code for one in resource.conflicts(look(resource, record), known())] == codes


def test_an_obstacle_tells_the_record_and_the_key() -> None:
    [problem] = site(replace=False).conflicts(look(site(), OLD), known())
    assert (problem.key, problem.site) == ("dns.replace", "main.io")
    assert "A 203.0.113.10 (300 s)" in problem.what


def kept_in_zone(calls: Sequence[Any]) -> list[str]:
    """Return the names under which the calls keep records in the zone."""
    changes = [
        change
        for call in calls
        if call.operation == "ChangeResourceRecordSets"
        for change in call.params["ChangeBatch"]["Changes"]
    ]
    names = [change["ResourceRecordSet"]["Name"] for change in changes if change["Action"] == "CREATE"]
    return [name for name in names if name.startswith("_before-multisite-tui.")]


@pytest.mark.parametrize(("count", "in_zone"), [(9, False), (30, True)])
def test_records_that_are_together_too_many_for_tags_are_kept_in_the_zone(count: int, in_zone: bool) -> None:
    names = [f"n{number}.main.io" for number in range(count)]
    resource = site(*names)
    found = look(resource, *[address("203.0.113.1", name=name) for name in names])
    calls = resource.calls(found, known())
    assert resource.conflicts(found, known()) == []
    assert kept_in_zone(calls) == [f"_before-multisite-tui.{name}" for name in names if in_zone]
    assert any(call.operation == "AddTags" for call in calls) is not in_zone


def test_what_is_kept_already_counts_for_what_can_still_be_kept_in_tags() -> None:
    full = {f"multisite-tui:before-{number}": f"x{number}.main.io A 300 203.0.113.1" for number in (1, 2, 3)}
    found = look(site(), OLD, balancer=load_balancer(tags={**OURS, **full}))
    assert kept_in_zone(site().calls(found, known())) == ["_before-multisite-tui.main.io"]


def test_what_is_kept_in_the_zone_already_is_not_put_there_again() -> None:
    there = replace_fields(LONG, name="_before-multisite-tui.main.io")
    found = look(site(), LONG, there)
    assert kept_in_zone(site().calls(found, known())) == []


def test_a_record_that_is_kept_already_needs_no_room() -> None:
    full = {f"multisite-tui:before-{number}": f"x{number}.main.io A 300 203.0.113.1" for number in (1, 2)}
    kept = {**full, "multisite-tui:before-3": "main.io A 300 203.0.113.10"}
    found = look(site(), OLD, balancer=load_balancer(tags={**OURS, **kept}))
    assert kept_in_zone(site().calls(found, known())) == []


def test_before_the_load_balancer_is_there_no_switch_can_be_sent() -> None:
    found = site().read(cast("Facts", Account(records=(OLD,))), known())
    assert [call.sendable for call in site().calls(found, known()) if call.service == "route53"] == [False]


@pytest.mark.parametrize(
    ("replies", "changes_there", "done"),
    [
        ((), {}, True),
        (({"ChangeInfo": {"Id": "/change/C1"}},), {"C1": "PENDING"}, False),
        (({"ChangeInfo": {"Id": "/change/C1"}},), {"C1": "INSYNC"}, True),
        (
            ({"ChangeInfo": {"Id": "/change/C1"}}, {}, {"ChangeInfo": {"Id": "C2"}}),
            {"C1": "INSYNC", "C2": "PENDING"},
            False,
        ),
    ],
)
def test_the_wait_is_for_route_53_to_serve_every_change(
    replies: Sequence[dict[str, Any]], changes_there: dict[str, str], done: bool
) -> None:
    progress = site().progress(cast("Facts", Account(changes=changes_there)), look(site()), replies)
    assert progress.done is done


@pytest.mark.parametrize(("there", "exists"), [((), False), ((OLD,), True), ((address("x", type="MX"),), False)])
def test_it_exists_where_a_name_leads_anywhere(there: Sequence[RecordSet], exists: bool) -> None:
    assert site().exists(look(site(), *there)) is exists
