"""What a plan asks the account about load balancers and certificates, so that it can be asked ahead in parallel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.ownership import SETUP
from multisite_tui.model.setup import Setup
from multisite_tui.plan.certificate_questions import tags_of
from multisite_tui.plan.topology import Ask

HEALTH_AHEAD = 12
"""Load balancers of which the health is asked ahead. Of more, it would wait behind their attributes: ELB takes 40 reads
at once, then ten a second (`aws.rates`)."""


def first(setup: Setup, facts: Facts) -> Iterator[Ask]:
    """Yield the questions for which nothing need be known before."""
    if facts.known_load_balancers():
        yield facts.load_balancer_tags  # they are asked for by name
    yield facts.load_balancers
    yield partial(facts.tagged_rules, SETUP, setup.name)
    if any(site.secure for site in setup.sites):
        yield facts.certificates
        yield from tags_of(facts.known_certificates(), setup, facts)


def second(setup: Setup, facts: Facts) -> Iterator[Ask]:
    """Yield the details of each site's load balancer and certificate, or what one that is missing needs.

    Raises:
        AwsFailure: an answer to a first question was refused.
    """
    yield facts.load_balancer_tags
    yield from _of_balancers(setup, facts)
    if any(site.secure for site in setup.sites):
        yield from _of_certificates(setup, facts)


def of_removal(setup: Setup, facts: Facts) -> Iterator[Ask]:
    """Yield the questions with which a removal finds what to delete."""
    yield facts.load_balancer_tags
    yield partial(facts.tagged_groups, SETUP, setup.name)
    yield partial(facts.tagged_rules, SETUP, setup.name)
    yield facts.certificates


def _of_balancers(setup: Setup, facts: Facts) -> Iterator[Ask]:
    there = facts.load_balancers()
    standing = [there[site.load_balancer] for site in setup.sites if site.load_balancer in there]
    for one in standing:
        yield partial(facts.load_balancer_attributes, one.name)
        if one.instances and len(standing) <= HEALTH_AHEAD:
            yield partial(facts.instance_health, one.name, tuple(sorted(one.instances)))
    if any(site.load_balancer not in there for site in setup.sites):
        yield facts.load_balancer_quota
        for zone in zone_facts.longest_of(facts.zones(), setup.names):
            yield partial(facts.protections, zone.id)  # records of a new site will change


def _of_certificates(setup: Setup, facts: Facts) -> Iterator[Ask]:
    """Yield the tags of the certificates that the answers name, or that visitors are shown now."""
    asked = {site.load_balancer for site in setup.sites}
    balancers = [one for name, one in facts.load_balancers().items() if name in asked]
    wanted = {site.certificate for site in setup.sites} | {
        listener.certificate for one in balancers for listener in one.listeners
    }
    for one in facts.certificates():
        if one.arn in wanted:
            yield partial(facts.tagged, one)
