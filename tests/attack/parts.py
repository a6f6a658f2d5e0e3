"""The parts of the harness, in the order in which they run."""

from __future__ import annotations

from . import answers, endpoint, journals, lookalikes, pages, signals
from .trying import Part

_MODULES = (answers, journals, signals, endpoint, lookalikes, pages)
PARTS: dict[str, Part] = {module.PART.name: module.PART for module in _MODULES}
