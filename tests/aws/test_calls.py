"""Calls are plain data, and `make` is the one place that makes them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from multisite_tui.aws.calls import Call, Unknown, make
from multisite_tui.aws.session import Aws


@pytest.mark.parametrize(
    ("params", "sendable"),
    [
        ({}, True),
        ({"A": "b", "C": [{"D": 1}]}, True),
        ({"A": Unknown("<id>")}, False),
        ({"A": [{"B": ({"C": Unknown("<id>")},)}]}, False),
    ],
)
def test_a_call_is_sendable_once_every_value_is_known(params: dict[str, Any], sendable: bool) -> None:
    assert Call("elb", "Make", params, "x", "y").sendable is sendable


def test_a_call_is_named_as_people_write_it() -> None:
    assert Call("elb", "CreateLoadBalancer", {}, "x", "y").name == "elb:CreateLoadBalancer"


def test_a_call_is_the_same_whatever_is_said_of_it() -> None:
    call = Call("elb", "Make", {"A": "b"}, "x", "y")
    assert call == Call("elb", "Make", {"A": "b"}, "other", "another reason", ("what stood there",), at_once=True)
    for other in (Call("ec2", "Make", {"A": "b"}, "x", "y"), Call("elb", "Take", {"A": "b"}, "x", "y")):
        assert call != other
    assert call != Call("elb", "Make", {"A": "c"}, "x", "y")


def test_a_call_of_no_lane_is_never_joined() -> None:
    call = Call("elb", "Make", {}, "x", "y")
    assert call.lane is None
    with pytest.raises(TypeError):
        call.joined([call])


def test_make_sends_the_parameters_and_drops_the_transports_part() -> None:
    sent: list[dict[str, Any]] = []

    def create_load_balancer(**params: Any) -> dict[str, Any]:
        sent.append(params)
        return {"DNSName": "x", "ResponseMetadata": {"RequestId": "1"}}

    client = SimpleNamespace(create_load_balancer=create_load_balancer)
    aws = cast("Aws", SimpleNamespace(client={"elb": client}.__getitem__))
    reply = make(aws, Call("elb", "CreateLoadBalancer", {"LoadBalancerName": "to-main"}, "x", "y"))
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
    assert make(aws, Call(service, operation, {}, "x", "y")) == {"Made": True}
