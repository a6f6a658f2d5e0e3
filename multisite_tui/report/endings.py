"""The result: how each site stands, what it costs as it stands, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from multisite_tui import answers
from multisite_tui.aws.removals.certificates import RequestedCertificates
from multisite_tui.aws.removals.load_balancers import RemovedLoadBalancer
from multisite_tui.aws.removals.unused_entrances import EntranceUse
from multisite_tui.calling import CALLED
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import ExitCode, Problem
from multisite_tui.internet.visits import Visit
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import KEPT, REMOVED, UNKNOWN, Check, Finished, SiteResult
from multisite_tui.model.plans import CostLine, MoveEnd
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.topologies import TOPOLOGIES, topology_of
from multisite_tui.report import words as say

NOT_VISITED = {
    AccountKind.PRACTICE: "the practice account serves no pages",
    AccountKind.ENDPOINT: "the endpoint in use is not AWS",
    AccountKind.AWS: "nothing was changed",
}
FORMER_URL = "https://{domain}/"
"""Of a site whose answers are gone: nearly all have a certificate."""


def finished(result: RunResult, setup: Setup, command: str, seconds: float) -> Finished:
    """Return the last event of a run."""
    sites = () if result.nothing_done else tuple(_sites(setup, result))
    return Finished(
        outcome=result.outcome,
        exit_code=result.exit_code,
        sites=sites,
        problems=(*result.problems, *_of_others(sites, result)),
        seconds=seconds,
        next=() if result.nothing_done else _next(result, setup, command),
        notes=tuple(_notes(setup, result)),
        held=() if result.nothing_done else result.held,
        billing=_billing(result),
        removal=result.removed is not None,
        removed_site=result.removed_site,
        there=result.there if result.unsaved else (),
        answers=_answers(setup, result),
    )


def _answers(setup: Setup, result: RunResult) -> str:
    """Return the answers that find the setup again, where its saved state cannot be relied on."""
    if result.account is None or not result.unsaved:
        return ""
    return answers.dump(setup.model_copy(update={"region": result.account.region}))


def _sites(setup: Setup, result: RunResult) -> Iterator[SiteResult]:
    for site in setup.sites:
        if result.end is MoveEnd.FINISH:
            yield from _moved(setup, site, result)
        elif result.removed is None:
            yield _site(setup, site, result)
        elif site.domain in result.removed:
            yield _gone(site.domain, site.url, topology_of(setup).entrance(setup, site).name, result)
    if result.end is None:
        for domain in sorted((result.removed or frozenset()) - {site.domain for site in setup.sites}):
            yield _gone(domain, FORMER_URL.format(domain=domain), _former_balancer(domain, setup, result), result)


def _moved(setup: Setup, site: Site, result: RunResult) -> Iterator[SiteResult]:
    """Yield a site whose former entrance was to be taken away; its present one was looked at before that."""
    if not any(site.domain in step.sites for step in result.found.steps):
        return
    uses = [one for one in result.found.each(Role.RECORDS, site.domain) if isinstance(one, EntranceUse)]
    there = next((one.present for one in uses if one.present), None)
    topology = topology_of(setup)
    health = topology.in_service if uses and all(one.served for one in uses) else UNKNOWN
    name = topology.entrance(setup, site).name
    problem = result.site_problems.get(site.domain)
    yield SiteResult(site.domain, site.url, name, there.dns_name if there else None, health, Check(), problem)


def _of_others(sites: Sequence[SiteResult], result: RunResult) -> Iterator[Problem]:
    """Yield the problems of sites that the answers do not have any more, and that a removal works on all the same."""
    told = {site.domain for site in sites}
    yield from (problem.of(domain) for domain, problem in result.site_problems.items() if domain not in told)


def _former_balancer(domain: str, setup: Setup, result: RunResult) -> str:
    """Return the name of the load balancer of a site that the answers do not have any more."""
    steps = [step.resource for step in result.found.steps if domain in step.sites]
    own = [one.name for one in steps if isinstance(one, RemovedLoadBalancer)]
    return next(iter(own), setup.shared_balancer if setup.topology == "shared" else "")


def _gone(domain: str, url: str, load_balancer: str, result: RunResult) -> SiteResult:
    problem = result.site_problems.get(domain)
    whole = problem is None and result.exit_code is ExitCode.DONE
    health = (KEPT if _stays(domain, result) else REMOVED) if whole else UNKNOWN
    return SiteResult(domain, url, load_balancer, None, health, Check(), problem)


def _stays(domain: str, result: RunResult) -> bool:
    """Whether the entrance stays, since it was only taken on."""
    return any(one.entrance_found(result.found, domain) is not None for one in TOPOLOGIES.values())


def _site(setup: Setup, site: Site, result: RunResult) -> SiteResult:
    topology = topology_of(setup)
    there = topology.entrance_found(result.found, site.domain)
    in_service = result.found.has(Role.INSTANCES, site.domain)
    return SiteResult(
        domain=site.domain,
        url=site.url,
        load_balancer=topology.entrance(setup, site).name,
        load_balancer_dns=there.dns_name if there else None,
        health=topology.in_service if in_service else result.waiting.of(Role.INSTANCES, site.domain) or UNKNOWN,
        check=_check(site, result),
        problem=result.site_problems.get(site.domain),
        maintenance=site.domain in result.pages,
    )


def _check(site: Site, result: RunResult) -> Check:
    before = result.found.of(Role.VISIT_BEFORE, site.domain)
    after = result.found.of(Role.VISIT_AFTER, site.domain)
    last = after or before
    if not isinstance(last, Visit):
        return Check(not_made=NOT_VISITED[result.account.kind] if result.account else "")
    return Check(before=before.message if before else "", after=after.message if after else "", ok=last.ok)


def _billing(result: RunResult) -> tuple[CostLine, ...]:
    """Return what goes on costing money although the run did not come to its end."""
    return () if result.exit_code in (ExitCode.DONE, ExitCode.CHANGES) else result.billing


def _notes(setup: Setup, result: RunResult) -> Iterator[str]:
    """Yield what no run takes away, and notes for a run that ended well; else problems and billing say enough."""
    if not result.nothing_done:
        yield from (say.NOTE_LEFT.format(what=one.what, why=one.why, next=one.next) for one in result.left)
    if result.account is None or result.exit_code is not ExitCode.DONE:
        return
    if result.removed is None:
        for page in result.pages:
            yield say.NOTE_MAINTENANCE.format(called=CALLED, setup=setup.name, site=page)
        practice = result.account.kind is AccountKind.PRACTICE
        template = say.NOTE_WOULD_BE_BILLED if practice else say.NOTE_BILLED
        if result.cost is not None and result.cost.total:
            yield template.format(setup=setup.name, total=f"{result.cost.total:,.2f}")
        return
    if _left(setup, result):
        gone = ", ".join(site.domain for site in setup.sites if site.domain in result.removed)
        yield from [say.NOTE_ANSWERS.format(sites=gone)] if gone else []
    yield from _stays_of(result)


def _left(setup: Setup, result: RunResult) -> bool:
    """Whether some site of the setup was not to be taken away."""
    return any(site.domain not in (result.removed or ()) for site in setup.sites)


def _stays_of(result: RunResult) -> Iterator[str]:
    """Yield what is still there although everything that could go is gone."""
    for site in sorted(result.removed or ()):
        requested = result.found.of(Role.VALIDATION, site)
        if isinstance(requested, RequestedCertificates):
            for zone, record in requested.validation_records:
                yield say.NOTE_RECORD_STAYS.format(name=record.name, zone=zone.name)
            for zone, record in requested.needed:
                yield say.NOTE_RECORD_NEEDED.format(name=record.name, zone=zone.name)
            for one in requested.used:
                yield say.NOTE_CERTIFICATE_STAYS.format(arn=one.arn, site=site)


def _next(result: RunResult, setup: Setup, command: str) -> tuple[str, ...]:
    done, name = result.exit_code is ExitCode.DONE, setup.name
    if result.removed is not None and (result.unsaved or not done):
        what = "--answers FILE" if result.unsaved else name
        only = f" --site {result.removed_site}" if result.removed_site else ""
        return (f"{command} destroy {what}{only} --yes",)
    if result.unsaved:
        return (f"{command} --answers FILE --yes",)
    if result.removed is not None:
        return (f"{command} status {name}", f"{command} answers {name}") if _left(setup, result) else ()
    back = (f"{command} move {name} --{MoveEnd.BACK}",) if result.held else ()
    if result.end is not None and not done:
        on = (f"{command} move {name} --{result.end} --yes", f"{command} doctor {name}")
        return (*on, *(back if result.end is MoveEnd.FINISH else ()), f"{command} status {name}")
    ends = (f"{command} move {name} --{MoveEnd.FINISH}", *back) if result.held else ()
    if done:
        # Where DNS is kept elsewhere, a rehearsal does not wait for the records, and a person may want them again.
        outside = (f"{command} status {name} --zone-file",) if any(site.dns.external for site in setup.sites) else ()
        return (*outside, *ends, *(f"{command} {verb} {name}" for verb in ("status", "verify", "answers", "destroy")))
    return (f"{command} --resume {name} --yes", f"{command} doctor {name}", *back, f"{command} destroy {name}")
