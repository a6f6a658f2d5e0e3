"""A signal during a wait: saved, said, and resumed."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from .pictures import account_picture
from .running import REFERENCE, Desk, Ended, end


def waiting_run(desk: Desk) -> subprocess.Popen[str]:
    """Start a run, and return it once it waits for an instance whose program answers 500."""
    desk.account.set_answer(6403, 500)
    process = desk.start("--answers", REFERENCE, "--yes", "--output", "json")
    assert process.stdout is not None
    missing = {"main.io/load_balancer", "sub.main.io/load_balancer", "OutOfService"}
    for line in iter(process.stdout.readline, ""):
        event = json.loads(line)
        if event["event"] == "step_finished":
            missing.discard(event["step"])
        if event["event"] == "step_waiting" and "OutOfService" in event["waiting_for"]:
            missing.discard("OutOfService")
        if not missing:
            break
    assert not missing
    return process


def interrupted(desk: Desk, number: signal.Signals) -> Ended:
    process = waiting_run(desk)
    process.send_signal(number)
    return end(process)


@pytest.mark.sampled
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_during_a_wait_is_resumable(
    tmp_path: Path, reference: Desk, number: signal.Signals, event_schema: Draft202012Validator
) -> None:
    desk = Desk(tmp_path)
    ended = interrupted(desk, number)
    event_schema.validate(ended.last)
    assert (ended.code, ended.last["exit_code"], ended.last["outcome"]) == (130, 130, "interrupted")
    assert any("--resume main-io --yes" in command for command in ended.last["next"])
    desk.account.set_answer(6403, 200)
    resumed = desk.run("--resume", "main-io", "--yes", "--output", "json")
    assert (resumed.code, resumed.last["outcome"]) == (0, "complete")
    assert account_picture(desk.account) == account_picture(reference.account)


def test_an_interrupted_run_says_what_is_billed(desk: Desk) -> None:
    ended = interrupted(desk, signal.SIGINT)
    assert sum(line["count"] for line in ended.last["billing"] if "Load Balancer" in line["what"]) == 2


def test_an_interrupted_setup_is_listed_as_such(desk: Desk) -> None:
    interrupted(desk, signal.SIGTERM)
    assert "interrupted" in desk.run("list").out


def test_a_signal_at_the_question_changes_nothing_and_exits_130(desk: Desk) -> None:
    from .terminals import Terminal

    terminal = Terminal(desk.words("--answers", REFERENCE), desk.environment())
    terminal.wait_for("[y/N]")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert desk.writes == []
