"""Face one: a setup without screens. Look, show the plan, ask once where that can be, do it, say how it ended."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import Enum

from multisite_tui import __version__, answers
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.session import Aws
from multisite_tui.engine.calling import Caller
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import Interrupt, on_signals
from multisite_tui.engine.run import Result, Run
from multisite_tui.errors import AccessError, ExitCode, Failure, InputNeeded, Problem
from multisite_tui.model.accounts import Account
from multisite_tui.model.events import Outcome, Planned, Started, Warned
from multisite_tui.model.setup import Setup
from multisite_tui.plan.planner import Intention, Past, intend
from multisite_tui.report.faces import Report
from multisite_tui.report.questions import ask_yes, can_ask
from multisite_tui.report.sites import Ending, finished
from multisite_tui.state.journal import Journal
from multisite_tui.state.snapshot import Snapshot
from multisite_tui.state.store import Store


class Consent(Enum):
    """Who says that the plan may be carried out."""

    GIVEN = "--yes"
    ASK = "ask"
    NEVER = "--plan"


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
    accept_leftovers: bool = False
    """Whether what earlier answers made, and these no longer ask for, may stay as it is."""

    def __post_init__(self) -> None:
        self._interrupt = Interrupt()
        self._started_at = time.monotonic()

    def run(self) -> ExitCode:
        """Do it, and return what the process exits with."""
        with on_signals(self._interrupt, _stop_at_once):
            try:
                ending = self._run()
            except Failure as failure:
                ending = _before_the_first_change(failure)
            self._interrupt.patient = True  # nothing may come between the last word and the exit
            last = finished(ending, self.setup, self.command, time.monotonic() - self._started_at)
            self.report(last)
            return last.exit_code

    def _run(self) -> Ending:
        for warning in self.warnings:
            self.report(Warned(warning))
        aws = self.connect()
        account = aws.account
        self.report(Started(__version__, self.setup.name, account.id, account.region))
        with self._lock():
            saved = self.store.read(self.setup.name)
            _same_place(saved, account, self.setup.name)
            facts = Facts(aws, self.clock.today())
            past = Past(saved.replies, _former(saved)) if saved else Past()
            intention = intend(self.setup, facts, past, accept_leftovers=self.accept_leftovers)
            self.report(Planned(intention.plan))
            if intention.problems:
                raise InputNeeded(*intention.problems)
            if self.consent is Consent.NEVER:
                return _only_planned(intention, account)
            self._ask(intention)
            return self._apply(aws, intention, past)

    def _lock(self) -> AbstractContextManager[None]:
        """A plan changes nothing, and may be looked at while another run is at work."""
        return nullcontext() if self.consent is Consent.NEVER else self.store.lock(self.setup.name)

    def _ask(self, intention: Intention) -> None:
        changes = len(intention.plan.changes)
        if self.consent is Consent.GIVEN or not changes:
            return
        if not can_ask(sys.stdin, sys.stderr):
            raise InputNeeded(_yes_needed())
        question = f"Make these {changes} changes in account {intention.plan.account} ({intention.plan.region})?"
        if not ask_yes(question, sys.stdin, sys.stderr):
            raise InputNeeded(Problem("declined", "You said no; nothing was changed."))

    def _apply(self, aws: Aws, intention: Intention, past: Past) -> Ending:
        journal = self._open_journal(aws.account, intention)
        try:
            if intention.nothing_to_do:
                for step in intention.steps:
                    journal.step_finished(step.id)
                ending = Ending.unchanged(intention, aws.account)
            else:
                ending = Ending.of(self._walk(aws, intention, journal, past), intention, aws.account)
            journal.ended(ending.outcome, ending.exit_code)
        finally:
            journal.close()
        return ending

    def _open_journal(self, account: Account, intention: Intention) -> Journal:
        journal = self.store.journal(self.setup.name)
        journal.opened(
            version=__version__,
            setup=self.setup.name,
            kind=account.kind,
            account=account.id,
            region=account.region,
            answers=answers.dump(self.setup),
        )
        journal.planned([step.id for step in intention.steps])
        return journal

    def _walk(self, aws: Aws, intention: Intention, journal: Journal, past: Past) -> Result:
        self._interrupt.patient = True
        caller = Caller(aws, journal, self.report, self.clock, self._interrupt)
        return Run(intention.steps, intention.plan.steps, caller, past.replies).go()


def _former(saved: Snapshot) -> Setup | None:
    """Return the setup as the last run had it; answers of an earlier version may no longer be readable."""
    try:
        return answers.load(saved.answers, saved.name).setup
    except answers.AnswersError:
        return None


def _only_planned(intention: Intention, account: Account) -> Ending:
    if intention.plan.changes:
        return Ending(Outcome.PLANNED, ExitCode.CHANGES, account=account)
    return Ending.unchanged(intention, account)


def _before_the_first_change(failure: Failure) -> Ending:
    """Nothing was changed: what stands in the way is a refusal, unless somebody or something stopped the run."""
    outcome = {
        ExitCode.INTERRUPTED: Outcome.INTERRUPTED,
        ExitCode.ACCESS: Outcome.FAILED,
        ExitCode.PARTIAL: Outcome.FAILED,
    }.get(failure.exit_code, Outcome.REFUSED)
    return Ending(outcome, failure.exit_code, problems=failure.problems)


def _same_place(saved: Snapshot | None, account: Account, name: str) -> None:
    """A setup stays where it was made.

    Raises:
        AccessError: it was made in another account, region or kind of account.
    """
    here = (account.kind, account.id, account.region)
    if saved is None or not saved.account or (saved.kind, saved.account, saved.region) == here:
        return
    raise AccessError(
        Problem(
            code="wrong_account",
            what=f"Setup {name} was made in account {saved.account} ({saved.kind}), region {saved.region}; "
            f"this is {account.id} ({account.kind}), region {account.region}.",
            why="A setup stays where it was made; here, everything would be made a second time.",
            next="Choose the profile and region it was made with, or give the setup another `name`.",
            key="name",
        )
    )


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
