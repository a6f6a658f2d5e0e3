"""A planned run: the plan for the person, its steps, and how a step becomes a line of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import READ_THREADS
from multisite_tui.aws.resources.base import Kind, StepOutputs
from multisite_tui.errors import Problem, StepError
from multisite_tui.model.plans import Action, Expectation, Plan, PlannedStep
from multisite_tui.model.usual_times import UsualTime
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.history import History
from multisite_tui.threads import thread_pool


@dataclass(frozen=True)
class PlannedRun:
    """The plan, its steps, and the problems that must be solved before the first change."""

    plan: Plan
    found: Found
    """The steps, and each step's resource as it was read."""
    problems: tuple[Problem, ...]
    """Problems that must be solved before the first change; they include leftovers that are not accepted."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the plan."""
        return self.found.steps

    def warned(self, warning: Problem) -> PlannedRun:
        """Return the same with one more warning, which is shown first."""
        return replace(self, plan=replace(self.plan, warnings=(warning, *self.plan.warnings)))

    @property
    def nothing_to_do(self) -> bool:
        """Whether everything is as asked and no step waits for anything."""
        return not self.plan.changes and not any(step.waits_for for step in self.plan.steps)


def planned_steps(found: Found, facts: Facts, history: History) -> tuple[PlannedStep, ...]:
    """Return each step as a line of the plan. What steps wait for is read in parallel."""
    known = found.outputs
    with thread_pool(READ_THREADS) as pool:
        lines = pool.map(
            lambda step: planned_step(step, found.by_step.get(step.id), known, facts, history), found.steps
        )
        return tuple(lines)


def planned_step(step: Step, found: Any, known: StepOutputs, facts: Facts, history: History) -> PlannedStep:
    """Return a step as a line of the plan: the calls to make, or why there are none, and what it still waits for."""
    resource = step.resource
    line = PlannedStep(step.id, step.role, step.site, resource.title, Action.KEEP, "", needs=step.needs)
    if resource.kind is Kind.OBSERVE:
        return replace(line, action=Action.CHECK, why="as a visitor would")
    calls = resource.calls(found, known)
    if not calls:
        waits_for = _waits_for(step, found, facts, history)
        usual = _usual(step, found) if waits_for else None
        return replace(line, why=resource.noop_reason(found), waits_for=waits_for, usual=usual)
    why = "; ".join(dict.fromkeys(call.why for call in calls))
    names = tuple(call.name for call in calls)
    return replace(line, action=_action(step, found, calls), why=why, calls=names, usual=_usual(step, found))


def expectations(
    steps: Sequence[Step], planned: Sequence[PlannedStep], found: Mapping[str, Any]
) -> tuple[Expectation, ...]:
    """Return the waits that a run will have, each kind once."""
    met = {one.id for one in planned if one.waits_for or one.calls}
    waits = [wait for step in steps if step.id in met and (wait := step.resource.expects(found.get(step.id)))]
    return tuple(dict.fromkeys(Expectation(wait.what, wait.usual.words, int(wait.limit)) for wait in waits))


def _usual(step: Step, found: Any) -> UsualTime | None:
    wait = step.resource.expects(found)
    return wait.usual if wait is not None else None


def _action(step: Step, found: Any, calls: Sequence[Call]) -> Action:
    if step.resource.kind in (Kind.CLEAN_UP, Kind.DELETE):
        return Action.DELETE if any(call.deletes for call in calls) else Action.UPDATE
    return Action.UPDATE if step.resource.exists(found) else Action.CREATE


def _waits_for(step: Step, found: Any, facts: Facts, history: History) -> str:
    """Return what a step without calls still waits for; empty if it waits for nothing.

    If the wait cannot succeed, the step reports that when it runs: an error here would hide the rest of the plan.
    """
    if step.resource.wait is None or found is None:
        return ""
    try:
        progress = step.resource.progress(facts, found, history.replies.get(step.id, ()))
    except StepError as failure:
        return failure.problem.what
    return "" if progress.done else progress.message
