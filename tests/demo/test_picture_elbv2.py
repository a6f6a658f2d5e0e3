"""The picture of an account sees every difference of Application Load Balancers, and no id or time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.demo.control.picture import picture

from .applications import NOTHING, Stage, forward, host_rule, register, stage, target_group
from .rig import Bench


def whole(bench: Bench) -> Stage:
    on = stage(bench)
    register(bench, on.group)
    bench.clock.forward(100)
    return on


def test_two_accounts_with_the_same_in_them_are_equal(bench: Bench, tmp_path: Path) -> None:
    other = Bench(tmp_path)
    target_group(other, "before")
    gone = target_group(other, "gone")
    other.elbv2.delete_target_group(TargetGroupArn=gone)
    whole(other)
    whole(bench)
    target_group(bench, "before")
    assert picture(other.account) == picture(bench.account)
    seen = picture(bench.account)
    assert "arn:" not in json.dumps({kind: seen[kind] for kind in ("application load balancers", "target groups")})
    balancer = seen["application load balancers"]["main"]
    assert balancer["listeners"][443]["rules"]["10"]["actions"][0]["TargetGroupArn"] == "target group site"
    assert seen["target groups"]["site"]["targets"] == {"instance web 6402": "healthy"}


def attribute(on: Stage) -> None:
    wanted = [{"Key": "idle_timeout.timeout_seconds", "Value": "90"}]
    on.elbv2.modify_load_balancer_attributes(LoadBalancerArn=on.balancer, Attributes=wanted)


def delay(on: Stage) -> None:
    wanted = [{"Key": "deregistration_delay.timeout_seconds", "Value": "30"}]
    on.elbv2.modify_target_group_attributes(TargetGroupArn=on.group, Attributes=wanted)


CHANGES: dict[str, Callable[[Stage], Any]] = {
    "an attribute": attribute,
    "a group's attribute": delay,
    "a tag": lambda on: on.elbv2.add_tags(ResourceArns=[on.balancer], Tags=[{"Key": "a"}]),
    "a rule's tag": lambda on: on.elbv2.add_tags(ResourceArns=[on.rule], Tags=[{"Key": "a"}]),
    "a listener's tag": lambda on: on.elbv2.add_tags(ResourceArns=[on.plain], Tags=[{"Key": "a"}]),
    "a group's tag": lambda on: on.elbv2.add_tags(ResourceArns=[on.group], Tags=[{"Key": "a"}]),
    "a policy": lambda on: on.elbv2.modify_listener(ListenerArn=on.secure, SslPolicy="ELBSecurityPolicy-2016-08"),
    "a default action": lambda on: on.elbv2.modify_listener(ListenerArn=on.plain, DefaultActions=[NOTHING]),
    "the certificate list": lambda on: on.elbv2.add_listener_certificates(
        ListenerArn=on.secure, Certificates=[{"CertificateArn": on.certificate}]
    ),
    "a second rule": lambda on: host_rule(on.bench, on.secure, 5, forward(on.group)),
    "a rule's number": lambda on: on.elbv2.set_rule_priorities(RulePriorities=[{"RuleArn": on.rule, "Priority": 9}]),
    "no listener": lambda on: on.elbv2.delete_listener(ListenerArn=on.plain),
    "a health check": lambda on: on.elbv2.modify_target_group(TargetGroupArn=on.group, HealthCheckPath="/x"),
    "a second port": lambda on: register(on.bench, on.group, 6403),
    "a target that drains": lambda on: on.elbv2.deregister_targets(
        TargetGroupArn=on.group, Targets=[{"Id": on.bench.instance["InstanceId"]}]
    ),
    "a program that is down": lambda on: [on.bench.account.set_answer(6402, None), on.bench.clock.forward(40)],
    "a second group": lambda on: target_group(on.bench, "more"),
    "the groups": lambda on: on.elbv2.set_security_groups(
        LoadBalancerArn=on.balancer, SecurityGroups=[on.bench.group()]
    ),
}


@pytest.fixture(scope="module")
def drawn_account(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, bytes, dict[str, Any]]:
    on = whole(Bench(tmp_path_factory.mktemp("whole")))
    account = on.bench.account
    return on, (account.folder / "account.json").read_bytes(), picture(account)


@pytest.mark.parametrize("change", CHANGES)
def test_every_difference_is_seen(drawn_account: tuple[Stage, bytes, dict[str, Any]], change: str) -> None:
    on, saved, before = drawn_account
    at = on.bench.clock.time
    CHANGES[change](on)
    after = picture(on.bench.account)
    (on.bench.account.folder / "account.json").write_bytes(saved)
    on.bench.clock.time = at
    assert after != before
    assert picture(on.bench.account) == before
