"""Resuming: from what is on disk to the walk that goes on."""

from __future__ import annotations

from pydantic import ValidationError

from multisite_tui import answers
from multisite_tui.answers import AnswersError
from multisite_tui.errors import Failure, InputNeeded, Problem
from multisite_tui.model.setup import Setup
from multisite_tui.plan.saved_setup import setup_of_saved
from multisite_tui.state.snapshot import Snapshot
from multisite_tui.wizard.asking.draft_answers import draft_of, setup_of
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.saved_drafts import SavedDraft
from multisite_tui.wizard.asking.saved_rows import is_whole
from multisite_tui.wizard.options import AccountMode
from multisite_tui.wizard.session import Session


def new_session(account_mode: AccountMode) -> Session:
    """Begin a setup."""
    draft = Draft(account_mode.drafts.new_id(), account_mode.kind)
    draft.profile, draft.region = account_mode.options.profile or "", account_mode.options.region or ""
    return Session(account_mode, draft)


def resumed(account_mode: AccountMode, name: str) -> Session:
    """Go on with a draft or a saved setup; an empty name is the draft that was touched last.

    Raises:
        InputNeeded: nothing of this name is saved.
    """
    drafts = account_mode.drafts
    if not name:
        last = next(iter(drafts.all()), None)
        if last is None:
            raise InputNeeded(_nothing_saved(account_mode))
        return _with_options(Session(account_mode, last.draft))
    saved = account_mode.store.read(name)
    # A draft that is not in the folder of a setup that was made is another one, which only would have the same name.
    found = drafts.find(name) if saved is None else drafts.read(name)
    if found is not None and not _outdated(found, saved):
        return _with_options(Session(account_mode, found.draft))
    return _with_options(Session(account_mode, draft_of_saved(account_mode.store.need(name), account_mode)))


def opened(account_mode: AccountMode, name: str, *, whole: bool) -> Session:
    """Open a saved setup or draft from the home screen.

    Args:
        account_mode: Where it is saved.
        name: Of its folder.
        whole: Whether all of it was made; then its result is shown, unless its answers were changed since.

    Raises:
        InputNeeded: nothing of this name is saved, or it cannot be read.
    """
    session = resumed(account_mode, name)
    if whole and _anywhere(session.setup()) == _anywhere(setup_of_saved(account_mode.store.need(name))):
        session.draft.page = "result"
        session.all_stands()
    return session


def opened_on(account_mode: AccountMode, name: str, page: str) -> Session:
    """Open a saved setup on one of its pages: the review, which repairs it, or the sites, to add or change one.

    Raises:
        InputNeeded: nothing of this name is saved, or it cannot be read.
    """
    session = resumed(account_mode, name)
    session.draft.page = page
    return session


def nothing_open(session: Session) -> bool:
    """Whether nothing waits to be gone on with: all that the draft asks for was made, or it asks for nothing yet."""
    if session.unchanged or session.draft.blank:
        return True
    if session.running or session.going_on or session.approved or not session.stands:
        return False
    try:
        saved = session.account_mode.store.need(session.draft.id)
        asked = setup_of_saved(saved)
    except Failure:
        return False
    return is_whole(saved.saved(), asked) and _anywhere(session.setup()) == _anywhere(asked)


def _anywhere(setup: Setup | None) -> Setup | None:
    """Return the setup without what the journal knows by itself."""
    return None if setup is None else setup.model_copy(update={"region": None, "profile": None})


def as_asked(account_mode: AccountMode, name: str) -> Session:
    """Return a session of what was asked for last, as the commands take it; what was typed since is left alone.

    Raises:
        InputNeeded: no setup of this name is saved, or it cannot be read.
    """
    return _with_options(Session(account_mode, draft_of_saved(account_mode.store.need(name), account_mode)))


def _with_options(session: Session) -> Session:
    """The command line wins over what is saved."""
    session.draft.profile = session.account_mode.options.profile or session.draft.profile
    session.draft.region = session.account_mode.options.region or session.draft.region
    return session


def _outdated(found: SavedDraft, saved: Snapshot | None) -> bool:
    """Whether a run of other answers, from a file, came after the draft."""
    if saved is None or saved.saved().updated_at < found.updated_at:
        return False
    try:
        return setup_of(found.draft) != answers.load(saved.answers, saved.name).setup
    except (ValidationError, AnswersError):
        return False


def draft_of_saved(saved: Snapshot, account_mode: AccountMode) -> Draft:
    """Return the draft of a setup that was made without the wizard; it goes on at the review."""
    setup = setup_of_saved(saved)
    draft = draft_of(setup, saved.name, account_mode.kind)
    draft.region = draft.region or saved.region
    draft.page = "review"
    return draft


def _nothing_saved(account_mode: AccountMode) -> Problem:
    return Problem(
        code="setup_not_found",
        what="There is nothing to resume: no setup is saved here.",
        next=f"Begin one with {account_mode.command}.",
    )
