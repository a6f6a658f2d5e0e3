"""A socket with one deadline for all its calls."""

from __future__ import annotations

import io
import socket

from multisite_tui.internet.deadlines import Deadline


class _Reader(io.RawIOBase):
    """Reads from a socket, each time within the deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


class DeadlineSocket:
    """The methods of a socket that `http.client` needs, with a deadline. The opener of the socket closes it."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self.sock = sock
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        """Send all the data."""
        self.sock.settimeout(self._deadline.left())
        self.sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return a file that reads from the socket."""
        return io.BufferedReader(_Reader(self.sock, self._deadline))

    def close(self) -> None:
        """Do nothing: `http.client` closes its socket before the body is read."""
