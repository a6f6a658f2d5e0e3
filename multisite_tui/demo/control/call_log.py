"""The log of all calls to a practice account."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class LoggedCall:
    """One line of the log."""

    number: int
    process: int
    mutating: bool
    name: str
    """Service and operation: `elb.CreateLoadBalancer`."""
    outcome: str
    """`ok`, an error code, `lost` or `killed`."""


class CallLog:
    """The log of all calls, one a line: number, process, `write` or `read`, name, outcome."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "calls.log"
        self._counted = (0, 0)

    def add(self, mutating: bool, name: str, outcome: str) -> None:
        """Append a call. The caller holds the folder's lock."""
        descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="ascii") as stream:
            number = self._lines(stream.tell()) + 1
            stream.write(f"{number} {os.getpid()} {'write' if mutating else 'read'} {name} {outcome}\n")
            stream.flush()
            self._counted = (stream.tell(), number)

    def _lines(self, size: int) -> int:
        if self._counted[0] != size:
            self._counted = (size, sum(1 for _ in self))
        return self._counted[1]

    def __iter__(self) -> Iterator[LoggedCall]:
        """Read the log from its beginning."""
        if not self._file.exists():
            return
        for line in self._file.read_text("ascii").splitlines():
            number, process, kind, name, outcome = line.split(" ", 4)
            yield LoggedCall(int(number), int(process), kind == "write", name, outcome)
