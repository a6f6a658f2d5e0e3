"""Room for all sites together, where each alone would find enough."""

from __future__ import annotations

from collections.abc import Sequence

from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.security_groups import IngressRule, no_room
from multisite_tui.errors import Problem
from multisite_tui.plan.checks import SiteCheck


def check_rooms(findings: Sequence[SiteCheck]) -> list[Problem]:
    """Return a problem for each group of an instance that has no room for the ways in of all sites together."""
    wanted: dict[str, list[int]] = {}
    groups: dict[str, SecurityGroup] = {}
    for finding in findings:
        for group, new in _ingress_rules(finding):
            groups[group.id] = group
            wanted.setdefault(group.id, []).append(new)
    # Where a single site finds no room, that is told of the site.
    open_ones = [name for name, news in wanted.items() if not any(no_room(groups[name], new) for new in news)]
    problems = [no_room(groups[name], sum(wanted[name])) for name in open_ones]
    return [problem for problem in problems if problem is not None]


def _ingress_rules(finding: SiteCheck) -> list[tuple[SecurityGroup, int]]:
    """Return the groups that one site needs rules in, with how many."""
    found = [(step.resource, finding.found.get(step.id)) for step in finding.steps]
    return [
        (group, len(resource.calls(group, finding.known)))
        for resource, group in found
        if isinstance(resource, IngressRule) and isinstance(group, SecurityGroup)
    ]
