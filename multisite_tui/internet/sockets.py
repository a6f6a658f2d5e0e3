"""Connections with one deadline from the DNS lookup to the last byte.

A socket's own timeout starts again with each call, so a server that sends single bytes could block a visit for ever.
Here each call gets only the time that is left.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from multisite_tui.internet.addresses import Addresses, NameAbsentError, resolved
from multisite_tui.internet.deadlines import Deadline
from multisite_tui.internet.proxies import Proxies, ProxyError, environment_proxy, open_tunnel


class ConnectTimeoutError(TimeoutError):
    """No connection was made within the time limit."""


@contextmanager
def connected(
    host: str, port: int, deadline: Deadline, addresses: Addresses, proxies: Proxies = environment_proxy
) -> Iterator[socket.socket]:
    """Connect to the first address of the host that accepts, and close the connection after the block.

    If the direct way fails and the environment names a proxy, connect through that.

    Raises:
        NameAbsentError: DNS has no such name.
        NameUnansweredError: DNS gave no answer.
        ConnectTimeoutError: no address answered within the time limit.
        ProxyError: the direct way failed, and so did the way through the proxy: nothing is known of the host.
        OSError: the error of the last address tried, as from `socket.create_connection`.
    """
    with _opened(host, port, deadline, addresses, proxies) as sock:
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


def _opened(host: str, port: int, deadline: Deadline, addresses: Addresses, proxies: Proxies) -> socket.socket:
    try:
        proxy = proxies(host, port)
    except ProxyError as unusable:
        return _direct_or(unusable, host, port, deadline, addresses)
    if proxy is None:
        return _first(resolved(host, deadline, addresses), port, deadline)
    try:
        half = deadline.share(2)
        return _first(resolved(host, half, addresses), port, half)
    except OSError:
        return open_tunnel(proxy, host, port, deadline)


def _direct_or(unusable: ProxyError, host: str, port: int, deadline: Deadline, addresses: Addresses) -> socket.socket:
    """Connect directly; if that fails, raise the error of the proxy that cannot be used."""
    try:
        return _first(resolved(host, deadline, addresses), port, deadline)
    except OSError as error:
        raise unusable from error


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
