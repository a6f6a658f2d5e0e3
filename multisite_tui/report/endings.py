"""The ending: how each site stands, what it costs as it stands, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from multisite_tui import answers
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.removals.certificates import Requested
from multisite_tui.aws.removals.load_balancers import FoundBalancer, RemovedLoadBalancer
from multisite_tui.aws.resources.load_balancers import ClassicLoadBalancer
from multisite_tui.engine.run import StepResults
from multisite_tui.errors import ExitCode, Failure, Interrupted, Problem
from multisite_tui.internet.visits import Visit
from multisite_tui.model.accounts import Account, AccountKind
from multisite_tui.model.events import KEPT, REMOVED, Check, Finished, Outcome, SiteResult
from multisite_tui.model.plans import Action, CostLine, MonthlyCost
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import IN_SERVICE
from multisite_tui.plan.costs import monthly_cost
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report import words as say
from multisite_tui.state.files import STATE_UNWRITABLE

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
class RunResult:
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
    there: tuple[str, ...] = ()
    """What AWS has of the setup, in words."""
    waiting: Mapping[str, str] = field(default_factory=dict)
    """What steps still wait for although nothing is left to be called, by step, in the service's words."""
    cost: MonthlyCost | None = None
    """What the setup costs once it is as planned; None where no plan was made."""
    billed: tuple[int, ...] = ()
    """How many public addresses each load balancer holds that is there, whether its step finished or not."""

    @property
    def nothing_done(self) -> bool:
        """Whether the run ended before it looked at what became of the sites."""
        return self.account is None or self.outcome is Outcome.PLANNED

    @property
    def unsaved(self) -> bool:
        """Whether the disk did not take all that was done."""
        problems = (*self.problems, *self.site_problems.values())
        return not self.nothing_done and any(problem.code == STATE_UNWRITABLE for problem in problems)

    def troubled(self, failure: Failure) -> RunResult:
        """Return the same ending with one more problem, which concerns the run as a whole."""
        problems = (*self.problems, *failure.problems)
        if self.exit_code is not ExitCode.DONE:
            return replace(self, problems=problems)
        return replace(self, outcome=Outcome.PARTIAL, exit_code=failure.exit_code, problems=problems)

    @classmethod
    def unchanged(cls, intention: PlannedRun, account: Account) -> RunResult:
        """Return the ending of a run that found everything as asked."""
        waiting = {step.id: step.waits_for for step in intention.plan.steps if step.waits_for}
        found = {name: one for name, one in intention.found.items() if name not in waiting}
        return cls(
            Outcome.UNCHANGED,
            ExitCode.DONE,
            account,
            found,
            removed=_removed(intention),
            waiting=waiting,
            cost=intention.plan.cost,
        )

    @classmethod
    def of(cls, result: StepResults, intention: PlannedRun, account: Account) -> RunResult:
        """Return the ending of a run that did something."""
        sites = {step.id: step.site for step in intention.steps}
        failures = {step: one for step, one in result.failures.items() if not isinstance(one, Interrupted)}
        # Of several of one site, the one that the exit code speaks of.
        telling = sorted(failures, key=lambda step: failures[step].exit_code == result.exit_code)
        causes = {sites[step]: failures[step].problem.of(sites[step]) for step in telling}
        whole = {site for site in sites.values() if site not in causes}
        code = result.exit_code
        outcome = OUTCOMES.get(code, Outcome.PARTIAL if whole else Outcome.FAILED)
        return cls(
            outcome,
            code,
            account,
            result.found,
            site_problems=causes,
            removed=_removed(intention),
            there=tuple(_there(result, intention)),
            cost=intention.plan.cost,
            billed=tuple(_billed(result, intention)),
        )


def finished(ending: RunResult, setup: Setup, command: str, seconds: float) -> Finished:
    """Return the last event of a run."""
    return Finished(
        outcome=ending.outcome,
        exit_code=ending.exit_code,
        sites=() if ending.nothing_done else tuple(_sites(setup, ending)),
        problems=ending.problems,
        seconds=seconds,
        next=() if ending.nothing_done else _next(ending, setup, command),
        notes=tuple(_notes(setup, ending)),
        billing=_billing(ending),
        removal=ending.removed is not None,
        there=ending.there if ending.unsaved else (),
        answers=_answers(setup, ending),
    )


def _removed(intention: PlannedRun) -> frozenset[str] | None:
    return frozenset(step.site for step in intention.steps) if intention.plan.removal else None


def _there(result: StepResults, intention: PlannedRun) -> Iterator[str]:
    """Yield what AWS accepted of each step, or what was there already; ids are in both where there are any."""
    kept = {step.id for step in intention.plan.steps if step.action is Action.KEEP and not intention.plan.removal}
    for step in intention.steps:
        calls, found = result.accepted.get(step.id), intention.found.get(step.id)
        if calls:
            yield f"{step.resource.title}: {', '.join(calls)}"
        elif step.id in kept and found is not None and (detail := step.resource.summary(found)):
            yield f"{step.resource.title}: {detail}"


def _answers(setup: Setup, ending: RunResult) -> str:
    """Return the answers by which the setup is found again, where its saved state cannot be relied on."""
    if ending.account is None or not ending.unsaved:
        return ""
    return answers.dump(setup.model_copy(update={"region": ending.account.region}))


def _sites(setup: Setup, ending: RunResult) -> Iterator[SiteResult]:
    for site in setup.sites:
        if ending.removed is None:
            yield _site(site, ending)
        elif site.domain in ending.removed:
            yield _gone(site, ending)


def _gone(site: Site, ending: RunResult) -> SiteResult:
    problem = ending.site_problems.get(site.domain)
    whole = problem is None and ending.exit_code is ExitCode.DONE
    health = (KEPT if _stays(site, ending) else REMOVED) if whole else "unknown"
    return SiteResult(site.domain, site.url, site.load_balancer, None, health, Check(), problem)


def _stays(site: Site, ending: RunResult) -> bool:
    """Whether a load balancer stays, since it was only taken on."""
    found = ending.found.get(f"{site.domain}/load_balancer")
    return isinstance(found, FoundBalancer) and found.balancer is not None


def _site(site: Site, ending: RunResult) -> SiteResult:
    balancer = ending.found.get(f"{site.domain}/load_balancer")
    instances = f"{site.domain}/instances"
    return SiteResult(
        domain=site.domain,
        url=site.url,
        load_balancer=site.load_balancer,
        load_balancer_dns=balancer.dns_name if isinstance(balancer, LoadBalancer) else None,
        health=IN_SERVICE if instances in ending.found else ending.waiting.get(instances, "unknown"),
        check=_check(site, ending),
        problem=ending.site_problems.get(site.domain),
    )


def _check(site: Site, ending: RunResult) -> Check:
    before = ending.found.get(f"{site.domain}/visit_before")
    after = ending.found.get(f"{site.domain}/visit_after")
    last = after or before
    if not isinstance(last, Visit):
        return Check(not_made=NOT_VISITED[ending.account.kind] if ending.account else "")
    return Check(before=before.message if before else "", after=after.message if after else "", ok=last.ok)


def _billing(ending: RunResult) -> tuple[CostLine, ...]:
    """Return what goes on costing money although the run did not come to its end."""
    if ending.account is None or ending.exit_code in (ExitCode.DONE, ExitCode.CHANGES) or not ending.billed:
        return ()
    return monthly_cost(ending.account.region, len(ending.billed), sum(ending.billed)).lines


def _billed(result: StepResults, intention: PlannedRun) -> Iterator[int]:
    for step in intention.steps:
        found = result.found.get(step.id, intention.found.get(step.id))
        balancer = found.balancer if isinstance(found, FoundBalancer) else found
        if isinstance(step.resource, ClassicLoadBalancer | RemovedLoadBalancer) and isinstance(balancer, LoadBalancer):
            yield len(balancer.subnets)
        elif isinstance(step.resource, ClassicLoadBalancer) and step.id in result.accepted:
            yield len(step.resource.subnets)  # made, and then something else failed


def _notes(setup: Setup, ending: RunResult) -> Iterator[str]:
    """Yield what is worth knowing of an end that is good; of another one, problems and bills tell."""
    if ending.account is None or ending.exit_code is not ExitCode.DONE:
        return
    if ending.removed is None:
        practice = ending.account.kind is AccountKind.PRACTICE
        template = say.NOTE_WOULD_BE_BILLED if practice else say.NOTE_BILLED
        if ending.cost is not None and ending.cost.total:
            yield template.format(setup=setup.name, total=f"{ending.cost.total:,.2f}")
        return
    if _left(setup, ending):
        gone = ", ".join(site.domain for site in setup.sites if site.domain in ending.removed)
        yield from [say.NOTE_ANSWERS.format(sites=gone)] if gone else []
    yield from _stays_of(ending)


def _left(setup: Setup, ending: RunResult) -> bool:
    """Whether some site of the setup was not to be taken away."""
    return any(site.domain not in (ending.removed or ()) for site in setup.sites)


def _stays_of(ending: RunResult) -> Iterator[str]:
    """Yield what is still there although everything that could go is gone."""
    for site in sorted(ending.removed or ()):
        requested = ending.found.get(f"{site}/validation")
        if isinstance(requested, Requested):
            for zone, record in requested.proofs:
                yield say.NOTE_RECORD_STAYS.format(name=record.name, zone=zone.name)
            for zone, record in requested.needed:
                yield say.NOTE_RECORD_NEEDED.format(name=record.name, zone=zone.name)
            for one in requested.used:
                yield say.NOTE_CERTIFICATE_STAYS.format(arn=one.arn, site=site)


def _next(ending: RunResult, setup: Setup, command: str) -> tuple[str, ...]:
    done, name = ending.exit_code is ExitCode.DONE, setup.name
    if ending.unsaved:
        verb = "--answers FILE" if ending.removed is None else "destroy --answers FILE"
        return (f"{command} {verb} --yes",)
    if ending.removed is not None:
        if not done:
            return (f"{command} destroy {name} --yes",)
        return (f"{command} status {name}", f"{command} answers {name}") if _left(setup, ending) else ()
    if done:
        return tuple(f"{command} {verb} {name}" for verb in ("status", "verify", "answers", "destroy"))
    return (f"{command} --resume {name} --yes", f"{command} doctor {name}", f"{command} destroy {name}")
