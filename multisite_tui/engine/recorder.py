"""What the engine needs of a memory: an intent before each call, its end after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from multisite_tui.model.undo import Undo


class Recorder(Protocol):
    """A journal, to the engine. Every method may raise a `Failure`, and then no call is made."""

    def intent(
        self,
        steps: Sequence[str],
        call: str,
        about: str,
        params: Mapping[str, Any],
        *,
        takes_away: Sequence[str],
        undo: Undo,
    ) -> int:
        """Note a call that is about to be made; return a number for its end."""

    def result(self, number: int, reply: Mapping[str, Any]) -> None:
        """Note AWS's reply."""

    def refused(self, number: int, code: str, message: str) -> None:
        """Note AWS's refusal."""

    def step_finished(self, step: str) -> None:
        """Note that a resource is as wanted."""
