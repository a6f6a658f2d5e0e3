"""Listeners of Application Load Balancers: their certificates, TLS policies and actions."""

from __future__ import annotations

from typing import Any

import pytest

from multisite_tui.demo.constants import CERTIFICATE_ARRIVAL, ISSUE

from .applications import NOTHING, TO_HTTPS, Stage, application, forward, plain, secure, stage, target_group
from .rig import Bench, refused


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """For calls that are refused."""
    return stage(Bench(tmp_path_factory.mktemp("still")))


def certificates(on: Stage) -> list[tuple[str, bool]]:
    found = on.elbv2.describe_listener_certificates(ListenerArn=on.secure)["Certificates"]
    return [(one["CertificateArn"], one["IsDefault"]) for one in found]


def default(on: Stage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = on.elbv2.describe_listeners(ListenerArns=[on.secure])["Listeners"][0]["Certificates"]
    return found


def add(on: Stage, arn: str) -> None:
    on.elbv2.add_listener_certificates(ListenerArn=on.secure, Certificates=[{"CertificateArn": arn}])


def remove(on: Stage, arn: str) -> None:
    on.elbv2.remove_listener_certificates(ListenerArn=on.secure, Certificates=[{"CertificateArn": arn}])


def test_the_default_certificate_and_the_list(bench: Bench) -> None:
    on = stage(bench)
    first, second = on.certificate, bench.issued("sub.main.io", KeyAlgorithm="EC_prime256v1")
    for arn in (second, second, first):
        add(on, arn)
    assert certificates(on) == [(first, True), (second, False), (first, False)]
    assert default(on) == [{"CertificateArn": first}]
    with refused("OperationNotPermitted", "Default certificate"):
        remove(on, first)
    on.elbv2.modify_listener(ListenerArn=on.secure, Certificates=[{"CertificateArn": second}])
    assert certificates(on) == [(second, True), (second, False), (first, False)]
    remove(on, first)
    remove(on, first)
    assert certificates(on) == [(second, True), (second, False)]
    assert bench.seen(first)["InUseBy"] == []
    bench.acm.delete_certificate(CertificateArn=first)
    with refused("ResourceInUseException"):
        bench.acm.delete_certificate(CertificateArn=second)
    on.elbv2.delete_listener(ListenerArn=on.secure)
    assert bench.seen(second)["InUseBy"] == [on.balancer]
    bench.clock.forward(60)
    bench.acm.delete_certificate(CertificateArn=second)


def test_25_certificates_beside_the_default_one(bench: Bench) -> None:
    bench.account.set_quota("certificates-per-application-load-balancer", 1)
    on = stage(bench)
    add(on, bench.issued("sub.main.io"))
    with refused("TooManyCertificates"):
        add(on, on.certificate)


def test_a_certificate_that_is_not_usable_yet(tmp_path: Any) -> None:
    bench = Bench(tmp_path, eventual=True)
    balancer, arn = application(bench), bench.certificate("main.io")

    def refusals(on: Stage) -> None:
        with refused("UnsupportedCertificate", "must have a fully-qualified domain name"):
            secure(bench, balancer, arn)
        with refused("UnsupportedCertificate"):
            bench.elbv2.modify_listener(ListenerArn=on.secure, Certificates=[{"CertificateArn": arn}])
        with refused("CertificateNotFound"):
            add(on, arn)

    other = bench.issued("sub.main.io")
    bench.clock.forward(60)
    on = Stage(bench, balancer, "", secure(bench, balancer, other, 8443), "", "", other)
    refusals(on)
    bench.validate(arn)
    bench.clock.forward(ISSUE + CERTIFICATE_ARRIVAL - 0.1)
    assert bench.seen(arn)["Status"] == "ISSUED"
    refusals(on)
    bench.clock.forward(0.1)
    secure(bench, balancer, arn)
    add(on, arn)


def test_a_certificate_that_is_not_there(still: Stage) -> None:
    for arn in (still.certificate + "0", still.certificate.replace("ap-northeast-2", "us-east-1"), "main"):
        with refused("CertificateNotFound"):
            secure(still.bench, still.balancer, arn, 8443)
        with refused("CertificateNotFound"):
            add(still, arn)


@pytest.mark.parametrize("operation", ["add_listener_certificates", "remove_listener_certificates"])
def test_one_certificate_a_call(still: Stage, operation: str) -> None:
    one = {"CertificateArn": still.certificate}
    for asked in ([one, one], [], [{**one, "IsDefault": False}], [{}]):
        with refused("ValidationError"):
            getattr(still.elbv2, operation)(ListenerArn=still.secure, Certificates=asked)
    with refused("ValidationError", "HTTPS listeners"):
        getattr(still.elbv2, operation)(ListenerArn=still.plain, Certificates=[one])


ONE = [{"CertificateArn": "{certificate}"}]


@pytest.mark.parametrize(
    ("code", "message", "changes"),
    [
        ("ValidationError", "A certificate must be specified", {"Certificates": []}),
        ("ValidationError", "An SSL policy cannot", {"Protocol": "HTTP", "Certificates": []}),
        ("ValidationError", "A certificate cannot", {"Protocol": "HTTP"}),
        ("ValidationError", "Up to '1'", {"Certificates": ONE * 2}),
        ("ValidationError", "isDefault", {"Certificates": [{**ONE[0], "IsDefault": True}]}),
        ("ValidationError", "less than or equal to 65535", {"Port": 70000}),
        ("ValidationError", "must be one of 'HTTPS, HTTP'", {"Protocol": "TLS"}),
        ("ValidationError", "enum", {"Protocol": "https"}),
        ("ValidationError", "default action", {"DefaultActions": []}),
        ("SSLPolicyNotFound", "Nonsense", {"SslPolicy": "ELBSecurityPolicy-Nonsense"}),
        ("InvalidAction", "MutualAuthentication", {"MutualAuthentication": {"Mode": "off"}}),
        ("DuplicateListener", "A listener already exists on this port for this load balancer 'arn:", {"Port": 443}),
        ("DuplicateListener", "", {"Port": 443, "DefaultActions": [NOTHING], "Tags": [{"Key": "a"}]}),
    ],
)
def test_listeners_that_are_refused(still: Stage, code: str, message: str, changes: dict[str, Any]) -> None:
    asked = {"port": 8443, "DefaultActions": [fixed("403")], **changes}
    if asked.get("Certificates"):
        asked["Certificates"] = [{**one, "CertificateArn": still.certificate} for one in asked["Certificates"]]
    port = asked.pop("Port", asked.pop("port"))
    with refused(code, message):
        secure(still.bench, still.balancer, still.certificate, port, **asked)


def test_the_same_again_is_the_same(still: Stage) -> None:
    assert secure(still.bench, still.balancer, still.certificate) == still.secure
    assert plain(still.bench, still.balancer) == still.plain
    assert len(still.elbv2.describe_listeners(LoadBalancerArn=still.balancer)["Listeners"]) == 2


def test_a_plain_listener_has_no_policy(still: Stage) -> None:
    found = still.elbv2.describe_listeners(ListenerArns=[still.plain])["Listeners"][0]
    assert not {"SslPolicy", "Certificates"} & set(found)
    assert found["DefaultActions"][0]["RedirectConfig"] == {
        "Protocol": "HTTPS", "Port": "443", "Host": "#{host}", "Path": "/#{path}", "Query": "#{query}",
        "StatusCode": "HTTP_301",
    }  # fmt: skip


def test_changing_a_listener(bench: Bench) -> None:
    on = stage(bench)
    change = bench.elbv2.modify_listener
    add(on, on.certificate)
    with refused("DuplicateListener"):
        change(ListenerArn=on.plain, Port=443)
    with refused("ValidationError", "A certificate must be specified"):
        change(ListenerArn=on.plain, Protocol="HTTPS")
    seen = change(ListenerArn=on.secure, SslPolicy="ELBSecurityPolicy-TLS13-1-2-Res-2021-06")["Listeners"][0]
    assert (seen["Port"], seen["Certificates"]) == (443, [{"CertificateArn": on.certificate}])
    with refused("InvalidLoadBalancerAction", "loop"):
        change(ListenerArn=on.secure, DefaultActions=[{**TO_HTTPS}])
    with refused("InvalidLoadBalancerAction", "loop"):
        change(ListenerArn=on.plain, DefaultActions=[redirect(Query="a=1")])
    seen = change(ListenerArn=on.secure, Protocol="HTTP", Port=8080)["Listeners"][0]
    assert (seen["Protocol"], "SslPolicy" in seen, "Certificates" in seen) == ("HTTP", False, False)
    assert bench.seen(on.certificate)["InUseBy"] == []
    change(ListenerArn=on.secure, Protocol="HTTPS", Certificates=[{"CertificateArn": on.certificate}])
    assert certificates(on) == [(on.certificate, True)]


def fixed(status: str = "404", **more: str) -> dict[str, Any]:
    return {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": status, **more}}


def redirect(**config: str) -> dict[str, Any]:
    return {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_302", **config}}


@pytest.mark.parametrize(
    ("code", "actions"),
    [
        ("InvalidLoadBalancerAction", [fixed(), fixed()]),
        ("InvalidLoadBalancerAction", [{**fixed(), "TargetGroupArn": "{group}"}]),
        ("InvalidLoadBalancerAction", [{**redirect(Port="8443"), **fixed()}]),
        ("InvalidLoadBalancerAction", [{"Type": "forward"}]),
        ("InvalidLoadBalancerAction", [{"Type": "redirect"}]),
        ("InvalidLoadBalancerAction", [redirect()]),
        ("InvalidLoadBalancerAction", [redirect(Protocol="HTTPS", Port="9443", Host="#{host}", Path="/#{path}")]),
        ("InvalidLoadBalancerAction", [redirect(Protocol="HTTP", Port="80")]),
        ("InvalidLoadBalancerAction", [redirect(Port="0")]),
        ("InvalidLoadBalancerAction", [redirect(Path="x")]),
        ("InvalidLoadBalancerAction", [fixed(ContentType="text/xml")]),
        ("ValidationError", [redirect(Protocol="TCP", Port="80")]),
        ("ValidationError", [redirect(Host="x" * 129)]),
        ("ValidationError", [{"Type": "redirect", "RedirectConfig": {"StatusCode": "301"}}]),
        ("ValidationError", [fixed(MessageBody="x" * 1025)]),
        ("ValidationError", [fixed("302")]),
        ("ValidationError", [fixed("")]),
        ("ValidationError", [{"Type": "nonsense"}]),
        ("TargetGroupNotFound", [forward("{group}0")]),
        ("InvalidAction", [{"Type": "authenticate-oidc"}]),
    ],
)
def test_actions_that_are_refused(still: Stage, code: str, actions: list[dict[str, Any]]) -> None:
    named = [
        {**one, "TargetGroupArn": one["TargetGroupArn"].format(group=still.group)} if "TargetGroupArn" in one else one
        for one in actions
    ]
    with refused(code):
        secure(still.bench, still.balancer, still.certificate, 9443, DefaultActions=named)


def test_what_fits_is_taken(bench: Bench) -> None:
    on = stage(bench)
    for port, action in enumerate(
        (redirect(Port="8443"), redirect(Host="a.#{host}"), fixed("200", MessageBody="한" * 1024)), 9000
    ):
        secure(bench, on.balancer, on.certificate, port, DefaultActions=[action])
    bench.account.set_quota("listeners-per-application-load-balancer", 5)
    with refused("TooManyListeners"):
        plain(bench, on.balancer, port=8080)


def test_a_target_group_is_of_one_load_balancer(bench: Bench) -> None:
    on = stage(bench)
    other = application(bench, "other")
    with refused("TargetGroupAssociationLimit", on.group):
        plain(bench, other, forward(on.group))
    groups = [{"TargetGroupArn": target_group(bench, f"g{number}")} for number in range(6)]
    weighted = {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}
    with refused("TooManyTargetGroups"):
        plain(bench, other, weighted)
    bench.account.set_quota("target-groups-per-application-load-balancer", 2)
    weighted["ForwardConfig"] = {"TargetGroups": groups[:3]}
    with refused("TooManyUniqueTargetGroupsPerLoadBalancer"):
        plain(bench, other, weighted)
    weighted["ForwardConfig"] = {"TargetGroups": [groups[0], {**groups[1], "Weight": 1000}]}
    with refused("ValidationError", "999"):
        plain(bench, other, weighted)
    weighted["ForwardConfig"] = {"TargetGroups": groups[:2]}
    plain(bench, other, weighted)
    vpc = bench.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    with refused("InvalidConfigurationRequest", "not in the VPC"):
        plain(bench, on.balancer, forward(target_group(bench, "far", VpcId=vpc)), 81)
    grpc = target_group(bench, "grpc", ProtocolVersion="GRPC")
    with refused("InvalidConfigurationRequest", "GRPC"):
        plain(bench, on.balancer, forward(grpc), 81)


def test_policies(still: Stage) -> None:
    name = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    found = still.elbv2.describe_ssl_policies(Names=[name])["SslPolicies"]
    assert [(one["Name"], one["SslProtocols"]) for one in found] == [(name, ["TLSv1.2", "TLSv1.3"])]
    with refused("SSLPolicyNotFound"):
        still.elbv2.describe_ssl_policies(Names=[name, "nonsense"])
