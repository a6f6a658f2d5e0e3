"""What a run says of the boxes of the resource map: names, load balancers and programs, by site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from multisite_tui.model.roles import Role
from multisite_tui.report.progress import ACTIVE, RunProgress, Stage
from multisite_tui.wizard.asking.resource_map import KnownStates, MapState

OF_NAMES = frozenset({Role.RECORDS, Role.OWN_RECORDS, Role.VISIT_AFTER})
OF_ENTRANCES = frozenset({Role.LOAD_BALANCER, Role.LISTENERS, Role.HOST_RULES, Role.SECURITY_GROUP, Role.OPEN_PORTS})
OF_PROGRAMS = frozenset({Role.INSTANCES, Role.TARGET_GROUP, Role.HEALTH_CHECK})


def run_states(board: RunProgress, domains: Sequence[str], serving: Mapping[int, tuple[str, ...]]) -> KnownStates:
    """Return how far the run is with each box.

    Args:
        board: Where each step stands.
        domains: The domain of each site, in the draft's order.
        serving: By place, the instances that a run would use.
    """
    names, entrances, programs = {}, {}, {}
    of_all = _stages(board, "", OF_ENTRANCES)
    for place, domain in enumerate(domains):
        names[place] = _state(_stages(board, domain, OF_NAMES))
        entrances[place] = _state([*of_all, *_stages(board, domain, OF_ENTRANCES)])
        programs[place] = _state(_stages(board, domain, OF_PROGRAMS))
    return KnownStates(names, entrances, programs, serving)


def _stages(board: RunProgress, site: str, roles: frozenset[Role]) -> list[Stage]:
    rows = board.sites[site].rows if site in board.sites else {}
    return [row.stage for name, row in rows.items() if name in board.steps and board.steps[name].role in roles]


def _state(stages: Iterable[Stage]) -> MapState:
    """Return one state for all: a failure first, then what is at work, then what is done."""
    found = set(stages)
    if Stage.FAILED in found:
        return MapState.BAD
    if found & set(ACTIVE) or {Stage.DONE, Stage.TO_DO} <= found:
        return MapState.BUSY
    return MapState.GOOD if found == {Stage.DONE} else MapState.UNKNOWN
