"""What only the account can tell is found before the first change, named with its key, and nothing is called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from multisite_tui.errors import AccessError
from multisite_tui.model.events import Outcome

from .bench import Bench
from .reference import REFERENCE, edited, with_site

Arrange = Callable[[Bench], None]


def nothing(bench: Bench) -> None:
    """Leave the account as it is."""


def zone_id(bench: Bench, name: str = "main.io.") -> str:
    zones = bench.aws.route53.list_hosted_zones()["HostedZones"]
    return next(zone["Id"] for zone in zones if zone["Name"] == name)


def instance(bench: Bench) -> dict[str, str]:
    return bench.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]  # type: ignore[return-value]


def record(bench: Bench, **record_set: object) -> None:
    change = {"Action": "CREATE", "ResourceRecordSet": record_set}
    bench.aws.route53.change_resource_record_sets(HostedZoneId=zone_id(bench), ChangeBatch={"Changes": [change]})  # type: ignore[list-item]


def values(*texts: str) -> list[dict[str, str]]:
    return [{"Value": text} for text in texts]


def twin_zone(bench: Bench) -> None:
    bench.aws.route53.create_hosted_zone(Name="main.io", CallerReference="twin")


def cut(bench: Bench) -> None:
    record(bench, Name="sub.main.io", Type="NS", TTL=300, ResourceRecords=values("ns1.example.net."))


def caa(bench: Bench) -> None:
    record(bench, Name="main.io", Type="CAA", TTL=300, ResourceRecords=values('0 issue "letsencrypt.org"'))


def old_record(bench: Bench) -> None:
    record(bench, Name="sub.main.io", Type="AAAA", TTL=60, ResourceRecords=values("2001:db8::1"))


def weighted(bench: Bench) -> None:
    record(
        bench, Name="sub.main.io", Type="A", TTL=60, Weight=1, SetIdentifier="one", ResourceRecords=values("192.0.2.1")
    )


def stopped(bench: Bench) -> None:
    bench.aws.ec2.stop_instances(InstanceIds=[instance(bench)["InstanceId"]])


def second_instance(bench: Bench) -> None:
    first = instance(bench)
    groups = [group["GroupId"] for group in first["SecurityGroups"]]  # type: ignore[index]
    bench.aws.ec2.run_instances(
        ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=first["SubnetId"], SecurityGroupIds=groups
    )


def private_subnets(bench: Bench) -> None:
    tables = bench.aws.ec2.describe_route_tables()["RouteTables"]
    for table in tables:
        if any(route.get("DestinationCidrBlock") == "0.0.0.0/0" for route in table["Routes"]):
            bench.aws.ec2.delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")


def strangers_balancer(bench: Bench) -> None:
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 1}
    bench.aws.elb.create_load_balancer(
        LoadBalancerName="to-sub", Listeners=[listener], Subnets=[instance(bench)["SubnetId"]]
    )


def strangers_group(bench: Bench) -> None:
    bench.aws.ec2.create_security_group(GroupName="TO-SUB", Description="not ours", VpcId=instance(bench)["VpcId"])


def full_group(bench: Bench) -> None:
    group = instance(bench)["SecurityGroups"][0]["GroupId"]  # type: ignore[index]
    there = len(bench.aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"])
    ranges = [{"CidrIp": f"192.0.2.{number}/32"} for number in range(60 - there)]
    permission = {"IpProtocol": "tcp", "FromPort": 9, "ToPort": 9, "IpRanges": ranges}
    bench.aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])


NOT_THERE = "arn:aws:acm:ap-northeast-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"
ELSEWHERE = NOT_THERE.replace("ap-northeast-2", "us-east-1")

CASES: list[tuple[str, Arrange, str, str]] = [
    ("zone_not_found", nothing, edited("sub.main.io", "sub.other.io"), "sites[1].dns.zone"),
    ("zone_not_found", nothing, edited("sub.main.io", "notmain.io"), "sites[1].dns.zone"),
    ("zone_ambiguous", twin_zone, with_site("aliases: []"), "sites[1].dns.zone"),
    ("name_delegated_away", cut, REFERENCE, ""),
    ("CAA_ERROR", caa, REFERENCE, ""),
    ("record_exists", nothing, edited("    dns: {replace: true}\n", ""), "sites[0].dns.replace"),
    ("record_exists", old_record, REFERENCE, "sites[1].dns.replace"),
    ("record_routed", weighted, with_site("dns: {replace: true}"), "sites[1].dns"),
    ("instance_open", stopped, REFERENCE, "instances"),
    ("instance_open", second_instance, REFERENCE, "instances"),
    ("instance_not_found", nothing, with_site("instances: [i-00000000]"), "sites[1].instances"),
    ("instance_not_found", nothing, with_site("instances: {tag: {Name: nobody}}"), "sites[1].instances.tag"),
    ("subnet_not_public", private_subnets, REFERENCE, "sites[1].subnets"),
    ("subnet_unfit", nothing, with_site("subnets: [subnet-00000000]"), "sites[1].subnets"),
    ("load_balancer_taken", strangers_balancer, REFERENCE, "sites[1].load_balancer"),
    ("security_group_taken", strangers_group, REFERENCE, "sites[1].security_group.name"),
    ("security_group_not_found", nothing, with_site("security_group: {id: sg-00000000}"), "sites[1].security_group.id"),
    ("security_group_full", full_group, REFERENCE, "sites[1].instances"),
    ("certificate_unfit", nothing, with_site(f"certificate: {NOT_THERE}"), "sites[1].certificate"),
    ("certificate_unfit", nothing, with_site(f"certificate: {ELSEWHERE}"), "sites[1].certificate"),
]


@pytest.mark.parametrize(
    ("code", "arrange", "answers", "key"), CASES, ids=[f"{one[0]}-{one[1].__name__}" for one in CASES]
)
def test_a_finding_stops_the_run_before_the_first_change(
    bench: Bench, code: str, arrange: Arrange, answers: str, key: str
) -> None:
    arrange(bench)
    before = bench.writes()

    problems = bench.plan(answers).problems

    found = [problem for problem in problems if problem.code == code and (problem.key or "") == key]
    assert found, problems
    assert all(problem.next for problem in problems)
    assert bench.writes() == before


def test_every_finding_of_every_site_is_told_at_once(bench: Bench) -> None:
    old_record(bench)
    text = edited("    dns: {replace: true}\n", "    subnets: [subnet-00000000]\n")

    problems = bench.plan(text).problems

    assert [(problem.site, problem.code) for problem in problems] == [
        ("main.io", "subnet_unfit"),
        ("sub.main.io", "record_exists"),
    ]


@pytest.mark.parametrize(("algorithm", "words"), [("EC_prime256v1", "EC_prime256v1"), ("RSA_2048", "does not cover")])
def test_a_given_certificate_is_looked_at(bench: Bench, algorithm: str, words: str) -> None:
    arn = bench.aws.acm.request_certificate(DomainName="main.io", ValidationMethod="DNS", KeyAlgorithm=algorithm)[  # type: ignore[arg-type]
        "CertificateArn"
    ]
    prove(bench, arn)

    problems = bench.plan(with_site(f"certificate: {arn}")).problems

    assert [problem.code for problem in problems] == ["certificate_unfit"]
    assert words in problems[0].what


def test_a_pending_certificate_is_not_taken(bench: Bench) -> None:
    arn = bench.aws.acm.request_certificate(DomainName="sub.main.io", ValidationMethod="DNS")["CertificateArn"]

    problems = bench.plan(with_site(f"certificate: {arn}")).problems

    assert "PENDING_VALIDATION" in problems[0].what


def test_a_group_that_lets_nobody_in_is_named(bench: Bench) -> None:
    vpc = instance(bench)["VpcId"]
    group = bench.aws.ec2.create_security_group(GroupName="shut", Description="shut", VpcId=vpc)["GroupId"]

    problems = bench.plan(with_site(f"security_group: {{id: {group}}}")).problems

    assert [problem.code for problem in problems] == ["security_group_closed"] * 2


def test_the_quota_is_held_against_the_sites_before_any_is_made(bench: Bench) -> None:
    assert bench.plan(many(20)).problems == ()
    assert [problem.code for problem in bench.plan(many(21)).problems] == ["TooManyLoadBalancers"]


def test_a_quota_that_cannot_be_read_is_a_warning(bench: Bench) -> None:
    bench.account.fail("DescribeAccountLimits", "AccessDenied", times=9, status=403)

    intention = bench.plan(REFERENCE)

    assert intention.problems == ()
    assert "AccessDenied" in [warning.code for warning in intention.plan.warnings]


def test_a_denied_read_is_never_taken_for_absent(bench: Bench) -> None:
    bench.account.fail("DescribeLoadBalancers", "AccessDenied", times=9, status=403)

    with pytest.raises(Exception, match="elasticloadbalancing:DescribeLoadBalancers"):
        bench.plan(REFERENCE)


def test_another_account_than_expected_is_refused(bench: Bench) -> None:
    with pytest.raises(AccessError, match="999999999999"):
        bench.plan(edited("sites:", "expect: {account: '999999999999'}\nsites:"))


def test_twenty_sites_come_into_service(bench: Bench) -> None:
    ending = bench.run(many(20))

    assert ending.outcome is Outcome.COMPLETE
    assert len(bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]) == 20


def test_two_setups_stand_side_by_side(in_service: Bench) -> None:
    second = "schema: 1\nname: second\nsites: [{domain: shop.main.io, port: 6404}]\n"

    assert in_service.run(second).outcome is Outcome.COMPLETE
    assert in_service.run(REFERENCE).outcome is Outcome.UNCHANGED
    assert in_service.run(second).outcome is Outcome.UNCHANGED


def many(count: int) -> str:
    sites = "".join(f"  - {{domain: s{number}.main.io, port: {7000 + number}}}\n" for number in range(count))
    return f"schema: 1\nname: many\nsites:\n{sites}"


def prove(bench: Bench, arn: str) -> None:
    """Put a certificate's records in, and let time pass until it is issued."""
    bench.clock._now += 60
    options = bench.aws.acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
    for name, value in {(option["ResourceRecord"]["Name"], option["ResourceRecord"]["Value"]) for option in options}:
        record(bench, Name=name, Type="CNAME", TTL=300, ResourceRecords=values(value))
    bench.clock._now += 600
