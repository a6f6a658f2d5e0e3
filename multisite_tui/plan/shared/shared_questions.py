"""What a plan asks the account about the load balancer of all sites, so that it can be asked ahead in parallel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.application_listeners import ApplicationListener
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.ownership import SETUP
from multisite_tui.model.setup import Setup
from multisite_tui.plan.certificate_questions import tags_of
from multisite_tui.plan.topology import Ask


def first(setup: Setup, facts: Facts) -> Iterator[Ask]:
    """Yield the questions for which nothing need be known before, and those on listeners that are known already."""
    yield facts.application_load_balancers
    yield facts.target_groups
    yield facts.load_balancers  # a Classic Load Balancer may have the name
    yield partial(facts.tagged_rules, SETUP, setup.name)
    if any(site.secure for site in setup.sites):
        yield facts.certificates
        yield from tags_of(facts.known_certificates(), setup, facts)
    for one in facts.known_listeners():
        yield partial(facts.application_listeners, one.load_balancer)
        yield from _of_listener(one, facts)
        yield facts.application_tags
        yield facts.target_group_tags


def second(setup: Setup, facts: Facts) -> Iterator[Ask]:
    """Yield the details of the load balancer, of the sites' target groups and certificates, or what a new site needs.

    Raises:
        AwsFailure: an answer to a first question was refused.
    """
    yield facts.application_tags
    yield facts.target_group_tags
    balancer = facts.application_load_balancers().get(setup.shared_balancer)
    if balancer is not None:
        yield partial(facts.application_attributes, balancer.arn)
        yield partial(_listeners, balancer.arn, facts)
    if any(site.secure for site in setup.sites):
        yield from tags_of(facts.certificates(), setup, facts)
    groups = facts.target_groups()
    for site in setup.sites:
        if (group := groups.get(site.target_group_name)) is not None:
            yield partial(facts.target_group_attributes, group.arn)
            yield partial(facts.target_health, group.arn)
    if any(site.target_group_name not in groups for site in setup.sites):
        yield facts.application_quotas
        for zone in zone_facts.longest_of(facts.zones(), setup.names):
            yield partial(facts.protections, zone.id)  # records of a new site will change


def of_removal(setup: Setup, facts: Facts) -> Iterator[Ask]:
    """Yield the questions with which a removal finds what to delete."""
    yield facts.application_tags
    yield facts.target_group_tags
    yield partial(facts.tagged_groups, SETUP, setup.name)
    yield partial(facts.tagged_rules, SETUP, setup.name)
    yield facts.certificates


def _listeners(balancer: str, facts: Facts) -> None:
    """Ask for the listeners of a load balancer, and for the rules and certificates of each."""
    for one in facts.application_listeners(balancer):
        for ask in _of_listener(one, facts):
            ask()


def _of_listener(listener: ApplicationListener, facts: Facts) -> Iterator[Ask]:
    yield partial(facts.host_rules, listener.arn)
    if listener.certificate is not None:
        yield partial(facts.listener_certificates, listener.arn)
