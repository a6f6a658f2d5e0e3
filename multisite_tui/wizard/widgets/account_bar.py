"""The bar at the top: which setup, in which account, and whether that bills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from multisite_tui.model.rules.texts import shown
from multisite_tui.report.clean import clean
from multisite_tui.report.layout import dollars
from multisite_tui.wizard.terminal.widths import cut
from multisite_tui.wizard.themes import LIVE_BADGE, PRACTICE_BADGE, STRONG

if TYPE_CHECKING:
    from multisite_tui.wizard.session import Session

PROGRAM = "multisite-tui"
PRACTICE, LIVE = " PRACTICE ", " LIVE ACCOUNT "
FREE = "free, nothing is real"
UNKNOWN_ACCOUNT = "not signed in yet"
BILLS = "bills about {now} USD a month"
WOULD = "would bill about {once} USD a month"
NO_PRICE = "price not known here"
GAP = "  "


class AccountBar(Static):
    """One line that is on every page."""

    def __init__(self, session: Session) -> None:
        super().__init__("", markup=False)
        self._session = session

    def render(self) -> Content:
        """Draw the setup at the left and the account at the right; what has no room is left out, the badge last."""
        session, width = self._session, self.content_size.width
        practice = session.account_mode.practice
        badge = Content.styled(PRACTICE, PRACTICE_BADGE) if practice else Content.styled(LIVE, LIVE_BADGE)
        about = [FREE] if practice else [_cost(session)]
        account = session.aws.account if session.aws is not None else None
        where = [account.id, account.region] if account is not None else [] if practice else [UNKNOWN_ACCOUNT]
        right = _fitting([*where, *about], len(about), width - badge.cell_length - len(PROGRAM) - 3 * len(GAP))
        told = GAP.join([clean(one) for one in right])
        room = width - badge.cell_length - cell_len(told) - len(GAP)
        left = cut(shown(session.draft.setup_name) or PROGRAM, room - len(GAP))
        return Content("").join(
            [
                Content.styled(left, STRONG),
                Content(" " * max(1, room - cell_len(left))),
                badge,
                Content(f"{GAP[:1]}{told}{GAP[:1]}"),
            ]
        )


def _cost(session: Session) -> str:
    cost = session.cost
    if cost.once is None:
        return NO_PRICE if session.aws is not None else ""
    if cost.now:
        return BILLS.format(now=dollars(cost.now))
    return WOULD.format(once=dollars(cost.once))


def _fitting(parts: Sequence[str], last: int, room: int) -> list[str]:
    """Return the parts that have room: what it costs first, then the account, then the region."""
    kept = [part for part in parts if part]
    while len(kept) > last and len(GAP.join(kept)) > room:
        kept.pop(-last - 1)
    return kept if len(GAP.join(kept)) <= room else []
