"""The report of one setup: machine, answers, plan and journal, masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from multisite_tui import answers
from multisite_tui.bug_report.machine import terminal, versions
from multisite_tui.bug_report.masked_answers import masked_answers, names_in, unreadable_answers
from multisite_tui.bug_report.masked_journal import masked_plan, masked_record, site_of
from multisite_tui.bug_report.masks import Masks
from multisite_tui.model.setup import Setup
from multisite_tui.state.entries import Entries
from multisite_tui.state.snapshot import Record

MOST_RECORDS = 400
"""How many records of the journal are shown, the last ones: an issue on GitHub takes 65,536 characters."""


def bug_report(entries: Entries, *, practice: bool) -> dict[str, Any]:
    """Return the report.

    Args:
        entries: What can be read of the setup's journal.
        practice: Whether it is a setup of the practice account.
    """
    records = entries.records
    asked = [one["answers"] for one in records if one["record"] in ("opened", "answers")]
    masks = Masks(_names(records, list(_readable(asked))))
    unreadable = [{"what": "journal", "code": one.code, "line": one.line} for one in entries.unread]
    shown: dict[str, Any] | None = None
    if asked:
        try:
            shown = masked_answers(answers.load(asked[-1], "").setup, masks)
        except answers.AnswersError as error:
            unreadable += [{"what": "answers", **one} for one in unreadable_answers(error)]
    return {
        "versions": versions(),
        "terminal": terminal(),
        "practice": practice,
        "answers": shown,
        "plan": masked_plan(records, masks),
        "journal": [masked_record(one, masks) for one in records[-MOST_RECORDS:]],
        "left_out": max(0, len(records) - MOST_RECORDS),
        "unreadable": unreadable,
    }


def _readable(asked: Sequence[str]) -> Iterator[Setup]:
    for text in dict.fromkeys(asked):
        with suppress(answers.AnswersError):
            yield answers.load(text, "").setup


def _names(records: Sequence[Record], setups: Sequence[Setup]) -> Iterator[str]:
    """Yield every domain that the report is about."""
    for setup in setups:
        yield from names_in(setup)
    for record in records:
        steps = [record["step"]] if record["record"] == "step_finished" else record.get("steps", ())
        if record["record"] in ("planned", "intent", "step_finished"):
            yield from (site for step in steps if (site := site_of(step)) is not None)
