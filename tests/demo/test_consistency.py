from __future__ import annotations

from typing import Any

import pytest

from multisite_tui.demo.account import PracticeAccount
from multisite_tui.demo.constants import (
    ALIAS_ARRIVAL,
    BALANCER_ARRIVAL,
    CERTIFICATE_ARRIVAL,
    GROUP_ARRIVAL,
    ISSUE,
    REQUEST_ARRIVAL,
)

from .applications import application, described, plain
from .rig import Bench, listener, refused


@pytest.fixture(scope="module")
def eventual_bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("eventual"), eventual=True)


@pytest.fixture
def bench(eventual_bench: Bench) -> Bench:
    eventual_bench.renew()
    return eventual_bench


def use(bench: Bench, *, of: str, on: str) -> None:
    permission = {"IpProtocol": "tcp", "FromPort": 6402, "ToPort": 6402, "UserIdGroupPairs": [{"GroupId": of}]}
    bench.ec2.authorize_security_group_ingress(GroupId=on, IpPermissions=[permission])


def test_a_new_group_is_not_found_where_it_is_used(bench: Bench) -> None:
    web = bench.instance["SecurityGroups"][0]["GroupId"]
    bench.balancer("there", SecurityGroups=[web])
    group = bench.group()
    bench.clock.forward(GROUP_ARRIVAL - 0.1)
    with refused("InvalidSecurityGroup"):
        bench.balancer(SecurityGroups=[group])
    with refused("InvalidSecurityGroup"):
        bench.elb.apply_security_groups_to_load_balancer(LoadBalancerName="there", SecurityGroups=[group])
    with refused("InvalidGroup.NotFound", group):
        use(bench, of=group, on=web)
    bench.clock.forward(0.1)
    use(bench, of=group, on=web)
    bench.balancer(SecurityGroups=[group])


def test_a_new_group_can_be_seen_given_rules_and_deleted(bench: Bench) -> None:
    group = bench.group()
    assert bench.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    use(bench, of=bench.instance["SecurityGroups"][0]["GroupId"], on=group)
    use(bench, of=group, on=group)
    bench.ec2.delete_security_group(GroupId=group)


def test_each_new_group_has_its_own_moment(bench: Bench) -> None:
    web = bench.instance["SecurityGroups"][0]["GroupId"]
    first = bench.group("first")
    bench.clock.forward(GROUP_ARRIVAL)
    second = bench.group("second")
    use(bench, of=first, on=web)
    with refused("InvalidGroup.NotFound", second):
        use(bench, of=second, on=web)


def secure(arn: str) -> dict[str, Any]:
    return listener(443, protocol="HTTPS", InstanceProtocol="HTTP", SSLCertificateId=arn)


def test_a_certificate_just_issued_is_not_found_by_listeners(bench: Bench) -> None:
    bench.balancer()
    arn = bench.certificate()
    bench.validate(arn)
    bench.clock.forward(ISSUE)
    assert bench.seen(arn)["Status"] == "ISSUED"
    bench.clock.forward(CERTIFICATE_ARRIVAL - 0.1)
    with refused("CertificateNotFound"):
        bench.elb.create_load_balancer_listeners(LoadBalancerName="to-main", Listeners=[secure(arn)])
    with refused("CertificateNotFound"):
        bench.balancer("other", Listeners=[secure(arn)])
    bench.clock.forward(0.1)
    bench.elb.create_load_balancer_listeners(LoadBalancerName="to-main", Listeners=[secure(arn)])


def test_a_certificate_just_requested_cannot_be_described(bench: Bench) -> None:
    arn = bench.certificate()
    bench.clock.forward(REQUEST_ARRIVAL - 0.1)
    with refused("ResourceNotFoundException"):
        bench.seen(arn)
    bench.clock.forward(0.1)
    assert bench.seen(arn)["Status"] == "PENDING_VALIDATION"


@pytest.mark.parametrize(
    "reading",
    [
        lambda elb: elb.describe_load_balancers(LoadBalancerNames=["to-main"]),
        lambda elb: elb.describe_tags(LoadBalancerNames=["to-main"]),
        lambda elb: elb.describe_load_balancer_attributes(LoadBalancerName="to-main"),
        lambda elb: elb.describe_load_balancer_policies(LoadBalancerName="to-main"),
        lambda elb: elb.describe_instance_health(LoadBalancerName="to-main"),
    ],
)
def test_a_new_load_balancer_is_not_found_by_what_reads(bench: Bench, reading: Any) -> None:
    bench.balancer()
    bench.clock.forward(BALANCER_ARRIVAL - 0.1)
    with refused("LoadBalancerNotFound"):
        reading(bench.elb)
    assert bench.elb.describe_load_balancers()["LoadBalancerDescriptions"] == []
    bench.clock.forward(0.1)
    reading(bench.elb)
    assert len(bench.elb.describe_load_balancers()["LoadBalancerDescriptions"]) == 1


def test_a_new_load_balancer_can_be_changed_at_once(bench: Bench) -> None:
    name = bench.balancer()
    assert bench.balancer() == name
    instances = [{"InstanceId": bench.instance["InstanceId"]}]
    bench.elb.register_instances_with_load_balancer(LoadBalancerName="to-main", Instances=instances)


def test_the_target_of_an_alias_to_a_new_load_balancer_is_not_found(bench: Bench) -> None:
    target = {"HostedZoneId": "ZWKZPGTI48KDX", "DNSName": bench.balancer(), "EvaluateTargetHealth": False}
    alias = {"Name": "sub.main.io", "Type": "A", "AliasTarget": target}
    bench.clock.forward(ALIAS_ARRIVAL - 0.1)
    with refused("InvalidChangeBatch", "but that target was not found"):
        bench.change(("UPSERT", alias))
    bench.clock.forward(0.1)
    bench.change(("UPSERT", alias))


def test_a_new_group_is_not_found_by_application_load_balancers(bench: Bench) -> None:
    balancer = application(bench)
    group = bench.group()
    bench.clock.forward(GROUP_ARRIVAL - 0.1)
    with refused("InvalidSecurityGroup"):
        application(bench, "more", SecurityGroups=[group])
    with refused("InvalidSecurityGroup"):
        bench.elbv2.set_security_groups(LoadBalancerArn=balancer, SecurityGroups=[group])
    bench.clock.forward(0.1)
    bench.elbv2.set_security_groups(LoadBalancerArn=balancer, SecurityGroups=[group])


@pytest.mark.parametrize(
    "reading",
    [
        lambda elbv2, arn: elbv2.describe_load_balancers(Names=["main"]),
        lambda elbv2, arn: elbv2.describe_load_balancers(LoadBalancerArns=[arn]),
        lambda elbv2, arn: elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn),
        lambda elbv2, arn: elbv2.describe_listeners(LoadBalancerArn=arn),
        lambda elbv2, arn: elbv2.describe_tags(ResourceArns=[arn]),
    ],
)
def test_a_new_application_load_balancer_is_changed_but_not_read(bench: Bench, reading: Any) -> None:
    arn = application(bench)
    plain(bench, arn)
    bench.clock.forward(BALANCER_ARRIVAL - 0.1)
    with refused("LoadBalancerNotFound"):
        reading(bench.elbv2, arn)
    assert bench.elbv2.describe_load_balancers()["LoadBalancers"] == []
    bench.clock.forward(0.1)
    reading(bench.elbv2, arn)
    assert len(bench.elbv2.describe_load_balancers()["LoadBalancers"]) == 1


def test_an_alias_to_an_application_load_balancer(bench: Bench) -> None:
    arn = application(bench)
    bench.clock.forward(ALIAS_ARRIVAL - 0.1)
    name = described(bench, arn)["DNSName"]
    target = {"HostedZoneId": "ZWKZPGTI48KDX", "DNSName": f"dualstack.{name}", "EvaluateTargetHealth": False}
    alias = {"Name": "sub.main.io", "Type": "A", "AliasTarget": target}
    with refused("InvalidChangeBatch", "but that target was not found"):
        bench.change(("UPSERT", alias))
    bench.clock.forward(0.1)
    bench.change(("UPSERT", alias))
    bench.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    with refused("InvalidChangeBatch", "but that target was not found"):
        bench.change(("UPSERT", {**alias, "Name": "more.main.io"}))


def test_it_can_be_switched_off(bench: Bench) -> None:
    settled = PracticeAccount(bench.account.folder, now=bench.clock, eventual=False).session()
    bench.balancer(SecurityGroups=[])
    assert settled.client("elb").describe_load_balancers()["LoadBalancerDescriptions"]


def test_another_process_knows_what_is_new(bench: Bench) -> None:
    group = bench.group()
    other = PracticeAccount(bench.account.folder, now=bench.clock).session().client("elb")
    with refused("InvalidSecurityGroup"):
        other.create_load_balancer(
            LoadBalancerName="to-main", Listeners=[listener()], Subnets=bench.subnets, SecurityGroups=[group]
        )
