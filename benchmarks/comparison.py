"""Runs the program and the scripts in turn, so that a busy machine is busy for all, and keeps what was measured."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.contestants import (
    CHANGED,
    DESTROY,
    FIRST,
    PARALLEL,
    READS,
    SECOND,
    SEQUENTIAL,
    SHARED_FIRST,
    SHARED_PARALLEL,
    SHARED_SECOND,
    Measured,
    desk,
)
from benchmarks.endpoint import WAITING, Bucket, Delays, Settings
from benchmarks.forms import MANY, Form

PLAIN, WAITS, THROTTLED = "no waits", "waits", "throttled"
SETTINGS = {
    PLAIN: Settings(delays=Delays()),
    WAITS: Settings(delays=Delays(), waits=WAITING),
    THROTTLED: Settings(delays=Delays(), bucket=Bucket(burst=40, rate=10)),
}


@dataclass
class Comparison:
    """All measurements, by condition, program and number of sites."""

    _taken: defaultdict[tuple[str, str, int], list[Measured]] = field(default_factory=lambda: defaultdict(list))

    def add(self, condition: str, program: str, count: int, measured: Measured) -> None:
        self._taken[condition, program, count].append(measured)

    def has(self, condition: str, program: str, count: int) -> bool:
        return (condition, program, count) in self._taken

    def all(self, condition: str, program: str, count: int) -> list[Measured]:
        return self._taken[condition, program, count]

    def seconds(self, condition: str, program: str, count: int) -> float:
        """Return the median of the wall times."""
        return statistics.median(one.ended.seconds for one in self.all(condition, program, count))

    def start(self, condition: str, program: str, count: int) -> float:
        """Return the median of the times from a process's start to its first call."""
        return statistics.median(one.start for one in self.all(condition, program, count))

    def calls(self, condition: str, program: str, count: int) -> Counter[str]:
        """Return the calls of the last run."""
        return self.all(condition, program, count)[-1].calls


def compared(form: Form) -> Comparison:
    """Measure all."""
    found = Comparison()
    for repeat in range(form.repeats):
        for count in form.counts:
            _program(found, count, whole=repeat < form.rare)
            _alone(found, PLAIN, PARALLEL, count)
            _shared(found, count)
    for _ in range(form.rare):
        for count in form.sequential:
            _alone(found, PLAIN, SEQUENTIAL, count)
        for count in form.counts:
            _alone(found, WAITS, FIRST, count)
            _alone(found, WAITS, PARALLEL, count)
        _throttled(found, MANY)
    return found


def _program(found: Comparison, count: int, *, whole: bool) -> None:
    """Take the program through a setup's life; the slow end of it is left out of most repeats."""
    with desk(count, SETTINGS[PLAIN]) as here:
        found.add(PLAIN, FIRST, count, here.first())
        second = here.second()
        found.add(PLAIN, SECOND, count, second)
        found.add(PLAIN, READS, count, here.reads(second.calls))
        if whole:
            found.add(PLAIN, CHANGED, count, here.changed())
            found.add(PLAIN, DESTROY, count, here.destroyed())


def _shared(found: Comparison, count: int) -> None:
    """Compare with one load balancer for all sites."""
    with desk(count, SETTINGS[PLAIN]) as here:
        found.add(PLAIN, SHARED_FIRST, count, here.first_shared())
        found.add(PLAIN, SHARED_SECOND, count, here.first_shared())
    with desk(count, SETTINGS[PLAIN]) as here:
        found.add(PLAIN, SHARED_PARALLEL, count, here.parallel_shared())


def _throttled(found: Comparison, count: int) -> None:
    with desk(count, SETTINGS[THROTTLED]) as here:
        found.add(THROTTLED, FIRST, count, here.first())
        found.add(THROTTLED, SECOND, count, here.second())


def _alone(found: Comparison, condition: str, program: str, count: int) -> None:
    with desk(count, SETTINGS[condition]) as here:
        run = {FIRST: here.first, PARALLEL: here.parallel, SEQUENTIAL: here.sequential}[program]
        found.add(condition, program, count, run())
