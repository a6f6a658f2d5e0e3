"""What others wrote is shown and never obeyed; readers that go away end nothing; rich stays out of JSON."""

from __future__ import annotations

import dataclasses
import io
import os
import subprocess
import sys

import pytest
from report_samples import COMPLETE, EVERY_EVENT, PLAN, STARTED, Terminal

from multisite_tui.errors import Problem
from multisite_tui.model.events import Finished, Planned, StepFailed, StepFinished, StepStarted, StepWaiting
from multisite_tui.model.plans import Action
from multisite_tui.report.clean import clean
from multisite_tui.report.factory import OutputFormat, make_report
from multisite_tui.report.json_lines import JsonLines
from multisite_tui.report.layout import duration, elapsed
from multisite_tui.report.questions import ask_yes, can_ask
from multisite_tui.report.text import TextReport

NASTY = (
    "[/nope] [red]x[/red] [link=http://evil] :smile: {site} %s \x1b]0;owned\x07 \x1b[2J \x9b2J \u202egnp \udcff\nsecond"
)
SHOWN = (
    r"[/nope] [red]x[/red] [link=http://evil] :smile: {site} %s \x1b]0;owned\x07 \x1b[2J \x9b2J \u202egnp \udcff second"
)


def nasty_events() -> list[object]:
    problem = Problem(NASTY, NASTY, NASTY, NASTY, site=NASTY, key=NASTY)
    step = dataclasses.replace(PLAN.steps[0], id=NASTY, site=NASTY, title=NASTY, why=NASTY)
    dns = dataclasses.replace(PLAN.dns[0], name=NASTY, zone=NASTY, before=(NASTY,), after=(NASTY,))
    plan = dataclasses.replace(PLAN, setup=NASTY, steps=(step,), dns=(dns,), warnings=(problem,))
    site = dataclasses.replace(COMPLETE.sites[0], domain=NASTY, url=NASTY, health=NASTY, problem=problem)
    return [
        Planned(plan),
        StepStarted(NASTY, NASTY, Action.CREATE),
        StepWaiting(NASTY, NASTY, NASTY, NASTY),
        StepFailed(NASTY, NASTY, problem),
        StepFinished(NASTY, NASTY, Action.CREATE, NASTY),
        Finished(COMPLETE.outcome, COMPLETE.exit_code, (site,), (problem,), next=(NASTY,)),
    ]


def test_clean_makes_controls_visible() -> None:
    assert clean(NASTY) == SHOWN
    assert clean("한국어 ok") == "한국어 ok"


def test_nothing_from_outside_is_markup_or_commands_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "4000")
    out, err = io.StringIO(), io.StringIO()
    with TextReport(out, err) as report:
        for event in nasty_events():
            report(event)  # type: ignore[arg-type]
    text = out.getvalue() + err.getvalue()
    assert not set("\x1b\x9b\x07\u202e\udcff") & set(text)
    assert text.count(SHOWN) > 15


def test_nothing_from_outside_commands_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out, err = Terminal(), Terminal()
    with TextReport(out, err) as report:
        for event in nasty_events():
            report(event)  # type: ignore[arg-type]
    text = out.getvalue() + err.getvalue()
    assert not any(attack in text for attack in ("\x1b]", "\x1b[2J", "\x9b", "\x07", "\u202e"))


class ClosedPipe(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_went_away_ends_nothing() -> None:
    for report in (JsonLines(ClosedPipe(), ClosedPipe()), TextReport(ClosedPipe(), ClosedPipe())):
        with report:
            for event in EVERY_EVENT:
                report(event)


@pytest.mark.parametrize("output", ["json", "text"])
def test_head_closes_the_pipe_without_a_word(output: str) -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests/report')\n"
        "from report_samples import EVERY_EVENT\n"
        "from multisite_tui.report.factory import OutputFormat, make_report\n"
        f"with make_report(OutputFormat.{output.upper()}, sys.stdout, sys.stderr, plan_is_result=True) as report:\n"
        "    for event in EVERY_EVENT * 50: report(event)\n"
    )
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.returncode == 0
    assert "Error" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp949", "latin-1"])
def test_letters_the_stream_lacks_are_escaped(encoding: str) -> None:
    raw = io.BytesIO()
    with TextReport(
        io.TextIOWrapper(io.BytesIO(), encoding=encoding), io.TextIOWrapper(raw, encoding=encoding)
    ) as report:
        for event in (STARTED, *EVERY_EVENT[2:]):
            report(event)
        report.say("한국어 ✓")
    text = raw.getvalue().decode(encoding)
    assert "\\u2713" in text
    assert "+ made" in text


def test_json_and_choosing_load_no_rich() -> None:
    code = (
        "import sys, io\n"
        "from multisite_tui.report.factory import OutputFormat, make_report\n"
        "import multisite_tui.report.setups, multisite_tui.report.questions\n"
        "make_report(OutputFormat.JSON, sys.stdout, sys.stderr)\n"
        "sys.exit('rich' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_factory_chooses() -> None:
    out, err = io.StringIO(), io.StringIO()
    assert isinstance(make_report(OutputFormat.JSON, out, err), JsonLines)
    assert isinstance(make_report(OutputFormat("text"), out, err), TextReport)


@pytest.mark.parametrize(
    ("answer", "yes"), [("y\n", True), (" YES \n", True), ("n\n", False), ("\n", False), ("", False), ("yep\n", False)]
)
def test_the_question_stands_on_stderr_and_only_yes_is_yes(answer: str, yes: bool) -> None:
    err = io.StringIO()
    assert ask_yes("Make these changes in account 123456789012?", io.StringIO(answer), err) is yes
    assert err.getvalue() == "Make these changes in account 123456789012? [y/N] "


def test_nobody_is_asked_without_terminals() -> None:
    assert can_ask(Terminal(), Terminal())
    assert not can_ask(io.StringIO(), Terminal())
    assert not can_ask(Terminal(), io.StringIO())


def test_times() -> None:
    assert [elapsed(seconds) for seconds in (-1, 7, 75.9, 3723)] == ["0:00", "0:07", "1:15", "1:02:03"]
    assert [duration(seconds) for seconds in (90, 600, 3600, 7200, 0)] == ["90 s", "10 min", "60 min", "2 h", "0 s"]
