"""Host rules of one site as found, and the calls that add what serves, and later take away what does not."""

from __future__ import annotations

from typing import Any

import pytest

from multisite_tui.aws.facts.application_listeners import HostRule
from multisite_tui.aws.facts.rule_actions import FixedResponse, Forward, OtherAction, RuleAction, WeightedForward
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.base import Ref, StepOutputs
from multisite_tui.aws.resources.host_rules import HostRules, ListenerRules, SiteRules, grouped
from multisite_tui.aws.resources.settled_rules import RulesToSettle, SettledRules

from .samples import OURS, OWNER
from .shared_samples import GROUP_ARN, application, listener, rule, target_group

GROUP: Ref[TargetGroup] = Ref("main.io/target_group")
KNOWN = StepOutputs({"main.io/target_group": target_group(), "shared/load_balancer": application()})
NAMES = tuple(f"n{number}.main.io" for number in range(7))


@pytest.mark.parametrize(
    ("names", "there", "groups"),
    [
        (NAMES[:2], [], [NAMES[:2]]),
        (NAMES, [], [NAMES[:5], NAMES[5:]]),
        # A name stays in its rule, and a new one takes the free place.
        (NAMES[1:], [NAMES[:5], NAMES[5:]], [(*NAMES[1:5],), NAMES[5:]]),
        (("new.main.io", *NAMES[:5]), [NAMES[:5]], [NAMES[:5], ("new.main.io",)]),
        (NAMES[:5], [NAMES[:5], NAMES[5:]], [NAMES[:5], ()]),
    ],
)
def test_five_names_share_a_rule(names: tuple[str, ...], there: list[Any], groups: list[Any]) -> None:
    assert grouped(names, there) == groups


def rules(*names: str, place: int = 0) -> HostRules:
    return HostRules(OWNER, names or ("main.io",), place, Ref("shared/load_balancer"), GROUP, (443,), (80, 443))


def settled(*names: str, others: tuple[str, ...] = (), redirected: tuple[int, ...] = (80,)) -> SettledRules:
    balancer: Ref[Any] = Ref("shared/load_balancer")
    return SettledRules(OWNER, names or ("main.io",), frozenset(others), balancer, GROUP, (443,), redirected)


def called(resource: HostRules, *there: HostRule) -> list[tuple[str, Any]]:
    found = SiteRules({443: ListenerRules(listener(), there)})
    return [(call.name, call.params) for call in resource.calls(found, KNOWN)]


def settling(resource: SettledRules, *there: HostRule, port: int = 443, held: str = "") -> list[tuple[str, Any]]:
    found = RulesToSettle(SiteRules({port: ListenerRules(listener(), there)}), frozenset(held.split()))
    return [(call.name, call.params) for call in resource.calls(found, KNOWN)]


def hosts(*names: str) -> list[dict[str, Any]]:
    return [{"Field": "host-header", "HostHeaderConfig": {"Values": [*names]}}]


THEIRS = {**OURS, "multisite-tui:site": "sub.main.io"}
TO_GROUP = [{"Type": "forward", "TargetGroupArn": GROUP_ARN}]


def test_a_new_rule_takes_the_first_free_priority_of_its_site() -> None:
    [(name, params)] = called(rules(place=1), rule("x.io", priority=20_010, tags=THEIRS))
    assert (name, params["Priority"]) == ("elbv2:CreateRule", 20_011)
    assert params["Conditions"] == hosts("main.io")
    assert params["Actions"] == TO_GROUP


def test_a_rule_for_a_name_of_another_sites_rule_comes_behind_it() -> None:
    [(name, params)] = called(rules(), rule("main.io", priority=20_500, tags=THEIRS))
    assert (name, params["Priority"]) == ("elbv2:CreateRule", 20_501)


@pytest.mark.parametrize(
    ("there", "calls"),
    [
        (rule(), []),
        (rule(priority=20_777), []),
        (rule(priority=3), []),  # renumbered by somebody; it is no maintenance page, which answers by itself
        (rule("www.main.io"), [("elbv2:ModifyRule", "Conditions", hosts("www.main.io", "main.io"))]),
        (rule("www.main.io", "main.io"), []),  # what is to be taken away comes last
        (rule(other_conditions=True), [("elbv2:ModifyRule", "Conditions", hosts("main.io"))]),
        (rule(action=OtherAction("authenticate-oidc")), [("elbv2:ModifyRule", "Actions", TO_GROUP)]),
        (rule(priority=100, action=FixedResponse("503")), [("elbv2:CreateRule", "Actions", TO_GROUP)]),
    ],
)
def test_a_rule_that_is_there_keeps_its_priority(there: HostRule, calls: list[tuple[str, str, Any]]) -> None:
    made = called(rules(), there)
    keys = [next(key for key in ("Actions", "Conditions") if key in params) for _, params in made]
    assert [(name, key, params[key]) for (name, params), key in zip(made, keys, strict=True)] == calls


def weighted(**weights: int) -> WeightedForward:
    return WeightedForward(tuple((GROUP_ARN if name == "ours" else name, weight) for name, weight in weights.items()))


@pytest.mark.parametrize(
    ("there", "beside"),
    [
        (Forward("another"), weighted(another=1, ours=0)),
        (weighted(another=3, third=1), weighted(another=3, third=1, ours=0)),
        (weighted(another=1, fourth=0), weighted(another=1, ours=0)),  # of five groups at most
        (weighted(another=1, ours=0), None),
        (Forward(GROUP_ARN), None),
    ],
)
def test_a_rule_leads_elsewhere_until_the_sites_group_is_checked(
    there: RuleAction, beside: WeightedForward | None
) -> None:
    first = called(rules(), rule(action=there))
    assert first == ([("elbv2:ModifyRule", {"RuleArn": "rule-20000", "Actions": [beside.params]})] if beside else [])
    then = settling(settled(), rule(action=beside or there))
    ours = there == Forward(GROUP_ARN)
    assert then == ([] if ours else [("elbv2:ModifyRule", {"RuleArn": "rule-20000", "Actions": TO_GROUP})])


@pytest.mark.parametrize(
    ("resource", "there", "port", "held", "calls"),
    [
        (settled(), rule("main.io", "www.main.io"), 443, "", [("elbv2:ModifyRule", hosts("main.io"))]),
        (settled(), rule("www.main.io"), 443, "", [("elbv2:DeleteRule", None)]),
        # A record still leads visitors of the name here.
        (settled(), rule("main.io", "www.main.io"), 443, "www.main.io", []),
        # The other site takes its name out itself, once its own rule serves.
        (settled(others=("www.main.io",)), rule("main.io", "www.main.io"), 443, "", []),
        (settled(), rule("main.io", "x.io", tags=THEIRS), 443, "", [("elbv2:ModifyRule", hosts("x.io"))]),
        (settled(), rule("main.io", tags=THEIRS), 443, "", [("elbv2:DeleteRule", None)]),
        (settled(), rule("x.io", tags=THEIRS), 443, "", []),
        (settled(), rule(tags={}), 443, "", []),
        (settled(), rule(), 80, "", [("elbv2:DeleteRule", None)]),  # visitors are redirected there
        (settled(redirected=()), rule(), 80, "", []),  # nobody asks for this port
        (settled(), rule(priority=100, action=FixedResponse("503")), 443, "", []),
    ],
)
def test_what_is_taken_away_is_taken_last(
    resource: SettledRules, there: HostRule, port: int, held: str, calls: list[tuple[str, Any]]
) -> None:
    made = settling(resource, there, port=port, held=held)
    assert [(name, params.get("Conditions")) for name, params in made] == calls


def test_a_rule_without_names_goes_after_the_others_are_right() -> None:
    there = rule(*NAMES[:5]), rule(*NAMES[5:], priority=20_001)
    assert called(rules(*NAMES[:5]), *there) == []
    assert settling(settled(*NAMES[:5]), *there) == [("elbv2:DeleteRule", {"RuleArn": "rule-20001"})]


def test_a_port_that_is_not_asked_for_is_named_and_left() -> None:
    found = SiteRules({8443: ListenerRules(listener(8443), (rule(),)), 443: ListenerRules(listener(), (rule(),))})
    assert [one.code for one in rules().leftovers(found)] == ["listener_left"]
    assert [name for name, _ in called(rules(), rule())] == []
