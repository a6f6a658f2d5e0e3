"""The live board, drawn for small and large terminals."""

from __future__ import annotations

import dataclasses
import io
import threading

import pytest
from report_samples import (
    COMPLETE,
    PENDING,
    PLAN,
    STARTED,
    THROTTLED_OUT,
    WARNING,
    Terminal,
    steps,
)
from rich.cells import cell_len
from rich.console import Console

from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import (
    Planned,
    StepFailed,
    StepFinished,
    StepRetrying,
    StepSkipped,
    StepStarted,
    StepWaiting,
    Warned,
)
from multisite_tui.model.plans import Action, Plan
from multisite_tui.report.live import LiveView
from multisite_tui.report.marks import ASCII, FULL, Marks
from multisite_tui.report.progress import RunProgress
from multisite_tui.report.text import TextReport


def domain(number: int) -> str:
    return f"shop{number}.한국어예시.example.com" if number % 5 == 0 else f"shop{number}.example.com"


def plan_of(sites: int) -> Plan:
    return dataclasses.replace(
        PLAN, steps=tuple(step for number in range(sites) for step in steps(domain(number), f"to-shop{number}"))
    )


def board_of(sites: int) -> RunProgress:
    """Every fourth site is done, waits, failed, or is untouched."""
    board, plan = RunProgress(), plan_of(sites)
    board.hear(STARTED, 0)
    board.hear(Planned(plan), 0)
    for number in range(sites):
        site = domain(number)
        ids = [step.id for step in plan.steps if step.site == site]
        if number % 4 == 0:
            for step in ids:
                board.hear(StepStarted(step, site, Action.CREATE), 1)
                board.hear(StepFinished(step, site, Action.CREATE), 9)
        elif number % 4 == 1:
            board.hear(StepStarted(ids[0], site, Action.CREATE), 3)
            board.hear(StepWaiting(ids[0], site, PENDING, "usually 1 to 5 minutes"), 5)
        elif number % 4 == 2:
            board.hear(StepStarted(ids[3], site, Action.CREATE), 3)
            board.hear(StepFailed(ids[3], site, THROTTLED_OUT), 5)
            board.hear(StepSkipped(ids[4], site, ids[3]), 5)
    return board


def draw(board: RunProgress, width: int, height: int, marks: Marks = FULL, now: float = 75) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height, record=True)
    console.print(LiveView(board, threading.Lock(), marks, lambda: now))
    return [line.rstrip() for line in console.export_text().splitlines()]


def test_twenty_sites_fit_into_80_by_24() -> None:
    lines = draw(board_of(20), 80, 24)
    assert len(lines) <= 23
    assert all(cell_len(line) <= 80 for line in lines)
    for number in range(20):
        assert sum(f" {domain(number)} " in f"{line} " for line in lines) == 1, domain(number)
    assert "35 of 140 steps done, 1:15 so far" in lines[0]
    assert sum("waiting   shop" in line and " certificate" in line for line in lines) == 5
    assert any("PENDING_VALIDATION: waiting for the CNAME" in line for line in lines)
    assert any("failed    shop2.example.com" in line and "load balancer" in line for line in lines)


@pytest.mark.parametrize(("width", "height"), [(80, 24), (60, 20), (40, 10), (120, 24), (80, 60), (20, 5), (10, 2)])
@pytest.mark.parametrize("sites", [1, 2, 3, 7, 20, 40])
@pytest.mark.parametrize("marks", [FULL, ASCII])
def test_it_never_outgrows_the_terminal(width: int, height: int, sites: int, marks: Marks) -> None:
    lines = draw(board_of(sites), width, height, marks)
    assert len(lines) <= max(3, height - 1)
    assert all(cell_len(line) <= width for line in lines)


def test_the_heading_says_what_is_left_where_there_is_room_and_the_clock_is_that_of_aws() -> None:
    board = board_of(3)
    wide = draw(board, 120, 30)[0]
    assert wide.startswith(f"{board.setup}: 7 of 21 steps done, 1:15 so far, usually less than a minute more.")
    assert "usually" not in draw(board, 80, 30)[0]
    board.hear(dataclasses.replace(STARTED, kind=AccountKind.PRACTICE), 0)
    assert "usually" not in draw(board, 120, 30)[0]


def test_a_few_sites_show_every_step_and_the_words_of_waits_in_full() -> None:
    text = " ".join(" ".join(draw(board_of(3), 80, 30)).split())
    assert f"{PENDING} (usually 1 to 5 minutes)" in text
    assert "! failed load balancer to-shop2 0:02 AWS did not make the load balancer to-sub." in text
    assert "all 7 steps done" in text


def test_what_does_not_fit_is_counted_and_trouble_is_shown() -> None:
    lines = draw(board_of(40), 80, 24)
    assert lines[-1] == "and 19 more sites, 10 of them done"
    assert sum("! failed" in line for line in lines) == 10


def test_wide_letters_align() -> None:
    lines = [line for line in draw(board_of(20), 80, 24) if " 0/7" in line]
    assert len({cell_len(line.partition("0/7")[0]) for line in lines}) == 1


def test_ascii_marks_where_the_encoding_has_no_others() -> None:
    shown = "\n".join(draw(board_of(3), 80, 24, ASCII)).replace("한국어예시", "")
    assert shown.isascii()
    assert "+ done" in shown


def test_a_retry_is_over_when_its_time_has_come() -> None:
    board, step = RunProgress(), "a.io/certificate"
    board.hear(StepStarted(step, "a.io", Action.CREATE), 0)
    board.hear(StepWaiting(step, "a.io", PENDING, ""), 1)
    board.hear(StepRetrying(step, "a.io", "Throttling", 1, 4.0, "Rate exceeded"), 2)
    board.hear(StepRetrying(step, "a.io", "Throttling", 2, 4.0, "Rate exceeded"), 6)
    assert any("retrying" in line for line in draw(board, 80, 24, now=9))
    assert any("waiting" in line for line in draw(board, 80, 24, now=11))


def live_run(monkeypatch: pytest.MonkeyPatch, **environment: str) -> tuple[str, str]:
    for name in ("NO_COLOR", "TERM", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **environment}.items():
        monkeypatch.setenv(name, value)
    out, err = Terminal(), Terminal()
    site, step = "main.io", "main.io/certificate"
    with TextReport(out, err) as report:
        for event in (STARTED, Planned(PLAN), StepStarted(step, site, Action.CREATE)):
            report(event)
        report(Warned(dataclasses.replace(WARNING, what="another [bold]warning[/bold]")))
        report.say("a remark")
        report(StepFinished(step, site, Action.CREATE))
        report(COMPLETE)
    return out.getvalue(), err.getvalue()


def test_on_a_terminal_it_redraws_in_colour_and_gives_the_cursor_back(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = live_run(monkeypatch)
    assert err.rindex("\x1b[?25h") > err.rindex("\x1b[?25l")
    assert "\x1b[32m" in out
    assert "made" in err
    assert "another [bold]warning[/bold]" in err
    assert "a remark" in err


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = live_run(monkeypatch, NO_COLOR="1")
    assert not any(f"\x1b[{colour}m" in out + err for colour in range(30, 38))
    assert "\x1b[1;31m" not in out + err


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = live_run(monkeypatch, TERM="dumb")
    assert "\x1b" not in out + err
    assert "started   main.io: certificate of main.io" in err


def test_events_from_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    plan = plan_of(8)
    with TextReport(Terminal(), Terminal()) as report:
        report(Planned(plan))

        def one_site(number: int) -> None:
            for step in (step for step in plan.steps if step.site == domain(number)):
                report(StepStarted(step.id, step.site, step.action))
                report(StepWaiting(step.id, step.site, "InProgress", ""))
                report(StepFinished(step.id, step.site, step.action))

        threads = [threading.Thread(target=one_site, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert not any(thread.is_alive() for thread in threads)
        assert all(site.over for site in report.board.sites.values())
