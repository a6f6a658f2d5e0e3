"""Requests of botocore's clients wait for their turn before they are signed; a throttled reply slows all of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from multisite_tui.aws.calls import AwsCall
from multisite_tui.aws.pacing import Pacer
from multisite_tui.aws.session import Aws, connect
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import Interrupted
from multisite_tui.model.accounts import Account, AccountKind

from .limited_endpoint import Endpoint
from .practice import Practice
from .virtual_time import VirtualTime

NAME = {"LoadBalancerName": "to-main"}


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def endpoint(time: VirtualTime) -> Endpoint:
    return Endpoint(time, burst=40, refill=10)  # reads of ELB


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
    assert endpoint.got.count(0) == 36
    assert time.time == pytest.approx((100 - 36) / 9)


def test_without_pacing_the_same_reads_are_throttled(time: VirtualTime, endpoint: Endpoint) -> None:
    time.run(*[partial(reads, endpoint.client("elb"), 5)] * 20)
    assert endpoint.throttled == 60


def test_new_load_balancers_that_wait_do_not_hold_up_reads(
    time: VirtualTime, endpoint: Endpoint, elb: Any, pacer: Pacer
) -> None:
    ends: list[tuple[str, float]] = []

    def create() -> None:
        elb.create_load_balancer(Listeners=[], **NAME)
        ends.append(("create", time.time))

    def read() -> None:
        time.wait(1)
        elb.describe_load_balancers()
        ends.append(("read", time.time))

    pacer.slow_down("elb", "CreateLoadBalancer")
    time.run(*[create] * 3, read)
    assert [name for name, _ in ends] == ["read", "create", "create", "create"]
    assert [end for _, end in ends] == pytest.approx([1, 1 / 0.18, 2 / 0.18, 3 / 0.18])


def test_each_operation_of_ec2_has_a_bucket_of_its_own(time: VirtualTime, pacer: Pacer) -> None:
    for _ in range(75):  # three quarters of 100
        pacer.take("ec2", "DescribeSubnets")
    pacer.take("ec2", "DescribeVpcs")
    assert time.waited == []
    pacer.take("ec2", "DescribeSubnets")
    assert time.waited == [pytest.approx(1 / 15)]


def test_twenty_certificates_are_described_at_once(time: VirtualTime, pacer: Pacer) -> None:
    for _ in range(20):
        pacer.take("acm", "DescribeCertificate")
    assert time.time == pytest.approx(0.0)


def test_a_repeated_request_waits_too(time: VirtualTime, endpoint: Endpoint, pacer: Pacer) -> None:
    client = endpoint.client("elb", attempts=3)
    pacer.pace(client)
    endpoint.refuse = ["Throttling", "Throttling"]
    client.describe_load_balancers()
    assert endpoint.got == pytest.approx([0, 1 / 4.5, 1 / 4.5 + 1 / 4.5])


def test_a_request_is_signed_after_its_wait(time: VirtualTime, elb: Any, pacer: Pacer) -> None:
    order: list[str] = []
    with pacer.interruptible(lambda seconds: (order.append("wait"), time.wait(seconds))[1]):
        reads(elb, 36)
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
    assert endpoint.got == pytest.approx([0, 1 / 4.5, 2 / 4.5])


@pytest.mark.parametrize("code", ["PriorRequestNotComplete", "DependencyThrottle", "AccessDenied", "InternalFailure"])
def test_another_refusal_slows_nothing(time: VirtualTime, endpoint: Endpoint, elb: Any, code: str) -> None:
    endpoint.refuse = [code]
    with pytest.raises(ClientError):
        elb.describe_tags(LoadBalancerNames=["to-main"])
    reads(elb, 35)
    assert time.waited == []


def test_a_reply_that_never_came_slows_nothing(time: VirtualTime, elb: Any) -> None:
    def lost(**_: Any) -> None:
        raise ConnectionResetError

    elb.meta.events.register_first("before-send", lost)
    with pytest.raises(ConnectionResetError):
        elb.describe_load_balancers()
    elb.meta.events.unregister("before-send", lost)
    reads(elb, 35)
    assert time.waited == []


def test_an_interrupt_ends_the_wait_and_the_request_is_not_sent(endpoint: Endpoint, elb: Any, pacer: Pacer) -> None:
    reads(elb, 36)
    interrupt = Interrupt()
    interrupt.ask()
    with pacer.interruptible(interrupt.wait), pytest.raises(Interrupted):
        elb.describe_load_balancers()
    assert len(endpoint.got) == 36


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

    pacer.slow_down("elb", "CreateLoadBalancer")
    with pacer.interruptible(wait):
        time.run(*[create] * 3, lambda: (time.wait(2), interrupt.ask()))
    assert ends == ["interrupted"] * 3
    assert time.time <= 5


def test_the_wait_is_the_usual_one_again_after_the_run(time: VirtualTime, elb: Any, pacer: Pacer) -> None:
    with pacer.interruptible(lambda seconds: pytest.fail("not in the run")):
        reads(elb, 36)
    reads(elb, 1)
    assert len(time.waited) == 1


def test_a_call_that_must_follow_at_once_does_not_wait(
    time: VirtualTime, endpoint: Endpoint, elb: Any, pacer: Pacer
) -> None:
    aws = Aws(Account("123456789012", "us-east-1", AccountKind.AWS, "arn"), elb, elb, elb, elb, pacer)
    delete = AwsCall("elb", "DeleteLoadBalancerListeners", {**NAME, "LoadBalancerPorts": [443]}, "it", "why")
    pacer.slow_down("elb", delete.operation)
    time.time += 100  # the bucket is full again
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
