"""Whole walks in a pseudo-terminal, from start to result, and with kills in the middle."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from multisite_tui.options import Options
from multisite_tui.signals import SIGNALS
from multisite_tui.wizard.terminal.calm import Calm

from .terminal import ALTERNATE_OFF, ALTERNATE_ON, ESCAPES, PROGRAM, Terminal

MOVES = re.compile(r"\x1b\[(\d+);(\d+)H")
COLOURS = re.compile(r"\x1b\[([0-9;]*)m")


def to_overview(terminal: Terminal) -> None:
    terminal.shows("Practise first")
    terminal.type("enter")
    terminal.shows("knows you")
    terminal.type("enter")
    terminal.shows("Remove")
    # All in one breath, as a paste: each key must still end up where it belongs.
    terminal.type("main.io", "enter", "6402", "enter", "sub.main.io", "enter", "6403", "enter", "enter")
    terminal.reaches("overview")
    terminal.shows("1 to settle first")


def to_listener(terminal: Terminal) -> None:
    """Go to the details of the first site, with a load balancer for each."""
    to_overview(terminal)
    terminal.type("home", "enter")
    terminal.reaches("topology")
    terminal.type("down", "space")
    terminal.wait(lambda: terminal.draft()["asked"].get("topology") == "classic", "the choice")
    terminal.type("f8")
    terminal.reaches("overview")
    terminal.shows("to-main, new")
    terminal.type("home", "down", "enter")
    terminal.reaches("listener")


def to_review(terminal: Terminal) -> None:
    """From the overview: let the record be replaced, and go on."""
    terminal.shows("1 to settle first")
    terminal.type("space")
    terminal.wait(lambda: "dns.replace" in terminal.draft()["sites"][0]["values"], "the tick")
    terminal.shows("Nothing is in the way")
    terminal.type("f8")
    terminal.reaches("review")
    terminal.shows("Make these")
    time.sleep(2 * Calm.SECONDS)  # a yes counts after a while without one: the program's own rule, at any speed


def test_from_start_to_result(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, program=PROGRAM.replace("demo=True", "demo=True, verbose=True"))
    to_overview(terminal)
    to_review(terminal)
    terminal.type("y")
    terminal.shows("Done in")
    terminal.type("enter")
    terminal.shows("Everything is in service")
    terminal.type("enter")
    assert terminal.ends() == 0
    assert ALTERNATE_ON in terminal.raw
    assert ALTERNATE_OFF in terminal.raw
    assert "Traceback" not in terminal.text
    left = ESCAPES.sub("", terminal.raw.rpartition(ALTERNATE_OFF)[2])  # as the terminal stands once it is given back
    assert "main-io is as asked." in left
    assert "ready  https://main.io/" in left
    assert "on AWS, main-io would cost about" in left
    assert f"  multisite-tui --demo --state-dir {tmp_path} status main-io\r\n" in left
    log = tmp_path / "wizard.log"
    assert left.endswith(f"What happened is in {log}.\r\n")
    assert log.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert "" in [line["code"] for line in lines if line.get("call") == "elbv2:CreateLoadBalancer"]
    assert [line["outcome"] for line in lines if line["event"] == "finished"] == ["complete"]


@pytest.mark.sampled(2)
def test_killed_twice_and_resumed(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    to_listener(terminal)
    terminal.shows("will be made")
    terminal.kill()
    terminal = Terminal(tmp_path, "main-io")
    terminal.shows("to-main")
    assert terminal.draft()["page"] == "listener"
    terminal.type(*["f8"] * 7)  # the details of this site, and the overview behind them
    terminal.reaches("dns")
    terminal.shows("Replace record")
    terminal.type("space", "f8")
    terminal.reaches("overview")
    terminal.shows("Nothing is in the way")
    terminal.type("f8")
    terminal.reaches("review")
    terminal.shows("Make these")
    time.sleep(2 * Calm.SECONDS)
    terminal.type("y")
    terminal.shows("waiting")
    terminal.kill()
    terminal = Terminal(tmp_path, "main-io")
    terminal.shows("kept")
    terminal.shows("Done in")
    terminal.type("enter")
    terminal.shows("Everything is in service")
    terminal.type("ctrl+q")
    assert terminal.ends() == 0
    assert Options(demo=True, state_dir=str(tmp_path)).store().need("main-io").saved().outcome == "complete"


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_saves_and_gives_the_terminal_back(tmp_path: Path, number: int) -> None:
    terminal = Terminal(tmp_path)
    terminal.shows("Practise first")
    terminal.type("enter")
    terminal.shows("knows you")
    terminal.type("enter")
    terminal.shows("Remove")
    terminal.type("main.io", "enter", "99999")
    terminal.wait(lambda: "99999" in str(terminal.draft()), "the port on disk")
    terminal.process.send_signal(number)
    assert terminal.ends() == 130
    assert terminal.is_as_before()
    assert "--resume main-io" in terminal.text
    assert not (tmp_path / "wizard.log").exists()
    assert "Traceback" not in terminal.text
    terminal = Terminal(tmp_path, "main-io")
    terminal.shows("99999")
    assert terminal.draft()["page"] == "sites"
    terminal.kill()


@pytest.mark.sampled(2)
def test_a_kill_on_a_page_loses_no_text(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    to_listener(terminal)
    terminal.shows("will be made")
    terminal.type("-two!")  # the last key makes it wrong
    terminal.wait(lambda: "to-main-two!" in str(terminal.draft()), "the name on disk")
    terminal.kill()
    terminal = Terminal(tmp_path, "main-io")
    terminal.shows("to-main-two!")
    assert terminal.draft()["page"] == "listener"
    terminal.kill()


def test_the_cursor_of_the_terminal_stands_on_the_highlight(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.shows("Practise first")
    terminal.wait(lambda: MOVES.findall(terminal.raw)[-1:] == [("7", "3")], "the cursor on the second choice")
    terminal.type("down")  # there are two: behind the last comes the first
    terminal.wait(lambda: MOVES.findall(terminal.raw)[-1:] == [("6", "3")], "the cursor on the first")
    terminal.kill()


def test_a_terminal_of_16_colours_gets_no_others(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, TERM="linux", COLORTERM="", NO_COLOR="")
    terminal.shows("Practise first")
    terminal.type("enter")
    terminal.shows("knows you")
    terminal.kill()
    codes = [code for found in COLOURS.findall(terminal.raw) for code in found.split(";") if code]
    assert not {"38", "48"} & set(codes)
    assert any(30 <= int(code) <= 37 or 90 <= int(code) <= 97 for code in codes)


def test_a_crash_shows_no_variables_and_gives_the_terminal_back(tmp_path: Path) -> None:
    broken = """
from multisite_tui.wizard.screens.account import AccountPage
def begin(self):
    secret = "hunter" + "2hunter2"
    raise RuntimeError("a mistake")
AccountPage.begin = begin
"""
    terminal = Terminal(tmp_path, program=broken + PROGRAM)
    terminal.shows("Practise first")
    terminal.type("enter")
    assert terminal.ends() == 1
    assert ALTERNATE_OFF in terminal.raw
    assert "a mistake" in terminal.text
    assert "hunter2hunter2" not in terminal.text


def test_without_colour_only_bold_underline_and_reverse_are_sent(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, NO_COLOR="1")
    terminal.shows("Practise first")
    terminal.type("enter")
    terminal.shows("knows you")
    terminal.kill()
    codes = {code for found in COLOURS.findall(terminal.raw) for code in found.split(";")}
    assert codes <= {"", "0", "1", "2", "4", "7", "39", "49"}  # the last two: the terminal's own colours
