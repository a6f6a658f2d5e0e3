"""Saved drafts: what was typed in the wizard so far.

A draft is written on each change, so without fsync. It is written to a new file and renamed, so it is never partial.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from multisite_tui.model.drafts import Draft
from multisite_tui.state.files import OWNER_ONLY, kept_safe, make_folder

FILE = "draft.json"
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True)
class SavedDraft:
    """A draft on disk, and when it was last written."""

    draft: Draft
    updated_at: datetime


@dataclass(frozen=True)
class Drafts:
    """The drafts in the folder of the saved setups: each beside its setup's journal, or in a folder named by its id."""

    folder: Path

    def save(self, draft: Draft) -> None:
        """Write the draft; a crash leaves the previous version or this one, never a part.

        Raises:
            StateUnwritable: it cannot be written.
        """
        path = self._path(draft.id)
        make_folder(path.parent)
        new = path.with_suffix(".new")
        with kept_safe(path):
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, OWNER_ONLY)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(draft.as_json(), file, ensure_ascii=False)
            new.replace(path)

    def read(self, name: str) -> SavedDraft | None:
        """Return the draft with this id; None if there is none, or none that this version can read."""
        if not ID.fullmatch(name):
            return None
        path = self._path(name)
        try:
            draft = Draft.from_json(json.loads(path.read_text("utf-8")))
            updated_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        draft.id = name
        return SavedDraft(draft, updated_at)

    def all(self) -> list[SavedDraft]:
        """Return every draft, the last one written first."""
        with kept_safe(self.folder):
            names = [path.parent.name for path in self.folder.glob(f"*/{FILE}")]
        saved = [found for name in names if (found := self.read(name)) is not None]
        return sorted(saved, key=lambda one: one.updated_at, reverse=True)

    def find(self, name: str) -> SavedDraft | None:
        """Return the draft of the setup with this name, also if it has not moved to the setup's folder yet."""
        own = self.read(name)
        return own or next((saved for saved in self.all() if saved.draft.setup_name == name), None)

    def settle(self, draft: Draft, name: str) -> None:
        """Move a draft to the folder of its setup, once the setup has a name."""
        if draft.id == name:
            return
        old = self._path(draft.id)
        draft.id = name
        self.save(draft)
        with kept_safe(old):
            old.unlink(missing_ok=True)
            if old.parent.is_dir() and not any(old.parent.iterdir()):
                old.parent.rmdir()

    def remove(self, name: str) -> None:
        """Delete a draft."""
        path = self._path(name)
        with kept_safe(path):
            path.unlink(missing_ok=True)

    def new_id(self) -> str:
        """Return an id that no draft has."""
        stamp = datetime.now(UTC).strftime("draft-%Y%m%d-%H%M%S")
        taken = {saved.draft.id for saved in self.all()}
        numbered = (f"{stamp}-{count}" for count in range(2, 1000))
        return stamp if stamp not in taken else next(name for name in numbered if name not in taken)

    def _path(self, name: str) -> Path:
        return self.folder / name / FILE
