"""Checks that an instance's security group has room for the rules of all sites together."""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.security_groups import no_room
from multisite_tui.errors import Problem
from multisite_tui.model.roles import Role
from multisite_tui.plan.checked import Concerns, SiteCheck


def check_group_capacity(checked: Sequence[SiteCheck]) -> Concerns:
    """Return a problem for each instance's group that lacks room for the ingress rules of all sites together.

    A group with a prefix list that could not be read is a warning.
    """
    wanted: dict[str, list[int]] = {}
    groups: dict[str, SecurityGroup] = {}
    for one in checked:
        for group, new in _ingress_rules(one):
            groups[group.id] = group
            wanted.setdefault(group.id, []).append(new)
    # If a single site alone finds too little room, that site's own problem reports it.
    open_ones = [name for name, news in wanted.items() if not any(no_room(groups[name], new) for new in news)]
    problems = [no_room(groups[name], sum(wanted[name])) for name in open_ones]
    unknown = [_unweighed(group) for name, group in groups.items() if group.unweighed and sum(wanted[name])]
    return Concerns([problem for problem in problems if problem is not None], unknown)


def _unweighed(group: SecurityGroup) -> Problem:
    return Problem(
        code="prefix_lists_unread",
        what=f"It is not known how many rules of security group {group.name} ({group.id}) its prefix lists count as: "
        f"{', '.join(sorted(group.unweighed))}.",
        why="They could not be read, and AWS counts each as the most entries that it may have.",
        next="If AWS refuses a rule for this group, ask for more under Service Quotas (code L-0EA8095F).",
        key="instances",
    )


def _ingress_rules(checked: SiteCheck) -> list[tuple[SecurityGroup, int]]:
    """Return the groups in which one site needs new rules, with the number of rules."""
    known = checked.found.outputs
    steps = [step for step in checked.steps if step.role is Role.INGRESS]
    found = [(step.resource, checked.by_step.get(step.id)) for step in steps]
    return [(group, len(resource.calls(group, known))) for resource, group in found if isinstance(group, SecurityGroup)]
