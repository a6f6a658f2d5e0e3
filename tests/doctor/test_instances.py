"""OutOfService, by each of AWS's descriptions, on the practice account; and what a real program answers."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from multisite_tui import answers
from multisite_tui.aws.facts import load_balancers
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.doctor.diagnoses import Certainty
from multisite_tui.doctor.doctor import doctor
from multisite_tui.doctor.instances.probes import Probe, ProbeOutcome, ProbeReply, probe
from multisite_tui.internet import lookups
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.listeners import Protocol
from tests.corridor.reference import REFERENCE, edited, with_site
from tests.corridor.rig import Bench
from tests.corridor.test_account_checks import denied, instance, network_acl
from tests.internet.conftest import FakeDns

from .conftest import codes, examine
from .dns_tables import healthy

SITE = "sub.main.io"


def at(port: int, seconds: float = 2.0) -> Probe:
    """Return the real probe, at a port of loopback wherever it is sent."""
    return lambda _, target, __, headers: probe("127.0.0.1", replace(target, port=port), seconds, headers)


def failing(bench: Bench, status: int | None = 500, seconds: float = 600) -> Bench:
    bench.account.set_answer(6403, status)
    bench.clock._now += seconds
    return bench


def group_of(bench: Bench) -> str:
    return instance(bench)["SecurityGroups"][0]["GroupId"]  # type: ignore[index]


def own_group(bench: Bench) -> str:
    """Return the group of the second site's load balancer."""
    there = bench.aws.elb.describe_load_balancers(LoadBalancerNames=["to-sub"])["LoadBalancerDescriptions"]
    return there[0]["SecurityGroups"][0]


def shut(bench: Bench, *instead: dict[str, object]) -> None:
    """Take away every way to port 6403 of the instance, and open others instead."""
    group = group_of(bench)
    there = bench.aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    ways = [one for one in there if one.get("FromPort") == 6403]
    bench.aws.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=ways)  # type: ignore[arg-type]
    for way in instead:
        permission = {"IpProtocol": "tcp", "FromPort": 6403, "ToPort": 6403, **way}
        bench.aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])  # type: ignore[list-item]


@pytest.fixture(scope="module")
def sick(finished: Bench, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The second site has failed its checks for long; who takes this changes nothing in the account."""
    return failing(finished.copy_to(tmp_path_factory.mktemp("sick")))


def only(bench: Bench, code: str, certainty: Certainty, **how: object) -> str:
    """Return the evidence of the one diagnosis that there is to be."""
    found = examine(bench, site=SITE, **how)
    assert [(one.code, one.certainty) for one in found] == [(code, certainty)], found
    return f"{found[0].what} {found[0].evidence} {found[0].fix}"


def test_a_healthy_setup_has_no_diagnosis(finished: Bench) -> None:
    assert examine(finished) == ()


class TestByDescription:
    def test_registration_in_progress(self, in_service: Bench) -> None:
        again(in_service)
        assert "registration is still in progress" in only(in_service, "instance_registering", Certainty.CERTAIN)

    def test_thresholds_not_yet_reached(self, in_service: Bench) -> None:
        again(in_service)
        in_service.clock._now += 21
        said = only(in_service, "health_check_not_enough_yet", Certainty.LIKELY)
        assert "It takes 2, one every 5 seconds" in said

    def test_a_stopped_instance(self, in_service: Bench) -> None:
        in_service.aws.ec2.stop_instances(InstanceIds=[instance(in_service)["InstanceId"]])
        said = only(in_service, "instance_stopped", Certainty.CERTAIN)
        assert "in stopped state" in said
        assert "demo serve` says how the AWS CLI reaches it" in said
        assert f"`ec2 start-instances --instance-ids {instance(in_service)['InstanceId']}`" in said
        assert "aws ec2" not in said

    def test_zone_not_enabled(self, in_service: Bench) -> None:
        subnets = in_service.aws.ec2.describe_subnets()["Subnets"]
        other = next(one["SubnetId"] for one in subnets if one["AvailabilityZone"] == "ap-northeast-2c")
        mine = instance(in_service)["SubnetId"]
        in_service.aws.elb.attach_load_balancer_to_subnets(LoadBalancerName="to-sub", Subnets=[other])
        in_service.aws.elb.detach_load_balancer_from_subnets(LoadBalancerName="to-sub", Subnets=[mine])
        said = only(in_service, "zone_not_enabled", Certainty.CERTAIN)
        assert "is in ap-northeast-2a" in said
        assert "It has subnets in ap-northeast-2c" in said

    def test_nobody_is_registered(self, in_service: Bench) -> None:
        out(in_service)
        assert "503" in only(in_service, "instance_not_registered", Certainty.CERTAIN)

    def test_another_instance_is_registered(self, in_service: Bench) -> None:
        first = instance(in_service)
        second = another(in_service)
        text = with_site(f"instances: [{first['InstanceId']}, {second}]")
        found = examine(in_service, text, site=SITE)
        assert codes(found) == ["instance_not_registered"]
        assert second in found[0].what
        assert found[0].evidence == "AWS does not list it there, and knows no health of it."

    def test_an_instance_was_taken_out(self, in_service: Bench) -> None:
        first = instance(in_service)
        second = another(in_service)
        both = [{"InstanceId": first["InstanceId"]}, {"InstanceId": second}]
        in_service.aws.elb.register_instances_with_load_balancer(LoadBalancerName="to-sub", Instances=both)
        in_service.aws.elb.deregister_instances_from_load_balancer(LoadBalancerName="to-sub", Instances=both[1:])
        in_service.clock._now += 400
        text = with_site(f"instances: [{first['InstanceId']}, {second}]")
        found = examine(in_service, text, site=SITE)
        assert [one.evidence for one in found] == ["Instance is not currently registered with the LoadBalancer."]

    def test_draining(self, in_service: Bench) -> None:
        first = instance(in_service)
        second = another(in_service)
        in_service.aws.elb.register_instances_with_load_balancer(
            LoadBalancerName="to-sub", Instances=[{"InstanceId": second}]
        )
        in_service.clock._now += 100
        out(in_service)
        text = with_site(f"instances: [{first['InstanceId']}, {second}]")
        found = examine(in_service, text, site=SITE)
        assert codes(found) == ["instance_leaving"]
        assert "InService: Instance deregistration currently in progress." in found[0].evidence

    @pytest.mark.parametrize(
        ("description", "code"),
        [
            ("A transient error occurred. Please try again later.", "instance_health_unread"),
            ("Instance is in pending state.", "instance_pending"),
            ("Instance is in terminated state.", "instance_terminated"),  # moto takes seconds to terminate one
            ("Disable Availability Zone is currently in progress.", "instance_leaving"),
            ("Instance has met with an accident.", "instance_health_unknown"),
        ],
    )
    def test_what_the_practice_account_does_not_say(
        self, finished: Bench, monkeypatch: pytest.MonkeyPatch, description: str, code: str
    ) -> None:
        said = TargetHealth("i-1", "OutOfService", "ELB", description)
        monkeypatch.setattr(load_balancers, "health", lambda *_: (said,))
        found = examine(finished, site=SITE)
        assert codes(found) == [code]
        assert description in found[0].evidence


class TestTheWayIn:
    def test_closed(self, in_service: Bench) -> None:
        shut(in_service)
        in_service.clock._now += 600
        said = only(in_service, "security_group_path", Certainty.CERTAIN)
        assert "to nobody, and not to sg-" in said

    def test_open_to_everybody_is_open_to_the_load_balancer(self, in_service: Bench) -> None:
        shut(in_service, {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]})
        assert examine(in_service, site=SITE) == ()

    def test_open_to_ones_own_address_alone_is_closed(self, in_service: Bench) -> None:
        shut(in_service, {"IpRanges": [{"CidrIp": "203.0.113.7/32"}]}, {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]})
        in_service.clock._now += 600
        assert "203.0.113.7/32" in only(in_service, "security_group_path", Certainty.CERTAIN)

    def test_a_rule_on_private_addresses_is_not_guessed_at(self, in_service: Bench) -> None:
        shut(in_service, {"IpRanges": [{"CidrIp": "172.16.0.0/16"}]})
        in_service.clock._now += 600
        found = examine(in_service, site=SITE)
        assert "security_group_path_unclear" in codes(found)
        assert {one.certainty for one in found} == {Certainty.CANNOT_TELL}

    def test_another_port_than_the_checked_one(self, in_service: Bench) -> None:
        shut(in_service)
        text = with_site("health_check: {port: 6402}")
        check_by(in_service, "HTTP:6402/")
        found = examine(in_service, text, site=SITE)
        assert [one.code for one in found if "on port 6403" in one.what] == ["security_group_path"]


class TestTheProgram:
    def test_without_a_look_at_the_program_it_cannot_be_told(self, sick: Bench) -> None:
        said = only(sick, "health_check_fails", Certainty.CANNOT_TELL)
        assert "curl -kis http://127.0.0.1:6403/" in said

    def test_nobody_listens(self, sick: Bench) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            free = listening.getsockname()[1]
        assert "refused a connection to port 6403" in only(sick, "nobody_listens", Certainty.LIKELY, probe=at(free))

    @pytest.mark.parametrize("status", [301, 302])
    def test_a_redirect(self, sick: Bench, program: Callable[..., int], status: int) -> None:
        port = program(lambda *_: (status, "https://sub.main.io/"))
        said = only(sick, "health_check_redirected", Certainty.CERTAIN, probe=at(port))
        assert f"{status} to https://sub.main.io/" in said

    @pytest.mark.parametrize("status", [301, 400, 403, 404, 410, 421, 500, 503])
    def test_a_program_that_wants_its_name(self, sick: Bench, program: Callable[..., int], status: int) -> None:
        port = program(lambda _, host: (200 if host == SITE else status, ""))
        said = only(sick, "health_check_host", Certainty.CERTAIN, probe=at(port))
        assert f"The load balancer sees {status}: that came for Host: 203.0.113.10:6403." in said
        assert f"Visitors see 200: that came for Host: {SITE}." in said
        assert "ALLOWED_HOSTS" in said

    def test_a_program_that_hangs_up_unless_it_is_named(self, sick: Bench, program: Callable[..., int]) -> None:
        port = program(lambda _, host: (200 if host == SITE else 0, ""))
        said = only(sick, "health_check_host", Certainty.CERTAIN, probe=at(port))
        assert "sees a connection that is closed without an answer" in said

    def test_a_program_that_always_hangs_up(self, sick: Bench, program: Callable[..., int]) -> None:
        port = program(lambda *_: (0, ""))
        assert "closes the connection" in only(sick, "health_check_closed", Certainty.LIKELY, probe=at(port))

    def test_a_filter_of_user_agents(self, sick: Bench, program: Callable[..., int]) -> None:
        port = program(lambda *_, agent: (200 if "Mozilla" in agent else 403, ""))
        said = only(sick, "health_check_agent", Certainty.CERTAIN, probe=at(port))
        assert "sees 403: that came for the user agent ELB-HealthChecker. A browser sees 200" in said

    def test_a_program_that_wants_its_name_and_a_browser(self, sick: Bench, program: Callable[..., int]) -> None:
        port = program(lambda _, host, agent: (200 if host == SITE and "Mozilla" in agent else 403, ""))
        assert "Visitors see 200" in only(sick, "health_check_host_and_agent", Certainty.CERTAIN, probe=at(port))

    def test_both_answers_are_said(self, sick: Bench, program: Callable[..., int]) -> None:
        port = program(lambda _, host: (302, "/login") if host == SITE else (404, ""))
        said = only(sick, "health_check_path", Certainty.CERTAIN, probe=at(port))
        assert "The load balancer sees 404: a health check's request names no site." in said
        assert f"Visitors see 302 to /login: their requests name {SITE}." in said

    @pytest.mark.parametrize("status", [400, 401, 500])
    def test_another_status(self, sick: Bench, program: Callable[..., int], status: int) -> None:
        port = program(lambda *_: (status, ""))
        assert f"sees {status}:" in only(sick, "health_check_status", Certainty.CERTAIN, probe=at(port))

    @pytest.mark.parametrize(("root", "fix"), [(200, "path: /}"), (404, "to a page that answers 200")])
    def test_a_wrong_path(self, in_service: Bench, program: Callable[..., int], root: int, fix: str) -> None:
        text = with_site("health_check: {path: /healthz}")
        in_service.run(text)
        failing(in_service, 404)
        port = program(lambda path, _: (root if path == "/" else 404, ""))
        found = examine(in_service, text, site=SITE, probe=at(port))
        assert [(one.code, one.certainty) for one in found] == [("health_check_path", Certainty.CERTAIN)]
        assert fix in found[0].fix

    def test_another_protocol(self, sick: Bench, serve_bytes: Callable[[bytes], int]) -> None:
        assert "HTTP" in only(sick, "health_check_protocol", Certainty.LIKELY, probe=at(serve_bytes(b"\x15\x03\x01")))

    def test_an_answer_that_is_too_slow(self, sick: Bench, serve_bytes: Callable[[bytes], int]) -> None:
        assert only(sick, "health_check_too_slow", Certainty.LIKELY, probe=at(serve_bytes(b""), 0.3))

    def test_silence_behind_an_open_door(self, sick: Bench) -> None:
        assert "iptables" in only(
            sick, "port_silent", Certainty.LIKELY, probe=lambda *_: ProbeReply(ProbeOutcome.SILENT)
        )

    def test_silence_behind_a_closed_door_says_nothing(self, in_service: Bench) -> None:
        shut(in_service)
        failing(in_service)
        assert only(
            in_service, "security_group_path", Certainty.CERTAIN, probe=lambda *_: ProbeReply(ProbeOutcome.SILENT)
        )

    def test_a_program_that_passes_from_here_is_not_blamed(self, sick: Bench, program: Callable[..., int]) -> None:
        port = program(lambda *_: (200, ""))
        said = only(sick, "health_check_passes_here", Certainty.CANNOT_TELL, probe=at(port))
        assert "outbound rules" in said


def test_on_aws_this_machines_dns_and_the_program_itself_are_asked(
    sick: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def answer(address: str, target: CheckTarget, *_: object) -> ProbeReply:
        asked.append((address, str(target)))
        return ProbeReply(ProbeOutcome.REFUSED)

    resolver = FakeDns(healthy(sick))
    monkeypatch.setattr(lookups, "system_resolver", lambda: resolver)
    monkeypatch.setattr("multisite_tui.doctor.doctor.probe", answer)
    aws = replace(sick.aws, account=replace(sick.aws.account, kind=AccountKind.AWS))
    found = doctor(answers.load(REFERENCE, "answers.yaml").setup, Facts(aws, sick.clock.today()))
    assert codes(found) == ["nobody_listens"]
    assert asked == [("203.0.113.10", "HTTP:6403/")]
    assert ("main.io", "NS") in resolver.asked


def test_a_health_check_of_other_making(in_service: Bench) -> None:
    check_by(in_service, "HTTP:6403/other")
    assert "HTTP:6403/other" in only(in_service, "health_check_differs", Certainty.CERTAIN)


def test_a_tcp_check_only_knocks(program: Callable[..., int]) -> None:
    port = program(lambda *_: (500, ""))
    assert probe("127.0.0.1", CheckTarget(Protocol.TCP, port), 2.0) == ProbeReply(ProbeOutcome.CONNECTED)


def test_a_stopped_instance_that_nobody_named(in_service: Bench) -> None:
    out(in_service)
    in_service.aws.ec2.stop_instances(InstanceIds=[instance(in_service)["InstanceId"]])
    found = examine(in_service, edited("tags: {team: web}\n", "", REFERENCE), site=SITE)
    assert codes(found) == ["instance_not_registered", "instance_open"]


def check_by(bench: Bench, target: str) -> None:
    check = {"Target": target, "Interval": 5, "Timeout": 3, "UnhealthyThreshold": 10, "HealthyThreshold": 2}
    bench.aws.elb.configure_health_check(LoadBalancerName="to-sub", HealthCheck=check)  # type: ignore[arg-type]


def another(bench: Bench) -> str:
    """Start a second instance beside the first, and return its id."""
    subnet = instance(bench)["SubnetId"]
    started = bench.aws.ec2.run_instances(
        ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=subnet, SecurityGroupIds=[group_of(bench)]
    )
    return started["Instances"][0]["InstanceId"]


def out(bench: Bench) -> None:
    ids = [{"InstanceId": instance(bench)["InstanceId"]}]
    bench.aws.elb.deregister_instances_from_load_balancer(LoadBalancerName="to-sub", Instances=ids)  # type: ignore[arg-type]


def again(bench: Bench) -> None:
    out(bench)
    ids = [{"InstanceId": instance(bench)["InstanceId"]}]
    bench.clock._now += 100
    bench.aws.elb.register_instances_with_load_balancer(LoadBalancerName="to-sub", Instances=ids)  # type: ignore[arg-type]


class TestPath:
    def test_an_outbound_rule_that_is_missing_is_certain(self, in_service: Bench) -> None:
        group = own_group(in_service)
        everything: list[dict[str, object]] = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        in_service.aws.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=everything)  # type: ignore[arg-type]
        in_service.clock._now += 600
        found = only(in_service, "security_group_egress", Certainty.CERTAIN)
        assert f"Add an outbound rule to {group}: TCP 6403 to {group_of(in_service)}." in found

    def test_a_network_acl_that_stops_the_answers_is_certain(self, finished: Bench, tmp_path: Path) -> None:
        bench = finished.copy_to(tmp_path)
        acl = network_acl(bench, denied(1024, 65535, egress=False), subnet=1)
        named = sorted(one["SubnetId"] for one in bench.aws.ec2.describe_subnets()["Subnets"])
        bench.aws.elb.attach_load_balancer_to_subnets(LoadBalancerName="to-sub", Subnets=named)
        found = [one for one in examine(bench, site=SITE) if one.code == "network_acl_blocks"]
        assert [(one.certainty, acl in one.fix, "answers" in one.evidence) for one in found] == [
            (Certainty.CERTAIN, True, True)
        ]

    def test_what_cannot_be_read_is_said_of_a_sick_instance_only(self, in_service: Bench) -> None:
        in_service.account.deny("ec2:DescribeNetworkAcls")
        assert examine(in_service, site=SITE) == ()
        found = examine(failing(in_service), site=SITE)
        in_service.account.allow("ec2:DescribeNetworkAcls")
        assert "The network ACLs of the subnets could not be read." in [one.what for one in found]
