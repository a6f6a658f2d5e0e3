"""The parts of the harness, in the order in which they run."""

from __future__ import annotations

from . import endpoint, lookalikes, pages
from .trying import Part

PARTS: dict[str, Part] = {module.PART.name: module.PART for module in (endpoint, lookalikes, pages)}
