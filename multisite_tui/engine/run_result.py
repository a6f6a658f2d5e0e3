"""How a run ended, as data: its outcome, its exit code, and what became of each site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from multisite_tui.engine.run import StepResults
from multisite_tui.errors import ExitCode, Failure, Interrupted, Problem
from multisite_tui.model.accounts import Account
from multisite_tui.model.events import Outcome
from multisite_tui.model.plans import Action, CostLine, MonthlyCost
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
"""By exit code, the outcome of a run that changed nothing; any other code is a refusal."""
AFTER_IT = {
    ExitCode.DONE: Outcome.COMPLETE,
    ExitCode.TIMED_OUT: Outcome.TIMED_OUT,
    ExitCode.INTERRUPTED: Outcome.INTERRUPTED,
}
"""By exit code, the outcome of a run that did something; else `partial`, or `failed` where no site is well."""


@dataclass(frozen=True)
class RunResult:
    """How a run ended, before it is put into words."""

    outcome: Outcome
    exit_code: ExitCode
    account: Account | None = None
    """None where the run did not get as far as an account."""
    found: Found = field(default_factory=Found)
    """What the finished steps' resources were found as."""
    problems: tuple[Problem, ...] = ()
    """What concerns the run as a whole."""
    site_problems: Mapping[str, Problem] = field(default_factory=dict)
    """By domain, the cause for which a site is not done."""
    removed: frozenset[str] | None = None
    """The sites that were to be taken away; None where none was."""
    there: tuple[str, ...] = ()
    """What AWS has of the setup, in words."""
    waiting: Found = field(default_factory=Found)
    """What steps still wait for although nothing is left to be called, in the service's words."""
    cost: MonthlyCost | None = None
    """What the setup costs once it is as planned; None where no plan was made."""
    billing: tuple[CostLine, ...] = ()
    """What is billed a month as a run left it that stopped half-way."""

    @property
    def nothing_done(self) -> bool:
        """Whether the run ended before it looked at what became of the sites."""
        return self.account is None or self.outcome is Outcome.PLANNED

    @property
    def unsaved(self) -> bool:
        """Whether the disk did not take all that was done."""
        problems = (*self.problems, *self.site_problems.values())
        return not self.nothing_done and any(problem.code == STATE_UNWRITABLE for problem in problems)

    def with_problem(self, failure: Failure) -> RunResult:
        """Return the same result with one more problem, which concerns the run as a whole."""
        problems = (*self.problems, *failure.problems)
        if self.exit_code is not ExitCode.DONE:
            return replace(self, problems=problems)
        return replace(self, outcome=Outcome.PARTIAL, exit_code=failure.exit_code, problems=problems)

    @classmethod
    def of_failure(cls, failure: Failure, *, resumable: bool) -> RunResult:
        """Return the result of a run that failed before its first change.

        Args:
            failure: What stood in the way.
            resumable: Whether an earlier run may have made a part; else "stopped part-way" would send the person to
                look for a part that is not there.
        """
        code = failure.exit_code
        if code is ExitCode.PARTIAL and not resumable:
            code = ExitCode.INPUT_NEEDED
        return cls(BEFORE_THE_FIRST_CHANGE.get(code, Outcome.REFUSED), code, problems=failure.problems)

    @classmethod
    def of_plan(cls, planned: PlannedRun, account: Account) -> RunResult:
        """Return the result of a run that was only to be planned."""
        if not planned.plan.changes:
            return cls.unchanged(planned, account)
        return cls(BEFORE_THE_FIRST_CHANGE[ExitCode.CHANGES], ExitCode.CHANGES, account)

    @classmethod
    def unchanged(cls, planned: PlannedRun, account: Account) -> RunResult:
        """Return the result of a run that found everything as asked."""
        waiting = {step.id: step.waits_for for step in planned.plan.steps if step.waits_for}
        found = {name: one for name, one in planned.found.by_step.items() if name not in waiting}
        return cls(
            BEFORE_THE_FIRST_CHANGE[ExitCode.DONE],
            ExitCode.DONE,
            account,
            Found(planned.steps, found),
            removed=_removed(planned),
            waiting=Found(planned.steps, waiting),
            cost=planned.plan.cost,
        )

    @classmethod
    def of(
        cls, results: StepResults, planned: PlannedRun, account: Account, billing: tuple[CostLine, ...]
    ) -> RunResult:
        """Return the result of a run that did something.

        Args:
            results: What became of its steps.
            planned: What was to be done.
            account: Where.
            billing: What is billed a month as the run left it.
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
            there=tuple(_there(results, planned)),
            cost=planned.plan.cost,
            billing=billing,
        )


def _causes(results: StepResults, steps: tuple[Step, ...]) -> dict[str, Problem]:
    """Return the cause of each site that is not done; of several, the one that the exit code speaks of."""
    failures = {name: one for name, one in results.failures.items() if not isinstance(one, Interrupted)}
    sites = {step.id: step.sites for step in steps}
    last_counts = sorted(failures, key=lambda name: failures[name].exit_code == results.exit_code)
    return {site: failures[name].problem.of(site) for name in last_counts for site in sites[name]}


def _removed(planned: PlannedRun) -> frozenset[str] | None:
    return frozenset(site for step in planned.steps for site in step.sites) if planned.plan.removal else None


def _there(results: StepResults, planned: PlannedRun) -> Iterator[str]:
    """Yield what AWS accepted of each step, or what was there already; ids are in both where there are any."""
    kept = {step.id for step in planned.plan.steps if step.action is Action.KEEP and not planned.plan.removal}
    for step in planned.steps:
        calls, found = results.accepted.get(step.id), planned.found.by_step.get(step.id)
        if calls:
            yield f"{step.resource.title}: {', '.join(calls)}"
        elif step.id in kept and found is not None and (summary := step.resource.summary(found)):
            yield f"{step.resource.title}: {summary}"
