"""A signal at each kind of wait, and in the middle of a call: what is in hand is finished and saved, then resumed."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from .pictures import account_picture
from .running import REFERENCE, Desk, Ended, copied

SET_UP = ("--answers", str(REFERENCE), "--yes", "--output", "json")
REMOVE = ("destroy", "main-io", "--yes", "--output", "json")
LATE = {"operation": "elb.CreateLoadBalancerListeners", "code": "CertificateNotFound", "times": 2}
"""What is tried again after a pause."""
MOMENTS = [
    pytest.param(SET_UP, "waiting:/validation", id="certificate"),
    pytest.param(SET_UP, "waiting:/instances", id="in service"),
    pytest.param(SET_UP, "retrying:/listeners", id="retry pause"),
    pytest.param(SET_UP, "waiting:/records", id="dns"),
    pytest.param(SET_UP, "call:CreateLoadBalancer", id="a call"),
    pytest.param(REMOVE, "waiting:/last_visitors", id="last visitors"),
    pytest.param(REMOVE, "waiting:/load_balancer", id="interfaces"),
    pytest.param(REMOVE, "call:DeleteLoadBalancer", id="a removal"),
]
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def desk_for(command: tuple[str, ...], reference: Desk, folder: Path) -> Desk:
    return copied(reference, folder) if command is REMOVE else Desk(folder)


def lines(desk: Desk) -> list[dict[str, Any]]:
    text = (desk.setups / "main-io" / "journal.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def open_intents(desk: Desk) -> list[str]:
    """Return the calls of the last run of which the journal has no end."""
    last = lines(desk)
    last = last[max(place for place, line in enumerate(last) if line["record"] == "opened") :]
    ended = {line["call"] for line in last if line["record"] in ("result", "refused")}
    return [line["name"] for line in last if line["record"] == "intent" and line["call"] not in ended]


def resumed(desk: Desk, command: tuple[str, ...]) -> Ended:
    desk.told_to_fail()
    return desk.run(*(command if command is REMOVE else ("--resume", "main-io", "--yes", "--output", "json")))


def is_as_undisturbed(desk: Desk, command: tuple[str, ...], reference: Desk, folder: Path) -> bool:
    wanted = Desk(folder) if command is REMOVE else reference
    return account_picture(desk.account) == account_picture(wanted.account)


@pytest.mark.sampled(2)
@pytest.mark.sampled
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize(("command", "moment"), MOMENTS)
def test_a_signal_finishes_the_call_in_hand_and_is_resumable(
    tmp_path: Path, reference: Desk, command: tuple[str, ...], moment: str, number: signal.Signals
) -> None:
    desk = desk_for(command, reference, tmp_path / "desk")
    desk.told_to_fail(*([LATE] if moment.startswith("retrying") else []))
    ended = desk.run_signalled(moment, number, 1, *command)
    assert (ended.code, ended.last["exit_code"], ended.last["outcome"]) == (130, 130, "interrupted")
    assert ended.last["next"]
    assert open_intents(desk) == []
    assert resumed(desk, command).code == 0
    assert is_as_undisturbed(desk, command, reference, tmp_path / "new")


@pytest.mark.parametrize("number", [SIGNALS[0], *(pytest.param(one, marks=pytest.mark.sampled) for one in SIGNALS[1:])])
def test_a_second_signal_stops_at_once_and_loses_nothing(
    tmp_path: Path, reference: Desk, number: signal.Signals
) -> None:
    desk = Desk(tmp_path)
    ended = desk.run_signalled("call:CreateLoadBalancer", number, 2, *SET_UP)
    assert ended.code == 130  # and not after an hour, when the call in hand would come back
    assert "elb:CreateLoadBalancer" in open_intents(desk)
    assert desk.run("--resume", "main-io", "--yes").code == 0
    assert account_picture(desk.account) == account_picture(reference.account)
