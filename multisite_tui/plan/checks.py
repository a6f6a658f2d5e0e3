"""Checks against the account: what one site would meet, found before anything is changed.

`check` is worn by the plan, and by whoever wants to know the same of one site alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Known
from multisite_tui.aws.resources.certificates import Choice
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.classic import ClassicSite
from multisite_tui.plan.dns_checks import check_caa, check_cuts
from multisite_tui.plan.graph import Step
from multisite_tui.plan.resolve import ResolvedSite, resolve

TOPOLOGIES = {"classic": ClassicSite}


@dataclass
class Finding:
    """One site against the account as it is."""

    site: Site
    resolved: ResolvedSite | None = None
    steps: list[Step] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)
    """What each step's resource was found as."""
    problems: list[Problem] = field(default_factory=list)
    """What must be settled before the first change."""
    warnings: list[Problem] = field(default_factory=list)
    leftovers: list[Problem] = field(default_factory=list)
    """What is there, is no longer asked for, and is not taken away; it stops the run until the person accepts it."""

    @property
    def known(self) -> Known:
        """What the steps have found, for those that build on it."""
        return Known(self.found)


def check(setup: Setup, site: Site, facts: Facts, former: Setup | None = None) -> Finding:
    """Return what is there of a site, and what stands in its way. `former` is the setup as the last run had it.

    Raises:
        AwsFailure: a read was refused; "denied" is never "absent".
    """
    finding = Finding(site)
    try:
        finding.resolved = resolve(setup, site, facts)
    except InputNeeded as open_questions:
        finding.problems += open_questions.problems
        return finding
    visits = facts.account.kind is AccountKind.AWS
    builder = TOPOLOGIES[setup.topology](setup, finding.resolved, facts.account, former)
    for step in builder.steps(visits=visits):
        if step.resource.observes or _look(step, finding, facts, setup.sites.index(site)):
            finding.steps.append(step)
    _check_names(finding, facts)
    return finding


def check_quota(new: int, facts: Facts) -> tuple[list[Problem], list[Problem]]:
    """Return a problem where the region takes fewer new load balancers than are wanted; a warning where it is not told.

    The quota is 20 Classic Load Balancers a region unless raised (Service Quotas L-E9E9831D).
    """
    if not new:
        return [], []
    try:
        quota = facts.load_balancer_quota()
    except AwsFailure as failure:
        return [], [_quota_unreadable(failure)]
    there = len(facts.load_balancer_tags())
    return ([_quota_reached(quota, there, new)], []) if quota is not None and there + new > quota else ([], [])


def _look(step: Step, finding: Finding, facts: Facts, place: int) -> bool:
    """Look, note what stands in the way, and return whether the step belongs in the plan."""
    found = step.resource.look(facts, finding.known)
    if step.resource.tidies and not step.resource.calls(found, finding.known):
        return False
    finding.found[step.id] = found
    finding.problems += [_placed(problem, place) for problem in step.resource.obstacles(found, finding.known)]
    finding.leftovers += [_placed(problem, place) for problem in step.resource.leftovers(found)]
    return True


def _check_names(finding: Finding, facts: Facts) -> None:
    """Look at the site's names in DNS; at CAA only where a certificate would be requested."""
    if finding.resolved is None:
        return
    zones = finding.resolved.zones
    finding.problems += [problem.of(finding.site.domain) for problem in check_cuts(zones, facts)]
    choice = finding.found.get(f"{finding.site.domain}/certificate")
    if isinstance(choice, Choice) and choice.certificate is None:
        problems, warnings = check_caa(zones, facts)
        finding.problems += [problem.of(finding.site.domain) for problem in problems]
        finding.warnings += [problem.of(finding.site.domain) for problem in warnings]


def _placed(problem: Problem, place: int) -> Problem:
    key = f"sites[{place}].{problem.key}" if problem.key else None
    return Problem(problem.code, problem.what, problem.why, problem.next, problem.site, key)


def _quota_reached(quota: int, there: int, new: int) -> Problem:
    return Problem(
        code="TooManyLoadBalancers",
        what=f"The region may hold {quota} Classic Load Balancers; {there} are there, and {new} more are wanted.",
        why="Each site has one of its own.",
        next="Ask for more under Service Quotas (code L-E9E9831D), delete unused ones, or set up fewer sites.",
        key="sites",
    )


def _quota_unreadable(failure: AwsFailure) -> Problem:
    return Problem(
        code=failure.code,
        what="The quota of Classic Load Balancers could not be read.",
        why=failure.problem.what,
        next="Nothing need be done; AWS allows 20 a region unless more were asked for.",
    )
