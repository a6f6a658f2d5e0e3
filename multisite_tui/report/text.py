"""The text report: the result on stdout, progress and everything else on stderr."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from multisite_tui.errors import Problem
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import (
    Event,
    Finished,
    Outcome,
    Planned,
    Started,
    StepSkipped,
    StepStarted,
    StepWaiting,
    Warned,
)
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.report import words as say
from multisite_tui.report.clean import clean
from multisite_tui.report.console import console_for, is_lively, styled
from multisite_tui.report.finish_text import all_problems, finish_text, nothing_changed, outcome_sentence
from multisite_tui.report.layout import elapsed, heading
from multisite_tui.report.live import LiveView
from multisite_tui.report.marks import HEADING, Marks, marks_for
from multisite_tui.report.plain import PlainLines
from multisite_tui.report.plan_text import plan_text
from multisite_tui.report.problems import problems_text
from multisite_tui.report.progress import RunProgress
from multisite_tui.report.safe_stream import SafeStream
from multisite_tui.report.wait_line import WaitLine
from multisite_tui.signals import Borrowed

NOT_A_RESULT = frozenset({Outcome.PLANNED, Outcome.REFUSED})
"""Runs that made nothing: how they ended is a remark, so that stdout holds the plan alone, or nothing."""
DOING = {Started: say.DOING_PLAN, Planned: say.DOING_FIRST_STEPS, StepStarted: "", Finished: ""}
"""What is done after an event, until the next one comes. From the first step on, the progress itself shows it."""


class TextReport:
    """Hears events and tells them to a person.

    Args:
        stdout: Where the result goes.
        stderr: Where progress, warnings, problems and remarks go; on a terminal, as a table that redraws itself.
        plan_is_result: Whether the plan is what was asked for (`--plan`), and so goes to stdout.
        verbose: Whether the plan names the AWS calls.
        clock: Seconds on a clock that only goes forward.
    """

    def __init__(
        self,
        stdout: TextIO,
        stderr: TextIO,
        *,
        plan_is_result: bool = False,
        verbose: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.plan_is_result = plan_is_result
        self.verbose = verbose
        self.clock = clock
        self.out = console_for(stdout)
        self.err = console_for(stderr)
        self.board = RunProgress()
        self.began = self.board.began = clock()
        self.lively = is_lively(stderr)
        self.out_marks = marks_for(SafeStream(stdout).can_write)
        self.marks = marks_for(SafeStream(stderr).can_write)
        self.plain = PlainLines(self.marks)
        self.waiting = WaitLine(stderr)
        self.live: Live | None = None
        self._without_cursor = Borrowed("\x1b[?25h\n")
        self._told: set[Problem] = set()
        self._put_in: set[HandRecord] = set()
        # One lock keeps events in order; the other guards the board against rich's refreshing thread (see LiveView).
        self._order = threading.RLock()
        self._board_lock = threading.Lock()

    def __enter__(self) -> Self:
        """Return itself, and show that a run begins; leaving gives the terminal back whatever happened."""
        self.waiting.begin(say.DOING_SIGN_IN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop redrawing."""
        self.close()

    def __call__(self, event: Event) -> None:
        """Hear one event."""
        with self._order, self.waiting.hidden():
            with self._board_lock:
                self.board.hear(event, self.clock())
            if type(event) in DOING:
                self.waiting.begin(DOING[type(event)])
            match event:
                case Warned(problem=problem) if problem in self._told:
                    pass
                case Planned(plan=plan):
                    self._told.update(plan.warnings)
                    console = self.out if self.plan_is_result else self.err
                    show(console, plan_text(plan, console.width, verbose=self.verbose))
                case Started(kind=AccountKind.PRACTICE):
                    self._progress(event)
                    self.say(say.PRACTICE)
                case Finished():
                    self._finish(event)
                case _:
                    self._progress(event)

    def say(self, sentence: str) -> None:
        """Write a remark on stderr without harm to what is being redrawn."""
        with self._order, self.waiting.hidden():
            if self.lively:
                show(self.err, [styled(sentence)])
            else:
                self._write_line(clean(say.NOTE.format(clock=self._so_far(), note=sentence)))

    def close(self) -> None:
        """Stop redrawing; what was drawn last stays on the screen."""
        with self._order:
            self.waiting.end()
            if self.live:
                self.live.stop()
                self.live = None
                self._without_cursor.__exit__(None, None, None)

    def _progress(self, event: Event) -> None:
        if isinstance(event, StepWaiting) and (new := [one for one in event.records if one not in self._put_in]):
            self._put_in.update(new)
            self._show_records(new)
        if not self.lively:
            self._plain_line(event)
        elif isinstance(event, Warned):
            show(self.err, problems_text([event.problem]))
        elif isinstance(event, StepStarted) and self.live is None:
            self._start_live()

    def _show_records(self, records: Sequence[HandRecord]) -> None:
        """Write the records that a person has to put in; not wrapped, since they are to be copied."""
        show(self.err, [styled(say.PUT_IN_HEADING, HEADING)])
        for record in records:
            for line in (record.line, record.note):
                if line:
                    self.err.print(Text(f"  {clean(line)}"), soft_wrap=True)

    def _start_live(self) -> None:
        view = LiveView(self.board, self._board_lock, self.marks, self.clock)
        self.live = Live(view, console=self.err, redirect_stdout=False, redirect_stderr=False, vertical_overflow="crop")
        self._without_cursor.__enter__()
        self.live.start()

    def _plain_line(self, event: Event) -> None:
        title = self.board.title(getattr(event, "step", ""))
        if isinstance(event, StepSkipped):
            line = self.plain.skipped(event, title, self.board.title(event.because), self._so_far())
        else:
            line = self.plain.line(event, title, self._so_far())
        if line is not None:
            self._write_line(line)

    def _write_line(self, line: str) -> None:
        # Not through rich, which would wrap it: one event is one line, for grep.
        self.err.file.write(f"{line}\n")
        self.err.file.flush()

    def _so_far(self) -> str:
        return f"{elapsed(self.clock() - self.began):>7}"

    def _finish(self, finished: Finished) -> None:
        self.close()
        problems = all_problems(finished)
        sentence = styled(outcome_sentence(finished, self.board.setup), HEADING)
        if [problem.code for problem in problems] == [say.DECLINED_CODE]:  # a no is an answer, and no trouble
            problems, sentence = [], styled(say.DECLINED, HEADING)
        if finished.outcome is Outcome.INTERRUPTED and nothing_changed(finished):  # the person knows why
            problems = []
        if problems and self.board.sites:
            show(self.err, [styled("")])
        show(self.err, problems_text(problems))
        nothing_made = finished.outcome in NOT_A_RESULT or nothing_changed(finished)
        if not (self.plan_is_result and finished.outcome is Outcome.UNCHANGED):  # the plan has just said so
            show(self.err if nothing_made else self.out, [sentence])
        show_ending(finished, self.out, self.out_marks)
        if finished.answers:
            self._tell_unsaved(finished)

    def _tell_unsaved(self, finished: Finished) -> None:
        # Not through rich, which would wrap what is to be copied, and saved as a file.
        there = "".join(f"  {clean(line)}\n" for line in finished.there)
        for title, text in ((say.THERE_HEADING, there), (say.ANSWERS_HEADING, finished.answers)):
            if text:
                show(self.out, heading(title))
                self.out.file.write(text)


def show(console: Console, parts: Iterable[RenderableType]) -> None:
    """Print the parts, one under the other."""
    for part in parts:
        console.print(part)


def show_ending(finished: Finished, console: Console, marks: Marks) -> None:
    """Print the sites, what is billed, and the next commands, each of these on one line."""
    show(console, finish_text(finished, console.width, marks))
    for command in finished.next:  # not through rich, which would wrap what is to be pasted
        console.file.write(f"  {clean(command)}\n")


def write_result(finished: Finished, setup: str, stdout: TextIO) -> None:
    """Write how a run ended that was shown elsewhere, as a run without screens does at its end."""
    console = console_for(stdout)
    show(console, [styled(outcome_sentence(finished, setup), HEADING)])
    show_ending(finished, console, marks_for(SafeStream(stdout).can_write))
    console.file.flush()
