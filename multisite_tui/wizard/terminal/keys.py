"""Keys, one after the other: each is carried out whole before the next is looked at.

Textual hands a letter to the field at once, and carries out a key that stands for an action, such as Backspace or Tab,
only when it has travelled up to the app; meanwhile the letters behind it are in the field already. By hand nobody
notices. Over a slow line several keys come in one piece, and would end up in the wrong order, or in the wrong field.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

AT_ONCE = frozenset({"ctrl+q", "f7"})
"""Keys that wait for no page: who leaves must not be held up by an AWS that does not answer."""
STAYING = frozenset({
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab", "backspace", "delete",
})  # fmt: skip
"""Keys that never leave a page and start no check. They repeat while they are held down."""
ROUNDS = 4
"""How often the widgets that may get a key are waited for: an Enter becomes several messages in a row."""
PATIENCE = 1.0
"""Seconds after which a widget that does not answer is taken to be gone, with its page."""
PAUSE = 0.01
"""Seconds between two looks at whether the page is ready."""

Typed = Key | Paste
Carry = Callable[[Typed], Awaitable[None]]


class Keys:
    """The keys that were typed and not yet carried out."""

    def __init__(self, app: App[Any], carry: Carry) -> None:
        """Keep keys for an app; `carry` is Textual's own way to hand one on."""
        self._app = app
        self._carry = carry
        self._waiting: deque[Typed] = deque()
        self._at_work: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether every key was carried out."""
        return self._at_work is None or self._at_work.done()

    def type(self, typed: Typed) -> None:
        """Take a key; it is carried out when those before it are."""
        self._waiting.append(typed)
        if self.idle:
            self._at_work = asyncio.create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._ready()
                if self._waiting:
                    await self._carry_out(self._waiting.popleft())
        except Exception as error:  # noqa: BLE001 - as Textual does for what goes wrong in a handler
            self._app._handle_exception(error)  # noqa: SLF001 - nothing public takes an exception of a task

    async def _ready(self) -> None:
        """Wait for the page; who leaves need not, and means no more what was typed before."""
        while not self._is_ready():
            urgent = next((one for one in self._waiting if isinstance(one, Key) and one.key in AT_ONCE), None)
            if urgent is not None:
                while self._waiting[0] is not urgent:
                    self._waiting.popleft()
                return
            await asyncio.sleep(PAUSE)

    def _is_ready(self) -> bool:
        stack = self._app.screen_stack
        screen = stack[-1] if stack else None
        if screen is None or type(screen) is Screen:  # Textual's own, before the first page is there
            return False
        return getattr(screen, "begun", True) and not getattr(screen, "unsettled", False)

    async def _carry_out(self, typed: Typed) -> None:
        focused = self._app.focused or self._app.screen
        if isinstance(typed, Paste) and self._taken(typed):
            return
        await self._carry(typed)
        if isinstance(focused, Input) and isinstance(typed, Key) and typed.is_printable:
            await self._told(focused)
            return
        for one in focused.ancestors_with_self:
            await self._told(one)
        if isinstance(typed, Key) and typed.key not in STAYING:
            await self._come_to_rest(focused)

    async def _come_to_rest(self, focused: Widget) -> None:
        """Wait until the page has drawn its conclusions, and the focus is where the next key belongs."""
        for _ in range(ROUNDS):
            now = self._app.focused or self._app.screen
            for one in dict.fromkeys([*focused.ancestors_with_self, *now.ancestors_with_self]):
                await self._told(one)

    def _taken(self, paste: Paste) -> bool:
        """Whether the page took several lines at once; Textual would drop all but the first without a word."""
        lines = [line.strip() for line in paste.text.splitlines() if line.strip()]
        take = getattr(self._app.screen, "pasted", None)
        return len(lines) > 1 and take is not None and bool(take(lines))

    @staticmethod
    async def _told(one: MessagePump) -> None:
        """Wait until it has heard all that it was told so far."""
        heard = asyncio.Event()
        if one.call_later(heard.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(heard.wait(), PATIENCE)
