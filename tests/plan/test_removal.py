"""What a setup made becomes a plan to take it away: found by its tags, in the order that AWS allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from multisite_tui import answers
from multisite_tui.aws.facts import certificates
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.resources.ownership import SETUP
from multisite_tui.conductor import Conductor
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import AccessError, ExitCode, InputNeeded
from multisite_tui.model.events import Outcome
from multisite_tui.model.plans import Action, PlannedStep
from multisite_tui.model.setup import Setup
from multisite_tui.plan.classic.site_removal import SiteRemoval
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History
from multisite_tui.plan.leaving import Leaving, LeavingSite
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.plan.removal import plan_removal
from multisite_tui.plan.site_remains import steps_of_remains
from multisite_tui.state.store import Store
from tests.aws.practice import Practice, PracticeClock

from .setups import REFERENCE, setup

MAIN = LeavingSite("main.io", ("main.io",))
THINGS = SiteRemoval(Leaving("main-io", (MAIN,), History(), all=True), MAIN, ("to-main",))
CHAIN = {
    "records": (),
    "last_visitors": ("records",),
    "load_balancer": ("last_visitors",),
    "ways_in": ("load_balancer",),
    "security_groups": ("ways_in",),
    "validation": ("load_balancer",),
    "certificate": ("validation",),
}


def needs(things: SiteRemoval) -> dict[str, tuple[str, ...]]:
    return {
        step.id.removeprefix("main.io/"): tuple(need.removeprefix("main.io/") for need in step.needs)
        for step in steps(things)
    }


def steps(things: SiteRemoval) -> list[Step]:
    return [*things.steps(), *steps_of_remains("main-io", things.site, things.release, History())]


def test_each_step_waits_for_what_aws_wants_gone_before_it() -> None:
    assert needs(THINGS) == CHAIN
    assert {step.site for step in steps(THINGS)} == {"main.io"}


def test_each_load_balancer_of_a_site_has_its_own_records_and_visitors() -> None:
    assert needs(replace(THINGS, load_balancers=("to-main", "to-old"))) == {
        **CHAIN,
        "records_2": (),
        "last_visitors_2": ("records_2",),
        "load_balancer_2": ("last_visitors_2",),
        "ways_in": ("load_balancer", "load_balancer_2"),
        "validation": ("load_balancer", "load_balancer_2"),
    }


def test_a_site_whose_load_balancer_is_gone_goes_on_with_the_rest() -> None:
    rest = ("ways_in", "security_groups", "validation", "certificate")
    assert needs(replace(THINGS, load_balancers=())) == {
        "ways_in": (), "security_groups": ("ways_in",), "validation": (), "certificate": ("validation",),
    }  # fmt: skip
    assert list(needs(replace(THINGS, load_balancers=()))) == list(rest)


class Play:
    """One setup in one account, with its saved state."""

    def __init__(self, practice: Practice, folder: Path) -> None:
        self.practice = practice
        self.store = Store(folder)

    def conductor(self, of: Setup) -> Conductor:
        clock = PracticeClock(self.practice)
        return Conductor(of, self.practice.aws, self.store, clock, Interrupt(), lambda event: None)

    def make(self, of: Setup | None = None) -> RunResult:
        conductor = self.conductor(of or setup())
        intention = conductor.plan(accept_leftovers=True)
        assert intention.problems == ()
        return conductor.apply(intention)

    def plan(self, site: str | None = None, of: Setup | None = None) -> PlannedRun:
        return self.conductor(of or setup()).plan_removal(site)

    def remove(self, site: str | None = None, of: Setup | None = None) -> RunResult:
        conductor = self.conductor(of or setup())
        return conductor.apply(conductor.plan_removal(site))


@pytest.fixture
def play(practice: Practice, tmp_path: Path) -> Play:
    return Play(practice, tmp_path)


@pytest.fixture
def made(play: Play) -> Play:
    assert play.make().outcome is Outcome.COMPLETE
    return play


def lines(steps: Sequence[PlannedStep], site: str = "main.io") -> dict[str, tuple[Action, tuple[str, ...]]]:
    return {step.id.partition("/")[2]: (step.action, step.calls) for step in steps if step.site == site}


CHANGE = "route53:ChangeResourceRecordSets"
ALL = {
    "records": (Action.DELETE, (CHANGE,)),
    "last_visitors": (Action.KEEP, ()),
    "load_balancer": (Action.DELETE, ("elb:DeleteLoadBalancer",)),
    "ways_in": (Action.DELETE, ("ec2:RevokeSecurityGroupIngress",)),
    "security_groups": (Action.DELETE, ("ec2:DeleteSecurityGroup",)),
    "validation": (Action.DELETE, (CHANGE,)),
    "certificate": (Action.DELETE, ("acm:DeleteCertificate",)),
}
NOTHING = dict.fromkeys(("ways_in", "security_groups", "validation", "certificate"), (Action.KEEP, ()))


def test_all_that_was_made_is_planned_to_go_and_nothing_is_done_yet(made: Play) -> None:
    before = made.practice.writes()
    intention = made.plan()
    assert [lines(intention.plan.steps, site) for site in ("main.io", "sub.main.io")] == [ALL, ALL]
    assert (intention.plan.removal, intention.problems, intention.nothing_to_do) == (True, (), False)
    assert made.practice.writes() == before


def test_dns_is_told_before_and_after(made: Play) -> None:
    main, sub = made.plan().plan.dns
    assert (main.name, main.zone, main.after) == ("main.io", "main.io", ("A 203.0.113.10 (300 s)",))
    assert "alias to-main-" in main.before[0]
    assert (sub.name, sub.after) == ("sub.main.io", ())


def test_the_waits_are_told_once(made: Play) -> None:
    assert [wait.what for wait in made.plan().plan.waits] == [
        "Route 53 to serve the records everywhere",
        "visitors to follow the records",
        "AWS to release the network interfaces",
    ]


def test_afterwards_the_setup_costs_nothing(made: Play) -> None:
    assert (made.plan().plan.cost.total, made.plan().plan.cost.lines) == (0, ())


def test_one_site_is_planned_alone_and_the_others_go_on_costing(made: Play) -> None:
    plan = made.plan("sub.main.io").plan
    assert {step.site for step in plan.steps} == {"sub.main.io"}
    assert [change.name for change in plan.dns] == ["sub.main.io"]
    assert [line.count for line in plan.cost.lines] == [1, 1]


def test_a_site_that_nobody_knows_is_asked_about(made: Play) -> None:
    with pytest.raises(InputNeeded) as caught:
        made.plan("typo.main.io")
    assert (caught.value.problem.code, "typo.main.io" in caught.value.problem.what) == ("site_not_found", True)


def test_without_its_journal_the_tags_tell_everything_but_the_validation_records(made: Play) -> None:
    plan = plan_removal(setup(), made.practice.facts(), History(), None).plan
    assert {step.site for step in plan.steps} == {"main.io", "sub.main.io"}
    assert lines(plan.steps) == {**ALL, "validation": (Action.KEEP, ())}
    assert [change.after for change in plan.dns if change.name == "main.io"] == [("A 203.0.113.10 (300 s)",)]


def test_another_setups_things_are_not_seen(made: Play) -> None:
    assert (
        plan_removal(setup().model_copy(update={"name": "other"}), made.practice.facts(), History(), None).plan.steps
        == ()
    )


def test_each_planned_call_is_made_and_a_second_removal_makes_none(made: Play) -> None:
    planned = sorted(call for step in made.plan().plan.steps for call in step.calls)
    before = made.practice.writes()
    assert made.remove().outcome is Outcome.COMPLETE
    writes = made.practice.writes()[len(before) :]
    # Route 53 takes what is ready together as one, and EC2, ACM refuse until they have heard of what went before.
    assert {*writes} == {*planned}
    assert made.remove().outcome is Outcome.UNCHANGED
    assert made.practice.writes()[len(before) :] == writes


def test_of_a_site_that_is_gone_nothing_is_left_to_do(made: Play) -> None:
    made.remove()
    plan = made.plan().plan
    kept = {"main.io": "records_of_to-main", "sub.main.io": "records_of_to-sub"}
    for site, records in kept.items():
        assert lines(plan.steps, site) == {**NOTHING, records: (Action.KEEP, ())}
    assert (plan.changes, plan.waits, plan.dns) == ((), (), ())


RENAMED = REFERENCE.replace("to-main", "to-new")


def test_load_balancers_of_earlier_answers_go_too(made: Play) -> None:
    made.make(setup(RENAMED))
    plan = made.plan("main.io", setup(RENAMED)).plan
    assert {"load_balancer", "load_balancer_2"} <= lines(plan.steps).keys()
    assert {step.title for step in plan.steps} >= {"load balancer to-new", "load balancer to-main"}


def test_after_a_load_balancer_was_exchanged_the_record_before_the_first_one_comes_back(made: Play) -> None:
    made.make(setup(RENAMED))
    assert made.remove(None, setup(RENAMED)).outcome is Outcome.COMPLETE
    facts = made.practice.facts()
    assert [str(one) for one in facts.records(made.practice.zone(), "main.io") if one.type == "A"] == [
        "A 203.0.113.10 (300 s)"
    ]


@pytest.mark.parametrize("what", ["DeleteLoadBalancer", "RevokeSecurityGroupIngress", "DeleteCertificate"])
def test_a_removal_that_stopped_half_way_is_gone_on_with(made: Play, what: str) -> None:
    made.practice.deny(what)
    assert made.remove().exit_code is ExitCode.ACCESS
    (made.practice.account.folder / "faults.json").unlink()
    assert made.remove().outcome is Outcome.COMPLETE
    facts = made.practice.facts()
    assert (facts.load_balancer_tags(), facts.certificates()) == ({}, ())
    assert (facts.tagged_groups(SETUP, "main-io"), facts.tagged_rules(SETUP, "main-io")) == ((), ())


def test_a_user_of_the_certificate_that_is_gone_by_now_does_not_keep_it(
    made: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = {one.arn: whole.used_by for one in made.practice.facts().certificates() if (whole := described(made, one))}
    made.practice.deny("DeleteCertificate")
    made.remove()
    (made.practice.account.folder / "faults.json").unlink()

    def lingering(aws: Any, arn: str) -> Certificate | None:
        found = describe(aws, arn)
        return replace(found, used_by=users[arn]) if found else None

    describe = certificates.describe
    monkeypatch.setattr("multisite_tui.aws.facts.certificates.describe", lingering)
    assert all(users.values())
    assert lines(made.plan().plan.steps)["certificate"] == (Action.DELETE, ("acm:DeleteCertificate",))


def described(play: Play, one: Certificate) -> Certificate | None:
    return play.practice.facts().certificate(one.arn)


def test_a_setup_is_taken_away_only_where_it_was_made(made: Play) -> None:
    account = replace(made.practice.aws.account, id="210987654321")
    conductor = made.conductor(setup())
    conductor.aws = replace(made.practice.aws, account=account)
    with pytest.raises(AccessError):
        conductor.plan_removal()


ADOPTS = "schema: 1\nname: main-io\nsites: [{domain: sub.main.io, port: 6403, adopt: true}]\n"


@pytest.fixture
def adopted(play: Play) -> Play:
    play.practice.balancer("to-sub")
    assert play.make(setup(ADOPTS)).outcome is Outcome.COMPLETE
    return play


def test_a_load_balancer_that_was_taken_on_is_not_planned_to_go(adopted: Play) -> None:
    action, calls = lines(adopted.plan(None, setup(ADOPTS)).plan.steps, "sub.main.io")["load_balancer"]
    assert (action, calls) == (Action.UPDATE, ("elb:RemoveTags",))


def test_a_setup_that_took_on_a_load_balancer_can_be_taken_away(adopted: Play) -> None:
    assert adopted.remove(None, setup(ADOPTS)).outcome is Outcome.COMPLETE


def test_a_saved_setup_is_removed_by_its_saved_answers(made: Play) -> None:
    saved = made.store.need("main-io")
    conductor = made.conductor(answers.load(saved.answers, saved.name).setup)
    assert conductor.apply(conductor.plan_removal()).outcome is Outcome.COMPLETE
    conductor.forget()
    assert made.store.names() == ()
