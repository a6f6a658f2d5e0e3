"""Face one: a setup without screens. Look, show the plan, ask once where that can be, do it, say how it ended."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from multisite_tui import __version__
from multisite_tui.aws.session import Aws
from multisite_tui.conductor import Conductor
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import Interrupt, on_signals
from multisite_tui.errors import ExitCode, Failure, InputNeeded, Problem
from multisite_tui.model.accounts import Account, AccountKind
from multisite_tui.model.events import Outcome, Planned, Started, Warned
from multisite_tui.model.setup import Setup
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report import words as say
from multisite_tui.report.endings import RunResult, finished
from multisite_tui.report.factory import Report
from multisite_tui.report.questions import ask_yes, can_ask
from multisite_tui.state.store import Store


class Consent(Enum):
    """Who says that the plan may be carried out."""

    GIVEN = "--yes"
    ASK = "ask"
    NEVER = "--plan"


class Task(Protocol):
    """What a run is for."""

    def question(self, intention: PlannedRun, account: Account) -> str:
        """Return what the person is asked to say yes to."""

    def plan(self, conductor: Conductor) -> PlannedRun:
        """Return what would be done."""

    def close(self, conductor: Conductor, ending: RunResult) -> None:
        """Do what is left once it is done."""


@dataclass(frozen=True)
class ApplyTask:
    """Bring the account to what the answers ask for."""

    accept_leftovers: bool = False
    """Whether what earlier answers made, and these no longer ask for, may stay as it is."""

    def question(self, intention: PlannedRun, account: Account) -> str:
        """Return what it changes, what it costs, and which live records it replaces."""
        plan = intention.plan
        cost = say.ASK_UNKNOWN if plan.cost.total is None else say.ASK_COST.format(total=plan.cost.total)
        replaced = [one.name for one in plan.dns if one.before and one.before != one.after]
        template = say.ASK_CHANGES_REPLACING if replaced else say.ASK_CHANGES
        if account.kind is AccountKind.PRACTICE:
            template = say.ASK_PRACTICE_REPLACING if replaced else say.ASK_PRACTICE
        names = ", ".join(replaced)
        fields = {"account": plan.account, "region": plan.region, "cost": cost, "replaced": names}
        return template.format(changes=len(plan.changes), **fields)

    def plan(self, conductor: Conductor) -> PlannedRun:
        """Return what would be done."""
        return conductor.plan(accept_leftovers=self.accept_leftovers)

    def close(self, conductor: Conductor, ending: RunResult) -> None:
        """Leave everything as it is."""


@dataclass(frozen=True)
class RemoveTask:
    """Take away what the setup made, or one site of it, and put DNS back."""

    site: str | None = None

    def question(self, intention: PlannedRun, account: Account) -> str:
        """Return where something is taken away."""
        return say.ASK_REMOVAL.format(account=account.id, region=account.region)

    def plan(self, conductor: Conductor) -> PlannedRun:
        """Return what would be taken away."""
        return conductor.plan_removal(self.site)

    def close(self, conductor: Conductor, ending: RunResult) -> None:
        """Forget a setup of which nothing is left; of a site that is gone, the next run must not make it again."""
        if ending.exit_code is ExitCode.DONE:
            conductor.forget(self.site)


@dataclass
class Headless:
    """One headless run of one setup."""

    setup: Setup
    connect: Callable[[], Aws]
    """Signs in; called once."""
    store: Store
    consent: Consent
    report: Report
    clock: Clock
    command: str
    """How a person calls this program with the same options, such as `multisite-tui --demo`."""
    warnings: tuple[Problem, ...] = ()
    """What the answers may not have meant."""
    task: Task = field(default_factory=lambda: ApplyTask())
    """What to do with the setup."""

    def __post_init__(self) -> None:
        self._interrupt = Interrupt()
        self._started_at = time.monotonic()

    def run(self) -> ExitCode:
        """Do it, and return what the process exits with."""
        with on_signals(self._interrupt, _stop_at_once):
            try:
                ending = self._run()
            except Failure as failure:
                ending = _before_the_first_change(failure, resumable=self._saved())
            self._interrupt.patient = True  # nothing may come between the last word and the exit
            last = finished(ending, self.setup, self.command, time.monotonic() - self._started_at)
            self.report(last)
            return last.exit_code

    def _saved(self) -> bool:
        """Whether an earlier run may have made something: one whose state cannot be read may have."""
        try:
            return self.store.read(self.setup.name) is not None
        except Failure:
            return True

    def _run(self) -> RunResult:
        for warning in self.warnings:
            self.report(Warned(warning))
        aws = self.connect()
        account = aws.account
        self.report(Started(__version__, self.setup.name, account.id, account.region, account.kind))
        conductor = Conductor(self.setup, aws, self.store, self.clock, self._interrupt, self.report)
        with nullcontext() if self.consent is Consent.NEVER else conductor.locked():
            intention = self.task.plan(conductor)
            self.report(Planned(intention.plan))
            if intention.problems:
                raise InputNeeded(*intention.problems)
            if self.consent is Consent.NEVER:
                return _only_planned(intention, account)
            self._ask(intention, account)
            ending = conductor.apply(intention)
            self.task.close(conductor, ending)
            return ending

    def _ask(self, intention: PlannedRun, account: Account) -> None:
        if self.consent is Consent.GIVEN or not intention.plan.changes:
            return
        if not can_ask(sys.stdin, sys.stderr):
            raise InputNeeded(_yes_needed())
        if not ask_yes(self.task.question(intention, account), sys.stdin, sys.stderr):
            raise InputNeeded(Problem(say.DECLINED_CODE, say.DECLINED))


def _only_planned(intention: PlannedRun, account: Account) -> RunResult:
    if intention.plan.changes:
        return RunResult(Outcome.PLANNED, ExitCode.CHANGES, account=account)
    return RunResult.unchanged(intention, account)


def _before_the_first_change(failure: Failure, *, resumable: bool) -> RunResult:
    """Nothing was changed: what stands in the way is a refusal, unless somebody or something stopped the run."""
    code = failure.exit_code
    if code is ExitCode.PARTIAL and not resumable:
        code = ExitCode.INPUT_NEEDED  # "stopped part-way" would send the person to look for a part that is not there
    outcome = {
        ExitCode.INTERRUPTED: Outcome.INTERRUPTED,
        ExitCode.ACCESS: Outcome.FAILED,
        ExitCode.PARTIAL: Outcome.FAILED,
    }.get(code, Outcome.REFUSED)
    return RunResult(outcome, code, problems=failure.problems)


def _yes_needed() -> Problem:
    return Problem(
        code="yes_needed",
        what="The plan changes something, and nobody is there to be asked.",
        why="Without a terminal, only --yes allows a change.",
        next="Read the plan above, then run the same command with --yes.",
    )


def _stop_at_once() -> None:
    """End the process now: what was intended is on disk. Only the terminal's cursor is still to be given back."""
    if os.isatty(2):
        os.write(2, b"\x1b[?25h\n")
    os._exit(ExitCode.INTERRUPTED)
