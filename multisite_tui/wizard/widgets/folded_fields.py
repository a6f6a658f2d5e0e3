"""Fields that are mostly left as they are: one line says that they are there, until it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from multisite_tui.wizard.widgets.field import Field

LINE = "+ {labels}"


class FoldLine(Static, can_focus=True):
    """What stands in place of the fields."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Show them", key_display="Enter", id="unfold", tooltip="Show these fields too"),
    ]

    class Opened(Message):
        """The fields are wanted."""

    def action_open(self) -> None:
        """Ask for the fields."""
        self.post_message(self.Opened())

    def on_click(self) -> None:
        """The same with the mouse."""
        self.action_open()


class FoldedFields(Vertical):
    """The fields, hidden until they are wanted; what is hidden must be right, and nobody's own answer."""

    def __init__(self, fields: Sequence[Field], *, folded: bool) -> None:
        super().__init__()
        self._fields = tuple(fields)
        self._line = FoldLine(LINE.format(labels=", ".join(field.ask.label for field in fields)), markup=False)
        self._show(fields=not folded)

    def compose(self) -> ComposeResult:
        """Draw the line, and the fields."""
        yield self._line
        yield from self._fields

    def _show(self, *, fields: bool) -> None:
        self._line.display = not fields
        for field in self._fields:
            field.display = fields

    def unfold(self) -> None:
        """Show the fields for good."""
        if self._line.display:
            self._show(fields=True)

    def on_fold_line_opened(self, event: FoldLine.Opened) -> None:
        """Show the fields, and go to the first of them."""
        event.stop()
        self.unfold()
        self._fields[0].seize()
