"""Records to put in at another DNS provider, over the live table while the run waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from multisite_tui.model.hand_records import HandRecord
from multisite_tui.report.clean import clean
from multisite_tui.wizard import styles
from multisite_tui.wizard.widgets.key_bar import KeyBar

TITLE = "Put in at your DNS provider"
EXCERPT = (
    "The run waits until these are seen, and goes on by itself. Esc goes back to it, and F4 shows them again. They stay"
    " in `multisite-tui status` too."
)
RECORD = "type   {type}\nname   {name}\nvalue  {value}"


class HandRecordsScreen(ModalScreen[None]):
    """The records, each with type, name and value on a line of its own, as providers ask for them."""

    NAME: ClassVar[str] = "hand_records"
    CSS_PATH = styles.PAGES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f4,enter", "dismiss", "Close", key_display="Esc", id="close", tooltip="Back to the run"),
    ]

    def __init__(self, records: Sequence[HandRecord]) -> None:
        super().__init__()
        self.records = tuple(records)

    def compose(self) -> ComposeResult:
        """Draw one block for each record."""
        with VerticalScroll(id="help"):
            yield Static(TITLE, classes="title", markup=False)
            yield Static(EXCERPT, markup=False)
            for record in self.records:
                told = RECORD.format(type=record.type, name=record.name, value=record.value)
                yield Static("\n".join(clean(line) for line in told.split("\n")), classes="record", markup=False)
                if record.note:
                    yield Static(clean(record.note), markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#help").focus()
