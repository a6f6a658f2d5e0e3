"""Checks against the account: what one site would meet, found before anything is changed.

`check` is worn by the plan, and by whoever wants to know the same of one site alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from multisite_tui.aws.calls import Call
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.resources.base import StepOutputs
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.errors import Problem
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.call_checks import check_outage, check_protections, check_tags
from multisite_tui.plan.classic import ClassicSite
from multisite_tui.plan.dns_checks import check_caa, check_cuts, check_services, check_target
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History
from multisite_tui.plan.resolve import ResolvedSite, resolve_so_far

TOPOLOGIES = {"classic": ClassicSite}


@dataclass
class SiteCheck:
    """One site against the account as it is."""

    site: Site
    so_far: ResolvedSite
    """The site with what the account tells of it; what is still open is empty."""
    resolved: ResolvedSite | None = None
    """The same; None while something is open."""
    steps: list[Step] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)
    """What each step's resource was found as."""
    problems: list[Problem] = field(default_factory=list)
    """What must be settled before the first change."""
    warnings: list[Problem] = field(default_factory=list)
    leftovers: list[Problem] = field(default_factory=list)
    """What is there, is no longer asked for, and is not taken away; it stops the run until the person accepts it."""

    @property
    def known(self) -> StepOutputs:
        """What the steps have found, for those that build on it."""
        return StepOutputs(self.found)

    @property
    def calls(self) -> list[Call]:
        """What the steps would do."""
        looked = [step for step in self.steps if not step.resource.observes]
        return [call for step in looked for call in step.resource.calls(self.found.get(step.id), self.known)]

    @property
    def requests_certificate(self) -> bool:
        """Whether a certificate is still to be requested."""
        choice = self.found.get(f"{self.site.domain}/certificate")
        return isinstance(choice, CertificateChoice) and choice.certificate is None


def check(
    setup: Setup, site: Site, facts: Facts, past: History | None = None, *, while_open: bool = False
) -> SiteCheck:
    """Return what is there of a site, and what stands in its way.

    Args:
        setup: The setup that the site is of.
        site: The site.
        facts: The account.
        past: What earlier runs left behind.
        while_open: Whether to read on while something is open, such as which instance serves the site. A page wants to
            know what does not depend on that; a run asks the open question first.

    Raises:
        AwsFailure: a read was refused; "denied" is never "absent".
    """
    resolved, open_questions = resolve_so_far(setup, site, facts)
    finding = SiteCheck(site, resolved, None if open_questions else resolved, problems=list(open_questions))
    if open_questions and not while_open:
        return finding
    builder = TOPOLOGIES[setup.topology](setup, resolved, facts.account, past or History())
    visits = facts.account.kind is AccountKind.AWS
    for step in builder.steps_while_open() if open_questions else builder.steps(visits=visits):
        if step.resource.observes or _look(step, finding, facts, setup.sites.index(site)):
            finding.steps.append(step)
    _check_balancer(finding, facts, setup.sites.index(site))
    _check_names(finding, facts, setup.sites.index(site))
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


def _look(step: Step, finding: SiteCheck, facts: Facts, place: int) -> bool:
    """Look, note what stands in the way, and return whether the step belongs in the plan."""
    found = step.resource.read(facts, finding.known)
    if step.resource.tidies and not step.resource.calls(found, finding.known):
        return False
    finding.found[step.id] = found
    finding.problems += [_placed(problem, place) for problem in step.resource.conflicts(found, finding.known)]
    finding.leftovers += [_placed(problem, place) for problem in step.resource.leftovers(found)]
    return True


def _check_balancer(finding: SiteCheck, facts: Facts, place: int) -> None:
    """Look at a load balancer that is there and is this site's, or is taken on: can it serve the site at all?"""
    balancer = finding.found.get(f"{finding.site.domain}/load_balancer")
    taken = any(problem.code == "load_balancer_taken" for problem in finding.problems)
    if finding.resolved is None or not isinstance(balancer, LoadBalancer) or taken:
        return
    apart = [_vpc_apart(balancer, finding.resolved.vpc)] if balancer.vpc not in ("", finding.resolved.vpc) else []
    exchanged = [] if apart else _exchanged(balancer, finding.resolved, facts)
    for problem in [*apart, *exchanged, *check_tags(balancer, finding.calls)]:
        finding.problems.append(_placed(problem.of(finding.site.domain), place))
    finding.warnings += [warning.of(finding.site.domain) for warning in check_outage(finding.calls)]


def _check_names(finding: SiteCheck, facts: Facts, place: int) -> None:
    """Look at the site's names in DNS; at CAA only where a certificate would be requested."""
    zones = finding.so_far.zones
    told = [(check_cuts(zones, facts), check_services(zones, facts)), check_protections(finding.calls, facts)]
    told.append((check_target(finding.site.load_balancer, facts), []))
    if finding.requests_certificate:
        told.append(check_caa(zones, facts))
    for problems, warnings in told:
        finding.problems += [_placed(problem.of(finding.site.domain), place) for problem in problems]
        finding.warnings += [problem.of(finding.site.domain) for problem in warnings]


def _placed(problem: Problem, place: int) -> Problem:
    key = f"sites[{place}].{problem.key}" if problem.key else None
    return replace(problem, key=key)


def _exchanged(balancer: LoadBalancer, resolved: ResolvedSite, facts: Facts) -> list[Problem]:
    """Return subnets that would have to take the place of another one in their zone.

    A load balancer has one subnet a zone and never none (elb, `AttachLoadBalancerToSubnets`,
    `DetachLoadBalancerFromSubnets`), so that neither can come first.
    """
    zone_of = {subnet.id: subnet.zone for subnet in facts.subnets(resolved.vpc)}
    there = {zone_of.get(subnet): subnet for subnet in balancer.subnets}
    new = [subnet for subnet in resolved.subnets if subnet not in balancer.subnets and zone_of.get(subnet) in there]
    return [_subnet_exchanged(balancer.name, subnet, there[zone_of[subnet]], zone_of[subnet]) for subnet in new]


def _subnet_exchanged(name: str, wanted: str, there: str, zone: str) -> Problem:
    return Problem(
        code="subnet_exchanged",
        what=f"Load balancer {name} is in {there}, and {wanted} in the same zone, {zone}, is asked for instead.",
        why="AWS allows a load balancer one subnet a zone and never none, so that the two cannot be exchanged.",
        next=f"Put {there} back into `subnets`; for the other one, give the load balancer another name.",
        key="subnets",
    )


def _vpc_apart(balancer: LoadBalancer, vpc: str) -> Problem:
    return Problem(
        code="load_balancer_apart",
        what=f"Load balancer {balancer.name} is in {balancer.vpc}, and the instances are in {vpc}.",
        why="A Classic Load Balancer reaches only instances of its own VPC, and cannot move to another.",
        next="Choose another `load_balancer` name to have one made beside the instances, or name instances of its VPC.",
        key="load_balancer",
    )


def _quota_reached(quota: int, there: int, new: int) -> Problem:
    return Problem(
        code="TooManyLoadBalancers",
        what=f"The region may hold {quota} Classic Load Balancers; {there} are there, and this setup needs {new} more.",
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
