"""The saved setups, as `list` shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TextIO

from multisite_tui.calling import CALLED
from multisite_tui.errors import Problem
from multisite_tui.model.events import Outcome
from multisite_tui.model.saved import HowFar, SavedSetup
from multisite_tui.report import words as say
from multisite_tui.report.json_lines import stamp, utc_now, write_object
from multisite_tui.report.json_values import Json, problem_values
from multisite_tui.report.marks import HEADING
from multisite_tui.report.safe_stream import SafeStream

HEADINGS = (say.SETUPS_NAME, say.SETUPS_ACCOUNT, say.SETUPS_REGION, say.SETUPS_FAR, say.SETUPS_UPDATED)
GAP = 2
GONE = (Outcome.COMPLETE, Outcome.UNCHANGED)
"""How a removal ends that has taken everything away."""


def write_setups_json(
    setups: Sequence[SavedSetup],
    unreadable: Mapping[str, Problem],
    stdout: TextIO,
    *,
    now: Callable[[], datetime] = utc_now,
) -> None:
    """Write all setups as one JSON object on one line (`schema/list.schema.json`).

    Args:
        setups: What is saved and can be read.
        unreadable: By name, why what else is saved cannot be read.
        stdout: Where the line goes.
        now: The time, with a time zone.
    """
    values: Json = {
        "event": "list",
        "setups": [setup_values(setup) for setup in setups],
        "unreadable": [{"name": name, "problem": problem_values(problem)} for name, problem in unreadable.items()],
    }
    write_object(SafeStream(stdout), values, now())


def setup_values(setup: SavedSetup) -> Json:
    """Return one saved setup as plain values."""
    return {
        "name": setup.name,
        "kind": setup.kind,
        "account": setup.account,
        "region": setup.region,
        "done": setup.done,
        "total": setup.total,
        "outcome": setup.outcome,
        "updated_at": stamp(setup.updated_at),
        "removal": setup.removal,
        "moving": setup.moving,
        "removed_site": setup.removed_site or None,
        "whole": asdict(setup.whole or HowFar(setup.done, setup.total, setup.outcome)),
    }


def write_setups_text(setups: Sequence[SavedSetup], stdout: TextIO, stderr: TextIO, *, practice: bool = False) -> None:
    """Write a table of the setups on stdout; where there are none, a sentence on stderr and nothing on stdout."""
    # rich is loaded here, so that the JSON form does not pay for it.
    from rich.table import Table

    from multisite_tui.report.console import console_for, styled

    if not setups:
        none = say.SETUPS_NONE_PRACTISED if practice else say.SETUPS_NONE
        console_for(stderr).print(styled(none.format(called=CALLED)))
        return
    rows = [HEADINGS, *(cells_of(setup) for setup in setups)]
    widths = [max(styled(row[place]).cell_len for row in rows) + GAP for place in range(len(HEADINGS))]
    console = console_for(stdout)
    if sum(widths) - GAP > console.width:  # a name or an id must never be broken: the next command wants it
        for name, *cells in rows[1:]:
            console.print(styled(name, HEADING))
            for heading, cell in zip(HEADINGS[1:], cells, strict=True):
                console.print(styled(f"  {heading}: {cell}"))
        return
    table = Table.grid(padding=(0, GAP, 0, 0))
    for _ in HEADINGS:
        table.add_column(no_wrap=True)
    table.add_row(*(styled(heading, HEADING) for heading in HEADINGS))
    for row in rows[1:]:
        table.add_row(*(styled(cell) for cell in row))
    console.print(table)


def cells_of(setup: SavedSetup) -> tuple[str, ...]:
    """Return one saved setup as words, in the order of the headings."""
    updated = setup.updated_at.astimezone().strftime("%Y-%m-%d %H:%M")
    return (setup.name, setup.account, setup.region, how_far(setup), updated)


def how_far(setup: SavedSetup) -> str:
    """Return how far the setup came, in words."""
    last = HowFar(setup.done, setup.total, setup.outcome)
    if setup.removed_site:
        return _without_a_site(setup, last)
    template = say.SETUPS_REMOVAL if setup.removal else say.SETUPS_MOVING if setup.moving else say.SETUPS_STEPS
    return _progress(last, template)


def _without_a_site(setup: SavedSetup, last: HowFar) -> str:
    """Return how far the rest of a setup is, and how far the removal of one site came if that is not done."""
    if last.outcome in GONE and setup.whole is not None:
        return _progress(setup.whole, say.SETUPS_MOVING if setup.moving else say.SETUPS_STEPS)
    removal = say.SETUPS_REMOVAL_OF_SITE.format(
        site=setup.removed_site, done=last.done, total=last.total, outcome=_outcome(last)
    )
    if setup.whole is None:
        return removal
    return say.SETUPS_AND.format(whole=_progress(setup.whole, say.SETUPS_STEPS), removal=removal)


def _progress(progress: HowFar, template: str) -> str:
    if not progress.total:
        return _outcome(progress) if progress.outcome else say.SETUPS_NO_STEPS
    return template.format(done=progress.done, total=progress.total, outcome=_outcome(progress))


def _outcome(progress: HowFar) -> str:
    return progress.outcome.replace("_", " ") if progress.outcome else say.SETUPS_NO_OUTCOME
