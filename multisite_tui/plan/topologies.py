"""The available topologies, by their name in the answers."""

from __future__ import annotations

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.model.plans import HeldEntrance, MonthlyCost
from multisite_tui.model.setup import Setup
from multisite_tui.plan.classic.classic import ClassicTopology
from multisite_tui.plan.costs import total_cost
from multisite_tui.plan.history import History
from multisite_tui.plan.shared.shared import SharedTopology
from multisite_tui.plan.topology import Topology

_ALL: tuple[Topology, ...] = (ClassicTopology(), SharedTopology())
TOPOLOGIES: dict[str, Topology] = {one.name: one for one in _ALL}


def topology_of(setup: Setup) -> Topology:
    """Return the topology that the answers ask for."""
    return TOPOLOGIES[setup.topology]


def other_topologies(setup: Setup, history: History | None = None) -> list[Topology]:
    """Return the topologies that the answers do not ask for, and from which the setup may have been moved.

    Args:
        setup: The setup.
        history: What the journal records: a topology that no run of the setup had made nothing, and AWS need not be
            asked. Without a journal, any of them may have.
    """
    known = history.topologies if history else frozenset[str]()
    return [one for name, one in TOPOLOGIES.items() if name != setup.topology and (not known or name in known)]


def held_of(setup: Setup, facts: Facts, history: History | None = None) -> tuple[HeldEntrance, ...]:
    """Return what stands of the topologies that the answers do not ask for, for the sites that they ask for.

    Raises:
        AwsFailure: a read was refused.
    """
    sites = [site.domain for site in setup.sites]
    return tuple(found for one in other_topologies(setup, history) for found in one.held(setup.name, sites, facts))


def standing_cost(setup: Setup, facts: Facts, history: History | None = None) -> MonthlyCost:
    """Return the monthly cost of all that stands of a setup, whichever topology made it, and whether it is asked for.

    Raises:
        AwsFailure: a read was refused.
    """
    topologies = (topology_of(setup), *other_topologies(setup, history))
    return total_cost(one.current_cost(setup.name, facts) for one in topologies)


def predecessors(
    setup: Setup, domain: str, facts: Facts, history: History | None = None
) -> tuple[EntranceLocator, ...]:
    """Return the entrances that stand for a site and that another topology made than the answers ask for.

    Raises:
        AwsFailure: a read was refused.
    """
    return tuple(one for other in other_topologies(setup, history) for one in other.standing(setup.name, domain, facts))
