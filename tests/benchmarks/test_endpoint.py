"""The endpoint of the benchmarks: it counts calls, throttles by its bucket, and delays calls side by side."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from benchmarks.critical_path import critical_path
from benchmarks.endpoint import Bucket, Delays, Endpoint, Settings, Waits, served
from benchmarks.endpoint.bucket import TokenBucket


def client(endpoint: Endpoint, service: str) -> Any:
    env = endpoint.environment
    return botocore.session.get_session().create_client(
        service,
        endpoint_url=endpoint.url,
        region_name=env["AWS_REGION"],
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": 1}, max_pool_connections=20),
    )


def test_it_counts_calls_by_service_and_operation() -> None:
    with served(Settings(delays=None)) as endpoint:
        elb, route53 = client(endpoint, "elb"), client(endpoint, "route53")
        for _ in range(3):
            elb.describe_load_balancers()
        zones = route53.list_hosted_zones()["HostedZones"]
        calls = endpoint.calls()
    assert calls == Counter({"elb.DescribeLoadBalancers": 3, "route53.ListHostedZones": 1})
    assert "main.io." in [zone["Name"] for zone in zones]


def test_reads_of_one_service_are_throttled_by_the_bucket() -> None:
    with served(Settings(delays=None, bucket=Bucket(burst=2, rate=0.0))) as endpoint:
        elb, acm = client(endpoint, "elb"), client(endpoint, "acm")
        elb.describe_load_balancers()
        elb.describe_load_balancers()
        with pytest.raises(ClientError) as refused:
            elb.describe_load_balancers()
        acm.list_certificates()
        throttled = endpoint.throttled()
    assert refused.value.response["Error"] == {"Type": "Sender", "Code": "Throttling", "Message": "Rate exceeded"}
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert throttled == Counter({"elb.DescribeLoadBalancers": 1})


def test_calls_arrive_while_others_wait_for_their_replies() -> None:
    delay = 2.0
    with served(Settings(delays=Delays(read=delay))) as endpoint:
        acm = client(endpoint, "acm")
        with ThreadPoolExecutor(10) as pool:
            for _ in range(10):
                pool.submit(acm.list_certificates)
        moments = [call.at for call in endpoint.timeline()]
    # Ten calls one after the other would take ten delays.
    assert len(moments) == 10
    assert max(moments) - min(moments) < 5 * delay


def test_a_bucket_refills_and_is_never_fuller_than_full() -> None:
    bucket = TokenBucket(burst=2, rate=8)
    assert [bucket.take(100.0) for _ in range(3)] == [True, True, False]
    assert bucket.take(100.125)
    assert not bucket.take(100.125)
    assert [bucket.take(200.0) for _ in range(3)] == [True, True, False]


def test_settings_survive_the_way_to_the_process() -> None:
    settings = Settings(delays=None, bucket=Bucket(10, 10), waits=Waits(certificate=5, health=3))
    assert Settings.from_json(settings.to_json()) == settings
    assert Settings.from_json(Settings().to_json()) == Settings()


def test_the_critical_path_takes_the_longer_way() -> None:
    delays = Delays()
    without, slow_health = critical_path(delays, Waits()), critical_path(delays, Waits(health=60))
    assert "CreateLoadBalancer" in [term.name for term in without.terms]
    assert "until InService" in [term.name for term in slow_health.terms]
    # All but the listener's three calls, in place of which stands the wait, with the call that it begins with.
    assert slow_health.seconds == pytest.approx(without.seconds - 3 * delays.write + 60 + delays.read)
