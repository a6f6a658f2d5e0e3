"""Listeners as found, and the calls that bring them to what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.load_balancers import ListenerDescription, LoadBalancer
from multisite_tui.aws.resources.base import Ref
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.listener_policies import OWN_POLICY
from multisite_tui.aws.resources.listeners import Listeners
from multisite_tui.aws.resources.wanted_listeners import WantedListener

from .samples import ARN, HTTP, HTTPS, OWNER, POLICY, certificate, known, load_balancer

WANTED = Listeners(OWNER, "to-main", (HTTP, HTTPS), Ref("main.io/certificate"))
KNOWN = known(certificate=CertificateChoice(certificate()))
PLAIN = ListenerDescription("HTTP", 80, "HTTP", 6402, None, ())


def secure(arn: str = ARN, *policies: str) -> ListenerDescription:
    return ListenerDescription("HTTPS", 443, "HTTP", 6402, arn, policies)


def operations(found: LoadBalancer | None) -> list[str]:
    return [call.operation for call in WANTED.calls(found, KNOWN)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"listeners": (PLAIN, secure(ARN, "own", "sticky"))}, []),
        (
            {"listeners": (PLAIN,), "tls_policies": {}},
            ["CreateLoadBalancerListeners", "CreateLoadBalancerPolicy", "SetLoadBalancerPoliciesOfListener"],
        ),
        ({"listeners": (secure(ARN, "own"),)}, ["CreateLoadBalancerListeners"]),
        ({"listeners": (PLAIN, secure("old", "own"))}, ["SetLoadBalancerListenerSSLCertificate"]),
        (
            {"listeners": (PLAIN, secure(ARN, "lax")), "tls_policies": {"lax": "ELBSecurityPolicy-2016-08"}},
            ["CreateLoadBalancerPolicy", "SetLoadBalancerPoliciesOfListener"],
        ),
        (
            {"listeners": (PLAIN, secure(ARN)), "tls_policies": {OWN_POLICY: POLICY}},
            ["SetLoadBalancerPoliciesOfListener"],
        ),
    ],
)
def test_only_what_is_missing_or_differs_is_called_for(changes: dict[str, Any], expected: list[str]) -> None:
    assert operations(load_balancer(**changes)) == expected


def test_an_added_listener_goes_by_itself_with_its_certificate() -> None:
    call, *_ = WANTED.calls(load_balancer(listeners=(PLAIN,), tls_policies={}), KNOWN)
    [sent] = call.params["Listeners"]
    assert (sent["LoadBalancerPort"], sent["SSLCertificateId"], sent["InstanceProtocol"]) == (443, ARN, "HTTP")


def test_a_certificate_is_exchanged_in_place() -> None:
    [call] = WANTED.calls(load_balancer(listeners=(PLAIN, secure("old", "own"))), KNOWN)
    assert call.params == {"LoadBalancerName": "to-main", "LoadBalancerPort": 443, "SSLCertificateId": ARN}


def test_the_policy_refuses_less_than_tls_1_2() -> None:
    make, _ = WANTED.calls(load_balancer(listeners=(PLAIN, secure(ARN)), tls_policies={}), KNOWN)
    assert make.params["PolicyAttributes"] == [{"AttributeName": "Reference-Security-Policy", "AttributeValue": POLICY}]


def test_policies_that_are_not_about_tls_stay_on_the_listener() -> None:
    found = load_balancer(
        listeners=(PLAIN, secure(ARN, "sticky", "lax")), tls_policies={"lax": "x", OWN_POLICY: POLICY}
    )
    [call] = WANTED.calls(found, KNOWN)
    assert call.params["PolicyNames"] == ["sticky", OWN_POLICY]


def test_before_the_certificate_is_there_nothing_secure_can_be_sent() -> None:
    call, *_ = WANTED.calls(load_balancer(listeners=(PLAIN,), tls_policies={}), known())
    assert not call.sendable


@pytest.mark.parametrize(
    ("there", "moved"),
    [
        (PLAIN, False),
        (ListenerDescription("HTTP", 80, None, 6402, None, ()), False),
        (ListenerDescription("HTTP", 80, "HTTP", 9999, None, ()), True),
        (ListenerDescription("HTTP", 80, "HTTPS", 6402, None, ()), True),
        (ListenerDescription("TCP", 80, "TCP", 6402, None, ()), True),
    ],
)
def test_a_listener_that_sends_elsewhere_is_deleted_and_made_again_at_once(
    there: ListenerDescription, moved: bool
) -> None:
    expected = ["DeleteLoadBalancerListeners", "CreateLoadBalancerListeners"] if moved else []
    assert operations(load_balancer(listeners=(there, secure(ARN, "own")))) == expected


def test_a_secure_listener_that_is_made_again_gets_its_policy_back() -> None:
    there = ListenerDescription("HTTPS", 443, "HTTP", 9999, "old", ("own", "sticky"))
    found = load_balancer(listeners=(PLAIN, there), tls_policies={"own": POLICY, OWN_POLICY: POLICY})
    exchange, delete, add, policy = WANTED.calls(found, KNOWN)
    assert (exchange.params["LoadBalancerPort"], exchange.params["SSLCertificateId"]) == (443, ARN)
    assert delete.params["LoadBalancerPorts"] == [443]
    assert add.params["Listeners"][0]["SSLCertificateId"] == ARN
    assert policy.params["PolicyNames"] == ["sticky", OWN_POLICY]


EXCHANGE, DELETE, ADD = (
    "SetLoadBalancerListenerSSLCertificate", "DeleteLoadBalancerListeners", "CreateLoadBalancerListeners",
)  # fmt: skip


def ports(call: Call) -> list[int]:
    if call.operation == ADD:
        return [one["LoadBalancerPort"] for one in call.params["Listeners"]]
    return call.params.get("LoadBalancerPorts") or [call.params["LoadBalancerPort"]]


def told(calls: Sequence[Call]) -> list[tuple[str, list[int], bool]]:
    policies = ("CreateLoadBalancerPolicy", "SetLoadBalancerPoliciesOfListener")
    return [(call.operation, ports(call), call.at_once) for call in calls if call.operation not in policies]


def elsewhere(*ports: int, certificate: str = ARN) -> Any:
    there = {
        80: ListenerDescription("HTTP", 80, "HTTP", 9999, None, ()),
        443: ListenerDescription("HTTPS", 443, "HTTP", 9999, certificate, ("own",)),
    }
    return load_balancer(listeners=tuple(there[port] if port in ports else at for port, at in AS_ASKED.items()))


AS_ASKED = {80: PLAIN, 443: secure(ARN, "own")}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (elsewhere(80), [(DELETE, [80], False), (ADD, [80], True)]),
        (elsewhere(443), [(DELETE, [443], False), (ADD, [443], True)]),
        (
            elsewhere(80, 443),
            [(DELETE, [80], False), (ADD, [80], True), (DELETE, [443], False), (ADD, [443], True)],
        ),
        (elsewhere(443, certificate="old"), [(EXCHANGE, [443], False), (DELETE, [443], False), (ADD, [443], True)]),
    ],
)
def test_one_after_the_other_is_taken_away_and_made_again_without_a_pause(
    found: LoadBalancer, expected: list[tuple[str, list[int], bool]]
) -> None:
    assert told(WANTED.calls(found, KNOWN)) == expected


@pytest.mark.parametrize(
    ("was", "becomes", "together"),
    [("HTTP", "HTTPS", True), ("HTTPS", "HTTP", True), (None, "HTTPS", False)],
)
def test_where_an_instance_port_changes_between_plain_and_tls_all_go_before_the_first_comes_back(
    was: str | None, becomes: str, together: bool
) -> None:
    wanted = tuple(replace(one, instance_protocol=becomes, instance_port=7000) for one in (HTTP, HTTPS))
    port = 7000 if was else 6402
    there = (
        ListenerDescription("HTTP", 80, was, port, None, ()),
        ListenerDescription("HTTPS", 443, was, port, ARN, ("own",)),
    )
    calls = Listeners(OWNER, "to-main", wanted, Ref("main.io/certificate")).calls(load_balancer(listeners=there), KNOWN)
    apart = [(DELETE, [80], False), (ADD, [80], True), (DELETE, [443], False), (ADD, [443], True)]
    joined = [(DELETE, [80], False), (DELETE, [443], True), (ADD, [80], True), (ADD, [443], True)]
    assert told(calls) == (joined if together else apart)


@pytest.mark.parametrize("protocol", ["HTTP", "TCP"])
def test_a_plain_listener_that_becomes_a_secure_one_has_no_certificate_to_exchange(protocol: str) -> None:
    there = ListenerDescription(protocol, 443, protocol, 6402, None, ())
    calls = WANTED.calls(load_balancer(listeners=(PLAIN, there)), KNOWN)
    assert told(calls) == [(DELETE, [443], False), (ADD, [443], True)]


@pytest.mark.parametrize(
    ("wanted", "added"),
    [((HTTP, HTTPS), [443]), ((HTTP,), []), ((HTTPS,), []), ((HTTPS, replace(HTTPS, port=8443)), [])],
)
def test_a_load_balancer_that_is_still_to_be_made_brings_its_first_listeners_along(
    wanted: tuple[WantedListener, ...], added: list[int]
) -> None:
    calls = Listeners(OWNER, "to-main", wanted, Ref("main.io/certificate")).calls(None, known())
    assert [port for call in calls if call.operation == ADD for port in ports(call)] == added
    secure = [one.port for one in wanted if one.secure]
    policies = [call for call in calls if call.operation == "SetLoadBalancerPoliciesOfListener"]
    assert [call.params["LoadBalancerPort"] for call in policies] == secure


@pytest.mark.parametrize(
    ("found", "exists"),
    [(None, False), (load_balancer(), True), (load_balancer(listeners=(PLAIN,)), False)],
)
def test_they_exist_once_each_is_there(found: LoadBalancer | None, exists: bool) -> None:
    assert WANTED.exists(found) is exists


def test_other_listeners_are_left_alone() -> None:
    extra = ListenerDescription("TCP", 8080, "TCP", 8080, None, ())
    assert operations(load_balancer(listeners=(PLAIN, secure(ARN, "own"), extra))) == []
