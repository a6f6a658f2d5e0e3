"""Cost as a table, for the plan and for what a half-made setup is billed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.table import Table

from multisite_tui.model.plans import CostLine
from multisite_tui.report import words as say
from multisite_tui.report.consoles import words
from multisite_tui.report.marks import HEADING


def cost_table(lines: Sequence[CostLine], total: Decimal) -> Table:
    """Return a row for each line, and the total."""
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for line in lines:
        times = say.COST_TIMES.format(count=line.count, each=dollars(line.each))
        table.add_row(words(line.what), words(times), words(dollars(line.count * line.each)))
    table.add_row(words(say.COST_TOTAL, HEADING), "", words(dollars(total), HEADING))
    return table


def dollars(amount: Decimal) -> str:
    """Return the amount to the cent, such as `1,024.50`."""
    return f"{amount:,.2f}"
