"""The journal: what was intended and what was done, one line of JSON each, on disk before the next call.

    opened         the setup's answers, account and region; the first line of each run
    planned        the ids of the steps
    intent         a call that is about to be made; fsynced before it
    result         AWS's reply to it
    refused        AWS's error instead
    step_finished  a resource is as wanted
    ended          how the run ended
    answers        what is asked for from now on: a site was taken away

An intent without a result is a call of which only AWS knows whether it came to pass: the next run looks.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from multisite_tui.model.undo import Undo
from multisite_tui.state.files import kept_safe, line_of, make_folder, open_for_append, sync_folder

FORMAT = 1
"""Of the journal; a program reads no newer one."""


class Journal:
    """Appends to one setup's journal. Every line is on disk (fsync) when the method returns.

    Every method raises `StateUnwritable` where the disk refuses; the caller then makes no call.
    """

    def __init__(self, path: Path) -> None:
        make_folder(path.parent)
        self._path = path
        self._lock = Lock()
        with kept_safe(path):
            self._file = open_for_append(path)
            self._mend_torn_line()
            sync_folder(path.parent)
        self._calls = 0

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def opened(self, *, version: str, setup: str, kind: str, account: str, region: str, answers: str) -> None:
        """Begin a run: everything that a resume needs."""
        self._append(
            "opened",
            format=FORMAT,
            version=version,
            setup=setup,
            kind=kind,
            account=account,
            region=region,
            answers=answers,
            run=os.getpid(),
        )

    def planned(self, steps: Sequence[str], *, removal: bool = False) -> None:
        """Note the steps of this run, and whether they take something away."""
        self._append("planned", steps=list(steps), removal=removal)

    def intent(
        self,
        steps: Sequence[str],
        call: str,
        about: str,
        params: Mapping[str, Any],
        *,
        takes_away: Sequence[str],
        undo: Undo,
    ) -> int:
        """Note a call before it is made, and return the number that its result goes by.

        Args:
            steps: The ids of the steps that it is made for.
            call: Its name, such as `elb:CreateLoadBalancer`.
            about: What it changes, in words.
            params: All that it asks for; what is no JSON is written as its text.
            takes_away: What was there and goes away, in words.
            undo: What a removal must know of it.
        """
        with self._lock:
            self._calls += 1
            number = self._calls
        self._append(
            "intent",
            call=number,
            steps=list(steps),
            name=call,
            about=about,
            params=dict(params),
            before=list(takes_away),
            undo=undo.as_json(),
        )
        return number

    def result(self, number: int, reply: Mapping[str, Any]) -> None:
        """Note AWS's reply."""
        self._append("result", call=number, reply=dict(reply))

    def refused(self, number: int, code: str, message: str) -> None:
        """Note AWS's refusal."""
        self._append("refused", call=number, code=code, message=message)

    def step_finished(self, step: str) -> None:
        """Note that a resource is as wanted."""
        self._append("step_finished", step=step)

    def ended(self, outcome: str, exit_code: int) -> None:
        """Note how the run ended."""
        self._append("ended", outcome=outcome, exit_code=exit_code)

    def answers(self, answers: str) -> None:
        """Note what is asked for from now on."""
        self._append("answers", answers=answers)

    def _append(self, record: str, **details: Any) -> None:
        line = line_of({"record": record, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **details})
        with self._lock, kept_safe(self._path):
            end = os.fstat(self._file).st_size
            if os.write(self._file, line) != len(line):  # a full disk takes a part
                os.ftruncate(self._file, end)
                raise OSError(errno.ENOSPC, "the disk took only a part of the line")
            os.fsync(self._file)

    def _mend_torn_line(self) -> None:
        """End a line that a crash left without its end, so that the next one stands alone."""
        size = os.fstat(self._file).st_size
        if size and self._path.read_bytes()[-1:] != b"\n":
            os.write(self._file, b"\n")
