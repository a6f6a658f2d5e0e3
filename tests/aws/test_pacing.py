"""Requests of botocore's clients wait for their turn before they are signed; a throttled reply slows all of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from multisite_tui.aws.calls import AwsCall
from multisite_tui.aws.pacing import Pacer
from multisite_tui.aws.session import Aws, connect
from multisite_tui.demo.wire.protocols import http_response
from multisite_tui.demo.wire.sessions import isolated_session
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import Interrupted
from multisite_tui.model.accounts import Account, AccountKind

from .practice import Practice
from .virtual_time import VirtualTime

ACCEPTED = "<R><{operation}Result/><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></R>"
REFUSED = "<ErrorResponse><Error><Code>{code}</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"
NAME = {"LoadBalancerName": "to-main"}


class Endpoint:
    """A stub of AWS that limits requests as ELB does: 40 at once, then 10 a second, by a time of its own."""

    def __init__(self, time: VirtualTime) -> None:
        self.time = time
        self.got: list[float] = []
        self.throttled = 0
        self.refuse: list[str] = []
        """Codes with which the next requests are refused."""
        self._tokens = 40.0
        self._counted_at = 0.0
        self._lock = Lock()

    def client(self, service: str, attempts: int = 1) -> Any:
        config = Config(retries={"mode": "standard", "total_max_attempts": attempts})
        client: Any = isolated_session().client(service, config=config)  # type: ignore[call-overload]
        client.meta.events.register("before-send", self._reply)
        return client

    def _reply(self, request: Any, event_name: str, **_: Any) -> Any:
        with self._lock:
            now = self.time.now()
            self.got.append(now)
            self._tokens = min(40, self._tokens + (now - self._counted_at) * 10)
            self._counted_at = now
            if self.refuse:
                return http_response(request, (400, {}, REFUSED.format(code=self.refuse.pop(0))))
            if self._tokens < 1:
                self.throttled += 1
                return http_response(request, (400, {}, REFUSED.format(code="Throttling")))
            self._tokens -= 1
            return http_response(request, (200, {}, ACCEPTED.format(operation=event_name.rpartition(".")[2])))


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def endpoint(time: VirtualTime) -> Endpoint:
    return Endpoint(time)


@pytest.fixture
def pacer(time: VirtualTime) -> Pacer:
    return Pacer(time.now, time.wait)


@pytest.fixture
def elb(endpoint: Endpoint, pacer: Pacer) -> Any:
    client = endpoint.client("elb")
    pacer.pace(client)
    return client


@pytest.fixture(autouse=True)
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)


def reads(client: Any, number: int) -> None:
    for _ in range(number):
        with suppress(ClientError):  # the endpoint counts them
            client.describe_load_balancers()


def test_a_hundred_reads_of_twenty_threads_are_never_throttled(time: VirtualTime, endpoint: Endpoint, elb: Any) -> None:
    time.run(*[partial(reads, elb, 5)] * 20)
    assert (len(endpoint.got), endpoint.throttled) == (100, 0)
    assert endpoint.got.count(0) == 30
    assert time.time == pytest.approx((100 - 30) / 7.5)


def test_without_pacing_the_same_reads_are_throttled(time: VirtualTime, endpoint: Endpoint) -> None:
    time.run(*[partial(reads, endpoint.client("elb"), 5)] * 20)
    assert endpoint.throttled == 60


def test_new_load_balancers_do_not_hold_up_reads(time: VirtualTime, endpoint: Endpoint, elb: Any) -> None:
    ends: list[tuple[str, float]] = []

    def create() -> None:
        elb.create_load_balancer(Listeners=[], **NAME)
        ends.append(("create", time.time))

    def read() -> None:
        time.wait(1)
        elb.describe_load_balancers()
        ends.append(("read", time.time))

    time.run(*[create] * 12, read)
    assert [name for name, end in ends if end == 0] == ["create"] * 9
    assert ends[9] == ("read", 1)
    assert [end for _, end in ends[10:]] == pytest.approx([1 / 0.18, 2 / 0.18, 3 / 0.18])


def test_each_operation_of_ec2_has_a_bucket_of_its_own_and_those_of_elb_share(
    time: VirtualTime, endpoint: Endpoint, pacer: Pacer
) -> None:
    for _ in range(37):  # three quarters of 50
        pacer.take("ec2", "CreateSecurityGroup")
    pacer.take("ec2", "DeleteSecurityGroup")
    assert time.waited == []
    pacer.take("ec2", "CreateSecurityGroup")
    assert time.waited == [pytest.approx(0.5 / 3.75)]
    for _ in range(15):  # three quarters of 20
        pacer.take("elb", "ConfigureHealthCheck")
    pacer.take("elb", "AddTags")
    assert time.waited[1:] == [pytest.approx(1 / 2.25)]


def test_twenty_certificates_are_requested_within_five_seconds(time: VirtualTime, pacer: Pacer) -> None:
    for _ in range(20):
        pacer.take("acm", "RequestCertificate")
    assert 3 < time.time <= 5


def test_a_repeated_request_waits_too(time: VirtualTime, endpoint: Endpoint, pacer: Pacer) -> None:
    client = endpoint.client("elb", attempts=3)
    pacer.pace(client)
    endpoint.refuse = ["Throttling", "Throttling"]
    client.describe_load_balancers()
    assert endpoint.got == pytest.approx([0, 1 / 3.75, 1 / 3.75 + 1 / 3.75])


def test_a_request_is_signed_after_its_wait(time: VirtualTime, elb: Any, pacer: Pacer) -> None:
    order: list[str] = []
    with pacer.interruptible(lambda seconds: (order.append("wait"), time.wait(seconds))[1]):
        reads(elb, 30)
        elb.meta.events.register_last("before-sign", lambda **_: order.append("sign"))
        reads(elb, 1)
    assert order == ["wait", "sign"]


@pytest.mark.parametrize("code", ["Throttling", "ThrottlingException", "RequestLimitExceeded", "EC2ThrottledException"])
def test_a_throttled_reply_slows_every_later_call_of_the_service(
    time: VirtualTime, endpoint: Endpoint, elb: Any, code: str
) -> None:
    endpoint.refuse = [code]
    with pytest.raises(ClientError):
        elb.describe_tags(LoadBalancerNames=["to-main"])
    elb.describe_load_balancers()
    elb.describe_instance_health(**NAME)
    assert endpoint.got == pytest.approx([0, 1 / 3.75, 2 / 3.75])


@pytest.mark.parametrize("code", ["PriorRequestNotComplete", "DependencyThrottle", "AccessDenied", "InternalFailure"])
def test_another_refusal_slows_nothing(time: VirtualTime, endpoint: Endpoint, elb: Any, code: str) -> None:
    endpoint.refuse = [code]
    with pytest.raises(ClientError):
        elb.describe_tags(LoadBalancerNames=["to-main"])
    reads(elb, 29)
    assert time.waited == []


def test_a_reply_that_never_came_slows_nothing(time: VirtualTime, elb: Any) -> None:
    def lost(**_: Any) -> None:
        raise ConnectionResetError

    elb.meta.events.register_first("before-send", lost)
    with pytest.raises(ConnectionResetError):
        elb.describe_load_balancers()
    elb.meta.events.unregister("before-send", lost)
    reads(elb, 29)
    assert time.waited == []


def test_an_interrupt_ends_the_wait_and_the_request_is_not_sent(endpoint: Endpoint, elb: Any, pacer: Pacer) -> None:
    reads(elb, 30)
    interrupt = Interrupt()
    interrupt.ask()
    with pacer.interruptible(interrupt.wait), pytest.raises(Interrupted):
        elb.describe_load_balancers()
    assert len(endpoint.got) == 30


def test_who_waits_already_is_interrupted_too(time: VirtualTime, elb: Any, pacer: Pacer) -> None:
    interrupt = Interrupt()
    ends: list[str] = []

    def wait(seconds: float) -> None:
        time.wait(seconds)
        interrupt.check()

    def create() -> None:
        try:
            elb.create_load_balancer(Listeners=[], **NAME)
            ends.append("created")
        except Interrupted:
            ends.append("interrupted")

    with pacer.interruptible(wait):
        time.run(*[create] * 12, lambda: (time.wait(2), interrupt.ask()))
    assert ends == ["created"] * 9 + ["interrupted"] * 3
    assert time.time <= 5


def test_the_wait_is_the_usual_one_again_after_the_run(time: VirtualTime, elb: Any, pacer: Pacer) -> None:
    with pacer.interruptible(lambda seconds: pytest.fail("not in the run")):
        reads(elb, 30)
    reads(elb, 1)
    assert len(time.waited) == 1


def test_a_call_that_must_follow_at_once_does_not_wait(
    time: VirtualTime, endpoint: Endpoint, elb: Any, pacer: Pacer
) -> None:
    aws = Aws(Account("123456789012", "us-east-1", AccountKind.AWS, "arn"), elb, elb, elb, elb, pacer)
    delete = AwsCall("elb", "DeleteLoadBalancerListeners", {**NAME, "LoadBalancerPorts": [443]}, "it", "why")
    for _ in range(15):
        delete.make(aws)
    assert time.waited == []
    listeners = [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}]
    create = AwsCall("elb", "CreateLoadBalancerListeners", {**NAME, "Listeners": listeners}, "it", "why", at_once=True)
    create.make(aws)
    assert time.waited == []
    delete.make(aws)
    assert time.waited == [pytest.approx(2 / 2.25)]


def test_the_practice_account_is_not_paced(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pacer, "take", lambda *_: pytest.fail("paced"))
    practice.aws.elb.describe_load_balancers()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    calls: list[tuple[str, str]] = []
    monkeypatch.setattr(Pacer, "take", lambda _, service, operation: calls.append((service, operation)))
    return calls


@pytest.mark.parametrize(
    ("read", "call"),
    [
        (lambda aws: aws.elb.describe_load_balancers(), ("elb", "DescribeLoadBalancers")),
        (lambda aws: aws.ec2.describe_instances(), ("ec2", "DescribeInstances")),
        (lambda aws: aws.acm.list_certificates(), ("acm", "ListCertificates")),
        (lambda aws: aws.route53.list_hosted_zones(), ("route53", "ListHostedZones")),
    ],
)
def test_every_other_account_is_paced_in_each_service(
    practice: Practice, asked: list[tuple[str, str]], read: Callable[[Aws], Any], call: tuple[str, str]
) -> None:
    aws = connect(practice.account.session())
    read(aws)
    assert asked == [call]
