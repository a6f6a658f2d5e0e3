"""What is known of each page: looked at and right, wrong, or not looked at with these answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from multisite_tui.wizard.asking.draft_answers import answers_of
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


@dataclass(frozen=True)
class PageAnswers:
    """The answers that a page is about, as they were when the account was asked about it."""

    mark: str
    """The word for the page."""
    asked: object


def answers_by_page(draft: Draft) -> dict[PageRef, PageAnswers]:
    """Return the answers that each page that can be reached is about."""
    answers, account = answers_of(draft), (draft.profile, draft.region)
    sites = answers.pop("sites")
    rows = [(one.get("domain"), one.get("port"), one.get("dns")) for one in sites]
    about: dict[str, object] = {
        "account": account,
        "sites": (account, draft.name, rows),
        "topology": (account, draft.topology, len(sites)),
        **dict.fromkeys(("balancer", "balancer_group"), (account, answers, rows)),
    }
    whole = (account, answers, sites)
    of_site = [(account, answers, one) for one in sites]
    return {
        stop: PageAnswers(stop.mark(draft), about.get(stop.page, whole) if stop.site is None else of_site[stop.site])
        for stop in every(draft)
    }


@dataclass
class PageStates:
    """What the account said of pages. It counts as long as their answers are those that it was asked about."""

    _said: dict[str, tuple[object, bool]] = field(default_factory=dict)
    """By page, the answers that the account was asked about, and whether they are right."""
    _left: set[str] = field(default_factory=set)

    def seen(self, asked: Mapping[PageRef, PageAnswers], page: PageRef, *, good: bool) -> None:
        """Keep what the account said of a page, when it was asked about these answers."""
        if page in asked:
            self._said[asked[page].mark] = (asked[page].asked, good)

    def left(self, draft: Draft, page: PageRef) -> None:
        """Keep that a page was shown: what is missing there is wrong from now on."""
        self._left.add(page.mark(draft))

    def of(self, draft: Draft) -> Mapping[PageRef, PageState]:
        """Return the state of each page that can be reached."""
        wrong = {stop.mark(draft) for stop, _ in each_once(draft)} & self._left
        return {stop: self._state(now, wrong) for stop, now in answers_by_page(draft).items()}

    def _state(self, now: PageAnswers, wrong: set[str]) -> PageState:
        if now.mark in wrong:
            return PageState.BAD
        asked, good = self._said.get(now.mark, (None, False))
        if asked != now.asked:
            return PageState.TO_DO
        return PageState.GOOD if good else PageState.BAD
