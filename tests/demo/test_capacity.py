from __future__ import annotations

import pytest

from multisite_tui.demo.account import PracticeAccount

from .rig import Bench, address, listener, refused


def subnet(bench: Bench, block: str, zone: str = "ap-northeast-2d") -> str:
    made = bench.ec2.create_subnet(VpcId=bench.instance["VpcId"], CidrBlock=block, AvailabilityZone=zone)
    return str(made["Subnet"]["SubnetId"])


def test_a_zone_that_takes_no_classic_load_balancers(bench: Bench) -> None:
    first, second = bench.subnets
    bench.account.close_zone("ap-northeast-2c")
    with refused("InvalidConfigurationRequest", "do not support Availability Zone 'ap-northeast-2c'", 409):
        bench.balancer(Subnets=[first, second])
    with refused("InvalidConfigurationRequest", status=409):
        bench.balancer(Subnets=[], AvailabilityZones=["ap-northeast-2c"])
    bench.balancer(Subnets=[first])
    with refused("InvalidConfigurationRequest", status=409):
        bench.elb.attach_load_balancer_to_subnets(LoadBalancerName="to-main", Subnets=[second])
    bench.account.close_zone("ap-northeast-2c", closed=False)
    bench.elb.attach_load_balancer_to_subnets(LoadBalancerName="to-main", Subnets=[second])


def test_a_subnet_that_is_too_small(bench: Bench) -> None:
    small = subnet(bench, "172.31.64.0/28")
    with refused("InvalidSubnet", f"Not enough IP space available in {small}"):
        bench.balancer(Subnets=[small])
    bench.balancer(Subnets=bench.subnets[:1])
    with refused("InvalidSubnet", "at least 8 free"):
        bench.elb.attach_load_balancer_to_subnets(LoadBalancerName="to-main", Subnets=[small])


def test_a_subnet_with_too_few_free_addresses(bench: Bench) -> None:
    crowded = subnet(bench, "172.31.64.0/27")
    for _ in range(27 - 8):
        bench.ec2.create_network_interface(SubnetId=crowded)
    bench.balancer("first", Subnets=[crowded])
    with refused("InvalidSubnet", "at least 8 free"):
        bench.balancer("second", Subnets=[crowded])


def test_five_groups_on_a_load_balancer(bench: Bench) -> None:
    groups = [bench.group(f"g{number}") for number in range(6)]
    with refused("InvalidConfigurationRequest", "security groups per load balancer", 409):
        bench.balancer(SecurityGroups=groups)
    bench.balancer(SecurityGroups=groups[:5])
    with refused("InvalidConfigurationRequest", status=409):
        bench.elb.apply_security_groups_to_load_balancer(LoadBalancerName="to-main", SecurityGroups=groups)


def test_five_groups_on_an_interface(bench: Bench) -> None:
    groups = [bench.group(f"g{number}") for number in range(6)]
    instance = bench.instance
    with refused("SecurityGroupsPerInterfaceLimitExceeded"):
        bench.ec2.modify_instance_attribute(InstanceId=instance["InstanceId"], Groups=groups)
    with refused("SecurityGroupsPerInterfaceLimitExceeded"):
        bench.ec2.create_network_interface(SubnetId=bench.subnets[0], Groups=groups)
    bench.ec2.modify_instance_attribute(InstanceId=instance["InstanceId"], Groups=groups[:5])
    bench.account.set_quota("security-groups-per-interface", 6)
    bench.ec2.modify_instance_attribute(InstanceId=instance["InstanceId"], Groups=groups)


def test_a_quota_is_reported_and_kept(bench: Bench) -> None:
    bench.account.set_quota("classic-load-balancers", 1)
    limits = bench.elb.describe_account_limits()["Limits"]
    assert {"Name": "classic-load-balancers", "Max": "1"} in limits
    assert {"Name": "classic-listeners", "Max": "100"} in limits
    assert len(limits) == 3
    bench.balancer("one")
    with refused("TooManyLoadBalancers"):
        bench.balancer("two")
    other = PracticeAccount(bench.account.folder, now=bench.clock).session().client("elb")
    assert other.describe_account_limits()["Limits"] == limits


def test_a_quota_that_there_is_not(bench: Bench) -> None:
    with pytest.raises(KeyError):
        bench.account.set_quota("classic", 1)


def test_listeners_over_several_calls(bench: Bench) -> None:
    bench.account.set_quota("classic-listeners", 2)
    bench.balancer()
    bench.elb.create_load_balancer_listeners(LoadBalancerName="to-main", Listeners=[listener(81)])
    with refused("InvalidConfigurationRequest", "listeners", 409):
        bench.elb.create_load_balancer_listeners(LoadBalancerName="to-main", Listeners=[listener(82)])
    with refused("InvalidConfigurationRequest", "listeners", 409):
        bench.balancer("other", Listeners=[listener(port) for port in (80, 81, 82)])


def test_registered_instances(bench: Bench) -> None:
    bench.account.set_quota("classic-registered-instances", 0)
    bench.balancer()
    with refused("InvalidConfigurationRequest", "instances", 409):
        instances = [{"InstanceId": bench.instance["InstanceId"]}]
        bench.elb.register_instances_with_load_balancer(LoadBalancerName="to-main", Instances=instances)


def test_certificates_and_their_names(bench: Bench) -> None:
    bench.account.set_quota("certificate-names", 1)
    with refused("LimitExceededException", "quota of 1"):
        bench.certificate("main.io", "www.main.io")
    bench.account.set_quota("certificates", 1)
    bench.certificate("main.io", IdempotencyToken="a")
    bench.certificate("main.io", IdempotencyToken="a")
    with refused("LimitExceededException", "certificates in the account"):
        bench.certificate("main.io")


def test_groups_and_their_rules(bench: Bench) -> None:
    bench.account.set_quota("security-groups", 3)
    group = bench.group("third")
    with refused("SecurityGroupLimitExceeded"):
        bench.group("fourth")
    bench.account.set_quota("security-group-rules", 1)
    for port in (80, 81):
        permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        if port == 80:
            bench.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
            continue
        with refused("RulesPerSecurityGroupLimitExceeded"):
            bench.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])


def test_records_of_a_zone(bench: Bench) -> None:
    bench.account.set_quota("records-per-zone", 4)
    bench.change(("CREATE", address("a.main.io", "203.0.113.1")))
    with refused("InvalidChangeBatch", "quota"):
        bench.change(("CREATE", address("b.main.io", "203.0.113.1")))
