"""`destroy`: what this setup made goes, what others made stays, and DNS is what it was."""

from __future__ import annotations

import io
import shutil
from typing import Any

import pytest

from multisite_tui.engine import step_executor
from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Finished, Outcome, StepFinished
from multisite_tui.plan.deletions import ONLY_TAGGED
from multisite_tui.report.endings import finished
from multisite_tui.report.text import TextReport

from .reference import REFERENCE, with_site
from .rig import Bench
from .test_account_checks import instance, record, values, zone_id

ONE = REFERENCE.partition("  - domain: sub")[0]


def everything(bench: Bench) -> dict[str, Any]:
    """Return all that a setup could have left, as AWS tells it."""
    zones = bench.aws.route53.list_hosted_zones()["HostedZones"]
    groups = bench.aws.ec2.describe_security_groups()["SecurityGroups"]
    return {
        "load balancers": bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"],
        "certificates": bench.aws.acm.list_certificates()["CertificateSummaryList"],
        "groups": sorted((group["GroupName"], str(sorted(map(str, group["IpPermissions"])))) for group in groups),
        "interfaces": len(bench.aws.ec2.describe_network_interfaces()["NetworkInterfaces"]),
        "records": {
            zone["Name"]: bench.aws.route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
            for zone in zones
        },
    }


def a_records(bench: Bench) -> dict[str, Any]:
    found = bench.aws.route53.list_resource_record_sets(HostedZoneId=zone_id(bench))["ResourceRecordSets"]
    leading = [one for one in found if one["Type"] in ("A", "AAAA", "CNAME") and "acm-validations" not in str(one)]
    return {f"{one['Name']} {one['Type']}": one for one in leading}


def test_the_account_is_what_it_was_before(bench: Bench) -> None:
    before = everything(bench)
    bench.run(REFERENCE)

    ending = bench.remove(REFERENCE)

    assert ending.outcome is Outcome.COMPLETE
    assert everything(bench) == before


MANY = "schema: 1\nname: many\nsites:\n" + "".join(
    f"  - {{domain: site{number}.main.io, port: {6400 + number}}}\n" for number in range(1, 4)
)


def test_a_removal_that_aws_throttles_most_of_the_time_is_slow_and_comes_to_its_end(bench: Bench) -> None:
    before = everything(bench)
    bench.run(MANY)
    # Each thread that waits moves the one clock on, so that few tries fit into a limit here: it must not be near.
    bench.account.throttle("elb", share=0.8, seed=2)
    began = bench.clock.now()
    ending = bench.remove(MANY)
    bench.account.mend()
    assert ending.outcome is Outcome.COMPLETE
    assert everything(bench) == before
    assert bench.clock.now() - began > 200


def tagged_like(bench: Bench, **tags: str) -> str:
    """Make a security group with our tags, as a stranger may; return its id."""
    spec = [{"Key": f"multisite-tui:{key}", "Value": value} for key, value in tags.items()]
    made = bench.aws.ec2.create_security_group(
        GroupName="theirs",
        Description="x",
        VpcId=bench.aws.ec2.describe_vpcs()["Vpcs"][0]["VpcId"],
        TagSpecifications=[{"ResourceType": "security-group", "Tags": spec}],  # type: ignore[list-item]
    )
    return made["GroupId"]


def test_what_the_journal_knows_is_not_asked_for(in_service: Bench) -> None:
    planned = in_service.conductor(REFERENCE).plan_removal()
    assert planned.plan.found_by_tags == ()
    assert len([step for step in planned.plan.steps if step.action == "delete"]) > 8


@pytest.mark.parametrize("times", [1, 5])
@pytest.mark.parametrize("call", ["acm.RequestCertificate", "ec2.CreateSecurityGroup", "elb.CreateLoadBalancer"])
def test_what_a_call_made_whose_replies_were_lost_is_not_asked_for(bench: Bench, call: str, times: int) -> None:
    one = "schema: 1\nname: one\nsites: [{domain: one.main.io, port: 6402}]\n"
    bench.account.drop(call, times=times, after=True)
    assert bench.run(one).exit_code is ExitCode.DONE
    planned = bench.conductor(one).plan_removal()
    assert planned.plan.found_by_tags == ()
    assert {"delete"} < {step.action for step in planned.plan.steps}


def test_a_strangers_thing_with_all_our_tags_is_named_before_it_is_deleted(in_service: Bench) -> None:
    group = tagged_like(in_service, setup="main-io", site="main.io", owner="made")
    planned = in_service.conductor(REFERENCE).plan_removal()
    assert [(one.thing.kind, one.thing.id, one.site) for one in planned.plan.found_by_tags] == [
        ("security group", group, "main.io")
    ]


OURS = {"setup": "main-io", "site": "main.io", "owner": "made"}


def test_what_turns_up_with_our_tags_after_the_plan_is_left(in_service: Bench) -> None:
    conductor = in_service.conductor(REFERENCE)
    planned = conductor.plan_removal()
    group = tagged_like(in_service, **OURS)
    assert conductor.apply(planned).outcome is Outcome.COMPLETE
    left = in_service.aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert [one["GroupName"] for one in left] == ["theirs"]


def test_a_load_balancer_that_somebody_made_anew_under_our_name_is_asked_for(in_service: Bench) -> None:
    elb, tags = in_service.aws.elb, [{"Key": f"multisite-tui:{key}", "Value": value} for key, value in OURS.items()]
    subnet = in_service.aws.ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    elb.delete_load_balancer(LoadBalancerName="to-main")
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
    elb.create_load_balancer(
        LoadBalancerName="to-main",
        Listeners=[listener],  # type: ignore[list-item]
        Subnets=[subnet],
        Tags=tags,  # type: ignore[arg-type]
    )
    plan = in_service.conductor(REFERENCE).plan_removal().plan
    assert [one.thing.shown for one in plan.found_by_tags] == ["to-main"]
    whys = {step.title: step.why for step in plan.steps if step.title.startswith("load balancer")}
    assert whys == {"load balancer to-main": ONLY_TAGGED, "load balancer to-sub": "made by this setup"}


def test_all_that_a_lost_journal_knew_is_named_with_when_it_was_made(in_service: Bench) -> None:
    shutil.rmtree(in_service.folder / "setups")
    found = in_service.conductor(REFERENCE).plan_removal().plan.found_by_tags
    dated = {one.thing.kind: one.thing.made is not None for one in found}
    assert dated == {"load balancer": True, "security group": False, "ingress rule": False, "certificate": True}
    assert {one.site for one in found} == {"main.io", "sub.main.io"}


def test_dns_goes_first_and_the_load_balancer_waits_for_its_last_visitors(in_service: Bench) -> None:
    before, began = len(in_service.writes()), in_service.clock.now()

    in_service.remove(REFERENCE)

    made = in_service.writes()[before:]
    assert made[0] == "route53:ChangeResourceRecordSets"
    assert made.index("elb:DeleteLoadBalancer") < made.index("ec2:RevokeSecurityGroupIngress")
    assert made.index("ec2:RevokeSecurityGroupIngress") < made.index("ec2:DeleteSecurityGroup")
    assert in_service.clock.now() - began > 60


def test_what_somebody_changed_since_is_left(in_service: Bench) -> None:
    alias = a_records(in_service)["main.io. A"]
    new = {"Name": "main.io", "Type": "A", "TTL": 60, "ResourceRecords": values("198.51.100.7")}
    changes = [{"Action": "DELETE", "ResourceRecordSet": alias}, {"Action": "CREATE", "ResourceRecordSet": new}]
    in_service.aws.route53.change_resource_record_sets(
        HostedZoneId=zone_id(in_service),
        ChangeBatch={"Changes": changes},  # type: ignore[typeddict-item]
    )

    in_service.remove(REFERENCE)

    assert a_records(in_service)["main.io. A"]["ResourceRecords"] == values("198.51.100.7")


def test_one_site_goes_and_the_other_stays_in_service(in_service: Bench) -> None:
    ending = in_service.remove(REFERENCE, "sub.main.io")

    balancers = in_service.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]
    assert ending.outcome is Outcome.COMPLETE
    assert [balancer["LoadBalancerName"] for balancer in balancers] == ["to-main"]
    assert list(a_records(in_service)) == ["main.io. A"]
    assert "AliasTarget" in a_records(in_service)["main.io. A"]


def test_a_second_removal_finds_nothing(in_service: Bench) -> None:
    in_service.remove(REFERENCE)
    before = in_service.writes()

    ending = in_service.remove(REFERENCE)

    assert ending.outcome is Outcome.UNCHANGED
    assert in_service.writes() == before


def test_without_its_journal_only_validation_records_stay(bench: Bench) -> None:
    before = everything(bench)
    bench.run(REFERENCE)
    shutil.rmtree(bench.folder / "setups")

    bench.remove(REFERENCE)

    after = everything(bench)
    left = [one for one in after["records"]["main.io."] if one not in before["records"]["main.io."]]
    assert {one["Type"] for one in left} == {"CNAME"}
    assert all("acm-validations" in one["ResourceRecords"][0]["Value"] for one in left)
    assert {key: value for key, value in after.items() if key != "records"} == {
        key: value for key, value in before.items() if key != "records"
    }


@pytest.mark.parametrize("journal", [True, False])
def test_a_record_that_is_too_long_for_tags_comes_back(bench: Bench, journal: bool) -> None:
    long = values(*(f"203.0.113.{number}" for number in range(60)), "203.0.113.250")
    record(bench, Name="sub.main.io", Type="A", TTL=60, ResourceRecords=long)
    text = with_site("dns: {replace: true}")
    before = a_records(bench)
    steps = {step.id: step.why for step in bench.plan(text).plan.steps}
    bench.run(text)
    kept = a_records(bench)["_before-multisite-tui.sub.main.io. A"]
    if not journal:
        shutil.rmtree(bench.folder / "setups")

    bench.remove(text)

    assert steps["sub.main.io/records"] == "replaces what is there, and keeps it for undo in the zone"
    assert kept["ResourceRecords"] == long
    assert a_records(bench) == before


def test_a_certificate_that_something_else_uses_stays_with_its_record(in_service: Bench) -> None:
    arns = {
        one["DomainName"]: one["CertificateArn"]
        for one in in_service.aws.acm.list_certificates()["CertificateSummaryList"]
    }
    listener = {
        "Protocol": "HTTPS",
        "LoadBalancerPort": 443,
        "InstanceProtocol": "HTTP",
        "InstancePort": 1,
        "SSLCertificateId": arns["main.io"],
    }
    home = instance(in_service)["SubnetId"]
    in_service.aws.elb.create_load_balancer(LoadBalancerName="others", Listeners=[listener], Subnets=[home])

    in_service.remove(REFERENCE)

    left = in_service.aws.acm.list_certificates()["CertificateSummaryList"]
    assert [one["CertificateArn"] for one in left] == [arns["main.io"]]
    balancers = in_service.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]
    assert [balancer["LoadBalancerName"] for balancer in balancers] == ["others"]


def test_what_was_taken_on_stays_without_our_tags(bench: Bench) -> None:
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 6403}
    home = instance(bench)["SubnetId"]
    bench.aws.elb.create_load_balancer(LoadBalancerName="to-sub", Listeners=[listener], Subnets=[home])
    text = "schema: 1\nname: adopts\nsites: [{domain: sub.main.io, port: 6403, adopt: true}]\n"
    bench.run(text)

    planned = bench.conductor(text).plan_removal()
    left = [step.resource.title for step in planned.steps if step.resource.stays(planned.found.by_step.get(step.id))]
    assert left == ["load balancer to-sub", "security groups of sub.main.io", "certificate of sub.main.io"]
    bench.remove(text)

    tags = bench.aws.elb.describe_tags(LoadBalancerNames=["to-sub"])["TagDescriptions"][0]["Tags"]
    assert [tag for tag in tags if tag["Key"].startswith("multisite-tui:")] == []


def test_an_aaaa_and_a_cname_come_back_too(bench: Bench) -> None:
    record(bench, Name="main.io", Type="AAAA", TTL=60, ResourceRecords=values("2001:db8::1"))
    record(bench, Name="sub.main.io", Type="CNAME", TTL=60, ResourceRecords=values("old.example.net"))
    before = a_records(bench)
    text = f"{REFERENCE}    dns: {{replace: true}}\n"
    bench.run(text)
    assert sorted(a_records(bench)) == ["main.io. A", "sub.main.io. A"]

    bench.remove(text)

    assert a_records(bench) == before


def test_aliases_to_cloudfront_come_back_as_they_were(bench: Bench) -> None:
    goal = {
        "HostedZoneId": "Z2FDTNDATAQYW2",
        "DNSName": "d111111abcdef8.cloudfront.net.",
        "EvaluateTargetHealth": False,
    }
    for kind in ("A", "AAAA"):
        record(bench, Name="sub.main.io", Type=kind, AliasTarget=goal)
    before = a_records(bench)
    text = with_site("dns: {replace: true}")
    assert bench.run(text).exit_code == 0
    assert a_records(bench) != before

    assert bench.remove(text).exit_code == 0

    assert a_records(bench) == before


def test_a_site_that_was_taken_away_is_not_asked_for_any_more(in_service: Bench) -> None:
    conductor = in_service.conductor(REFERENCE)
    conductor.apply(conductor.plan_removal("sub.main.io"))
    conductor.forget("sub.main.io")

    saved = conductor.store.need("main-io")
    assert "sub.main.io" not in saved.answers
    assert in_service.plan(saved.answers).nothing_to_do
    assert {step.site for step in conductor.plan_removal().plan.steps} == {"main.io"}


def test_with_its_last_site_a_setup_is_forgotten(bench: Bench) -> None:
    alone = "schema: 1\nname: one\nsites: [{domain: sub.main.io, port: 6403}]\n"
    bench.run(alone)
    conductor = bench.conductor(alone)
    conductor.apply(conductor.plan_removal("sub.main.io"))
    conductor.forget("sub.main.io")
    assert conductor.store.names() == ()


def ended(bench: Bench, site: str | None = None) -> Finished:
    conductor = bench.conductor(REFERENCE)
    ending = conductor.apply(conductor.plan_removal(site))
    return finished(ending, conductor.setup, "multisite-tui", 0.0)


def test_the_answers_file_is_named_where_it_would_make_the_site_again(in_service: Bench) -> None:
    last = ended(in_service, "sub.main.io")
    assert [note for note in last.notes if "sub.main.io out of your answers file" in note]
    assert last.next == ("multisite-tui status main-io", "multisite-tui answers main-io")


def test_what_a_lost_journal_leaves_behind_is_named(in_service: Bench) -> None:
    in_service.conductor(REFERENCE).store.forget("main-io")
    notes = ended(in_service).notes
    assert len(notes) == 2
    assert all("validation record _" in note and "stays" in note for note in notes)


def test_a_validation_record_that_another_certificate_needs_stays_and_is_named(in_service: Bench) -> None:
    in_service.aws.acm.request_certificate(DomainName="main.io", ValidationMethod="DNS")
    notes = ended(in_service).notes
    [note] = [one for one in notes if "another certificate renews itself by it" in one]
    found = in_service.aws.route53.list_resource_record_sets(HostedZoneId=zone_id(in_service))["ResourceRecordSets"]
    [kept] = [one["Name"] for one in found if one["Type"] == "CNAME"]
    assert kept.removesuffix(".") in note


@pytest.mark.parametrize("journal", ["kept", "lost"])
def test_what_was_taken_away_can_be_set_up_again_within_the_hour(bench: Bench, journal: str) -> None:
    """ACM remembers the idempotency token of a certificate that is deleted, and answers with that one."""
    for _ in range(3):
        began = bench.clock.now()
        assert bench.run(ONE).exit_code == 0
        assert len(bench.aws.acm.list_certificates()["CertificateSummaryList"]) == 1
        bench.remove(ONE)
        bench.conductor(ONE).forget()
        if journal == "lost":
            shutil.rmtree(bench.folder / "setups")
        assert bench.clock.now() - began < 1200
    asked_again = bench.writes().count("acm:RequestCertificate") - 3
    assert asked_again == (0 if journal == "kept" else 3)


def test_a_site_that_was_taken_away_alone_can_be_set_up_again(in_service: Bench) -> None:
    in_service.remove(REFERENCE, "main.io")
    before = in_service.writes().count("acm:RequestCertificate")
    assert in_service.run(REFERENCE).exit_code == 0
    assert in_service.writes().count("acm:RequestCertificate") == before + 1


def test_a_run_that_ended_before_it_asked_again_is_gone_on_with(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.run(ONE)
    bench.remove(ONE)
    shutil.rmtree(bench.folder / "setups")
    with monkeypatch.context() as patch:
        patch.setattr(step_executor, "ABSENT_FOR", 10_000.0)
        assert bench.run(ONE).exit_code is ExitCode.TIMED_OUT
    assert bench.run(ONE).exit_code is ExitCode.DONE
    assert len(bench.aws.acm.list_certificates()["CertificateSummaryList"]) == 1


@pytest.mark.parametrize("harm", ["interrupted", "denied"])
def test_a_removal_that_stops_at_a_site_of_earlier_answers_says_what_it_did(bench: Bench, harm: str) -> None:
    two = "schema: 1\nname: two\nsites: [{domain: one.main.io, port: 6402}, {domain: two.main.io, port: 6403}]\n"
    one = "schema: 1\nname: two\nsites: [{domain: one.main.io, port: 6402}]\n"
    bench.run(two)
    bench.run(one, accept_leftovers=True)
    conductor = bench.conductor(one)
    if harm == "denied":
        bench.account.deny("elasticloadbalancing:DeleteLoadBalancer")
    else:
        conductor.emit = lambda event: conductor.interrupt.ask() if isinstance(event, StepFinished) else None
    result = conductor.apply(conductor.plan_removal("two.main.io"))
    out, err = io.StringIO(), io.StringIO()
    with TextReport(out, err) as report:
        report(finished(result, conductor.setup, "multisite-tui", 1.0))
    assert "nothing was changed" not in out.getvalue() + err.getvalue()
    assert "is still there" in out.getvalue()
    assert ("DeleteLoadBalancer" in err.getvalue()) is (harm == "denied")
