"""Connections with one deadline from the DNS lookup to the last byte.

A socket's own timeout starts again with each call, so a server that sends single bytes could block a visit for ever.
Here each call gets only the time that is left.
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
    """No connection was made within the time limit."""


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


@contextmanager
def connected(host: str, port: int, deadline: Deadline, addresses: Addresses) -> Iterator[socket.socket]:
    """Connect to the first address of the host that accepts, and close the connection after the block.

    Raises:
        NameAbsentError: DNS has no such name.
        NameUnansweredError: DNS gave no answer.
        ConnectTimeoutError: no address answered within the time limit.
        OSError: the error of the last address tried, as from `socket.create_connection`.
    """
    with _first(resolved(host, deadline, addresses), port, deadline) as sock:
        yield sock


@contextmanager
def secured(sock: socket.socket, name: str, deadline: Deadline, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    """Start TLS on the connection, with `name` as server name.

    Raises:
        ssl.SSLError: the handshake failed; `ssl.SSLCertVerificationError` if the certificate was not accepted.
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
