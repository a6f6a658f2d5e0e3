"""Recent reads: answers that are young enough to be shared by pages, plans and a run that follow each other.

A failure is not shared further: who tries again, because the network is back or a policy was changed, asks AWS.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from multisite_tui.aws.facts.reads import Reads
from multisite_tui.aws.session import Aws

FRESH = 15.0
"""Seconds for which answers are shared; after that, the person may have changed the account meanwhile."""


class RecentReads:
    """Reads that begin anew when they are old. All methods may be used by any thread."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Make reads of which no answer is known. `now` returns seconds of a clock that never goes back."""
        self._now = now
        self._lock = Lock()
        self._aws: Aws | None = None
        """The account that the answers are of."""
        self.renew()

    def renew(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._begin()

    def current(self, aws: Aws) -> Reads:
        """Return the present reads of this account, without failures, or new ones if those are older than `FRESH`."""
        with self._lock:
            if aws is not self._aws or self._now() - self._began > FRESH:
                self._begin()
            self._aws = aws
            self._reads.forget_failures()
            return self._reads

    def _begin(self) -> None:
        self._reads, self._began = Reads(), self._now()
