"""The end of a move refuses an entrance that a record leads to, and goes on where another entrance serves the site."""

from __future__ import annotations

from typing import Any

import pytest

from multisite_tui.aws.removals.unused_entrances import EntranceUse, UnusedEntrance
from multisite_tui.aws.resources.base import StepOutputs
from multisite_tui.aws.resources.entrances import ClassicEntrance

from .practice import Practice

KNOWN = StepOutputs({})


@pytest.fixture
def unused(practice: Practice) -> UnusedEntrance:
    practice.balancer("to-old")
    practice.balancer("to-new")
    return UnusedEntrance("sub.main.io", ClassicEntrance("to-old"), ClassicEntrance("to-new"))


def put(practice: Practice, **record: Any) -> None:
    change = {"Action": "CREATE", "ResourceRecordSet": record}
    batch: Any = {"Changes": [change]}
    practice.aws.route53.change_resource_record_sets(HostedZoneId=practice.zone(), ChangeBatch=batch)


def alias(practice: Practice, kind: str) -> dict[str, Any]:
    found = practice.facts().load_balancer("to-old")
    assert found is not None
    target = {"HostedZoneId": found.zone_id, "DNSName": f"dualstack.{found.dns_name}", "EvaluateTargetHealth": False}
    return {"Name": "any.main.io", "Type": kind, "AliasTarget": target}


def cname(practice: Practice) -> dict[str, Any]:
    found = practice.facts().load_balancer("to-old")
    assert found is not None
    values = [{"Value": found.dns_name.upper()}]
    return {"Name": "any.main.io", "Type": "CNAME", "TTL": 60, "ResourceRecords": values}


def codes(unused: UnusedEntrance, practice: Practice) -> list[str]:
    found = unused.read(practice.facts(), KNOWN)
    return [one.code for one in unused.conflicts(found, KNOWN)]


@pytest.mark.parametrize("how", ["A", "AAAA", "CNAME"])
def test_any_record_that_leads_there_keeps_it(practice: Practice, unused: UnusedEntrance, how: str) -> None:
    put(practice, **(cname(practice) if how == "CNAME" else alias(practice, how)))
    found = unused.read(practice.facts(), KNOWN)
    assert found is not None
    assert found.names == ("any.main.io",)
    [problem, *_] = unused.conflicts(found, KNOWN)
    assert (problem.code, problem.site) == ("still_led_to", "sub.main.io")
    assert problem.what == "any.main.io still leads to load balancer to-old, which therefore stays."


def test_of_an_entrance_of_several_sites_only_the_sites_own_names_count(
    practice: Practice, unused: UnusedEntrance
) -> None:
    put(practice, **alias(practice, "A"))
    unused.names = frozenset({"sub.main.io"})
    assert "still_led_to" not in codes(unused, practice)


def test_it_stays_as_long_as_the_other_one_serves_nobody(practice: Practice, unused: UnusedEntrance) -> None:
    assert codes(unused, practice) == ["not_served_yet"]
    assert not unused.conflicts(EntranceUse((), served=True), KNOWN)


def test_of_an_entrance_that_is_gone_nothing_is_asked(practice: Practice, unused: UnusedEntrance) -> None:
    unused.entrance = ClassicEntrance("gone")
    assert codes(unused, practice) == []
