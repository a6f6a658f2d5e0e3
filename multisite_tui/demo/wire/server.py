"""Serves the practice account on loopback for the AWS CLI and other programs.

AWS_ENDPOINT_URL=http://127.0.0.1:PORT AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws elb describe-load-balancers
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Self

from multisite_tui.demo.calls import Dropped, Refusal
from multisite_tui.demo.constants import REGION
from multisite_tui.demo.wire.protocols import write_refusal
from multisite_tui.demo.wire.routes import called, signed_scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from multisite_tui.demo.account import PracticeAccount
    from multisite_tui.demo.wire.protocols import Reply

LOOPBACK = "127.0.0.1"
_LARGEST = 1 << 20
"""The maximum number of bytes of a request's body; requests to these services are far smaller."""
_IDLE_TIMEOUT = 30.0
"""Seconds after which an idle connection is closed."""


class Server:
    """A running server of a practice account; it stops at the end of the `with` block, or with `close`."""

    def __init__(self, account: PracticeAccount, port: int, host: str) -> None:
        self._http = _Http((host, port), _Handler)
        self._http.account = account
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


def serve(account: PracticeAccount, port: int = 0, host: str = LOOPBACK) -> Server:
    """Serve a practice account in background threads.

    Args:
        account: the account, which other processes may use at the same time.
        port: the TCP port; 0 for a free one.
        host: a loopback address.

    Raises:
        ValueError: the address is not a loopback address; others are refused because the account checks no credentials.
        OSError: the port is taken.
    """
    if not ip_address(host).is_loopback:
        raise ValueError(f"{host} is not a loopback address: the practice account is served to this machine only")
    return Server(account, port, host)


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
    account: PracticeAccount
    daemon_threads = True

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://[{host!s}]:{port}" if ":" in str(host) else f"http://{host!s}:{port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that disconnect; any other error is a bug and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_TIMEOUT

    def log_message(self, *_: Any) -> None:
        """Log nothing: the account has its own log."""

    def _respond(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > _LARGEST:
            self.close_connection = True
            self._send(write_refusal("", Refusal("RequestEntityTooLarge", "The request is too large", 413)))
            return
        try:
            self._send(self._answer(self.rfile.read(int(length))))
        except Dropped:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = _respond  # noqa: N815 # the names that http.server calls

    def _answer(self, body: bytes) -> Reply:
        headers = {name.title(): value for name, value in self.headers.items()}
        assumed_service = "acm" if "X-Amz-Target" in headers else ""
        try:
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
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in _OWN_HEADERS:
                self.send_header(name, str(value))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


_OWN_HEADERS = {"content-length", "date", "server", "connection", "transfer-encoding"}
"""Headers that this server sets itself."""
