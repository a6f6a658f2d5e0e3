"""Leftovers of the shared topology: what runs of earlier answers created and the current answers no longer ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.removals.setup_balancers import balancers_of_setup
from multisite_tui.aws.resources.ownership import NOTHING_TAKEN_AWAY, SETUP, SITE
from multisite_tui.calling import CALLED
from multisite_tui.errors import Advice, AdviceKind, Problem
from multisite_tui.model.setup import Setup
from multisite_tui.plan.checked import SiteCheck
from multisite_tui.plan.history import History
from multisite_tui.plan.shared.shared_costs import existing_cost

RENAMED = (
    "Set `shared: {{load_balancer: {name}}}` again; or leave it {leave}, and delete it in the console once nothing "
    "leads there."
)
GROUP_RENAMED = "Set `target_group: {name}` again; or leave it {leave}, and delete it in the console."
SITE_LEFT = (
    "Take the site away with `{called} destroy {setup} --site {site}`; or put it back into the answers, or leave"
    " it {leave}."
)
SERVED = "They were made by this setup, and visitors of the site are still served."
SERVED_A_MONTH = (
    "They were made by this setup, and visitors of the site are still served. Their load balancer costs about {total}"
    " US dollars a month, and can be taken away once they are gone."
)
LISTENER_LEFT = "Delete it in the console, ask for it in a site's `listeners`, or leave it {leave}."
RECORD_LEFT = "Put the name back into the answers, or leave its record {leave}."


def of_setup(setup: Setup, history: History, checked: Sequence[SiteCheck], facts: Facts) -> list[Problem]:
    """Return all leftovers of a setup.

    Raises:
        AwsFailure: a read was refused.
    """
    return [
        *_load_balancers(setup, facts),
        *_listeners(setup, facts),
        *_target_groups(setup, facts),
        *_records(setup, history, facts),
        *(leftover for one in checked for leftover in one.leftovers),
    ]


def of_former_sites(setup: Setup, facts: Facts) -> Iterator[Problem]:
    """Yield the target groups of sites that are no longer asked for, of a setup that has another topology by now.

    Raises:
        AwsFailure: a read was refused.
    """
    sites = {site.domain for site in setup.sites}
    # Without a load balancer, a target group serves nobody and costs nothing: it is not worth a read of each plan.
    for name, (_, site) in groups_of(setup.name, facts).items() if balancers_of_setup(setup.name, facts) else ():
        if site not in sites:
            cost = existing_cost(setup.name, facts)
            why = SERVED if cost.total is None else SERVED_A_MONTH
            yield replace(_site_left(name, site, setup.name), why=why.format(total=cost.total))


def groups_of(setup: str, facts: Facts) -> Mapping[str, tuple[TargetGroup, str]]:
    """Return the target groups with a setup's tags, by name, each with the domain of its site.

    Raises:
        AwsFailure: a read was refused.
    """
    there = facts.target_groups()
    tags = facts.target_group_tags() if there else {}
    ours = {name: tags[one.arn] for name, one in there.items() if tags.get(one.arn, {}).get(SETUP) == setup}
    return {name: (there[name], of_one[SITE]) for name, of_one in sorted(ours.items()) if SITE in of_one}


def _load_balancers(setup: Setup, facts: Facts) -> Iterator[Problem]:
    for one in balancers_of_setup(setup.name, facts):
        if one.name != setup.shared_balancer:
            yield Problem(
                code="load_balancer_left",
                what=f"Load balancer {one.name} of all sites is no longer asked for.",
                why="It was made by this setup, and is billed as long as it is there. AWS cannot give it another name.",
                key="shared.load_balancer",
            ).advised(Advice.of(AdviceKind.ACCEPT, RENAMED, name=one.name))


def _listeners(setup: Setup, facts: Facts) -> Iterator[Problem]:
    asked = {listener.port for site in setup.sites for listener in site.listeners}
    balancer = facts.application_load_balancer(setup.shared_balancer)
    if balancer is None or balancer.tags.get(SETUP) != setup.name:
        return
    for one in facts.application_listeners(balancer.arn):
        if one.port not in asked:
            yield Problem(
                code="listener_left",
                what=f"{balancer.name} has a listener that is not asked for: {one.protocol}:{one.port}.",
                why=NOTHING_TAKEN_AWAY,
                key="sites",
            ).advised(Advice.of(AdviceKind.ACCEPT, LISTENER_LEFT))


def _target_groups(setup: Setup, facts: Facts) -> Iterator[Problem]:
    asked = {(site.domain, site.target_group_name) for site in setup.sites}
    sites = {site.domain for site in setup.sites}
    for name, (_, site) in groups_of(setup.name, facts).items():
        if (site, name) not in asked:
            yield _renamed(name, site) if site in sites else _site_left(name, site, setup.name)


def _renamed(name: str, site: str) -> Problem:
    return Problem(
        code="target_group_left",
        what=f"Target group {name} of {site} is no longer asked for.",
        why="It was made by this setup, and costs nothing. AWS cannot give it another name.",
        site=site,
        key="target_group",
    ).advised(Advice.of(AdviceKind.ACCEPT, GROUP_RENAMED, name=name))


def _site_left(name: str, site: str, setup: str) -> Problem:
    return Problem(
        code="site_left",
        what=f"The site {site} is no longer asked for; its target group {name} and its rules are still there.",
        why=SERVED,
        site=site,
        key="sites",
    ).advised(Advice.of(AdviceKind.ACCEPT, SITE_LEFT, called=str(CALLED), setup=setup, site=site))


def _records(setup: Setup, history: History, facts: Facts) -> Iterator[Problem]:
    """Yield records of names that a site no longer has; the names are known only from the answers of earlier runs."""
    balancer = facts.application_load_balancer(setup.shared_balancer)
    names = set(setup.names)
    left = {name: site.domain for site in history.sites(topology="shared") for name in site.names if name not in names}
    for name, domain in left.items():
        zones = zone_facts.holding(facts.zones(), name) if balancer else ()
        target = balancer.leads_to if balancer else None
        if any(record.leads_to(target) for zone in zones for record in facts.records(zone.id, name)):
            yield Problem(
                code="record_left",
                what=f"The record of {name} still leads to load balancer {setup.shared_balancer}.",
                why="The name is no longer asked for, and visitors may still come by it.",
                site=domain,
                key="aliases",
            ).advised(Advice.of(AdviceKind.ACCEPT, RECORD_LEFT))
