"""DNS records: the zone a site's names are in, and what may become of a record that is there."""

from __future__ import annotations

from multisite_tui.model.base import Part
from multisite_tui.model.types import HttpStatus, Text, ZoneName


class Dns(Part):
    """Where a site's records go."""

    zone: ZoneName | None = None
    """The hosted zone for the domain, by name or id; left out: the longest public zone that ends the domain."""
    replace: bool = False
    """Whether a record that is there may be overwritten; it is kept for undo."""


class Verify(Part):
    """What a visitor should see."""

    status: HttpStatus = 200
    """The HTTP status of the site's first page, 100 to 599."""
    text: Text | None = None
    """Text that the first page must hold; left out: any."""
