"""Failing on command: what the account was told to refuse, to lose or to die at, and the log of its calls.

`faults.json` in the account's folder, so that a test can drive a process from outside:

    {"faults": [{"operation": "CreateLoadBalancer", "code": "Throttling", "times": 2, "status": 400,
                 "message": "Rate exceeded", "after": false}],
     "kill": {"call": 3, "when": "before"}}
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from multisite_tui.demo.storage import write_safely

LOST = "ConnectionError"
"""As a fault's code: the connection breaks, so that no reply comes."""


@dataclass
class Fault:
    """What an operation is told to answer."""

    operation: str
    """`CreateLoadBalancer`, `elb.CreateLoadBalancer`, or `*` for every operation."""
    code: str
    """AWS's error code, or `ConnectionError` for a connection that breaks."""
    times: int = 1
    status: int = 400
    message: str = "Told to fail."
    after: bool = False
    """Whether the call has its effect all the same: the reply is lost after the call."""


class Faults:
    """The faults and the kill point of one account's folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "faults.json"
        self._mutating = 0

    def add(self, fault: Fault) -> None:
        """Add a fault to the file."""
        content = self._read()
        content.setdefault("faults", []).append(asdict(fault))
        self._write(content)

    def take(self, service: str, operation: str) -> Fault | None:
        """Return the fault that meets this call, and count it off; None where none does."""
        content = self._read()
        for entry in content.get("faults", []):
            if entry["operation"] in ("*", operation, f"{service}.{operation}"):
                self._count_off(content, entry)
                return Fault(**entry)
        return None

    def count(self) -> None:
        """Count a mutating call of this process, towards the kill point."""
        self._mutating += 1

    def kill_here(self, when: str) -> bool:
        """Return whether the process is to be killed `before` or `after` this mutating call; it is so only once."""
        content = self._read()
        point = content.get("kill") or {}
        if point.get("call") != self._mutating or point.get("when", "before") != when:
            return False
        del content["kill"]
        self._write(content)
        return True

    def _count_off(self, content: dict[str, Any], entry: dict[str, Any]) -> None:
        entry["times"] = entry.get("times", 1) - 1
        content["faults"] = [other for other in content["faults"] if other.get("times", 1) > 0]
        self._write(content)

    def _read(self) -> dict[str, Any]:
        try:
            content: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return content

    def _write(self, content: dict[str, Any]) -> None:
        write_safely(self._file, json.dumps(content).encode())


def die() -> None:
    """End this process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


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
        with self._file.open("a", encoding="ascii") as stream:
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
