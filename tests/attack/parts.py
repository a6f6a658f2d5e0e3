"""The parts of the harness, in the order in which they run."""

from __future__ import annotations

from . import answers, endpoint, journals, lookalikes, pages
from .trying import Part

PARTS: dict[str, Part] = {module.PART.name: module.PART for module in (answers, journals, endpoint, lookalikes, pages)}
