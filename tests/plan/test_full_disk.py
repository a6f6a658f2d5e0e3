"""A disk that is full in the middle of a run stops it, and what was made by then is still told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from multisite_tui.conductor import Conductor
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import ExitCode, Problem
from multisite_tui.state.files import StateUnwritable
from multisite_tui.state.journal import Journal
from multisite_tui.state.store import Store
from tests.aws.practice import Practice

from .setups import setup
from .test_as_planned import PracticeClock

LINES = 30


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the journal take so many lines and no more."""
    append, taken = Journal._append, []

    def until_full(journal: Journal, record: str, **details: Any) -> None:
        taken.append(record)
        if len(taken) > LINES:
            raise StateUnwritable(Problem("state_unwritable", "the disk is full"))
        append(journal, record, **details)

    monkeypatch.setattr(Journal, "_append", until_full)


@pytest.mark.usefixtures("full_disk")
@pytest.mark.xfail(
    strict=True, raises=StateUnwritable, reason="conductor.py, apply: `journal.ended` fails too, and the ending is lost"
)
def test_the_ending_of_a_run_outlives_a_journal_that_cannot_be_ended(practice: Practice, tmp_path: Path) -> None:
    clock = PracticeClock(practice)
    conductor = Conductor(setup(), practice.aws, Store(tmp_path), clock, Interrupt(), lambda event: None)
    ending = conductor.apply(conductor.plan())
    assert ending.exit_code is ExitCode.PARTIAL
    assert {problem.code for problem in ending.site_problems.values()} == {"state_unwritable"}
    assert any(name.endswith("/security_group") for name in ending.found)
