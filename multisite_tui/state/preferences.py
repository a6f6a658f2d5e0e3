"""What a person prefers, kept from one start to the next.

A file that cannot be used is passed over: nobody must be kept from a setup by the colour of its screens.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from multisite_tui.model.shapes import data_of
from multisite_tui.state.files import NotOurs, StateUnwritable, bytes_of, line_of, make_folder, open_file

FILE = "preferences.json"


@dataclass(frozen=True)
class Preferences:
    """The preferences in a state folder; each is a word."""

    folder: Path

    def read(self) -> Mapping[str, str]:
        """Return the preferences by name; none where the file is absent or cannot be used."""
        try:
            content = bytes_of(self.folder / FILE)
            found = {} if content is None else data_of(content)
        except (OSError, ValueError, NotOurs):
            return {}
        words = found.items() if isinstance(found, dict) else ()
        return {name: word for name, word in words if isinstance(name, str) and isinstance(word, str)}

    def keep(self, name: str, word: str) -> bool:
        """Write a preference (mode 0600); return whether the disk took it."""
        path = self.folder / FILE
        new = path.with_suffix(".new")
        try:
            make_folder(self.folder)
            with os.fdopen(open_file(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as file:
                file.write(line_of({**self.read(), name: word}))
            new.replace(path)
        except (OSError, NotOurs, StateUnwritable):
            return False
        return True
