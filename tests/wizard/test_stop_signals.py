"""Signals on the screens: the wizard ends with 130 and gives the terminal back, or it is only stopped."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from multisite_tui.signals import NOTHING_CHANGED, SIGNALS

from .gallery import reference_draft
from .terminal import ALTERNATE_OFF, ALTERNATE_ON, PROGRAM, Terminal
from .test_lost_terminal import approved

STRUCK = """
import os
from {module} import {owner}
whole = {owner}.{name}
def struck(self, *words, **more):
    {owner}.{name} = whole
    os.kill(os.getpid(), {number})
    return whole(self, *words, **more)
{owner}.{name} = struck
"""
"""Sends the signal when a method is called first."""
MOMENTS = [
    ("multisite_tui.wizard.terminal.terminal_driver", "TerminalDriver", "start_application_mode"),
    ("multisite_tui.wizard.terminal.terminal_driver", "TerminalDriver", "flush"),
    ("multisite_tui.wizard.screens.page", "Page", "compose"),
    ("multisite_tui.wizard.screens.page", "Page", "begin"),
    ("multisite_tui.wizard.screens.page", "Page", "show"),
    ("multisite_tui.wizard.terminal.terminal_driver", "TerminalDriver", "stop_application_mode"),
    ("multisite_tui.wizard.terminal.terminal_driver", "TerminalDriver", "close"),
]


def struck(moment: tuple[str, str, str], number: int) -> str:
    module, owner, name = moment
    return STRUCK.format(module=module, owner=owner, name=name, number=int(number)) + PROGRAM


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_on_the_first_page_is_no_ordinary_end(tmp_path: Path, number: int) -> None:
    terminal = Terminal(tmp_path)
    terminal.shows("Practise first")
    terminal.process.send_signal(number)
    assert terminal.ends() == 130, terminal.text[-2000:]
    assert terminal.is_as_before()
    assert terminal.text.endswith(f"{NOTHING_CHANGED}\r\n")


@pytest.mark.parametrize("moment", MOMENTS, ids=[f"{owner}.{name}" for _, owner, name in MOMENTS])
def test_a_signal_at_any_moment_of_a_page_is_no_mistake_of_the_program(
    tmp_path: Path, moment: tuple[str, str, str]
) -> None:
    reference_draft(tmp_path)
    terminal = Terminal(tmp_path, "main-io", program=struck(moment, signal.SIGTERM))
    if moment[2] in ("stop_application_mode", "close"):
        terminal.shows("knows you")
        terminal.type("ctrl+q")
    assert terminal.ends() == 130, terminal.text[-2000:]
    assert terminal.is_as_before()
    assert "Traceback" not in terminal.text
    assert "mistake" not in terminal.text
    assert terminal.text.count("--resume main-io") + terminal.text.count("nterrupted") == 1


HELD = """
import pathlib, sys, time
from multisite_tui.wizard.app import WizardApp
def leave(self):
    pathlib.Path(sys.argv[1], "leaving").touch()
    time.sleep(3600)
WizardApp.leave = leave
"""


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM, signal.SIGQUIT])
def test_a_second_signal_ends_a_wizard_that_is_busy(tmp_path: Path, second: int) -> None:
    reference_draft(tmp_path)
    terminal = Terminal(tmp_path, "main-io", program=HELD + PROGRAM)
    terminal.shows("knows you")
    terminal.process.send_signal(signal.SIGTERM)
    terminal.wait((tmp_path / "leaving").exists, "the first signal")
    terminal.process.send_signal(second)
    assert terminal.ends() == 130, terminal.text[-2000:]
    assert terminal.is_as_before()
    assert terminal.text.endswith("--resume main-io\r\n")


def test_a_wizard_that_is_stopped_gives_the_terminal_back_and_takes_it_again(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.shows("Practise first")
    terminal.process.send_signal(signal.SIGTSTP)
    terminal.wait(lambda: ALTERNATE_OFF in terminal.raw and terminal.is_as_before(), "the terminal")
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait(lambda: terminal.raw.rpartition(ALTERNATE_OFF)[2].count("Practise first"), "the page, painted anew")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.ends() == 130, terminal.text[-2000:]
    assert terminal.is_as_before()


def test_a_wizard_that_goes_on_without_having_been_stopped_still_gives_the_terminal_back(tmp_path: Path) -> None:
    """As after `kill -STOP`, which no program hears: the shell has set the terminal up for itself meanwhile."""
    terminal = Terminal(tmp_path)
    terminal.shows("Practise first")
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait(lambda: terminal.raw.count(ALTERNATE_ON) == 2, "the terminal, taken again")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.ends() == 130, terminal.text[-2000:]
    assert terminal.is_as_before()


HELD_RUN = """
import pathlib, sys, time
from multisite_tui.{module} import {owner}
whole = {owner}.{name}
def held(self, *words, **more):
    folder = pathlib.Path(sys.argv[1])
    if {when}:
        (folder / "held").touch()
        while not (folder / "go on").exists():
            time.sleep(0.02)
    return whole(self, *words, **more)
{owner}.{name} = held
"""


def held_run(folder: Path, **place: str) -> Terminal:
    """Begin a run, and return when it is held."""
    approved(folder)
    terminal = Terminal(folder, "main-io", program=HELD_RUN.format(**place) + PROGRAM)
    terminal.wait((folder / "held").exists, "the run")
    return terminal


def test_who_leaves_does_not_wait_for_a_plan(tmp_path: Path) -> None:
    terminal = held_run(tmp_path, module="conductor", owner="Conductor", name="plan", when="True")
    terminal.type("ctrl+q")
    assert terminal.ends() == 130, terminal.text[-2000:]
    assert terminal.is_as_before()
    assert "--resume main-io" in terminal.text


def test_who_leaves_reads_that_the_call_in_hand_is_being_finished(tmp_path: Path) -> None:
    when = "'CreateLoadBalancer' in str(more.get('event_name', words))"
    terminal = held_run(tmp_path, module="demo.account", owner="PracticeAccount", name="_reply", when=when)
    terminal.type("ctrl+q")
    terminal.shows("inishing the call in hand")  # the page's words, or those of the run that take their place
    (tmp_path / "go on").touch()
    assert terminal.ends() == 130, terminal.text[-2000:]
    assert "--resume main-io" in terminal.text
