"""Edits of sites that are served behind one load balancer: what serves stays until what replaces it is proven."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from multisite_tui.errors import ExitCode

from .rig import Bench
from .shared_reference import SHARED, shared_with
from .test_shared import AUTHORIZE, CHECK, LISTENER, NO_RULE, REGISTER, RULE, shared_finished

__all__ = ["shared_finished"]
RENAMED = shared_with("target_group: fresh")
WITH_ALIAS = shared_with("aliases: [www.sub.main.io]")
ALIAS_ALONE = SHARED + "  - domain: www.sub.main.io\n    port: 6404\n"
NOT_REDIRECTED = SHARED.replace("6402\n", "6402\n    redirect: false\n").replace(
    "6403\n", "6403\n    redirect: false\n"
)


@pytest.fixture
def shared(shared_finished: Bench, tmp_path: Path) -> Bench:
    """The shared case in service, this test's own."""
    return shared_finished.copy_to(tmp_path)


def listeners(bench: Bench) -> dict[int, dict[str, Any]]:
    """Return the listeners of the load balancer by port."""
    [balancer] = bench.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    found: Any = bench.aws.elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    return {one["Port"]: one for one in found}


def rules(bench: Bench, port: int) -> list[dict[str, Any]]:
    """Return the rules of a port by priority, without the default."""
    found: Any = bench.aws.elbv2.describe_rules(ListenerArn=listeners(bench)[port]["ListenerArn"])["Rules"]
    return sorted((one for one in found if not one["IsDefault"]), key=lambda one: int(one["Priority"]))


def way(bench: Bench, host: str, port: int = 443) -> str:
    """Return the target group that gets a host's requests, or what becomes of them instead."""
    for rule in rules(bench, port):
        if host in rule["Conditions"][0]["HostHeaderConfig"]["Values"]:
            [action] = rule["Actions"]
            groups = action.get("ForwardConfig", {}).get("TargetGroups", ())
            heaviest = max(groups, key=lambda one: one["Weight"], default={"TargetGroupArn": action["Type"]})
            return str(heaviest["TargetGroupArn"]).partition("targetgroup/")[2].partition("/")[0] or action["Type"]
    return str(listeners(bench)[port]["DefaultActions"][0]["Type"])


def made(bench: Bench, text: str, code: int = 0) -> list[str]:
    """Run, and return the writes."""
    before = len(bench.writes())
    assert bench.run(text, accept_leftovers=True).exit_code == code
    return bench.writes()[before:]


def test_rules_that_somebody_renumbered_are_no_maintenance_pages(shared: Bench) -> None:
    numbers: Any = [{"RuleArn": one["RuleArn"], "Priority": n} for n, one in enumerate(rules(shared, 443), 1)]
    shared.aws.elbv2.set_rule_priorities(RulePriorities=numbers)
    assert made(shared, SHARED) == []
    assert (way(shared, "main.io"), way(shared, "sub.main.io")) == ("to-main", "to-sub")


def test_another_target_group_is_healthy_before_visitors_get_to_it(shared: Bench) -> None:
    writes = made(shared, RENAMED)
    first, last = (n for n, call in enumerate(writes) if call == RULE)
    assert first < writes.index(REGISTER) < last
    assert way(shared, "sub.main.io") == "fresh"
    assert made(shared, RENAMED) == []


def test_while_another_target_group_has_no_targets_the_former_one_serves(shared: Bench) -> None:
    shared.account.fail("RegisterTargets", "TooManyTargets")
    made(shared, RENAMED, ExitCode.PARTIAL)
    assert way(shared, "sub.main.io") == "to-sub"
    shared.account.mend()
    made(shared, RENAMED)
    assert way(shared, "sub.main.io") == "fresh"


@pytest.mark.parametrize("trouble", ["CreateTargetGroup", "RegisterTargets"])
def test_an_alias_that_becomes_a_site_is_served_as_an_alias_until_then(shared: Bench, trouble: str) -> None:
    made(shared, WITH_ALIAS)
    shared.account.fail(trouble, "TooManyTargets")
    made(shared, ALIAS_ALONE, ExitCode.PARTIAL)
    assert way(shared, "www.sub.main.io") == "to-sub"
    shared.account.mend()
    made(shared, ALIAS_ALONE)
    assert [way(shared, host) for host in ("www.sub.main.io", "sub.main.io")] == ["to-www", "to-sub"]
    assert made(shared, ALIAS_ALONE) == []


def test_a_name_that_went_away_is_served_while_a_record_leads_here(shared: Bench) -> None:
    made(shared, WITH_ALIAS)
    made(shared, SHARED)
    assert way(shared, "www.sub.main.io") == "to-sub"


def test_redirects_are_taken_back_and_given_again(shared: Bench) -> None:
    writes = made(shared, NOT_REDIRECTED)
    assert writes[-1] == LISTENER  # a site is redirected until it has a rule
    assert [way(shared, host, 80) for host in ("main.io", "sub.main.io", "x.io")] == [
        "to-main",
        "to-sub",
        "fixed-response",
    ]
    writes = made(shared, SHARED)
    assert writes == [LISTENER, NO_RULE, NO_RULE]
    assert [way(shared, host, 80) for host in ("main.io", "sub.main.io")] == ["redirect"] * 2
    assert made(shared, SHARED) == []


def test_a_rule_that_cannot_be_made_leaves_the_redirect_to_its_site(shared: Bench) -> None:
    shared.account.fail("CreateRule", "TooManyRules")
    made(shared, NOT_REDIRECTED, ExitCode.PARTIAL)
    assert "redirect" in {way(shared, host, 80) for host in ("main.io", "sub.main.io")}


def test_a_port_that_is_no_longer_asked_for_is_named_and_goes_on(shared: Bench) -> None:
    less = shared_with("listeners: [http:80]")
    planned = shared.plan(less)
    assert [(one.code, one.site) for one in planned.problems] == [("listener_left", "sub.main.io")]
    made(shared, less)
    assert (way(shared, "sub.main.io"), way(shared, "sub.main.io", 80)) == ("to-sub", "to-sub")


def test_a_check_gets_another_port_once_the_load_balancer_may_reach_it(shared: Bench) -> None:
    checked = shared_with("health_check: {port: 9000}")
    assert made(shared, checked) == [AUTHORIZE, CHECK]
    shared.account.fail("AuthorizeSecurityGroupIngress", "RulesPerSecurityGroupLimitExceeded")
    assert CHECK not in made(shared, shared_with("health_check: {port: 9001}"), ExitCode.PARTIAL)
