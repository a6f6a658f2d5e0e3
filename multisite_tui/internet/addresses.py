"""Resolves the addresses of a host within a deadline."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from multisite_tui.internet.deadlines import Deadline

Addresses = Callable[[str], Sequence[str]]
"""Resolves a host name to IP addresses; raises `socket.gaierror` as `socket.getaddrinfo` does."""

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class NameAbsentError(OSError):
    """DNS answered that the name does not exist."""


class NameUnansweredError(OSError):
    """DNS gave no answer, so it is not known whether the name exists."""


def system_addresses(host: str) -> Sequence[str]:
    """Return the addresses of a host from this machine's resolver."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def resolved(host: str, deadline: Deadline, addresses: Addresses) -> Sequence[str]:
    """Return the addresses of a host, or raise when the deadline has passed.

    Raises:
        NameAbsentError: DNS has no such name.
        NameUnansweredError: DNS gave no answer.
    """
    try:
        return _in_thread(lambda: addresses(host), deadline.left())
    except socket.gaierror as error:
        raise (NameAbsentError if error.errno in _NO_SUCH_NAME else NameUnansweredError)(*error.args) from error
    except (TimeoutError, UnicodeError) as error:
        raise NameUnansweredError(*error.args) from error


def _in_thread(work: Callable[[], Sequence[str]], seconds: float) -> Sequence[str]:
    """Return the result of the work, waiting no longer than `seconds`.

    `getaddrinfo` has no timeout. The thread is a daemon, so that one that hangs does not keep the process from ending.
    """
    answer: Future[Sequence[str]] = Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except Exception as error:  # noqa: BLE001  # handed to the one who waits, whatever it is
            answer.set_exception(error)

    threading.Thread(target=run, name="visit-dns", daemon=True).start()
    return answer.result(seconds)
