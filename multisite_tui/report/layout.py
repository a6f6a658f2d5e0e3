"""What every part of the text report is laid out with: headings, indents, times, money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from multisite_tui.model.plans import CostLine
from multisite_tui.report import words as say
from multisite_tui.report.console import styled
from multisite_tui.report.marks import HEADING


def heading(text: str) -> Iterator[RenderableType]:
    """Yield an empty line and a heading."""
    yield Text()
    yield styled(text, HEADING)


def indented(what: RenderableType, by: int = 2) -> Padding:
    """Return it, moved to the right by so many columns."""
    return Padding(what, (0, 0, 0, by))


def elapsed(seconds: float) -> str:
    """Return the time as `0:07`, `12:34` or `1:02:03`."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def duration(seconds: int) -> str:
    """Return a limit as `90 s`, `10 min` or `2 h`."""
    if seconds % 3600 == 0 and seconds > 3600:
        return f"{seconds // 3600} h"
    return f"{seconds // 60} min" if seconds % 60 == 0 and seconds else f"{seconds} s"


def cost_table(lines: Sequence[CostLine], total: Decimal) -> Table:
    """Return a row for each line, and the total."""
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for line in lines:
        times = say.COST_TIMES.format(count=line.count, each=dollars(line.each))
        table.add_row(styled(line.what), styled(times), styled(dollars(line.count * line.each)))
    table.add_row(styled(say.COST_TOTAL, HEADING), "", styled(dollars(total), HEADING))
    return table


def dollars(amount: Decimal) -> str:
    """Return an amount of US dollars to the cent, such as `1,024.50`."""
    return f"{amount:,.2f}"
