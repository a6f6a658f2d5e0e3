"""A server on loopback that answers in the place of AWS and echoes the request: in errors, in replies, in pages."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from multisite_tui.demo.account import PracticeAccount
from multisite_tui.demo.calls import Dropped
from multisite_tui.demo.wire.server import serve
from tests.process.answering import refusal

ECHOED = ("authorization", "x-amz-security-token", "x-amz-date", "host", "user-agent")
CODES = (
    "AccessDenied",
    "InvalidClientTokenId",
    "ValidationError",
    "Throttling",
    "InternalFailure",
    "Odd",
    "ExpiredToken",
)
TEXT = re.compile(rb">([^<>\s][^<>]{2,})<")
"""The text of an element of XML."""


class Echo:
    """What a hostile endpoint does with one request; drawn by lot."""

    def __init__(self, lot: random.Random, secrets: tuple[str, ...]) -> None:
        self._lot = lot
        self._secrets = secrets
        self._lock = threading.Lock()
        self.sent: list[str] = []
        """The signatures of the requests."""

    def instead(self, headers: dict[str, str]) -> tuple[int, bytes] | None:
        """Return status and body where the account is not even asked."""
        return None

    def reply(self, headers: dict[str, str], honest: tuple[int, bytes], *, first: bool) -> tuple[int, bytes]:
        """Return status and body."""
        with self._lock:
            self.sent += re.findall(r"Signature=([0-9a-f]{64})", headers.get("authorization", ""))
            kind = self._lot.choices(["honest", "error", "echo", "page"], [30 if first else 6, 1, 2, 0.3])[0]
            words = self._words(headers)
            code = self._lot.choice([*CODES, words[:60]])
            as_json = "x-amz-target" in headers
            match kind:
                case "error" if as_json:
                    return 400, json.dumps({"__type": code, "message": words, "Message": words}).encode()
                case "error":
                    return self._lot.choice([400, 403, 500]), refusal(escape(code), escape(words)).encode()
                case "page":
                    return self._lot.choice([200, 407, 502]), f"<html><body>{escape(words)}</body></html>".encode()
                case "echo":
                    return honest[0], self._echoed(honest[1], as_json=as_json)
                case _:
                    return honest

    def _words(self, headers: dict[str, str]) -> str:
        sent = [f"{name}: {headers[name]}" for name in ECHOED if name in headers]
        held = self._lot.choice(self._secrets)
        cut = self._lot.randrange(len(held) - 12) if len(held) > 12 else 0
        part = self._lot.choice([held, held[cut:], held[: cut + 12], quote(held, safe=""), held.replace("/", "\\/")])
        return self._lot.choice(["{0}", "The request was [{0}]", "{1}", "no {1} here", "{0} {1}"]).format(
            self._lot.choice([" ".join(sent), str(headers), json.dumps(headers)]), part
        )

    def _echoed(self, body: bytes, *, as_json: bool) -> bytes:
        """Put secrets in the place of texts of an honest reply."""
        if as_json:
            return re.sub(rb'": "([^"]{3,})"', lambda one: b'": ' + json.dumps(self._instead(one[1])).encode(), body)
        return TEXT.sub(lambda one: b">" + escape(self._instead(one[1])).encode() + b"<", body)

    def _instead(self, text: bytes) -> str:
        plain = text.decode(errors="replace")
        return self._lot.choice(
            [plain] * 40 + [self._lot.choice(self._secrets), f"{plain}{self._lot.choice(self._secrets)}"]
        )


@contextmanager
def echoing(folder: Path, echo: Echo) -> Iterator[str]:
    """Serve a practice account that echoes, and yield the URL."""
    with serve(PracticeAccount(folder)) as honest:
        handler = _handler(honest.url.rpartition(":")[2], echo)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _handler(port: str, echo: Echo) -> type[BaseHTTPRequestHandler]:
    import http.client

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if (instead := echo.instead(headers)) is not None:
                self.send(*instead)
                return
            behind = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
            try:
                behind.request(self.command, self.path, body, dict(self.headers))
                reply = behind.getresponse()
                content = reply.read()
            except (OSError, http.client.HTTPException, Dropped):
                return
            finally:
                behind.close()
            self.send(*echo.reply(headers, (reply.status, content), first=b"GetCallerIdentity" in body))

        def send(self, status: int, content: bytes) -> None:
            self.send_response_only(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names that `http.server` looks for

        def log_message(self, *_: object) -> None:
            pass

    return Handler
