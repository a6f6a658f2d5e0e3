"""Deletions: what steps that take things away would delete, read from the account and held against the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import StepOutputs
from multisite_tui.errors import Problem
from multisite_tui.model.plans import PlannedStep
from multisite_tui.model.things import Agreement, TaggedThing, Thing, ThingKind
from multisite_tui.plan.ahead import ask_all
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.history import History
from multisite_tui.plan.planned_run import planned_steps

ONLY_TAGGED = "only tags say that this setup made it"


@dataclass(frozen=True)
class Deletions:
    """Steps that take things away, as they were read; each may delete from then on only what is named here."""

    found: Found
    lines: tuple[PlannedStep, ...]
    """The steps as lines of the plan."""
    tagged: tuple[TaggedThing, ...]
    """What they would delete although the journal does not know that the setup made it."""

    @classmethod
    def of(cls, steps: Sequence[Step], facts: Facts, history: History) -> Deletions:
        """Read the steps' resources, and let each delete only what it would delete now.

        Raises:
            AwsFailure: a read was refused.
        """
        by_step: dict[str, Any] = {}
        ask_all(partial(step.resource.read, facts, StepOutputs({})) for step in steps)
        for step in steps:
            by_step[step.id] = step.resource.read(facts, StepOutputs(by_step))
        deleted = {step.id: step.resource.deletes(by_step.get(step.id)) for step in steps}
        named = frozenset((one.kind, one.id) for things in deleted.values() for one in things)
        for step in steps:
            step.resource.agreement = Agreement(named, history.made)
        found = Found(tuple(steps), by_step)
        tagged = {step: [one for one in things if not one.is_among(history.made)] for step, things in deleted.items()}
        lines = tuple(_worded(line, tagged) for line in planned_steps(found, facts, history))
        return cls(found, lines, _found_by_tags(steps, tagged))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What a person should know before, each once."""
        each = [(step, self.found.by_step.get(step.id)) for step in self.found.steps]
        return tuple(
            dict.fromkeys(one.of(step.site or None) for step, read in each for one in step.resource.warnings(read))
        )

    @property
    def refusals(self) -> tuple[Problem, ...]:
        """What would keep a step from being done, as things stand now."""
        known = self.found.outputs
        each = [(step, self.found.by_step.get(step.id)) for step in self.found.steps]
        return tuple(one for step, read in each for one in step.resource.conflicts(read, known))


def _found_by_tags(steps: Sequence[Step], tagged: Mapping[str, Sequence[Thing]]) -> tuple[TaggedThing, ...]:
    """Return each thing once; a rule may be in the way of several sites."""
    by_id: dict[tuple[ThingKind, str], TaggedThing] = {}
    for step in steps:
        for thing in tagged[step.id]:
            by_id.setdefault((thing.kind, thing.id), TaggedThing(thing, step.site))
    return tuple(by_id.values())


def _worded(line: PlannedStep, tagged: Mapping[str, Sequence[Thing]]) -> PlannedStep:
    """Return a line of the plan, which says that something was made by the setup only where the journal does."""
    return replace(line, why=ONLY_TAGGED) if tagged[line.id] else line
