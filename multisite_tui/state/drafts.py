"""Saved drafts: the forms that the wizard saves while a person types.

This module knows a form only as JSON. A form is written on each change, so without fsync. It is written to a new file
and renamed, so that a crash leaves the previous form or the new one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from multisite_tui.model.shapes import data_of
from multisite_tui.state.files import NotOurs, bytes_of, kept_safe, line_of, make_folder, open_file
from multisite_tui.state.folders import own_folder

FILE = "draft.json"
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True)
class SavedForm:
    """A draft on disk, and when it was last written."""

    id: str
    form: Mapping[str, Any]
    updated_at: datetime
    """With a time zone."""


@dataclass(frozen=True)
class DraftFiles:
    """The drafts in the folder of the saved setups: each beside its setup's journal, or in a folder named by its id."""

    folder: Path

    def save(self, name: str, form: Mapping[str, Any]) -> None:
        """Write the form of a draft; a crash leaves the previous version or this one, never a part.

        Raises:
            StateUnwritable: it cannot be written.
            NotOurs: others can write in its folder, or something else than a file stands there.
        """
        path = self._path(name)
        make_folder(path.parent)
        new = path.with_suffix(".new")
        with kept_safe(path):
            descriptor = open_file(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            with os.fdopen(descriptor, "wb") as file:
                file.write(line_of(form))
            new.replace(path)

    def read(self, name: str) -> SavedForm | None:
        """Return the draft with this id; None if there is none, or none that can be read."""
        if not ID.fullmatch(name):
            return None
        try:
            path = self._path(name)
            content = bytes_of(path)
            form = None if content is None else data_of(content)
            updated_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (OSError, ValueError, OverflowError, NotOurs):
            return None
        return SavedForm(name, form, updated_at) if isinstance(form, dict) else None

    def all(self) -> list[SavedForm]:
        """Return every draft, the last one written first."""
        with kept_safe(self.folder):
            names = [path.parent.name for path in self.folder.glob(f"*/{FILE}")]
        saved = [found for name in names if (found := self.read(name)) is not None]
        return sorted(saved, key=lambda one: one.updated_at, reverse=True)

    def remove(self, name: str) -> None:
        """Delete a draft, and its folder if that is then empty."""
        path = self._path(name)
        with kept_safe(path):
            path.unlink(missing_ok=True)
            if path.parent.is_dir() and not any(path.parent.iterdir()):
                path.parent.rmdir()

    def _path(self, name: str) -> Path:
        return own_folder(self.folder, name) / FILE
