"""Serves the practice account on loopback for the AWS CLI and other programs.

AWS_ENDPOINT_URL=http://127.0.0.1:PORT AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws elb describe-load-balancers

Every program on this machine may use it; a page in a browser on this machine may not. A page can make the browser send
requests to loopback, also under a name of its own that leads there, but not with a signature, which needs an answer to
OPTIONS first, together with a Host of loopback and without an Origin. Requests of another form than clients of AWS send
are refused: two lengths, chunks, whole URLs. What clients may take of the server is bounded (`connections.py`).
"""

from __future__ import annotations

import io
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Self

from multisite_tui.demo.calls import Dropped, Refusal
from multisite_tui.demo.constants import REGION
from multisite_tui.demo.wire.connections import Incoming, Limits, TooMuch
from multisite_tui.demo.wire.framing import body_length, from_this_machine
from multisite_tui.demo.wire.protocols import write_refusal
from multisite_tui.demo.wire.routes import called, signed_scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from multisite_tui.demo.account import PracticeAccount
    from multisite_tui.demo.wire.protocols import Reply

LOOPBACK = "127.0.0.1"
LIMITS = Limits()
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Server:
    """A running server of a practice account; it stops at the end of the `with` block, or with `close`."""

    def __init__(self, account: PracticeAccount, port: int, host: str, limits: Limits = LIMITS) -> None:
        self._http = _Http((host, port), account, limits)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The URL for `AWS_ENDPOINT_URL`."""
        return self._http.url

    def close(self) -> None:
        """Stop serving; a second call does nothing."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(account: PracticeAccount, port: int = 0, host: str = LOOPBACK, limits: Limits = LIMITS) -> Server:
    """Serve a practice account in background threads.

    Args:
        account: the account, which other processes may use at the same time.
        port: the TCP port; 0 for a free one.
        host: a loopback address.
        limits: what clients may take of the server.

    Raises:
        ValueError: the address is not a loopback address; others are refused because the account checks no credentials.
        OSError: the port is taken.
    """
    if not ip_address(host).is_loopback:
        raise ValueError(f"{host} is not a loopback address: the practice account is served to this machine only")
    return Server(account, port, host, limits)


def serve_forever(account: PracticeAccount, port: int, announce: Callable[[str], None]) -> None:
    """Serve a practice account on loopback until the process is interrupted.

    Args:
        account: the account, which other processes may use at the same time.
        port: the TCP port; 0 for a free one.
        announce: called with the URL when it can be used.

    Raises:
        OSError: the port is taken.
    """
    with serve(account, port) as server, suppress(KeyboardInterrupt):
        announce(server.url)
        threading.Event().wait()


def settings(url: str) -> dict[str, str]:
    """Return the environment variables that point the AWS CLI, or any SDK, at a served account."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "practice",
        "AWS_SECRET_ACCESS_KEY": "practice",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], account: PracticeAccount, limits: Limits) -> None:
        self.account = account
        self.limits = limits
        self._free = threading.BoundedSemaphore(limits.connections)
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://[{host!s}]:{port}" if ":" in str(host) else f"http://{host!s}:{port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own, if there is one left."""
        if not self._free.acquire(blocking=False):
            request.setblocking(False)
            with suppress(OSError):
                request.send(_BUSY)
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread could be started
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that disconnect; any other error is a bug and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self._incoming = Incoming(self.connection)
        self.rfile = self._buffered = io.BufferedReader(self._incoming)

    def log_message(self, *_: Any) -> None:
        """Log nothing: the account has its own log."""

    def handle_one_request(self) -> None:
        """Wait for the first byte of a request, then for its last one."""
        limits = self.server.limits
        try:
            self._incoming.allow(limits.idle, limits.headers)
            if not self._buffered.peek(1):
                self.close_connection = True
                return
            self._incoming.allow(limits.request, limits.headers)
            super().handle_one_request()
        except TooMuch:
            self._refuse(Refusal("RequestHeaderSectionTooLarge", "The headers are too large", 431))
        except TimeoutError:
            self.close_connection = True

    def _respond(self) -> None:
        if self._incoming.ended:  # within the headers: after them nothing was read yet
            self.close_connection = True
            return
        try:
            length = body_length(self.path, self.request_version, self.headers, self.server.limits.body)
        except Refusal as refusal:
            self._refuse(refusal)
            return
        self._incoming.allow_more(length)
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        try:
            self._send(self._answer(body))
        except Dropped:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = _respond  # noqa: N815 # the names that http.server calls

    def _refuse(self, refusal: Refusal) -> None:
        """Refuse a request whose end is not known, so that nothing after it is read as another one."""
        self.close_connection = True
        self._send(write_refusal("", refusal))

    def _answer(self, body: bytes) -> Reply:
        headers = {name.title(): value for name, value in self.headers.items()}
        assumed_service = "acm" if "X-Amz-Target" in headers else ""
        try:
            from_this_machine(self.headers)
            service, region = signed_scope(headers)
            service, operation = called(service, self.command, self.path, headers, body)
        except Refusal as refusal:
            return write_refusal(assumed_service, refusal)
        return self.server.account.answer(service, operation, self._as_sent_to_aws(service, region, body))

    def _as_sent_to_aws(self, service: str, region: str, body: bytes) -> Any:
        """Return the request in the form in which botocore sends it to AWS, which the account and moto read."""
        from botocore.awsrequest import AWSPreparedRequest
        from botocore.compat import HTTPHeaders

        headers = HTTPHeaders()
        for name, value in self.headers.items():
            headers[name] = value
        url = f"https://{service}.{region}.amazonaws.com{self.path}"
        return AWSPreparedRequest(self.command, url, headers, body, False)

    def _send(self, reply: Reply) -> None:
        status, headers, body = reply
        content = body.encode() if isinstance(body, str) else body
        self.connection.settimeout(self.server.limits.reply)  # of sendall: for all of it
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in _OWN_HEADERS:
                self.send_header(name, str(value))
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


_OWN_HEADERS = {"content-length", "date", "server", "connection", "transfer-encoding"}
"""Headers that this server sets itself."""
