"""How a run ended, as data: its outcome, its exit code, and the result of each site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from multisite_tui.engine.run import StepResults
from multisite_tui.errors import AdviceKind, ExitCode, Failure, Interrupted, Problem
from multisite_tui.model.accounts import Account
from multisite_tui.model.events import Outcome
from multisite_tui.model.plans import Action, CostLine, HeldEntrance, MonthlyCost, MoveEnd, Plan
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.state.files import STATE_UNWRITABLE

BEFORE_THE_FIRST_CHANGE = {
    ExitCode.DONE: Outcome.UNCHANGED,
    ExitCode.CHANGES: Outcome.PLANNED,
    ExitCode.ACCESS: Outcome.FAILED,
    ExitCode.PARTIAL: Outcome.FAILED,
    ExitCode.INTERRUPTED: Outcome.INTERRUPTED,
}
"""By exit code, the outcome of a run that changed nothing; every other exit code means `refused`."""
AFTER_IT = {
    ExitCode.DONE: Outcome.COMPLETE,
    ExitCode.TIMED_OUT: Outcome.TIMED_OUT,
    ExitCode.INTERRUPTED: Outcome.INTERRUPTED,
}
"""By exit code, the outcome of a run that made changes; for every other exit code it is `partial`, or `failed` if no
site is complete."""


@dataclass(frozen=True)
class RunResult:
    """How a run ended. The report words it for people."""

    outcome: Outcome
    exit_code: ExitCode
    account: Account | None = None
    """None if the run failed before it connected to an account."""
    found: Found = field(default_factory=Found)
    """The resources of the finished steps as they were last read."""
    problems: tuple[Problem, ...] = ()
    """Problems of the run as a whole."""
    site_problems: Mapping[str, Problem] = field(default_factory=dict)
    """By domain, why the site is not complete."""
    removed: frozenset[str] | None = None
    """Domains of the sites that a removal was asked to remove; None if the run is no removal."""
    removed_site: str = ""
    """The one site that a removal was asked to remove; empty where it was asked to remove the whole setup."""
    there: tuple[str, ...] = ()
    """Descriptions of what exists in AWS of the setup."""
    waiting: Found = field(default_factory=Found)
    """Steps that have no call left to make and still wait, each with the service's own message."""
    cost: MonthlyCost | None = None
    """The monthly cost of the setup as planned; None if no plan was made."""
    billing: tuple[CostLine, ...] = ()
    """The monthly cost of what exists after a run that stopped part-way."""
    held: tuple[HeldEntrance, ...] = ()
    """What stands of the former topology until the move is ended."""
    left: tuple[Problem, ...] = ()
    """What stands of a former topology for sites that are no longer asked for."""
    pages: tuple[str, ...] = ()
    """Domains of the sites whose maintenance page is shown."""
    end: MoveEnd | None = None
    """How the run was to end a move; None if it was not."""

    @property
    def nothing_done(self) -> bool:
        """Whether the run ended before any step was executed."""
        return self.account is None or self.outcome is Outcome.PLANNED

    @property
    def unsaved(self) -> bool:
        """Whether a change could not be written to the journal."""
        problems = (*self.problems, *self.site_problems.values())
        return not self.nothing_done and any(problem.code == STATE_UNWRITABLE for problem in problems)

    def with_problem(self, failure: Failure) -> RunResult:
        """Return the same result with one more problem of the run as a whole."""
        problems = (*self.problems, *failure.problems)
        if self.exit_code is not ExitCode.DONE:
            return replace(self, problems=problems)
        return replace(self, outcome=Outcome.PARTIAL, exit_code=failure.exit_code, problems=problems)

    @classmethod
    def of_failure(cls, failure: Failure, *, resumable: bool) -> RunResult:
        """Return the result of a run that failed before its first change.

        Args:
            failure: Why the run failed.
            resumable: Whether an earlier run may have created something. If not, the outcome must not be "stopped
                part-way": the person would look for resources that do not exist.
        """
        code = failure.exit_code
        if code is ExitCode.PARTIAL and not resumable:
            code = ExitCode.INPUT_NEEDED
        problems = failure.problems if resumable else tuple(_to_run_again(one) for one in failure.problems)
        return cls(BEFORE_THE_FIRST_CHANGE.get(code, Outcome.REFUSED), code, problems=problems)

    @classmethod
    def of_plan(cls, planned: PlannedRun, account: Account) -> RunResult:
        """Return the result of a run that only planned."""
        if not planned.plan.changes:
            return cls.unchanged(planned, account)
        return cls(BEFORE_THE_FIRST_CHANGE[ExitCode.CHANGES], ExitCode.CHANGES, account)

    @classmethod
    def unchanged(cls, planned: PlannedRun, account: Account) -> RunResult:
        """Return the result of a run that found everything as asked and made no call."""
        waiting = {step.id: step.waits_for for step in planned.plan.steps if step.waits_for}
        found = {name: one for name, one in planned.found.by_step.items() if name not in waiting}
        return cls(
            BEFORE_THE_FIRST_CHANGE[ExitCode.DONE],
            ExitCode.DONE,
            account,
            Found(planned.steps, found),
            removed=_removed(planned),
            removed_site=planned.plan.removed_site,
            waiting=Found(planned.steps, waiting),
            cost=planned.plan.cost,
            held=() if planned.plan.end else planned.plan.held,
            left=planned.plan.left,
            pages=planned.plan.pages,
            end=planned.plan.end,
        )

    @classmethod
    def of(
        cls,
        results: StepResults,
        planned: PlannedRun,
        account: Account,
        billing: tuple[CostLine, ...],
        held: tuple[HeldEntrance, ...] | None = None,
    ) -> RunResult:
        """Return the result of a run that executed its plan.

        Args:
            results: The results of its steps.
            planned: The plan that it executed.
            account: The account that it ran in.
            billing: The monthly cost of what exists after the run.
            held: What the former topology made and stands after the run; None if that could not be read.
        """
        causes = _causes(results, planned.steps)
        whole = {site for step in planned.steps for site in step.sites} - causes.keys()
        code = results.exit_code
        return cls(
            AFTER_IT.get(code, Outcome.PARTIAL if whole else Outcome.FAILED),
            code,
            account,
            Found(planned.steps, results.found),
            site_problems=causes,
            removed=_removed(planned),
            removed_site=planned.plan.removed_site,
            there=tuple(_there(results, planned)),
            cost=planned.plan.cost,
            billing=billing,
            held=_held(planned.plan, causes) if held is None else held,
            left=planned.plan.left,
            pages=planned.plan.pages,
            end=planned.plan.end,
        )


def _to_run_again(problem: Problem) -> Problem:
    """Return the problem of a run of which nothing is saved: it cannot be resumed, but run again."""
    advice = problem.advice
    if advice is None or advice.kind is not AdviceKind.RESUME:
        return problem
    return problem.advised(replace(advice, kind=AdviceKind.RUN_AGAIN))


def _causes(results: StepResults, steps: tuple[Step, ...]) -> dict[str, Problem]:
    """Return why each site is not complete; of several causes, the one that decides the exit code."""
    failures = {name: one for name, one in results.failures.items() if not isinstance(one, Interrupted)}
    sites = {step.id: step.sites for step in steps}
    last_counts = sorted(failures, key=lambda name: failures[name].exit_code == results.exit_code)
    return {site: failures[name].problem.of(site) for name in last_counts for site in sites[name]}


def _held(plan: Plan, causes: Mapping[str, Problem]) -> tuple[HeldEntrance, ...]:
    """Return what is still held; of a run that was to end the move, what a site that failed kept from being removed."""
    return tuple(one for one in plan.held if plan.end is None or not causes.keys().isdisjoint(one.sites))


def _removed(planned: PlannedRun) -> frozenset[str] | None:
    return frozenset(site for step in planned.steps for site in step.sites) if planned.plan.removal else None


def _there(results: StepResults, planned: PlannedRun) -> Iterator[str]:
    """Yield for each step what AWS accepted, else what existed before the run; both contain ids where AWS gives any."""
    kept = {step.id for step in planned.plan.steps if step.action is Action.KEEP and not planned.plan.removal}
    for step in planned.steps:
        calls, found = results.accepted.get(step.id), planned.found.by_step.get(step.id)
        if calls:
            yield f"{step.resource.title}: {', '.join(calls)}"
        elif step.id in kept and found is not None and (summary := step.resource.summary(found)):
            yield f"{step.resource.title}: {summary}"
