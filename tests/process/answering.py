"""Servers on loopback that answer in the place of AWS, or of a proxy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

IDENTITY = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    "<Arn>arn:aws:iam::123456789012:user/ann</Arn><UserId>AIDA</UserId><Account>123456789012</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


def refusal(code: str, message: str) -> str:
    """Return an error as the query protocol has it."""
    return (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        "<RequestId>1</RequestId></ErrorResponse>"
    )


@contextmanager
def answering(status: int, body: str, *, known_in: str = "", **headers: str) -> Iterator[str]:
    """Answer every request alike, and yield the URL.

    Args:
        status: Of the reply.
        body: Of the reply.
        known_in: A region; requests that are signed for it are told who the caller is.
        headers: Of the reply.
    """

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            known = bool(known_in) and f"/{known_in}/" in self.headers.get("Authorization", "")
            text = IDENTITY if known else body
            self.send_response_only(200 if known else status)
            for name, value in {"Content-Type": "text/xml", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_CONNECT = answer  # noqa: N815 - the names that `http.server` looks for

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
