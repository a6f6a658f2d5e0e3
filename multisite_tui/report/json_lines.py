"""The report for programs: one JSON object a line on stdout."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TextIO

from multisite_tui.model.events import Event
from multisite_tui.model.rules.characters import escaped
from multisite_tui.report.clean import clean
from multisite_tui.report.json_values import event_values
from multisite_tui.report.safe_stream import SafeStream


def utc_now() -> datetime:
    """Return the time in UTC; the last that Python can tell where the clock is beyond it."""
    try:
        return datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=UTC)


class JsonLines:
    """Hears events and writes each as one line of JSON.

    Args:
        stdout: Where the lines go.
        stderr: Where remarks for a person go.
        now: The time, with a time zone.
    """

    def __init__(self, stdout: TextIO, stderr: TextIO, *, now: Callable[[], datetime] = utc_now) -> None:
        self.out = SafeStream(stdout)
        self.err = SafeStream(stderr)
        self.now = now
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave; every line has been written already."""

    def __call__(self, event: Event) -> None:
        """Hear one event."""
        with self._lock:
            write_object(self.out, event_values(event), self.now())

    def say(self, sentence: str) -> None:
        """Write a remark on stderr."""
        with self._lock:
            self.err.write(f"{clean(sentence)}\n")

    def close(self) -> None:
        """Do nothing: every line has been written already."""


def write_object(pen: SafeStream, values: Mapping[str, object], at: datetime) -> None:
    """Write one object as one line, with its `event` first and the time second."""
    rest = {key: value for key, value in values.items() if key != "event"}
    whole = {"event": values["event"], "at": stamp(at), **rest}
    # JSON allows some of these raw, but a terminal may act on them and some readers end a line there.
    line = escaped(json.dumps(whole, ensure_ascii=False))
    if not pen.can_write(line):
        line = json.dumps(whole, ensure_ascii=True)
    pen.write(f"{line}\n")


def stamp(moment: datetime) -> str:
    """Return a moment as every line has it: UTC, to the millisecond, with `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
