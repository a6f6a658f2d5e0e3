"""Plans a removal: returns the plan that removes a setup, or one site of it, and its graph of steps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import from_raw
from multisite_tui.aws.removals.records import SwitchedRecords
from multisite_tui.aws.resources.base import StepOutputs
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.plans import DnsChange, Plan
from multisite_tui.model.setup import Setup
from multisite_tui.plan.ahead import ask_all
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.history import History
from multisite_tui.plan.planned_run import PlannedRun, expectations, planned_steps
from multisite_tui.plan.topologies import topology_of


def plan_removal(setup: Setup, facts: Facts, history: History, site: str | None) -> PlannedRun:
    """Read the account and return how a setup, or one site of it, would be removed.

    Raises:
        InputNeeded: the setup has no such site.
        AwsFailure: a read was refused.
    """
    topology = topology_of(setup)
    ask_all([facts.zones, *topology.removal_questions(setup, facts)])
    removal = topology.removal(setup.name, site, history, facts)
    if not removal.sites and site is not None:
        raise InputNeeded(_no_such_site(setup.name, site))
    by_step: dict[str, object] = {}
    ask_all(partial(step.resource.read, facts, StepOutputs({})) for step in removal.steps)
    for step in removal.steps:
        by_step[step.id] = step.resource.read(facts, StepOutputs(by_step))
    found = Found(removal.steps, by_step)
    planned = planned_steps(found, facts, history)
    plan = Plan(
        setup=setup.name,
        account=facts.account.id,
        region=facts.account.region,
        steps=planned,
        dns=tuple(change for step in removal.steps for change in _dns(step, by_step.get(step.id))),
        cost=removal.remaining_cost,
        waits=expectations(removal.steps, planned, by_step),
        removal=True,
    )
    return PlannedRun(plan, found, ())


def _dns(step: Step, found: object) -> Iterator[DnsChange]:
    if isinstance(found, SwitchedRecords):
        for zone, record in found.aliases:
            back = tuple(str(from_raw(one)) for one in found.back_at(record.name))
            yield DnsChange(step.site, record.name, zone.name, (str(record),), back)


def _no_such_site(setup: str, site: str) -> Problem:
    return Problem(
        code="site_not_found",
        what=f"Setup {setup} has no site {site}.",
        why="Neither its last answers nor any tag in the account names it.",
        next=f"See `multisite-tui answers {setup}` for its sites.",
    )
