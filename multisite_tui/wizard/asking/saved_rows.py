"""What is saved on this disk, as the home screen lists it: setups that runs worked on, and drafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from multisite_tui.errors import Failure, Problem
from multisite_tui.model.events import Outcome
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.saved import SavedSetup
from multisite_tui.model.setup import Setup
from multisite_tui.plan.saved_setup import setup_of_saved
from multisite_tui.report.setups import how_far
from multisite_tui.wizard.asking.draft_answers import fingerprint
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.removed_setups import as_unmade
from multisite_tui.wizard.asking.saved_drafts import SavedDraft
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.options import AccountMode

NOT_MADE = "left at {page}"
UNREADABLE = "what is saved cannot be used; Enter says why"
STANDS = "last run complete"
NEVER = datetime.min.replace(tzinfo=UTC)
WHOLE = frozenset({Outcome.COMPLETE, Outcome.UNCHANGED})
"""How a run ends after which everything stands as it was asked for."""


@dataclass(frozen=True)
class SavedRow:
    """One setup or draft on this disk."""

    kind: str
    """Of the account: `aws` or `practice`."""
    id: str
    """The name of its folder."""
    name: str
    far: str
    """How far it came, in words."""
    made: bool = False
    """Whether a run of it began, so that AWS may be asked about it."""
    whole: bool = False
    """Whether all that was asked for was made."""
    goes_on: bool = False
    """Whether what is made of it goes on as soon as it is opened: a yes was said, and its run did not end well."""
    leaving: bool = False
    """Whether a run has begun to take it away."""
    domains: tuple[str, ...] = ()
    """As people read them."""
    account: str = ""
    region: str = ""
    updated_at: datetime = NEVER
    problem: Problem | None = None
    """Why what is saved cannot be read."""

    @property
    def key(self) -> str:
        """Its kind and its name, which no other row has."""
        return f"{self.kind} {self.id}"


def saved_rows(account_mode: AccountMode) -> list[SavedRow]:
    """Return what is saved for one kind of account, by name.

    Raises:
        Failure: the folder of what is saved cannot be used.
    """
    drafts = {saved.draft.id: saved for saved in account_mode.drafts.all()}
    journals = account_mode.store.names()
    rows = [_of_setup(account_mode, name, drafts.get(name)) for name in journals]
    return sorted([*rows, *_of_drafts(account_mode, drafts.values(), journals)], key=lambda row: (row.name, row.id))


def last_touched(rows: Sequence[SavedRow], kind: str) -> SavedRow | None:
    """Return the row of this kind that was touched last; None if there is none."""
    return max((row for row in rows if row.kind == kind), key=lambda row: row.updated_at, default=None)


def _of_drafts(account_mode: AccountMode, drafts: Iterable[SavedDraft], journals: Sequence[str]) -> Iterator[SavedRow]:
    for saved in drafts:
        draft = saved.draft
        as_unmade(draft, account_mode.store)
        if draft.id not in journals and not draft.blank:
            yield SavedRow(
                account_mode.kind,
                draft.id,
                draft.setup_name or draft.id,
                NOT_MADE.format(page=TITLES.get(draft.page, draft.page)),
                domains=tuple(readable(draft.text(place, "domain")) for place in range(len(draft.sites))),
                region=draft.region,
                updated_at=saved.updated_at,
                goes_on=_goes_on(draft),
            )


def _of_setup(account_mode: AccountMode, name: str, draft: SavedDraft | None) -> SavedRow:
    touched = [draft.updated_at] if draft else []
    try:
        snapshot = account_mode.store.need(name)
    except Failure as failure:
        return SavedRow(
            account_mode.kind, name, name, UNREADABLE, made=True, updated_at=max(touched, default=NEVER),
            problem=failure.problem,
        )  # fmt: skip
    saved, setup = snapshot.saved(), None
    with suppress(Failure):
        setup = setup_of_saved(snapshot)
    sites = () if setup is None else setup.sites
    return SavedRow(
        account_mode.kind,
        name,
        name,
        STANDS if is_whole(saved, setup) else how_far(saved),
        made=True,
        whole=is_whole(saved, setup),
        goes_on=draft is not None and _goes_on(draft.draft),
        leaving=saved.removal and not saved.removed_site,
        domains=tuple(readable(site.domain) for site in sites),
        account=saved.account,
        region=saved.region,
        updated_at=max([saved.updated_at, *touched]),
    )


def _goes_on(draft: Draft) -> bool:
    """Whether the draft was left where things are made, with a yes to these very answers."""
    yeses = (fingerprint(draft, accept_leftovers=accepted) for accepted in (False, True))
    return draft.page == "provision" and bool(draft.approved) and draft.approved in yeses


def is_whole(saved: SavedSetup, setup: Setup | None) -> bool:
    """Whether all that the answers of now ask for was made; after a site was taken away, they ask for the others."""
    if setup is None or saved.moving or saved.outcome not in WHOLE:
        return False
    return saved.whole is not None and saved.whole.outcome in WHOLE if saved.removed_site else not saved.removal
