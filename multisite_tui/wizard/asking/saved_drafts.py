"""Saved drafts: the drafts on this disk, by id and by the name of their setup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from multisite_tui.state.drafts import DraftFiles, SavedForm
from multisite_tui.wizard.asking.draft_shapes import fits
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.finding_pages import each_once


@dataclass(frozen=True)
class SavedDraft:
    """A draft on this disk, and when it was last written."""

    draft: Draft
    updated_at: datetime


@dataclass(frozen=True)
class SavedDrafts:
    """The drafts of one kind of account."""

    files: DraftFiles

    def save(self, draft: Draft) -> None:
        """Write the draft.

        Raises:
            StateUnwritable: the disk does not take it.
        """
        self.files.save(draft.id, draft.as_json())

    def read(self, name: str) -> SavedDraft | None:
        """Return the draft of this id, None where there is none that this program can read."""
        found = self.files.read(name)
        return None if found is None else next(_readable([found]), None)

    def all(self) -> list[SavedDraft]:
        """Return every draft, the last one touched first."""
        return list(_readable(self.files.all()))

    def find(self, name: str) -> SavedDraft | None:
        """Return the draft of a setup of this name, also where it has not moved to the setup's folder yet."""
        own = self.read(name)
        return own or next((saved for saved in self.all() if saved.draft.setup_name == name), None)

    def settle(self, draft: Draft, name: str) -> None:
        """Move a draft to the folder of its setup, once that has a name.

        Raises:
            StateUnwritable: the disk does not take it.
        """
        if draft.id == name:
            return
        old, draft.id = draft.id, name
        self.save(draft)
        self.files.remove(old)

    def new_id(self) -> str:
        """Return an id that no draft has."""
        stamp = datetime.now(UTC).strftime("draft-%Y%m%d-%H%M%S")
        taken = {found.id for found in self.files.all()}
        numbered = (f"{stamp}-{count}" for count in range(2, 1000))
        return stamp if stamp not in taken else next(name for name in numbered if name not in taken)


def _readable(found: list[SavedForm]) -> Iterator[SavedDraft]:
    """Yield the drafts of forms; a form that is damaged, or that this program does not know, is passed over."""
    for one in found:
        if not fits(one.form):
            continue
        try:
            draft = Draft.from_json(one.form)
            # What no field holds is kept as it is: it may not go with what the fields hold, or be no key at all.
            list(each_once(draft))
        except (ValueError, LookupError, TypeError, AttributeError):
            continue
        draft.id = one.id
        yield SavedDraft(draft, one.updated_at)
