"""Target groups and targets of one site as found, and the calls that bring them to what is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.base import Ref, StepOutputs
from multisite_tui.aws.resources.target_groups import SiteTargetGroup, wanted_attributes
from multisite_tui.aws.resources.targets import LeavingTargets, RegisteredTargets, Targets

from .samples import OURS, OWNER, WAIT
from .shared_samples import GROUP_ARN, TARGET_CHECK, application, target_group

GROUP: Ref[TargetGroup] = Ref("main.io/target_group")
KNOWN = StepOutputs({"main.io/target_group": target_group(), "shared/load_balancer": application()})


def wanted(**changes: Any) -> SiteTargetGroup:
    asked = SiteTargetGroup(OWNER, "to-main", "vpc-1", "HTTP", 6402, TARGET_CHECK, wanted_attributes(30, 0))
    return replace(asked, **changes)


def test_a_new_target_group_is_made_with_its_health_check() -> None:
    create, adjust = wanted().calls(None, KNOWN)
    assert create.name == "elbv2:CreateTargetGroup"
    assert create.params["Matcher"] == {"HttpCode": "200-399"}
    assert (create.params["TargetType"], create.params["HealthCheckPort"]) == ("instance", "traffic-port")
    assert adjust.params["Attributes"] == [
        {"Key": "deregistration_delay.timeout_seconds", "Value": "30"},
        {"Key": "stickiness.enabled", "Value": "false"},
    ]


@pytest.mark.parametrize(
    ("changes", "calls"),
    [
        ({}, []),
        ({"port": 7000}, []),  # that of targets without one, which ours never are
        ({"check": replace(TARGET_CHECK, interval=30)}, ["elbv2:ModifyTargetGroup"]),
        ({"attributes": wanted_attributes(300, 0)}, ["elbv2:ModifyTargetGroupAttributes"]),
        ({"tags": {key: value for key, value in OURS.items() if key != "team"}}, ["elbv2:AddTags"]),
    ],
)
def test_only_what_differs_is_changed(changes: dict[str, Any], calls: list[str]) -> None:
    assert [call.name for call in wanted().calls(target_group(**changes), KNOWN)] == calls


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"tags": {}}, ["target_group_taken"]),
        ({"tags": {**OURS, "multisite-tui:site": "sub.main.io"}}, ["target_group_taken"]),
        ({"protocol": "HTTPS"}, ["target_group_fixed"]),
        ({"vpc": "vpc-2"}, ["target_group_fixed"]),
    ],
)
def test_what_is_not_ours_or_cannot_be_changed_is_refused(changes: dict[str, Any], codes: list[str]) -> None:
    assert [one.code for one in wanted().conflicts(target_group(**changes), KNOWN)] == codes


def target(port: int, state: str = "healthy", instance: str = "i-1") -> TargetHealth:
    return TargetHealth(instance, state, "", "", port)


TARGETS = Targets("to-main", GROUP, ("i-1",), 6402, WAIT)
LEAVING = LeavingTargets("to-main", GROUP, ("i-1",), 6402)


@pytest.mark.parametrize(
    ("there", "registered", "deregistered"),
    [
        ((), [6402], []),
        ((target(6402),), [], []),
        ((target(6402, "draining"),), [6402], []),
        ((target(7000),), [6402], [7000]),  # the site's port has changed
        ((target(6402), target(7000, "draining")), [], []),
    ],
)
def test_targets_are_registered_with_the_sites_port_before_others_leave(
    there: tuple[TargetHealth, ...], registered: list[int], deregistered: list[int]
) -> None:
    found = RegisteredTargets(GROUP_ARN, there)
    for resource, ports in ((TARGETS, registered), (LEAVING, deregistered)):
        calls = resource.calls(found, KNOWN)
        assert [one["Port"] for call in calls for one in call.params["Targets"]] == ports


@pytest.mark.parametrize(
    ("there", "done"),
    [((), False), ((target(6402, "initial"),), False), ((target(6402),), True), ((target(7000),), False)],
)
def test_the_targets_of_the_sites_port_are_waited_for(there: tuple[TargetHealth, ...], done: bool) -> None:
    class Health:
        def target_health(self, arn: str) -> tuple[TargetHealth, ...]:
            return there

    assert TARGETS.progress(cast("Facts", Health()), RegisteredTargets(GROUP_ARN, there), ()).done is done
