"""What is saved on this disk, as picks of the welcome page."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.errors import Failure
from multisite_tui.report.clean import clean
from multisite_tui.report.setups import how_far
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.options import AccountMode
from multisite_tui.wizard.widgets.picker import Pick

DRAFT = "Go on with {name}: at {page}, not made yet"
SAVED = "Go on with {name}: {far}"
UNREADABLE = "what is saved cannot be used; Enter says why"
OF_PRACTICE = "{text} (practice)"


def saved_in(account_mode: AccountMode) -> Iterator[Pick]:
    """Yield what is saved for one kind of account: drafts first, the last one touched at the top."""
    journals = set(account_mode.store.names())
    for saved in account_mode.drafts.all():
        draft = saved.draft
        if draft.id not in journals and any(site.values for site in draft.sites):
            text = DRAFT.format(name=draft.setup_name or draft.id, page=TITLES.get(draft.page, draft.page))
            yield _pick(account_mode, draft.id, text)
    for name in sorted(journals):
        try:
            far = how_far(account_mode.store.need(name).saved())
        except Failure:
            far = UNREADABLE
        yield _pick(account_mode, name, SAVED.format(name=name, far=far))


def _pick(account_mode: AccountMode, name: str, text: str) -> Pick:
    return Pick(f"{account_mode.kind} {name}", clean(OF_PRACTICE.format(text=text) if account_mode.practice else text))
