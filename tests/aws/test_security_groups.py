"""The load balancer's group, the given group, and the way into the instance's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from multisite_tui.aws.facts.security_groups import Ingress, SecurityGroup
from multisite_tui.aws.resources.base import Ref
from multisite_tui.aws.resources.ownership import ADOPTED
from multisite_tui.aws.resources.security_groups import GivenGroup, IngressRule, NewGroup, OpenPorts

from .samples import ADOPTING, OURS, OWNER, group, known, way_in

NEW = NewGroup(OWNER, "to-main", "Load balancer of main.io", "vpc-1", (80, 443))
OPEN = OpenPorts(NEW, Ref("main.io/security_group"))
GIVEN = GivenGroup("main.io", "sg-1", "vpc-1", (80, 443))
ADMISSION = IngressRule(OWNER, "sg-web", "vpc-1", "to-main", Ref("main.io/security_group"), (6402, 8080))
KNOWN = known(security_group=group())


@pytest.mark.parametrize(
    ("rule", "port", "admits"),
    [
        (way_in(80), 80, True),
        (way_in(80), 81, False),
        (way_in(1, last=100), 80, True),
        (way_in(0, protocol="-1", last=65535), 80, True),
        (way_in(80, protocol="udp"), 80, False),
        (way_in(80, "10.0.0.0/8"), 80, False),
    ],
)
def test_a_rule_admits_tcp_from_its_own_source_to_its_ports(rule: Ingress, port: int, admits: bool) -> None:
    assert group(rule).admits(port, "0.0.0.0/0") is admits


def test_a_new_group_is_made() -> None:
    [create] = NEW.calls(None, known())
    assert (create.operation, create.params["VpcId"], create.params["Description"]) == (
        "CreateSecurityGroup", "vpc-1", "Load balancer of main.io",
    )  # fmt: skip
    [specification] = create.params["TagSpecifications"]
    assert {tag["Key"]: tag["Value"] for tag in specification["Tags"]} == OURS
    assert create.sendable
    assert NEW.calls(group(), known()) == []


def test_a_new_group_is_opened_one_rule_a_call_once_it_is_there() -> None:
    calls = OPEN.calls(None, known())
    assert [call.params["IpPermissions"][0]["FromPort"] for call in calls] == [80, 443]
    assert [call.sendable for call in calls] == [False, False]
    assert [call.sendable for call in OPEN.calls(group(), known())] == [True, True]


def test_only_ports_that_are_closed_are_opened() -> None:
    [call] = OPEN.calls(group(way_in(80)), known())
    [permission] = call.params["IpPermissions"]
    assert (call.params["GroupId"], permission["FromPort"], permission["ToPort"]) == ("sg-lb", 443, 443)
    assert [one["CidrIp"] for one in permission["IpRanges"]] == ["0.0.0.0/0"]
    assert "TagSpecifications" not in call.params


def test_a_group_that_is_open_is_left_alone() -> None:
    assert OPEN.calls(group(way_in(80), way_in(443), way_in(22)), known()) == []


def test_a_group_open_to_a_part_of_the_world_is_not_open() -> None:
    assert len(OPEN.calls(group(way_in(80, "10.0.0.0/8"), way_in(443)), known())) == 1


@pytest.mark.parametrize(("ports", "words"), [((443, 80), "ports 80, 443"), ((8443,), "port 8443")])
def test_the_ports_are_named_by_what_they_belong_to(ports: tuple[int, ...], words: str) -> None:
    assert OpenPorts(replace(NEW, ports=ports), OPEN.made_by).title == f"{words} of security group to-main"


def test_an_adopted_group_is_tagged_as_such() -> None:
    resource = NewGroup(ADOPTING, "to-main", "x", "vpc-1", ())
    [call] = resource.calls(group(tags={}), known())
    assert call.operation == "CreateTags"
    assert {"Key": "multisite-tui:owner", "Value": ADOPTED} in call.params["Tags"]


def test_a_rule_that_is_added_to_a_group_that_was_taken_on_carries_our_tags() -> None:
    resource = OpenPorts(NewGroup(ADOPTING, "to-main", "x", "vpc-1", (80,)), OPEN.made_by)
    [way] = resource.calls(group(tags={}), known())
    [specification] = way.params["TagSpecifications"]
    assert {tag["Key"]: tag["Value"] for tag in specification["Tags"]} == OWNER.mark()


@pytest.mark.parametrize(("tags", "taken"), [({}, True), (OURS, False), ({**OURS, "multisite-tui:setup": "x"}, True)])
def test_a_strangers_group_of_the_name_is_an_obstacle(tags: dict[str, str], taken: bool) -> None:
    assert [one.code for one in NEW.conflicts(group(tags=tags), known())] == (["security_group_taken"] if taken else [])


def test_only_a_group_that_is_nobodys_may_be_adopted_by_the_advice() -> None:
    """`adopt: true` never takes on what another setup or site of this program has."""
    others = {**OURS, "multisite-tui:setup": "shop"}
    advice = [
        problem.next
        for tags in ({}, others, {**OURS, "multisite-tui:site": "sub.main.io"})
        for problem in NEW.conflicts(group(tags=tags), known())
    ]
    assert ["adopt: true" in one for one in advice] == [True, False, False]
    assert ["name: shop" in one for one in advice] == [False, True, False]


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (None, ["security_group_not_found"]),
        (group(), ["security_group_closed", "security_group_closed"]),
        (group(way_in(80, "10.0.0.0/8")), ["security_group_closed"]),
        (group(way_in(80), way_in(443)), []),
    ],
)
def test_a_given_group_must_be_there_and_let_somebody_in(found: SecurityGroup | None, codes: list[str]) -> None:
    assert [one.code for one in GIVEN.conflicts(found, known())] == codes
    assert {one.key for one in GIVEN.conflicts(found, known())} <= {"security_group.id"}


def test_a_given_group_is_never_changed() -> None:
    assert GIVEN.calls(group(), known()) == ()


def test_the_load_balancers_group_is_let_in_port_by_port_under_our_tags() -> None:
    calls = ADMISSION.calls(group(id="sg-web"), KNOWN)
    assert [call.params["GroupId"] for call in calls] == ["sg-web", "sg-web"]
    [first, second] = [call.params["IpPermissions"][0] for call in calls]
    assert (first["FromPort"], second["FromPort"]) == (6402, 8080)
    assert first["UserIdGroupPairs"][0]["GroupId"] == "sg-lb"
    [specification] = calls[0].params["TagSpecifications"]
    assert specification["ResourceType"] == "security-group-rule"
    assert {tag["Key"]: tag["Value"] for tag in specification["Tags"]} == OWNER.mark()


@pytest.mark.parametrize(("there", "full"), [(58, False), (59, True), (60, True), (61, False)])
def test_a_group_without_room_is_an_obstacle_unless_its_quota_was_raised(there: int, full: bool) -> None:
    found = group(*(way_in(port) for port in range(1, there + 1)), id="sg-web")
    codes = [one.code for one in ADMISSION.conflicts(found, KNOWN)]
    assert codes == (["security_group_full"] if full else [])


def test_a_way_that_is_open_is_not_opened_again() -> None:
    assert ADMISSION.calls(group(way_in(6402, "sg-lb"), way_in(1, "sg-lb", last=9000)), KNOWN) == []


def test_a_way_that_is_open_to_the_world_alone_is_opened_for_the_load_balancer_too() -> None:
    assert len(ADMISSION.calls(group(way_in(6402), way_in(8080)), KNOWN)) == 2


def test_before_the_load_balancers_group_is_there_nothing_can_be_sent() -> None:
    assert [call.sendable for call in ADMISSION.calls(group(), known())] == [False, False]


def test_a_way_is_made_or_kept_and_never_changed() -> None:
    assert ADMISSION.exists(group()) is False


def test_a_rule_is_named_by_what_it_lets_in_where() -> None:
    assert replace(ADMISSION, ports=(6402,)).title == (
        "firewall rule: load balancer to-main -> instance port 6402 (security group sg-web)"
    )
    assert ADMISSION.title == (
        "firewall rules: load balancer to-main -> instance ports 6402, 8080 (security group sg-web)"
    )
