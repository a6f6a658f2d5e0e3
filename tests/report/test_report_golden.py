"""The text report against stored pictures. `UPDATE_GOLDEN=1 pytest tests/report` draws them anew: look at each."""

from __future__ import annotations

import dataclasses
import io
import os
from pathlib import Path

import pytest
from report_samples import COMPLETE, KEPT_PLAN, PARTIAL, PENDING, PLAN, PROGRESS, REFUSED, STARTED, UNSAVED, Terminal

from multisite_tui.model.events import Event, Planned
from multisite_tui.report.problems import write_problems
from multisite_tui.report.text import TextReport

GOLDEN = Path(__file__).parent / "golden"


def check(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def tell(*events: Event, width: int, monkeypatch: pytest.MonkeyPatch, plan_is_result: bool = False) -> tuple[str, str]:
    monkeypatch.setenv("COLUMNS", str(width))
    out, err, ticks = io.StringIO(), io.StringIO(), iter(range(10_000))
    with TextReport(out, err, plan_is_result=plan_is_result, clock=lambda: float(next(ticks))) as report:
        for event in events:
            report(event)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_plan(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = tell(Planned(PLAN), width=width, monkeypatch=monkeypatch, plan_is_result=True)
    check(f"plan_{width}", out)
    assert err == ""
    assert all(len(line) <= width for line in out.splitlines())


@pytest.mark.parametrize("width", [60, 80])
def test_plan_that_changes_nothing(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = tell(Planned(KEPT_PLAN), width=width, monkeypatch=monkeypatch, plan_is_result=True)
    check(f"kept_{width}", out)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(("name", "event"), [("complete", COMPLETE), ("partial", PARTIAL), ("refused", REFUSED)])
def test_end(name: str, event: Event, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = tell(STARTED, event, width=width, monkeypatch=monkeypatch)
    check(f"{name}_{width}", f"{out}--- stderr\n{err}")
    assert all(len(line) <= max(width, 90) for line in out.splitlines())


def test_what_the_disk_did_not_take_is_printed_to_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = tell(STARTED, UNSAVED, width=60, monkeypatch=monkeypatch)
    assert out.endswith(f"\n{UNSAVED.answers}")
    assert f"\n  {UNSAVED.there[0]}\n" in out
    assert "is saved" not in out


def test_plain_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = tell(PROGRESS[0], Planned(KEPT_PLAN), *PROGRESS[1:], width=80, monkeypatch=monkeypatch)
    assert out == ""
    _, start, rest = err.partition("Nothing to change: all 14 steps are as asked.\n")
    assert start
    check("progress", rest)


def test_plan_goes_to_stderr_where_it_is_not_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = tell(Planned(PLAN), width=80, monkeypatch=monkeypatch)
    assert out == ""
    assert "51.10" in err


def test_verbose_names_the_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    out = io.StringIO()
    TextReport(out, io.StringIO(), plan_is_result=True, verbose=True)(Planned(PLAN))
    assert "elb:CreateLoadBalancer" in out.getvalue()


def test_a_warning_of_the_plan_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _, err = tell(STARTED, Planned(PLAN), PROGRESS[1], width=120, monkeypatch=monkeypatch)
    assert err.count("The program answers / on port 6402 with 301") == 1


def test_brief_problems_are_one_a_line() -> None:
    stream = Terminal()
    write_problems([*REFUSED.problems, *REFUSED.problems], stream, brief=True)
    assert stream.getvalue().splitlines() == [REFUSED.problems[0].what] * 2


def test_a_kept_step_that_still_waits_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = dataclasses.replace(KEPT_PLAN.steps[0], waits_for=PENDING)
    plan = dataclasses.replace(KEPT_PLAN, steps=(waiting, *KEPT_PLAN.steps[1:]))
    out, _ = tell(Planned(plan), width=120, monkeypatch=monkeypatch, plan_is_result=True)
    assert "still waits for: PENDING_VALIDATION: waiting for the CNAME" in " ".join(out.split())
    assert "all 7 steps are as asked" in out
    assert out.endswith("Nothing to change, but 1 of 14 steps still wait for AWS.\n")
