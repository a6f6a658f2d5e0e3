"""The end of a run as a person reads it: how each site stands, what is billed, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from multisite_tui.errors import Problem
from multisite_tui.model.events import KEPT, REMOVED, Check, Finished, Outcome, SiteResult
from multisite_tui.model.terms import HEALTHY, IN_SERVICE
from multisite_tui.report import words as say
from multisite_tui.report.console import styled
from multisite_tui.report.held_text import held_lines
from multisite_tui.report.layout import cost_table, elapsed, heading, indented
from multisite_tui.report.marks import BAD, GOOD, HEADING, OPEN, Marks
from multisite_tui.signals import NOTHING_CHANGED

CHECK_WIDTH = 20
"""Columns that a visitor's view needs at least; a table that cannot give them becomes a list."""
STANDING_WIDTH = 2 + len(say.WORD_PROBLEM)
"""Columns of a sign, a space and the longest word."""
GAP = 2
OUTCOMES = {
    Outcome.COMPLETE: say.COMPLETE,
    Outcome.UNCHANGED: say.UNCHANGED,
    Outcome.PLANNED: say.PLANNED,
    Outcome.REFUSED: say.REFUSED,
    Outcome.PARTIAL: say.PARTIAL,
    Outcome.FAILED: say.FAILED,
    Outcome.TIMED_OUT: say.TIMED_OUT,
    Outcome.INTERRUPTED: say.INTERRUPTED,
}

REMOVALS = {
    Outcome.COMPLETE: say.REMOVED,
    Outcome.UNCHANGED: say.NOTHING_THERE,
    Outcome.INTERRUPTED: say.REMOVAL_INTERRUPTED,
    Outcome.TIMED_OUT: say.REMOVAL_STOPPED,
    Outcome.PARTIAL: say.REMOVAL_STOPPED,
    Outcome.FAILED: say.REMOVAL_STOPPED,
}
REMOVALS_OF_A_SITE = {
    Outcome.COMPLETE: say.SITE_REMOVED,
    Outcome.UNCHANGED: say.SITE_NOTHING_THERE,
    Outcome.INTERRUPTED: say.SITE_REMOVAL_INTERRUPTED,
    Outcome.TIMED_OUT: say.SITE_REMOVAL_STOPPED,
    Outcome.PARTIAL: say.SITE_REMOVAL_STOPPED,
    Outcome.FAILED: say.SITE_REMOVAL_STOPPED,
}
UNTOUCHED = {Outcome.FAILED: say.STAYED_AS_IT_WAS, Outcome.INTERRUPTED: NOTHING_CHANGED}
"""Of a run that ended before its first step."""


def nothing_changed(finished: Finished) -> bool:
    """Whether the run failed or was interrupted before its first step.

    Only a removal may take its steps and have no site to report on, where the answers do not have the site any more.
    """
    return finished.outcome in UNTOUCHED and not finished.sites and not finished.removal


def outcome_sentence(finished: Finished, setup: str) -> str:
    """Return how the run ended, in one sentence."""
    if finished.answers:
        return say.UNSAVED.format(setup=setup or say.UNNAMED_SETUP, clock=elapsed(finished.seconds))
    if nothing_changed(finished):
        return UNTOUCHED[finished.outcome]
    removals = REMOVALS_OF_A_SITE if finished.removed_site else REMOVALS
    sentences = {**OUTCOMES, **removals} if finished.removal else OUTCOMES
    return sentences[finished.outcome].format(
        setup=setup or say.UNNAMED_SETUP, site=finished.removed_site, clock=elapsed(finished.seconds)
    )


def all_problems(finished: Finished) -> list[Problem]:
    """Return the run's problems and those of its sites, each once."""
    of_sites = [site.problem.of(site.domain) for site in finished.sites if site.problem]
    return list(dict.fromkeys([*finished.problems, *of_sites]))


def finish_text(finished: Finished, width: int, marks: Marks) -> Iterator[RenderableType]:
    """Yield the sites, what is billed now, and the heading of the next commands."""
    if finished.sites:
        yield Text()
        yield sites_table(finished.sites, marks) if fits(finished.sites, width) else sites_list(finished.sites, marks)
    for why in dict.fromkeys(site.check.not_made for site in finished.sites if site.check.not_made):
        yield styled(say.CHECK_WHY_NOT.format(why=why))
    if finished.billing:
        total = sum((line.count * line.each for line in finished.billing), Decimal(0))
        yield from heading(say.BILLING_HEADING)
        yield indented(cost_table(finished.billing, total))
    if finished.held:
        yield from heading(say.HELD_HEADING)
        yield from held_lines(finished.held)
    if finished.notes:
        yield Text()
    for note in finished.notes:
        yield styled(note)
    if finished.next:
        yield from heading(say.NEXT_HEADING)


def columns_of(sites: Sequence[SiteResult]) -> list[tuple[str, list[str]]]:
    """Return the columns that hold anything, each its title and cells; people copy them, so they are never broken."""
    columns = [
        (say.COLUMN_SITE, [site.url for site in sites]),
        (say.COLUMN_BALANCER, [site.load_balancer for site in sites]),
        (say.COLUMN_HEALTH, [site.health for site in sites]),
        (say.COLUMN_PROBLEM, [problem_code(site) for site in sites]),
    ]
    return [(title, cells) for title, cells in columns if any(cells)]


def fits(sites: Sequence[SiteResult], width: int) -> bool:
    """Whether a table has room for each site, with what visitors see wrapped if need be."""
    columns = columns_of(sites)
    needed = sum(max(styled(cell).cell_len for cell in (title, *cells)) + GAP for title, cells in columns)
    checked = any(has_view(site) for site in sites)
    return STANDING_WIDTH + GAP + needed + (CHECK_WIDTH if checked else 0) <= width


def sites_table(sites: Sequence[SiteResult], marks: Marks) -> Table:
    """Return a row for each site."""
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style=HEADING)
    checked = any(has_view(site) for site in sites)
    columns = columns_of(sites)
    for title in ("", *(title for title, _ in columns)):
        table.add_column(title, no_wrap=True)
    if checked:
        table.add_column(say.COLUMN_CHECK, overflow="fold")
    for place, site in enumerate(sites):
        cells = [styled(column[place]) for _, column in columns]
        table.add_row(standing(site, marks), *cells, *([styled(view_of(site))] if checked else []))
    return table


def sites_list(sites: Sequence[SiteResult], marks: Marks) -> Table:
    """Return each site as a small block, where a table has no room."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for place, site in enumerate(sites):
        if place:
            table.add_row()
        table.add_row(standing(site, marks), styled(site.url, HEADING))
        labels = (say.COLUMN_BALANCER, say.COLUMN_HEALTH, say.COLUMN_CHECK, say.COLUMN_PROBLEM)
        cells = (site.load_balancer, site.health, view_of(site), problem_code(site))
        for label, cell in zip(labels, cells, strict=True):
            if cell:
                table.add_row(styled(label), styled(cell))
    return table


def standing(site: SiteResult, marks: Marks) -> Text:
    """Return whether visitors can use the site, as mark and word."""
    if site.problem or site.check.ok is False:
        return styled(f"{marks.failed} {say.WORD_PROBLEM}", BAD)
    if site.health == REMOVED:
        return styled(f"{marks.done} {say.WORD_GONE}", GOOD)
    if site.health == KEPT:
        return styled(f"{marks.done} {say.WORD_STAYS}", GOOD)
    if site.maintenance:
        return styled(f"{marks.waiting} {say.WORD_PAGE}", OPEN)
    if site.check.ok or site.health in (IN_SERVICE, HEALTHY):
        return styled(f"{marks.done} {say.WORD_READY}", GOOD)
    return styled(f"{marks.waiting} {say.WORD_OPEN}", OPEN)


def has_view(site: SiteResult) -> bool:
    """Whether there is more to say of what visitors see than that nobody looked."""
    return bool(site.check.after) or site.maintenance


def view_of(site: SiteResult) -> str:
    """Return what visitors of a site see."""
    return say.CHECK_PAGE if site.maintenance else check_words(site.check)


def check_words(check: Check) -> str:
    """Return what a visitor saw."""
    if check.after and check.before:
        return say.CHECK_BEFORE_AFTER.format(after=check.after, before=check.before)
    return check.after or say.CHECK_NOT_MADE


def problem_code(site: SiteResult) -> str:
    """Return the code of the site's problem; empty where there is none."""
    return site.problem.code if site.problem else ""
