"""The layout of a page: what scrolls is no taller than what is in it, so that what stands below follows at once.

Textual has no height that means `what is left, or less where less is needed`.
"""

from __future__ import annotations

from textual.containers import Vertical, VerticalScroll
from textual.geometry import Offset, Size
from textual.layout import ArrangeResult, Layout
from textual.layouts.vertical import VerticalLayout
from textual.widget import Widget


class FittingScroll(VerticalScroll):
    """Takes the room that is left, or less where less is needed; only in a `PageColumn`."""

    def needed(self, room: Size) -> int:
        """Return the lines of what is in it. While a scrollbar narrows it, more lines are needed than without."""
        bar = self.scrollbar_size_vertical if self.show_vertical_scrollbar else 0
        return self.arrange(Size(room.width - bar, room.height)).total_region.bottom

    def action_page_down(self) -> None:
        """Let the page decide: what is said below may not fit either."""
        self.call_next(self.run_action, "screen.scroll_body(1)")

    def action_page_up(self) -> None:
        """Let the page decide."""
        self.call_next(self.run_action, "screen.scroll_body(-1)")


class _PageLayout(VerticalLayout):
    """From top to bottom; a `FittingScroll` gives back what it does not need."""

    name = "page"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        placed, saved = [], 0
        for one in super().arrange(parent, children, size, greedy):
            region = one.region.translate(Offset(0, -saved))
            if isinstance(one.widget, FittingScroll):
                needed = one.widget.needed(region.size)
                height = max(1, min(region.height, needed))
                saved += region.height - height
                region = region.crop_size(Size(region.width, height))
            placed.append(one._replace(region=region))
        return placed


_LAYOUT = _PageLayout()


class PageColumn(Vertical):
    """The middle of a page."""

    @property
    def layout(self) -> Layout:
        """How what is in it is laid out; style sheets know Textual's own layouts only."""
        return _LAYOUT
