"""Ways in that this setup once opened, and that nothing needs any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import pytest

from multisite_tui.aws.facts.application_listeners import ApplicationListener
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.facts.security_groups import SecurityGroup, TaggedRule
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.base import Kind, Ref
from multisite_tui.aws.resources.outdated_rules import OutdatedRules
from multisite_tui.model.health_checks import CheckTarget

from .samples import CHECK, OURS, OWNER, group, known, load_balancer
from .shared_samples import application, listener, target_group

SISTER = {**OURS, "multisite-tui:site": "sub.main.io"}


class Rules:
    """Stands for `Facts`: an account with these rules, and perhaps another load balancer."""

    def __init__(
        self, *rules: TaggedRule, other: LoadBalancer | None = None, targets: tuple[TargetHealth, ...] = ()
    ) -> None:
        self._rules, self._other, self._targets = rules, other, targets

    def tagged_rules(self, key: str, value: str) -> tuple[TaggedRule, ...]:
        assert (key, value) == ("multisite-tui:setup", "main-io")
        return self._rules

    def tagged_groups(self, key: str, value: str) -> tuple[SecurityGroup, ...]:
        return (group(id="sg-made"),)

    def load_balancer_tags(self) -> dict[str, Mapping[str, str]]:
        return {self._other.name: self._other.tags} if self._other else {}

    def load_balancer(self, name: str) -> LoadBalancer | None:
        return self._other

    def application_load_balancers(self) -> Mapping[str, ApplicationLoadBalancer]:
        return {"main-io": application()} if self._targets else {}

    def application_listeners(self, arn: str) -> tuple[ApplicationListener, ...]:
        return (listener(443),)

    def target_groups(self) -> Mapping[str, TargetGroup]:
        return {"to-sub": target_group(name="to-sub")} if self._targets else {}

    def target_health(self, arn: str) -> tuple[TargetHealth, ...]:
        return self._targets


RESOURCE = OutdatedRules(OWNER, ("sg-web",), (6402,), Ref("main.io/security_group"))
KNOWN = known(security_group=group())


@pytest.mark.parametrize(
    ("rule", "revoked"),
    [
        (TaggedRule("sgr-1", "sg-web", 6402, "sg-lb", OURS), False),
        (TaggedRule("sgr-1", "sg-web", 7000, "sg-lb", OURS), True),
        (TaggedRule("sgr-1", "sg-old", 6402, "sg-lb", OURS), True),
        (TaggedRule("sgr-1", "sg-web", 6402, "sg-gone", OURS), True),
    ],
)
def test_a_rule_goes_by_its_own_id_once_nothing_needs_it(rule: TaggedRule, revoked: bool) -> None:
    found = RESOURCE.read(cast("Facts", Rules(rule)), KNOWN)
    params = [dict(call.params) for call in RESOURCE.calls(found, KNOWN)]
    assert params == ([{"GroupId": rule.group, "SecurityGroupRuleIds": ["sgr-1"]}] if revoked else [])


def test_taking_them_away_is_told_as_that() -> None:
    assert RESOURCE.kind is Kind.CLEAN_UP
    assert all(call.deletes for call in RESOURCE.calls((TaggedRule("sgr-1", "sg-old", 6402, "sg-lb", OURS),), KNOWN))


def test_nothing_is_needed_any_more_once_the_site_goes() -> None:
    gone = OutdatedRules(OWNER, (), (), Ref(""))
    rules = (TaggedRule("sgr-1", "sg-web", 6402, "sg-lb", OURS), TaggedRule("sgr-2", "sg-web", 8080, "", OURS))
    assert [call.params["SecurityGroupRuleIds"] for call in gone.calls(rules, known())] == [["sgr-1"], ["sgr-2"]]


def test_rules_of_another_site_are_not_looked_at() -> None:
    rules = Rules(TaggedRule("mine", "g", 1, "s", OURS), TaggedRule("other", "g", 1, "s", SISTER))
    assert [rule.id for rule in RESOURCE.read(cast("Facts", rules), known())] == ["mine"]


def test_rules_of_sites_that_go_together_go_with_the_last_of_them() -> None:
    made = TaggedRule(
        "made", "g", 1, "sg-made", SISTER
    )  # for a group of the other site's own: that site looks after it
    rules = Rules(TaggedRule("mine", "g", 1, "s", OURS), TaggedRule("other", "g", 1, "s", SISTER), made)
    gone = OutdatedRules(OWNER, (), (), Ref(""), leaving=frozenset({"main.io", "sub.main.io"}))
    assert [rule.id for rule in gone.read(cast("Facts", rules), known())] == ["mine", "other"]


@pytest.mark.parametrize(
    ("name", "groups", "stays"),
    [
        ("to-sub", {"sg-lb"}, True),  # another site's, somebody else's, or an older one of this site
        ("to-main", {"sg-lb"}, False),  # the site's own, which needs it no more
        ("to-sub", {"sg-other"}, False),
    ],
)
@pytest.mark.parametrize("rule", [("sg-web", 9000, "sg-lb"), ("sg-web", 6402, "sg-lb"), ("sg-lb", 443, "")])
def test_a_rule_by_which_another_load_balancer_comes_in_stays(
    rule: tuple[str, int, str], name: str, groups: set[str], stays: bool
) -> None:
    there = TaggedRule("sgr-1", *rule, OURS)
    check = replace(CHECK, target=CheckTarget.parse("HTTP:9000/"))
    other = load_balancer(name=name, security_groups=frozenset(groups), health_check=check)
    gone = OutdatedRules(OWNER, (), (), Ref(""), load_balancers=frozenset({"to-main"}))
    assert (gone.read(cast("Facts", Rules(there, other=other)), known()) == ()) is stays


@pytest.mark.parametrize(
    ("rule", "stays"),
    [
        (TaggedRule("sgr-1", "sg-web", 6403, "sg-alb", OURS), True),
        (TaggedRule("sgr-1", "sg-web", 6404, "sg-alb", OURS), False),
        (TaggedRule("sgr-1", "sg-alb", 443, None, OURS), True),
        (TaggedRule("sgr-1", "sg-alb", 80, None, OURS), False),
    ],
)
def test_a_rule_by_which_another_sites_targets_are_reached_stays(rule: TaggedRule, stays: bool) -> None:
    facts = Rules(rule, targets=(TargetHealth("i-1", "healthy", "", "", 6403),))
    assert RESOURCE.read(cast("Facts", facts), KNOWN) == (() if stays else (rule,))
    own = replace(RESOURCE, target_groups=frozenset({"to-sub"}))
    assert bool(own.read(cast("Facts", facts), KNOWN)) is (rule.group == "sg-web" or not stays)
