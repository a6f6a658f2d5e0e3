"""A terminal in which no page can be read: what is needed, over the page, until there is room again."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from multisite_tui.wizard.terminal.widths import SMALLEST

TOO_SMALL = (
    "Too small: {columns}x{lines}.\nAt least {least_columns}x{least_lines} is needed.\nAll is saved. Ctrl-Q leaves."
)


class TooSmallScreen(ModalScreen[None]):
    """Stands over the page while the terminal is too small."""

    DEFAULT_CSS = "TooSmallScreen { background: $background; }"

    def compose(self) -> ComposeResult:
        """Say how large the terminal is, and how large it must be."""
        size = self.app.size
        told = TOO_SMALL.format(
            columns=size.width, lines=size.height, least_columns=SMALLEST[0], least_lines=SMALLEST[1]
        )
        yield Static(told, markup=False)


def fits(columns: int, lines: int) -> bool:
    """Whether a page can be read in a terminal of this size."""
    return columns >= SMALLEST[0] and lines >= SMALLEST[1]
