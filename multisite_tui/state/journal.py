"""The journal: each intended call and its result, one JSON object a line, on disk before the next call.

    opened         the setup's answers, account and region; the first line of each run
    planned        the ids of the steps
    intent         a call that is about to be made; flushed to disk before the call
    result         AWS's reply to the call; after `refused`: the account shows that the call took effect all the same
    refused        AWS's error, instead of a reply
    step_finished  a resource is as wanted
    ended          how the run ended
    answers        the answers from now on, after a site was removed

An intent without a result means that the call may or may not have taken effect: the next run reads AWS to find out.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from multisite_tui.masking import SECRETS
from multisite_tui.model.intents import IntendedCall
from multisite_tui.state.files import kept_safe, line_of, make_folder, open_file, sync_folder

FORMAT = 1
"""The journal's major version; a program reads no newer one."""


class Journal:
    """Appends to one setup's journal. A line is on disk (fsync) when its method returns, save that of a finished step.

    One fsync serves the lines of all threads that are written by then.

    Every method raises `StateUnwritable` if the line cannot be written; the caller then makes no call.
    """

    def __init__(self, path: Path) -> None:
        make_folder(path.parent)
        self._path = path
        self._lock = Lock()
        with kept_safe(path):
            self._file = open_file(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
            self._mend_torn_line()
            sync_folder(path.parent)
        self._calls = 0
        self._written = 0
        """Lines that are written."""
        self._sync_lock = Lock()
        self._synced = 0
        """Lines that are on disk."""
        self._lost = 0
        """Lines that were written when an fsync failed last."""

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def opened(
        self,
        *,
        version: str,
        setup: str,
        kind: str,
        account: str,
        region: str,
        answers: str,
        topology: str = "classic",
        move: str | None = None,
        former: str | None = None,
    ) -> None:
        """Record the start of a run, with everything that a resume needs.

        Args:
            version: This program's version.
            setup: The setup's name.
            kind: The kind of account.
            account: Its id.
            region: Its region.
            answers: What is asked for.
            topology: The topology that the answers ask for.
            move: How the run is to end a move between topologies; None if it is not.
            former: The topology of which something stands that was made before a move; None if nothing does.
        """
        self._append(
            "opened",
            format=FORMAT,
            version=version,
            setup=setup,
            kind=kind,
            account=account,
            region=region,
            answers=answers,
            topology=topology,
            **({} if move is None else {"move": move}),
            **({} if former is None else {"former": former}),
            run=os.getpid(),
        )

    def aside(self, about: str) -> None:
        """Record that the calls from here on are of no run: the last run counts as it ended."""
        self._append("aside", about=about)

    def planned(self, steps: Mapping[str, str], *, removal: bool = False, removed_site: str = "") -> None:
        """Record the steps of this run.

        Args:
            steps: By id, the domain of the step's site; empty for one of the setup as a whole.
            removal: Whether the run is a removal.
            removed_site: The one site that it takes away; empty where it takes away the whole setup, or nothing.
        """
        one = {"removed_site": removed_site} if removed_site else {}
        self._append("planned", steps=list(steps), sites=list(steps.values()), removal=removal, **one)

    def intent(self, steps: Sequence[str], call: IntendedCall) -> int:
        """Record a call before it is made, and return the number that `result` or `refused` takes.

        Args:
            steps: The ids of the steps that the call is made for.
            call: The call; a parameter that JSON lacks is written as its text.
        """
        with self._lock:
            self._calls += 1
            number = self._calls
        self._append(
            "intent",
            call=number,
            steps=list(steps),
            name=call.name,
            about=call.about,
            params=dict(call.params),
            before=list(call.takes_away),
            undo=call.undo.as_json(),
        )
        return number

    def result(self, number: int, reply: Mapping[str, Any]) -> None:
        """Record AWS's reply, or after a refusal `{LOST: its name}`: the account shows that the call took effect."""
        self._append("result", call=number, reply=SECRETS.masked_values(dict(reply)))

    def refused(self, number: int, code: str, message: str) -> None:
        """Record AWS's refusal."""
        self._append("refused", call=number, code=SECRETS.masked(code), message=SECRETS.masked(message))

    def step_finished(self, step: str) -> None:
        """Record that a step's resource is as wanted. Only the next line syncs it: a resume can do without it."""
        self._write("step_finished", step=step)

    def ended(self, outcome: str, exit_code: int) -> None:
        """Record how the run ended."""
        self._append("ended", outcome=outcome, exit_code=exit_code)

    def answers(self, answers: str) -> None:
        """Record the answers that hold from now on."""
        self._append("answers", answers=answers)

    def _append(self, record: str, **details: Any) -> None:
        self._sync(self._write(record, **details))

    def _write(self, record: str, **details: Any) -> int:
        """Write a line, and return its number."""
        line = line_of({"record": record, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **details})
        with self._lock, kept_safe(self._path):
            end = os.fstat(self._file).st_size
            if os.write(self._file, line) != len(line):  # a full disk may write only a part of the line
                os.ftruncate(self._file, end)
                raise OSError(errno.ENOSPC, "the disk took only a part of the line")
            self._written += 1
            return self._written

    def _sync(self, number: int) -> None:
        """Return when the line with this number is on disk."""
        with self._sync_lock, kept_safe(self._path):
            if self._synced >= number:
                return  # another thread's fsync took it along
            if self._lost >= number:
                raise OSError(errno.EIO, "the line was lost")
            written = self._written
            try:
                os.fsync(self._file)
            except OSError:
                # The system reports the loss of a line once, to one of those who wrote: what is being written now too.
                with self._lock:
                    self._lost = self._written
                raise
            self._synced = written

    def _mend_torn_line(self) -> None:
        """End a line that a crash left incomplete, so that the next record begins on a line of its own."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")
