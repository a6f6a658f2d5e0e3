"""Connections that keep one deadline from the first look-up to the last byte.

A socket's own timeout counts anew with each call, so that a server which sends a byte now and then could hold a visit
for ever; here every call gets only what is left of the whole.
"""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from multisite_tui.internet.addresses import Addresses, NameAbsentError, resolved
from multisite_tui.internet.deadlines import Deadline


class ConnectTimeoutError(TimeoutError):
    """Nobody answered the knock: no connection within the time."""


class _Reader(io.RawIOBase):
    """A socket's incoming bytes, each read within the deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


class DeadlineSocket:
    """What `http.client` needs of a socket, within a deadline. Whoever opened the socket closes it."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self.sock = sock
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self.sock.settimeout(self._deadline.left())
        self.sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return the incoming side as a file."""
        return io.BufferedReader(_Reader(self.sock, self._deadline))

    def close(self) -> None:
        """Do nothing: `http.client` closes its socket while the body is still to be read."""


@contextmanager
def connected(host: str, port: int, deadline: Deadline, addresses: Addresses) -> Iterator[socket.socket]:
    """Connect to the first address of the host that lets us, and close the connection at the end.

    Raises:
        NameAbsentError: DNS has no such name.
        NameUnansweredError: DNS gave no answer.
        ConnectTimeoutError: no address answered within the time.
        OSError: as `socket.create_connection` does, of the last address tried.
    """
    with _first(resolved(host, deadline, addresses), port, deadline) as sock:
        yield sock


@contextmanager
def secured(sock: socket.socket, name: str, deadline: Deadline, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    """Speak TLS on the connection, asking for the certificate of `name`.

    Raises:
        ssl.SSLError: no handshake; a subclass where the certificate was not accepted.
    """
    sock.settimeout(deadline.left())
    with context.wrap_socket(sock, server_hostname=name) as tls:
        yield tls


def _first(found: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    last: OSError = NameAbsentError()
    for index, address in enumerate(found):
        try:
            return socket.create_connection((address, port), deadline.share(len(found) - index).left())
        except TimeoutError as error:
            last = ConnectTimeoutError(*error.args)
        except OSError as error:
            last = error
    raise last
