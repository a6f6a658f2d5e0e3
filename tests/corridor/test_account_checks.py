"""What only the account can tell is found before the first change, named with its key, and nothing is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any, Self

import pytest

from multisite_tui import answers as answers_of
from multisite_tui.aws.action_names import iam_action
from multisite_tui.aws.facts import subnets
from multisite_tui.aws.facts.subnets import Route
from multisite_tui.doctor.doctor import doctor
from multisite_tui.errors import AccessError, ExitCode
from multisite_tui.headless import Consent, Headless
from multisite_tui.model.events import Event, Finished, Outcome
from multisite_tui.state.store import Store

from .reference import REFERENCE, edited, with_site
from .rig import Bench

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


def records(bench: Bench) -> list[dict[str, Any]]:
    return bench.aws.route53.list_resource_record_sets(HostedZoneId=zone_id(bench))["ResourceRecordSets"]  # type: ignore[return-value]


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


def ipv6_only_subnet(bench: Bench) -> str:
    """Make a subnet of which EC2 tells no `CidrBlock`."""
    there: Any = instance(bench)
    made = bench.aws.ec2.create_subnet(
        VpcId=there["VpcId"],
        AvailabilityZone=there["Placement"]["AvailabilityZone"],
        Ipv6Native=True,
        Ipv6CidrBlock="2001:db8:1234:1a00::/64",
    )
    return made["Subnet"]["SubnetId"]


def network_acl(bench: Bench, *entries: dict[str, object], subnet: int = 0) -> str:
    """Give a subnet of the VPC an ACL of its own with these entries; entries for the rest let everything pass."""
    ec2, vpc = bench.aws.ec2, instance(bench)["VpcId"]
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    pass_all = {"RuleNumber": 1000, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    for entry in (*entries, {**pass_all, "Egress": True}, {**pass_all, "Egress": False}):
        ec2.create_network_acl_entry(NetworkAclId=acl, **entry)  # type: ignore[arg-type]
    named = sorted(one["SubnetId"] for one in ec2.describe_subnets()["Subnets"])[subnet]
    for there in ec2.describe_network_acls()["NetworkAcls"]:
        for one in there["Associations"]:
            if one["SubnetId"] == named and there["NetworkAclId"] != acl:
                ec2.replace_network_acl_association(AssociationId=one["NetworkAclAssociationId"], NetworkAclId=acl)
    return acl


def denied(first: int, last: int, *, egress: bool, number: int = 10, source: str = "0.0.0.0/0") -> dict[str, object]:
    ports = {"From": first, "To": last}
    return {
        "RuleNumber": number, "Protocol": "6", "RuleAction": "deny", "Egress": egress, "CidrBlock": source,
        "PortRange": ports,
    }  # fmt: skip


def group_without_egress(bench: Bench) -> str:
    """Make a group as Terraform does: open to visitors, and without an outbound rule."""
    ec2 = bench.aws.ec2
    group = ec2.create_security_group(GroupName="tf", Description="tf", VpcId=instance(bench)["VpcId"])["GroupId"]
    everything: Any = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=everything)
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=everything)
    return group


def strangers_balancer(bench: Bench, **more: object) -> None:
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 1}
    asked: dict[str, Any] = {"Subnets": [instance(bench)["SubnetId"]], **more}
    bench.aws.elb.create_load_balancer(LoadBalancerName="to-sub", Listeners=[listener], **asked)


def crowded_balancer(bench: Bench) -> None:
    strangers_balancer(bench, Tags=[{"Key": f"k{number}", "Value": "v"} for number in range(48)])


def balancer_of_five_groups(bench: Bench) -> None:
    vpc = instance(bench)["VpcId"]
    groups = [
        bench.aws.ec2.create_security_group(GroupName=f"g{number}", Description="g", VpcId=vpc)["GroupId"]
        for number in range(5)
    ]
    strangers_balancer(bench, SecurityGroups=groups)


def balancer_of_another_vpc(bench: Bench) -> None:
    ec2 = bench.aws.ec2
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    zone = instance(bench)["Placement"]["AvailabilityZone"]  # type: ignore[index]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    strangers_balancer(bench, Subnets=[subnet])


def protected(bench: Bench) -> None:
    bench.aws.client("route53").create_resource_record_set_protections(
        HostedZoneId=zone_id(bench), Protections=[{"RecordName": "Sub.main.io.", "RecordType": "A"}]
    )


def caa_behind_an_alias(bench: Bench) -> None:
    record(bench, Name="sub.main.io", Type="CNAME", TTL=60, ResourceRecords=values("shop.main.io."))
    record(bench, Name="shop.main.io", Type="CAA", TTL=60, ResourceRecords=values('0 issue "letsencrypt.org"'))


def strangers_group(bench: Bench) -> None:
    bench.aws.ec2.create_security_group(GroupName="TO-SUB", Description="not ours", VpcId=instance(bench)["VpcId"])


def full_group(bench: Bench, rules: int = 60) -> None:
    group = instance(bench)["SecurityGroups"][0]["GroupId"]  # type: ignore[index]
    there = len(bench.aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"])
    ranges = [{"CidrIp": f"192.0.2.{number}/32"} for number in range(rules - there)]
    permission = {"IpProtocol": "tcp", "FromPort": 9, "ToPort": 9, "IpRanges": ranges}
    bench.aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])


NOT_THERE = "arn:aws:acm:ap-northeast-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"
ELSEWHERE = NOT_THERE.replace("ap-northeast-2", "us-east-1")
OTHERS_IAM = "arn:aws:iam::210987654321:server-certificate/mine"
ADOPTING = with_site("adopt: true")

LONG_NAME = f"{'l' * 63}.main.io"
MANY_PORTS = ", ".join(f"http:{1000 + number}" for number in range(61))

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
    ("security_group_full", nothing, with_site(f"listeners: [{MANY_PORTS}]"), "sites[1].listeners"),
    ("common_name", nothing, edited("sub.main.io", LONG_NAME), "sites[1].aliases"),
    ("certificate_unfit", nothing, with_site(f"certificate: {NOT_THERE}"), "sites[1].certificate"),
    ("certificate_unfit", nothing, with_site(f"certificate: {ELSEWHERE}"), "sites[1].certificate"),
    ("certificate_unfit", nothing, with_site(f"certificate: '{OTHERS_IAM}'"), "sites[1].certificate"),
    ("CAA_ERROR", caa_behind_an_alias, with_site("dns: {replace: true}"), ""),
    ("record_protected", protected, REFERENCE, "sites[1].dns"),
    ("TooManyTags", crowded_balancer, ADOPTING, "sites[1].tags"),
    ("load_balancer_groups", balancer_of_five_groups, ADOPTING, "sites[1].security_group"),
    ("load_balancer_apart", balancer_of_another_vpc, ADOPTING, "sites[1].load_balancer"),
]


@pytest.mark.parametrize(
    ("code", "arrange", "answers", "key"), CASES, ids=[f"{one[0]}-{one[1].__name__}" for one in CASES]
)
def test_a_finding_stops_the_run_before_the_first_change(
    bench: Bench, code: str, arrange: Arrange, answers: str, key: str
) -> None:
    arrange(bench)
    before = bench.writes()

    ended = run_with_yes(bench, answers)

    found = [problem for problem in ended.problems if problem.code == code and (problem.key or "") == key]
    assert found, ended.problems
    assert all(problem.next for problem in ended.problems)
    assert (ended.exit_code, ended.outcome) == (ExitCode.INPUT_NEEDED, Outcome.REFUSED)
    assert bench.writes() == before


class ProbeOutcome:
    """A face's report that only keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def say(self, sentence: str) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Have nothing to give back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *how: object) -> None:
        """Have nothing to give back."""


def run_with_yes(bench: Bench, text: str) -> Finished:
    """Run as `--answers FILE --yes` does, and return the last event."""
    setup, heard = answers_of.load(text, "answers.yaml").setup, ProbeOutcome()
    store = Store(bench.folder / "setups")
    face = Headless(setup, lambda: bench.aws, store, Consent.GIVEN, heard, bench.clock, "multisite-tui")
    code = face.run()
    last = heard.events[-1]
    assert isinstance(last, Finished)
    assert last.exit_code is code
    return last


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


def test_a_certificate_that_acm_gave_up_is_a_finding_beside_the_others(bench: Bench) -> None:
    arn = bench.aws.acm.request_certificate(DomainName="sub.main.io", ValidationMethod="DNS")["CertificateArn"]
    bench.clock._now += 80 * 3600
    old_record(bench)

    ended = run_with_yes(bench, with_site(f"certificate: {arn}"))

    assert ended.exit_code is ExitCode.INPUT_NEEDED
    assert [problem.code for problem in ended.problems] == ["certificate_unfit", "record_exists"]
    assert "VALIDATION_TIMED_OUT" in ended.problems[0].what


def test_a_certificate_of_iam_is_used_and_not_waited_for(bench: Bench) -> None:
    text = with_site("certificate: 'arn:aws:iam::123456789012:server-certificate/mine'")

    assert bench.run(text).outcome is Outcome.COMPLETE
    assert bench.plan(text).nothing_to_do


def test_a_domain_and_its_alias_exchanged_are_another_request(bench: Bench) -> None:
    def swapped(first: str, second: str, load_balancer: str) -> str:
        return (
            f"schema: 1\nname: swap\nsites: [{{domain: {first}, aliases: [{second}], port: 6403, certificate: request, "
            f"load_balancer: {load_balancer}, dns: {{replace: true}}}}]\n"
        )

    bench.run(swapped("a.main.io", "b.main.io", "to-one"))

    ending = bench.run(swapped("b.main.io", "a.main.io", "to-two"), accept_leftovers=True)

    assert ending.outcome is Outcome.COMPLETE


def test_a_load_balancer_of_another_site_of_the_setup_is_not_called_a_strangers(in_service: Bench) -> None:
    problems = in_service.plan(edited("sub.main.io", "new.main.io")).problems

    taken = next(problem for problem in problems if problem.code == "load_balancer_taken")
    group = next(problem for problem in problems if problem.code == "security_group_taken")
    assert taken.why == group.why == "This setup has it for its site sub.main.io."
    assert "destroy main-io --site sub.main.io" in taken.next


@pytest.mark.parametrize(("block", "told"), [("172.31.200.0/28", True), ("172.31.200.0/27", False)])
def test_a_subnet_without_room_is_not_taken(bench: Bench, block: str, told: bool) -> None:
    home = instance(bench)
    zone = home["Placement"]["AvailabilityZone"]  # type: ignore[index]
    made = bench.aws.ec2.create_subnet(VpcId=home["VpcId"], CidrBlock=block, AvailabilityZone=zone)["Subnet"]

    problems = bench.plan(with_site(f"subnets: [{made['SubnetId']}]")).problems

    assert [problem.code for problem in problems] == (["subnet_small"] if told else [])


def test_a_stopped_instance_is_to_be_started_and_not_to_be_named(bench: Bench) -> None:
    stopped(bench)
    [problem] = bench.plan(REFERENCE).problems
    assert problem.next == "Start the one that the programs are on, then run again."


def test_the_group_of_a_very_long_domain_has_a_description_that_aws_takes(bench: Bench) -> None:
    domain = ".".join([*["a" * 60] * 3, "b" * 48, "main.io"])
    ending = bench.run(
        f"schema: 1\nname: l\nsites: [{{domain: {domain}, port: 80, certificate: none, load_balancer: x}}]\n"
    )
    assert (len(domain), ending.outcome) == (239, Outcome.COMPLETE)


def test_a_record_with_what_tags_do_not_take_is_kept_and_comes_back(bench: Bench) -> None:
    record(bench, Name="sub.main.io", Type="CNAME", TTL=60, ResourceRecords=values("\\052.host.example.net"))
    text = with_site("dns: {replace: true}")
    assert bench.run(text).outcome is Outcome.COMPLETE

    assert bench.remove(text).outcome is Outcome.COMPLETE

    [record_set] = [one for one in records(bench) if one["Name"] == "sub.main.io."]
    assert record_set["ResourceRecords"] == values("\\052.host.example.net")


@pytest.mark.parametrize("kind", ["HTTPS", "SVCB"])
def test_a_record_that_browsers_ask_for_first_is_told_of(bench: Bench, kind: str) -> None:
    record(bench, Name="sub.main.io", Type=kind, TTL=300, ResourceRecords=values("1 . ipv4hint=203.0.113.9"))

    intention = bench.plan(REFERENCE)

    assert intention.problems == ()
    assert [(warning.code, warning.site) for warning in intention.plan.warnings] == [("record_beside", "sub.main.io")]


def test_protections_that_cannot_be_read_are_a_warning(bench: Bench) -> None:
    bench.account.deny("route53:ListResourceRecordSetProtections")

    intention = bench.plan(REFERENCE)

    assert intention.problems == ()
    assert len([warning for warning in intention.plan.warnings if "protected" in warning.what]) == 1


def test_where_nothing_changes_protections_are_not_asked_for(in_service: Bench) -> None:
    in_service.account.deny("route53:ListResourceRecordSetProtections")
    assert in_service.plan(REFERENCE).plan.warnings == ()


def test_a_group_that_lets_nobody_in_is_named(bench: Bench) -> None:
    vpc = instance(bench)["VpcId"]
    group = bench.aws.ec2.create_security_group(GroupName="shut", Description="shut", VpcId=vpc)["GroupId"]

    problems = bench.plan(with_site(f"security_group: {{id: {group}}}")).problems

    assert [problem.code for problem in problems] == ["security_group_closed"] * 2


def test_room_in_the_instances_group_is_wanted_by_all_sites_together(bench: Bench) -> None:
    full_group(bench, rules=58)

    assert bench.plan(many(2)).problems == ()
    [problem] = bench.plan(many(3)).problems
    assert (problem.code, problem.key, problem.site) == ("security_group_full", "instances", None)


def test_a_long_name_needs_no_shorter_one_where_a_certificate_covers_it(bench: Bench) -> None:
    arn = bench.aws.acm.request_certificate(DomainName="*.main.io", ValidationMethod="DNS")["CertificateArn"]
    prove(bench, arn)

    assert bench.plan(edited("sub.main.io", LONG_NAME)).problems == ()


def test_the_quota_is_held_against_the_sites_before_any_is_made(bench: Bench) -> None:
    assert bench.plan(many(20)).problems == ()
    assert [problem.code for problem in bench.plan(many(21)).problems] == ["TooManyLoadBalancers"]


def test_a_quota_that_cannot_be_read_is_a_warning(bench: Bench) -> None:
    bench.account.fail("DescribeAccountLimits", "AccessDenied", times=9, status=403)

    intention = bench.plan(REFERENCE)

    assert intention.problems == ()
    assert "AccessDenied" in [warning.code for warning in intention.plan.warnings]


READS = (
    "acm:ListCertificates",
    "acm:ListTagsForCertificate",
    "ec2:DescribeInstances",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "elasticloadbalancing:DescribeInstanceHealth",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTags",
    "route53:ListHostedZones",
    "route53:ListResourceRecordSets",
)
NEW_SITE = "  - {domain: new.main.io, port: 6404}\n"
"""Beside what is in service, so that a plan has something to ask for its changes too."""
BESIDE = {
    "ec2:DescribeNetworkAcls",
    "elasticloadbalancing:DescribeAccountLimits",
    "route53:ListResourceRecordSetProtections",
}
"""Reads that only forewarn: without them, a run meets what they tell of when its turn comes."""


def test_the_list_of_reads_is_whole(in_service: Bench) -> None:
    before = len(list(in_service.account.calls))
    in_service.plan(REFERENCE + NEW_SITE)
    asked = {iam_action(call.name.replace(".", ":")) for call in list(in_service.account.calls)[before:]}
    assert asked == {*READS, *BESIDE}


@pytest.mark.parametrize("read", READS)
def test_a_denied_read_is_never_taken_for_absent(in_service: Bench, read: str) -> None:
    before = in_service.writes()
    in_service.account.deny(read)

    ended = run_with_yes(in_service, REFERENCE + NEW_SITE)

    assert ended.exit_code is ExitCode.ACCESS
    assert [read in problem.what for problem in ended.problems] == [True]
    assert in_service.writes() == before


@pytest.mark.parametrize("read", sorted(BESIDE))
def test_a_read_that_only_forewarns_stops_nothing(in_service: Bench, read: str) -> None:
    in_service.account.deny(read)
    assert run_with_yes(in_service, REFERENCE + NEW_SITE).outcome is Outcome.COMPLETE


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


def test_a_subnet_of_ipv6_alone_is_no_candidate_and_stops_nothing(bench: Bench) -> None:
    ipv6_only_subnet(bench)
    assert bench.run(REFERENCE).exit_code == ExitCode.DONE
    conductor = bench.conductor(REFERENCE)
    assert conductor.standing().as_asked
    assert doctor(conductor.setup, conductor.facts()) == ()


def test_a_subnet_of_ipv6_alone_that_the_answers_name_is_refused(bench: Bench) -> None:
    problems = bench.plan(with_site(f"subnets: [{ipv6_only_subnet(bench)}]")).problems
    assert [(one.code, one.key, "IPv6 addresses only" in one.what) for one in problems] == [
        ("subnet_small", "sites[1].subnets", True)
    ]


def both_subnets(bench: Bench) -> str:
    """Return answers whose second site has a load balancer in both subnets; the instance is in one of them."""
    named = sorted(one["SubnetId"] for one in bench.aws.ec2.describe_subnets()["Subnets"])
    return with_site(f"subnets: [{', '.join(named)}]")


def test_a_group_that_lets_nothing_out_is_refused_with_the_rule_to_add(bench: Bench) -> None:
    group = group_without_egress(bench)
    text = with_site(f"security_group: {{id: {group}}}")
    problems = bench.plan(text).problems
    assert [(one.code, one.key) for one in problems] == [("security_group_egress", "sites[1].security_group.id")]
    target = instance(bench)["SecurityGroups"][0]["GroupId"]  # type: ignore[index]
    assert problems[0].next == f"Add an outbound rule to {group}: TCP 6403 to {target}."
    way: Any = [{"IpProtocol": "tcp", "FromPort": 6403, "ToPort": 6403, "UserIdGroupPairs": [{"GroupId": target}]}]
    bench.aws.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=way)
    assert bench.plan(text).problems == ()


def test_a_prefix_list_as_the_only_way_out_is_a_warning(bench: Bench) -> None:
    group = group_without_egress(bench)
    made: Any = bench.aws.ec2.create_managed_prefix_list(
        PrefixListName="x", MaxEntries=5, AddressFamily="IPv4", Entries=[{"Cidr": "10.0.0.0/8"}]
    )
    listed: Any = [{"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": made["PrefixList"]["PrefixListId"]}]}]
    bench.aws.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=listed)
    planned = bench.plan(with_site(f"security_group: {{id: {group}}}"))
    assert planned.problems == ()
    assert "security_group_egress_unclear" in [one.code for one in planned.plan.warnings]


SENT, ANSWERED, HOME, OTHER = (6403, 6403), (1024, 65535), 0, 1
"""Ports of what is sent to the instance and of its answers; the instance's subnet, and the other one."""


@pytest.mark.parametrize(
    ("subnet", "ports", "egress"),
    [(OTHER, SENT, True), (HOME, SENT, False), (HOME, ANSWERED, True), (OTHER, ANSWERED, False)],
)
def test_a_network_acl_that_stops_packets_between_load_balancer_and_instance_is_refused(
    bench: Bench, subnet: int, ports: tuple[int, int], egress: bool
) -> None:
    acl = network_acl(bench, denied(*ports, egress=egress), subnet=subnet)
    found = bench.plan(both_subnets(bench)).problems
    codes = {(one.code, acl in one.next and "allow TCP" in one.next) for one in found if one.site == "sub.main.io"}
    assert codes == {("network_acl_blocks", True)}


def test_an_entry_with_a_lower_number_decides(bench: Bench) -> None:
    allowed = {**denied(1, 65535, egress=False, number=5), "RuleAction": "allow"}
    network_acl(bench, denied(6403, 6403, egress=False), allowed, subnet=0)
    assert bench.plan(both_subnets(bench)).problems == ()


def test_an_acl_that_stops_some_of_the_answers_is_a_warning(bench: Bench) -> None:
    network_acl(bench, denied(1024, 32767, egress=False), subnet=1)
    planned = bench.plan(both_subnets(bench))
    assert planned.problems == ()
    assert "network_acl_unclear" in [one.code for one in planned.plan.warnings]


def test_an_acl_that_keeps_out_a_few_visitors_is_no_finding(bench: Bench) -> None:
    for subnet in (0, 1):
        network_acl(bench, denied(1, 65535, egress=False, source="198.51.100.0/24"), subnet=subnet)
    planned = bench.plan(REFERENCE)
    assert (planned.problems, planned.plan.warnings) == ((), ())


def test_an_acl_that_keeps_out_all_visitors_is_refused(bench: Bench) -> None:
    for subnet in (0, 1):
        network_acl(bench, denied(443, 443, egress=False), subnet=subnet)
    assert {one.code for one in bench.plan(REFERENCE).problems} == {"network_acl_blocks"}


def test_network_acls_that_may_not_be_read_are_a_warning(bench: Bench) -> None:
    bench.account.deny("ec2:DescribeNetworkAcls")
    planned = bench.plan(REFERENCE)
    assert planned.problems == ()
    assert [one.what for one in planned.plan.warnings] == ["The network ACLs of the subnets could not be read."]


def test_a_blackhole_between_load_balancer_and_instance_is_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = Route(IPv4Network("172.31.0.0/17"), blackhole=True)
    read = subnets.route_tables
    monkeypatch.setattr(
        subnets, "route_tables", lambda *of: tuple(replace(one, routes=(*one.routes, lost)) for one in read(*of))
    )
    found = bench.plan(both_subnets(bench)).problems
    assert {(one.code, one.site) for one in found} == {("route_blackhole", "sub.main.io")}


def test_a_route_to_an_internet_gateway_that_is_gone_makes_no_subnet_public() -> None:
    gone = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "blackhole"}
    table = subnets._route_table({"Associations": [{"Main": True}], "Routes": [gone]})  # type: ignore[typeddict-item, list-item]
    [one] = subnets.with_routes([subnets.Subnet("subnet-1", "vpc-1", "a", False, 9)], [table])
    assert (one.public, one.way_lost) == (False, True)


def prefix_list(bench: Bench, most: int, family: str = "IPv4") -> str:
    """Let the instance's group admit a prefix list that may have this many entries."""
    cidr = "192.0.2.0/24" if family == "IPv4" else "2001:db8::/32"
    made: Any = bench.aws.ec2.create_managed_prefix_list(
        PrefixListName="x", MaxEntries=most, AddressFamily=family, Entries=[{"Cidr": cidr}]
    )
    listed: Any = {
        "IpProtocol": "tcp", "FromPort": 9, "ToPort": 9,
        "PrefixListIds": [{"PrefixListId": made["PrefixList"]["PrefixListId"]}],
    }  # fmt: skip
    group = instance(bench)["SecurityGroups"][0]["GroupId"]  # type: ignore[index]
    bench.aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[listed])
    return str(made["PrefixList"]["PrefixListId"])


@pytest.mark.parametrize(("most", "family", "full"), [(55, "IPv4", False), (56, "IPv4", True), (58, "IPv6", False)])
def test_a_prefix_list_counts_as_its_most_entries_in_its_own_family(
    bench: Bench, most: int, family: str, full: bool
) -> None:
    prefix_list(bench, most, family)
    assert ("security_group_full" in [one.code for one in bench.plan(REFERENCE).problems]) is full
    if not full:
        assert bench.run(REFERENCE).exit_code == ExitCode.DONE


def test_rules_of_ipv6_take_no_room_of_those_for_ipv4(bench: Bench) -> None:
    group = instance(bench)["SecurityGroups"][0]["GroupId"]  # type: ignore[index]
    ranges = [{"CidrIpv6": f"2001:db8:{number:x}::/48"} for number in range(57)]
    permission: Any = {"IpProtocol": "tcp", "FromPort": 9, "ToPort": 9, "Ipv6Ranges": ranges}
    bench.aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    assert bench.plan(REFERENCE).problems == ()


def test_prefix_lists_that_may_not_be_read_are_a_warning(bench: Bench) -> None:
    name = prefix_list(bench, 50)
    bench.account.deny("ec2:DescribeManagedPrefixLists")
    planned = bench.plan(REFERENCE)
    assert planned.problems == ()
    assert [one.code for one in planned.plan.warnings if name in one.what] == ["prefix_lists_unread"]


@pytest.mark.parametrize(("port", "codes"), [("https:443", []), ("ssl:443", ["stickiness_partly"])])
def test_a_listener_without_a_cookie_is_a_warning_where_stickiness_is_asked_for(
    bench: Bench, port: str, codes: list[str]
) -> None:
    answers = f"{{domain: sub.main.io, port: 6403, stickiness: 1h, listeners: ['http:80', '{port}']}}"
    if port == "ssl:443":
        answers = answers.replace(
            "'ssl:443'", "{protocol: ssl, port: 443, instance_protocol: tcp, instance_port: 6404}"
        )

    planned = bench.plan(f"schema: 1\nname: one\nsites: [{answers}]\n")

    assert (planned.problems, [one.code for one in planned.plan.warnings]) == ((), codes)
