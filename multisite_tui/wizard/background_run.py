"""Doing: one run of the conductor, in a thread of its own. It tells events, and touches nothing that is drawn."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from threading import Thread

from multisite_tui import __version__
from multisite_tui.aws.resources.load_balancers import ClassicLoadBalancer
from multisite_tui.conductor import Conductor
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import ExitCode, Failure, InputNeeded
from multisite_tui.model.events import Event, Finished, Outcome, Planned, Started
from multisite_tui.model.plans import Action
from multisite_tui.model.setup import Setup
from multisite_tui.plan.costs import monthly_cost
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report.endings import RunResult, finished
from multisite_tui.wizard.session import Session


@dataclass(frozen=True)
class Broken:
    """The run ended by a mistake of the program."""

    error: Exception


def conductor_for(session: Session, setup: Setup, interrupt: Interrupt, emit: Callable[[Event], None]) -> Conductor:
    """Return who plans and carries out this setup; signs in where that was not done yet.

    Raises:
        AccessError: signing in failed.
    """
    return Conductor(
        setup, session.signed_in(), session.account_mode.store, session.account_mode.clock(), interrupt, emit
    )


def planned(session: Session, setup: Setup, *, accept_leftovers: bool) -> PlannedRun:
    """Return what would be done; for the background.

    Raises:
        Failure: it cannot be told.
    """
    conductor = conductor_for(session, setup, Interrupt(), lambda event: None)
    return conductor.plan(accept_leftovers=accept_leftovers)


def new_cost(intention: PlannedRun) -> Decimal:
    """Return what the load balancers cost a month that are still to be made, in US dollars."""
    new = {step.id for step in intention.plan.steps if step.action is Action.CREATE}
    made = [step.resource for step in intention.steps if step.id in new]
    subnets = [len(one.subnets) for one in made if isinstance(one, ClassicLoadBalancer)]
    return monthly_cost(intention.plan.region, len(subnets), sum(subnets)).total or Decimal(0)


def unchanged(session: Session, setup: Setup, intention: PlannedRun) -> Finished:
    """Return the ending of a run that would find everything as asked; the walk is signed in."""
    return finished(
        RunResult.unchanged(intention, session.signed_in().account), setup, session.account_mode.command, 0.0
    )


def refused(session: Session, setup: Setup, failure: Failure) -> Finished:
    """Return the ending of a run that could not begin."""
    return finished(_refused(failure), setup, session.account_mode.command, 0.0)


class BackgroundRun:
    """Carries out the setup of a walk."""

    def __init__(self, session: Session, setup: Setup, emit: Callable[[Event | Broken], None]) -> None:
        """Make a run; `emit` is called from any thread, one event at a time."""
        self._session = session
        self._setup = setup
        self._emit = emit
        self._began = time.monotonic()

    def start(self) -> None:
        """Begin, and return at once."""
        gc.freeze()  # what is loaded by now stays; looking through all of it again would hold up a key for long
        self._session.interrupt = Interrupt()
        self._session.running = True
        self._session.run = Thread(target=self._run, daemon=True, name="run")
        self._session.run.start()

    def _run(self) -> None:
        try:
            last = finished(
                self._ending(), self._setup, self._session.account_mode.command, time.monotonic() - self._began
            )
        except Exception as error:  # noqa: BLE001 - a thread has nobody above it: the page tells of it
            self._emit(Broken(error))
        else:
            self._emit(last)

    def _ending(self) -> RunResult:
        try:
            return self._do()
        except Failure as failure:
            return _refused(failure)

    def _do(self) -> RunResult:
        conductor = conductor_for(self._session, self._setup, self._session.interrupt, self._emit)
        account = conductor.aws.account
        self._emit(Started(__version__, self._setup.name, account.id, account.region))
        with conductor.locked():
            intention = conductor.plan(accept_leftovers=self._session.accept_leftovers)
            self._emit(Planned(intention.plan))
            if intention.problems:
                raise InputNeeded(*intention.problems)
            return conductor.apply(intention)


def _refused(failure: Failure) -> RunResult:
    """Nothing was changed: what stands in the way is a refusal, unless somebody or something stopped the run."""
    outcomes = {
        ExitCode.INTERRUPTED: Outcome.INTERRUPTED,
        ExitCode.ACCESS: Outcome.FAILED,
        ExitCode.PARTIAL: Outcome.FAILED,
    }
    outcome = outcomes.get(failure.exit_code, Outcome.REFUSED)
    return RunResult(outcome, failure.exit_code, problems=failure.problems)
