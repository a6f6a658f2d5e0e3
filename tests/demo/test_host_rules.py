"""Rules of listeners: conditions, priorities, and the default rule."""

from __future__ import annotations

from typing import Any

import pytest

from .applications import NOTHING, Stage, forward, host_rule, hosts, plain, stage
from .rig import Bench, refused


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """For calls that are refused."""
    return stage(Bench(tmp_path_factory.mktemp("still")))


def rules(on: Stage) -> list[tuple[str, str]]:
    found = on.elbv2.describe_rules(ListenerArn=on.secure)["Rules"]
    return [(one["RuleArn"], one["Priority"]) for one in found]


PATHS = {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/a", "/b", "/c"]}}
SHORT = {"Field": "host-header", "Values": ["main.io"]}


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        hosts(*(f"{letter}.main.io" for letter in "abcdef")),
        [*hosts("a.io", "b.io", "c.io"), PATHS],
        hosts("*.*.*.*.*.*.io"),
        hosts("localhost"),
        hosts("main.io7"),
        hosts("집.io"),
        hosts("main_1.io"),
        hosts("main."),
        hosts("x" * 126 + ".io"),
        hosts(),
        [{**SHORT, "Values": ["a.io", "b.io"]}],
        [{**SHORT, **hosts("main.io")[0]}],
        [SHORT, SHORT],
        [{**SHORT, "PathPatternConfig": {"Values": ["/"]}}],
        [{"Field": "host", "Values": ["main.io"]}],
        [{"Values": ["main.io"]}],
        [{"Field": "http-request-method", "Values": ["GET"]}],
    ],
)  # fmt: skip
def test_conditions_that_are_refused(still: Stage, conditions: list[dict[str, Any]]) -> None:
    with refused("ValidationError"):
        still.elbv2.create_rule(ListenerArn=still.secure, Priority=20, Conditions=conditions, Actions=[NOTHING])
    if conditions:
        with refused("ValidationError"):
            still.elbv2.modify_rule(RuleArn=still.rule, Conditions=conditions)


@pytest.mark.parametrize(
    ("code", "priority", "actions"),
    [
        ("PriorityInUse", 10, [NOTHING]),
        ("ValidationError", 50001, [NOTHING]),
        ("InvalidLoadBalancerAction", 20, []),
        ("InvalidLoadBalancerAction", 20, [NOTHING, {"Type": "forward", "TargetGroupArn": "x"}]),
    ],
)
def test_rules_that_are_refused(still: Stage, code: str, priority: int, actions: list[dict[str, Any]]) -> None:
    with refused(code):
        still.elbv2.create_rule(ListenerArn=still.secure, Priority=priority, Conditions=hosts("a.io"), Actions=actions)


def test_the_same_rule_again(bench: Bench) -> None:
    on = stage(bench)
    with refused("PriorityInUse", "Priority '10' is currently in use"):
        host_rule(bench, on.secure, 10, forward(on.group))
    twice = host_rule(bench, on.secure, 5, forward(on.group))
    assert rules(on)[:2] == [(twice, "5"), (on.rule, "10")]
    bench.account.set_quota("rules-per-application-load-balancer", 2)
    with refused("TooManyRules"):
        host_rule(bench, on.plain, 5, NOTHING)
    bench.elbv2.delete_rule(RuleArn=twice)
    with refused("RuleNotFound"):
        bench.elbv2.delete_rule(RuleArn=twice)


def test_how_a_rule_is_described(bench: Bench) -> None:
    on = stage(bench)
    longest = "x" * 125 + ".io"
    made = host_rule(bench, on.secure, 50000, NOTHING, "A.Main.io", "*.main.io", "?.main.io", longest)
    short = bench.elbv2.create_rule(ListenerArn=on.secure, Priority=7, Conditions=[SHORT], Actions=[NOTHING])["Rules"][
        0
    ]
    assert short["Conditions"] == [{**SHORT, **hosts("main.io")[0]}]
    found = bench.elbv2.describe_rules(RuleArns=[made])["Rules"][0]
    assert (found["Priority"], found["IsDefault"]) == ("50000", False)
    assert found["Conditions"][0]["HostHeaderConfig"]["Values"] == ["A.Main.io", "*.main.io", "?.main.io", longest]
    last = bench.elbv2.describe_rules(ListenerArn=on.secure)["Rules"][-1]
    assert (last["Priority"], last["IsDefault"], last["Conditions"]) == ("default", True, [])


def test_a_rule_changes_as_a_whole(bench: Bench) -> None:
    on = stage(bench)
    with refused("ValidationError", "Either conditions or actions"):
        bench.elbv2.modify_rule(RuleArn=on.rule)
    seen = bench.elbv2.modify_rule(RuleArn=on.rule, Conditions=hosts("b.io"))["Rules"][0]
    assert (seen["Conditions"][0]["Values"], seen["Actions"][0]["TargetGroupArn"]) == (["b.io"], on.group)
    seen = bench.elbv2.modify_rule(RuleArn=on.rule, Actions=[NOTHING])["Rules"][0]
    assert (seen["Conditions"][0]["Values"], seen["Actions"][0]["Type"]) == (["b.io"], "fixed-response")


def test_the_default_rule_stays(still: Stage) -> None:
    arn = rules(still)[-1][0]
    with refused("OperationNotPermitted", "Default rule"):
        still.elbv2.delete_rule(RuleArn=arn)
    with refused("OperationNotPermitted", "Default rule"):
        still.elbv2.modify_rule(RuleArn=arn, Actions=[NOTHING])
    with refused("OperationNotPermitted", "Default rule"):
        still.elbv2.set_rule_priorities(RulePriorities=[{"RuleArn": arn, "Priority": 1}])


def test_transforms_are_not_practised(still: Stage) -> None:
    rewrite = {"Type": "url-rewrite", "UrlRewriteConfig": {"Rewrites": [{"Regex": "a", "Replace": "b"}]}}
    with refused("InvalidAction", "Transforms"):
        still.elbv2.modify_rule(RuleArn=still.rule, Conditions=hosts("a.io"), Transforms=[rewrite])


def test_priorities_are_set_as_a_whole(bench: Bench) -> None:
    on = stage(bench)
    second, third = host_rule(bench, on.secure, 20, NOTHING), host_rule(bench, on.secure, 30, NOTHING)

    def set_(**asked: int) -> None:
        arns = {"first": on.rule, "second": second, "third": third}
        pairs = [{"RuleArn": arns[name], "Priority": priority} for name, priority in asked.items()]
        bench.elbv2.set_rule_priorities(RulePriorities=pairs)

    set_(first=20, second=10)
    assert [arn for arn, _ in rules(on)][:3] == [second, on.rule, third]
    with refused("PriorityInUse"):
        set_(first=30)
    with refused("PriorityInUse"):
        set_(first=40, second=40)
    assert rules(on)[:3] == [(second, "10"), (on.rule, "20"), (third, "30")]
    elsewhere = host_rule(bench, plain(bench, on.balancer, port=81), 1, NOTHING)
    with refused("ValidationError", "one listener"):
        bench.elbv2.set_rule_priorities(
            RulePriorities=[{"RuleArn": on.rule, "Priority": 1}, {"RuleArn": elsewhere, "Priority": 2}]
        )
