"""Moves: how a run ends a move between topologies, by taking away the former way, or by returning to it.

Changing the topology in the answers is the move itself, which `plan_run` plans like every other change. Its end takes
away what another topology made, one site at a time, and only where no record leads there any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import Problem
from multisite_tui.model.plans import MonthlyCost, MoveEnd, Plan
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.plan.ahead import ask_all
from multisite_tui.plan.costs import AS_OF, total_cost
from multisite_tui.plan.deletions import Deletions
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.history import History
from multisite_tui.plan.leaving import EntranceRemoval, Leaving, LeavingSite
from multisite_tui.plan.leaving_sites import leaving_site
from multisite_tui.plan.planned_run import PlannedRun, expectations
from multisite_tui.plan.planner import accepted, plan_run
from multisite_tui.plan.topologies import held_of, other_topologies, topology_of


def plan_finish(setup: Setup, facts: Facts, history: History) -> PlannedRun:
    """Read the account and return how what the former topology made would be taken away.

    Raises:
        AwsFailure: a read was refused.
    """
    _ask_ahead(setup, facts)
    ended = _Ended.of(setup, facts, history)
    deletions = Deletions.of(ended.steps, facts, history)
    found = deletions.found
    left = tuple(accepted(one) for other in other_topologies(setup) for one in other.abandoned(setup, facts))
    plan = Plan(
        setup=setup.name,
        account=facts.account.id,
        region=facts.account.region,
        steps=deletions.lines,
        dns=(),
        cost=topology_of(setup).current_cost(setup.name, facts) + ended.remaining_cost,
        waits=expectations(found.steps, deletions.lines, found.by_step),
        warnings=(*left, *deletions.warnings, *deletions.refusals),
        found_by_tags=deletions.tagged,
        topology=setup.topology,
        held=held_of(setup, facts),
        left=left,
        end=MoveEnd.FINISH,
    )
    return PlannedRun(plan, found, ())


def plan_back(setup: Setup, facts: Facts, history: History, *, accept_leftovers: bool = False) -> PlannedRun:
    """Read the account and return how a setup would return to the topology of these answers, and end its move.

    Raises:
        AccessError: the account is not the one that the setup expects.
        AwsFailure: a read was refused.
    """
    _ask_ahead(setup, facts)
    ended = _Ended.of(setup, facts, history)
    planned = plan_run(setup, facts, history, accept_leftovers=accept_leftovers, of_others=ended.remaining_cost)
    deletions = Deletions.of(_after(planned.steps, ended.steps), facts, history)
    found = Found((*planned.steps, *deletions.found.steps), {**planned.found.by_step, **deletions.found.by_step})
    plan = replace(
        planned.plan,
        steps=(*planned.plan.steps, *deletions.lines),
        waits=tuple(
            dict.fromkeys(
                [*planned.plan.waits, *expectations(deletions.found.steps, deletions.lines, deletions.found.by_step)]
            )
        ),
        warnings=(*_new_way_back(setup, facts), *planned.plan.warnings, *deletions.warnings),
        found_by_tags=deletions.tagged,
        end=MoveEnd.BACK,
    )
    return PlannedRun(plan, found, planned.problems)


@dataclass(frozen=True)
class _Ended:
    """What all other topologies take away of the sites that the answers ask for."""

    steps: tuple[Step, ...]
    remaining_cost: MonthlyCost

    @classmethod
    def of(cls, setup: Setup, facts: Facts, history: History) -> _Ended:
        removals = list(_removals(setup, facts, history))
        nothing = MonthlyCost(facts.account.region, (), Decimal(0), AS_OF)
        return cls(
            tuple(step for one in removals for step in one.steps),
            total_cost([nothing, *(one.remaining_cost for one in removals)]),
        )


def _removals(setup: Setup, facts: Facts, history: History) -> Iterator[EntranceRemoval]:
    sites = tuple(_moved_site(setup, domain, history, facts) for domain in (site.domain for site in setup.sites))
    for other in other_topologies(setup):
        leaving = Leaving(setup.name, sites, history, all=False, moved=True)
        whole = set(other.domains(setup.name, facts)) <= leaving.domains
        yield other.removal(replace(leaving, all=whole), facts)


def _moved_site(setup: Setup, domain: str, history: History, facts: Facts) -> LeavingSite:
    topology = topology_of(setup)
    present = {site.domain: topology.entrance(setup, site) for site in setup.sites}
    return replace(leaving_site(setup.name, domain, history, facts), present=present[domain])


def _ask_ahead(setup: Setup, facts: Facts) -> None:
    others = other_topologies(setup)
    ask_all([facts.zones, *(ask for one in others for ask in one.removal_questions(setup, facts))])


def _after(before: Sequence[Step], ended: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps of the end, of which the first begin behind the switch of the names of their sites."""
    switches = {step.site: step.id for step in before if step.role is Role.RECORDS}
    behind = {step.id: tuple(switches[site] for site in step.sites if site in switches) for step in ended}
    return tuple(step if step.needs else replace(step, needs=behind[step.id]) for step in ended)


def _new_way_back(setup: Setup, facts: Facts) -> Iterator[Problem]:
    """Yield that the former entrances are gone, so that the return is a move to new ones."""
    topology = topology_of(setup)
    gone = [
        site.domain for site in setup.sites if not any(True for _ in topology.standing(setup.name, site.domain, facts))
    ]
    if gone:
        yield Problem(
            code="way_back_is_new",
            what=f"The former load balancers of {', '.join(gone)} are gone; new ones are made.",
            why="The move was ended, or somebody has deleted them.",
            next="Nothing need be done. It takes as long as the first setup did, and the names are switched last.",
        )
