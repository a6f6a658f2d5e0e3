"""What a person has to do while a run is stuck or has failed: what to do comes before the reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rich.table import Table

from multisite_tui.errors import Problem
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.rules.domains import readable
from multisite_tui.report.clean import clean
from multisite_tui.report.problems import problem_table
from multisite_tui.report.progress import RunProgress
from multisite_tui.report.time_left import is_late

WHOLE = "the whole setup"
PUT_IN = "! {names}: put {count} in at the DNS provider (F4 shows what). The run sees it and goes on by itself."
RECORD, RECORDS = "1 record", "{count} records"
LATE = "! {site}: {step} takes longer than usual. It is still waited for; F9 looks for the reason."


def trouble_tables(problems: Iterable[Problem], next_of: Callable[[Problem], str]) -> Iterator[Table]:
    """Yield what failed, safe to show.

    Args:
        problems: What failed.
        next_of: Returns what to do about one on these pages.
    """
    for one in problems:
        told = replace(one, site=one.site or WHOLE, next=next_of(one), key=None)
        yield problem_table(told, with_site=True, next_first=True)


def put_in_lines(records: Mapping[str, Sequence[HandRecord]]) -> Iterator[str]:
    """Yield that records are to be put in elsewhere.

    Args:
        records: By step, the records that it waits for; a step's id begins with its site.
    """
    if not records:
        return
    sites = dict.fromkeys(readable(step.partition("/")[0]) for step in records)
    count = sum(len(of_step) for of_step in records.values())
    counted = RECORD if count == 1 else RECORDS.format(count=count)
    yield clean(PUT_IN.format(names=", ".join(sites), count=counted))


def late_lines(board: RunProgress, now: float) -> Iterator[str]:
    """Yield which waits take longer than is usual."""
    for site in board.sites.values():
        for row in site.rows.values():
            if is_late(row, now):
                yield clean(LATE.format(site=site.title, step=row.noun))
