"""Planning: a setup and what exists become a plan to read and a graph of steps to do."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from multisite_tui.aws.facts.facts import READ_THREADS, Facts
from multisite_tui.aws.resources.records import NameRecords, SiteRecords
from multisite_tui.errors import AccessError, AdviceKind, Problem
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.plans import DnsChange, MonthlyCost, Plan
from multisite_tui.model.setup import Setup
from multisite_tui.plan import leftovers
from multisite_tui.plan.checks import SiteCheck, check, check_quota
from multisite_tui.plan.costs import monthly_cost
from multisite_tui.plan.current_costs import addresses_of, balancers_of
from multisite_tui.plan.dns_checks import check_delegation
from multisite_tui.plan.graph import Step
from multisite_tui.plan.group_capacity import check_rooms
from multisite_tui.plan.history import History
from multisite_tui.plan.planned_run import PlannedRun, expectations, planned_step

ACCEPTED = "as it is"
"""How a leftover is left, once the person has accepted it."""


def plan_run(setup: Setup, facts: Facts, past: History, *, accept_leftovers: bool = False) -> PlannedRun:
    """Look at the account and return what would be done.

    Raises:
        AccessError: this is not the account that the setup expects.
        AwsFailure: a read was refused.
    """
    expected(setup, facts)
    secure = any(site.secure for site in setup.sites)
    facts.ask_ahead([site.load_balancer for site in setup.sites], certificates_wanted=secure)
    with ThreadPoolExecutor(READ_THREADS) as pool:
        findings = list(pool.map(lambda site: check(setup, site, facts, past), setup.sites))
    problems, warnings = _of_all(findings, facts)
    left = leftovers.of_setup(setup, past, findings, facts)
    if accept_leftovers:
        warnings += [_accepted(one) for one in left]
    else:
        problems += left
    steps = tuple(step for finding in findings for step in finding.steps)
    found = {name: one for finding in findings for name, one in finding.found.items()}
    planned = tuple(
        planned_step(step, found.get(step.id), finding.known, facts, past)
        for finding in findings
        for step in finding.steps
    )
    plan = Plan(
        setup=setup.name,
        account=facts.account.id,
        region=facts.account.region,
        steps=planned,
        dns=tuple(change for finding in findings for change in _dns(finding)),
        cost=_cost(setup, findings, facts),
        waits=expectations(steps, planned, found),
        warnings=tuple(warnings),
    )
    return PlannedRun(plan, steps, tuple(problems), found)


def expected(setup: Setup, facts: Facts) -> None:
    """Go on only in the account that the answers expect, if they expect one.

    Raises:
        AccessError: this is another.
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


def _of_all(findings: Sequence[SiteCheck], facts: Facts) -> tuple[list[Problem], list[Problem]]:
    """Return the problems and warnings of all sites, and of the setup as a whole."""
    zones = {zone.id: zone for finding in findings if finding.resolved for zone in finding.resolved.zones.values()}
    new = sum(one.found.get(f"{one.site.domain}/load_balancer") is None for one in findings if one.resolved)
    proving = {
        zone.id for finding in findings if finding.resolved and finding.requests_certificate
        for zone in finding.resolved.zones.values()
    }  # fmt: skip
    unfound, untold = check_delegation(tuple(zones.values()), proving, facts)
    full, unread = check_quota(new, facts)
    problems = list(dict.fromkeys(problem for finding in findings for problem in finding.problems))
    # Sites that share a zone say the same of it; once is enough.
    warnings = list({replace(one, site=None): one for finding in findings for one in finding.warnings}.values())
    lax = [_not_aws()] if facts.account.kind is AccountKind.ENDPOINT else []
    return [*problems, *unfound, *full, *check_rooms(findings)], [*warnings, *untold, *unread, *lax]


def _dns(finding: SiteCheck) -> list[DnsChange]:
    changes = []
    for step in finding.steps:
        found = finding.found.get(step.id)
        if isinstance(step.resource, SiteRecords) and isinstance(found, NameRecords):
            changes += [_change(step, step.resource, found, name) for name in step.resource.zones]
    return changes


def _change(step: Step, records: SiteRecords, found: NameRecords, name: str) -> DnsChange:
    before = tuple(str(record) for record in found.at[name])
    stands = found.stands(name) and not found.in_the_way(name)
    after = before if stands else (f"A alias {records.load_balancer} (its load balancer)",)
    return DnsChange(step.site, name, records.zones[name].name, before, after)


def _accepted(leftover: Problem) -> Problem:
    """Return it without the advice to give the very flag that was given."""
    advice = leftover.advice
    if advice is None or advice.kind is not AdviceKind.ACCEPT:
        return leftover
    return replace(leftover, next=advice.worded(ACCEPTED))


def _cost(setup: Setup, findings: Sequence[SiteCheck], facts: Facts) -> MonthlyCost:
    """Return what the setup will cost: what is asked for, and what is left of earlier answers and stays."""
    asked = {site.load_balancer for site in setup.sites}
    left = [one for one in balancers_of(setup.name, facts) if one.name not in asked]
    addresses = sum(len(finding.resolved.subnets) for finding in findings if finding.resolved)
    return monthly_cost(facts.account.region, len(findings) + len(left), addresses + addresses_of(left))


def _not_aws() -> Problem:
    return Problem(
        code="endpoint_not_aws",
        what="The endpoint in use is not AWS.",
        why="A stand-in tells less than AWS does, and does not refuse what AWS refuses.",
        next="Take what is made there for a rehearsal.",
    )
