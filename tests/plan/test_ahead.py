"""What a plan asks ahead goes in as few rounds as the answers allow, and a wait ends as soon as it can."""

from __future__ import annotations

import pytest

from multisite_tui.aws.resources.instances import Registration
from multisite_tui.plan.ahead import ask_all
from multisite_tui.plan.classic import questions
from multisite_tui.plan.history import History
from multisite_tui.plan.planner import plan_run
from tests.aws.practice import Practice

from .setups import one_site, setup

TAGS, ATTRIBUTES = "DescribeTags", "DescribeLoadBalancerAttributes"


def test_the_tags_are_asked_for_beside_the_attributes_and_not_before_them(practice: Practice) -> None:
    practice.balancer("to-main")
    facts = practice.facts()
    ask_all(questions.first(setup(), facts))
    assert (practice.asked(TAGS), practice.asked(ATTRIBUTES)) == (0, 0)
    ask_all(questions.second(setup(), facts))
    assert (practice.asked(TAGS), practice.asked(ATTRIBUTES)) == (1, 1)


def test_the_tags_are_among_the_first_questions_where_the_names_are_known(practice: Practice) -> None:
    practice.balancer("to-main")
    facts = practice.facts()
    facts.load_balancers()
    ask_all(questions.first(setup(), facts))
    assert practice.asked(TAGS) == 1


@pytest.mark.parametrize("interval", [5, 300])
def test_a_new_registration_is_looked_at_long_before_an_interval_is_over(practice: Practice, interval: int) -> None:
    asked = one_site("health_check:", f"  interval: {interval}")
    [wait] = [
        step.resource.wait
        for step in plan_run(asked, practice.facts(), History()).steps
        if isinstance(step.resource, Registration)
    ]
    assert 0 < wait.first < wait.every <= 5
