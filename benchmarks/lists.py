"""Filtering long lists by typing, against short ones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from statistics import median

from textual.app import App, ComposeResult
from textual.widgets import Input

from benchmarks.forms import Form
from benchmarks.measuring import Ratio
from multisite_tui.wizard.widgets.picker import Pick, Picker

LISTS = (("certificates", 1000), ("zones", 500), ("instances", 200))
SHORT = 10
TIMES = 15


class Shelf(App[None]):
    """A list and nothing else."""

    CSS = "Picker PickList { height: auto; max-height: 8; }"

    def compose(self) -> ComposeResult:
        yield Picker()


def measure(_form: Form) -> Iterator[Ratio]:
    short = asyncio.run(_filtering(SHORT))
    for name, count in LISTS:
        yield Ratio(f"filtering {count} {name} by one letter : {SHORT}", asyncio.run(_filtering(count)), short)


async def _filtering(count: int) -> float:
    """Return the seconds from a letter to a list that is drawn anew."""
    app = Shelf()
    async with app.run_test(size=(80, 24)) as pilot:
        picker = app.query_one(Picker)
        picker.offer([Pick(str(number), f"shop{number}.main.io  until 2030-01-01") for number in range(count)], ["0"])
        await pilot.pause()
        found = []
        for time_ in range(TIMES):
            began = time.perf_counter()
            picker.query_one(Input).value = "shop" if time_ % 2 else "main"
            await pilot.pause()
            found.append(time.perf_counter() - began)
    return median(found)
