"""Calls are plain data, and `make` is the one place that makes them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from multisite_tui.aws.calls import AwsCall, Unknown
from multisite_tui.aws.session import Aws


@pytest.mark.parametrize(
    ("params", "sendable"),
    [
        ({}, True),
        ({"A": "b", "C": [{"D": 1}]}, True),
        ({"A": Unknown("main.io/x", "Id", "the id")}, False),
        ({"A": [{"B": ({"C": Unknown("main.io/x", "Id", "the id")},)}]}, False),
    ],
)
def test_a_call_is_sendable_once_every_value_is_known(params: dict[str, Any], sendable: bool) -> None:
    assert AwsCall("elb", "Make", params, "x", "y").sendable is sendable


def test_a_call_is_named_as_people_write_it() -> None:
    assert AwsCall("elb", "CreateLoadBalancer", {}, "x", "y").name == "elb:CreateLoadBalancer"


def test_a_call_is_the_same_whatever_is_said_of_it() -> None:
    call = AwsCall("elb", "Make", {"A": "b"}, "x", "y")
    assert call == AwsCall("elb", "Make", {"A": "b"}, "other", "another reason", ("what stood there",), at_once=True)
    for other in (AwsCall("ec2", "Make", {"A": "b"}, "x", "y"), AwsCall("elb", "Take", {"A": "b"}, "x", "y")):
        assert call != other
    assert call != AwsCall("elb", "Make", {"A": "c"}, "x", "y")


def test_a_call_without_a_batch_is_never_joined() -> None:
    call = AwsCall("elb", "Make", {}, "x", "y")
    assert call.batch is None
    with pytest.raises(TypeError):
        call.joined([call])


def test_make_sends_the_parameters_and_drops_the_transports_part() -> None:
    sent: list[dict[str, Any]] = []

    def create_load_balancer(**params: Any) -> dict[str, Any]:
        sent.append(params)
        return {"DNSName": "x", "ResponseMetadata": {"RequestId": "1"}}

    client = SimpleNamespace(create_load_balancer=create_load_balancer)
    aws = cast("Aws", SimpleNamespace(client={"elb": client}.__getitem__))
    reply = AwsCall("elb", "CreateLoadBalancer", {"LoadBalancerName": "to-main"}, "x", "y").make(aws)
    assert (sent, reply) == ([{"LoadBalancerName": "to-main"}], {"DNSName": "x"})


@pytest.mark.parametrize(
    ("service", "operation", "method"),
    [
        ("elb", "SetLoadBalancerListenerSSLCertificate", "set_load_balancer_listener_ssl_certificate"),
        ("elb", "RegisterInstancesWithLoadBalancer", "register_instances_with_load_balancer"),
        ("route53", "ChangeResourceRecordSets", "change_resource_record_sets"),
    ],
)
def test_make_finds_the_method_of_the_operation(service: str, operation: str, method: str) -> None:
    client = SimpleNamespace(**{method: lambda: {"Made": True}})
    aws = cast("Aws", SimpleNamespace(client=lambda name: client))
    assert AwsCall(service, operation, {}, "x", "y").make(aws) == {"Made": True}
