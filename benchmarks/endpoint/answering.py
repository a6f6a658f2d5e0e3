"""From a request to its reply and delay: names the call, counts it, throttles it, or lets the account answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.endpoint.bucket import TokenBucket
from benchmarks.endpoint.settings import Settings

if TYPE_CHECKING:
    from multisite_tui.demo.account import PracticeAccount
    from multisite_tui.demo.wire.protocols import Reply


@dataclass(frozen=True)
class Request:
    """A request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    """By names in title case."""
    body: bytes


@dataclass
class Counted:
    """One call."""

    at: float
    """When it arrived, in seconds of the machine's monotonic clock."""
    name: str
    """Service and operation: `elb.CreateLoadBalancer`."""
    status: int = 200
    throttled: bool = False


@dataclass
class Answering:
    """Answers requests, one at a time."""

    account: PracticeAccount
    settings: Settings
    calls: list[Counted] = field(default_factory=list)

    def __post_init__(self) -> None:
        limit = self.settings.bucket
        self._bucket = TokenBucket(limit.burst, limit.rate) if limit else None

    def answer(self, request: Request) -> tuple[Reply, float]:
        """Return the reply, and after how many seconds it leaves."""
        from multisite_tui.demo.calls import Refusal, is_mutating
        from multisite_tui.demo.wire.protocols import write_refusal
        from multisite_tui.demo.wire.routes import called, signed_scope
        from multisite_tui.demo.wire.service_errors import THROTTLED, service_refusal

        try:
            service, region = signed_scope(request.headers)
            service, operation = called(service, request.method, request.path, request.headers, request.body)
        except Refusal as refusal:
            return write_refusal("acm" if "X-Amz-Target" in request.headers else "", refusal), 0.0
        counted = Counted(time.monotonic(), f"{service}.{operation}")
        self.calls.append(counted)
        mutating = is_mutating(operation)
        refused = service_refusal(THROTTLED, service, "") if self._refuses(service, mutating, counted.at) else None
        counted.throttled = refused is not None
        if refused is not None:
            reply = write_refusal(service, refused)
        else:
            reply = self.account.answer(service, operation, as_sent_to_aws(request, service, region))
        counted.status = reply[0]
        delays = self.settings.delays
        return reply, delays.of(counted.name, mutating) if delays else 0.0

    def _refuses(self, service: str, mutating: bool, now: float) -> bool:
        limit = self.settings.bucket
        if limit is None or self._bucket is None or mutating or service != limit.service:
            return False
        return not self._bucket.take(now)


def as_sent_to_aws(request: Request, service: str, region: str) -> Any:
    """Return the request in the form in which botocore sends it to AWS, which the account reads."""
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.compat import HTTPHeaders

    headers = HTTPHeaders()
    for name, value in request.headers.items():
        headers[name] = value
    url = f"https://{service}.{region}.amazonaws.com{request.path}"
    return AWSPreparedRequest(request.method, url, headers, request.body, False)
