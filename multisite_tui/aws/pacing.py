"""Pacing: a request waits until AWS takes it, instead of being throttled; after a throttled reply all wait longer.

Some calls wait from the start, the others only after AWS has throttled one of them (`aws.rates`).

botocore's retry mode `adaptive` is not used. It limits reads, too, only after a throttled reply, and then all
operations of the service alike, although ELB takes 10 reads a second and one new load balancer each 5 s. Its waiting
threads all wake for each token, and any of them takes it. It also counts ACM's quota error (`LimitExceededException`)
and a zone at work on an earlier change (`PriorRequestNotComplete`) as too many requests. It waits after the request is
signed, and a signature is valid for 5 minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock, local
from typing import TYPE_CHECKING, Any

from multisite_tui.aws.error_codes import THROTTLED
from multisite_tui.aws.rates import Rate, Scope, rates_of
from multisite_tui.aws.token_buckets import TokenBucket

if TYPE_CHECKING:
    from botocore.client import BaseClient

TOO_MANY = THROTTLED - {"PriorRequestNotComplete", "DependencyThrottle"}
"""Codes of replies to too many requests. The other two say that something is busy, whatever the number of requests:
a zone with an earlier change, and a service that ELB itself asks. Their retries are those of the one call."""


class Pacer:
    """Paces the requests of the clients of one account and region. It may be used from several threads.

    Args:
        now: the time in seconds, of a clock that never goes back.
        wait: waits some seconds of the same clock.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic, wait: Callable[[float], None] = time.sleep) -> None:
        self._now = now
        self._wait = wait
        self._lock = Lock()
        self._by_rate: dict[tuple[Rate, str], TokenBucket] = {}
        self._by_call: dict[tuple[str, str], tuple[TokenBucket, ...]] = {}
        self._thread = local()

    def pace(self, client: BaseClient) -> None:
        """Let every request of a client wait for its turn, also those that botocore repeats.

        A request waits before it is signed, so that its signature does not age.
        """
        service = client.meta.service_model.service_name

        def before_sign(operation_name: str, **_: Any) -> None:
            self.take(service, operation_name)

        def response_received(event_name: str, parsed_response: Mapping[str, Any] | None, **_: Any) -> None:
            if parsed_response and parsed_response.get("Error", {}).get("Code") in TOO_MANY:
                self.slow_down(service, event_name.rpartition(".")[2])

        client.meta.events.register("before-sign", before_sign)
        client.meta.events.register("response-received", response_received)

    def take(self, service: str, operation: str) -> None:
        """Wait until a request may be sent; those that wait for one rate are sent in the order in which they came.

        A throttled request that is repeated comes anew, and so waits behind those that wait already.

        Args:
            service: botocore's name of the service, such as `elb`.
            operation: AWS's name of the operation, such as `DescribeTags`. One without a rate does not wait.

        Raises:
            Interrupted: the run was asked to stop, and the request is not to be sent.
        """
        for bucket in self._buckets(service, operation):
            if getattr(self._thread, "at_once", False):
                bucket.borrow()
            else:
                bucket.take(self._wait_for)

    def slow_down(self, service: str, operation: str) -> None:
        """Make all calls that share a rate with this one keep to it, or wait longer, since AWS has throttled it.

        The reply does not say which rate the call exceeded, so that it holds for each of them.
        """
        for bucket in self._buckets(service, operation):
            bucket.slow_down()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let the requests of this thread pass without a wait; those that come after them wait longer."""
        self._thread.at_once = True
        try:
            yield
        finally:
            self._thread.at_once = False

    @contextmanager
    def interruptible(self, wait: Callable[[float], None]) -> Iterator[None]:
        """Wait in this way meanwhile, in all threads.

        Args:
            wait: waits some seconds, or raises `Interrupted`.
        """
        before, self._wait = self._wait, wait
        try:
            yield
        finally:
            self._wait = before

    def _wait_for(self, seconds: float) -> None:
        self._wait(seconds)  # looked up for each wait: it changes when a run begins and ends

    def _buckets(self, service: str, operation: str) -> tuple[TokenBucket, ...]:
        with self._lock:
            if (service, operation) not in self._by_call:
                buckets = tuple(self._bucket(rate, operation) for rate in rates_of(service, operation))
                self._by_call[service, operation] = buckets
            return self._by_call[service, operation]

    def _bucket(self, rate: Rate, operation: str) -> TokenBucket:
        key = (rate, operation if rate.scope is Scope.OPERATION else "")
        if key not in self._by_rate:
            self._by_rate[key] = TokenBucket(rate.used_burst, rate.used_refill, self._now, limited=rate.from_start)
        return self._by_rate[key]
