"""Asks ahead, in parallel, what a plan needs of the account, so that the planner finds the answers there.

The second questions are those that the answers to the first ones make possible. A read that is refused is not reported
here: its failure is the answer, and is raised where the planner needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import READ_THREADS
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.setup import Setup
from multisite_tui.plan.history import History
from multisite_tui.plan.topologies import other_topologies, topology_of
from multisite_tui.plan.topology import Ask


def ask_ahead(setup: Setup, facts: Facts, history: History | None = None) -> None:
    """Ask what every plan of the setup needs."""
    topology = topology_of(setup)
    of_others = [ask for one in other_topologies(setup, history) for ask in one.standing_questions(facts)]
    ask_all([facts.instances, facts.zones, *topology.first_questions(setup, facts), *of_others])
    with suppress(AwsFailure):
        ask_all([*_of_zones(setup, facts), *_of_network(facts), *topology.second_questions(setup, facts)])


def ask_all(questions: Iterable[Ask]) -> None:
    """Ask all of them in parallel, and return when all are answered."""
    with ThreadPoolExecutor(READ_THREADS) as pool:
        for asked in [pool.submit(question) for question in questions]:
            with suppress(AwsFailure):  # kept as the answer, and raised by the planner
                asked.result()


def _of_zones(setup: Setup, facts: Facts) -> Iterator[Ask]:
    for zone in zone_facts.longest_of(facts.zones(), setup.names):
        yield partial(facts.records, zone.id, "")
        if facts.account.kind is AccountKind.AWS:  # only its zones are in public DNS
            yield partial(facts.name_servers, zone.id)


def _of_network(facts: Facts) -> Iterator[Ask]:
    """Yield what is asked of the VPC, if all instances are in one, so that the site's must be."""
    vpcs = {instance.vpc for instance in facts.instances()} - {""}
    if len(vpcs) == 1:
        [vpc] = vpcs
        yield partial(facts.security_groups, vpc)
        yield partial(facts.subnets, vpc)
        yield partial(facts.route_tables, vpc)
        yield partial(facts.network_acls, vpc)
