"""The ending: how each site stands, what it costs as it stands, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.engine.run import Result
from multisite_tui.errors import ExitCode, Failure, Interrupted, Problem
from multisite_tui.internet.visits import Visit
from multisite_tui.model.accounts import Account, AccountKind
from multisite_tui.model.events import REMOVED, Check, Finished, Outcome, SiteResult
from multisite_tui.model.plans import CostLine
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.costs import monthly_cost
from multisite_tui.plan.intentions import Intention

OUTCOMES = {
    ExitCode.DONE: Outcome.COMPLETE,
    ExitCode.TIMED_OUT: Outcome.TIMED_OUT,
    ExitCode.INTERRUPTED: Outcome.INTERRUPTED,
}
NOT_VISITED = {
    AccountKind.PRACTICE: "the practice account serves no pages",
    AccountKind.ENDPOINT: "the endpoint in use is not AWS",
    AccountKind.AWS: "nothing was changed",
}


@dataclass(frozen=True)
class Ending:
    """How a run ended, before it is put into words."""

    outcome: Outcome
    exit_code: ExitCode
    account: Account | None = None
    """None where the run did not get as far as an account."""
    found: Mapping[str, Any] = field(default_factory=dict)
    """What the steps' resources were found as, by step."""
    problems: tuple[Problem, ...] = ()
    site_problems: Mapping[str, Problem] = field(default_factory=dict)
    removed: frozenset[str] | None = None
    """The sites that were to be taken away; None where none was."""

    @property
    def nothing_done(self) -> bool:
        """Whether the run ended before it looked at what became of the sites."""
        return self.account is None or self.outcome is Outcome.PLANNED

    def troubled(self, failure: Failure) -> Ending:
        """Return the same ending with one more problem, which concerns the run as a whole."""
        problems = (*self.problems, *failure.problems)
        if self.exit_code is not ExitCode.DONE:
            return replace(self, problems=problems)
        return replace(self, outcome=Outcome.PARTIAL, exit_code=failure.exit_code, problems=problems)

    @classmethod
    def unchanged(cls, intention: Intention, account: Account) -> Ending:
        """Return the ending of a run that found everything as asked."""
        return cls(Outcome.UNCHANGED, ExitCode.DONE, account, intention.found, removed=_removed(intention))

    @classmethod
    def of(cls, result: Result, intention: Intention, account: Account) -> Ending:
        """Return the ending of a run that did something."""
        sites = {step.id: step.site for step in intention.steps}
        failures = {step: one for step, one in result.failures.items() if not isinstance(one, Interrupted)}
        causes = {sites[step]: failure.problem.of(sites[step]) for step, failure in failures.items()}
        whole = {site for site in sites.values() if site not in causes}
        code = result.exit_code
        outcome = OUTCOMES.get(code, Outcome.PARTIAL if whole else Outcome.FAILED)
        return cls(outcome, code, account, result.found, site_problems=causes, removed=_removed(intention))


def finished(ending: Ending, setup: Setup, command: str, seconds: float) -> Finished:
    """Return the last event of a run."""
    return Finished(
        outcome=ending.outcome,
        exit_code=ending.exit_code,
        sites=() if ending.nothing_done else tuple(_sites(setup, ending)),
        problems=ending.problems,
        seconds=seconds,
        next=() if ending.nothing_done else _next(ending, setup.name, command),
        billing=_billing(ending),
        removal=ending.removed is not None,
    )


def _removed(intention: Intention) -> frozenset[str] | None:
    return frozenset(step.site for step in intention.steps) if intention.plan.removal else None


def _sites(setup: Setup, ending: Ending) -> Iterator[SiteResult]:
    for site in setup.sites:
        if ending.removed is None:
            yield _site(site, ending)
        elif site.domain in ending.removed:
            yield _gone(site, ending)


def _gone(site: Site, ending: Ending) -> SiteResult:
    problem = ending.site_problems.get(site.domain)
    whole = problem is None and ending.exit_code is ExitCode.DONE
    health = REMOVED if whole else "unknown"
    return SiteResult(site.domain, site.url, site.load_balancer, None, health, Check(), problem)


def _site(site: Site, ending: Ending) -> SiteResult:
    balancer = ending.found.get(f"{site.domain}/load_balancer")
    in_service = f"{site.domain}/instances" in ending.found
    return SiteResult(
        domain=site.domain,
        url=site.url,
        load_balancer=site.load_balancer,
        load_balancer_dns=balancer.dns_name if isinstance(balancer, LoadBalancer) else None,
        health="InService" if in_service else "unknown",
        check=_check(site, ending),
        problem=ending.site_problems.get(site.domain),
    )


def _check(site: Site, ending: Ending) -> Check:
    before = ending.found.get(f"{site.domain}/visit_before")
    after = ending.found.get(f"{site.domain}/visit_after")
    last = after or before
    if not isinstance(last, Visit):
        return Check(not_made=NOT_VISITED[ending.account.kind] if ending.account else "")
    return Check(before=before.saying if before else "", after=after.saying if after else "", ok=last.ok)


def _billing(ending: Ending) -> tuple[CostLine, ...]:
    """Return what goes on costing money although the run did not come to its end."""
    if ending.account is None or ending.exit_code in (ExitCode.DONE, ExitCode.CHANGES):
        return ()
    there = [one for name, one in ending.found.items() if name.endswith("/load_balancer") and one is not None]
    addresses = sum(len(balancer.subnets) for balancer in there)
    return monthly_cost(ending.account.region, len(there), addresses).lines if there else ()


def _next(ending: Ending, name: str, command: str) -> tuple[str, ...]:
    done = ending.exit_code is ExitCode.DONE
    if ending.removed is not None:
        return () if done else (f"{command} destroy {name} --yes",)
    if ending.outcome in (Outcome.COMPLETE, Outcome.UNCHANGED):
        return (f"{command} list", f"{command} answers {name}")
    return (f"{command} --resume {name} --yes",)
