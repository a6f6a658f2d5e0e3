"""The resource map, drawn: as boxes beside the page, or as one line above its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from multisite_tui.report.clean import clean
from multisite_tui.report.marks import FULL
from multisite_tui.wizard.asking.resource_map import MapBox, MapLine, MapPart, MapState
from multisite_tui.wizard.terminal.widths import cut
from multisite_tui.wizard.themes import BAD, BUSY, GOOD, LINE, LIT, MUTED, STRONG

VISITORS = "visitors"
ARROW = f" {FULL.arrow} "
MARKS: Mapping[MapState, str] = {
    MapState.UNKNOWN: "",
    MapState.GOOD: FULL.done,
    MapState.BAD: FULL.failed,
    MapState.BUSY: FULL.waiting,
}
STYLES: Mapping[MapState, str] = {
    MapState.UNKNOWN: "",
    MapState.GOOD: GOOD,
    MapState.BAD: BAD,
    MapState.BUSY: BUSY,
}
MORE = "+ {count} more"
AND_MORE = "{first} +{count}"
MIN_ROOM = 24
"""Columns of all boxes of the strip, however narrow the terminal is."""
COLUMN = 3
"""Columns from the edge of the panel to the line that joins the boxes."""


class ResourceMap(Static):
    """The map, in one of its forms."""

    def __init__(self, boxes: Sequence[MapBox], lit: MapPart | None) -> None:
        super().__init__("", markup=False)
        self._boxes, self._lit = boxes, lit

    def draw(self, boxes: Sequence[MapBox]) -> None:
        """Draw another map."""
        if boxes != self._boxes:
            self._boxes = boxes
            self.refresh()


class ResourceMapPanel(ResourceMap):
    """The map as boxes, one below the other."""

    def render(self) -> Content:
        """Draw as much of each box as there is room for."""
        width, height = max(self.content_size.width, 20), max(self.content_size.height, 12)
        lines = [Content.styled(f"  {VISITORS}", STRONG)]
        for box, rows in zip(self._boxes, _shares([len(box.lines) for box in self._boxes], height - 7), strict=True):
            lines += [_joint(), *_boxed(box, rows, width, lit=box.part is self._lit)]
        return Content("\n").join(lines)


class ResourceMapStrip(ResourceMap):
    """The map as two lines: what stands there, and below each what it is."""

    def render(self) -> Content:
        """Draw each box as its first line, and how many more there are."""
        texts = [f"{_summary(box)} {MARKS[_worst(box.lines)]}".rstrip() for box in self._boxes]
        wanted = [max(cell_len(text), cell_len(box.title)) for text, box in zip(texts, self._boxes, strict=True)]
        room = self.content_size.width - cell_len(VISITORS) - len(texts) * cell_len(ARROW)
        first, second = [Content.styled(VISITORS, MUTED)], [Content(" " * cell_len(VISITORS))]
        for box, text, width in zip(self._boxes, texts, _widths(wanted, max(room, MIN_ROOM)), strict=True):
            lit = LIT if box.part is self._lit else ""
            first += [Content.styled(ARROW, MUTED), _cell(text, width, lit or STYLES[_worst(box.lines)])]
            second += [Content(" " * cell_len(ARROW)), _cell(box.title, width, lit or MUTED)]
        return Content("\n").join([Content("").join(first), Content("").join(second)])


def _cell(text: str, width: int, style: str) -> Content:
    shown = cut(text, width)
    return Content("").join([Content.styled(shown, style), Content(" " * (width - cell_len(shown)))])


def _widths(wanted: Sequence[int], room: int) -> list[int]:
    """Return the widths of columns: as wanted, or the widest ones cut until all have room."""
    widths = list(wanted)
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _joint() -> Content:
    return Content.styled(f"{' ' * COLUMN}│", LINE)


def _boxed(box: MapBox, rows: int, width: int, *, lit: bool) -> list[Content]:
    """Return the lines of a box with its edge."""
    edge = LIT if lit else LINE
    start, title = f"╭{'─' * (COLUMN - 1)}┴", cut(f" {box.title} ", width - COLUMN - 2)
    end = f"{'─' * (width - len(start) - cell_len(title) - 1)}╮"
    top = [Content.styled(start, edge), Content.styled(title, LIT if lit else MUTED), Content.styled(end, edge)]
    shown = box.lines if len(box.lines) <= rows else box.lines[: rows - 1]
    inside = [_line(one, width - 4) for one in shown]
    if len(shown) < len(box.lines):
        inside.append(Content.styled(cut(MORE.format(count=len(box.lines) - len(shown)), width - 4), MUTED))
    walls = (Content.styled("│ ", edge), Content.styled(" │", edge))
    drawn = [Content("").join([walls[0], one.pad_right(width - 4 - one.cell_length), walls[1]]) for one in inside]
    return [Content("").join(top), *drawn, Content.styled(f"╰{'─' * (width - 2)}╯", edge)]


def _line(line: MapLine, room: int) -> Content:
    mark = MARKS[line.state]
    text = cut(clean(line.text), room - (2 if mark else 0))
    if not mark:
        return Content(text)
    gap = " " * (room - cell_len(text) - 1)
    return Content("").join([Content(text + gap), Content.styled(mark, STYLES[line.state])])


def _summary(box: MapBox) -> str:
    """Return a box in few words: its first line, and how many more there are."""
    lines = [clean(one.text.strip()) for one in box.lines]
    if box.part is MapPart.INSTANCES:
        ports = [one.partition(" ")[0] for one in lines if one.startswith(":")]
        return " ".join([*ports[:2], *([f"+{len(ports) - 2}"] if len(ports) > 2 else [])])
    return lines[0] if len(lines) == 1 else AND_MORE.format(first=lines[0], count=len(lines) - 1)


def _worst(lines: Sequence[MapLine]) -> MapState:
    states = {one.state for one in lines}
    return next((one for one in (MapState.BAD, MapState.BUSY, MapState.GOOD) if one in states), MapState.UNKNOWN)


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """Return how many lines each box gets of the room: the smaller ones all of theirs first."""
    shares = [0] * len(wanted)
    left = max(room - 2 * len(wanted), len(wanted))
    for rank, place in enumerate(sorted(range(len(wanted)), key=lambda one: wanted[one])):
        shares[place] = max(1, min(wanted[place], left // (len(wanted) - rank)))
        left -= shares[place]
    return shares
