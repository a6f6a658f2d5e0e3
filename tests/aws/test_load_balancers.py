"""A Classic Load Balancer as found, and the calls that bring it to what is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from multisite_tui.aws.calls import Unknown
from multisite_tui.aws.facts.load_balancers import Attributes, LoadBalancer
from multisite_tui.aws.resources.base import Ref
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.load_balancers import ClassicLoadBalancer
from multisite_tui.aws.resources.ownership import ADOPTED, Owner

from .samples import (
    ADOPTING,
    ARN,
    ATTRIBUTES,
    HTTP,
    HTTPS,
    OURS,
    OWNER,
    certificate,
    group,
    known,
    load_balancer,
)

KNOWN = known(security_group=group(), certificate=CertificateChoice(certificate()))


def wanted(owner: Owner = OWNER, **changes: Any) -> ClassicLoadBalancer:
    asked: dict[str, Any] = {
        "owner": owner,
        "name": "to-main",
        "subnets": ("subnet-1",),
        "group": Ref("main.io/security_group"),
        "listeners": (HTTP,),
        "certificate": Ref("main.io/certificate"),
        "attributes": ATTRIBUTES,
    }
    return ClassicLoadBalancer(**{**asked, **changes})


def test_a_new_one_is_made_with_all_that_aws_needs() -> None:
    create, _ = wanted().calls(None, KNOWN)
    assert create.name == "elb:CreateLoadBalancer"
    assert create.params == {
        "LoadBalancerName": "to-main",
        "Listeners": [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 6402}],
        "Subnets": ["subnet-1"],
        "SecurityGroups": ["sg-lb"],
        "Tags": [{"Key": key, "Value": OURS[key]} for key in sorted(OURS)],
    }


def test_a_secure_listener_of_a_new_one_has_its_certificate_and_the_instances_protocol() -> None:
    create, _ = wanted(listeners=(HTTPS,)).calls(None, KNOWN)
    [listener] = create.params["Listeners"]
    assert (listener["SSLCertificateId"], listener["InstanceProtocol"]) == (ARN, "HTTP")


def test_a_new_one_has_its_attributes_set_at_once() -> None:
    _, attributes = wanted().calls(None, KNOWN)
    assert attributes.name == "elb:ModifyLoadBalancerAttributes"


def test_before_its_group_is_there_it_cannot_be_sent() -> None:
    create, _ = wanted().calls(None, known())
    assert (create.sendable, type(create.params["SecurityGroups"][0])) == (False, Unknown)


@pytest.mark.parametrize(
    ("changes", "operation", "params"),
    [
        ({"tags": {**OURS, "team": "old"}}, "AddTags", {"Tags": [{"Key": "team", "Value": "web"}]}),
        ({"subnets": frozenset()}, "AttachLoadBalancerToSubnets", {"Subnets": ["subnet-1"]}),
        (
            {"security_groups": frozenset({"sg-default"})},
            "ApplySecurityGroupsToLoadBalancer",
            {"SecurityGroups": ["sg-lb"]},
        ),
        (
            {"subnets": frozenset({"subnet-1", "subnet-2"})},
            "DetachLoadBalancerFromSubnets",
            {"Subnets": ["subnet-2"]},
        ),
        ({"attributes": Attributes(True, 30, 60)}, "ModifyLoadBalancerAttributes", {}),
        ({"attributes": Attributes(False, 0, 60)}, "ModifyLoadBalancerAttributes", {}),
        ({"attributes": Attributes(False, 30, 61)}, "ModifyLoadBalancerAttributes", {}),
    ],
)
def test_what_differs_is_changed_in_place(changes: dict[str, Any], operation: str, params: dict[str, Any]) -> None:
    [call] = wanted().calls(load_balancer(**changes), KNOWN)
    assert call.operation == operation
    assert params.items() <= call.params.items()


@pytest.mark.parametrize("changes", [{}, {"tags": {**OURS, "x": "y"}}])
def test_what_is_as_asked_or_more_is_left_alone(changes: dict[str, Any]) -> None:
    assert wanted().calls(load_balancer(**changes), KNOWN) == []


@pytest.mark.parametrize(("draining", "sent"), [(30, {"Enabled": True, "Timeout": 30}), (0, {"Enabled": False})])
def test_no_draining_timeout_is_sent_while_draining_is_off(draining: int, sent: dict[str, Any]) -> None:
    _, call = wanted(attributes=Attributes(True, draining, 60)).calls(None, KNOWN)
    assert call.params["LoadBalancerAttributes"] == {
        "CrossZoneLoadBalancing": {"Enabled": True},
        "ConnectionDraining": sent,
        "ConnectionSettings": {"IdleTimeout": 60},
    }


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (load_balancer(tags={}), "load_balancer_taken"),
        (load_balancer(tags={**OURS, "multisite-tui:site": "sub.main.io"}), "load_balancer_taken"),
        (load_balancer(scheme="internal"), "load_balancer_internal"),
    ],
)
def test_what_only_a_person_can_settle_is_an_obstacle(found: LoadBalancer, code: str) -> None:
    [problem] = wanted().conflicts(found, known())
    assert (problem.code, problem.key, problem.site) == (code, "load_balancer", "main.io")


@pytest.mark.parametrize("found", [None, load_balancer()])
def test_what_is_ours_or_not_there_is_no_obstacle(found: LoadBalancer | None) -> None:
    assert wanted().conflicts(found, known()) == ()


def test_a_strangers_is_taken_on_where_the_answers_say_so_and_marked_as_adopted() -> None:
    found = load_balancer(tags={})
    assert wanted(ADOPTING).conflicts(found, known()) == ()
    [call] = wanted(ADOPTING).calls(found, KNOWN)
    assert {"Key": "multisite-tui:owner", "Value": ADOPTED} in call.params["Tags"]


def test_a_subnet_of_one_that_was_taken_on_is_left() -> None:
    found = load_balancer(tags={**OURS, "multisite-tui:owner": ADOPTED}, subnets=frozenset({"subnet-1", "subnet-2"}))
    [call] = wanted().calls(found, KNOWN)
    # With more subnets than one, its nodes must reach across, or some visitors find nobody.
    assert call.params["LoadBalancerAttributes"]["CrossZoneLoadBalancing"] == {"Enabled": True}


@pytest.mark.parametrize("tags", [{}, {**OURS, "multisite-tui:owner": ADOPTED}])
def test_one_that_is_taken_on_keeps_its_groups_and_ours_is_added(tags: dict[str, str]) -> None:
    found = load_balancer(tags=tags, security_groups=frozenset({"sg-theirs", "sg-default"}))
    [call] = [one for one in wanted(ADOPTING).calls(found, KNOWN) if one.operation != "AddTags"]
    assert call.operation == "ApplySecurityGroupsToLoadBalancer"
    assert call.params["SecurityGroups"] == ["sg-default", "sg-lb", "sg-theirs"]


def test_one_that_was_taken_on_and_has_ours_beside_its_own_is_left() -> None:
    groups = frozenset({"sg-theirs", "sg-lb"})
    found = load_balancer(tags={**OURS, "multisite-tui:owner": ADOPTED}, security_groups=groups)
    assert wanted().calls(found, KNOWN) == []


def test_tags_of_earlier_answers_are_taken_off() -> None:
    owner = replace(OWNER, former_tags=frozenset({"old", "team"}))
    [call] = wanted(owner).calls(load_balancer(tags={**OURS, "old": "x", "others": "y"}), KNOWN)
    assert (call.operation, call.params["Tags"]) == ("RemoveTags", [{"Key": "old"}])


@pytest.mark.parametrize(("others", "order"), [(6, ["AddTags", "RemoveTags"]), (7, ["RemoveTags", "AddTags"])])
def test_where_no_tag_is_free_the_old_one_goes_before_the_new_one_comes(others: int, order: list[str]) -> None:
    owner = replace(OWNER, tags={"crew": "web"}, former_tags=frozenset({"team"}))
    there = load_balancer(tags={"team": "web", **OURS, **{f"k{number}": "v" for number in range(others - 1)}})
    calls = wanted(owner).calls(there, KNOWN)
    assert [call.operation for call in calls if "Tags" in call.operation] == order


def test_listeners_that_are_not_asked_for_are_left_over() -> None:
    leftovers = wanted(listeners=(HTTP,)).leftovers(load_balancer())
    assert [(one.code, "443" in one.what) for one in leftovers] == [("listener_left", True)]


def test_it_is_made_without_a_listener_that_waits_for_a_certificate_if_that_can_be() -> None:
    create, _ = wanted(listeners=(HTTPS, HTTP)).calls(None, KNOWN)
    assert [listener["LoadBalancerPort"] for listener in create.params["Listeners"]] == [80]


def test_it_exists_once_it_is_found() -> None:
    assert (wanted().exists(None), wanted().exists(load_balancer())) == (False, True)


def test_setting_the_attributes_is_the_same_call_before_and_after_it_is_made() -> None:
    _, before = wanted().calls(None, KNOWN)
    [after] = wanted().calls(load_balancer(attributes=Attributes(False, 0, 60)), KNOWN)
    assert before == after
