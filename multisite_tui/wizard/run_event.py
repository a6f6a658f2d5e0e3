"""What crosses from the threads of a run to a screen."""

from __future__ import annotations

from textual.message import Message

from multisite_tui.model.events import Event
from multisite_tui.wizard.background_run import Broken


class RunEvent(Message):
    """A run told something; it may be posted from any thread."""

    def __init__(self, event: Event | Broken) -> None:
        super().__init__()
        self.event = event
