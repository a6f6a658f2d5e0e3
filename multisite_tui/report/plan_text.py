"""The plan as a person reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from multisite_tui.model.plans import DnsChange, MonthlyCost, Plan
from multisite_tui.model.things import TaggedThing
from multisite_tui.report import words as say
from multisite_tui.report.console import styled
from multisite_tui.report.held_text import move_text
from multisite_tui.report.layout import cost_table, dollars, duration, heading, indented
from multisite_tui.report.marks import ASIDE, HEADING
from multisite_tui.report.plan_steps import sites_text
from multisite_tui.report.problems import problem_table


def plan_text(
    plan: Plan, width: int, *, verbose: bool = False, alternative: str = say.COST_SHARED
) -> Iterator[RenderableType]:
    """Yield the plan from its heading to its one-line summary, and what would cost less.

    Args:
        plan: What to show.
        width: Columns there are.
        verbose: Whether to name the AWS calls of each step.
        alternative: The sentence about what would cost less.
    """
    yield styled(say.PLAN_HEADING.format(setup=plan.setup), HEADING)
    yield styled(say.PLAN_WHERE.format(account=plan.account, region=plan.region))
    yield from move_text(plan)
    yield from sites_text(plan.steps, width, verbose=verbose)
    yield from found_by_tags_text(plan.found_by_tags)
    yield from dns_text(plan)
    if plan.steps:
        yield from remaining_text(plan) if plan.removal else cost_text(plan.cost)
    yield from waits_text(plan)
    if plan.warnings:
        yield from heading(say.WARNINGS_HEADING)
        for warning in plan.warnings:
            yield indented(problem_table(warning, with_site=True))
    yield Text()
    yield styled(summary(plan), HEADING)
    if plan.alternative is not None and plan.alternative.total is not None and plan.cost.total is not None:
        shared, total = dollars(plan.alternative.total), dollars(plan.cost.total)
        yield styled(alternative.format(shared=shared, total=total))


def found_by_tags_text(found: Sequence[TaggedThing]) -> Iterator[RenderableType]:
    """Yield what a removal would delete although only its tags say that the setup made it."""
    if not found:
        return
    yield from heading(say.TAGGED_HEADING)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    for one in found:
        made = one.thing.made
        when = say.TAGGED_NO_DATE if made is None else say.TAGGED_MADE.format(made=made.astimezone(UTC))
        table.add_row(styled(one.thing.kind), styled(one.thing.shown), styled(when))
    yield indented(table)
    yield indented(styled(say.TAGGED_WHY))


def dns_text(plan: Plan) -> Iterator[RenderableType]:
    """Yield what each name answers now and will answer then, and where what is replaced is kept."""
    changes = plan.dns
    if not changes:
        return
    yield from heading(say.DNS_HEADING)
    for change in changes:
        template = say.DNS_NAME if change.zone else say.DNS_NAME_OUTSIDE
        yield indented(styled(template.format(name=change.name, zone=change.zone)))
        yield indented(dns_table(change), 4)
    if not plan.removal and any(change.zone and change.before and change.before != change.after for change in changes):
        yield indented(styled(say.DNS_KEPT_SHARED if plan.topology == "shared" else say.DNS_KEPT))


def dns_table(change: DnsChange) -> Table:
    """Return the record sets of one name, before and after."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    if change.before == change.after:
        table.add_row(styled(say.DNS_STAYS), records_cell(change.after))
    else:
        table.add_row(styled(say.DNS_BEFORE), records_cell(change.before))
        table.add_row(styled(say.DNS_AFTER), records_cell(change.after))
    return table


def records_cell(records: Sequence[str]) -> Text:
    """Return the record sets, one a line."""
    if not records:
        return styled(say.DNS_NO_RECORD, ASIDE)
    return Text("\n", overflow="fold").join(styled(record) for record in records)


def remaining_text(plan: Plan) -> Iterator[RenderableType]:
    """Yield what is billed once the setup, or a part of it, is taken away."""
    yield from heading(say.COST_HEADING)
    if plan.cost.total is None:
        yield indented(styled(say.COST_UNKNOWN.format(as_of=plan.cost.as_of.isoformat(), region=plan.cost.region)))
    elif not plan.cost.lines:
        yield indented(styled(say.COST_NOTHING.format(setup=plan.setup)))
    else:
        yield indented(styled(say.COST_REMAINING.format(setup=plan.setup, total=dollars(plan.cost.total))))
        yield indented(cost_table(plan.cost.lines, plan.cost.total), 4)


def cost_text(cost: MonthlyCost) -> Iterator[RenderableType]:
    """Yield the monthly cost, and what a person who fears a bill should know."""
    yield from heading(say.COST_HEADING)
    as_of = cost.as_of.isoformat()
    if cost.total is None:
        yield indented(styled(say.COST_UNKNOWN.format(as_of=as_of, region=cost.region), HEADING))
    else:
        yield indented(styled(say.COST_SUM.format(total=dollars(cost.total)), HEADING))
        yield indented(cost_table(cost.lines, cost.total), 4)
        yield indented(styled(say.COST_AS_OF.format(region=cost.region, as_of=as_of), ASIDE))
    yield indented(styled(say.COST_STOPPED))
    yield indented(styled(say.COST_NGINX))


def waits_text(plan: Plan) -> Iterator[RenderableType]:
    """Yield what to expect of each wait."""
    if not plan.waits:
        return
    yield from heading(say.WAITS_HEADING)
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column()
    for wait in plan.waits:
        table.add_row(styled(wait.what), styled(wait.usual), styled(say.WAITS_LIMIT.format(limit=duration(wait.limit))))
    yield indented(table, 4)
    yield indented(styled(say.WAITS_LATER))


def summary(plan: Plan) -> str:
    """Return the plan in one line."""
    if not plan.steps and plan.end is not None:
        return say.MOVE_NOTHING_HELD_OF_ASKED if plan.left else say.MOVE_NOTHING_HELD
    if not plan.steps and not plan.removal:
        return say.PLAN_UNMADE
    counts = Counter(str(step.action) for step in plan.steps)
    keep = counts["keep"] + counts["check"]
    if keep == len(plan.steps):
        waiting = sum(bool(step.waits_for) for step in plan.steps)
        template = say.PLAN_STILL_WAITS if waiting else say.PLAN_NOTHING
        return template.format(waiting=waiting, keep=keep)
    template = say.PLAN_SUMMARY_DELETE if counts["delete"] else say.PLAN_SUMMARY
    return template.format(
        create=counts["create"], update=counts["update"], delete=counts["delete"], keep=counts["keep"]
    )
