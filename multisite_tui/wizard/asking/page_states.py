"""What is known of each page: looked at and right, wrong, or not looked at with these answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.finding_pages import each_once
from multisite_tui.wizard.flow import PageRef, every


class PageState(StrEnum):
    """How a page is."""

    TO_DO = "to do"
    """Not looked at yet, or its answers were changed since."""
    GOOD = "good"
    """The account was asked about these very answers, and nothing is wrong."""
    BAD = "bad"


@dataclass
class PageStates:
    """The pages that the account was asked about, by site; a site's answers that change are not looked at any more."""

    _good: dict[str, bool] = field(default_factory=dict)
    _left: set[str] = field(default_factory=set)

    def seen(self, draft: Draft, page: PageRef, *, good: bool) -> None:
        """Keep what the account said of a page as it is now."""
        self._good[page.mark(draft)] = good

    def left(self, draft: Draft, page: PageRef) -> None:
        """Keep that a page was shown: what is missing there is wrong from now on."""
        self._left.add(page.mark(draft))

    def changed(self, draft: Draft, site: int | None) -> None:
        """Forget what was said of a site; of all pages but the account, where `site` is None."""
        gone = "" if site is None else f"@{draft.sites[site].key}"
        self._good = {mark: good for mark, good in self._good.items() if mark == "account" or not mark.endswith(gone)}

    def of(self, draft: Draft) -> Mapping[PageRef, PageState]:
        """Return the state of each page that can be reached."""
        wrong = {stop.mark(draft) for stop, _ in each_once(draft)} & self._left
        return {stop: self._state(stop.mark(draft), wrong) for stop in every(draft)}

    def _state(self, mark: str, wrong: set[str]) -> PageState:
        if mark in wrong:
            return PageState.BAD
        good = self._good.get(mark)
        return PageState.TO_DO if good is None else PageState.GOOD if good else PageState.BAD
