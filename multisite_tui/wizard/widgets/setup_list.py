"""The list of the home screen: a section for each kind of account, a line for each setup, a line to begin another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.widgets.option_list import Option

from multisite_tui.wizard.terminal.widths import cut
from multisite_tui.wizard.themes import BAD, GOOD, MUTED, STRONG, WARNED
from multisite_tui.wizard.widgets.choices import Choices

if TYPE_CHECKING:
    from multisite_tui.wizard.asking.saved_rows import SavedRow
    from multisite_tui.wizard.asking.setup_standings import Standing

PLUS = "+ {text}"
GAP = "  "
ASKING, NOT_ASKED = "… asking AWS", "· not made yet"
UNREAD = "…"
LEAST_NAME, MOST_NAME = 10, 26
HEALTH, COST, ENDS = 20, 9, 12
"""Columns of each column but the first and the last."""
LEAST_REST = 14
"""Columns from which on there is room for what waits."""
TITLES = ("name", "health", "USD/month", "certificate", "what waits")
STYLES = {"good": GOOD, "bad": BAD, "unknown": MUTED}


@dataclass(frozen=True)
class Section:
    """One kind of account."""

    kind: str
    badge: str
    """The word that no other kind has."""
    style: str
    about: str
    begin: str
    """What the line says that begins a setup."""
    rows: Sequence[SavedRow | str]
    """What is saved; of what was not read yet, the name."""


def columns(width: int, names: Sequence[str]) -> tuple[int, ...]:
    """Return how wide each column is: name, health, cost, certificate and the rest; 0 for one without room."""
    name = max(LEAST_NAME, min(MOST_NAME, max((cell_len(one) for one in names), default=0)))
    left = width - name - HEALTH - COST - 2 * len(GAP)
    ends = ENDS if left >= ENDS + len(GAP) else 0
    left -= ends + len(GAP) if ends else 0
    rest = left - len(GAP)
    return name, HEALTH, COST, ends, rest if rest >= LEAST_REST else 0


def in_columns(cells: Sequence[Content], widths: Sequence[int]) -> Content:
    """Return the cells side by side, each as wide as its column."""
    parts: list[Content] = []
    for cell, width in zip(cells, widths, strict=True):
        if width:
            parts += [Content(GAP)] if parts else []
            parts.append(cell.truncate(width, ellipsis=True, pad=True))
    return Content("").join(parts)


def heading(widths: Sequence[int]) -> Content:
    """Return the line above the list."""
    return in_columns([Content.styled(one, MUTED) for one in TITLES], widths)


class SetupList(Choices):
    """The lines. A click moves the highlight; a click on the highlighted line opens it, as Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", key_display="Enter", id="open", tooltip="Go on with the setup, or see it"),
    ]

    async def _on_click(self, event: Click) -> None:
        option: int | None = event.style.meta.get("option")
        if option is not None and option != self.highlighted and not self.options[option].disabled:
            event.prevent_default()
            self.highlighted = option

    def draw(self, sections: Sequence[Section], standings: Mapping[str, Standing | None], width: int) -> None:
        """Draw all lines anew; the highlight stays on what it was on.

        Args:
            sections: What is saved.
            standings: By row, how it stands; None while AWS is asked.
            width: Columns that there are.
        """
        kept = self.highlighted_option.id if self.highlighted_option is not None else None
        self.clear_options()
        self.add_options(_lines(sections, standings, width))
        self.light(kept)

    def light(self, line: str | None) -> None:
        """Put the highlight on a line; on the first that can have it where that line is not there."""
        ids = [one.id for one in self.options]
        fallback = next((at for at, one in enumerate(self.options) if not one.disabled), None)
        self.highlighted = ids.index(line) if line in ids else fallback


def _lines(
    sections: Sequence[Section], standings: Mapping[str, Standing | None], width: int
) -> Iterator[Option | None]:
    widths = columns(width, [row if isinstance(row, str) else row.name for one in sections for row in one.rows])
    for place, section in enumerate(sections):
        if place:
            yield None
        badge = Content.styled(f" {section.badge} ", section.style)
        yield Option(Content("").join([badge, Content(f" {cut(section.about, width - cell_len(section.badge) - 4)}")]),
                     disabled=True)  # fmt: skip
        for row in section.rows:
            yield _unread(section, row) if isinstance(row, str) else _line(row, standings, widths)
        yield Option(Content(PLUS.format(text=cut(section.begin, width - 2))), id=section.kind)


def _unread(section: Section, name: str) -> Option:
    return Option(Content(f"{name}{GAP}{UNREAD}"), id=f"{section.kind} {name}")


def _line(row: SavedRow, standings: Mapping[str, Standing | None], widths: Sequence[int]) -> Option:
    standing = standings.get(row.key)
    name = Content.styled(row.name, STRONG)
    if standing is None:
        health = ASKING if row.key in standings else NOT_ASKED if not row.made else ""
        cells = [name, Content.styled(health, MUTED), Content(""), Content(""), Content(row.far)]
        return Option(in_columns(cells, widths), id=row.key)
    mark = Content.styled(f"{_mark(standing.mood)} {standing.health}", STYLES[standing.mood])
    cost = Content(standing.cost_text.rjust(COST))
    ends = "" if standing.ends is None else f"{standing.ends:%Y-%m-%d}"
    until = Content(ends) if standing.renews else Content.styled(f"{ends} !", WARNED)
    waits = standing.waits[0] if standing.waits and not row.goes_on else row.far
    return Option(in_columns([name, mark, cost, until, Content(waits)], widths), id=row.key)


def _mark(mood: str) -> str:
    from multisite_tui.report.marks import FULL  # here: it knows the model, and the first painting must not wait for it

    return {"good": FULL.done, "bad": FULL.failed}.get(mood, FULL.skipped)


def row_of(line: str) -> tuple[str, str]:
    """Return the kind of account and the name of what a line stands for; no name for one that begins a setup."""
    kind, _, name = line.partition(" ")
    return kind, name
