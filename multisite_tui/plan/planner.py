"""The planner: compares a setup with the account and returns a plan for the person and a graph of steps to run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import READ_THREADS
from multisite_tui.aws.resources.own_records import LivingByWildcard, OwnRecords
from multisite_tui.aws.resources.records import BY_WILDCARD, NameRecords, SiteRecords
from multisite_tui.errors import AccessError, AdviceKind, Problem
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.plans import Action, DnsChange, MonthlyCost, Plan, PlannedStep
from multisite_tui.model.setup import Setup
from multisite_tui.plan.ahead import ask_ahead
from multisite_tui.plan.checked import Concerns, SiteCheck, StepsCheck
from multisite_tui.plan.checks import check_shared, check_site, planning_of, resolved_site
from multisite_tui.plan.comparisons import alternative
from multisite_tui.plan.costs import AS_OF, total_cost
from multisite_tui.plan.dns_checks import check_delegation
from multisite_tui.plan.external_records import ExternalRecords, OutsideNames
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.history import History
from multisite_tui.plan.maintenance import pages_concern, pages_shown
from multisite_tui.plan.planned_run import PlannedRun, expectations, planned_steps
from multisite_tui.plan.topologies import held_of, other_topologies, topology_of

ACCEPTED = "as it is"
"""Completes "leave it ..." in a leftover's advice after the person has accepted the leftover."""


def plan_run(
    setup: Setup,
    facts: Facts,
    history: History,
    *,
    accept_leftovers: bool = False,
    of_others: MonthlyCost | None = None,
) -> PlannedRun:
    """Read the account and return what a run would do.

    Args:
        setup: The setup.
        facts: The account.
        history: What is known of earlier runs.
        accept_leftovers: Whether what is no longer asked for may stay.
        of_others: The monthly cost of what remains of other topologies; None: of all that stands.

    Raises:
        AccessError: the account is not the one that the setup expects.
        AwsFailure: a read was refused.
    """
    expected(setup, facts)
    topology = topology_of(setup)
    ask_ahead(setup, facts, history)
    with ThreadPoolExecutor(READ_THREADS) as pool:
        sites = list(pool.map(lambda site: resolved_site(setup, site, facts, history), setup.sites))
        planning = planning_of(setup, sites, facts, history)
        shared = check_shared(planning, facts)
        list(pool.map(lambda one: check_site(planning, one, shared, facts), sites))
    concerns = _concerns(setup, sites, shared, facts)
    abandoned = [problem for one in other_topologies(setup, history) for problem in one.abandoned(setup, facts)]
    left = [*shared.leftovers, *topology.leftovers(setup, history, sites, facts), *abandoned]
    if accept_leftovers:
        concerns.warnings += [accepted(one) for one in left]
    else:
        concerns.problems += left
    found = _found([shared, *sites])
    planned = planned_steps(found, facts, history)
    moving = tuple(step.site for step in found.steps if _moves(step, found.by_step.get(step.id)))
    changes = [*topology.changes_for_visitors(setup, moving)] if moving else []
    pages = pages_shown(setup, facts)
    changes += pages_concern(setup, pages, moving, facts, history)
    held = held_of(setup, facts, history)
    plan = Plan(
        setup=setup.name,
        account=facts.account.id,
        region=facts.account.region,
        steps=planned,
        pages=pages,
        dns=tuple(change for step in found.steps for change in _dns(step, found.by_step.get(step.id))),
        cost=topology.cost(setup, sites, facts) + (of_others or _cost_of_others(setup, facts, history)),
        waits=expectations(found.steps, planned, found.by_step),
        warnings=(*changes, *concerns.warnings),
        added_cost=_added_cost(setup, found.steps, planned, facts.account.region),
        topology=setup.topology,
        held=held,
        left=tuple(accepted(one) for one in abandoned),
        moving=moving,
        alternative=None if left or held else alternative(setup, sites, facts),
    )
    return PlannedRun(plan, found, tuple(concerns.problems))


def _cost_of_others(setup: Setup, facts: Facts, history: History) -> MonthlyCost:
    nothing = MonthlyCost(facts.account.region, (), Decimal(0), AS_OF)
    others = other_topologies(setup, history)
    return total_cost([nothing, *(one.current_cost(setup.name, facts) for one in others)])


def _moves(step: Step, found: object) -> bool:
    """Whether the step leads names from an entrance of the former topology to the present one's."""
    return isinstance(found, NameRecords) and any(found.moving(name) for name in found.at)


def _added_cost(setup: Setup, steps: Sequence[Step], planned: Sequence[PlannedStep], region: str) -> Decimal:
    created = [step.id for step in planned if step.action is Action.CREATE]
    return topology_of(setup).new_cost(steps, created, region).total or Decimal(0)


def _found(checked: Sequence[StepsCheck]) -> Found:
    left_out = {name for one in checked for name in one.left_out}
    steps = tuple(step.without(left_out) for one in checked for step in one.steps)
    return Found(steps, {name: found for one in checked for name, found in one.by_step.items()})


def expected(setup: Setup, facts: Facts) -> None:
    """Raise if the answers expect another account.

    Raises:
        AccessError: the account is not the one that the answers expect.
    """
    if setup.expect is not None and setup.expect.account != facts.account.id:
        raise AccessError(
            Problem(
                code="wrong_account",
                what=f"These credentials are for account {facts.account.id}, and {setup.expect.account} is expected.",
                why=f"AWS knows the caller as {facts.account.caller}.",
                next="Choose another profile with --profile, or correct `expect.account`.",
                key="expect.account",
            )
        )


def _concerns(setup: Setup, sites: Sequence[SiteCheck], shared: StepsCheck, facts: Facts) -> Concerns:
    """Return the problems and warnings of all sites, and of the setup as a whole."""
    zones = {zone.id: zone for one in sites if one.resolved for zone in one.resolved.zones.values()}
    proving = {
        zone.id for one in sites if one.resolved and one.requests_certificate for zone in one.resolved.zones.values()
    }
    unfound, untold = check_delegation(tuple(zones.values()), proving, facts)
    together = topology_of(setup).check_setup(sites, facts)
    problems = list(dict.fromkeys(problem for one in (shared, *sites) for problem in one.problems))
    # Sites that share a zone have the same warning about it; it is shown once.
    warnings = list({replace(one, site=None): one for each in (shared, *sites) for one in each.warnings}.values())
    lax = [_not_aws()] if facts.account.kind is AccountKind.ENDPOINT else []
    return Concerns([*problems, *unfound, *together.problems], [*warnings, *untold, *together.warnings, *lax])


def _dns(step: Step, found: object) -> list[DnsChange]:
    records = step.resource
    if isinstance(records, ExternalRecords) and isinstance(found, OutsideNames):
        return records.changes(step.site, found)
    if isinstance(records, OwnRecords) and isinstance(found, LivingByWildcard):
        return [*_kept_alive(step, records, found)]
    if not isinstance(records, SiteRecords) or not isinstance(found, NameRecords):
        return []
    return [_change(step, records, found, name) for name in records.zones]


def _kept_alive(step: Step, records: OwnRecords, found: LivingByWildcard) -> Iterator[DnsChange]:
    """Yield the names that are no site's and get records of their own, so that they go on being answered."""
    for zone, put_in in found.missing.items():
        for name in sorted({record.name for record in put_in} - records.zones.keys()):
            after = tuple(str(record) for record in put_in if record.name == name)
            before = tuple(BY_WILDCARD.format(record=one, wildcard=found.wildcards[name]) for one in after)
            yield DnsChange(step.site, name, zone.name, before, after)


def _change(step: Step, records: SiteRecords, found: NameRecords, name: str) -> DnsChange:
    before = found.described(name)
    stands = found.stands(name) and not found.in_the_way(name)
    after = before if stands else (records.wanted(found),)
    return DnsChange(step.site, name, records.zones[name].name, before, after)


def accepted(leftover: Problem) -> Problem:
    """Return the leftover without the advice to use the flag that the person has just used."""
    advice = leftover.advice
    if advice is None or advice.kind is not AdviceKind.ACCEPT:
        return leftover
    return replace(leftover, next=advice.worded(ACCEPTED))


def _not_aws() -> Problem:
    return Problem(
        code="endpoint_not_aws",
        what="The endpoint in use is not AWS.",
        why="A stand-in tells less than AWS does, and does not refuse what AWS refuses.",
        next="Take what is made there for a rehearsal.",
    )
