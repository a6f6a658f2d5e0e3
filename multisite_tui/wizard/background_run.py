"""The run of a setup in the background of the wizard: one thread, whose events the page gets as messages."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

from multisite_tui.aws.session import Aws
from multisite_tui.conductor import Conductor
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import Failure
from multisite_tui.model.accounts import Account
from multisite_tui.model.events import Event, Finished
from multisite_tui.model.setup import Setup
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report.endings import finished
from multisite_tui.setup_run import ApplyTask, Consent, SetupRun, Task
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.wizard_log import LOG


@dataclass(frozen=True)
class Broken:
    """The run ended by a mistake of the program."""

    error: Exception


def conductor_of(session: Session, setup: Setup) -> Conductor:
    """Return what plans this setup; signs in where that was not done yet.

    Raises:
        AccessError: signing in failed.
    """
    mode = session.account_mode
    return Conductor(
        setup, session.signed_in(), mode.store, mode.clock(), Interrupt(), lambda event: None, session.recent
    )


def planned(session: Session, setup: Setup, *, accept_leftovers: bool) -> PlannedRun:
    """Return what would be done; for the background.

    Raises:
        Failure: it cannot be told.
    """
    found = conductor_of(session, setup).plan(accept_leftovers=accept_leftovers)
    if not found.problems:  # else the steps of some site are not known
        session.planned(found.plan)
    return found


def unchanged(session: Session, setup: Setup, planned: PlannedRun) -> Finished:
    """Return the ending of a run that would find everything as asked; the session is signed in."""
    result = RunResult.unchanged(planned, session.signed_in().account)
    return finished(result, setup, session.account_mode.command, 0.0)


def refused(session: Session, setup: Setup, failure: Failure) -> Finished:
    """Return the ending of a run of a setup that stands, and that could not begin."""
    return finished(RunResult.of_failure(failure, resumable=True), setup, session.account_mode.command, 0.0)


class BackgroundRun:
    """Carries out the setup of a session, or another task with what its runs have made."""

    def __init__(
        self,
        session: Session,
        setup: Setup,
        emit: Callable[[Event | Broken], None],
        *,
        task: Task | None = None,
        consent: Consent | None = None,
    ) -> None:
        """Make a run.

        Args:
            session: Whose setup it is.
            setup: The setup.
            emit: Called from any thread, one event at a time.
            task: What is done with the setup; None: it is made.
            consent: Refuses a plan that the person has not said yes to; None: there is none.
        """

        def heard(event: Event) -> None:
            LOG.hear(event)
            emit(event)

        self._session = session
        self._emit = emit
        session.interrupt = Interrupt()
        mode = session.account_mode
        self._run_of_setup = SetupRun(
            setup=setup,
            connect=self._sign_in,
            store=mode.store,
            clock=mode.clock(),
            emit=heard,
            command=mode.command,
            consent=consent or _given,
            task=task or ApplyTask(session.accept_leftovers),
            interrupt=session.interrupt,
            recent=session.recent,
        )

    def start(self) -> None:
        """Begin, and return at once."""
        self._session.running = True
        self._session.run = Thread(target=self._go, daemon=True, name="run")
        self._session.run.start()

    def _sign_in(self) -> Aws:
        aws = self._session.signed_in()
        gc.freeze()  # what is loaded by now stays; a search through all of it would hold up a key for long
        return aws

    def _go(self) -> None:
        try:
            self._run_of_setup.go()
        except Exception as error:  # noqa: BLE001 - a thread has nobody above it: the page shows it
            self._emit(Broken(error))


def _given(planned: PlannedRun, account: Account) -> None:
    """Consent: the person said yes on the page before, to exactly these answers."""
