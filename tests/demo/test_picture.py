from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.demo.constants import LINGER, PROPAGATION
from multisite_tui.demo.control.picture import picture

from .rig import Bench, address, listener

CHECK = {"Target": "TCP:6402", "Interval": 5, "Timeout": 3, "UnhealthyThreshold": 2, "HealthyThreshold": 2}


def whole(bench: Bench, names: tuple[str, ...] = ("to-main", "to-sub")) -> None:
    """Make something of every kind."""
    tags = [{"Key": "team", "Value": "web"}]
    web = bench.instance["SecurityGroups"][0]["GroupId"]
    for name in names:
        group = bench.group(name)
        allow(bench, web, group)
        bench.ec2.create_tags(Resources=[group], Tags=tags)
        arn = bench.issued(f"{name}.main.io", Tags=tags)
        secure = listener(443, protocol="HTTPS", InstanceProtocol="HTTP", SSLCertificateId=arn)
        dns_name = bench.balancer(name, Listeners=[listener(), secure], SecurityGroups=[group], Tags=tags)
        bench.elb.configure_health_check(LoadBalancerName=name, HealthCheck=CHECK)
        register(bench, name)
        alias = {"HostedZoneId": "ZWKZPGTI48KDX", "DNSName": dns_name, "EvaluateTargetHealth": False}
        bench.change(("UPSERT", {"Name": f"{name}.main.io", "Type": "A", "AliasTarget": alias}))
    bench.clock.forward(400)


def allow(bench: Bench, web: str, group: str) -> None:
    pair = {"GroupId": group, "Description": "visitors"}
    permission = {"IpProtocol": "tcp", "FromPort": 6402, "ToPort": 6402, "UserIdGroupPairs": [pair]}
    tags = [{"ResourceType": "security-group-rule", "Tags": [{"Key": "of", "Value": group}]}]
    bench.ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[permission], TagSpecifications=tags)


def register(bench: Bench, name: str) -> None:
    bench.elb.register_instances_with_load_balancer(
        LoadBalancerName=name, Instances=[{"InstanceId": bench.instance["InstanceId"]}]
    )


def test_two_accounts_with_the_same_in_them_are_equal(bench: Bench, tmp_path: Path) -> None:
    other = Bench(tmp_path)
    other.clock.forward(12345)
    assert picture(other.account) == picture(bench.account)
    whole(bench)
    other.group("before")
    other.balancer("before")
    other.elb.delete_load_balancer(LoadBalancerName="before")
    other.clock.forward(LINGER)
    other.ec2.delete_security_group(
        GroupId=other.ec2.describe_security_groups(GroupNames=["before"])["SecurityGroups"][0]["GroupId"]
    )
    whole(other, ("to-sub", "to-main"))
    assert bench.described()["DNSName"] != other.described()["DNSName"]
    assert picture(other.account) == picture(bench.account)


def test_it_is_plain_data_and_names_things(bench: Bench) -> None:
    whole(bench)
    seen = picture(bench.account)
    text = json.dumps(seen)
    assert "sg-0" not in text
    assert "certificate/" not in text
    balancer = seen["load balancers"]["to-main"]
    assert balancer["listeners"][443]["SSLCertificateId"] == "certificate to-main.main.io"
    assert balancer["listeners"][443]["policies"] == ["ELBSecurityPolicy-2016-08"]
    assert balancer["instances"] == {"instance web": "InService"}
    assert seen["certificates"]["certificate to-main.main.io"]["status"] == "ISSUED"
    rules = seen["security groups"]["security group web"]["inbound"]
    tags = {"of": "security group to-main"}
    assert tags in [rule["tags"] for rule in rules if rule["source"] == "security group to-main"]


def test_looking_is_no_call(bench: Bench) -> None:
    bench.account.throttle()
    picture(bench.account)
    assert list(bench.account.calls) == []


def other_certificate(bench: Bench) -> None:
    arn = bench.issued("to-main.main.io", "to-sub.main.io")
    bench.elb.set_load_balancer_listener_ssl_certificate(
        LoadBalancerName="to-main", LoadBalancerPort=443, SSLCertificateId=arn
    )


def group_of(bench: Bench, name: str) -> str:
    filters = [{"Name": "group-name", "Values": [name]}]
    return str(bench.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"])


def tag_the_rules(bench: Bench) -> None:
    rules = bench.ec2.describe_security_group_rules()["SecurityGroupRules"]
    ids = [rule["SecurityGroupRuleId"] for rule in rules if rule.get("ReferencedGroupInfo")]
    bench.ec2.create_tags(Resources=ids, Tags=[{"Key": "x", "Value": "y"}])


def protect(bench: Bench) -> None:
    bench.route53.create_resource_record_set_protections(
        HostedZoneId=bench.zone_id(), Protections=[{"RecordName": "main.io", "RecordType": "A"}]
    )


def policy(bench: Bench) -> None:
    bench.elb.set_load_balancer_policies_of_listener(
        LoadBalancerName="to-main", LoadBalancerPort=443, PolicyNames=["ELBSecurityPolicy-TLS-1-2-2017-01"]
    )


def tag_the_zone(bench: Bench) -> None:
    zone = {"ResourceType": "hostedzone", "ResourceId": bench.zone_id("example.net.").rsplit("/", 1)[-1]}
    bench.route53.change_tags_for_resource(**zone, AddTags=[{"Key": "a", "Value": "1"}])


def idle(bench: Bench) -> None:
    bench.elb.modify_load_balancer_attributes(
        LoadBalancerName="to-main", LoadBalancerAttributes={"ConnectionSettings": {"IdleTimeout": 90}}
    )


def tag_certificate(bench: Bench) -> None:
    for summary in bench.acm.list_certificates()["CertificateSummaryList"]:
        bench.acm.add_tags_to_certificate(CertificateArn=summary["CertificateArn"], Tags=[{"Key": "a", "Value": "1"}])


INSTANCE: Callable[[Bench], Any] = lambda bench: [{"InstanceId": bench.instance["InstanceId"]}]  # noqa: E731
CHANGES: dict[str, Callable[[Bench], Any]] = {
    "a load balancer's tag": lambda bench: bench.elb.add_tags(
        LoadBalancerNames=["to-main"], Tags=[{"Key": "a", "Value": "1"}]
    ),
    "a load balancer's group": lambda bench: bench.elb.apply_security_groups_to_load_balancer(
        LoadBalancerName="to-main", SecurityGroups=[group_of(bench, "to-sub")]
    ),
    "a load balancer's subnets": lambda bench: bench.elb.detach_load_balancer_from_subnets(
        LoadBalancerName="to-main", Subnets=bench.subnets[:1]
    ),
    "a listener": lambda bench: bench.elb.delete_load_balancer_listeners(
        LoadBalancerName="to-main", LoadBalancerPorts=[80]
    ),
    "a listener's certificate": other_certificate,
    "a listener's policy": policy,
    "an attribute": idle,
    "a health check": lambda bench: bench.elb.configure_health_check(
        LoadBalancerName="to-main", HealthCheck={**CHECK, "Interval": 10}
    ),
    "a registered instance": lambda bench: bench.elb.deregister_instances_from_load_balancer(
        LoadBalancerName="to-main", Instances=INSTANCE(bench)
    ),
    "a program that is down": lambda bench: [bench.account.set_answer(6402, None), bench.clock.forward(400)],
    "a second certificate": lambda bench: bench.certificate("to-main.main.io"),
    "a certificate's tags": tag_certificate,
    "a group": lambda bench: bench.group("more"),
    "a group's tag": lambda bench: bench.ec2.create_tags(
        Resources=[group_of(bench, "to-main")], Tags=[{"Key": "a", "Value": "1"}]
    ),
    "a rule": lambda bench: allow(bench, group_of(bench, "to-main"), group_of(bench, "to-sub")),
    "a rule's tag": tag_the_rules,
    "an interface": lambda bench: bench.ec2.create_network_interface(SubnetId=bench.subnets[0]),
    "an instance's state": lambda bench: bench.ec2.stop_instances(InstanceIds=[bench.instance["InstanceId"]]),
    "a record set": lambda bench: bench.change(("UPSERT", address("main.io", "203.0.113.11"))),
    "a record set of another zone": lambda bench: bench.change(
        ("UPSERT", address("example.net", "203.0.113.11")), zone="example.net."
    ),
    "a zone": lambda bench: bench.route53.create_hosted_zone(Name="more.io", CallerReference="more"),
    "a zone's tag": tag_the_zone,
    "a protection": protect,
    "an address": lambda bench: bench.ec2.allocate_address(Domain="vpc"),
}


@pytest.fixture(scope="module")
def drawn_account(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, bytes, dict[str, Any]]:
    bench = Bench(tmp_path_factory.mktemp("whole"))
    whole(bench)
    return bench, (bench.account.folder / "account.json").read_bytes(), picture(bench.account)


@pytest.mark.parametrize("change", CHANGES)
def test_every_difference_is_seen(drawn_account: tuple[Bench, bytes, dict[str, Any]], change: str) -> None:
    bench, saved, before = drawn_account
    at = bench.clock.time
    CHANGES[change](bench)
    after = picture(bench.account)
    (bench.account.folder / "account.json").write_bytes(saved)
    bench.clock.time = at
    assert after != before
    assert picture(bench.account) == before


def test_what_lingers_is_not_in_it(bench: Bench) -> None:
    before = picture(bench.account)
    bench.balancer()
    bench.elb.delete_load_balancer(LoadBalancerName="to-main")
    assert bench.ec2.describe_network_interfaces(Filters=[{"Name": "description", "Values": ["ELB to-main"]}])[
        "NetworkInterfaces"
    ]
    assert picture(bench.account) == before


def test_time_alone_changes_nothing(bench: Bench) -> None:
    whole(bench)
    before = picture(bench.account)
    bench.clock.forward(PROPAGATION + 1000)
    assert picture(bench.account) == before
