"""A stream that a report writes to: no reader that went away or odd letter makes it raise, and no secret gets out."""

from __future__ import annotations

import os
import re
from typing import TextIO

from multisite_tui.masking import SECRETS

TRAILING_SPACES = re.compile(r" +(?=\n)")


class SafeStream:
    """Writes to a stream, as a file does; once the reader is gone it writes no more, and the run goes on.

    The reader of a report may close it (`| head`, a terminal hung up). A run that changes AWS must not die of that.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.broken = False
        """Whether writing failed, so that some of the report was lost."""

    @property
    def encoding(self) -> str:
        """The stream's encoding."""
        return self.stream.encoding or "utf-8"

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self.stream.isatty()

    def fileno(self) -> int:
        """The stream's file descriptor."""
        return self.stream.fileno()

    def can_write(self, text: str) -> bool:
        """Whether the stream's encoding has all these letters."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def write(self, text: str) -> int:
        """Write the text, without secrets and spaces at line ends; letters that the encoding lacks as escapes."""
        if not self.broken:
            safe = TRAILING_SPACES.sub("", SECRETS.masked(text))
            if not self.can_write(safe):
                safe = safe.encode(self.encoding, "backslashreplace").decode(self.encoding)
            self._try_to_write(safe)
        return len(text)

    def flush(self) -> None:
        """Pass on what was written."""
        if not self.broken:
            self._try_to_write("")

    def _try_to_write(self, text: str) -> None:
        try:
            self.stream.write(text)
            self.stream.flush()
        except (OSError, ValueError):  # ValueError: somebody closed the stream
            self.broken = True
            self._let_python_exit_in_peace()

    def _let_python_exit_in_peace(self) -> None:
        """Point the descriptor at nothing: Python flushes its streams at exit and would complain of the same again."""
        try:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, self.stream.fileno())
            os.close(nothing)
        except (OSError, ValueError):  # not a stream of the system's, or closed
            return
