"""A site that moves: its own alias to the former entrance is replaced unasked, and what was there before is kept on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pytest

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import Alias, RecordSet
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.records import NameRecords, SiteRecords

from .samples import OWNER, WAIT, ZONE, Account, address, alias, known, load_balancer

FORMER = "to-former-1.ap-northeast-2.elb.amazonaws.com"
OLDER = "to-older-1.ap-northeast-2.elb.amazonaws.com"
ORIGINAL = "main.io A 300 203.0.113.10"


@dataclass(frozen=True)
class Standing(ClassicEntrance):
    """An entrance that stands, with the tags that it was given."""

    name: str
    dns_name: str = FORMER
    tags: tuple[str, ...] = ()
    owner: str = "made"

    def read(self, facts: Facts) -> Entrance:
        tags = {f"multisite-tui:before-{number}": line for number, line in enumerate(self.tags, 1)}
        tags["multisite-tui:owner"] = self.owner
        there = load_balancer(tags=tags, name=self.name, dns_name=self.dns_name).entrance
        assert there.leads_to == Alias("ZELB", self.dns_name)
        return there


def site(*predecessors: Standing, replace: bool = False) -> SiteRecords:
    return SiteRecords(
        OWNER, {"main.io": ZONE}, ClassicEntrance("to-main"), replace, "ap-northeast-2", WAIT,
        predecessors=predecessors or (Standing("to-former", tags=(ORIGINAL,)),),
    )  # fmt: skip


def look(resource: SiteRecords, *records: RecordSet, tags: Mapping[str, str] | None = None) -> NameRecords:
    balancer = load_balancer(tags=dict(tags or {}))
    return resource.read(cast("Facts", Account(balancer=balancer, records=records)), known())


def kept(resource: SiteRecords, *records: RecordSet, tags: Mapping[str, str] | None = None) -> list[str]:
    """Return the lines that are kept as tags before the switch."""
    calls = resource.calls(look(resource, *records, tags=tags), known())
    tagged = [call for call in calls if call.name == "elb:AddTags"]
    return [tag["Value"] for call in tagged for tag in call.params["Tags"]]


def test_an_alias_of_the_setup_itself_is_replaced_unasked() -> None:
    resource = site()
    found = look(resource, alias(FORMER))
    assert resource.conflicts(found, known()) == []
    switch = resource.calls(found, known())[-1]
    assert [one["Action"] for one in switch.params["ChangeBatch"]["Changes"]] == ["DELETE", "CREATE"]
    assert switch.why == "leads visitors here instead of to to-former"


def test_what_was_there_before_the_setup_is_kept_and_not_the_alias() -> None:
    assert kept(site(), alias(FORMER)) == [ORIGINAL]


def test_what_is_kept_already_is_not_kept_again() -> None:
    assert kept(site(), alias(FORMER), tags={"multisite-tui:before-1": ORIGINAL}) == []


def test_of_a_name_that_had_no_record_nothing_is_kept() -> None:
    assert kept(site(Standing("to-former")), alias(FORMER)) == []


def test_an_alias_to_one_that_was_taken_on_may_be_what_was_there_before() -> None:
    alone = Standing("to-former", owner="adopted")
    assert kept(site(alone), alias(FORMER)) == [f"main.io A alias ZELB dualstack.{FORMER}. false"]
    assert kept(site(Standing("to-former", tags=(ORIGINAL,), owner="adopted")), alias(FORMER)) == [ORIGINAL]


def test_a_chain_of_predecessors_is_followed_to_what_was_there_first() -> None:
    to_older = f"main.io A alias ZELB dualstack.{OLDER}. false"
    chain = (Standing("to-former", tags=(to_older,)), Standing("to-older", OLDER, tags=(ORIGINAL,)))
    assert kept(site(*chain), alias(FORMER)) == [ORIGINAL]


def test_somebody_elses_record_is_still_asked_for() -> None:
    resource = site()
    found = look(resource, address("198.51.100.7"))
    assert [one.key for one in resource.conflicts(found, known())] == ["dns.replace"]


@pytest.mark.parametrize("leads", [True, False])
def test_what_somebody_put_there_since_is_not_kept_and_what_was_there_first_is(leads: bool) -> None:
    since = address("2001:db8::1", type="AAAA") if leads else address("198.51.100.7")
    there = (alias(FORMER), since) if leads else (since,)
    assert kept(site(replace=True), *there) == [ORIGINAL]


def test_what_stands_beside_an_alias_of_which_nothing_is_on_record_is_kept() -> None:
    resource = site(Standing("to-former"), replace=True)
    assert kept(resource, alias(FORMER), address("2001:db8::1", type="AAAA")) == ["main.io AAAA 300 2001:db8::1"]


def test_what_the_zone_keeps_holds_over_what_tags_keep_and_stays_there() -> None:
    long: Any = address(*(f"203.0.113.{number}" for number in range(100)), name="_before-multisite-tui.main.io")
    resource = site()
    calls = resource.calls(look(resource, alias(FORMER), long), known())
    [switch] = [call for call in calls if call.service == "route53"]
    assert [one["ResourceRecordSet"]["Name"] for one in switch.params["ChangeBatch"]["Changes"]] == [
        "main.io.", "main.io",
    ]  # fmt: skip
    assert kept(site(), alias(FORMER), long) == []


def test_the_journal_does_not_take_the_alias_for_what_was_there_before() -> None:
    switch = site().calls(look(site(), alias(FORMER)), known())[-1]
    assert switch.undo.taken_away == ()
    assert switch.undo.switched == ("main.io",)


@pytest.mark.parametrize("routed", [True, False])
def test_an_alias_that_a_routing_policy_chooses_is_refused_all_the_same(routed: bool) -> None:
    weighted = alias(FORMER)
    raw = {**weighted.raw, **({"SetIdentifier": "one", "Weight": 1} if routed else {})}
    record = RecordSet("main.io", "A", None, (), weighted.alias, routed, raw)
    codes = [one.code for one in site().conflicts(look(site(), record), known())]
    assert codes == (["record_routed"] if routed else [])
