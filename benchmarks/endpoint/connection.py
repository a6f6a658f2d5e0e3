"""HTTP/1.1 with kept connections, in one thread: the delays of many calls overlap, and none holds another up."""

from __future__ import annotations

import asyncio
import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING

from benchmarks.endpoint.answering import Answering, Request

if TYPE_CHECKING:
    from multisite_tui.demo.wire.protocols import Reply

END = b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """One connection of a client, which sends one request after the other."""

    _transport: asyncio.Transport

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio has set TCP_NODELAY."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (request := self._next()) is not None:
            self._answer(request)

    def _next(self) -> Request | None:
        """Return the next request, once all of it is there."""
        head, end, rest = self._received.partition(END)
        if not end:
            return None
        line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.title(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("Content-Length", "0"))
        if len(rest) < length:
            return None
        self._received = rest[length:]
        method, path, _version = line.split(" ")
        return Request(method, path, headers, rest[:length])

    def _answer(self, request: Request) -> None:
        loop = asyncio.get_running_loop()
        arrived = loop.time()
        try:
            reply, delay = self._answering.answer(request)
        except Exception:  # noqa: BLE001 - a bug of the endpoint: shown, and the client sees no reply
            traceback.print_exc()
            self._transport.close()
            return
        if delay:
            loop.call_at(arrived + delay, self._transport.write, _on_the_wire(reply))
        else:
            self._transport.write(_on_the_wire(reply))


def _on_the_wire(reply: Reply) -> bytes:
    """Return head and body as one piece."""
    status, headers, body = reply
    content = body.encode() if isinstance(body, str) else body
    kept = [f"{name}: {value}" for name, value in headers.items() if name.lower() not in _OWN_HEADERS]
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *kept, f"Content-Length: {len(content)}"]
    return "\r\n".join(lines).encode("latin-1") + END + content


_OWN_HEADERS = {"content-length", "date", "server", "connection", "transfer-encoding"}
"""Headers that are this server's affair."""
