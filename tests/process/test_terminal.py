"""The one question, in a terminal; and two runs at once, of which the first waits at it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from .running import REFERENCE, Desk
from .terminals import Terminal

QUESTION = " changes in the practice account?"


@pytest.fixture
def asking(desk: Desk) -> Iterator[Terminal]:
    """A run that waits for its answer."""
    terminal = Terminal(desk.words("--answers", REFERENCE), desk.environment())
    terminal.wait_for(QUESTION)
    yield terminal
    if terminal.process.poll() is None:
        terminal.process.kill()
        terminal.end()


def test_the_plan_stands_above_the_question(asking: Terminal) -> None:
    assert 0 < asking.text.index("load balancer to-main") < asking.text.index(QUESTION)


def test_no_exits_4_and_changes_nothing(asking: Terminal, desk: Desk) -> None:
    asking.type("n")
    assert asking.end() == 4
    assert desk.writes == []
    assert not list(desk.setups.glob("*/journal.jsonl"))


def test_enter_alone_is_a_no(asking: Terminal, desk: Desk) -> None:
    asking.type("")
    assert asking.end() == 4
    assert desk.writes == []


def test_yes_carries_the_plan_out_in_a_table_that_redraws_itself(asking: Terminal, desk: Desk) -> None:
    asking.type("y")
    assert asking.end() == 0
    assert "https://sub.main.io/" in asking.text.rpartition("Done in")[2]
    assert "\x1b[" in asking.text
    assert "elb.CreateLoadBalancer" in [call.name for call in desk.writes]


def test_a_second_run_on_the_setup_exits_7_and_says_who_holds_it_where_and_since_when(
    asking: Terminal, desk: Desk
) -> None:
    ended = desk.run("--answers", REFERENCE, "--yes", "--output", "json")
    problem = ended.last["problems"][0]
    assert (ended.code, ended.last["exit_code"], problem["code"]) == (7, 7, "locked")
    holder = json.loads((desk.setups / "main-io" / "lock").read_text(encoding="utf-8"))
    assert (holder["pid"], holder["host"]) == (asking.process.pid, socket.gethostname())
    assert f"process {holder['pid']} on {holder['host']}, since {holder['since']}." in problem["what"]
    assert datetime.now(UTC) - datetime.fromisoformat(holder["since"]) < timedelta(minutes=5)
    assert desk.writes == []


def test_a_plan_may_be_looked_at_while_another_run_is_at_work(asking: Terminal, desk: Desk) -> None:
    assert desk.run("--answers", REFERENCE, "--plan").code == 10


def test_the_lock_is_free_once_its_holder_is_killed(asking: Terminal, desk: Desk) -> None:
    asking.process.kill()
    asking.end()
    assert desk.run("--answers", REFERENCE).code == 4  # it comes to its question, and is not locked out


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "TERM=dumb"])
def test_a_terminal_that_wants_no_colour_gets_none(finished: Desk, env: dict[str, str]) -> None:
    terminal = Terminal(finished.words("--answers", REFERENCE, "--yes"), finished.environment(**env))
    assert terminal.end() == 0
    assert "https://main.io/" in terminal.text
    assert "\x1b[3" not in terminal.text
    if "TERM" in env:
        assert "\x1b" not in terminal.text
