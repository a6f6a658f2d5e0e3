"""A scrolled part that is no taller than what is in it, so that what stands below follows at once."""

from __future__ import annotations

from typing import Any

from textual.containers import VerticalScroll


class FittingScroll(VerticalScroll):
    """Takes the room that is left, or less where less is needed."""

    def arrange(self, *arguments: Any, **named: Any) -> Any:
        """Lay out what is in it, and follow its height. Textual has no style for `what is left, or less`."""
        arranged = super().arrange(*arguments, **named)
        self.call_later(self._follow, arranged.total_region.bottom)
        return arranged

    def _follow(self, lines: int) -> None:
        self.styles.max_height = max(1, lines)
