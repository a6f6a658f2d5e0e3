"""What is left of a run in usual time: the longest chain of what is not done, and no more than is known."""

from __future__ import annotations

import dataclasses

import pytest
from report_samples import COMPLETE, PLAN, STARTED

from multisite_tui.errors import Problem
from multisite_tui.model.events import Planned, StepFailed, StepFinished, StepSkipped, StepStarted, StepWaiting
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.plans import Action, PlannedStep
from multisite_tui.model.roles import Role
from multisite_tui.model.usual_times import UNTIL_PUT_IN, UsualTime
from multisite_tui.report.progress import RunProgress
from multisite_tui.report.time_left import TimeLeft, is_late, time_left

RECORD = HandRecord("_x.main.io", "CNAME", "y.acm-validations.aws", "proves the domain")
DENIED = Problem("AccessDenied", "denied", "", "ask")


def step(name: str, *needs: str, usual: UsualTime | None = None, action: Action = Action.CREATE) -> PlannedStep:
    site = name.partition("/")[0]
    return PlannedStep(name, Role.RECORDS, site, name, action, "", needs=needs, usual=usual)


def board_of(*steps: PlannedStep) -> RunProgress:
    board = RunProgress()
    board.hear(STARTED, 0)
    board.hear(Planned(dataclasses.replace(PLAN, steps=steps)), 0)
    return board


def begin(board: RunProgress, name: str, now: float, *, records: tuple[HandRecord, ...] = ()) -> None:
    site = name.partition("/")[0]
    board.hear(StepStarted(name, site, Action.CREATE), now)
    board.hear(StepWaiting(name, site, "pending", "usually", records), now)


def end(board: RunProgress, name: str, now: float) -> None:
    board.hear(StepFinished(name, name.partition("/")[0], Action.CREATE), now)


SITE_A = (step("a.io/certificate", usual=UsualTime.minutes(1, 10)), step("a.io/records", "a.io/certificate"))
SITE_B = (step("b.io/one", usual=UsualTime.minutes(1, 2)), step("b.io/two", "b.io/one", usual=UsualTime.minutes(2, 3)))


def test_sites_run_side_by_side_and_a_chain_one_after_the_other() -> None:
    left = time_left(board_of(*SITE_A, *SITE_B), 0)
    assert (left.least, left.most) == (3 * 60 + 2, 10 * 60 + 6)
    assert left.words == "usually 3 to 11 more minutes"


def test_what_is_done_is_not_left_and_a_wait_is_shorter_by_what_it_has_taken() -> None:
    board = board_of(*SITE_A, *SITE_B)
    begin(board, "a.io/certificate", 10)
    assert time_left(board, 130).most == 10 * 60 + 6 - 120
    for name in ("a.io/certificate", "b.io/one"):
        end(board, name, 130)
    assert time_left(board, 130).words == "usually 2 to 4 more minutes"
    end(board, "b.io/two", 140)
    assert time_left(board, 140).words == "usually less than a minute more"
    end(board, "a.io/records", 141)
    assert time_left(board, 141).words == ""


def test_a_wait_that_is_longer_than_usual_is_no_promise_of_minutes() -> None:
    board = board_of(*SITE_A, *SITE_B)
    begin(board, "a.io/certificate", 0)
    certificate = board.sites["a.io"].rows["a.io/certificate"]
    assert not is_late(certificate, 600)
    assert is_late(certificate, 601)
    assert time_left(board, 601).words == "longer than usual"


def test_what_waits_for_a_person_has_no_time_of_its_own() -> None:
    board = board_of(*SITE_A, *SITE_B)
    begin(board, "a.io/certificate", 0, records=(RECORD,))
    assert time_left(board, 3600 * 24).words == "usually 3 to 6 more minutes"  # those of the other site
    for name in ("b.io/one", "b.io/two"):
        end(board, name, 5)
    left = time_left(board, 3600 * 24)
    assert (left.by_person, left.late, left.words) == (True, False, "the rest waits for you")
    board.hear(StepWaiting("a.io/certificate", "a.io", "pending", "usually"), 3600 * 24)
    assert not time_left(board, 3600 * 24).by_person


def test_what_failed_and_what_hangs_below_it_is_not_left() -> None:
    board = board_of(*SITE_A)
    board.hear(StepFailed("a.io/certificate", "a.io", DENIED), 5)
    board.hear(StepSkipped("a.io/records", "a.io", "a.io/certificate"), 5)
    assert time_left(board, 5) == TimeLeft()


def test_steps_that_stay_as_they_are_take_next_to_nothing() -> None:
    kept = [step(f"a.io/{number}", *needs, action=Action.KEEP) for number, needs in enumerate([(), ("a.io/0",)])]
    assert time_left(board_of(*kept), 0).most == 2


@pytest.mark.parametrize(
    ("usual", "words"),
    [
        (UsualTime.minutes(1, 10), "usually 1 to 10 minutes"),
        (UsualTime.minutes(1, 1), "usually one minute"),
        (UsualTime.minutes(0, 1), "usually under a minute"),
        (UsualTime.seconds(0, 10), "usually a few seconds"),
        (UsualTime.seconds(60), "usually 60 seconds"),
        (UsualTime.seconds(50, 80), "usually 50 to 80 seconds"),
        (UsualTime.seconds(320, 60), "usually 320 seconds"),  # never from more to less
        (UNTIL_PUT_IN, "soon after you have put them in"),
    ],
)
def test_a_usual_time_is_worded_in_its_own_unit(usual: UsualTime, words: str) -> None:
    assert usual.words == words


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(0, 40, "usually less than a minute more"), (30, 90, "usually up to 2 more minutes"),
     (130, 175, "usually 2 to 3 more minutes"), (180, 180, "usually 3 more minutes")],
)  # fmt: skip
def test_the_rest_is_worded_in_whole_minutes(least: float, most: float, words: str) -> None:
    assert TimeLeft(least, most).words == words


def test_the_time_that_a_run_took_stands_still_once_it_has_ended() -> None:
    board = board_of(step("a/x"))
    assert board.seconds(5) == 5
    board.hear(COMPLETE, 7)
    assert board.seconds(99) == 7
    board.hear(STARTED, 100)  # tried again
    assert board.seconds(103) == 3
