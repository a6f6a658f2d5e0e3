"""What a setup made is taken away again in AWS's order, and what it replaced is put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.facts.records import Addresses, Alias, RecordSet
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.removals.certificates import (
    CertificateSearch,
    RemovedCertificates,
    RemovedValidation,
    RequestedCertificates,
)
from multisite_tui.aws.removals.load_balancers import FoundBalancer, RemovedLoadBalancer
from multisite_tui.aws.removals.records import LIFETIME, DnsDrainWait, RestoredRecords, SwitchedRecords
from multisite_tui.aws.removals.security_groups import RemovedGroups
from multisite_tui.aws.resources.base import Kind
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.ownership import ADOPTED
from multisite_tui.aws.resources.records import ZoneChange
from multisite_tui.model.accounts import Account as AwsAccount
from multisite_tui.model.accounts import AccountKind

from .samples import (
    ARN,
    NOW,
    OURS,
    OWNER,
    WAIT,
    ZONE,
    address,
    alias,
    certificate,
    group,
    known,
    load_balancer,
    proof,
)

TAKEN_ON = {**OURS, "multisite-tui:owner": ADOPTED}
ANOTHERS = {**OURS, "multisite-tui:site": "sub.main.io"}
OTHER = Zone("Z2", "other.net")
KNOWN = known()


@dataclass
class Account:
    """Stands for `Facts` in a removal."""

    balancer: LoadBalancer | None = None
    records_of: Mapping[str, Sequence[RecordSet]] = field(default_factory=dict)
    """By the zone's id."""
    public: tuple[Zone, ...] = (ZONE, OTHER)
    listed: tuple[Certificate, ...] = ()
    groups: tuple[SecurityGroup, ...] = ()
    held: tuple[str, ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)
    now: datetime = NOW
    account = AwsAccount("123456789012", "ap-northeast-2", "arn:aws:iam::123456789012:user/me", AccountKind.PRACTICE)

    def load_balancer(self, name: str) -> LoadBalancer | None:
        return self.balancer

    def load_balancer_zone_id(self, name: str) -> str | None:
        return self.balancer.zone_id if self.balancer else None

    def interfaces(self, name: str) -> tuple[str, ...]:
        return self.held

    def zones(self) -> tuple[Zone, ...]:
        return self.public

    def all_records(self, zone: str) -> tuple[RecordSet, ...]:
        return tuple(self.records_of.get(zone, ()))

    def records(self, zone: str, name: str) -> tuple[RecordSet, ...]:
        return tuple(one for one in self.all_records(zone) if one.name == name)

    def certificates(self) -> tuple[Certificate, ...]:
        """As ACM's list: without validation records, users and tags."""
        return tuple(replace(one, validation=(), used_by=frozenset(), tags={}) for one in self.listed)

    def certificate(self, arn: str) -> Certificate | None:
        return next((one for one in self.listed if one.arn == arn), None)

    def tagged_groups(self, key: str, value: str) -> tuple[SecurityGroup, ...]:
        return tuple(one for one in self.groups if one.tags.get(key) == value)

    def change_status(self, change: str) -> str:
        return self.changes[change]


def facts(**more: Any) -> Facts:
    return cast("Facts", Account(**more))


# The load balancer.

BALANCER = RemovedLoadBalancer(OWNER, "to-main")


@pytest.mark.parametrize(
    ("there", "operations"),
    [
        (None, []),
        (load_balancer(), ["DeleteLoadBalancer"]),
        (load_balancer(tags=TAKEN_ON), ["RemoveTags"]),
        (load_balancer(tags={}), []),
        (load_balancer(tags=ANOTHERS), []),
        (load_balancer(tags={**OURS, "multisite-tui:setup": "other"}), []),
    ],
)
def test_a_load_balancer_goes_only_where_this_site_made_it(there: LoadBalancer | None, operations: list[str]) -> None:
    found = BALANCER.read(facts(balancer=there), KNOWN)
    calls = BALANCER.calls(found, KNOWN)
    assert [call.operation for call in calls] == operations
    assert all("to-main" in str(call.params) for call in calls)


def test_one_that_was_taken_on_loses_all_our_tags_and_no_others() -> None:
    tags = {**TAKEN_ON, "multisite-tui:before-1": "main.io A 300 203.0.113.1", "Name": "x"}
    [call] = BALANCER.calls(FoundBalancer(load_balancer(tags=tags)), KNOWN)
    assert call.params["Tags"] == [
        {"Key": f"multisite-tui:{key}"} for key in ("before-1", "owner", "setup", "site")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("there", "held", "done"),
    [(None, (), True), (None, ("eni-1", "eni-2"), False), (load_balancer(tags={}), ("eni-1",), True)],
)
def test_a_load_balancer_is_gone_once_its_interfaces_are(
    there: LoadBalancer | None, held: tuple[str, ...], done: bool
) -> None:
    progress = BALANCER.progress(facts(held=held), FoundBalancer(there), ())
    assert (progress.done, all(one in progress.message for one in held)) == (done, not held or not done)


# The security groups.

GROUPS = RemovedGroups(OWNER)


def test_groups_are_found_by_their_tags_alone() -> None:
    there = (group(id="mine"), group(id="other", tags=ANOTHERS), group(id="taken-on", tags=TAKEN_ON))
    assert [one.id for one in GROUPS.read(facts(groups=there), KNOWN)] == ["mine", "taken-on"]


def test_groups_that_were_made_go_and_those_that_were_taken_on_lose_our_tags() -> None:
    delete, untag = GROUPS.calls((group(id="mine"), group(id="theirs", tags={**TAKEN_ON, "Name": "x"})), KNOWN)
    assert (delete.name, delete.params) == ("ec2:DeleteSecurityGroup", {"GroupId": "mine"})
    assert (untag.name, untag.params["Resources"]) == ("ec2:DeleteTags", ["theirs"])
    assert [tag["Key"] for tag in untag.params["Tags"]] == [
        f"multisite-tui:{key}" for key in ("owner", "setup", "site")
    ]  # fmt: skip


@pytest.mark.parametrize("found", [None, ()])
def test_without_groups_there_is_nothing_to_do(found: Any) -> None:
    assert (GROUPS.calls(found, KNOWN), GROUPS.noop_reason(found)) == ([], "gone already")


# The records.

RECORDS = RestoredRecords("main.io", ClassicEntrance("to-main"), ("main.io", "www.main.io"), WAIT)
KEPT = {**OURS, "multisite-tui:before-1": "main.io A 300 203.0.113.10 / main.io AAAA 60 2001:db8::1"}


def switched(*records: RecordSet, resource: RestoredRecords = RECORDS, **more: Any) -> SwitchedRecords:
    account = {"balancer": load_balancer(tags=KEPT), "records_of": {"Z1": records}, **more}
    return resource.read(facts(**account), KNOWN)


def changed(calls: Sequence[Call]) -> list[tuple[str, str, str]]:
    return [
        (change["Action"], change["ResourceRecordSet"]["Name"].rstrip("."), change["ResourceRecordSet"]["Type"])
        for call in calls
        for change in call.params["ChangeBatch"]["Changes"]
    ]


def restored(*records: RecordSet, **more: Any) -> list[tuple[str, str, str]]:
    return changed(RECORDS.calls(switched(*records, **more), KNOWN))


GONE = ("DELETE", "main.io", "A")
BACK = [("CREATE", "main.io", "A"), ("CREATE", "main.io", "AAAA")]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((alias(),), [GONE, *BACK]),
        ((alias(health=True),), [GONE, *BACK]),
        ((address("198.51.100.7"),), []),
        ((alias("elsewhere.example"),), []),
        ((alias(zone="ZOTHER"),), []),
        ((), []),
        ((alias(), address("2001:db8::9", type="AAAA")), [GONE, ("CREATE", "main.io", "A")]),
        ((alias(), address("10 mail.example.", type="MX")), [GONE, *BACK]),
        ((alias(name="www.main.io"),), [("DELETE", "www.main.io", "A")]),
        (
            (alias(), alias(name="www.main.io")),
            [GONE, ("DELETE", "www.main.io", "A"), *BACK],
        ),
    ],
)
def test_a_name_that_still_leads_to_the_load_balancer_gets_back_what_it_had(
    records: Sequence[RecordSet], expected: list[tuple[str, str, str]]
) -> None:
    assert restored(*records) == expected


def test_all_of_a_zone_is_put_back_in_one_change_and_zones_apart() -> None:
    resource = RestoredRecords("main.io", ClassicEntrance("to-main"), ("main.io", "other.net"), WAIT)
    there = {"Z1": (alias(), alias(name="www.main.io")), "Z2": (alias(name="other.net"),)}
    calls = resource.calls(switched(resource=resource, records_of=there), KNOWN)
    assert [(call.params["HostedZoneId"], call.batch) for call in calls] == [("Z1", "zone Z1"), ("Z2", "zone Z2")]
    assert [len(call.params["ChangeBatch"]["Changes"]) for call in calls] == [4, 1]
    assert all(isinstance(call, ZoneChange) for call in calls)


def test_a_delete_repeats_the_alias_as_route_53_told_it_and_the_journal_keeps_it() -> None:
    [call] = RECORDS.calls(switched(alias(health=True)), KNOWN)
    assert call.params["ChangeBatch"]["Changes"][0]["ResourceRecordSet"] == alias(health=True).raw
    assert call.takes_away == (f"main.io {alias()}",)


def test_what_comes_back_is_what_was_kept() -> None:
    [call] = RECORDS.calls(switched(alias()), KNOWN)
    assert [one["ResourceRecordSet"] for one in call.params["ChangeBatch"]["Changes"][1:]] == [
        {"Name": "main.io", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "203.0.113.10"}]},
        {"Name": "main.io", "Type": "AAAA", "TTL": 60, "ResourceRecords": [{"Value": "2001:db8::1"}]},
    ]


@pytest.mark.parametrize(("tags", "why"), [(KEPT, "comes back"), (OURS, "nothing was there")])
def test_the_plan_says_whether_something_comes_back(tags: Mapping[str, str], why: str) -> None:
    [call] = RECORDS.calls(switched(alias(), balancer=load_balancer(tags=tags)), KNOWN)
    assert why in call.why


def test_where_aws_does_not_tell_the_load_balancers_zone_nothing_can_lead_to_it() -> None:
    found = switched(alias(), balancer=load_balancer(zone_id=None))
    assert (RECORDS.calls(found, KNOWN), RECORDS.noop_reason(found)) == ([], "no record leads there")


def test_of_a_load_balancer_that_somebody_took_away_the_journal_knows_what_stood_there() -> None:
    there = {"Z1": (alias(), alias("other-7.ap-northeast-2.elb.amazonaws.com", name="www.main.io"))}
    resource = replace(RECORDS, stood_before={"main.io": (address("203.0.113.10"), alias())})
    found = resource.read(facts(records_of=there), KNOWN)
    assert changed(resource.calls(found, KNOWN)) == [("DELETE", "main.io", "A"), ("CREATE", "main.io", "A")]


@pytest.mark.parametrize(
    ("target", "was"),
    [
        ("to-main-1.ap-northeast-2.elb.amazonaws.com", True),
        ("to-main-99.ap-northeast-2.elb.amazonaws.com", True),
        ("to-main-1.eu-west-1.elb.amazonaws.com", False),
        ("to-main-b-1.ap-northeast-2.elb.amazonaws.com", False),
        ("x.to-main-1.ap-northeast-2.elb.amazonaws.com", False),
        ("to-main-1.ap-northeast-2.elb.amazonaws.com.evil.example", False),
        ("to-main-1.ap-northeast-2.elb.amazonaws.com.cn", True),
        ("to-main-1.ap-northeast-2.elb.amazonaws.eu", True),
        ("to-main-1.ap-northeast-2.elb.amazonaws.example", False),
    ],
)
def test_an_alias_tells_the_name_of_the_load_balancer_that_it_was_made_for(target: str, was: bool) -> None:
    assert Alias.to("Z", target).was("to-main", "ap-northeast-2") is was


def test_names_that_only_the_tags_know_are_looked_at_too() -> None:
    kept = {**OURS, "multisite-tui:before-1": "shop.other.net A 300 203.0.113.10"}
    there = {"Z2": (alias(name="shop.other.net"),)}
    found = switched(balancer=load_balancer(tags=kept), records_of=there)
    assert changed(RECORDS.calls(found, KNOWN)) == [
        ("DELETE", "shop.other.net", "A"), ("CREATE", "shop.other.net", "A"),
    ]  # fmt: skip


def test_the_wait_is_for_route_53_to_serve_it() -> None:
    replies = [{"ChangeInfo": {"Id": "/change/C1"}}]
    said = [RECORDS.progress(facts(changes={"C1": now}), switched(), replies) for now in ("PENDING", "INSYNC")]
    assert [(one.done, one.message) for one in said] == [(False, "Route 53 PENDING"), (True, "Route 53 INSYNC")]


def test_an_alias_in_a_shorter_zone_that_the_answers_named_goes_too() -> None:
    resource = RestoredRecords("a.sub.main.io", ClassicEntrance("to-main"), ("a.sub.main.io",), WAIT)
    there = {"Z1": (alias(name="a.sub.main.io"),)}
    zones = (ZONE, Zone("Z3", "sub.main.io"))
    found = switched(resource=resource, balancer=load_balancer(), records_of=there, public=zones)
    assert changed(resource.calls(found, KNOWN)) == [("DELETE", "a.sub.main.io", "A")]


def test_an_alias_of_a_load_balancer_that_stays_goes_only_at_the_sites_names() -> None:
    found = switched(alias(), alias(name="theirs.main.io"), balancer=load_balancer(tags=TAKEN_ON))
    assert changed(RECORDS.calls(found, KNOWN)) == [("DELETE", "main.io", "A")]


class AtAnAddress(ClassicEntrance):
    def read(self, facts: Facts) -> Entrance | None:
        there = super().read(facts)
        return None if there is None else replace(there, leads_to=Addresses(("203.0.113.10",)))


@pytest.mark.parametrize(
    ("by_us", "expected"), [(("main.io",), [("DELETE", "main.io", "A")]), ((), []), (("www.main.io",), [])]
)
def test_a_record_with_an_address_goes_only_if_a_run_wrote_it(
    by_us: tuple[str, ...], expected: list[tuple[str, str, str]]
) -> None:
    """The name may have led to the instance's address before the setup; nobody else's alias leads to our balancer."""
    resource = replace(RECORDS, entrance=AtAnAddress("proxy"), switched=frozenset(by_us))
    found = switched(address("203.0.113.10"), resource=resource, balancer=load_balancer(name="proxy", tags=OURS))
    assert changed(resource.calls(found, KNOWN)) == expected


AAAA_ALIAS = replace(alias("cdn.example"), type="AAAA", raw={**alias("cdn.example").raw, "Type": "AAAA"})


@pytest.mark.parametrize(
    ("kept", "since"),
    [
        ("main.io AAAA 60 2001:db8::1", AAAA_ALIAS),
        ("www.main.io CNAME 60 old.example.", address("2001:db8::9", name="www.main.io", type="AAAA")),
        ("www.main.io CNAME 60 old.example.", address('"x"', name="www.main.io", type="TXT")),
    ],
)
def test_what_route_53_would_refuse_beside_what_somebody_put_there_since_stays_away(
    kept: str, since: RecordSet
) -> None:
    tags = {**OURS, "multisite-tui:before-1": kept}
    found = switched(alias(name=since.name), since, balancer=load_balancer(tags=tags))
    assert changed(RECORDS.calls(found, KNOWN)) == [("DELETE", since.name, "A")]


# The last visitors.

FAREWELL = DnsDrainWait(ClassicEntrance("to-main"))


@pytest.mark.parametrize(("there", "found"), [(load_balancer(), NOW), (None, None)])
def test_visitors_are_waited_for_only_while_the_load_balancer_is_there(
    there: LoadBalancer | None, found: datetime | None
) -> None:
    assert FAREWELL.read(facts(balancer=there), KNOWN) == found
    assert FAREWELL.calls(found, KNOWN) == ()


@pytest.mark.parametrize(("seconds", "done"), [(0, False), (LIFETIME - 1, False), (LIFETIME, True), (10**6, True)])
def test_the_load_balancer_stands_for_the_lifetime_of_the_records(seconds: float, done: bool) -> None:
    assert FAREWELL.progress(facts(now=NOW + timedelta(seconds=seconds)), NOW, ()).done is done


# The certificate and its validation records.

USED_BY_US = "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:loadbalancer/to-main"
USED_BY_OTHERS = "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:loadbalancer/to-main-2"


def standing(name: str) -> RecordSet:
    return address("_v.acm-validations.aws.", name=name, type="CNAME")


STANDS = standing("_p.main.io")
REQUEST = CertificateSearch(OWNER, ("main.io",), ("to-main",))


def ours(*names: str, **changes: Any) -> Certificate:
    return certificate(*names, **{"tags": OURS, "validation": (proof(),), **changes})


def requested(
    *there: Certificate, records: Sequence[RecordSet] = (STANDS,), request: CertificateSearch = REQUEST
) -> RequestedCertificates:
    return request.read(facts(listed=there, records_of={"Z1": records}))


@pytest.mark.parametrize(
    ("there", "free", "used"),
    [
        (ours(), [ARN], []),
        (ours(used_by=frozenset({USED_BY_US})), [ARN], []),
        (ours(used_by=frozenset({USED_BY_US, USED_BY_OTHERS})), [], [ARN]),
        (ours(status="PENDING_VALIDATION"), [ARN], []),
        (ours(tags={}), [], []),
        (ours(tags=ANOTHERS), [], []),
        (ours("other.io"), [], []),
    ],
)
def test_a_certificate_is_free_where_only_the_sites_load_balancer_uses_it(
    there: Certificate, free: list[str], used: list[str]
) -> None:
    found = requested(there)
    assert ([one.arn for one in found.free], [one.arn for one in found.used]) == (free, used)
    calls = RemovedCertificates(REQUEST).calls(found, KNOWN)
    assert [call.params["CertificateArn"] for call in calls] == free
    assert all(call.name == "acm:DeleteCertificate" for call in calls)


@pytest.mark.parametrize(
    ("there", "why"),
    [((), "gone already"), ((ours(used_by=frozenset({USED_BY_OTHERS})),), "something else uses it")],
)
def test_a_certificate_that_stays_says_why(there: tuple[Certificate, ...], why: str) -> None:
    resource = RemovedCertificates(REQUEST)
    found = requested(*there)
    assert (resource.calls(found, KNOWN), resource.noop_reason(found)) == ([], why)


@pytest.mark.parametrize(
    ("there", "records", "validation_records"),
    [
        ((ours(),), (STANDS,), ["_p.main.io"]),
        ((ours(),), (), []),
        ((ours(),), (address("_else.aws.", name="_p.main.io", type="CNAME"),), []),
        ((ours(),), (address('"x"', name="_p.main.io", type="TXT"),), []),
        ((ours(), certificate(arn="2", validation=(proof(),))), (STANDS,), []),
        ((ours(used_by=frozenset({USED_BY_OTHERS})),), (STANDS,), []),
        ((ours(), ours(arn="2")), (STANDS,), ["_p.main.io"]),
        ((ours(validation=(proof(), proof("*.main.io"))),), (STANDS,), ["_p.main.io"]),
    ],
)
def test_a_validation_record_is_found_where_it_stands_and_no_other_certificate_lives_by_it(
    there: tuple[Certificate, ...], records: Sequence[RecordSet], validation_records: list[str]
) -> None:
    assert [record.name for _, record in requested(*there, records=records).validation_records] == validation_records


@pytest.mark.parametrize(("name", "record"), [("*.main.io", "_p.main.io"), ("www.main.io", "_p.www.main.io")])
def test_a_record_that_a_certificate_of_other_names_shares_stays(name: str, record: str) -> None:
    shared = proof(name, record)
    mine = ours("main.io", name, validation=(shared,))
    other = certificate(name, arn="2", validation=(shared,))
    assert requested(mine, other, records=(standing(record),)).validation_records == ()


def removed_validation(*put_in: str) -> RemovedValidation:
    return RemovedValidation(REQUEST, frozenset(put_in), WAIT)


@pytest.mark.parametrize(("put_in", "gone"), [(("_p.main.io",), True), (("_q.main.io",), False), ((), False)])
def test_only_validation_records_that_this_setup_put_in_go(put_in: tuple[str, ...], gone: bool) -> None:
    resource = removed_validation(*put_in)
    found = requested(ours())
    assert changed(resource.calls(found, KNOWN)) == ([("DELETE", "_p.main.io", "CNAME")] if gone else [])
    assert gone or "not put in by this setup" in resource.noop_reason(found)


def test_validation_records_go_in_one_change_for_each_zone() -> None:
    there = (ours(validation=(proof(), proof("main.io", "_q.main.io"), proof("other.net", "_p.other.net"))),)
    records = {
        "Z1": (STANDS, standing("_q.main.io")),
        "Z2": (standing("_p.other.net"),),
    }
    found = REQUEST.read(facts(listed=there, records_of=records))
    calls = removed_validation("_p.main.io", "_q.main.io", "_p.other.net").calls(found, KNOWN)
    assert [(call.batch, len(call.params["ChangeBatch"]["Changes"])) for call in calls] == [
        ("zone Z1", 2), ("zone Z2", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("resource", [BALANCER, GROUPS, RECORDS, removed_validation(), RemovedCertificates(REQUEST)])
def test_what_takes_something_away_is_planned_as_that(resource: Any) -> None:
    assert resource.kind is Kind.DELETE
    assert resource.title
