"""Other shapes than the reference case: each comes into service, reads back as asked, and then is unchanged."""

from __future__ import annotations

from typing import Any

from multisite_tui.model.events import Outcome

from .rig import Bench
from .test_account_checks import instance, prove, second_instance

HEAD = "schema: 1\nname: shape\nsites:\n"


def settle(bench: Bench, text: str) -> dict[str, Any]:
    """Run it twice, and return the load balancers by name as they are."""
    assert bench.run(text).outcome is Outcome.COMPLETE
    before = bench.writes()
    assert bench.run(text).outcome is Outcome.UNCHANGED
    assert bench.writes() == before
    described = bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]
    return {balancer["LoadBalancerName"]: balancer for balancer in described}


def listeners(balancer: dict[str, Any]) -> list[tuple[str, int, str, int]]:
    found = [one["Listener"] for one in balancer["ListenerDescriptions"]]
    return sorted(
        (one["Protocol"], one["LoadBalancerPort"], one["InstanceProtocol"], one["InstancePort"]) for one in found
    )


def names_at(bench: Bench, zone: str) -> set[str]:
    zones = bench.aws.route53.list_hosted_zones()["HostedZones"]
    zone_id = next(one["Id"] for one in zones if one["Name"] == zone)
    records = bench.aws.route53.list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]
    return {record["Name"] for record in records if "AliasTarget" in record}


def test_several_instances_give_up_on_one_sooner(bench: Bench) -> None:
    second_instance(bench)
    ids = [
        one["InstanceId"]
        for reservation in bench.aws.ec2.describe_instances()["Reservations"]
        for one in reservation["Instances"]
    ]

    balancer = settle(bench, f"{HEAD}  - {{domain: sub.main.io, port: 6403, instances: [{', '.join(ids)}]}}\n")[
        "to-sub"
    ]

    assert sorted(one["InstanceId"] for one in balancer["Instances"]) == sorted(ids)
    assert balancer["HealthCheck"]["UnhealthyThreshold"] == 3


def test_one_instance_is_given_time_to_restart(in_service: Bench) -> None:
    check = in_service.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"][0]["HealthCheck"]

    assert [check[key] for key in ("Interval", "Timeout", "UnhealthyThreshold", "HealthyThreshold")] == [5, 3, 10, 2]


def test_aliases_find_their_own_zones_and_one_certificate(bench: Bench) -> None:
    settle(bench, f"{HEAD}  - {{domain: sub.main.io, aliases: [www.sub.main.io, shop.example.net], port: 6403}}\n")

    assert names_at(bench, "main.io.") == {"sub.main.io.", "www.sub.main.io."}
    assert names_at(bench, "example.net.") == {"shop.example.net."}
    assert len(bench.aws.acm.list_certificates()["CertificateSummaryList"]) == 1


def test_a_program_that_speaks_https_is_spoken_to_so(bench: Bench) -> None:
    text = f"{HEAD}  - {{domain: sub.main.io, port: 8443, instance_protocol: https}}\n"

    balancer = settle(bench, text)["to-sub"]

    assert listeners(balancer) == [("HTTP", 80, "HTTPS", 8443), ("HTTPS", 443, "HTTPS", 8443)]
    assert balancer["HealthCheck"]["Target"] == "HTTPS:8443/"


def test_a_tcp_check_has_no_path(bench: Bench) -> None:
    balancer = settle(bench, f"{HEAD}  - {{domain: sub.main.io, port: 6403, health_check: {{protocol: tcp}}}}\n")[
        "to-sub"
    ]

    assert balancer["HealthCheck"]["Target"] == "TCP:6403"


def test_http_only_asks_for_no_certificate(bench: Bench) -> None:
    balancer = settle(
        bench, f"{HEAD}  - {{domain: sub.main.io, port: 6403, listeners: [http:80], certificate: none}}\n"
    )

    assert listeners(balancer["to-sub"]) == [("HTTP", 80, "HTTP", 6403)]
    assert bench.aws.acm.list_certificates()["CertificateSummaryList"] == []


def test_https_only_waits_for_its_certificate(bench: Bench) -> None:
    balancer = settle(bench, f"{HEAD}  - {{domain: sub.main.io, port: 6403, listeners: [https:443]}}\n")

    assert listeners(balancer["to-sub"]) == [("HTTPS", 443, "HTTP", 6403)]


def test_an_existing_group_is_used_as_it_is(bench: Bench) -> None:
    group = bench.aws.ec2.create_security_group(GroupName="mine", Description="mine", VpcId=instance(bench)["VpcId"])
    ranges = [{"CidrIp": "192.0.2.0/24"}]
    open_ports = [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": ranges} for port in (80, 443)]
    bench.aws.ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=open_ports)  # type: ignore[arg-type]

    text = f"{HEAD}  - {{domain: sub.main.io, port: 6403, security_group: {{id: {group['GroupId']}}}}}\n"
    balancer = settle(bench, text)["to-sub"]

    assert balancer["SecurityGroups"] == [group["GroupId"]]
    described = bench.aws.ec2.describe_security_groups(GroupIds=[group["GroupId"]])["SecurityGroups"][0]
    assert described.get("Tags", []) == []


def test_an_issued_certificate_that_covers_is_reused_by_several_sites(bench: Bench) -> None:
    arn = bench.aws.acm.request_certificate(
        DomainName="main.io", SubjectAlternativeNames=["main.io", "*.main.io"], ValidationMethod="DNS"
    )["CertificateArn"]
    prove(bench, arn)
    text = f"{HEAD}  - {{domain: a.main.io, port: 6403}}\n  - {{domain: b.main.io, port: 6404}}\n"

    settle(bench, text)

    assert [one["CertificateArn"] for one in bench.aws.acm.list_certificates()["CertificateSummaryList"]] == [arn]
    assert bench.aws.acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] == []


def test_more_subnets_only_when_asked_and_then_across_zones(bench: Bench) -> None:
    subnets = sorted(one["SubnetId"] for one in bench.aws.ec2.describe_subnets()["Subnets"])[:2]

    text = f"{HEAD}  - {{domain: sub.main.io, port: 6403, subnets: [{', '.join(subnets)}]}}\n"
    balancer = settle(bench, text)["to-sub"]

    attributes = bench.aws.elb.describe_load_balancer_attributes(LoadBalancerName="to-sub")["LoadBalancerAttributes"]
    assert sorted(balancer["Subnets"]) == subnets
    assert attributes["CrossZoneLoadBalancing"]["Enabled"] is True


def test_what_is_there_is_taken_on_when_the_answers_say_so(bench: Bench) -> None:
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 1}
    home = instance(bench)["SubnetId"]
    bench.aws.elb.create_load_balancer(LoadBalancerName="to-sub", Listeners=[listener], Subnets=[home])

    balancer = settle(bench, f"{HEAD}  - {{domain: sub.main.io, port: 6403, adopt: true}}\n")["to-sub"]

    tags = bench.aws.elb.describe_tags(LoadBalancerNames=["to-sub"])["TagDescriptions"][0]["Tags"]
    assert listeners(balancer)[0] == ("HTTP", 80, "HTTP", 6403)
    assert {"Key": "multisite-tui:owner", "Value": "adopted"} in tags
