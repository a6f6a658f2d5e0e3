"""The available topologies, by their name in the answers."""

from __future__ import annotations

from multisite_tui.model.setup import Setup
from multisite_tui.plan.classic.classic import ClassicTopology
from multisite_tui.plan.topology import Topology

TOPOLOGIES: dict[str, Topology] = {one.name: one for one in (ClassicTopology(),)}


def topology_of(setup: Setup) -> Topology:
    """Return the topology that the answers ask for."""
    return TOPOLOGIES[setup.topology]
