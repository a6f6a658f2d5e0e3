"""A signal at any moment of any command: a documented code, one sentence, and the terminal as it was."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from multisite_tui.report.words import RESET_INTERRUPTED, SERVE_INTERRUPTED, STOPPED_AT_ONCE
from multisite_tui.signals import NOTHING_CHANGED, SIGNALS

from .running import PATIENCE, REFERENCE, ROOT, Desk, Ended, end
from .terminal_modes import left_on
from .terminals import Terminal

ANSWER = "call:multisite_tui.demo.account:PracticeAccount._reply"
STARTING = "import:multisite_tui.demo.account"
MOMENTS = [
    ("import:click", ("--help",), NOTHING_CHANGED),
    ("import:multisite_tui.cli", ("--version",), NOTHING_CHANGED),
    ("import:multisite_tui.options", ("list",), NOTHING_CHANGED),
    ("call:multisite_tui.state.store:Store.names", ("list",), NOTHING_CHANGED),
    ("call:multisite_tui.state.store:Store.answers", ("answers", "main-io"), NOTHING_CHANGED),
    ("call:multisite_tui.answers:schema", ("schema",), NOTHING_CHANGED),
    (STARTING, ("status", "main-io"), NOTHING_CHANGED),
    (ANSWER, ("status", "main-io"), NOTHING_CHANGED),
    ("call:time:sleep", ("status", "main-io", "--watch"), NOTHING_CHANGED),
    (ANSWER, ("verify", "main-io"), NOTHING_CHANGED),
    (ANSWER, ("doctor", "main-io"), NOTHING_CHANGED),
    (STARTING, ("--answers", str(REFERENCE), "--plan"), NOTHING_CHANGED),
    (ANSWER, ("--answers", str(REFERENCE), "--plan"), NOTHING_CHANGED),
    (ANSWER, ("--answers", str(REFERENCE), "--yes"), NOTHING_CHANGED),
    (ANSWER, ("destroy", "main-io", "--yes"), NOTHING_CHANGED),
    ("call:multisite_tui.demo.control.storage:Storage.renew", ("demo", "reset"), RESET_INTERRUPTED),
    ("call:multisite_tui.demo.wire.server:settings", ("demo", "serve"), SERVE_INTERRUPTED),
]
AFTER = [("call:sys:exit", ("list",)), ("gone", ("list",)), ("gone", ("status", "main-io"))]
"""Behind the result."""
MENDED = [signal.SIGTERM, signal.SIGQUIT]


def struck(desk: Desk, moment: str, number: int, words: tuple[str, ...], *, times: int = 1) -> Ended:
    program, _module, _name, *rest = desk.words(*words)
    if words[0] in ("--help", "--version"):
        rest = list(words)
    with_signal = [program, str(Path(__file__).with_name("struck.py")), *moment.split(), str(int(number)), str(times)]
    process = subprocess.Popen(
        [*with_signal, *rest], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=desk.environment(PYTHONPATH=str(ROOT)),
    )  # fmt: skip
    return end(process)


@pytest.mark.sampled
@pytest.mark.parametrize("number", MENDED)
@pytest.mark.parametrize(("moment", "words", "sentence"), MOMENTS)
def test_a_signal_ends_a_command_with_one_sentence(
    finished: Desk, moment: str, words: tuple[str, ...], sentence: str, number: int
) -> None:
    ended = struck(finished, moment, number, words)
    assert ended.code == 130
    assert ended.err.count("nterrupted") == 1
    called = shlex.join(["multisite-tui", "--demo", "--state-dir", str(finished.state)])
    assert sentence.format(called=called) in ended.err.splitlines()


@pytest.mark.parametrize("number", SIGNALS)
def test_each_signal_does_so(reference: Desk, number: int) -> None:
    ended = struck(reference, "call:multisite_tui.state.store:Store.names", number, ("list",))
    assert (ended.code, ended.out, ended.err) == (130, "", f"{NOTHING_CHANGED}\n")


def test_a_burst_of_signals_is_one_interrupt(reference: Desk) -> None:
    ended = struck(reference, "call:multisite_tui.state.store:Store.names", signal.SIGTERM, ("list",), times=5)
    assert (ended.code, ended.out) == (130, "")
    assert ended.err in ("", f"{NOTHING_CHANGED}\n")  # a second one does not wait for the words


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("moment", "words"), AFTER)
def test_a_signal_behind_the_result_changes_nothing_of_it(
    reference: Desk, moment: str, words: tuple[str, ...], number: int
) -> None:
    ended = struck(reference, moment, number, words)
    assert (ended.code, "nterrupted" in ended.err) == (0, False)
    assert "main-io" in ended.out


def test_a_signal_while_a_mistake_is_written_down(reference: Desk) -> None:
    moments = "broken:multisite_tui.state.store:Store.names call:multisite_tui.state.files:make_folder"
    ended = struck(reference, moments, signal.SIGTERM, ("list",))
    assert (ended.code, ended.err) == (130, f"{NOTHING_CHANGED}\n")


def test_a_signal_that_the_parent_ignores_stays_ignored(reference: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ended = struck(reference, "call:multisite_tui.state.store:Store.names", signal.SIGHUP, ("list",))
    finally:
        signal.signal(signal.SIGHUP, before)
    assert (ended.code, "main-io" in ended.out) == (0, True)


@pytest.mark.parametrize("words", [("--plan",), ("--yes",)])
def test_a_plan_that_is_interrupted_ends_its_json_as_every_run(desk: Desk, words: tuple[str, ...]) -> None:
    ended = struck(desk, ANSWER, signal.SIGTERM, ("--answers", str(REFERENCE), *words, "--output", "json"))
    assert (ended.code, ended.last["outcome"], ended.last["exit_code"]) == (130, "interrupted", 130)
    assert desk.writes == []


def test_a_second_signal_says_that_what_was_done_is_saved(desk: Desk) -> None:
    ended = desk.run_signalled("call:CreateLoadBalancer", signal.SIGTERM, 2, "--answers", REFERENCE, "--yes")
    assert ended.code == 130
    assert ended.err.splitlines()[-1] == STOPPED_AT_ONCE


STUCK = """
import ctypes, sys
from multisite_tui.signals import handle_signals
handle_signals()
mutex = ctypes.create_string_buffer(64)
lock = ctypes.CDLL(None).pthread_mutex_lock
lock(mutex)
print("stuck", flush=True)
lock(mutex)
"""
"""C code that goes on through signals, as a look-up of a name does."""


def test_a_signal_ends_a_process_whose_main_thread_is_in_c_code() -> None:
    process = own_program(STUCK)
    assert process.stdout is not None
    assert process.stdout.readline() == "stuck\n"
    process.send_signal(signal.SIGTERM)
    ended = end(process)
    assert (ended.code, ended.err) == (130, f"{NOTHING_CHANGED}\n")


FULL = """
import os, sys
from multisite_tui.signals import handle_signals
handle_signals()
os.set_blocking(2, False)
try:
    while True:
        os.write(2, b"x" * 65536)
except BlockingIOError:
    os.set_blocking(2, True)
print("full", flush=True)
os.write(2, b"x" * 65536)
"""


def test_a_signal_ends_a_process_whose_stderr_takes_nothing() -> None:
    process = own_program(FULL)
    assert process.stdout is not None
    assert process.stdout.readline() == "full\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 130
    process.communicate()


def own_program(program: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


CODE = """
import sys
from multisite_tui.signals import handle_signals
handle_signals()
from multisite_tui.report.questions import ask_code
ask_code("arn:aws:iam::123456789012:mfa/ann", sys.stdin, sys.stderr)
"""


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_at_the_question_for_a_code_lets_the_terminal_show_again_what_is_typed(
    desk: Desk, number: int
) -> None:
    terminal = Terminal([sys.executable, "-c", CODE], desk.environment(PYTHONPATH=str(ROOT)), alone=True)
    terminal.wait_for("mfa/ann: ")
    terminal.process.send_signal(number)
    assert terminal.end() == 130
    assert terminal.settings_as_before
    assert terminal.text.endswith(f"mfa/ann: \r\n{NOTHING_CHANGED}\r\n")


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_at_the_question_for_a_yes_begins_a_line(desk: Desk, number: int) -> None:
    terminal = Terminal(desk.words("--answers", REFERENCE), desk.environment())
    terminal.wait_for("[y/N]")
    terminal.process.send_signal(number)
    assert terminal.end() == 130
    assert terminal.text.endswith(f"[y/N] \r\n\x1b[1m{NOTHING_CHANGED}\x1b[0m\r\n")


def test_a_second_signal_in_a_live_table_shows_the_cursor_again(desk: Desk) -> None:
    desk.account.set_answer(6403, 500)
    terminal = Terminal(desk.words("--answers", REFERENCE, "--yes"), desk.environment())
    terminal.wait_for("waiting")  # whatever for: which words fit into the table differs
    terminal.process.send_signal(signal.SIGTERM)
    terminal.process.send_signal(signal.SIGQUIT)
    assert terminal.end() == 130
    assert left_on(terminal.text) == []
    assert terminal.settings_as_before
