"""Saved setups: what `list` prints about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from multisite_tui.model.events import Outcome


@dataclass(frozen=True)
class HowFar:
    """How far a run came."""

    done: int
    """Steps that are as wanted."""
    total: int
    """Steps of its plan; 0 where none was made."""
    outcome: Outcome | None
    """How it ended; None where it did not."""


@dataclass(frozen=True)
class SavedSetup:
    """One setup on this disk, and how far it came."""

    name: str
    kind: str
    """The kind of account it was made in: `aws`, `practice`, or `endpoint` for a stand-in."""
    account: str
    """Empty where no run got as far as to ask."""
    region: str
    done: int
    """Steps that are as wanted."""
    total: int
    """Steps of the last plan; 0 where none was made."""
    outcome: Outcome | None
    """How the last run ended; None where none ended, so that one is running or was killed."""
    updated_at: datetime
    """When something was last written of it; with a time zone."""
    removal: bool = False
    """Whether the last run was to take it, or a site of it, away."""
    moving: bool = False
    """Whether its topology was changed, and that move is not ended."""
    removed_site: str = ""
    """The one site that the last run was to take away; empty where it was to take away the whole setup, or nothing."""
    whole: HowFar | None = None
    """How far the setup is that stays when a site is taken away; None where the last run was about the whole setup."""
