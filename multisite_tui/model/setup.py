"""The setup: everything a person asked for, saved under one name."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from multisite_tui.model.base import Part
from multisite_tui.model.instances import Instances
from multisite_tui.model.sites import Site
from multisite_tui.model.waits import Waits


class Expect(Part):
    """What must be true of the account before anything is done."""

    account: str
    """The twelve digits of the only account that this setup may run against."""


class Setup(Part):
    """A frozen, valid setup. What only the account can tell is still open; `plan` resolves it."""

    version: Literal[1] = Field(alias="schema")
    name: str
    """The setup's name; the first domain with hyphens for dots where the answers leave it out."""
    region: str | None = None
    profile: str | None = None
    expect: Expect | None = None
    topology: Literal["classic"] = "classic"
    instances: Instances | None = None
    """None: the one running instance of the region."""
    tags: dict[str, str] = Field(default_factory=dict)
    waits: Waits = Waits()
    sites: tuple[Site, ...]
