"""The same answers again."""

from __future__ import annotations

import shutil

import pytest

from .pictures import account_picture
from .running import REFERENCE, Desk


@pytest.mark.parametrize("lost", [False, True], ids=["state kept", "state lost"])
def test_the_same_answers_again_change_nothing(finished: Desk, lost: bool) -> None:
    if lost:
        shutil.rmtree(finished.setups)
    before, picture = finished.writes, account_picture(finished.account)
    ended = finished.run("--answers", REFERENCE, "--yes", "--output", "json")
    assert (ended.code, ended.last["outcome"]) == (0, "unchanged")
    assert finished.writes == before
    assert account_picture(finished.account) == picture


def test_every_step_is_planned_as_kept_once_the_state_is_lost(finished: Desk) -> None:
    shutil.rmtree(finished.setups)
    planned = finished.run("--answers", REFERENCE, "--plan", "--output", "json").events[1]
    assert {step["action"] for step in planned["steps"]} == {"keep"}


def test_a_setup_whose_state_was_lost_is_listed_again_after_its_second_run(finished: Desk) -> None:
    shutil.rmtree(finished.setups)
    finished.run("--answers", REFERENCE, "--yes")
    assert "main-io" in finished.run("list").out


def test_what_somebody_took_away_is_made_again_and_nothing_else(finished: Desk) -> None:
    before = len(finished.writes)
    elb = finished.account.session().client("elb")
    elb.delete_load_balancer_listeners(LoadBalancerName="to-sub", LoadBalancerPorts=[80])
    ended = finished.run("--answers", REFERENCE, "--yes", "--output", "json")
    assert (ended.code, ended.last["outcome"]) == (0, "complete")
    made = [call.name for call in finished.writes[before:] if call.name != "elb.DeleteLoadBalancerListeners"]
    assert made == ["elb.CreateLoadBalancerListeners"]
