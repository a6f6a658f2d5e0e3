"""Drafts of setups that were taken away: nothing of them stands any more, and no yes to them holds."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from multisite_tui import answers
from multisite_tui.state.store import Store
from multisite_tui.wizard.asking.drafts import Draft, domain_of
from multisite_tui.wizard.asking.removed_sites import take_out

OF_RUNS = ("provision", "result")
"""Pages about a run and what it made."""


def as_unmade(draft: Draft, store: Store) -> bool:
    """Make a draft one of which nothing was made, where its setup was taken away; return whether that changed it.

    A yes that was said before is none to making it again. Sites that were taken away before the others are left out.
    """
    if store.begun(draft.id) or store.removed(draft.id) is None:
        return False
    gone = _taken_away_before(store, draft.id)
    places = [place for place, _ in enumerate(draft.sites) if domain_of(draft.text(place, "domain")) in gone]
    if not draft.approved and draft.page not in OF_RUNS and not places:
        return False
    for place in reversed(places):
        take_out(draft, place)
    draft.approved = ""
    draft.page = "overview" if draft.page in OF_RUNS else draft.page
    return True


def _taken_away_before(store: Store, name: str) -> set[str]:
    """Return the sites that runs of the setup were asked for, and that it no longer had when it was taken away."""
    *earlier, last = store.removed_answers(name) or [""]
    return _domains(name, earlier) - _domains(name, [last])


def _domains(name: str, asked: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for one in dict.fromkeys(asked):
        with suppress(answers.AnswersError):
            found |= {site.domain for site in answers.load(one, name).setup.sites}
    return found
