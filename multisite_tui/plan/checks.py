"""Checks against the account: what a site, or the setup as a whole, would meet, found before anything is changed.

The plan uses them, and so does whoever wants to know the same of one site alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Kind
from multisite_tui.errors import InputNeeded
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.checked import Concerns, SiteCheck, StepsCheck
from multisite_tui.plan.dns_checks import check_caa, check_cuts, check_services, check_target
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History
from multisite_tui.plan.protections import check_protections
from multisite_tui.plan.resolve import resolve
from multisite_tui.plan.topologies import topology_of
from multisite_tui.plan.topology import Planning


def check(setup: Setup, site: Site, facts: Facts, history: History | None = None) -> SiteCheck:
    """Return what is there of one site, and what stands in its way, as a plan of the whole setup would find it.

    Args:
        setup: What is asked for.
        site: One of its sites.
        facts: The account.
        history: What earlier runs left behind; None: nothing is known of any.

    Raises:
        AwsFailure: a read was refused; "denied" is never "absent".
    """
    checked = resolved_site(setup, site, facts)
    planning = planning_of(setup, [checked], facts, history or History())
    check_site(planning, checked, check_shared(planning, facts), facts)
    return checked


def resolved_site(setup: Setup, site: Site, facts: Facts) -> SiteCheck:
    """Return a site with what only the account can tell; its problems hold what is open."""
    checked = SiteCheck(site=site, place=setup.sites.index(site))
    try:
        checked.resolved = resolve(setup, site, facts, topology_of(setup).entrance(setup, site))
    except InputNeeded as open_questions:
        checked.problems += open_questions.problems
    return checked


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


def check_site(planning: Planning, checked: SiteCheck, shared: StepsCheck, facts: Facts) -> None:
    """Look at the steps of a site, and at what they come to together; nothing where a question is still open."""
    if checked.resolved is None:
        return
    topology = topology_of(planning.setup)
    checked.before = shared.by_step
    for step in topology.site_steps(planning, checked.resolved):
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
    if checked.resolved is None:
        return
    zones = checked.resolved.zones
    entrance = topology_of(planning.setup).entrance(planning.setup, checked.site)
    checked.take(Concerns(check_cuts(zones, facts), check_services(zones, facts)))
    checked.take(Concerns(*check_protections(checked.calls, facts)))
    checked.take(Concerns(check_target(entrance, facts)))
    if checked.requests_certificate:
        checked.take(Concerns(*check_caa(zones, facts)))
