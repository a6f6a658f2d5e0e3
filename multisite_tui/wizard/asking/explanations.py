"""What F1 explains of a page, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Help:
    """What F1 shows on a page, in plain words."""

    console: str
    """What the AWS console calls it, and where it stands there."""
    why: str
    """Why it is needed."""
    wrong: str
    """What usually goes wrong."""
