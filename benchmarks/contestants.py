"""Who is compared: the program in what it does one after the other, and the scripts, each at a fresh endpoint."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.endpoint import Endpoint, Settings, served
from benchmarks.processes import ROOT, Ended, run
from benchmarks.sites import NAME, answers_of

SCRIPTS = ROOT / "benchmarks" / "scripts"
FIRST, SECOND, CHANGED, DESTROY = "first run", "second run", "one changed answer", "destroy"
PARALLEL, SEQUENTIAL, READS = "parallel script", "sequential script", "same reads in parallel"
SHARED_FIRST, SHARED_SECOND = "first run, shared", "second run, shared"
SHARED_PARALLEL = "parallel script, shared"


@dataclass(frozen=True)
class Measured:
    """One process, and what the endpoint saw of it."""

    ended: Ended
    calls: Counter[str]
    throttled: int
    start: float
    """Seconds from the process's start to its first call."""
    endpoint_cpu: float

    @property
    def writes(self) -> int:
        """How many calls changed the account."""
        return sum(count for name, count in self.calls.items() if not is_read(name))

    @property
    def reads(self) -> int:
        return self.calls.total() - self.writes


def is_read(name: str) -> bool:
    """Return whether a call reads only, by service and operation."""
    return name.split(".")[1].startswith(("Describe", "List", "Get"))


@dataclass
class Desk:
    """A folder and a fresh endpoint, at which processes run one after the other."""

    folder: Path
    endpoint: Endpoint
    count: int
    _seen: int = field(default=0)

    def first(self) -> Measured:
        return self._program("--answers", self._answers(), "--yes")

    second = first

    def changed(self) -> Measured:
        return self._program("--answers", self._answers(idle_timeout=90), "--yes")

    def destroyed(self) -> Measured:
        return self._measured(["-m", "benchmarks.fast_forward", "destroy", NAME, "--yes", *self._state()])

    def first_shared(self) -> Measured:
        """Run with one load balancer for all sites."""
        return self._program("--answers", self._answers(topology="shared"), "--yes")

    def parallel(self) -> Measured:
        return self._script("parallel")

    def parallel_shared(self) -> Measured:
        return self._script("shared")

    def sequential(self) -> Measured:
        return self._script("sequential")

    def reads(self, calls: Counter[str]) -> Measured:
        """Make the reads among these calls, in parallel."""
        return self._script("reads", json.dumps({name: count for name, count in calls.items() if is_read(name)}))

    def _script(self, name: str, *arguments: str) -> Measured:
        return self._measured([SCRIPTS / f"{name}.py", str(self.count), *arguments])

    def _program(self, *words: str | Path) -> Measured:
        return self._measured(["-m", "multisite_tui", *words, *self._state()])

    def _state(self) -> list[str]:
        return ["--state-dir", str(self.folder / "state")]

    def _answers(self, topology: str = "classic", **first_site: int) -> Path:
        file = self.folder / "answers.yaml"
        file.write_text(answers_of(self.count, topology, **first_site), encoding="utf-8")
        return file

    def _measured(self, command: Sequence[str | Path]) -> Measured:
        cpu, began = self.endpoint.cpu(), time.monotonic()
        ended = run(command, {**self.endpoint.environment, "HOME": str(self.folder)})
        new = self.endpoint.timeline()[self._seen :]
        self._seen += len(new)
        throttled = sum(call.throttled for call in new)
        start = new[0].at - began
        return Measured(ended, Counter(call.name for call in new), throttled, start, self.endpoint.cpu() - cpu)


@contextmanager
def desk(count: int, settings: Settings | None = None) -> Iterator[Desk]:
    """Set up a desk for a setup of so many sites."""
    with tempfile.TemporaryDirectory() as folder, served(settings) as endpoint:
        yield Desk(Path(folder), endpoint, count)
