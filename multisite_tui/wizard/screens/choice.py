"""Choose: a list over the page, of what could be typed into a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from multisite_tui.wizard.screens.over_page import OverPage
from multisite_tui.wizard.widgets.key_bar import KeyBar
from multisite_tui.wizard.widgets.picker import Pick, Picker

EXCERPT = "Enter takes one; letters narrow a long list; Esc leaves the field as it is."
LOOKING = "… reading"


class ChoiceScreen(OverPage[str | None]):
    """What was picked, or None."""

    NAME: ClassVar[str] = "choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f2", "dismiss", "Close", key_display="Esc", id="close", tooltip="Back to the page"),
    ]

    def __init__(self, title: str, picks: Callable[[], Sequence[Pick]], picked: str, none: str) -> None:
        """Make it.

        Args:
            title: What is chosen.
            picks: Returns what there is to pick from; called in the background.
            picked: What the field holds now.
            none: What is said where there is nothing to pick from.
        """
        super().__init__()
        self._title_text, self._picks, self._picked, self._none = title, picks, picked, none

    def compose(self) -> ComposeResult:
        """Draw the list, empty as yet."""
        with Vertical(id="offered"):
            yield Static(self._title_text, id="heading", markup=False)
            yield Static(EXCERPT, id="excerpt", markup=False)
            yield Picker(at_once=True)
            yield self.notice
        yield KeyBar()

    def on_mount(self) -> None:
        """Read what there is."""
        self.looking = True
        self.say(LOOKING, "busy")
        self._offer()

    @work(group="choice", exclusive=True, exit_on_error=False)
    async def _offer(self) -> None:
        picks = await self.ask(self._picks)
        if picks is None:
            return
        self.say("" if picks else self._none)
        picker = self.query_one(Picker)
        ids = [pick.id for pick in picks]
        picker.offer(picks, [self._picked] if self._picked in ids else ids[:1])
        picker.seize()

    @on(Picker.Entered)
    def _taken(self, event: Picker.Entered) -> None:
        event.stop()
        self.dismiss(event.picker.picked[0] if event.picker.picked else None)
