"""What one client may take of the server: time, bytes and connections."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socket import socket


@dataclass(frozen=True)
class Limits:
    """What one client, or all together, may take of the server. Times are in seconds."""

    connections: int = 192
    """How many connections are served at once, each by a thread; the next one gets HTTP 503 and is closed. One run with
    many sites keeps up to 32 for each of its five clients."""
    idle: float = 30.0
    """From one request of a connection to the first byte of the next."""
    request: float = 20.0
    """From the first byte of a request to its last, however many pieces it comes in."""
    reply: float = 20.0
    """For the client to take the whole reply."""
    headers: int = 1 << 16
    """Bytes of the request line and the headers together."""
    body: int = 1 << 20
    """Bytes of the body; requests to these services are far smaller."""


class TooMuch(OSError):
    """A client sent more bytes than it may."""


class Incoming(io.RawIOBase):
    """What a client sends, until a moment and up to a number of bytes.

    A timeout of the socket alone would begin anew with each byte.
    """

    def __init__(self, line: socket) -> None:
        super().__init__()
        self._line = line
        self._until = 0.0
        self._left = 0
        self.ended = False
        """Whether the client has closed its side."""

    def allow(self, seconds: float, most: int) -> None:
        """Take at most so many further bytes, for so many seconds from now."""
        self._until, self._left = time.monotonic() + seconds, most

    def allow_more(self, most: int) -> None:
        """Take so many more bytes until the same moment."""
        self._left += most

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override] # mypy knows Buffer only
        """Read what is there, or wait for it.

        Raises:
            TimeoutError: the moment has come.
            TooMuch: the bytes are used up.
        """
        if self._left <= 0:
            raise TooMuch("the client sends too much")
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the client takes too long")
        self._line.settimeout(seconds)
        count = self._line.recv_into(buffer, min(len(buffer), self._left))
        self._left -= count
        self.ended = count == 0
        return count
