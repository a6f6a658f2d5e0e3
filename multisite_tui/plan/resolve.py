"""Resolving: finds the values of a site that the answers leave to the account, such as its subnets and zones.

A value that only the person can decide becomes a `Problem`; all problems of a site are returned together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.wanted_listeners import WantedListener
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.instance_choice import Serving, instances_of
from multisite_tui.plan.open_questions import OpenQuestions
from multisite_tui.plan.resolved import ResolvedSite
from multisite_tui.plan.subnet_choice import subnets_of
from multisite_tui.plan.zone_choice import zones_of

SubnetChoice = Callable[[Setup, Site, Sequence[Instance], Facts, EntranceLocator, OpenQuestions], tuple[str, ...]]
"""Returns the subnets of a site's entrance, given the site's instances, of which there is one at least."""


def own_subnets(
    setup: Setup,
    site: Site,
    instances: Sequence[Instance],
    facts: Facts,
    entrance: EntranceLocator,
    questions: OpenQuestions,
) -> tuple[str, ...]:
    """Return the subnets of a load balancer that serves one site.

    Raises:
        AwsFailure: a read was refused.
    """
    return subnets_of(site.subnets, instances, facts, entrance, questions)


def resolve(
    setup: Setup,
    site: Site,
    facts: Facts,
    entrance: EntranceLocator,
    others: Mapping[str, EntranceLocator] | None = None,
) -> ResolvedSite:
    """Return the site with the values that the account decides.

    Args:
        setup: The setup.
        site: One of its sites.
        facts: The account.
        entrance: The site's entrance: one that exists keeps its subnets, and its instances unless the answers name any.
        others: By domain, the entrances of the setup's sites that share the site's instances; None: there are none. The
            site's own among them may be a former one, which the site moves from.

    Raises:
        InputNeeded: with every open value of the site as a problem.
        AwsFailure: a read was refused.
    """
    resolved, problems = resolve_so_far(setup, site, facts, entrance, others)
    if problems:
        raise InputNeeded(*problems)
    return resolved


def resolve_so_far(
    setup: Setup,
    site: Site,
    facts: Facts,
    entrance: EntranceLocator,
    others: Mapping[str, EntranceLocator] | None = None,
    choose_subnets: SubnetChoice = own_subnets,
) -> tuple[ResolvedSite, tuple[Problem, ...]]:
    """Return the site with the values that the account decides, and a problem for each value that is open.

    An open value is empty: no instances and no VPC, no subnets, no zone for a name. The arguments are as in `resolve`;
    `choose_subnets` is the topology's way to choose the entrance's subnets.

    Raises:
        AwsFailure: a read was refused.
    """
    questions = OpenQuestions(site.domain, setup.sites.index(site))
    serving = Serving(setup.name, facts, {site.domain: entrance, **(others or {})})
    instances = instances_of(setup, site, facts, serving, questions)
    if site.instances is None:
        questions.of_setup()
    zones = zones_of(site, facts, questions)
    subnets = choose_subnets(setup, site, instances, facts, entrance, questions) if instances else ()
    resolved = ResolvedSite(
        site=site,
        instances=instances,
        vpc=instances[0].vpc if instances else "",
        subnets=subnets,
        zones=zones,
        listeners=listeners(site),
        health_check=health_check(site, len(instances)),
    )
    return resolved, tuple(questions.problems)


def listeners(site: Site) -> tuple[WantedListener, ...]:
    """Return the site's listeners in AWS's form."""
    return tuple(
        WantedListener(one.protocol.upper(), one.port, one.instance_protocol.upper(), one.instance_port)
        for one in site.filled_listeners
    )


def health_check(site: Site, instances: int) -> HealthCheckSettings:
    """Return the site's health check for this number of instances."""
    asked = site.health_check
    return HealthCheckSettings(
        target=site.check_target,
        interval=asked.interval,
        timeout=asked.timeout,
        unhealthy_threshold=asked.unhealthy_after(instances),
        healthy_threshold=asked.healthy_threshold,
    )


def instances_named(setup: Setup, site: Site) -> int:
    """Return the number of instances that the answers name; 1 if they name none: then the only running one serves."""
    asked = setup.instances_of(site)
    return len(asked) if isinstance(asked, tuple) else 1
