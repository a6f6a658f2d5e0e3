"""No command is silent on a terminal while it waits; elsewhere, nothing is added to what it says."""

from __future__ import annotations

import shlex
import signal
import sys

import pytest

from multisite_tui.options import PRACTICE_ANEW
from multisite_tui.report import words as say
from multisite_tui.report.wait_line import ERASE
from multisite_tui.signals import NOTHING_CHANGED

from .running import REFERENCE, ROOT, Desk, end
from .terminals import Terminal
from .test_practice_account import of_another_version

pytestmark = pytest.mark.sampled(2)

REPLY = "multisite_tui.demo.account:PracticeAccount._reply"
STORE = "multisite_tui.state.store:Store"
COMMANDS = [
    (("status", "main-io"), REPLY, say.DOING_LOOK, "as it stands"),
    (("verify", "main-io"), REPLY, say.DOING_VISITS, "main.io"),
    (("doctor", "main-io"), REPLY, say.DOING_DOCTOR, "Nothing was found"),
    (("list",), f"{STORE}.names", say.DOING_LIST, "main-io"),
    (("demo", "reset"), "multisite_tui.demo.control.storage:Storage.renew", say.DOING_RESET, "as new"),
    (("--answers", str(REFERENCE), "--plan"), REPLY, say.DOING_SIGN_IN, "Nothing to change"),
    (("--answers", str(REFERENCE), "--plan"), "multisite_tui.plan.planner:plan_run", say.DOING_PLAN, "Nothing to"),
    (("--answers", str(REFERENCE), "--yes"), "multisite_tui.options:Options.clock", say.DOING_PRACTICE, "Nothing to"),
    (("destroy", "main-io"), "multisite_tui.conductor:Conductor.plan_removal", say.DOING_PLAN, "[y/N]"),
]


def words_held(desk: Desk, place: str, words: tuple[str, ...]) -> list[str]:
    program, _module, _name, *rest = desk.words(*words)
    return [program, "-m", "tests.process.held", place, str(desk.folder / "go on"), *rest]


@pytest.fixture
def environment(finished: Desk) -> dict[str, str]:
    return finished.environment(PYTHONPATH=str(ROOT))


@pytest.mark.sampled
@pytest.mark.parametrize(("words", "place", "doing", "result"), COMMANDS)
def test_a_command_that_waits_says_what_for_until_the_result_comes(
    finished: Desk, environment: dict[str, str], words: tuple[str, ...], place: str, doing: str, result: str
) -> None:
    terminal = Terminal(words_held(finished, place, words), environment)
    terminal.wait_for(f"{ERASE}{doing}")
    (finished.folder / "go on").touch()
    if "destroy" in words:
        terminal.wait_for(result)
        terminal.type("n")
    terminal.end()
    lines = [line.rpartition(ERASE)[2] for line in terminal.text.splitlines()]
    assert any(result in line for line in lines)
    assert not any(line.startswith(doing) for line in lines)


def test_the_call_that_is_waited_for_is_named(finished: Desk, environment: dict[str, str]) -> None:
    terminal = Terminal(words_held(finished, REPLY, ("status", "main-io")), environment)
    terminal.wait_for(f"{say.DOING_LOOK} (sts:GetCallerIdentity) ... ")
    (finished.folder / "go on").touch()
    assert terminal.end() == 0


def test_a_signal_takes_the_line_away(finished: Desk, environment: dict[str, str]) -> None:
    terminal = Terminal(words_held(finished, REPLY, ("status", "main-io")), environment)
    terminal.wait_for(f"{ERASE}{say.DOING_LOOK}")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.end() == 130
    assert terminal.text.endswith(f"{ERASE}{NOTHING_CHANGED}\r\n")


def test_a_terminal_that_cannot_redraw_gets_a_line(finished: Desk) -> None:
    environment = finished.environment(PYTHONPATH=str(ROOT), TERM="dumb")
    terminal = Terminal(words_held(finished, REPLY, ("status", "main-io")), environment)
    terminal.wait_for(f"{say.DOING_LOOK} ...\r\n")
    (finished.folder / "go on").touch()
    assert terminal.end() == 0
    assert "\x1b" not in terminal.text


def test_a_remark_begins_a_line_of_its_own(finished: Desk, environment: dict[str, str]) -> None:
    of_another_version(finished)
    place = "multisite_tui.demo.moto_import:import_moto"
    terminal = Terminal(words_held(finished, place, ("status", "main-io")), environment)
    terminal.wait_for(f"{ERASE}{say.DOING_LOOK}")
    (finished.folder / "go on").touch()
    terminal.end()
    called = shlex.join(["multisite-tui", "--demo", "--state-dir", str(finished.state)])
    assert f"{ERASE}{PRACTICE_ANEW.format(called=called)}" in terminal.text


PROGRAM = (
    "import pathlib, time\nwhile not pathlib.Path({file!r}).exists(): time.sleep(0.02)\n"
    "print({{}})  # no credentials, and so the end\n"
)


def test_a_program_that_signs_in_may_ask_on_the_terminal(desk: Desk) -> None:
    file = desk.folder / "go on"
    program = desk.file(PROGRAM.format(file=str(file)), "program.py")
    config = desk.file(
        f"[default]\nregion = ap-northeast-2\ncredential_process = {sys.executable} {program}\n", "config"
    )
    words = desk.words("--answers", REFERENCE, "--plan", demo=False)
    terminal = Terminal(words, desk.environment(AWS_CONFIG_FILE=str(config)))
    terminal.wait_for(f"\n{say.DOING_SIGN_IN} ...\r\n")
    file.touch()
    assert terminal.end() == 3
    assert terminal.text.count(f"{say.DOING_SIGN_IN} ...\r\n") == 1


def test_what_is_no_terminal_gets_no_such_line(finished: Desk) -> None:
    (finished.folder / "go on").touch()
    program, *rest = words_held(finished, REPLY, ("status", "main-io"))
    ended = end(finished._start([program, *rest], {"PYTHONPATH": str(ROOT)}))
    assert (ended.code, ended.err) == (0, "")
