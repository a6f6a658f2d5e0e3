"""Small answers: a tick, and one of a few words. Enter goes on, as everywhere; space and arrows change them."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class ChoiceWidget(Widget, can_focus=True):
    """What both have in common."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "Go on", show=False),
        Binding("space,right", "change(1)", "Change", show=False),
        Binding("left", "change(-1)", "Change back", show=False),
    ]

    class Changed(Message):
        """Another answer was chosen."""

    class Entered(Message):
        """Enter was pressed."""

    def action_go_on(self) -> None:
        """Leave the answer as it is."""
        self.post_message(self.Entered())

    def action_change(self, by: int) -> None:
        """Take the next answer."""
        self.turn(by)
        self.post_message(self.Changed())

    def turn(self, by: int) -> None:
        """Go to another answer."""

    def on_click(self) -> None:
        """Change it with the mouse."""
        self.focus()
        self.action_change(1)


class Tick(ChoiceWidget):
    """Yes or no."""

    value = reactive(default=False)

    def turn(self, by: int) -> None:
        """Turn it over."""
        self.value = not self.value

    def render(self) -> Content:
        """Draw it with a word, so that no meaning hangs on a sign."""
        return Content("[x] yes" if self.value else "[ ] no")


class OneOf(ChoiceWidget):
    """One of a few words."""

    value = reactive("")

    def __init__(self, options: tuple[str, ...]) -> None:
        super().__init__()
        self.options = options

    def turn(self, by: int) -> None:
        """Go to the next word, and from the last to the first."""
        place = self.options.index(self.value) if self.value in self.options else 0
        self.value = self.options[(place + by) % len(self.options)]

    def render(self) -> Content:
        """Draw the chosen word between arrows."""
        return Content(f"< {self.value} >")
