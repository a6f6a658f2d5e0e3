"""DNS records: the zone a site's names are in, and what may become of a record that is there."""

from __future__ import annotations

from multisite_tui.model.base import Part


class Dns(Part):
    """Where a site's records go."""

    zone: str | None = None
    """The hosted zone's name for the domain; None: the longest public zone that ends the domain."""
    replace: bool = False
    """Whether a record that is there may be overwritten; it is kept for undo."""


class Verify(Part):
    """What a visitor should see."""

    status: int = 200
    text: str | None = None
