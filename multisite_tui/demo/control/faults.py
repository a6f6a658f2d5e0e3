"""Fault injection: which calls the account refuses or loses, and at which call the process is killed.

The faults are in `faults.json` in the account's folder, so that a test can control another process:

    {"faults": [{"operation": "CreateLoadBalancer", "code": "Throttling", "times": 2, "status": 400,
                 "message": "Rate exceeded", "after": false},
                {"operation": "elb", "code": "Throttled", "times": 3},
                {"operation": "*", "code": "Throttled", "times": null, "share": 0.3, "seed": 7},
                {"operation": "elasticloadbalancing:CreateLoadBalancer", "code": "Denied", "times": null},
                {"operation": "*", "code": "Expired", "times": null, "skip": 12},
                {"operation": "route53", "code": "Unavailable"},
                {"operation": "RequestCertificate", "code": "ConnectionError", "after": true}],
     "kill": {"call": 3, "when": "before"}}

Only `operation` and `code` are required. The first entry that matches a call decides how it fails. A file of another
form is refused with the call.
"""

from __future__ import annotations

import json
import os
import signal
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from random import Random
from typing import Any

from multisite_tui.demo.calls import Refusal
from multisite_tui.demo.control.call_log import CallLog, LoggedCall
from multisite_tui.demo.control.graphs import Damaged
from multisite_tui.demo.control.plain_files import read_plain, write_safely
from multisite_tui.demo.wire.iam_actions import first_match, is_action
from multisite_tui.demo.wire.service_errors import service_refusal

__all__ = ["LOST", "CallLog", "Fault", "Faults", "LoggedCall", "die"]

LOST = "ConnectionError"
"""A fault's code for a broken connection, so that no reply comes."""
_LARGEST = 1 << 20
"""The largest file that is read, in bytes."""
_TYPES = {"str": (str,), "int": (int,), "bool": (bool,), "float": (int, float), "int | None": (int, type(None))}
"""By the annotation of a fault's field, the types that JSON may have there."""


@dataclass
class Fault:
    """How matching calls fail."""

    operation: str
    """`CreateLoadBalancer`, `elb.CreateLoadBalancer`, `elb`, `*` for every operation, or IAM actions as a policy names
    them: `elasticloadbalancing:CreateLoadBalancer`, `elasticloadbalancing:*`."""
    code: str
    """AWS's error code; `Throttled`, `Denied`, `Expired`, `ServerError`, `Unavailable` or `HeldBack` for each service's
    own code; or `ConnectionError` for a connection that breaks."""
    times: int | None = 1
    """How many calls fail, including retries; None: all until the fault is removed."""
    status: int = 400
    message: str = "Told to fail."
    after: bool = False
    """Whether the call takes effect, and only its reply is lost."""
    skip: int = 0
    """How many matching calls succeed first."""
    share: float = 1.0
    """The share of the matching calls that fail, from 0 to 1, chosen at random."""
    seed: int = 0
    """The seed of the random choice."""
    met: int = 0
    """How many calls have matched so far."""

    def meets(self, service: str, operation: str, actions: list[str]) -> bool:
        """Return whether it matches a call that needs these IAM actions."""
        if is_action(self.operation):
            return first_match(self.operation, actions) is not None
        return self.operation in ("*", service, operation, f"{service}.{operation}")

    def strikes(self) -> bool:
        """Count a matching call, and return whether that call fails."""
        self.met += 1
        if self.met <= self.skip:
            return False
        return self.share >= 1.0 or Random(f"{self.seed} {self.met}").random() < self.share  # noqa: S311

    def refusal(self, service: str, actions: list[str]) -> Refusal:
        """Return the refusal with AWS's code and message."""
        action = first_match(self.operation, actions) if is_action(self.operation) else None
        own = service_refusal(self.code, service, action or next(iter(actions), self.operation))
        return own or Refusal(self.code, self.message, self.status)


class Faults:
    """The faults and the kill point of one account's folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "faults.json"
        self._mutating = 0

    def check(self) -> None:
        """Read the file.

        Raises:
            OSError: it cannot be read; `Damaged` if it has another form.
        """
        self._read()

    def add(self, fault: Fault) -> None:
        """Add a fault to the file."""
        content = self._read()
        content["faults"].append(asdict(fault))
        self._write(content)

    def take_back(self, code: str | None = None, operation: str | None = None) -> None:
        """Remove faults: all, those with a code, or those with a code and an operation."""
        content = self._read()
        content["faults"] = [entry for entry in content["faults"] if not _is(entry, code, operation)]
        self._write(content)

    def take(self, service: str, operation: str, actions: list[str]) -> Fault | None:
        """Return the fault of this call, and count it; None if no fault matches."""
        content = self._read()
        faults = [Fault(**entry) for entry in content["faults"]]
        met = [fault for fault in faults if fault.meets(service, operation, actions)]
        # Every matching fault counts the call, also those after the first.
        striking = [fault for fault in met if fault.strikes()]
        if striking and striking[0].times is not None:
            striking[0].times -= 1
        if met:
            content["faults"] = [asdict(fault) for fault in faults if fault.times is None or fault.times > 0]
            self._write(content)
        return striking[0] if striking else None

    def count(self) -> None:
        """Count a mutating call of this process for the kill point."""
        self._mutating += 1

    def kill_here(self, when: str) -> bool:
        """Return whether the process must be killed `before` or `after` this mutating call; True only once."""
        content = self._read()
        point = content["kill"] or {}
        if point.get("call") != self._mutating or point.get("when", "before") != when:
            return False
        content["kill"] = None
        self._write(content)
        return True

    def _read(self) -> dict[str, Any]:
        """Return the content of the file: `faults`, and `kill` or None.

        Raises:
            OSError: it cannot be read; `Damaged` if it has another form.
        """
        try:
            content = json.loads(read_plain(self._file, _LARGEST))
        except FileNotFoundError:
            content = {}
        except (RecursionError, ValueError) as error:
            raise Damaged(f"{self._file.name} is no JSON: {error}") from error
        if not _is_content(content):
            raise Damaged(f"{self._file.name} does not hold faults")
        return {"faults": [], "kill": None, **content}

    def _write(self, content: dict[str, Any]) -> None:
        written = {name: value for name, value in content.items() if value is not None}
        write_safely(self._file, json.dumps(written).encode())


def _is_content(content: Any) -> bool:
    if not isinstance(content, dict):
        return False
    faults, kill = content.get("faults", []), content.get("kill")
    return isinstance(faults, list) and all(map(_is_fault, faults)) and (kill is None or isinstance(kill, dict))


def _is_fault(entry: Any) -> bool:
    types = {one.name: _TYPES[str(one.type)] for one in fields(Fault)}
    return (
        isinstance(entry, dict)
        and {"operation", "code"} <= set(entry) <= set(types)
        and all(type(value) in types[name] for name, value in entry.items())
    )


def _is(entry: dict[str, Any], code: str | None, operation: str | None) -> bool:
    return code in (None, entry["code"]) and operation in (None, entry["operation"])


def die() -> None:
    """End this process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)
