"""The terminal's own cursor follows the focus and the highlight: braille displays, magnifiers and speech follow it.

Textual does this for a line of text only; everything else would be read from wherever the cursor was left.
"""

from __future__ import annotations

from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import DataTable, Input, OptionList


def place_of(widget: Widget) -> Offset:
    """Return where on the screen the cursor belongs while a widget has the focus."""
    if isinstance(widget, Input):
        return widget.cursor_screen_offset
    return widget.content_region.offset + Offset(0, _line(widget))


def _line(widget: Widget) -> int:
    """Return which of its lines is highlighted."""
    if isinstance(widget, OptionList) and widget.highlighted is not None:
        lines: dict[int, int] = widget._index_to_line  # noqa: SLF001 - nothing public tells where an option is drawn
        return lines.get(widget.highlighted, 0) - widget.scroll_offset.y
    if isinstance(widget, DataTable):
        header = widget.header_height if widget.show_header else 0
        return header + widget.cursor_row - widget.scroll_offset.y
    return 0
