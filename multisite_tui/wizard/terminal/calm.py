"""A moment to read: keys that were typed ahead of a question say nothing to it."""

from __future__ import annotations

import time
from typing import ClassVar


class Calm:
    """How long it is since a question was shown, or the key of its answer was last pressed."""

    SECONDS: ClassVar[float] = 0.7
    """Seconds without the key before it counts."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def begin(self) -> None:
        """Let the moment begin: the question is shown."""
        self._since = time.monotonic()

    def pressed(self) -> bool:
        """Return whether this press counts; if not, the moment begins anew."""
        now = time.monotonic()
        since, self._since = self._since, now
        return now - since >= self.SECONDS
