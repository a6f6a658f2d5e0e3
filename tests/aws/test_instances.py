"""The health check, and the instances behind a load balancer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.resources.health_checks import CheckedBalancer, ConfiguredHealthCheck
from multisite_tui.aws.resources.instances import Deregistration, Registration
from multisite_tui.aws.resources.ownership import ADOPTED, MADE

from .samples import CHECK, NOW, OURS, OWNER, WAIT, Account, known, load_balancer

CONFIGURED = ConfiguredHealthCheck("to-main", CHECK, ("i-1",), 53, WAIT)
REGISTRATION = Registration("to-main", ("i-2", "i-1"), WAIT)
IN = TargetHealth("i-1", "InService", "N/A", "N/A")
WORDS = "Instance registration is still in progress."
OUT = TargetHealth("i-2", "OutOfService", "ELB", WORDS)


def test_all_five_members_of_a_check_are_sent() -> None:
    [call] = CONFIGURED.calls(None, known())
    assert call.params == {
        "LoadBalancerName": "to-main",
        "HealthCheck": {
            "Target": "HTTP:6402/", "Interval": 5, "Timeout": 3, "UnhealthyThreshold": 10, "HealthyThreshold": 2,
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"target": "TCP:80"}, {"interval": 30}, {"timeout": 5}, {"unhealthy_threshold": 2}, {"healthy_threshold": 10}],
)
def test_a_check_that_differs_in_anything_is_overwritten(changes: dict[str, str | int]) -> None:
    found = CheckedBalancer(load_balancer(health_check=replace(CHECK, **changes)), NOW)  # type: ignore[arg-type]
    assert [call.name for call in CONFIGURED.calls(found, known())] == ["elb:ConfigureHealthCheck"]


def test_a_check_as_asked_is_left_alone() -> None:
    assert CONFIGURED.calls(CheckedBalancer(load_balancer(), NOW), known()) == ()


@pytest.mark.parametrize(
    ("found", "exists"), [(None, False), (load_balancer(health_check=None), False), (load_balancer(), True)]
)
def test_a_check_exists_once_the_load_balancer_has_one(found: LoadBalancer | None, exists: bool) -> None:
    assert CONFIGURED.exists(CheckedBalancer(found, NOW) if found else None) is exists


@pytest.mark.parametrize(
    ("replies", "seconds", "health", "done"),
    [
        ([], 0, IN, True),  # the check was not changed
        ([{}], 52, IN, False),
        ([{}], 53, IN, True),
        ([{}], 53, OUT, False),
        ([{}], 53, None, False),  # ELB does not show it everywhere yet
    ],
)
def test_a_new_check_has_come_to_its_verdict_when_a_failing_one_would_have_shown(
    replies: list[dict[str, str]], seconds: int, health: TargetHealth | None, done: bool
) -> None:
    account = Account(health=(health,) if health else ())
    account.now = NOW + timedelta(seconds=seconds)
    assert CONFIGURED.progress(cast("Facts", account), CheckedBalancer(load_balancer(), NOW), replies).done is done


def test_nobody_is_waited_for_where_nobody_is_registered_yet() -> None:
    found = CheckedBalancer(load_balancer(instances=frozenset({"i-9"})), NOW)
    assert CONFIGURED.progress(cast("Facts", Account()), found, [{}]).done


@pytest.mark.parametrize(
    ("there", "registered"),
    [((), ["i-1", "i-2"]), (("i-1",), ["i-2"]), (("i-1", "i-2"), []), (("i-1", "i-2", "i-3"), [])],
)
def test_only_those_that_are_missing_are_registered(there: tuple[str, ...], registered: list[str]) -> None:
    calls = REGISTRATION.calls(load_balancer(instances=frozenset(there)), known())
    assert [one["InstanceId"] for call in calls for one in call.params["Instances"]] == registered


@pytest.mark.parametrize(
    ("there", "owner", "leaving"),
    [
        (("i-1", "i-2"), MADE, []),
        (("i-1", "i-9"), MADE, ["i-9"]),
        (("i-1", "i-9"), ADOPTED, []),
    ],
)
def test_only_a_load_balancer_that_was_made_here_lets_go_of_instances(
    there: tuple[str, ...], owner: str, leaving: list[str]
) -> None:
    found = load_balancer(instances=frozenset(there), tags={**OURS, "multisite-tui:owner": owner})
    calls = Deregistration(OWNER, "to-main", ("i-1", "i-2")).calls(found, known())
    assert [one["InstanceId"] for call in calls for one in call.params["Instances"]] == leaving


def test_all_are_registered_with_one_that_is_still_to_come() -> None:
    [call] = REGISTRATION.calls(None, known())
    assert len(call.params["Instances"]) == 2


@pytest.mark.parametrize(("there", "exists"), [((), False), (("i-1",), True), (("i-9",), False)])
def test_it_exists_once_one_of_them_is_registered(there: tuple[str, ...], exists: bool) -> None:
    assert REGISTRATION.exists(load_balancer(instances=frozenset(there))) is exists


@pytest.mark.parametrize(
    ("health", "done", "message"),
    [
        ((IN, OUT), False, f"i-2 OutOfService: {WORDS}"),
        ((IN, replace(OUT, state="Unknown", description="N/A")), False, "i-2 Unknown"),
        ((IN,), False, "i-1 InService"),
        ((), False, "ELB does not show the registration everywhere yet"),
        ((IN, replace(OUT, state="InService")), True, f"i-1 InService; i-2 InService: {WORDS}"),
    ],
)
def test_the_wait_is_for_each_instance_in_the_services_words(
    health: tuple[TargetHealth, ...], done: bool, message: str
) -> None:
    progress = REGISTRATION.progress(cast("Facts", Account(health=health)), load_balancer(), ())
    assert (progress.done, progress.message) == (done, message)
