from __future__ import annotations

from .rig import Bench


def test_one_running_instance_with_the_elastic_ip(bench: Bench) -> None:
    instance = bench.instance
    assert instance["State"]["Name"] == "running"
    assert instance["PublicIpAddress"] == "203.0.113.10"
    assert instance["Placement"]["AvailabilityZone"] == "ap-northeast-2a"
    assert {"Key": "Name", "Value": "web"} in instance["Tags"]
    assert [group["GroupName"] for group in instance["SecurityGroups"]] == ["web"]
    assert bench.ec2.describe_addresses()["Addresses"][0]["InstanceId"] == instance["InstanceId"]


def test_its_ports_are_open_to_the_world(bench: Bench) -> None:
    groups = bench.ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["web"]}])["SecurityGroups"]
    assert [permission["FromPort"] for permission in groups[0]["IpPermissions"]] == [22, 6402, 6403]
    assert all(p["IpRanges"][0]["CidrIp"] == "0.0.0.0/0" for p in groups[0]["IpPermissions"])


def test_public_subnets_in_two_zones(bench: Bench) -> None:
    zones = [subnet["AvailabilityZone"] for subnet in bench.ec2.describe_subnets()["Subnets"]]
    assert sorted(zones) == ["ap-northeast-2a", "ap-northeast-2c"]
    table = bench.ec2.describe_route_tables()["RouteTables"][0]
    assert table["Associations"][0]["Main"]
    assert any(r["DestinationCidrBlock"] == "0.0.0.0/0" and r["GatewayId"].startswith("igw-") for r in table["Routes"])


def test_two_zones_with_name_servers_of_their_own(bench: Bench) -> None:
    servers = [
        bench.route53.get_hosted_zone(Id=bench.zone_id(name))["DelegationSet"]["NameServers"]
        for name in ("main.io.", "example.net.")
    ]
    assert [len(each) for each in servers] == [4, 4]
    assert not set(servers[0]) & set(servers[1])


def test_the_old_address_record(bench: Bench) -> None:
    records = bench.records()
    assert records["main.io.", "A"]["TTL"] == 300
    assert records["main.io.", "A"]["ResourceRecords"] == [{"Value": "203.0.113.10"}]
    assert {("main.io.", "NS"), ("main.io.", "SOA")} < set(records)


def test_every_new_account_is_the_same(bench: Bench) -> None:
    first = bench.instance["InstanceId"], bench.subnets
    bench.renew()
    assert (bench.instance["InstanceId"], bench.subnets) == first
