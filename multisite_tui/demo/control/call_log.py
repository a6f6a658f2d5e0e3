"""The log of all calls to a practice account."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from multisite_tui.demo.control.plain_files import open_plain

_LINE = re.compile(r"(\d{1,18}) (\d{1,18}) (write|read) (\S+) (.+)")
_LONGEST = 1024
"""More bytes than a line has."""


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
    """The log of all calls, one a line: number, process, `write` or `read`, name, outcome.

    A line of another form, which something else has written, is passed over.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "calls.log"

    def check(self) -> None:
        """Open the log.

        Raises:
            OSError: it cannot be read, or is no regular file.
        """
        next(iter(self), None)

    def add(self, mutating: bool, name: str, outcome: str) -> None:
        """Append a call. The caller holds the folder's lock.

        Raises:
            OSError: the log cannot be written, or is no regular file.
        """
        descriptor = open_plain(self._file, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        with os.fdopen(descriptor, "r+b", buffering=0) as stream:
            number = self._last(descriptor) + 1
            line = f"{number} {os.getpid()} {'write' if mutating else 'read'} {name} {outcome}\n"
            stream.write(line.encode("ascii", "backslashreplace"))

    def _last(self, descriptor: int) -> int:
        """Return the number of the last call; 0 if there is none."""
        size = os.fstat(descriptor).st_size
        end = os.pread(descriptor, _LONGEST, max(0, size - _LONGEST))
        last = _parsed(end.decode("ascii", "replace").rpartition("\n")[0].rpartition("\n")[2])
        return last.number if last else 0

    def __iter__(self) -> Iterator[LoggedCall]:
        """Read the log from its beginning."""
        try:
            descriptor = open_plain(self._file, os.O_RDONLY)
        except FileNotFoundError:
            return
        with os.fdopen(descriptor, encoding="ascii", errors="replace") as lines:
            for line in lines:
                if call := _parsed(line.rstrip("\n")):
                    yield call


def _parsed(line: str) -> LoggedCall | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    number, process, kind, name, outcome = found.groups()
    return LoggedCall(int(number), int(process), kind == "write", name, outcome)
