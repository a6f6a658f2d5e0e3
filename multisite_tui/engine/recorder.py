"""The engine's view of the journal: an intent before each call, and its result after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from multisite_tui.model.intents import IntendedCall


class Recorder(Protocol):
    """Writes the journal. Every method may raise a `Failure`; the engine then makes no call."""

    def intent(self, steps: Sequence[str], call: IntendedCall) -> int:
        """Record a call that is about to be made; return the number that `result` or `refused` takes."""

    def result(self, number: int, reply: Mapping[str, Any]) -> None:
        """Record AWS's reply; after a refusal, that the call took effect all the same."""

    def refused(self, number: int, code: str, message: str) -> None:
        """Record AWS's refusal."""

    def step_finished(self, step: str) -> None:
        """Record that a step's resource is as wanted."""
