"""Checks that a group of an instance has room for the rules of all sites together."""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.security_groups import no_room
from multisite_tui.errors import Problem
from multisite_tui.model.roles import Role
from multisite_tui.plan.checked import SiteCheck


def check_group_capacity(checked: Sequence[SiteCheck]) -> list[Problem]:
    """Return a problem for each group of an instance that has no room for the ways in of all sites together."""
    wanted: dict[str, list[int]] = {}
    groups: dict[str, SecurityGroup] = {}
    for one in checked:
        for group, new in _ingress_rules(one):
            groups[group.id] = group
            wanted.setdefault(group.id, []).append(new)
    # Where a single site finds no room, that is told of the site.
    open_ones = [name for name, news in wanted.items() if not any(no_room(groups[name], new) for new in news)]
    problems = [no_room(groups[name], sum(wanted[name])) for name in open_ones]
    return [problem for problem in problems if problem is not None]


def _ingress_rules(checked: SiteCheck) -> list[tuple[SecurityGroup, int]]:
    """Return the groups that one site needs rules in, with how many."""
    known = checked.found.outputs
    steps = [step for step in checked.steps if step.role is Role.INGRESS]
    found = [(step.resource, checked.by_step.get(step.id)) for step in steps]
    return [(group, len(resource.calls(group, known))) for resource, group in found if isinstance(group, SecurityGroup)]
