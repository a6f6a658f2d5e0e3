"""A live domain stays live: whatever an edit meets half-way, visitors of a site in service go on finding it."""

from __future__ import annotations

from typing import Any

import pytest

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import AccessError, ExitCode
from multisite_tui.model.events import Outcome, StepWaiting
from multisite_tui.report.endings import finished

from .reference import REFERENCE, edited, with_site
from .rig import Bench
from .test_account_checks import second_instance
from .test_removal import a_records, everything

ADOPTED = "schema: 1\nsites:\n  - {domain: sub.main.io, port: 6403, load_balancer: to-sub, adopt: true}\n"
ALONE = "schema: 1\nname: main-io\ntags: {team: web}\nsites:\n  - domain: sub.main.io\n    port: 6403\n"


def own_group(bench: Bench) -> dict[str, Any]:
    """Return the group of the seeded instance."""
    ec2 = bench.aws.ec2
    group = ec2.describe_instances()["Reservations"][0]["Instances"][0]["SecurityGroups"][0]["GroupId"]
    return dict(ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0])


def close_to_the_world(bench: Bench) -> None:
    """Leave only our own rules in the instance's group."""
    group = own_group(bench)
    open_to_all = [one for one in group["IpPermissions"] if one["IpRanges"]]
    permissions = [{**one, "UserIdGroupPairs": []} for one in open_to_all]
    bench.aws.ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=permissions)


def registered(bench: Bench, name: str = "to-sub") -> set[str]:
    """Return the instances behind a load balancer."""
    [found] = bench.aws.elb.describe_load_balancers(LoadBalancerNames=[name])["LoadBalancerDescriptions"]
    return {one["InstanceId"] for one in found["Instances"]}


def all_instances(bench: Bench) -> list[str]:
    groups = bench.aws.ec2.describe_instances()["Reservations"]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]


def strangers(bench: Bench, name: str, instance_id: str) -> None:
    """Make somebody's load balancer that sends to an instance."""
    subnets = [one["SubnetId"] for one in bench.aws.ec2.describe_subnets()["Subnets"]]
    listener: Any = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 6403}
    bench.aws.elb.create_load_balancer(LoadBalancerName=name, Listeners=[listener], Subnets=subnets)
    bench.aws.elb.register_instances_with_load_balancer(LoadBalancerName=name, Instances=[{"InstanceId": instance_id}])


def health(bench: Bench, name: str = "to-sub") -> str:
    """Return the health of the instance five minutes later."""
    bench.clock._now += 300
    return bench.aws.elb.describe_instance_health(LoadBalancerName=name)["InstanceStates"][0]["State"]


def another_group(bench: Bench) -> str:
    """Return a group that lets visitors in, and that no load balancer has."""
    ec2, vpc = bench.aws.ec2, own_group(bench)["VpcId"]
    made = ec2.create_security_group(GroupName="given", Description="given", VpcId=vpc)["GroupId"]
    for port in (80, 443):
        ec2.authorize_security_group_ingress(
            GroupId=made, IpProtocol="tcp", FromPort=port, ToPort=port, CidrIp="0.0.0.0/0"
        )
    return str(made)


@pytest.mark.parametrize("edit", ["port", "health_check.port", "security_group"])
def test_an_edit_whose_way_in_is_denied_leaves_the_site_in_service(in_service: Bench, edit: str) -> None:
    close_to_the_world(in_service)
    answers = {
        "port": edited("port: 6403", "port: 7000"),
        "health_check.port": with_site("health_check: {port: 9000}"),
        "security_group": with_site(f"security_group: {{id: {another_group(in_service)}}}"),
    }[edit]
    in_service.account.deny("ec2:AuthorizeSecurityGroupIngress")

    ending = in_service.run(answers, accept_leftovers=True)

    assert ending.exit_code is ExitCode.ACCESS
    assert health(in_service) == "InService"


def test_visitors_are_sent_to_another_port_only_once_something_answers_there(in_service: Bench) -> None:
    in_service.account.set_answer(7000, None)

    ending = in_service.run(edited("port: 6403", "port: 7000"))

    assert ending.exit_code is ExitCode.TIMED_OUT
    described = in_service.aws.elb.describe_load_balancers(LoadBalancerNames=["to-sub"])["LoadBalancerDescriptions"][0]
    assert {one["Listener"]["InstancePort"] for one in described["ListenerDescriptions"]} == {6403}


def test_a_name_is_led_to_a_site_only_if_it_is_in_service_at_that_time(bench: Bench) -> None:
    secure = f"{ALONE}    listeners: [https:443]\n"
    assert bench.run(secure).exit_code is ExitCode.DONE
    begun = len(bench.writes())
    wait = bench.clock.wait

    def wait_and_stop_the_instance(seconds: float, interrupt: Interrupt) -> None:
        wait(seconds, interrupt)
        if "acm:RequestCertificate" in bench.writes()[begun:] and "ec2:StopInstances" not in bench.writes():
            bench.aws.ec2.stop_instances(InstanceIds=[one.id for one in Facts(bench.aws).instances()])

    bench.clock.wait = wait_and_stop_the_instance  # type: ignore[method-assign]
    ending = bench.run(f"{secure}    aliases: [www.sub.main.io]\n")

    assert "ec2:StopInstances" in bench.writes()
    assert ending.exit_code is ExitCode.TIMED_OUT
    assert "www.sub.main.io. A" not in a_records(bench)


@pytest.fixture
def sharing(bench: Bench) -> tuple[Bench, str]:
    """Two sites behind one given group, whose health is asked for on one port: one rule serves both."""
    group = another_group(bench)
    shared = f"security_group: {{id: {group}}}\n    health_check: {{port: 9000}}"
    answers = edited("    load_balancer: to-main\n", f"    load_balancer: to-main\n    {shared}\n", with_site(shared))
    assert bench.run(answers).exit_code is ExitCode.DONE
    close_to_the_world(bench)
    return bench, answers


def test_a_rule_that_a_sister_site_needs_outlives_an_edit(sharing: tuple[Bench, str]) -> None:
    bench, answers = sharing
    for name in ("to-main", "to-sub"):
        one, other = (name, "to-sub") if name == "to-main" else (name, "to-main")
        site = answers.index(f"load_balancer: {one}")
        at = answers.index("9000", site)
        bench.run(f"{answers[:at]}9001{answers[at + 4 :]}")
        assert health(bench, other) == "InService"
        assert bench.plan(f"{answers[:at]}9001{answers[at + 4 :]}").nothing_to_do
        bench.run(answers)


@pytest.mark.parametrize(("gone", "left"), [("main.io", "to-sub"), ("sub.main.io", "to-main")])
def test_a_rule_that_a_sister_site_needs_outlives_the_site_and_goes_with_the_last(
    sharing: tuple[Bench, str], gone: str, left: str
) -> None:
    bench, answers = sharing
    bench.remove(answers, gone)
    assert health(bench, left) == "InService"
    assert bench.remove(answers).exit_code is ExitCode.DONE
    assert own_group(bench)["IpPermissions"] == []


def test_one_that_is_taken_on_goes_on_reaching_across_its_zones(bench: Bench) -> None:
    ec2, elb = bench.aws.ec2, bench.aws.elb
    home = ec2.describe_instances()["Reservations"][0]["Instances"][0]
    subnets = {one["AvailabilityZone"]: one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]}
    assert len(subnets) > 1
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 6403}
    elb.create_load_balancer(
        LoadBalancerName="to-sub",
        Listeners=[listener],
        Subnets=[home["SubnetId"], *(one for one in subnets.values() if one != home["SubnetId"])],
        SecurityGroups=[another_group(bench)],
    )
    elb.modify_load_balancer_attributes(
        LoadBalancerName="to-sub", LoadBalancerAttributes={"CrossZoneLoadBalancing": {"Enabled": True}}
    )

    assert bench.run(f"{ALONE}    adopt: true\n").exit_code is ExitCode.DONE

    attributes = elb.describe_load_balancer_attributes(LoadBalancerName="to-sub")["LoadBalancerAttributes"]
    assert attributes["CrossZoneLoadBalancing"] == {"Enabled": True}


def test_a_tag_that_could_not_be_taken_off_is_taken_off_by_the_next_run(in_service: Bench) -> None:
    without = edited("tags: {team: web}\n", "")
    in_service.account.deny("elasticloadbalancing:RemoveTags")
    assert in_service.run(without).exit_code is ExitCode.ACCESS
    in_service.account.mend()

    assert in_service.run(without).outcome is Outcome.COMPLETE

    assert in_service.plan(without).nothing_to_do
    tags = in_service.aws.elb.describe_tags(LoadBalancerNames=["to-main"])["TagDescriptions"][0]["Tags"]
    assert "team" not in {tag["Key"] for tag in tags}


def test_a_tag_is_taken_off_after_a_run_that_was_killed_as_it_began(in_service: Bench) -> None:
    without = edited("tags: {team: web}\n", "")
    conductor = in_service.conductor(without)
    conductor._open_journal(conductor.plan()).close()

    before = len(in_service.writes())
    in_service.run(without)

    assert in_service.writes()[before:].count("elb:RemoveTags") == 2


def take_balancer_away(bench: Bench) -> None:
    bench.aws.elb.delete_load_balancer(LoadBalancerName="to-main")
    bench.clock._now += 120


@pytest.mark.parametrize("made_again", [True, False])
def test_the_old_record_comes_back_though_somebody_deleted_the_load_balancer(bench: Bench, made_again: bool) -> None:
    before = a_records(bench)
    bench.run(REFERENCE)
    take_balancer_away(bench)
    if made_again:
        assert bench.run(REFERENCE).exit_code is ExitCode.DONE

    assert bench.remove(REFERENCE).exit_code is ExitCode.DONE

    assert a_records(bench) == before


def test_a_name_given_up_long_ago_leads_nowhere_after_the_setup_is_gone(bench: Bench) -> None:
    before = everything(bench)
    bench.run(with_site("aliases: [shop.example.net]"))
    bench.run(REFERENCE, accept_leftovers=True)
    bench.run(REFERENCE, accept_leftovers=True)

    assert bench.remove(REFERENCE).exit_code is ExitCode.DONE

    assert everything(bench)["records"] == before["records"]


def test_a_change_whose_reply_was_lost_is_waited_for_all_the_same(bench: Bench) -> None:
    bench.account.drop("route53.ChangeResourceRecordSets", times=5, after=True)

    assert bench.run(ALONE).exit_code is ExitCode.DONE

    waits = {event.step for event in bench.events if isinstance(event, StepWaiting)}
    assert "sub.main.io/records" in waits or "sub.main.io/validation" in waits


def test_a_plan_tells_the_health_as_it_is(in_service: Bench) -> None:
    in_service.account.set_answer(6403, 500)
    in_service.clock._now += 300
    intention = in_service.plan(REFERENCE)
    told = finished(RunResult.of_plan(intention, in_service.aws.account), in_service.conductor(REFERENCE).setup, "x", 0)

    healths = {site.domain: site.health for site in told.sites}
    assert healths["main.io"] == "InService"
    assert "OutOfService: Instance has failed" in healths["sub.main.io"]


def test_what_is_billed_is_told_where_a_load_balancer_stands_half_made(bench: Bench) -> None:
    bench.account.deny("elasticloadbalancing:ModifyLoadBalancerAttributes")
    ending = bench.run(REFERENCE)
    told = finished(ending, bench.conductor(REFERENCE).setup, "x", 0)
    assert [line.count for line in told.billing] == [2, 2]


def test_what_is_billed_is_told_where_an_edit_failed_before_it_came_to_the_load_balancer(in_service: Bench) -> None:
    in_service.account.deny("ec2:CreateSecurityGroup")
    answers = with_site("security_group: {name: other}")
    told = finished(in_service.run(answers, accept_leftovers=True), in_service.conductor(answers).setup, "x", 0)
    assert [line.count for line in told.billing] == [2, 2]


def test_a_removal_keeps_to_the_account_that_the_answers_expect(in_service: Bench) -> None:
    with pytest.raises(AccessError):
        in_service.conductor(edited("sites:", "expect: {account: '999999999999'}\nsites:")).plan_removal()


def test_the_failure_that_the_exit_code_speaks_of_is_the_one_that_is_told(bench: Bench) -> None:
    bench.account.set_answer(6403, 500)
    bench.account.deny("acm:RequestCertificate")
    ending = bench.run(ALONE)
    assert ending.exit_code is ExitCode.ACCESS
    assert ending.site_problems["sub.main.io"].code == "AccessDeniedException"


def test_the_way_of_a_load_balancer_that_was_renamed_stays_open_as_long_as_it_is_there(in_service: Bench) -> None:
    close_to_the_world(in_service)
    renamed = with_site("dns: {replace: true}", edited("to-sub", "to-other"))

    ending = in_service.run(renamed, accept_leftovers=True)

    assert ending.exit_code is ExitCode.DONE
    assert (health(in_service, "to-sub"), health(in_service, "to-other")) == ("InService", "InService")
    assert in_service.remove(renamed).exit_code is ExitCode.DONE
    assert own_group(in_service)["IpPermissions"] == []


@pytest.mark.parametrize("adopt", ["", "adopt: true"])
def test_things_of_another_setup_are_named_as_its_own_and_never_taken_on(in_service: Bench, adopt: str) -> None:
    other = edited("name: main-io", "name: other", with_site(adopt or "tags: {}"))
    found = [one for one in in_service.plan(other).problems if one.code == "load_balancer_taken"]
    assert len(found) == 2
    assert all("your setup main-io" in one.why for one in found)
    assert all("name: main-io" in one.next for one in found)


def test_a_removal_says_of_a_load_balancer_that_was_taken_on_that_it_stays_and_costs(bench: Bench) -> None:
    bench.aws.elb.create_load_balancer(
        LoadBalancerName="to-sub",
        Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 6403}],
        Subnets=[bench.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]["SubnetId"]],
        SecurityGroups=[another_group(bench)],
    )
    answers = f"{ALONE}    adopt: true\n"
    bench.run(answers)

    conductor = bench.conductor(answers)
    intention = conductor.plan_removal()
    told = finished(conductor.apply(intention), conductor.setup, "x", 0)

    assert [line.count for line in intention.plan.cost.lines] == [1, 1]
    assert "not removed" in told.sites[0].health


def test_a_site_that_is_no_longer_asked_for_is_told_how_to_be_taken_away(in_service: Bench) -> None:
    alone = REFERENCE[: REFERENCE.index("  - domain: sub.main.io")]
    left = next(one for one in in_service.plan(alone).problems if one.code == "load_balancer_left")
    assert "destroy main-io --site sub.main.io" in left.next


def test_a_subnet_that_cannot_be_exchanged_is_a_finding(in_service: Bench) -> None:
    ec2 = in_service.aws.ec2
    home = ec2.describe_instances()["Reservations"][0]["Instances"][0]
    route = next(
        table["RouteTableId"]
        for table in ec2.describe_route_tables()["RouteTables"]
        if any(one.get("GatewayId", "").startswith("igw-") for one in table["Routes"])
    )
    block = {"CidrBlock": "172.31.200.0/24", "AvailabilityZone": home["Placement"]["AvailabilityZone"]}
    other = ec2.create_subnet(VpcId=home["VpcId"], **block)["Subnet"]["SubnetId"]
    ec2.associate_route_table(RouteTableId=route, SubnetId=other)
    codes = [one.code for one in in_service.plan(with_site(f"subnets: [{other}]")).problems]
    assert codes == ["subnet_exchanged"]


@pytest.mark.parametrize("text", [REFERENCE, REFERENCE + "  - {domain: new.main.io, port: 6404}\n"])
def test_the_instance_that_serves_stays_the_answer_when_another_one_is_started(in_service: Bench, text: str) -> None:
    serves = registered(in_service)
    second_instance(in_service)
    before = len(in_service.writes())
    assert in_service.run(text).exit_code == ExitCode.DONE
    assert registered(in_service) == serves
    assert (len(in_service.writes()) == before) is (text == REFERENCE)
    assert in_service.conductor(text).standing().as_asked


def test_an_instance_that_serves_and_is_stopped_is_not_exchanged_for_one_that_runs(in_service: Bench) -> None:
    [serves] = registered(in_service)
    second_instance(in_service)
    in_service.aws.ec2.stop_instances(InstanceIds=[serves])
    [problem] = in_service.plan(REFERENCE).problems
    assert (problem.code, serves in problem.what, "name another one" in problem.next) == (
        "instance_not_running", True, True,
    )  # fmt: skip


def test_a_terminated_instance_gives_way_to_the_only_one_that_runs(in_service: Bench) -> None:
    [serves] = registered(in_service)
    second_instance(in_service)
    in_service.aws.ec2.terminate_instances(InstanceIds=[serves])
    assert in_service.plan(REFERENCE).problems == ()
    second_instance(in_service)
    assert [one.code for one in in_service.plan(REFERENCE).problems] == ["instance_open"]


def test_the_example_in_an_advice_names_the_instance_that_serves(bench: Bench) -> None:
    second_instance(bench)
    for place, one in enumerate(sorted(all_instances(bench))):
        name = f"taken-{place}"
        strangers(bench, name, one)
        [problem] = bench.plan(edited("to-sub", name, ADOPTED)).problems
        assert (problem.code, f"[{one}]" in problem.next) == ("instance_open", True)
