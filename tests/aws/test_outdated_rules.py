"""Ways in that this setup once opened, and that nothing needs any more."""

from __future__ import annotations

import pytest

from multisite_tui.aws.facts.security_groups import TaggedRule
from multisite_tui.aws.resources.base import Ref
from multisite_tui.aws.resources.outdated_rules import OutdatedRules

from .samples import OURS, OWNER, group, known

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
    params = [dict(call.params) for call in RESOURCE.calls((rule,), KNOWN)]
    assert params == ([{"GroupId": rule.group, "SecurityGroupRuleIds": ["sgr-1"]}] if revoked else [])


def test_taking_them_away_is_told_as_that() -> None:
    assert RESOURCE.removes


def test_nothing_is_needed_any_more_once_the_site_goes() -> None:
    gone = OutdatedRules(OWNER, (), (), Ref(""))
    rules = (TaggedRule("sgr-1", "sg-web", 6402, "sg-lb", OURS), TaggedRule("sgr-2", "sg-web", 8080, "", OURS))
    assert [call.params["SecurityGroupRuleIds"] for call in gone.calls(rules, known())] == [["sgr-1"], ["sgr-2"]]


def test_rules_of_another_site_are_not_looked_at() -> None:
    class Rules:
        def tagged_rules(self, key: str, value: str) -> tuple[TaggedRule, ...]:
            assert (key, value) == ("multisite-tui:setup", "main-io")
            other = {**OURS, "multisite-tui:site": "sub.main.io"}
            return (TaggedRule("mine", "g", 1, "s", OURS), TaggedRule("other", "g", 1, "s", other))

    assert [rule.id for rule in RESOURCE.look(Rules(), known())] == ["mine"]  # type: ignore[arg-type]
