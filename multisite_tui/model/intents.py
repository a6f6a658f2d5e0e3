"""Intents: what the journal keeps of a call before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from multisite_tui.model.undo import Undo


class IntendedCall(Protocol):
    """One change, as far as the journal keeps it."""

    @property
    def name(self) -> str:
        """The call's name, such as `elb:CreateLoadBalancer`."""

    @property
    def about(self) -> str:
        """What it changes, such as `load balancer to-main`."""

    @property
    def params(self) -> Mapping[str, Any]:
        """The parameters, as plain data; a value that is not known yet is an `Unknown`."""

    @property
    def takes_away(self) -> tuple[str, ...]:
        """Descriptions of what exists and is removed, one record or object each."""

    @property
    def undo(self) -> Undo:
        """What a later removal needs to restore the previous state."""
