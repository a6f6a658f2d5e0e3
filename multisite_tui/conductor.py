"""The conductor: one setup in one account. It locks, plans, opens the journal, runs the steps, returns the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from multisite_tui import __version__, answers
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.patience import Patience
from multisite_tui.aws.facts.reads import Reads
from multisite_tui.aws.facts.recent_reads import RecentReads
from multisite_tui.aws.resources.base import StepOutputs
from multisite_tui.aws.session import Aws
from multisite_tui.calling import CALLED
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.context import RunContext
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.run import Run, StepResults
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import AccessError, InputNeeded, Interrupted, Problem
from multisite_tui.model.accounts import Account
from multisite_tui.model.events import EventSink
from multisite_tui.model.plans import CostLine, MoveEnd, PlannedStep
from multisite_tui.model.setup import Setup
from multisite_tui.model.statuses import SetupStatus
from multisite_tui.plan.costs import total_cost
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.history import History, history_of
from multisite_tui.plan.maintenance import PageReach, page_reach, page_step
from multisite_tui.plan.moves import plan_back, plan_finish
from multisite_tui.plan.other_setups import same_under_another_name
from multisite_tui.plan.planned_run import PlannedRun, planned_step
from multisite_tui.plan.planner import expected, plan_run
from multisite_tui.plan.removal import plan_removal
from multisite_tui.plan.topologies import TOPOLOGIES, held_of, standing_cost, topology_of
from multisite_tui.state.files import StateUnwritable
from multisite_tui.state.journal import Journal
from multisite_tui.state.snapshot import Snapshot
from multisite_tui.state.store import Store
from multisite_tui.status import status_of


@dataclass
class Conductor:
    """Plans and carries out one setup in one account. A plan may be looked at without the lock; a change needs it."""

    setup: Setup
    aws: Aws
    store: Store
    clock: Clock
    interrupt: Interrupt
    emit: EventSink
    recent: RecentReads = field(default_factory=RecentReads)
    """The answers that plans and the run share, as long as they are not old."""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the setup, so that no other run works on it.

        Raises:
            SetupLocked: another run holds it.
        """
        with self.store.lock(self.setup.name):
            yield

    def plan(self, *, accept_leftovers: bool = False) -> PlannedRun:
        """Look at the account and return what would be done.

        Raises:
            AccessError: this is not the account that the setup was made in, or expects.
            AwsFailure: a read was refused.
            InputNeeded: the saved state cannot be read.
        """
        return self._plan(self._facts(), accept_leftovers=accept_leftovers)

    def facts(self) -> Facts:
        """Return a look at the account that the setup lives in.

        Raises:
            AccessError: this is not the account that the setup was made in.
        """
        _same_place(self.store.read(self.setup.name), self.aws.account, self.setup.name)
        return self._facts()

    def standing(self) -> SetupStatus:
        """Look at the account and return how the setup stands against what was asked.

        Raises:
            AccessError: this is not the account that the setup was made in, or expects.
            AwsFailure: a read was refused.
        """
        self.recent.renew()
        facts = self._facts()
        return status_of(self.setup, self._plan(facts, accept_leftovers=False), facts)

    def _plan(self, facts: Facts, *, accept_leftovers: bool) -> PlannedRun:
        saved = self.store.read(self.setup.name)
        _same_place(saved, self.aws.account, self.setup.name)
        planned = plan_run(self.setup, facts, self._history(saved), accept_leftovers=accept_leftovers)
        like_another = None if saved else same_under_another_name(self.setup, self._saved_here())
        return planned.warned(like_another) if like_another else planned

    def _history(self, saved: Snapshot | None) -> History:
        return history_of(saved, self.store.removed(self.setup.name))

    def _facts(self) -> Facts:
        patience = Patience(self.clock.now, lambda seconds: self.clock.wait(seconds, self.interrupt))
        return Facts(self.aws, self.clock.today(), self.recent.current(self.aws), patience=patience)

    def _saved_here(self) -> Iterator[Setup]:
        """Yield the saved setups of this account and region; one that cannot be read is passed over."""
        account = self.aws.account
        for name in self.store.names():
            with suppress(InputNeeded, StateUnwritable, answers.AnswersError):
                saved = self.store.need(name)
                if (saved.account, saved.region) == (account.id, account.region):
                    yield answers.load(saved.answers, name).setup

    def plan_removal(self, site: str | None = None) -> PlannedRun:
        """Look at the account and return how the setup, or one site of it, would be taken away.

        Raises:
            AccessError: this is not the account that the setup was made in, or expects.
            AwsFailure: a read was refused.
            InputNeeded: there is no such site.
        """
        saved = self.store.read(self.setup.name)
        _same_place(saved, self.aws.account, self.setup.name)
        facts, history = self._facts(), self._history(saved)
        expected(self.setup, facts)
        # A setup whose journal is lost is known by the answers that this run was given.
        known = history if history.earlier_setups else replace(history, earlier_setups=(self.setup,))
        return plan_removal(self.setup, facts, known, site)

    def plan_end_of_move(self, end: MoveEnd, *, accept_leftovers: bool = False) -> PlannedRun:
        """Look at the account and return how the move of the setup to another topology would be ended.

        Args:
            end: Whether the former way is taken away, or the setup, whose answers ask for it again, returns to it.
            accept_leftovers: Whether what is no longer asked for may stay.

        Raises:
            AccessError: this is not the account that the setup was made in, or expects.
            AwsFailure: a read was refused.
        """
        saved = self.store.read(self.setup.name)
        _same_place(saved, self.aws.account, self.setup.name)
        facts, history = self._facts(), self._history(saved)
        expected(self.setup, facts)
        if end is MoveEnd.FINISH:
            return plan_finish(self.setup, facts, history)
        return plan_back(self.setup, facts, history, accept_leftovers=accept_leftovers)

    def forget(self, site: str | None = None) -> None:
        """Put the journal aside, once everything is taken away; of one site, only what was asked for it."""
        left = tuple(one for one in self.setup.sites if site is not None and one.domain != site)
        if not left:
            self.store.forget(self.setup.name)
            return
        journal = self.store.journal(self.setup.name)
        try:
            journal.answers(answers.dump(self.setup.model_copy(update={"sites": left})))
        finally:
            journal.close()

    def apply(self, planned: PlannedRun) -> RunResult:
        """Carry out a plan in which no problem is left open; the lock is held.

        Raises:
            StateUnwritable: the journal cannot be begun.
        """
        history = self._history(self.store.read(self.setup.name))
        journal = self._open_journal(planned)
        try:
            return self._noted(journal, self._result(planned, journal, history))
        finally:
            journal.close()
            self.recent.renew()

    def switch_page(self, domain: str, *, shown: bool) -> bool:
        """Show the maintenance page of a site, or take it away; return whether that changed anything. The lock is held.

        It is no run of the setup: what the journal knows of an unfinished run stays as it is.

        Raises:
            AccessError: this is not the account that the setup was made in.
            Failure: it cannot be done, or AWS refused it.
        """
        facts = self.facts()
        step = page_step(self.setup, domain, facts, shown=shown)
        found = step.resource.read(facts, StepOutputs({}))
        line = planned_step(step, found, StepOutputs({}), facts, History())
        if not line.calls:
            return False
        journal = self.store.journal(self.setup.name)
        try:
            journal.aside(line.title)
            results = self._run_steps([step], [line], journal, History(), self.recent.current(self.aws))
        finally:
            journal.close()
            self.recent.renew()
        for failure in results.failures.values():
            raise failure
        if results.interrupted:
            raise Interrupted(Problem(code="interrupted", what="It was interrupted before the call was made."))
        return True

    def page_reach(self, domain: str) -> PageReach:
        """Return which visitors of a site come to the load balancer that shows its maintenance page.

        Raises:
            AccessError: this is not the account that the setup was made in.
            Failure: the setup has no such site, or AWS refused a read.
        """
        return page_reach(self.setup, domain, self.facts())

    @staticmethod
    def _noted(journal: Journal, result: RunResult) -> RunResult:
        """Write the result down; where the disk takes nothing more, say that too and lose nothing of what was done."""
        try:
            journal.ended(result.outcome, result.exit_code)
        except StateUnwritable as failure:
            return result.with_problem(failure)
        return result

    def _result(self, planned: PlannedRun, journal: Journal, history: History) -> RunResult:
        if planned.nothing_to_do:
            for step in planned.steps:
                journal.step_finished(step.id)
            return RunResult.unchanged(planned, self.aws.account)
        reads = self.recent.current(self.aws)  # those of the plan, unless the person thought about it for long
        results = self._run_steps(planned.steps, planned.plan.steps, journal, history, reads)
        facts, account = Facts(self.aws, self.clock.today(), reads), self.aws.account
        known = history if planned.plan.end is None and not planned.plan.removal else None
        try:
            billing = standing_cost(self.setup, facts, known).lines
            held = () if planned.plan.removal else held_of(self.setup, facts, known)
        except AwsFailure:  # of a read that was refused in the run already
            return RunResult.of(results, planned, account, self._billing_as_known(results, planned))
        return RunResult.of(results, planned, account, billing, held)

    def _billing_as_known(self, results: StepResults, planned: PlannedRun) -> tuple[CostLine, ...]:
        """Return what is billed a month as far as the plan and the steps of the run have read it."""
        found = Found(planned.steps, {**planned.found.by_step, **results.found})
        accepted = [step for step, calls in results.accepted.items() if calls]
        region = self.aws.account.region
        each = [one.stopped_cost(planned.steps, found, accepted, region) for one in TOPOLOGIES.values()]
        held = () if planned.plan.end else planned.plan.held  # a run that ends a move has steps for what is held
        return total_cost([*each, *(one.cost for one in held)]).lines

    def _run_steps(
        self, steps: Sequence[Step], lines: Sequence[PlannedStep], journal: Journal, history: History, reads: Reads
    ) -> StepResults:
        self.interrupt.finishes_calls = True
        context = RunContext(
            make=lambda call: call.make(self.aws),
            reads=reads,
            facts=lambda since: Facts(self.aws, self.clock.today(), reads, since),
            first_questions=lambda facts: topology_of(self.setup).first_questions(self.setup, facts),
            recorder=journal,
            emit=self.emit,
            clock=self.clock,
            interrupt=self.interrupt,
        )
        with self.aws.pacer.interruptible(self.interrupt.wait):
            return Run(steps, lines, context, history.replies).go()

    def _open_journal(self, planned: PlannedRun) -> Journal:
        journal = self.store.journal(self.setup.name)
        journal.opened(
            version=__version__,
            setup=self.setup.name,
            kind=self.aws.account.kind,
            account=self.aws.account.id,
            region=self.aws.account.region,
            answers=answers.dump(self.setup),
            topology=self.setup.topology,
            move=planned.plan.end,
            former=next((one.topology for one in planned.plan.held), None),
        )
        plan = planned.plan
        steps = {step.id: step.site for step in planned.steps}
        journal.planned(steps, removal=plan.removal, removed_site=plan.removed_site)
        CALLED.concern(self.setup.name)
        return journal


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
