"""Checks against the account: find the problems of a site, or of the setup as a whole, before anything is changed.

The planner uses them, and so do the wizard's pages, which check one site at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Kind
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.checked import Concerns, SiteCheck, StepsCheck
from multisite_tui.plan.dns_checks import (
    check_caa,
    check_caa_outside,
    check_cuts,
    check_outside,
    check_services,
    check_target,
    check_wildcards,
    check_wildcards_outside,
)
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History
from multisite_tui.plan.protections import check_protections
from multisite_tui.plan.renewals import check_renewal
from multisite_tui.plan.resolve import resolve_so_far
from multisite_tui.plan.topologies import predecessors, topology_of
from multisite_tui.plan.topology import Planning


def check(
    setup: Setup, site: Site, facts: Facts, history: History | None = None, *, while_open: bool = False
) -> SiteCheck:
    """Return what exists of one site, and its problems, as a plan of the whole setup would find them.

    Args:
        setup: The setup.
        site: One of its sites.
        facts: The account.
        history: What is known of earlier runs; None if nothing is.
        while_open: Whether to go on while a value is open, such as which instance serves the site. A page wants to
            know what does not depend on that value; a run stops and asks for the value.

    Raises:
        AwsFailure: a read was refused; a denied read is never taken for "absent".
    """
    checked = resolved_site(setup, site, facts, history)
    planning = planning_of(setup, [checked], facts, history or History())
    check_site(planning, checked, check_shared(planning, facts), facts, while_open=while_open)
    return checked


def resolved_site(setup: Setup, site: Site, facts: Facts, history: History | None = None) -> SiteCheck:
    """Return a site with the values that the account decides; its problems name the values that are open."""
    topology = topology_of(setup)
    sharing = [one for one in setup.sites if one.instances is None]
    entrances = {one.domain: _serving(setup, one, facts, history) for one in sharing}
    so_far, open_questions = resolve_so_far(
        setup, site, facts, topology.entrance(setup, site), entrances, topology.choose_subnets
    )
    place = setup.sites.index(site)
    return SiteCheck(
        site=site,
        place=place,
        so_far=so_far,
        resolved=None if open_questions else so_far,
        problems=list(open_questions),
    )


def _serving(setup: Setup, site: Site, facts: Facts, history: History | None) -> EntranceLocator:
    """Return the entrance that knows which instances serve the site: in a move, the former one until the new one does.

    Raises:
        AwsFailure: a read was refused.
    """
    own = topology_of(setup).entrance(setup, site)
    found = own.read(facts)
    if found is not None and found.instances:
        return own
    return next(iter(predecessors(setup, site.domain, facts, history)), own)


def planning_of(setup: Setup, checked: Sequence[SiteCheck], facts: Facts, history: History) -> Planning:
    """Return the input from which the steps are made.

    Raises:
        AwsFailure: a read was refused.
    """
    resolved = {one.site.domain: one.resolved for one in checked if one.resolved is not None}
    former = {one.site.domain: predecessors(setup, one.site.domain, facts, history) for one in checked}
    return Planning(setup, facts.account, history, resolved, former)


def check_shared(planning: Planning, facts: Facts) -> StepsCheck:
    """Read the steps of the setup as a whole, and return what exists and which problems there are."""
    checked = StepsCheck()
    for step in topology_of(planning.setup).shared_steps(planning):
        _read(step, checked, facts, planning.history)
    return checked


def check_site(
    planning: Planning, checked: SiteCheck, shared: StepsCheck, facts: Facts, *, while_open: bool = False
) -> None:
    """Read the steps of a site, and check what they would do together.

    Args:
        planning: The input from which the steps are made.
        checked: The site; the results are added to it.
        shared: The results of the setup as a whole.
        facts: The account.
        while_open: Whether to read, while a value is open, the steps that do not depend on it; if not, none is read.
    """
    if checked.resolved is None and not while_open:
        return
    topology = topology_of(planning.setup)
    checked.before = shared.found
    steps = topology.site_steps if checked.resolved is not None else topology.open_steps
    for step in steps(planning, checked.so_far):
        _read(step, checked, facts, planning.history, checked.place)
    checked.take(topology.check_site(checked, facts))
    checked.take(check_renewal(checked, checked.site.domain, facts))
    _check_names(planning, checked, facts)


def _read(step: Step, checked: StepsCheck, facts: Facts, history: History, place: int | None = None) -> None:
    """Read a step's resource, add its problems, and keep the step if it belongs in the plan."""
    resource = step.resource
    if resource.kind is Kind.OBSERVE:
        checked.steps.append(step)
        return
    known = checked.found.outputs
    found = resource.read(facts, known)
    # What a run that stopped has changed may not be served yet, and the steps after it must wait for that.
    waits = resource.wait is not None and bool(history.replies.get(step.id))
    if resource.kind in (Kind.PREPARE, Kind.CLEAN_UP) and not waits and not resource.calls(found, known):
        checked.left_out.add(step.id)
        return
    checked.steps.append(step)
    checked.by_step[step.id] = found
    checked.problems += [problem.placed(place) for problem in resource.conflicts(found, known)]
    checked.warnings += [warning.of(step.site or None) for warning in resource.warnings(found)]
    checked.leftovers += [problem.placed(place) for problem in resource.leftovers(found)]


def _check_names(planning: Planning, checked: SiteCheck, facts: Facts) -> None:
    """Check the site's names in DNS; CAA only if a certificate would be requested."""
    zones = checked.so_far.zones
    entrance = topology_of(planning.setup).entrance(planning.setup, checked.site)
    checked.take(Concerns(check_cuts(zones, facts), [*check_services(zones, facts), *check_wildcards(zones, facts)]))
    checked.take(Concerns(*check_protections(checked.calls, facts)))
    checked.take(Concerns(check_target(entrance, facts)))
    outside = checked.site.names if checked.site.dns.external else ()
    checked.take(Concerns(warnings=check_outside(outside, facts)))
    if checked.requests_certificate:
        checked.take(Concerns(*check_caa(zones, facts)))
        checked.take(Concerns(*check_caa_outside(outside, facts)))
        checked.take(Concerns(warnings=check_wildcards_outside(outside, facts)))
