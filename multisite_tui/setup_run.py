"""One run of one setup, from signing in to its last event, the same for both faces.

A face shows the events and gives or refuses its consent; what a run does, in which order, and how it ends is told here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Protocol

from multisite_tui import __version__
from multisite_tui.aws.facts.recent_reads import RecentReads
from multisite_tui.aws.session import Aws
from multisite_tui.conductor import Conductor
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import ExitCode, Failure, InputNeeded, Problem
from multisite_tui.model.accounts import Account
from multisite_tui.model.events import EventSink, Finished, Planned, Started, Warned
from multisite_tui.model.plans import MoveEnd
from multisite_tui.model.setup import Setup
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report.endings import finished
from multisite_tui.state.store import Store

Consent = Callable[[PlannedRun, Account], None]
"""Returns where the plan may be carried out; raises `InputNeeded` where the person did not say so."""


class Task(Protocol):
    """What a run is for."""

    def plan(self, conductor: Conductor) -> PlannedRun:
        """Return what would be done."""

    def close(self, conductor: Conductor, result: RunResult) -> None:
        """Do what is left once it is done."""


@dataclass(frozen=True)
class ApplyTask:
    """Bring the account to what the answers ask for."""

    accept_leftovers: bool = False
    """Whether what earlier answers made, and these no longer ask for, may stay as it is."""

    def plan(self, conductor: Conductor) -> PlannedRun:
        """Return what would be done."""
        return conductor.plan(accept_leftovers=self.accept_leftovers)

    def close(self, conductor: Conductor, result: RunResult) -> None:
        """Leave everything as it is."""


@dataclass(frozen=True)
class RemoveTask:
    """Take away what the setup made, or one site of it, and put DNS back."""

    site: str | None = None

    def plan(self, conductor: Conductor) -> PlannedRun:
        """Return what would be taken away."""
        return conductor.plan_removal(self.site)

    def close(self, conductor: Conductor, result: RunResult) -> None:
        """Forget a setup of which nothing is left; a site that is gone must not be made again by the next run."""
        if result.exit_code is ExitCode.DONE:
            conductor.forget(self.site)


@dataclass(frozen=True)
class EndMoveTask:
    """End the move of a setup between topologies."""

    end: MoveEnd
    """Whether the former way is taken away, or the setup returns to it; its answers then ask for that topology."""
    accept_leftovers: bool = False
    """Whether what earlier answers made, and these no longer ask for, may stay as it is."""

    def plan(self, conductor: Conductor) -> PlannedRun:
        """Return what would be done."""
        return conductor.plan_end_of_move(self.end, accept_leftovers=self.accept_leftovers)

    def close(self, conductor: Conductor, result: RunResult) -> None:
        """Leave everything as it is."""


@dataclass
class SetupRun:
    """One run of one setup."""

    setup: Setup
    connect: Callable[[], Aws]
    """Signs in; called once."""
    store: Store
    clock: Clock
    emit: EventSink
    command: str
    """How a person calls this program with the same options, such as `multisite-tui --demo`."""
    consent: Consent | None
    """Asked once the plan stands and something would change; None: the run ends with its plan."""
    task: Task = field(default_factory=ApplyTask)
    interrupt: Interrupt = field(default_factory=Interrupt)
    recent: RecentReads = field(default_factory=RecentReads)
    """Answers of AWS that are known already, such as those that the pages of the wizard have asked for."""
    warnings: tuple[Problem, ...] = ()
    """What the answers may not have meant."""

    def go(self) -> Finished:
        """Do it; return the last event, which was emitted too. Whatever a person may read ends as an event."""
        began = time.monotonic()
        try:
            result = self._go()
        except Failure as failure:
            result = self._failed(failure)
        self.interrupt.finishes_calls = True  # nothing may come between the last word and the exit
        last = finished(result, self.setup, self.command, time.monotonic() - began)
        self.emit(last)
        return last

    def failed(self, failure: Failure, seconds: float) -> Finished:
        """Return the last event of a run that this failure keeps from its first change, after so many seconds."""
        return finished(self._failed(failure), self.setup, self.command, seconds)

    def _failed(self, failure: Failure) -> RunResult:
        return RunResult.of_failure(failure, resumable=self._saved())

    def _go(self) -> RunResult:
        for warning in self.warnings:
            self.emit(Warned(warning))
        aws = self.connect()
        account = aws.account
        self.emit(Started(__version__, self.setup.name, account.id, account.region, account.kind))
        conductor = Conductor(self.setup, aws, self.store, self.clock, self.interrupt, self.emit, self.recent)
        with nullcontext() if self.consent is None else conductor.locked():
            planned = self.task.plan(conductor)
            self.emit(Planned(planned.plan))
            if planned.problems:
                raise InputNeeded(*planned.problems)
            if self.consent is None:
                return RunResult.of_plan(planned, account)
            if planned.plan.changes:
                self.consent(planned, account)
            result = conductor.apply(planned)
            self.task.close(conductor, result)
            return result

    def _saved(self) -> bool:
        """Whether an earlier run may have made something: one whose state cannot be read may have."""
        try:
            return self.store.read(self.setup.name) is not None
        except Failure:
            return True
