"""A line of text that keeps the order of keys: what is typed after Enter belongs to what comes next.

Textual hands Enter on only after the keys that follow it in the same moment, so that a paste, or fast typing over a
slow line, would end up in the wrong field.
"""

from __future__ import annotations

from typing import Protocol, cast

from textual.events import Key
from textual.widgets import Input


class TypedAhead(Protocol):
    """A screen that keeps the keys typed after Enter, until it is settled where they go."""

    typed_ahead: list[Key]


class Line(Input):
    """An input that stops taking keys at Enter."""

    passed = False
    """Whether Enter was pressed, and its consequences are still to come."""

    async def _on_key(self, event: Key) -> None:
        if self.passed:
            event.stop()
            event.prevent_default()
            cast("TypedAhead", self.screen).typed_ahead.append(Key(event.key, event.character))
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.passed = True
            await self.action_submit()
        else:
            await super()._on_key(event)
