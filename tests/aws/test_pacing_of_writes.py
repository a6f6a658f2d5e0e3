"""Writes do not wait until AWS throttles one; then all threads keep to the rate of AWS's pages, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from multisite_tui.aws.pacing import Pacer
from multisite_tui.engine.retries import retry_for

from .limited_endpoint import Endpoint
from .virtual_time import VirtualTime

TRIES = 5
"""botocore's tries of a request, as `aws.session` sets them."""
THREADS = 20


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def pacer(time: VirtualTime) -> Pacer:
    return Pacer(time.now, time.wait)


@pytest.fixture(autouse=True)
def backoff(time: VirtualTime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let botocore wait between its tries by the same time; how long is random, up to 1 s before the second."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", time.wait)


def client_of(endpoint: Endpoint, pacer: Pacer, asked: list[str] | None = None) -> Any:
    """Return a paced client that notes the load balancer of each request in the order in which they come to wait."""
    client = endpoint.client("elb", TRIES)
    if asked is not None:
        client.meta.events.register("before-sign", lambda request, **_: asked.append(request.data["LoadBalancerName"]))
    pacer.pace(client)
    return client


def create(client: Any, name: str) -> None:
    client.create_load_balancer(LoadBalancerName=name, Listeners=[])


def seven_writes(client: Any, name: str) -> None:
    """Make seven writes of one load balancer that all have the rate of most writes of ELB."""
    for number in range(7):
        client.set_load_balancer_policies_of_listener(
            LoadBalancerName=f"{name}-{number}", LoadBalancerPort=443, PolicyNames=[]
        )


def in_threads(time: VirtualTime, function: Callable[[str], None]) -> int:
    """Call a function in as many threads as the tests have, and return how many of them came to a good end."""
    ended: list[str] = []

    def run(name: str) -> None:
        function(name)
        ended.append(name)

    time.run(*(partial(run, f"site-{number}") for number in range(THREADS)))
    return len(ended)


def test_twenty_load_balancers_are_made_by_the_rate_once_ten_of_them_were_throttled(
    time: VirtualTime, pacer: Pacer
) -> None:
    endpoint, asked = Endpoint(time, burst=10, refill=0.2, seconds=0.6), []
    client = client_of(endpoint, pacer, asked)
    assert in_threads(time, partial(create, client)) == THREADS
    # All 20 were on their way when the first was refused. AWS took 10 of them and none is refused later, so that each
    # has at most one retry, and the engine has none to make.
    assert endpoint.throttled == 10
    assert max(Counter(endpoint.names).values()) == 2
    assert endpoint.names[THREADS:] == asked[THREADS:]
    assert endpoint.got[:THREADS] == [0] * THREADS
    assert endpoint.got[THREADS:] == pytest.approx([0.6 + (number + 1) / 0.18 for number in range(10)])


def test_other_writes_of_many_load_balancers_are_made_by_the_rate_once_those_on_their_way_were_throttled(
    time: VirtualTime, pacer: Pacer
) -> None:
    endpoint, asked = Endpoint(time, burst=20, refill=3, seconds=0.25), []
    client = client_of(endpoint, pacer, asked)
    assert in_threads(time, partial(seven_writes, client)) == THREADS
    # AWS took the first write of each thread, and refused the second of each before the first refusal came.
    assert endpoint.throttled == THREADS
    assert max(Counter(endpoint.names).values()) == 2
    assert endpoint.names[2 * THREADS :] == asked[2 * THREADS :]
    assert len(endpoint.got) == 7 * THREADS + endpoint.throttled
    assert endpoint.got[-1] == pytest.approx(0.5 + 6 * THREADS / 2.25)


def test_without_pacing_the_tries_of_botocore_do_not_last_for_twenty_load_balancers(time: VirtualTime) -> None:
    client = Endpoint(time, burst=10, refill=0.2, seconds=0.6).client("elb", TRIES)
    failed: list[str] = []

    def try_to_create(name: str) -> None:
        try:
            create(client, name)
        except ClientError:
            failed.append(name)

    in_threads(time, try_to_create)
    assert failed


def test_load_balancers_come_through_while_other_tools_use_half_of_the_rate(time: VirtualTime, pacer: Pacer) -> None:
    endpoint = Endpoint(time, burst=3, refill=0.1, seconds=0.6)
    client = client_of(endpoint, pacer)
    retry = retry_for("elb:CreateLoadBalancer", "Throttling", "Rate exceeded")
    assert retry is not None

    def create_as_the_engine_does(name: str) -> None:
        while time.now() < retry.limit:
            try:
                return create(client, name)
            except ClientError:
                time.wait(retry.seconds)
        return create(client, name)

    assert in_threads(time, create_as_the_engine_does) == THREADS


@pytest.mark.parametrize(
    ("service", "operation", "rate"),
    [
        ("elb", "CreateLoadBalancer", 0.18),
        ("elb", "RegisterInstancesWithLoadBalancer", 3),
        ("elb", "ConfigureHealthCheck", 2.25),
        ("ec2", "CreateSecurityGroup", 3.75),
        ("acm", "RequestCertificate", 3.75),
        ("acm", "DeleteCertificate", 7.5),
    ],
)
def test_a_write_does_not_wait_before_a_refusal_and_for_each_token_after_it(
    time: VirtualTime, pacer: Pacer, service: str, operation: str, rate: float
) -> None:
    for _ in range(200):
        pacer.take(service, operation)
    assert time.waited == []
    pacer.slow_down(service, operation)
    for _ in range(3):
        pacer.take(service, operation)
    assert time.time == pytest.approx(3 / rate)


def test_a_refusal_limits_the_rate_of_the_call_and_that_of_all_calls_of_elb(time: VirtualTime, pacer: Pacer) -> None:
    pacer.slow_down("elb", "CreateLoadBalancer")
    for operation in ("AddTags", "DescribeTags", "RegisterInstancesWithLoadBalancer"):
        pacer.take("elb", operation)
    assert time.time == pytest.approx(3 / 7.5)


def test_a_refusal_of_ec2_limits_the_calls_of_the_same_operation_only(time: VirtualTime, pacer: Pacer) -> None:
    pacer.slow_down("ec2", "CreateSecurityGroup")
    for _ in range(200):
        pacer.take("ec2", "AuthorizeSecurityGroupIngress")
        pacer.take("ec2", "DeleteSecurityGroup")
    assert time.waited == []
    pacer.take("ec2", "CreateSecurityGroup")
    assert time.waited == [pytest.approx(1 / 3.75)]


def test_writes_of_elb_take_nothing_from_its_reads(time: VirtualTime, pacer: Pacer) -> None:
    for _ in range(200):
        pacer.take("elb", "AddTags")
    for _ in range(36):
        pacer.take("elb", "DescribeTags")
    assert time.waited == []
    pacer.take("elb", "DescribeLoadBalancers")
    assert time.waited == [pytest.approx(1 / 9)]
