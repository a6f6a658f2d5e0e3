"""The plan in one screenful: what it costs, what it leaves, what becomes of DNS, how much is changed for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from multisite_tui.model.plans import Action, DnsChange, Plan, PlannedStep
from multisite_tui.report.console import styled
from multisite_tui.report.layout import dollars, indented
from multisite_tui.report.marks import FULL, HEADING
from multisite_tui.report.plan_steps import NARROW, calm, steps_table
from multisite_tui.report.plan_text import summary
from multisite_tui.report.problems import problem_table
from multisite_tui.report.progress import site_title

COST = "About {total} US dollars a month, all of it new."
COST_MORE = "About {total} US dollars a month altogether, {new} of it new."
COST_SAME = "About {total} US dollars a month, as before."
COST_UNKNOWN = "The cost a month is not known for this region."
ALTERNATIVE = "One load balancer for all sites would cost {shared} instead: see the page Load balancers."
CHANGES = "{site}: {changes} of {count} steps change something"
KEPT = "{site}: stays as it is ({count} steps)"
WAITS = "{site}: waits for what is not ready yet ({count} steps)"
DNS_SWITCHED = "DNS, switched last, once each site works:"
DNS_CHANGE = "{name}: {before} {arrow} {after}"
DNS_KEPT = "What is replaced is kept, and put back by destroy."
NO_RECORD = "no record"
FEW = 5
"""So many changes of a site are told one by one."""


def summary_text(plan: Plan) -> Iterator[RenderableType]:
    """Yield the plan's cost, warnings, DNS changes and counts by site, the weightiest first."""
    yield styled(_cost(plan), HEADING)
    if plan.alternative is not None and plan.alternative.total is not None:
        yield styled(ALTERNATIVE.format(shared=dollars(plan.alternative.total)))
    yield from _warnings(plan)
    yield from _dns([change for change in plan.dns if change.before != change.after])
    yield Text()
    sites = [(site, list(steps)) for site, steps in groupby(_by_site(plan.steps), key=lambda step: step.site)]
    for site, steps in sorted(sites, key=lambda one: not _changes(one[1])):
        yield styled(_site(site, steps))
        yield from _few(steps)
    yield styled(summary(plan))


def _cost(plan: Plan) -> str:
    total, new = plan.cost.total, plan.added_cost
    if total is None:
        return COST_UNKNOWN
    template = COST if new == total else COST_MORE if new else COST_SAME
    return template.format(total=dollars(total), new=dollars(new or total))


def _warnings(plan: Plan) -> Iterator[RenderableType]:
    for warning in plan.warnings:
        yield Text()
        yield problem_table(warning, with_site=True)


def _dns(changes: Sequence[DnsChange]) -> Iterator[RenderableType]:
    if not changes:
        return
    yield Text()
    yield styled(DNS_SWITCHED)
    for change in changes:
        before, after = ("; ".join(records) or NO_RECORD for records in (change.before, change.after))
        yield indented(styled(DNS_CHANGE.format(name=change.name, before=before, arrow=FULL.arrow, after=after)))
    if any(change.before for change in changes):
        yield indented(styled(DNS_KEPT))


def _by_site(steps: Sequence[PlannedStep]) -> list[PlannedStep]:
    order = {step.site: place for place, step in reversed(list(enumerate(steps)))}
    return sorted(steps, key=lambda step: order[step.site])


def _few(steps: Sequence[PlannedStep]) -> Iterator[RenderableType]:
    """Yield what is changed of a site that stands, where that is little: an edit, or a repair."""
    changed = [step for step in steps if _changes_something(step)]
    if changed and len(changed) <= FEW < len(steps):
        yield indented(steps_table(changed, NARROW - 1, 0, verbose=False))


def _changes(steps: Sequence[PlannedStep]) -> int:
    return sum(map(_changes_something, steps))


def _changes_something(step: PlannedStep) -> bool:
    return step.action not in (Action.KEEP, Action.CHECK)


def _site(site: str, steps: Sequence[PlannedStep]) -> str:
    changes = _changes(steps)
    template = CHANGES if changes else KEPT if all(calm(step) for step in steps) else WAITS
    return template.format(site=site_title(site), changes=changes, count=len(steps))
