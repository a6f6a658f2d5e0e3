"""Resuming: from what is on disk to the walk that goes on."""

from __future__ import annotations

from pydantic import ValidationError

from multisite_tui import answers
from multisite_tui.answers import AnswersError
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.drafts import Draft
from multisite_tui.state.drafts import SavedDraft
from multisite_tui.state.snapshot import Snapshot
from multisite_tui.wizard import flow
from multisite_tui.wizard.draft_answers import draft_of, setup_of
from multisite_tui.wizard.options import Realm
from multisite_tui.wizard.walk import Walk


def new_walk(realm: Realm) -> Walk:
    """Begin a setup."""
    draft = Draft(realm.drafts.new_id(), realm.kind)
    draft.profile, draft.region = realm.options.profile or "", realm.options.region or ""
    return Walk(realm, draft)


def resumed(realm: Realm, name: str) -> Walk:
    """Go on with a draft or a saved setup; an empty name is the draft that was touched last.

    Raises:
        InputNeeded: nothing of this name is saved.
    """
    drafts = realm.drafts
    if not name:
        last = next(iter(drafts.all()), None)
        if last is None:
            raise InputNeeded(_nothing_saved(realm))
        return _with_options(Walk(realm, last.draft))
    found = drafts.find(name)
    if found is not None and not _outdated(found, realm.store.read(name)):
        return _with_options(Walk(realm, found.draft))
    return _with_options(Walk(realm, draft_of_saved(realm.store.need(name), realm)))


def _with_options(walk: Walk) -> Walk:
    """The command line wins over what is saved."""
    walk.draft.profile = walk.realm.options.profile or walk.draft.profile
    walk.draft.region = walk.realm.options.region or walk.draft.region
    return walk


def _outdated(found: SavedDraft, saved: Snapshot | None) -> bool:
    """Whether a run of other answers, from a file, came after the draft."""
    if saved is None or saved.saved().updated_at < found.updated_at:
        return False
    try:
        return answers.dump(setup_of(found.draft)) != saved.answers
    except ValidationError:
        return False


def draft_of_saved(saved: Snapshot, realm: Realm) -> Draft:
    """Return the draft of a setup that was made without the wizard; it goes on at the review."""
    try:
        setup = answers.load(saved.answers, saved.name).setup
    except AnswersError as error:
        raise InputNeeded(*error.problems) from error
    draft = draft_of(setup, saved.name, realm.kind)
    draft.region = draft.region or saved.region
    draft.page = "review"
    draft.walked = [stop.mark(draft) for stop in flow.every(draft) if stop.page not in flow.AFTER]
    return draft


def _nothing_saved(realm: Realm) -> Problem:
    return Problem(
        code="setup_not_found",
        what="There is nothing to resume: no setup is saved here.",
        next=f"Begin one with {realm.command}.",
    )
