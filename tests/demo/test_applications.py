from __future__ import annotations

from .applications import (
    NOTHING,
    POLICY,
    application,
    described,
    forward,
    health,
    host_rule,
    plain,
    register,
    secure,
    target_group,
)
from .rig import Bench, refused


def test_one_load_balancer_for_several_sites(bench: Bench) -> None:
    group = bench.group()
    balancer = application(bench, SecurityGroups=[group])
    plain(bench, balancer)
    first, second = bench.issued("main.io"), bench.issued("sub.main.io")
    listener = secure(bench, balancer, first)
    bench.elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": second}])
    for number, name in enumerate(("main.io", "sub.main.io")):
        site = target_group(bench, f"site-{number}", 6402 + number)
        host_rule(bench, listener, 20000 + 10 * number, forward(site), name)
        register(bench, site)
    bench.clock.forward(60)
    assert described(bench, balancer)["State"]["Code"] == "active"
    for found in bench.elbv2.describe_target_groups(LoadBalancerArn=balancer)["TargetGroups"]:
        assert found["LoadBalancerArns"] == [balancer]
        assert health(bench, found["TargetGroupArn"]) == [("healthy", "", "")]
    secured = bench.elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"][1]
    assert (secured["SslPolicy"], secured["Certificates"]) == (POLICY, [{"CertificateArn": first}])
    assert secured["DefaultActions"][0]["FixedResponseConfig"] == NOTHING["FixedResponseConfig"]
    assert bench.seen(second)["InUseBy"] == [balancer]
    bench.elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    with refused("DependencyViolation"):
        bench.ec2.delete_security_group(GroupId=group)
    bench.clock.forward(60)
    bench.ec2.delete_security_group(GroupId=group)
    bench.acm.delete_certificate(CertificateArn=first)
