"""What a terminal shows while nothing else can be said, and that the result takes its place."""

from __future__ import annotations

import io
import threading

import pytest

from multisite_tui.report import wait_line
from multisite_tui.report.wait_line import ERASE, WaitLine, leave_terminal, room_for_a_question

LONG = 60.0


class Screen(io.StringIO):
    """A terminal that can be waited for."""

    def __init__(self, *, terminal: bool = True) -> None:
        super().__init__()
        self.terminal = terminal
        self.written = threading.Semaphore(0)

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> int:
        length = super().write(text)
        if text.strip(ERASE):
            self.written.release()
        return length


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(wait_line, "AFTER", 0.0)
    monkeypatch.setattr(wait_line, "EVERY", 0.001)


def let_others_draw() -> None:
    """Return when another line, which nothing hides, was drawn some times."""
    screen = Screen()
    with WaitLine(screen) as line:
        line.begin("Beside")
        for _ in range(5):
            assert screen.written.acquire(timeout=LONG)


def shown(screen: Screen) -> str:
    return screen.getvalue().rpartition(ERASE)[2]


def test_what_takes_no_time_is_not_announced() -> None:
    screen = Screen()
    with WaitLine(screen) as line:
        line.begin("Looking")
    assert screen.getvalue() == ""


@pytest.mark.usefixtures("at_once")
def test_the_line_moves_and_is_taken_away() -> None:
    screen, seconds = Screen(), iter(range(1000000))
    with WaitLine(screen, lambda: float(next(seconds))) as line:
        line.begin("Looking")
        for _ in range(3):
            assert screen.written.acquire(timeout=LONG)
    assert shown(screen) == ""
    drawn = [one for one in screen.getvalue().split(ERASE) if one]
    assert len(set(drawn)) >= 3
    assert all(one.startswith("Looking ... ") for one in drawn)


@pytest.mark.usefixtures("at_once")
def test_what_begins_next_takes_its_place() -> None:
    screen = Screen()
    with WaitLine(screen) as line:
        line.begin("Signing in")
        assert screen.written.acquire(timeout=LONG)
        line.begin("Looking")
        before = len(screen.getvalue())
        assert screen.written.acquire(timeout=LONG)
        while "Looking" not in screen.getvalue():
            assert screen.written.acquire(timeout=LONG)
        assert "Signing" not in screen.getvalue()[before:]


@pytest.mark.usefixtures("at_once")
def test_a_pipe_gets_nothing() -> None:
    screen = Screen(terminal=False)
    threads = threading.active_count()
    with WaitLine(screen) as line:
        line.begin("Looking")
        assert threading.active_count() == threads
    assert screen.getvalue() == ""


@pytest.mark.usefixtures("at_once")
def test_a_terminal_that_cannot_redraw_gets_it_once_as_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    screen = Screen()
    with WaitLine(screen) as line:
        line.begin("Looking")
        assert screen.written.acquire(timeout=LONG)
        with line.hidden():  # what would draw it again
            pass
        monkeypatch.setenv("TERM", "xterm")
        let_others_draw()
    assert screen.getvalue() == "Looking ...\n"


@pytest.mark.usefixtures("at_once")
def test_a_question_is_not_drawn_over() -> None:
    screen = Screen()
    with WaitLine(screen) as line:
        line.begin("Looking")
        assert screen.written.acquire(timeout=LONG)
        with room_for_a_question():
            assert shown(screen) == ""
            before = screen.getvalue()
            let_others_draw()
            assert screen.getvalue() == before
        while screen.getvalue() == before:
            assert screen.written.acquire(timeout=LONG)


@pytest.mark.usefixtures("at_once")
def test_a_program_that_may_ask_on_the_terminal_is_not_drawn_over() -> None:
    screen = Screen()
    with WaitLine(screen) as line:
        line.begin("Looking")
        assert screen.written.acquire(timeout=LONG)
        leave_terminal()
        while not screen.getvalue().endswith("\nLooking ...\n"):
            assert screen.written.acquire(timeout=LONG)
        last = screen.getvalue()
        let_others_draw()
        assert screen.getvalue() == last
