"""The parts of the harness, in the order in which they run."""

from __future__ import annotations

from .trying import Part

PARTS: dict[str, Part] = {part.name: part for part in ()}
