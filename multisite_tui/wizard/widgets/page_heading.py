"""The heading of a page: which site, which page, which step."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.texts import shown
from multisite_tui.report.clean import clean
from multisite_tui.wizard import flow, words
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.terminal.widths import cut

BETWEEN = " · "


class PageHeading(Static):
    """One line, in which a long domain does not push out which page this is."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("", id="heading", markup=False)
        self._draft = draft

    def render(self) -> Content:
        """Draw as much of the domain as there is room for, and all of the rest."""
        draft, now = self._draft, flow.here(self._draft)
        site = shown(readable(draft.text(draft.site, "domain"))) if now.site is not None else ""
        walk = flow.WALK.index(now.page) + 1 if now.page in flow.WALK else None
        about = words.DETAIL if walk is None else words.STEP.format(step=walk, steps=len(flow.WALK))
        rest = BETWEEN.join([now.title, about])
        room = self.content_size.width - cell_len(rest) - cell_len(BETWEEN)
        return Content(clean(f"{cut(site, room)}{BETWEEN}{rest}" if site else rest))
