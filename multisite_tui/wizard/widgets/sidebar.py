"""The list of pages: every page, how it is, and the one that is shown, which is lit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.texts import shown
from multisite_tui.report.marks import FULL, PAGE_TO_DO
from multisite_tui.wizard import flow
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.page_states import PageState
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.themes import BAD, GOOD, MUTED
from multisite_tui.wizard.widgets.choices import Choices

HERE, ELSEWHERE = ">", " "
MARKS: Mapping[PageState, str] = {
    PageState.TO_DO: PAGE_TO_DO,
    PageState.GOOD: FULL.done,
    PageState.BAD: FULL.failed,
}
STYLES: Mapping[PageState, str] = {
    PageState.TO_DO: MUTED,
    PageState.GOOD: GOOD,
    PageState.BAD: BAD,
}
LOCKED = frozenset({"provision", "result"})
"""Pages that only the walk itself leads to."""
Known = Mapping[PageRef, PageState]


def sidebar_options(draft: Draft, known: Known, reached: frozenset[str]) -> Iterator[Option | None]:
    """Yield a line for each page; of sites, only the one at hand shows its pages. A rule is drawn for None."""
    now = flow.here(draft)
    site: int | None = None
    open_site = draft.site if now.site is not None else None
    ruled = False
    for stop in flow.every(draft):
        if stop.site != site:
            if stop.site is None or not ruled:
                yield None
                ruled = True
            site = stop.site
            if site is not None:
                yield _site_line(draft, site, known, opened=site == open_site)
        if stop.site is None or stop.site == open_site:
            yield _line(stop, now, known, reached)


def _site_line(draft: Draft, site: int, known: Known, *, opened: bool) -> Option:
    name = shown(readable(draft.text(site, "domain"))) or f"site {site + 1}"
    state = PageState.TO_DO if opened else _of_all([one for stop, one in known.items() if stop.site == site])
    mark = " " if opened else MARKS[state]
    text = Content("").join([Content(f"{ELSEWHERE} "), Content.styled(mark, STYLES[state]), Content(f" {name}")])
    return Option(text, id=f"site {flow.first_of(draft, site).page} {site}", disabled=opened)


def _of_all(states: Sequence[PageState]) -> PageState:
    """Return the state of a site by those of its pages."""
    if PageState.BAD in states:
        return PageState.BAD
    return PageState.TO_DO if PageState.TO_DO in states else PageState.GOOD


def _line(stop: PageRef, now: PageRef, known: Known, reached: frozenset[str]) -> Option:
    here, state = stop == now, known.get(stop, PageState.TO_DO)
    indent = "  " if stop.site is not None else ""
    mark = Content.styled(MARKS[state], STYLES[state])
    text = Content("").join([Content(f"{HERE if here else ELSEWHERE} {indent}"), mark, Content(f" {stop.title}")])
    locked = stop.page in LOCKED and stop.page not in reached
    return Option(text, id=f"{stop.page} {stop.site}", disabled=locked)


def stop_of(option: str) -> PageRef:
    """Return the page that a line of the sidebar leads to."""
    page, _, site = option.removeprefix("site ").partition(" ")
    return PageRef(page, None if site == "None" else int(site))


class Sidebar(Choices):
    """Every page, reachable by key and mouse."""

    def __init__(self, draft: Draft, known: Known, reached: frozenset[str]) -> None:
        super().__init__(*sidebar_options(draft, known, reached), compact=True)
        self._light(draft)

    def draw(self, draft: Draft, known: Known, reached: frozenset[str]) -> None:
        """Draw it anew: an answer was typed, or the account has spoken."""
        chosen = self.highlighted_option if self.has_focus else None
        self.clear_options()
        self.add_options(sidebar_options(draft, known, reached))
        self._light(draft, chosen.id if chosen is not None else None)

    def _light(self, draft: Draft, chosen: str | None = None) -> None:
        """Put the highlight on the page that is shown, or where a person just moved it, and scroll there."""
        now = flow.here(draft)
        here = chosen or f"{now.page} {now.site}"
        self.highlighted = next((at for at, one in enumerate(self.options) if one.id == here), None)
