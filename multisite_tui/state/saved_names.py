"""What is saved in a folder of setups, by name alone: a first look that reads no journal, and loads next to nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from multisite_tui.errors import Failure
from multisite_tui.state.drafts import DraftFiles

JOURNAL = "journal.jsonl"
"""The file in which the runs of a setup are written down."""


def saved_names(folder: Path) -> tuple[str, ...]:
    """Return the names of the folders in which a run was begun or something was typed, sorted.

    What cannot be looked at counts as nothing; who reads it later says why.
    """
    try:
        typed = {form.id for form in DraftFiles(folder).all() if _holds_something(form.form)}
        begun = {path.name for path in folder.glob("*") if os.path.lexists(path / JOURNAL)}
    except (Failure, OSError):
        return ()
    return tuple(sorted(typed | begun))


def _holds_something(form: Mapping[str, Any]) -> bool:
    sites = form.get("sites")
    return isinstance(sites, list) and any(isinstance(site, dict) and site.get("values") for site in sites)
