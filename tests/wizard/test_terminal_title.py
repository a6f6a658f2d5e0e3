"""The terminal's title and bell: how far a run is, for somebody who looks elsewhere; and all as before at the end."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from multisite_tui.wizard.run_signals import RunSignals
from multisite_tui.wizard.terminal.terminal_commands import takes_commands, title_command

from .gallery import reference_draft
from .terminal import PROGRAM, Terminal

pytestmark = pytest.mark.sampled(2)

TITLES = re.compile(r"\x1b\]2;(.*?)\x1b\\")
KEEP, GIVE_BACK = "\x1b[22;2t", "\x1b]2;\x1b\\\x1b[23;2t"
TO_PROVISION = """
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.flow import PageRef
mounted = WizardApp.on_mount
def approved(self):
    self.session.put_for(0, "dns.replace", True)
    self.session.approve()
    self.session.draft.page = "provision"
    mounted(self)
WizardApp.on_mount = approved
"""
"""Begins on the live page, the plan said yes to."""
FAILING = """
from multisite_tui.options import Options
clock_of = Options.clock
def clock(self):
    found = clock_of(self)
    self._practice_account.fail("CreateSecurityGroup", "AccessDenied", times=9)
    return found
Options.clock = clock
"""


def rings(terminal: Terminal) -> int:
    """How often the bell rang, without what ends a command."""
    return re.sub(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", "", terminal.raw).count("\x07")


@pytest.mark.parametrize("colour", ["", "1"])
def test_the_title_follows_the_run_and_the_bell_rings_once_at_its_end(tmp_path: Path, colour: str) -> None:
    reference_draft(tmp_path)
    terminal = Terminal(tmp_path, "main-io", program=TO_PROVISION + PROGRAM, NO_COLOR=colour)
    terminal.wait(lambda: "multisite-tui: main-io done" in TITLES.findall(terminal.raw), "the title at the end")
    titles = TITLES.findall(terminal.raw)
    assert titles[0] == "multisite-tui: main-io"
    counts = [one.rpartition(" ")[2] for one in titles if "/" in one]
    assert counts
    assert all(re.fullmatch(r"\d+/20", one) for one in counts)
    terminal.shows("Done in")
    terminal.wait(lambda: rings(terminal), "the bell")
    terminal.type("enter")
    terminal.shows("Leave")
    terminal.wait(lambda: TITLES.findall(terminal.raw)[-1] == "multisite-tui: main-io", "the title of the setup")
    terminal.type("ctrl+q")
    assert terminal.ends() == 0
    assert rings(terminal) == 1
    assert terminal.raw.count(KEEP) == terminal.raw.count(GIVE_BACK) == 1
    assert terminal.raw.index(KEEP) < terminal.raw.index("\x1b]2;multisite-tui")
    assert TITLES.findall(terminal.raw)[-1] == ""
    assert all(title.isprintable() for title in titles)


def test_a_run_that_fails_rings_and_says_so(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    terminal = Terminal(tmp_path, "main-io", program=FAILING + TO_PROVISION + PROGRAM)
    terminal.wait(lambda: "multisite-tui: main-io failed" in TITLES.findall(terminal.raw), "the title at the end")
    terminal.wait(lambda: rings(terminal), "the bell")
    terminal.type("ctrl+q")
    terminal.ends()
    assert rings(terminal) == 1


def test_a_signal_gives_the_title_back_too(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    terminal = Terminal(tmp_path, "main-io")
    terminal.wait(lambda: TITLES.findall(terminal.raw), "the title")
    terminal.process.send_signal(signal.SIGTERM)
    terminal.ends()
    assert terminal.raw.rindex(GIVE_BACK) > terminal.raw.rindex("\x1b]2;multisite-tui")


@pytest.mark.sampled
@pytest.mark.parametrize("term", ["linux", "vt100"])
def test_a_console_gets_no_command_that_it_would_draw(tmp_path: Path, term: str) -> None:
    reference_draft(tmp_path)
    terminal = Terminal(tmp_path, "main-io", TERM=term, COLORTERM="")
    terminal.shows("knows you")
    terminal.type("ctrl+q")
    terminal.ends()
    assert "\x1b]2;" not in terminal.raw
    assert KEEP not in terminal.raw


@pytest.mark.parametrize(
    ("term", "takes"),
    [("xterm-256color", True), ("screen.xterm", True), ("tmux-256color", True), ("foot", True), ("xterm-kitty", True),
     ("linux", False), ("vt220", False), ("dumb", False), ("", False), ("sun", False)],
)  # fmt: skip
def test_only_known_terminals_are_commanded(term: str, takes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    assert takes_commands() is takes


def test_nothing_but_what_can_be_printed_gets_into_a_title() -> None:
    command = title_command("a\x1b]0;evil\x07\x9cb\nc\u202e" + "x" * 200)
    inside = command.removeprefix("\x1b]2;").removesuffix("\x1b\\")
    assert inside.isprintable()
    assert len(inside) <= 80
    assert inside.startswith("a")


def test_a_bell_rings_once_when_only_a_person_can_go_on_and_again_at_the_end() -> None:
    said: list[str] = []
    signals = RunSignals(said.append, lambda: said.append("bell"))
    signals.over("failed")
    signals.stands(1, 20, by_person=False)
    assert said == []  # no run began
    signals.begin()
    signals.stands(0, 0, by_person=False)
    signals.stands(3, 20, by_person=False)
    signals.stands(4, 20, by_person=True)
    signals.stands(4, 20, by_person=True)
    signals.stands(5, 20, by_person=False)
    signals.stands(6, 20, by_person=True)
    signals.over("done")
    signals.over("done")
    assert said == ["3/20", "bell", "waits for you", "waits for you", "5/20", "bell", "waits for you", "done", "bell"]
