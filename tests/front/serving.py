"""The front's servers: TLS with SNI, replies of the load balancer itself, and the way through to a target."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.client import HTTPResponse, parse_headers
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any, Self

from multisite_tui.demo.account import PracticeAccount
from multisite_tui.demo.world import PracticeListener

from .certificates import Vault
from .routing import Action, action_of, listener_at, location, shown_names, target_port


class Front:
    """A load balancer of a practice account, by its name; `backends`: by target port, a loopback port."""

    def __init__(self, account: PracticeAccount, balancer: str, vault: Vault, backends: Mapping[int, int]) -> None:
        self.account, self.balancer, self.vault, self.backends = account, balancer, vault, backends
        self._servers: dict[int, _Server] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    def connect(self, host: str | None, port: int = 443) -> socket.socket:
        """Return a visitor's connection, with TLS at ports that end in 443; without SNI, no name is checked."""
        raw = self.reach(port)
        context = self.vault.client()
        context.check_hostname = host is not None
        return context.wrap_socket(raw, server_hostname=host) if str(port).endswith("443") else raw

    def reach(self, port: int) -> socket.socket:
        """Return a connection to one port, before any TLS."""
        if port not in self._servers:
            self._servers[port] = _Server(self, port)
            Thread(target=self._servers[port].serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return socket.create_connection(("127.0.0.1", self._servers[port].server_address[1]), timeout=30)

    def visit(self, host: str, target: str = "/", port: int = 443) -> tuple[int, dict[str, str], str]:
        """Return status, headers and body of the reply to a GET; a certificate of another name is an error."""
        with self.connect(host, port) as line:
            line.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            reply = HTTPResponse(line)
            reply.begin()
            return reply.status, dict(reply.getheaders()), reply.read().decode()


class _Server(ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, front: Front, port: int) -> None:
        self.front, self.port = front, port
        super().__init__(("127.0.0.1", 0), _Visit)

    def handle_error(self, *_: object) -> None:
        """Say nothing of visitors who leave, of handshakes that fail, and of a port without a listener."""


class _Visit(StreamRequestHandler):
    server: _Server

    def setup(self) -> None:
        front, port = self.server.front, self.server.port
        listener = front.account.look(lambda call: listener_at(call, front.balancer, port))
        if listener.description["Protocol"] == "HTTPS":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.sni_callback = partial(_choose, front, listener)
            self.request = context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)  # so that the other thread reads no more
        super().finish()
        self.request.close()

    def handle(self) -> None:
        front, port = self.server.front, self.server.port
        method, target, _ = self.rfile.readline().decode("latin-1").split()
        headers = parse_headers(self.rfile)
        protocol = "HTTPS" if isinstance(self.request, ssl.SSLSocket) else "HTTP"
        path, _, query = target[1:].partition("?")
        host = headers["Host"].partition(":")[0]
        asked = {"protocol": protocol, "host": host, "port": str(port), "path": path, "query": query}
        action = action_of(front.account.look(lambda call: listener_at(call, front.balancer, port)), asked)
        if action["Type"] == "redirect":
            config = action["RedirectConfig"]
            self._reply(int(config["StatusCode"][-3:]), Location=location(config, asked))
        elif action["Type"] == "fixed-response":
            config = action["FixedResponseConfig"]
            kind = f"{config.get('ContentType') or 'text/plain'}; charset=utf-8"
            self._reply(int(config["StatusCode"]), config.get("MessageBody", ""), **{"Content-Type": kind})
        else:
            headers["X-Forwarded-Proto"], headers["X-Forwarded-Port"] = protocol.lower(), str(port)
            if "Upgrade" not in headers:
                headers["Connection"] = "close"
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            self._forward(action, f"{method} {target} HTTP/1.1\r\n{lines}\r\n".encode("latin-1"))

    def _reply(self, status: int, body: str = "", **headers: str) -> None:
        content = body.encode()
        head = "".join(f"{name}: {value}\r\n" for name, value in {**headers, "Content-Length": len(content)}.items())
        self.wfile.write(f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{head}\r\n".encode() + content)

    def _reached(self, port: int) -> socket.socket | None:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", self.server.front.backends[port]), timeout=30)
        return None

    def _forward(self, action: Action, head: bytes) -> None:
        """Send the request to a target, then copy bytes both ways until it closes: a reply, or a WebSocket."""
        port = self.server.front.account.look(lambda call: target_port(call, action))
        backend = self._reached(port) if port else None
        if backend is None:
            self._reply(502 if port else 503)
            return
        with backend, backend.makefile("rb") as replies:
            backend.sendall(head)
            Thread(target=_copy, args=(self.rfile, backend), daemon=True).start()
            _copy(replies, self.request)


def _choose(front: Front, listener: PracticeListener, line: Any, name: str | None, _: object) -> None:
    names = front.account.look(lambda call: shown_names(call, listener, name))
    line.context = front.vault.server(names)


def _copy(source: Any, sink: socket.socket) -> None:
    with suppress(OSError, ValueError):
        while chunk := source.read1():
            sink.sendall(chunk)
        if not isinstance(sink, ssl.SSLSocket):
            sink.shutdown(socket.SHUT_WR)
