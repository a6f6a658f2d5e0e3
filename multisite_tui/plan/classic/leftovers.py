"""Leftovers: what runs of earlier answers created and the current answers no longer ask for.

A run never deletes a load balancer, a record or a security group because an answer was removed. It names them, and goes
on only after the person has accepted that they stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.ownership import SETUP, SITE
from multisite_tui.calling import CALLED
from multisite_tui.errors import Advice, AdviceKind, Problem
from multisite_tui.model.plans import MonthlyCost
from multisite_tui.model.security_groups import ExistingSecurityGroup, NewSecurityGroup
from multisite_tui.model.setup import Setup
from multisite_tui.plan.checked import SiteCheck
from multisite_tui.plan.classic.balancer_costs import cost_of
from multisite_tui.plan.classic.site_removal import NAME
from multisite_tui.plan.history import History

RENAMED = (
    "Set `load_balancer: {name}` again; or leave it {leave}, and delete it in the console once nothing leads there."
)
SITE_LEFT = (
    "Take the site away with `{called} destroy {setup} --site {site}`; or put it back into the answers, or leave"
    " it {leave}."
)
BILLED = "It was made by this setup, and is billed as long as it is there."
BILLED_A_MONTH = "It was made by this setup, and costs about {total} US dollars a month as long as it is there."
GROUP_LEFT = "Put its name back into the answers, or leave it {leave}."
RECORD_LEFT = "Put the name back into the answers, or leave its record {leave}."


def of_setup(setup: Setup, history: History, checked: Sequence[SiteCheck], facts: Facts) -> list[Problem]:
    """Return all leftovers of a setup.

    Raises:
        AwsFailure: a read was refused.
    """
    return [
        *_load_balancers(setup, facts),
        *_security_groups(setup, checked, facts),
        *_records(setup, history, facts),
        *(leftover for one in checked for leftover in one.leftovers),
    ]


def of_former_sites(setup: Setup, facts: Facts) -> Iterator[Problem]:
    """Yield the load balancers of sites that are no longer asked for, of a setup that has another topology by now.

    Raises:
        AwsFailure: a read was refused.
    """
    sites = {site.domain for site in setup.sites}
    for name, tags in sorted(facts.load_balancer_tags().items()):
        site = tags.get(SITE)
        if tags.get(SETUP) == setup.name and site is not None and site not in sites:
            yield _site_left(name, site, setup.name, cost_of(name, facts))


def _load_balancers(setup: Setup, facts: Facts) -> Iterator[Problem]:
    asked = {(site.domain, site.load_balancer) for site in setup.sites}
    sites = {site.domain for site in setup.sites}
    for name, tags in sorted(facts.load_balancer_tags().items()):
        site = tags.get(SITE)  # without this tag it serves all sites, and belongs to another topology
        if tags.get(SETUP) == setup.name and site is not None and (site, name) not in asked:
            yield _renamed(name, site) if site in sites else _site_left(name, site, setup.name, cost_of(name, facts))


def _renamed(name: str, site: str) -> Problem:
    return Problem(
        code="load_balancer_left",
        what=f"Load balancer {name} of {site} is no longer asked for.",
        why="It was made by this setup, and is billed as long as it is there. AWS cannot give it another name.",
        site=site,
        key="load_balancer",
    ).advised(Advice.of(AdviceKind.ACCEPT, RENAMED, name=name))


def _site_left(name: str, site: str, setup: str, cost: MonthlyCost) -> Problem:
    why = BILLED if cost.total is None else BILLED_A_MONTH
    return Problem(
        code="load_balancer_left",
        what=f"The site {site} is no longer asked for; its load balancer {name} is still there.",
        why=why.format(total=cost.total),
        site=site,
        key="sites",
    ).advised(Advice.of(AdviceKind.ACCEPT, SITE_LEFT, called=str(CALLED), setup=setup, site=site))


def _security_groups(setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> Iterator[Problem]:
    asked = {(site.domain, _group_name(site.security_group, site.load_balancer)) for site in setup.sites}
    given = {site.security_group.id for site in setup.sites if isinstance(site.security_group, ExistingSecurityGroup)}
    sites = {site.domain for site in setup.sites}
    vpcs = {one.resolved.vpc for one in checked if one.resolved}
    groups = [group for vpc in sorted(vpcs) for group in facts.security_groups(vpc)]
    for group in groups:
        site = group.tags.get(SITE, "")
        # If a site is no longer in the answers, its load balancer is reported as a leftover; its group is not repeated.
        known = (site, group.name.lower()) in asked or group.id in given
        if group.tags.get(SETUP) == setup.name and site in sites and not known:
            yield Problem(
                code="security_group_left",
                what=f"Security group {group.name} ({group.id}) of {site} is no longer asked for.",
                why="It was made by this setup, and costs nothing. AWS cannot give a group another name.",
                site=site,
                key="security_group.name",
            ).advised(Advice.of(AdviceKind.ACCEPT, GROUP_LEFT))


def _group_name(asked: object, load_balancer: str) -> str:
    return (asked.name or load_balancer).lower() if isinstance(asked, NewSecurityGroup) else ""


def _records(setup: Setup, history: History, facts: Facts) -> Iterator[Problem]:
    """Yield records of names that a site no longer has; the names are known only from the answers of earlier runs."""
    names = set(setup.names)
    left = {
        (name, site.load_balancer): site.domain
        for site in history.sites(topology=NAME)
        for name in site.names
        if name not in names
    }
    for (name, load_balancer), domain in left.items():
        if _leads_to(name, load_balancer, facts):
            yield Problem(
                code="record_left",
                what=f"The record of {name} still leads to load balancer {load_balancer}.",
                why="The name is no longer asked for, and visitors may still come by it.",
                site=domain,
                key="aliases",
            ).advised(Advice.of(AdviceKind.ACCEPT, RECORD_LEFT))


def _leads_to(name: str, load_balancer: str, facts: Facts) -> bool:
    entrance = ClassicEntrance(load_balancer).read(facts)
    target = entrance.leads_to if entrance else None
    zones = zone_facts.holding(facts.zones(), name) if target else ()
    return any(record.leads_to(target) for zone in zones for record in facts.records(zone.id, name))
