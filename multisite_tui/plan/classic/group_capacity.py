"""Checks that an instance's security group has room for the rules of all sites together."""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.security_groups import no_room
from multisite_tui.errors import Problem
from multisite_tui.model.roles import Role
from multisite_tui.plan.checked import SiteCheck


def check_group_capacity(checked: Sequence[SiteCheck]) -> list[Problem]:
    """Return a problem for each instance's group that lacks room for the ingress rules of all sites together."""
    wanted: dict[str, list[int]] = {}
    groups: dict[str, SecurityGroup] = {}
    for one in checked:
        for group, new in _ingress_rules(one):
            groups[group.id] = group
            wanted.setdefault(group.id, []).append(new)
    # If a single site alone finds too little room, that site's own problem reports it.
    open_ones = [name for name, news in wanted.items() if not any(no_room(groups[name], new) for new in news)]
    problems = [no_room(groups[name], sum(wanted[name])) for name in open_ones]
    return [problem for problem in problems if problem is not None]


def _ingress_rules(checked: SiteCheck) -> list[tuple[SecurityGroup, int]]:
    """Return the groups in which one site needs new rules, with the number of rules."""
    known = checked.found.outputs
    steps = [step for step in checked.steps if step.role is Role.INGRESS]
    found = [(step.resource, checked.by_step.get(step.id)) for step in steps]
    return [(group, len(resource.calls(group, known))) for resource, group in found if isinstance(group, SecurityGroup)]
