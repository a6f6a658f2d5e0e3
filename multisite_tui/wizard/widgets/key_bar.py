"""The keys at the lower edge of the screen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.events import Resize
from textual.widgets import Button, Footer
from textual.widgets._footer import FooterKey

from multisite_tui.wizard.terminal.widths import ROOMY

KEPT = ("explain", "leave")
"""The actions of help and of the way out."""
PALETTE = "command_palette"


class KeyBar(Footer):
    """Textual's footer, which in a narrow terminal cuts what stands last: help and the way out."""

    def __init__(self) -> None:
        super().__init__(compact=True)
        self._drawn_for = 0
        """The columns that the keys were chosen for."""

    def compose(self) -> ComposeResult:
        """Draw the keys that have room."""
        keys = [one for one in super().compose() if isinstance(one, FooterKey)]  # there are no groups of keys
        said = {_name(one.action) for one in self.screen.query(Button) if one.display and one.action}
        self._drawn_for = self.app.size.width
        yield from fitting(keys, self._drawn_for, said)

    async def on_resize(self, event: Resize) -> None:
        """Choose anew."""
        if event.size.width != self._drawn_for:
            await self.recompose()


def fitting(keys: Sequence[FooterKey], room: int, said: Collection[str]) -> list[FooterKey]:
    """Return the keys that have room.

    Args:
        keys: All that can be pressed now.
        room: Columns.
        said: The actions that a button has too; their keys go first, and of several the last one.
    """
    shown = [one for one in keys if room >= ROOMY or _name(one.action) != PALETTE]
    kept = sorted(shown, key=lambda one: _name(one.action) in KEPT)  # where they are looked for
    own = [one for one in reversed(keys) if _name(one.action) not in (*KEPT, PALETTE)]
    for one in sorted(own, key=lambda key: _name(key.action) not in said):
        if sum(map(_width, kept)) <= room:
            break
        kept.remove(one)
    return kept


def _name(action: str) -> str:
    return action.rpartition(".")[2]


def _width(key: FooterKey) -> int:
    return cell_len(f"{key.key_display} {key.description} ")
