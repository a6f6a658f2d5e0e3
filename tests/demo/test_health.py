from __future__ import annotations

from typing import Any

import pytest

from .rig import Bench, refused

REGISTERING = "Instance registration is still in progress."
WARMING = "Instance has not passed the configured HealthyThreshold number of health checks consecutively."
FAILED = "Instance has failed at least the UnhealthyThreshold number of health checks consecutively."
CHECK = {"Target": "HTTP:6402/", "Interval": 5, "Timeout": 3, "UnhealthyThreshold": 10, "HealthyThreshold": 2}


def check(bench: Bench, **changes: Any) -> None:
    bench.elb.configure_health_check(LoadBalancerName="to-main", HealthCheck={**CHECK, **changes})


def register(bench: Bench, *, groups: list[str] | None = None, **changes: Any) -> str:
    bench.balancer(SecurityGroups=groups or [bench.group()], **changes)
    check(bench)
    instance_id = bench.instance["InstanceId"]
    bench.elb.register_instances_with_load_balancer(LoadBalancerName="to-main", Instances=[{"InstanceId": instance_id}])
    return instance_id


def only_from(bench: Bench, **source: Any) -> None:
    """Close the instance to the world, and open port 6402 to this source alone."""
    web = bench.instance["SecurityGroups"][0]["GroupId"]
    group = bench.ec2.describe_security_groups(GroupIds=[web])["SecurityGroups"][0]
    bench.ec2.revoke_security_group_ingress(GroupId=web, IpPermissions=group["IpPermissions"])
    if source:
        permission = {"IpProtocol": "tcp", "FromPort": 6402, "ToPort": 6402, **source}
        bench.ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[permission])


def test_the_way_to_in_service(bench: Bench) -> None:
    register(bench)
    assert bench.health() == ("OutOfService", REGISTERING)
    bench.clock.forward(19)
    assert bench.health() == ("OutOfService", REGISTERING)
    bench.clock.forward(2)
    assert bench.health() == ("OutOfService", WARMING)
    bench.clock.forward(9)
    assert bench.health() == ("InService", "N/A")


def test_reason_codes(bench: Bench) -> None:
    register(bench)

    def code() -> str:
        return bench.elb.describe_instance_health(LoadBalancerName="to-main")["InstanceStates"][0]["ReasonCode"]

    codes = [code()]
    for seconds in (21, 10):
        bench.clock.forward(seconds)
        codes.append(code())
    assert codes == ["ELB", "Instance", "N/A"]


def test_before_any_health_check_is_configured_it_takes_long(bench: Bench) -> None:
    bench.balancer()
    bench.elb.register_instances_with_load_balancer(
        LoadBalancerName="to-main", Instances=[{"InstanceId": bench.instance["InstanceId"]}]
    )
    web = bench.instance["SecurityGroups"][0]["GroupId"]
    bench.ec2.authorize_security_group_ingress(
        GroupId=web, IpProtocol="tcp", FromPort=80, ToPort=80, CidrIp="0.0.0.0/0"
    )
    bench.clock.forward(20 + 299)
    assert bench.health() == ("OutOfService", WARMING)
    bench.clock.forward(2)
    assert bench.health() == ("InService", "N/A")


@pytest.mark.parametrize("answer", [None, 301, 404, 500])
def test_an_answer_other_than_200_fails(bench: Bench, answer: int | None) -> None:
    bench.account.set_answer(6402, answer)
    register(bench)
    bench.clock.forward(20 + 49)
    assert bench.health() == ("OutOfService", WARMING)
    bench.clock.forward(2)
    assert bench.health() == ("OutOfService", FAILED)
    bench.account.set_answer(6402, 200)
    assert bench.health() == ("OutOfService", WARMING)
    bench.clock.forward(11)
    assert bench.health() == ("InService", "N/A")


def test_tcp_wants_only_an_open_port(bench: Bench) -> None:
    bench.account.set_answer(6402, 500)
    register(bench)
    check(bench, Target="TCP:6402")
    bench.clock.forward(31)
    assert bench.health() == ("InService", "N/A")
    bench.account.set_answer(6402, None)
    bench.clock.forward(51)
    assert bench.health() == ("OutOfService", FAILED)


def test_a_short_outage_is_borne(bench: Bench) -> None:
    register(bench)
    bench.clock.forward(60)
    bench.account.set_answer(6402, 500)
    bench.clock.forward(49)
    assert bench.health() == ("InService", "N/A")
    bench.account.set_answer(6402, 200)
    assert bench.health() == ("InService", "N/A")


def test_without_a_way_through_the_security_group_it_fails(bench: Bench) -> None:
    register(bench)
    bench.clock.forward(31)
    only_from(bench)
    bench.clock.forward(50)
    assert bench.health() == ("OutOfService", FAILED)


def test_a_rule_for_the_load_balancers_group_lets_it_in(bench: Bench) -> None:
    group = bench.group()
    only_from(bench, UserIdGroupPairs=[{"GroupId": group}])
    register(bench, groups=[group])
    bench.clock.forward(31)
    assert bench.health() == ("InService", "N/A")


def test_without_an_outbound_rule_it_fails(bench: Bench) -> None:
    group = bench.group("out")
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    bench.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=everything)
    register(bench, groups=[group])
    bench.clock.forward(100)
    assert bench.health() == ("OutOfService", FAILED)
    way = {"IpProtocol": "tcp", "FromPort": 6402, "ToPort": 6402}
    source = {"UserIdGroupPairs": [{"GroupId": bench.instance["SecurityGroups"][0]["GroupId"]}]}
    bench.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[{**way, **source}])
    bench.clock.forward(100)
    assert bench.health() == ("InService", "N/A")


@pytest.mark.parametrize(
    ("of_instance", "port", "egress"),
    [(False, 6402, True), (True, 6402, False), (True, 40000, True), (False, 40000, False)],
)
def test_an_acl_that_stops_a_packet_or_its_answer_makes_it_fail(
    bench: Bench, of_instance: bool, port: int, egress: bool
) -> None:
    home = bench.ec2.describe_subnets(SubnetIds=[bench.instance["SubnetId"]])["Subnets"][0]
    beside = bench.ec2.create_subnet(
        VpcId=home["VpcId"], CidrBlock="172.31.240.0/24", AvailabilityZone=home["AvailabilityZone"]
    )["Subnet"]["SubnetId"]
    register(bench, Subnets=[beside])
    bench.clock.forward(100)
    assert bench.health() == ("InService", "N/A")
    acls = bench.ec2.describe_network_acls()["NetworkAcls"]
    subnet = home["SubnetId"] if of_instance else beside
    place = next(one for acl in acls for one in acl["Associations"] if one["SubnetId"] == subnet)
    own = bench.ec2.create_network_acl(VpcId=home["VpcId"])["NetworkAcl"]["NetworkAclId"]
    bench.ec2.replace_network_acl_association(AssociationId=place["NetworkAclAssociationId"], NetworkAclId=own)
    for number, action, outbound in ((10, "deny", egress), (20, "allow", True), (20, "allow", False)):
        ports = {"Protocol": "6", "PortRange": {"From": port, "To": port}} if action == "deny" else {"Protocol": "-1"}
        bench.ec2.create_network_acl_entry(
            NetworkAclId=own, RuleNumber=number, RuleAction=action, CidrBlock="0.0.0.0/0",
            Egress=outbound, **ports,
        )  # fmt: skip
    bench.clock.forward(100)
    assert bench.health() == ("OutOfService", FAILED)


def test_a_rule_for_another_group_does_not(bench: Bench) -> None:
    only_from(bench, UserIdGroupPairs=[{"GroupId": bench.group("other")}])
    register(bench)
    bench.clock.forward(31)
    assert bench.health() == ("OutOfService", WARMING)


@pytest.mark.parametrize(("network", "state"), [("172.31.0.0/16", "InService"), ("172.31.0.0/20", "OutOfService")])
def test_a_network_lets_in_what_it_covers(bench: Bench, network: str, state: str) -> None:
    only_from(bench, IpRanges=[{"CidrIp": network}])
    register(bench)
    bench.clock.forward(31)
    assert bench.health()[0] == state


def test_another_port_does_not_let_it_in(bench: Bench) -> None:
    register(bench)
    check(bench, Target="HTTP:8080/")
    bench.clock.forward(31)
    assert bench.health() == ("OutOfService", WARMING)


def test_a_stopped_instance(bench: Bench) -> None:
    instance_id = register(bench)
    bench.clock.forward(31)
    bench.ec2.stop_instances(InstanceIds=[instance_id])
    assert bench.health() == ("OutOfService", "Instance is in stopped state.")
    with refused("InvalidInstance", "running"):
        bench.elb.register_instances_with_load_balancer(
            LoadBalancerName="to-main", Instances=[{"InstanceId": instance_id}]
        )


def test_a_zone_without_subnet(bench: Bench) -> None:
    register(bench, Subnets=bench.subnets[1:])
    bench.clock.forward(60)
    assert bench.health()[1].startswith("Instance is in the EC2 Availability Zone for which LoadBalancer is not")


def test_registering_again_changes_nothing(bench: Bench) -> None:
    instance_id = register(bench)
    bench.clock.forward(31)
    reply = bench.elb.register_instances_with_load_balancer(
        LoadBalancerName="to-main", Instances=[{"InstanceId": instance_id}]
    )
    assert reply["Instances"] == [{"InstanceId": instance_id}]
    assert bench.described()["Instances"] == [{"InstanceId": instance_id}]
    assert bench.health() == ("InService", "N/A")


def test_an_unknown_instance(bench: Bench) -> None:
    bench.balancer()
    for change in (
        bench.elb.register_instances_with_load_balancer,
        bench.elb.deregister_instances_from_load_balancer,
    ):
        with refused("InvalidInstance"):
            change(LoadBalancerName="to-main", Instances=[{"InstanceId": "i-0123456789abcdef0"}])


def test_the_health_of_an_instance_that_was_never_registered_is_refused(bench: Bench) -> None:
    register(bench)
    with refused("InvalidInstance"):
        bench.elb.describe_instance_health(
            LoadBalancerName="to-main", Instances=[{"InstanceId": "i-0123456789abcdef0"}]
        )


def test_deregistering(bench: Bench) -> None:
    instances = [{"InstanceId": register(bench)}]
    bench.clock.forward(31)
    reply = bench.elb.deregister_instances_from_load_balancer(LoadBalancerName="to-main", Instances=instances)
    assert reply["Instances"] == []
    states = bench.elb.describe_instance_health(LoadBalancerName="to-main", Instances=instances)["InstanceStates"]
    assert states[0]["State"] == "OutOfService"
    assert states[0]["Description"] == "Instance is not currently registered with the LoadBalancer."


def test_draining(bench: Bench) -> None:
    instances = [{"InstanceId": register(bench)}]
    draining = {"ConnectionDraining": {"Enabled": True, "Timeout": 60}}
    bench.elb.modify_load_balancer_attributes(LoadBalancerName="to-main", LoadBalancerAttributes=draining)
    bench.elb.deregister_instances_from_load_balancer(LoadBalancerName="to-main", Instances=instances)

    def state() -> str:
        reply = bench.elb.describe_instance_health(LoadBalancerName="to-main", Instances=instances)
        return reply["InstanceStates"][0]["State"]

    assert state() == "InService"
    bench.clock.forward(61)
    assert state() == "OutOfService"


@pytest.mark.parametrize(
    "changes",
    [
        {"Interval": 301},
        {"Interval": 300, "Timeout": 61},
        {"Interval": 5, "Timeout": 5},
        {"UnhealthyThreshold": 11},
        {"Target": "HTTP:6402"},
        {"Target": "TCP:6402/"},
        {"Target": "HTTP:0/"},
        {"Target": "HTTP:70000/"},
        {"Target": "HTTP:80/a b"},
        {"Target": "HTTP:80/집"},
        {"Target": "UDP:80"},
        {"Target": "HTTP:80/" + "x" * 1020},
    ],
)
def test_health_checks_that_are_refused(bench: Bench, changes: dict[str, Any]) -> None:
    bench.balancer()
    with refused("ValidationError"):
        check(bench, **changes)
