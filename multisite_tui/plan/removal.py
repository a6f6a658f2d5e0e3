"""Plans a removal: returns the plan that removes a setup, or one site of it, and its graph of steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import from_raw
from multisite_tui.aws.removals.own_records import NoLongerNeeded
from multisite_tui.aws.removals.records import SwitchedRecords
from multisite_tui.calling import CALLED
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.plans import DnsChange, Plan
from multisite_tui.model.setup import Setup
from multisite_tui.plan.ahead import ask_all
from multisite_tui.plan.deletions import Deletions
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History
from multisite_tui.plan.leaving_sites import removal_of
from multisite_tui.plan.planned_run import PlannedRun, expectations
from multisite_tui.plan.topologies import TOPOLOGIES

ANSWERS_AGAIN = "what the wildcard {wildcard} answers"


def plan_removal(setup: Setup, facts: Facts, history: History, site: str | None) -> PlannedRun:
    """Read the account and return how a setup, or one site of it, would be removed.

    Raises:
        InputNeeded: the setup has no such site.
        AwsFailure: a read was refused.
    """
    ask_all([facts.zones, *(ask for one in TOPOLOGIES.values() for ask in one.removal_questions(setup, facts))])
    removal = removal_of(setup.name, site, history, facts)
    if not removal.sites and site is not None:
        raise InputNeeded(_no_such_site(setup.name, site))
    deletions = Deletions.of(removal.steps, facts, history)
    found = deletions.found
    plan = Plan(
        setup=setup.name,
        account=facts.account.id,
        region=facts.account.region,
        steps=deletions.lines,
        dns=_dns_changes(removal.steps, found.by_step),
        cost=removal.remaining_cost,
        waits=expectations(removal.steps, deletions.lines, found.by_step),
        warnings=deletions.warnings,
        topology=setup.topology,
        removal=True,
        removed_site=site or "",
        found_by_tags=deletions.tagged,
    )
    return PlannedRun(plan, found, ())


def _dns_changes(steps: Sequence[Step], found: Mapping[str, object]) -> tuple[DnsChange, ...]:
    """Return what becomes of each name; where a wildcard answers again in the end, that is what it will answer."""
    again = {name: one for step in steps for name, one in _again(step, found.get(step.id))}
    back = [change for step in steps for change in _back(step, found.get(step.id))]
    changes = [replace(change, after=again[change.name].after) if change.name in again else change for change in back]
    return (*changes, *(one for name, one in again.items() if name not in {change.name for change in back}))


def _back(step: Step, found: object) -> Iterator[DnsChange]:
    if isinstance(found, SwitchedRecords):
        for zone, record in found.aliases:
            back = tuple(str(from_raw(one)) for one in found.back_at(record.name))
            yield DnsChange(step.site, record.name, zone.name, (str(record),), back)


def _again(step: Step, found: object) -> Iterator[tuple[str, DnsChange]]:
    if isinstance(found, NoLongerNeeded):
        for zone, records in found.records.items():
            for name in sorted({record.name for record in records}):
                before = tuple(str(record) for record in records if record.name == name)
                after = (ANSWERS_AGAIN.format(wildcard=found.wildcards[name]),)
                yield name, DnsChange(step.site, name, zone.name, before, after)


def _no_such_site(setup: str, site: str) -> Problem:
    return Problem(
        code="site_not_found",
        what=f"Setup {setup} has no site {site}.",
        why="Neither its last answers nor any tag in the account names it.",
        next=f"See `{CALLED} answers {setup}` for its sites.",
    )
