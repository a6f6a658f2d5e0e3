"""The plan's steps, by site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from multisite_tui.model.plans import Action, PlannedStep
from multisite_tui.report import words as say
from multisite_tui.report.console import styled
from multisite_tui.report.layout import heading, indented
from multisite_tui.report.marks import ACTION_MARKS, ACTION_STYLES, ASIDE
from multisite_tui.report.progress import site_title

NARROW = 72
"""Below this many columns the reason stands under its step, not beside it."""


def sites_text(steps: Sequence[PlannedStep], width: int, *, verbose: bool) -> Iterator[RenderableType]:
    """Yield each site with its steps, in the plan's order of sites; one line for each where all is kept."""
    order = {step.site: place for place, step in reversed(list(enumerate(steps)))}
    by_site = sorted(steps, key=lambda step: order[step.site])
    sites = [(site, list(of_site)) for site, of_site in groupby(by_site, key=lambda step: step.site)]
    if all(calm(step) for step in steps) and not verbose:
        yield Text()
        yield indented(kept_table(sites))
        return
    longest = max((styled(step.title).cell_len for step in steps), default=0)
    for site, of_site in sites:
        yield from heading(site_title(site))
        yield indented(steps_table(of_site, width, min(longest, (width - 14) // 2), verbose=verbose))


def calm(step: PlannedStep) -> bool:
    """Whether the step neither changes anything nor waits, so that it need not be shown by itself."""
    return step.action in (Action.KEEP, Action.CHECK) and not step.waits_for


def kept_table(sites: Sequence[tuple[str, list[PlannedStep]]]) -> Table:
    """Return a line for each site of a plan that changes nothing."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    for site, steps in sites:
        table.add_row(action_cell("keep"), styled(site_title(site)), styled(say.PLAN_ALL_KEPT.format(count=len(steps))))
    return table


def steps_table(steps: Sequence[PlannedStep], width: int, title_width: int, *, verbose: bool) -> Table:
    """Return the steps of one site; as one line where nothing would change."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    if not verbose and all(calm(step) for step in steps):
        table.add_row(action_cell("keep"), styled(say.PLAN_ALL_KEPT.format(count=len(steps))))
        return table
    if width >= NARROW:
        table.add_column(width=title_width)
    for step in steps:
        table.add_row(action_cell(step.action), *step_cells(step, narrow=width < NARROW, verbose=verbose))
    return table


def action_cell(action: str) -> Text:
    """Return the action's mark and word, such as `+ create`."""
    return styled(f"{ACTION_MARKS.get(action, '*')} {action}", ACTION_STYLES.get(action, ""))


def step_cells(step: PlannedStep, *, narrow: bool, verbose: bool) -> list[Text]:
    """Return what is made and why, side by side or one under the other."""
    reasons = [step.why]
    if step.waits_for:
        reasons.append(say.PLAN_WAITS_FOR.format(words=step.waits_for))
    if verbose and step.calls:
        reasons.append(say.PLAN_CALLS.format(calls=", ".join(step.calls)))
    title, why = styled(step.title), Text("\n", overflow="fold").join(styled(reason, ASIDE) for reason in reasons)
    return [Text("\n", overflow="fold").join([title, why])] if narrow else [title, why]
