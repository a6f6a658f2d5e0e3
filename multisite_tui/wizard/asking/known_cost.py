"""Known cost: what the last plan or run said that a setup costs, as long as that is about the answers of now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from multisite_tui.model.plans import CostLine
from multisite_tui.wizard.asking.drafts import Draft


@dataclass(frozen=True)
class SessionCost:
    """What a setup costs a month, in US dollars without traffic; None where it is not known."""

    now: Decimal | None
    """What AWS bills for what is there."""
    once: Decimal | None
    """What it will bill once all is made."""


@dataclass
class KnownCost:
    """The last cost that was said, and what it was said of."""

    _said: SessionCost | None = None
    _place: object = None
    """The account and region that it is about."""
    _asked: object = None
    """The answers that decide how much is made."""

    def say(self, draft: Draft, cost: SessionCost) -> None:
        """Take what a plan of these answers says."""
        self._said, self._place, self._asked = cost, _place(draft), _asked(draft)

    def made(self) -> None:
        """Take a good ending: what the plan was to make is there, and billed."""
        if self._said is not None:
            self._said = replace(self._said, now=self._said.once)

    def stopped(self, billing: Sequence[CostLine]) -> None:
        """Take what is billed after a run that stopped half-way; without lines nothing new is known."""
        if self._said is not None and billing:
            self._said = replace(self._said, now=sum((one.count * one.each for one in billing), Decimal(0)))

    def forget(self) -> None:
        """Something was taken away."""
        self._said = None

    def of(self, draft: Draft, estimate: SessionCost) -> SessionCost:
        """Return what is known of the draft: what other answers will cost is estimated, and what is there stays."""
        if self._said is None or self._place != _place(draft):
            return estimate
        return self._said if self._asked == _asked(draft) else replace(self._said, once=estimate.once)


def _place(draft: Draft) -> object:
    return draft.profile, draft.region


def _asked(draft: Draft) -> object:
    return draft.topology, [draft.text(place, "domain") for place in range(len(draft.sites))]
