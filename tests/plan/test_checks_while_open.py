"""While a question is open, a page is told what does not depend on it; a run is told the open question alone."""

from __future__ import annotations

from multisite_tui.plan.checks import SiteCheck, check
from tests.aws.practice import Practice

from .setups import one_site

OPEN = "instances: [i-00000000]"
"""An instance that is not there: which one serves the site, and so in which VPC, is open."""


def checked(practice: Practice, *lines: str, while_open: bool) -> SiteCheck:
    wanted = one_site(OPEN, *lines)
    return check(wanted, wanted.sites[0], practice.facts(), while_open=while_open)


def codes(found: SiteCheck) -> list[str]:
    return [problem.code for problem in found.problems]


def test_a_run_is_told_the_open_question_alone(practice: Practice) -> None:
    practice.balancer()
    found = checked(practice, while_open=False)
    assert codes(found) == ["instance_not_found"]
    assert (found.steps, found.by_step, found.resolved) == ([], {}, None)


def test_a_page_is_told_of_all_that_does_not_depend_on_it(practice: Practice) -> None:
    practice.balancer()
    found = checked(practice, while_open=True)
    assert codes(found) == ["instance_not_found", "load_balancer_taken", "record_exists"]
    assert found.requests_certificate
    assert found.resolved is None


def test_what_depends_on_it_is_not_guessed(practice: Practice) -> None:
    found = checked(practice, "security_group: {id: sg-00000000}", "dns: {replace: true}", while_open=True)
    assert codes(found) == ["instance_not_found"]  # in which VPC the group would have to be is not known
    assert found.so_far.vpc == ""
    assert {step.id.partition("/")[2] for step in found.steps} == {"certificate", "load_balancer", "records"}


def test_what_is_settled_is_checked_though_something_else_is_open(practice: Practice) -> None:
    wanted = one_site("aliases: [www.other.io]", "security_group: {id: sg-00000000}", "dns: {replace: true}")
    found = check(wanted, wanted.sites[0], practice.facts(), while_open=True)
    assert codes(found) == ["zone_not_found", "security_group_not_found"]
    assert list(found.so_far.zones) == ["main.io"]
