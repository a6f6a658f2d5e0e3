"""Checks against the account: what a site, or the setup as a whole, would meet, found before anything is changed.

The plan uses them, and so does whoever wants to know the same of one site alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Kind
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.checked import Concerns, SiteCheck, StepsCheck
from multisite_tui.plan.dns_checks import check_caa, check_cuts, check_services, check_target
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History
from multisite_tui.plan.protections import check_protections
from multisite_tui.plan.resolve import resolve_so_far
from multisite_tui.plan.topologies import topology_of
from multisite_tui.plan.topology import Planning


def check(
    setup: Setup, site: Site, facts: Facts, history: History | None = None, *, while_open: bool = False
) -> SiteCheck:
    """Return what is there of one site, and what stands in its way, as a plan of the whole setup would find it.

    Args:
        setup: What is asked for.
        site: One of its sites.
        facts: The account.
        history: What earlier runs left behind; None: nothing is known of any.
        while_open: Whether to read on while something is open, such as which instance serves the site. A page wants to
            know what does not depend on that; a run asks the open question first.

    Raises:
        AwsFailure: a read was refused; "denied" is never "absent".
    """
    checked = resolved_site(setup, site, facts)
    planning = planning_of(setup, [checked], facts, history or History())
    check_site(planning, checked, check_shared(planning, facts), facts, while_open=while_open)
    return checked


def resolved_site(setup: Setup, site: Site, facts: Facts) -> SiteCheck:
    """Return a site with what only the account can tell; its problems hold what is open."""
    so_far, open_questions = resolve_so_far(setup, site, facts, topology_of(setup).entrance(setup, site))
    place = setup.sites.index(site)
    return SiteCheck(
        site=site,
        place=place,
        so_far=so_far,
        resolved=None if open_questions else so_far,
        problems=list(open_questions),
    )


def planning_of(setup: Setup, checked: Sequence[SiteCheck], facts: Facts, history: History) -> Planning:
    """Return what the steps are made from."""
    resolved = {one.site.domain: one.resolved for one in checked if one.resolved is not None}
    return Planning(setup, facts.account, history, resolved)


def check_shared(planning: Planning, facts: Facts) -> StepsCheck:
    """Return what is there of the setup as a whole, and what stands in its way."""
    checked = StepsCheck()
    for step in topology_of(planning.setup).shared_steps(planning):
        _read(step, checked, facts)
    return checked


def check_site(
    planning: Planning, checked: SiteCheck, shared: StepsCheck, facts: Facts, *, while_open: bool = False
) -> None:
    """Look at the steps of a site, and at what they come to together.

    Args:
        planning: What the steps are made from.
        checked: The site; what is found is added to it.
        shared: What was found of the setup as a whole.
        facts: The account.
        while_open: Whether to look, while a question is open, at what does not depend on it; else at nothing.
    """
    if checked.resolved is None and not while_open:
        return
    topology = topology_of(planning.setup)
    checked.before = shared.by_step
    steps = topology.site_steps if checked.resolved is not None else topology.open_steps
    for step in steps(planning, checked.so_far):
        _read(step, checked, facts, checked.place)
    checked.take(topology.check_site(checked, facts))
    _check_names(planning, checked, facts)


def _read(step: Step, checked: StepsCheck, facts: Facts, place: int | None = None) -> None:
    """Look at a step's resource, note what stands in the way, and keep the step if it belongs in the plan."""
    resource = step.resource
    if resource.kind is Kind.OBSERVE:
        checked.steps.append(step)
        return
    known = checked.found.outputs
    found = resource.read(facts, known)
    if resource.kind is Kind.CLEAN_UP and not resource.calls(found, known):
        return
    checked.steps.append(step)
    checked.by_step[step.id] = found
    checked.problems += [problem.placed(place) for problem in resource.conflicts(found, known)]
    checked.leftovers += [problem.placed(place) for problem in resource.leftovers(found)]


def _check_names(planning: Planning, checked: SiteCheck, facts: Facts) -> None:
    """Look at the site's names in DNS; at CAA only where a certificate would be requested."""
    zones = checked.so_far.zones
    entrance = topology_of(planning.setup).entrance(planning.setup, checked.site)
    checked.take(Concerns(check_cuts(zones, facts), check_services(zones, facts)))
    checked.take(Concerns(*check_protections(checked.calls, facts)))
    checked.take(Concerns(check_target(entrance, facts)))
    if checked.requests_certificate:
        checked.take(Concerns(*check_caa(zones, facts)))
