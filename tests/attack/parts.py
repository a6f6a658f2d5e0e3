"""The parts of the harness, in the order in which they run."""

from __future__ import annotations

from . import accounts, answers, clients, endpoint, journals, lookalikes, pages, signals
from .trying import Part

_MODULES = (answers, journals, accounts, signals, endpoint, clients, lookalikes, pages)
PARTS: dict[str, Part] = {module.PART.name: module.PART for module in _MODULES}
