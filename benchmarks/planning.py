"""The look at the account and the plan, of many sites against few; and how many questions that takes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.forms import FEW, MANY, Form
from benchmarks.measuring import Ratio, median_of
from benchmarks.sites import practice, setup_of
from multisite_tui.conductor import Conductor

TIMES = 5


def measure(_form: Form) -> Iterator[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        (few, asked_few), (many, asked_many) = (_plan(Path(folder), count) for count in (FEW, MANY))
    yield Ratio(f"plan of {MANY} sites : of {FEW}", many, few)
    yield Ratio(f"questions to AWS for that plan, {MANY} sites : {FEW}", asked_many, asked_few, "calls")


def _plan(folder: Path, count: int) -> tuple[float, int]:
    """Return the seconds that a plan takes, and how many calls it makes."""
    options = practice(folder)
    conductor: Conductor = options.conductor(setup_of(count))
    account = options._practice_account  # noqa: SLF001 - the one place where calls are counted
    before = len(list(account.calls))
    conductor.plan()
    asked = len(list(account.calls)) - before
    return median_of(TIMES, conductor.plan), asked
