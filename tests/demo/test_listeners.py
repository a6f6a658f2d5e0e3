from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from .rig import Bench, listener, refused


def listeners(bench: Bench) -> dict[int, dict[str, Any]]:
    entries = bench.described()["ListenerDescriptions"]
    return {entry["Listener"]["LoadBalancerPort"]: entry for entry in entries}


def test_the_instance_protocol_is_kept(bench: Bench) -> None:
    arn = bench.issued("main.io")
    secure = listener(443, protocol="HTTPS", InstanceProtocol="HTTP", SSLCertificateId=arn)
    bench.balancer(Listeners=[listener(), secure])
    assert listeners(bench)[443]["Listener"] == secure
    assert listeners(bench)[443]["PolicyNames"] == ["ELBSecurityPolicy-2016-08"]


def test_without_one_it_is_the_protocol(bench: Bench) -> None:
    arn = bench.issued("main.io")
    bench.balancer(Listeners=[listener(443, protocol="HTTPS", SSLCertificateId=arn)])
    assert listeners(bench)[443]["Listener"]["InstanceProtocol"] == "HTTPS"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ([listener(protocol="FTP")], "HTTP, HTTPS, TCP, SSL"),
        ([listener(InstanceProtocol="TCP")], "same layer"),
        ([listener(port=70000)], "LoadBalancerPort"),
        ([listener(instance_port=65536)], "InstancePort"),
        ([listener(protocol="HTTPS")], "SSLCertificateId"),
    ],
)
def test_listeners_that_are_refused(bench: Bench, asked: list[dict[str, Any]], message: str) -> None:
    with refused("ValidationError", message):
        bench.balancer(Listeners=asked)


def test_no_listeners_are_refused(bench: Bench) -> None:
    with refused("ValidationError"):
        bench.balancer(Listeners=[])


def test_one_port_twice_is_refused(bench: Bench) -> None:
    with refused("DuplicateListener"):
        bench.balancer(Listeners=[listener(), listener(instance_port=6403)])


def test_an_instance_port_is_secure_for_all_or_none(bench: Bench) -> None:
    arn = bench.issued("main.io")
    mixed = [listener(), listener(443, protocol="HTTPS", SSLCertificateId=arn)]
    with refused("InvalidConfigurationRequest", status=409):
        bench.balancer(Listeners=mixed)
    bench.balancer()
    with refused("InvalidConfigurationRequest", status=409):
        bench.elb.create_load_balancer_listeners(LoadBalancerName="to-main", Listeners=mixed[1:])
    assert set(listeners(bench)) == {80}


def test_adding_again(bench: Bench) -> None:
    bench.balancer()
    bench.elb.create_load_balancer_listeners(LoadBalancerName="to-main", Listeners=[listener(), listener(81)])
    assert set(listeners(bench)) == {80, 81}
    with refused("DuplicateListener"):
        bench.elb.create_load_balancer_listeners(
            LoadBalancerName="to-main", Listeners=[listener(82), listener(instance_port=6403)]
        )
    assert set(listeners(bench)) == {80, 81}


def test_two_can_be_deleted_at_once(bench: Bench) -> None:
    bench.balancer(Listeners=[listener(80), listener(81), listener(82)])
    bench.elb.delete_load_balancer_listeners(LoadBalancerName="to-main", LoadBalancerPorts=[80, 81, 99])
    assert set(listeners(bench)) == {82}


def test_a_pending_certificate_is_refused(bench: Bench) -> None:
    arn = bench.certificate("main.io")
    secure = listener(443, protocol="HTTPS", InstanceProtocol="HTTP", SSLCertificateId=arn)
    with refused("CertificateNotFound", f"Server Certificate not found for the key: {arn}"):
        bench.balancer(Listeners=[secure])
    bench.balancer()
    with refused("CertificateNotFound"):
        bench.elb.create_load_balancer_listeners(LoadBalancerName="to-main", Listeners=[secure])


@pytest.mark.parametrize("key", ["EC_prime256v1", "RSA_4096"])
def test_a_key_that_a_classic_load_balancer_cannot_take(bench: Bench, key: str) -> None:
    arn = bench.issued("main.io", KeyAlgorithm=key)
    with refused("InvalidConfigurationRequest", status=409):
        bench.balancer(Listeners=[listener(443, protocol="HTTPS", SSLCertificateId=arn)])


def test_another_certificate(bench: Bench) -> None:
    first, second = bench.issued("main.io"), bench.issued("sub.main.io")
    secure = listener(443, 6403, protocol="HTTPS", InstanceProtocol="HTTP", SSLCertificateId=first)
    bench.balancer(Listeners=[listener(), secure])
    for port, arn, code, status in [
        (444, second, "ListenerNotFound", 400),
        (80, second, "InvalidConfigurationRequest", 409),
        (443, bench.certificate("x.main.io"), "CertificateNotFound", 400),
    ]:
        with refused(code, status=status):
            bench.elb.set_load_balancer_listener_ssl_certificate(
                LoadBalancerName="to-main", LoadBalancerPort=port, SSLCertificateId=arn
            )
    bench.elb.set_load_balancer_listener_ssl_certificate(
        LoadBalancerName="to-main", LoadBalancerPort=443, SSLCertificateId=second
    )
    assert listeners(bench)[443]["Listener"]["SSLCertificateId"] == second


def cookie(bench: Bench, name: str = "sticky", **more: Any) -> None:
    bench.elb.create_lb_cookie_stickiness_policy(LoadBalancerName="to-main", PolicyName=name, **more)


def test_stickiness(bench: Bench) -> None:
    bench.balancer(Listeners=[listener(25, protocol="TCP"), listener()])
    cookie(bench, CookieExpirationPeriod=60)
    cookie(bench, "session")
    with refused("DuplicatePolicyName"):
        cookie(bench)
    with refused("InvalidConfigurationRequest", status=409):
        cookie(bench, "none", CookieExpirationPeriod=0)
    assert bench.described()["Policies"]["LBCookieStickinessPolicies"] == [
        {"PolicyName": "sticky", "CookieExpirationPeriod": 60},
        {"PolicyName": "session"},
    ]
    setting = partial(bench.elb.set_load_balancer_policies_of_listener, LoadBalancerName="to-main")
    with refused("InvalidConfigurationRequest", status=409):
        setting(LoadBalancerPort=25, PolicyNames=["sticky"])
    with refused("InvalidConfigurationRequest", status=409):
        setting(LoadBalancerPort=80, PolicyNames=["sticky", "session"])
    setting(LoadBalancerPort=80, PolicyNames=["sticky"])
    with refused("InvalidConfigurationRequest", status=409):
        bench.elb.delete_load_balancer_policy(LoadBalancerName="to-main", PolicyName="sticky")
    setting(LoadBalancerPort=80, PolicyNames=[])
    bench.elb.delete_load_balancer_policy(LoadBalancerName="to-main", PolicyName="sticky")


def policy(bench: Bench, name: str = "tls", reference: str = "ELBSecurityPolicy-TLS-1-2-2017-01", **more: Any) -> None:
    asked = {
        "LoadBalancerName": "to-main",
        "PolicyName": name,
        "PolicyTypeName": "SSLNegotiationPolicyType",
        "PolicyAttributes": [{"AttributeName": "Reference-Security-Policy", "AttributeValue": reference}],
    }
    bench.elb.create_load_balancer_policy(**{**asked, **more})


def set_policies(bench: Bench, port: int, *names: str) -> None:
    bench.elb.set_load_balancer_policies_of_listener(
        LoadBalancerName="to-main", LoadBalancerPort=port, PolicyNames=list(names)
    )


def test_policies(bench: Bench) -> None:
    arn = bench.issued("main.io")
    secure = listener(443, protocol="HTTPS", InstanceProtocol="HTTP", SSLCertificateId=arn)
    bench.balancer(Listeners=[listener(), secure])
    policy(bench)
    set_policies(bench, 443, "tls")
    assert listeners(bench)[443]["PolicyNames"] == ["tls"]
    assert bench.described()["Policies"]["OtherPolicies"] == ["tls"]
    with refused("InvalidConfigurationRequest", status=409):
        set_policies(bench, 80, "tls")
    with refused("InvalidConfigurationRequest", status=409):
        bench.elb.delete_load_balancer_policy(LoadBalancerName="to-main", PolicyName="tls")
    set_policies(bench, 443, "ELBSecurityPolicy-2016-08")
    bench.elb.delete_load_balancer_policy(LoadBalancerName="to-main", PolicyName="tls")
    assert bench.described()["Policies"]["OtherPolicies"] == ["ELBSecurityPolicy-2016-08"]


def test_policies_that_are_refused(bench: Bench) -> None:
    bench.balancer()
    policy(bench)
    with refused("DuplicatePolicyName"):
        policy(bench)
    with refused("PolicyTypeNotFound"):
        policy(bench, "other", PolicyTypeName="Nonsense")
    with refused("InvalidConfigurationRequest", status=409):
        policy(bench, "other", reference="ELBSecurityPolicy-TLS13")
    with refused("PolicyNotFound"):
        set_policies(bench, 80, "nobody")
    with refused("ListenerNotFound"):
        set_policies(bench, 443, "tls")
    with refused("PolicyNotFound"):
        bench.elb.describe_load_balancer_policies(LoadBalancerName="to-main", PolicyNames=["nobody"])


def test_describing_policies(bench: Bench) -> None:
    bench.balancer()
    policy(bench)
    own = bench.elb.describe_load_balancer_policies(LoadBalancerName="to-main")["PolicyDescriptions"]
    assert own[0]["PolicyAttributeDescriptions"] == [
        {"AttributeName": "Reference-Security-Policy", "AttributeValue": "ELBSecurityPolicy-TLS-1-2-2017-01"}
    ]
    assert len(bench.elb.describe_load_balancer_policies()["PolicyDescriptions"]) == 6
