"""The sidebar: every page, with what is done, where one is, and what is to do."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widgets.option_list import Option

from multisite_tui.model.rules.texts import shown
from multisite_tui.report.marks import FULL, PAGE_TO_DO
from multisite_tui.wizard import flow
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.widgets.choices import Choices

DONE, HERE, TO_DO = FULL.done, FULL.working, PAGE_TO_DO
LOCKED = frozenset({"provision", "result"})
"""Pages that only the walk itself leads to."""


def sidebar_options(draft: Draft, reached: frozenset[str]) -> Iterator[Option | None]:
    """Yield a line for each page; of sites, only the one at hand shows its pages. A rule is drawn for None."""
    now = flow.here(draft)
    site: int | None = None
    open_site = draft.site if now.site is not None else 0
    for stop in flow.every(draft):
        if stop.site != site:
            site = stop.site
            yield None
            if site is not None:
                yield _site_line(draft, site, opened=site == open_site)
        if stop.site is None or stop.site == open_site:
            yield _line(draft, stop, now, reached)


def _site_line(draft: Draft, site: int, *, opened: bool) -> Option:
    name = shown(draft.text(site, "domain")) or f"site {site + 1}"
    stop = flow.first_of(draft, site)
    mark = "" if opened else f"{DONE if stop.mark(draft) in draft.walked else TO_DO} "
    return Option(Content(f"{mark}{name}"), id=f"site {stop.page} {site}", disabled=opened)


def _line(draft: Draft, stop: PageRef, now: PageRef, reached: frozenset[str]) -> Option:
    mark = HERE if stop == now else DONE if stop.mark(draft) in draft.walked else TO_DO
    indent = " " if stop.site is not None else ""
    locked = stop.page in LOCKED and stop.page not in reached
    return Option(Content(f"{indent}{mark} {stop.title}"), id=f"{stop.page} {stop.site}", disabled=locked)


def stop_of(option: str) -> PageRef:
    """Return the page that a line of the sidebar leads to."""
    page, _, site = option.removeprefix("site ").partition(" ")
    return PageRef(page, None if site == "None" else int(site))


class Sidebar(Choices):
    """Every page, reachable by key and mouse."""

    def __init__(self, draft: Draft, reached: frozenset[str]) -> None:
        super().__init__(*sidebar_options(draft, reached), compact=True)

    def draw(self, draft: Draft, reached: frozenset[str]) -> None:
        """Draw it anew: another domain was typed, or there is a site more or less."""
        highlighted = self.highlighted
        self.clear_options()
        self.add_options(sidebar_options(draft, reached))
        if highlighted is not None and self.option_count:
            self.highlighted = min(highlighted, self.option_count - 1)
