"""A stub of AWS that limits requests with a token bucket, by a time of its own."""

from __future__ import annotations

from threading import Lock
from typing import Any
from urllib.parse import parse_qs

from botocore.config import Config

from multisite_tui.demo.wire.protocols import http_response
from multisite_tui.demo.wire.sessions import isolated_session

from .virtual_time import VirtualTime

ACCEPTED = "<R><{operation}Result/><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></R>"
REFUSED = "<ErrorResponse><Error><Code>{code}</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"


class Endpoint:
    """Takes `burst` requests at once, then `refill` a second, and replies to each after some seconds."""

    def __init__(self, time: VirtualTime, burst: float, refill: float, seconds: float = 0) -> None:
        self.time = time
        self.got: list[float] = []
        """The times of all requests."""
        self.names: list[str] = []
        """The load balancers of all requests."""
        self.throttled = 0
        self.refuse: list[str] = []
        """Codes with which the next requests are refused."""
        self._burst = self._tokens = burst
        self._refill = refill
        self._seconds = seconds
        self._counted_at = 0.0
        self._lock = Lock()

    def client(self, service: str, attempts: int = 1) -> Any:
        config = Config(retries={"mode": "standard", "total_max_attempts": attempts})
        client: Any = isolated_session().client(service, config=config)  # type: ignore[call-overload]
        client.meta.events.register("before-send", self._reply)
        return client

    def _reply(self, request: Any, event_name: str, **_: Any) -> Any:
        with self._lock:
            reply = self._decided(request, event_name.rpartition(".")[2])
        if self._seconds:
            self.time.wait(self._seconds)
        return reply

    def _decided(self, request: Any, operation: str) -> Any:
        now = self.time.now()
        self.got.append(now)
        self.names += parse_qs(request.body).get("LoadBalancerName", [])
        self._tokens = min(self._burst, self._tokens + (now - self._counted_at) * self._refill)
        self._counted_at = now
        if self.refuse:
            return http_response(request, (400, {}, REFUSED.format(code=self.refuse.pop(0))))
        if self._tokens < 1:
            self.throttled += 1
            return http_response(request, (400, {}, REFUSED.format(code="Throttling")))
        self._tokens -= 1
        return http_response(request, (200, {}, ACCEPTED.format(operation=operation)))
