"""Other saved setups: whether a new setup may be one of them, under another name."""

from __future__ import annotations

from collections.abc import Iterable

from multisite_tui.errors import Problem
from multisite_tui.model.instances import may_share
from multisite_tui.model.setup import Setup


def same_under_another_name(setup: Setup, others: Iterable[Setup]) -> Problem | None:
    """Return a warning if a new setup whose name was left out serves a program that a saved setup serves.

    A name that is left out follows the first domain: if that domain is changed in a file, the file is another setup,
    and what the first one made is billed on.
    """
    if "name" in setup.model_fields_set:
        return None
    other = next((one for one in others if _same_program(setup, one)), None)
    if other is None:
        return None
    return Problem(
        code="setup_like_another",
        what=f"This will be a new setup, {setup.name}, beside your saved setup {other.name}, which sends visitors to "
        "the same program.",
        why="The answers have no `name`, so that the first domain gives it. What the saved setup made stays, and is "
        "billed on.",
        next=f"If this is that setup, put `name: {other.name}` into the answers.",
        key="name",
    )


def _same_program(setup: Setup, other: Setup) -> bool:
    """Whether a site of each may send visitors to one port of one instance."""
    return any(
        site.port == one.port and may_share(setup.instances_of(site), other.instances_of(one))
        for site in setup.sites
        for one in other.sites
    )
