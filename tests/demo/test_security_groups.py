from __future__ import annotations

from typing import Any

import pytest

from .rig import Bench, refused


def permit(bench: Bench, group: str, *cidrs: str, port: int = 443, **more: Any) -> dict[str, Any]:
    ranges = [{"CidrIp": cidr} for cidr in cidrs]
    permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": ranges}
    return bench.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission], **more)


def rules(bench: Bench, group: str) -> list[dict[str, Any]]:
    found = bench.ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
    return [rule for rule in found["SecurityGroupRules"] if not rule["IsEgress"]]


@pytest.mark.parametrize("text", ["메인의 로드 밸런서", "an em dash — here", "x" * 256, 'a "quote"', "it's"])
def test_texts_that_are_refused(bench: Bench, text: str) -> None:
    with refused("InvalidParameterValue"):
        bench.ec2.create_security_group(GroupName="to-main", Description=text)
    with refused("InvalidParameterValue"):
        bench.ec2.create_security_group(GroupName=text, Description="plain")


def test_the_words_for_korean(bench: Bench) -> None:
    with refused("InvalidParameterValue", "for parameter GroupDescription is invalid. Character sets beyond ASCII"):
        bench.ec2.create_security_group(GroupName="to-main", Description="집")


def test_names_that_are_refused(bench: Bench) -> None:
    with refused("InvalidParameterValue", "sg-"):
        bench.group("sg-main")
    bench.group("to-main")
    with refused("InvalidGroup.Duplicate"):
        bench.group("TO-MAIN")
    with refused("InvalidVpcID.NotFound"):
        bench.ec2.create_security_group(GroupName="x", Description="x", VpcId="vpc-0123456789abcdef0")


def test_the_same_name_in_another_vpc(bench: Bench) -> None:
    bench.group("to-main")
    vpc = bench.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    bench.ec2.create_security_group(GroupName="to-main", Description="x", VpcId=vpc)


def test_a_rules_tags_are_kept(bench: Bench) -> None:
    group = bench.group()
    tags = [{"Key": "multisite", "Value": "made"}]
    specification = {"ResourceType": "security-group-rule", "Tags": tags}
    reply = permit(bench, group, "0.0.0.0/0", TagSpecifications=[specification])
    assert reply["SecurityGroupRules"][0]["Tags"] == tags
    assert rules(bench, group)[0]["Tags"] == tags


def test_networks_are_canonical(bench: Bench) -> None:
    group = bench.group()
    permit(bench, group, "10.0.0.5/16")
    assert rules(bench, group)[0]["CidrIpv4"] == "10.0.0.0/16"
    with refused("InvalidPermission.Duplicate"):
        permit(bench, group, "10.0.0.0/16")
    bench.ec2.revoke_security_group_ingress(
        GroupId=group, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="10.0.9.9/16"
    )
    assert rules(bench, group) == []
    with refused("InvalidParameterValue", "malformed"):
        permit(bench, group, "nonsense")


def test_one_duplicate_refuses_all(bench: Bench) -> None:
    group = bench.group()
    permit(bench, group, "0.0.0.0/0")
    with refused("InvalidPermission.Duplicate", "already exists"):
        permit(bench, group, "10.0.0.0/8", "0.0.0.0/0")
    assert len(rules(bench, group)) == 1


def test_a_source_group_counts_towards_duplicates(bench: Bench) -> None:
    group, other = bench.group(), bench.group("other")
    permission = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": other}]}
    bench.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    with refused("InvalidPermission.Duplicate"):
        bench.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    permission["UserIdGroupPairs"] = [{"GroupId": other, "Description": "another word for it"}]
    with refused("InvalidPermission.Duplicate"):
        bench.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    permission["UserIdGroupPairs"] = [{"GroupId": "sg-0123456789abcdef0"}]
    with refused("InvalidGroup.NotFound"):
        bench.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])


def test_rules_that_are_refused(bench: Bench) -> None:
    group = bench.group()
    with refused("InvalidParameterValue", "portRange"):
        permit(bench, group, "0.0.0.0/0", port=70000)
    described = {"CidrIp": "0.0.0.0/0", "Description": "집"}
    permission = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "IpRanges": [described]}
    with refused("InvalidParameterValue", "ASCII"):
        bench.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])


def test_sixty_rules_are_allowed(bench: Bench) -> None:
    group = bench.group()
    permit(bench, group, *(f"10.0.{number}.0/24" for number in range(60)))
    with refused("RulesPerSecurityGroupLimitExceeded"):
        permit(bench, group, "10.1.0.0/24")


def test_an_instance_without_a_group_gets_the_default_one(bench: Bench) -> None:
    run = bench.ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=bench.subnets[1])
    assert [group["GroupName"] for group in run["Instances"][0]["SecurityGroups"]] == ["default"]
    group = bench.group()
    run = bench.ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1, SecurityGroupIds=[group])
    assert [one["GroupId"] for one in run["Instances"][0]["SecurityGroups"]] == [group]


def test_a_group_in_use_stays(bench: Bench) -> None:
    web = bench.instance["SecurityGroups"][0]["GroupId"]
    with refused("DependencyViolation"):
        bench.ec2.delete_security_group(GroupId=web)
    group = bench.group()
    permission = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": group}]}
    bench.ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[permission])
    with refused("DependencyViolation"):
        bench.ec2.delete_security_group(GroupId=group)
    bench.ec2.revoke_security_group_ingress(GroupId=web, IpPermissions=[permission])
    bench.ec2.delete_security_group(GroupId=group)


def interfaces(bench: Bench, *filters: tuple[str, str]) -> list[dict[str, Any]]:
    asked = [{"Name": name, "Values": [value]} for name, value in filters]
    return bench.ec2.describe_network_interfaces(Filters=asked)["NetworkInterfaces"]


OF_ELB = ("requester-id", "amazon-elb")


def test_a_load_balancers_interfaces_linger(bench: Bench) -> None:
    group = bench.group()
    bench.balancer(SecurityGroups=[group])
    bench.balancer("other")
    assert len(interfaces(bench, OF_ELB)) == 4
    own = interfaces(bench, OF_ELB, ("description", "ELB to-main"))
    assert [interface["RequesterId"] for interface in own] == ["amazon-elb"] * 2
    assert own[0]["Groups"][0]["GroupId"] == group
    with refused("OperationNotPermitted"):
        bench.ec2.delete_network_interface(NetworkInterfaceId=own[0]["NetworkInterfaceId"])
    bench.elb.delete_load_balancer(LoadBalancerName="to-main")
    bench.clock.forward(59)
    with refused("DependencyViolation"):
        bench.ec2.delete_security_group(GroupId=group)
    bench.clock.forward(1)
    assert len(interfaces(bench, OF_ELB)) == 2
    bench.ec2.delete_security_group(GroupId=group)


def test_a_new_load_balancer_does_not_share_lingering_interfaces(bench: Bench) -> None:
    bench.balancer()
    bench.elb.delete_load_balancer(LoadBalancerName="to-main")
    bench.balancer()
    bench.clock.forward(61)
    assert len(interfaces(bench, OF_ELB)) == 2


def test_a_group_taken_off_a_load_balancer_is_free(bench: Bench) -> None:
    first, second = bench.group("first"), bench.group("second")
    bench.balancer(SecurityGroups=[first])
    bench.elb.apply_security_groups_to_load_balancer(LoadBalancerName="to-main", SecurityGroups=[second])
    bench.ec2.delete_security_group(GroupId=first)
    with refused("DependencyViolation"):
        bench.ec2.delete_security_group(GroupId=second)
