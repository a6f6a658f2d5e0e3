"""Listeners as found, and the calls that bring them to what is asked."""

from __future__ import annotations

from typing import Any

import pytest

from multisite_tui.aws.facts.load_balancers import Listener, LoadBalancer
from multisite_tui.aws.resources.base import Ref
from multisite_tui.aws.resources.certificates import Choice
from multisite_tui.aws.resources.listeners import OWN_POLICY, Listeners

from .samples import ARN, HTTP, HTTPS, OWNER, POLICY, certificate, known, load_balancer

WANTED = Listeners(OWNER, "to-main", (HTTP, HTTPS), Ref("main.io/certificate"))
KNOWN = known(certificate=Choice(certificate()))
PLAIN = Listener("HTTP", 80, "HTTP", 6402, None, ())


def secure(arn: str = ARN, *policies: str) -> Listener:
    return Listener("HTTPS", 443, "HTTP", 6402, arn, policies)


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
        (Listener("HTTP", 80, None, 6402, None, ()), False),
        (Listener("HTTP", 80, "HTTP", 9999, None, ()), True),
        (Listener("HTTP", 80, "HTTPS", 6402, None, ()), True),
        (Listener("TCP", 80, "TCP", 6402, None, ()), True),
    ],
)
def test_a_listener_that_sends_elsewhere_is_deleted_and_made_again_at_once(there: Listener, moved: bool) -> None:
    expected = ["DeleteLoadBalancerListeners", "CreateLoadBalancerListeners"] if moved else []
    assert operations(load_balancer(listeners=(there, secure(ARN, "own")))) == expected


def test_a_secure_listener_that_is_made_again_gets_its_policy_back() -> None:
    there = Listener("HTTPS", 443, "HTTP", 9999, "old", ("own", "sticky"))
    found = load_balancer(listeners=(PLAIN, there), tls_policies={"own": POLICY, OWN_POLICY: POLICY})
    delete, add, policy = WANTED.calls(found, KNOWN)
    assert delete.params["LoadBalancerPorts"] == [443]
    assert add.params["Listeners"][0]["SSLCertificateId"] == ARN
    assert policy.params["PolicyNames"] == [OWN_POLICY]


@pytest.mark.parametrize(
    ("found", "exists"),
    [(None, False), (load_balancer(), True), (load_balancer(listeners=(PLAIN,)), False)],
)
def test_they_exist_once_each_is_there(found: LoadBalancer | None, exists: bool) -> None:
    assert WANTED.exists(found) is exists


def test_other_listeners_are_left_alone() -> None:
    extra = Listener("TCP", 8080, "TCP", 8080, None, ())
    assert operations(load_balancer(listeners=(PLAIN, secure(ARN, "own"), extra))) == []
