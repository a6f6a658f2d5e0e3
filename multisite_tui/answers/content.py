"""The content of an answers file: a regular file, or a pipe that another program writes."""

from __future__ import annotations

import errno
import os
import select
import stat
from collections.abc import Callable

SILENCE = 60.0
"""Seconds without a byte after which a pipe is given up: nobody writes to it, or the writer hangs."""
NOTICE = 2.0
"""Seconds without a byte after which the person is told what is waited for."""
_CHUNK = 1 << 16

Waiting = Callable[[], None]
"""Tells the person that a pipe is waited for."""


class Unreadable(Exception):
    """There is nothing to read; the message says why."""


def content_of(path: str, most: int, waiting: Waiting) -> bytes:
    """Return the first bytes of a file, at most so many.

    A pipe (`/dev/stdin`, a shell's `<(...)`, a named one) is read until its writer closes it.

    Args:
        path: The file.
        most: The most bytes that are read.
        waiting: Called once if a pipe has brought nothing for `NOTICE` seconds.

    Raises:
        Unreadable: There is no such file, it is of a kind that cannot be read, or a pipe brings nothing for `SILENCE`
            seconds.
    """
    try:
        # Without O_NONBLOCK, the opening of a named pipe that nobody writes to does not return.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        try:
            mode = os.fstat(descriptor).st_mode
            if stat.S_ISREG(mode):
                return _read(descriptor, most, lambda: None)
            _refuse(mode, descriptor)
            return _read(descriptor, most, _Patience(descriptor, waiting).wait)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from None
    except ValueError:
        raise Unreadable("the name is no file's") from None


def _refuse(mode: int, descriptor: int) -> None:
    if stat.S_ISDIR(mode):
        raise Unreadable(os.strerror(errno.EISDIR))
    if not stat.S_ISFIFO(mode) and not os.isatty(descriptor):
        raise Unreadable("it is a device or a socket, and not a file")


def _read(descriptor: int, most: int, wait: Waiting) -> bytes:
    content = b""
    while len(content) < most:
        wait()
        read = os.read(descriptor, min(_CHUNK, most - len(content)))
        if not read:
            break
        content += read
    return content


class _Patience:
    """Waits for a pipe, within a bound, and says so once."""

    def __init__(self, descriptor: int, waiting: Waiting) -> None:
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        self._waiting: Waiting | None = waiting

    def wait(self) -> None:
        """Return when the pipe has something to read, or its end."""
        if self._poll.poll(NOTICE * 1000):
            return
        if self._waiting is not None:
            self._waiting()
            self._waiting = None
        if not self._poll.poll((SILENCE - NOTICE) * 1000):
            raise Unreadable(f"nothing was written to this pipe for {SILENCE:.0f} seconds")
