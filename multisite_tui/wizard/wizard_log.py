"""The log of the screens with `--verbose`: events of runs and calls of AWS, one JSON object a line.

Of a call it has the name and the error code, never what was sent or answered. Secrets are masked as everywhere.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Lock
from typing import TextIO

from multisite_tui.aws.in_flight import IN_FLIGHT
from multisite_tui.model.events import Event
from multisite_tui.report.json_lines import JsonLines, utc_now, write_object
from multisite_tui.state.files import kept_safe, make_folder, open_file


class WizardLog:
    """The log of this process; it writes nothing until it begins."""

    def __init__(self) -> None:
        self._file: TextIO | None = None
        self._lines: JsonLines | None = None
        self._order = Lock()

    def begin(self, path: Path) -> None:
        """Write to this file from now on, in place of what an earlier wizard wrote.

        Raises:
            NotOurs: it is no file.
            StateUnwritable: the disk refuses it.
        """
        make_folder(path.parent)
        with kept_safe(path):
            self._file = os.fdopen(open_file(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "w", encoding="utf-8")
        self._lines = JsonLines(self._file, sys.stderr)
        IN_FLIGHT.listen(self.call)

    def close(self) -> None:
        """Write nothing more."""
        with self._order:
            if self._file is not None:
                self._file.close()
            self._file = self._lines = None

    def hear(self, event: Event) -> None:
        """Write one event of a run."""
        with self._order:
            if self._lines is not None:
                self._lines(event)

    def call(self, name: str, code: str) -> None:
        """Write a call that has its reply, or has none.

        Args:
            name: The call, such as `elb:DescribeLoadBalancers`.
            code: AWS's error code, or the name of botocore's error; empty where it succeeded.
        """
        with self._order:
            if self._lines is not None:
                write_object(self._lines.out, {"event": "aws_call", "call": name, "code": code}, utc_now())


LOG = WizardLog()
"""Of this process."""
