"""What a run that stopped says is billed: everything of the setup that stands, whichever topology made it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Event, StepFinished, StepStarted
from multisite_tui.model.plans import MoveEnd
from multisite_tui.report.endings import finished as last_event

from .reference import REFERENCE, edited, with_site
from .rig import Bench
from .shared_reference import SHARED
from .test_moves import back, balancers, ended

BOTH_WAYS = Decimal("67.53")
"""Two Classic Load Balancers and the shared one, with an address in each subnet, in US dollars a month."""
FAILING = [
    "AddListenerCertificates",
    "ChangeResourceRecordSets",
    "CreateListener",
    "CreateTargetGroup",
    "RegisterTargets",
]


def billed(bench: Bench, ending: Any, text: str) -> Decimal:
    """Return what the run's last event says is billed, after a comparison with what `status` counts."""
    conductor = bench.conductor(text)
    told = last_event(ending, conductor.setup, "multisite-tui", 0)
    assert ending.exit_code is not ExitCode.DONE
    bench.account.mend()
    counted = conductor.standing().cost
    assert sorted(told.billing, key=str) == sorted(counted.lines, key=str)
    return sum((line.count * line.each for line in told.billing), Decimal(0))


@pytest.mark.parametrize("operation", FAILING)
def test_a_move_that_stopped_bills_both_ways(in_service: Bench, operation: str) -> None:
    in_service.account.fail(operation, "ServiceUnavailable", times=None)
    assert billed(in_service, in_service.run(SHARED), SHARED) == BOTH_WAYS


def test_a_move_before_whose_load_balancer_nothing_came_bills_the_former_way(in_service: Bench) -> None:
    in_service.account.deny("elasticloadbalancing:CreateLoadBalancer")
    ending = in_service.run(SHARED)
    assert billed(in_service, ending, SHARED) == billed(in_service, ending, REFERENCE) == Decimal("43.80")


def test_a_move_to_a_site_that_never_gets_healthy_bills_both_ways(in_service: Bench) -> None:
    in_service.account.set_answer(6403, 500)
    ending = in_service.run(SHARED)
    assert ending.exit_code is ExitCode.TIMED_OUT
    assert billed(in_service, ending, SHARED) == BOTH_WAYS


@pytest.mark.parametrize("after", ["sub.main.io/records", "shared/load_balancer"])
def test_an_interrupted_move_bills_both_ways(in_service: Bench, after: str) -> None:
    conductor = in_service.conductor(SHARED)

    def emit(event: Event) -> None:
        if isinstance(event, StepFinished) and event.step == after:
            conductor.interrupt.ask()

    conductor.emit = emit
    ending = conductor.apply(conductor.plan())
    assert ending.exit_code is ExitCode.INTERRUPTED
    assert billed(in_service, ending, SHARED) == BOTH_WAYS


def test_an_end_that_stopped_bills_what_is_left_of_the_former_way_and_the_present_one(moved: Bench) -> None:
    moved.account.fail("DeleteLoadBalancer", "ServiceUnavailable", times=None)
    assert billed(moved, ended(moved, SHARED, MoveEnd.FINISH), SHARED) == BOTH_WAYS


def test_an_end_that_stopped_behind_a_deletion_does_not_bill_what_is_gone(moved: Bench) -> None:
    moved.account.fail("DescribeNetworkInterfaces", "ServiceUnavailable", times=None)
    assert billed(moved, ended(moved, SHARED, MoveEnd.FINISH), SHARED) == Decimal("23.73")


def test_a_return_that_stopped_bills_both_ways(moved: Bench) -> None:
    moved.account.deny("elasticloadbalancing:DeleteLoadBalancer")
    assert billed(moved, back(moved), REFERENCE) == BOTH_WAYS


def test_a_removal_that_stopped_bills_what_is_left_of_both_ways(moved: Bench) -> None:
    moved.account.fail("elbv2.DeleteLoadBalancer", "ServiceUnavailable", times=None)
    ending = moved.remove(SHARED)
    assert balancers(moved) == ["main-io"]
    assert billed(moved, ending, SHARED) == Decimal("23.73")


def test_a_load_balancer_under_its_former_name_is_billed_with_the_rest(in_service: Bench) -> None:
    in_service.account.fail("RegisterInstancesWithLoadBalancer", "ServiceUnavailable", times=None)
    renamed = edited("to-sub", "to-other")
    ending = in_service.run(with_site("dns: {replace: true}", renamed), accept_leftovers=True)
    assert billed(in_service, ending, renamed) == Decimal("65.70")


def test_where_credentials_expire_in_the_run_what_stands_is_billed(in_service: Bench) -> None:
    conductor = in_service.conductor(SHARED)

    def emit(event: Event) -> None:
        if isinstance(event, StepFinished) and event.step == "shared/load_balancer":
            in_service.account.expire_after(0)

    conductor.emit = emit
    assert billed(in_service, conductor.apply(conductor.plan()), SHARED) == BOTH_WAYS


def test_where_reads_are_refused_as_well_what_was_known_to_stand_is_billed(in_service: Bench) -> None:
    conductor = in_service.conductor(SHARED)
    planned = conductor.plan()
    in_service.account.fail("elbv2.CreateLoadBalancer", "ServiceUnavailable", times=None)

    def emit(event: Event) -> None:
        if isinstance(event, StepStarted) and event.step == "shared/load_balancer":
            in_service.account.deny("elasticloadbalancing:DescribeLoadBalancers")

    conductor.emit = emit
    assert billed(in_service, conductor.apply(planned), SHARED) == Decimal("43.80")
