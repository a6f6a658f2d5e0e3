"""Target groups, their targets, and what their health checks find."""

from __future__ import annotations

from typing import Any

import pytest

from .applications import NOTHING, Stage, application, forward, health, host_rule, plain, register, stage, target_group
from .rig import Bench, refused

REGISTERING = ("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
WARMING = ("initial", "Elb.InitialHealthChecking", "Initial health checks in progress")
HEALTHY = ("healthy", "", "")
TIMEOUT = ("unhealthy", "Target.Timeout", "Request timed out")
REFUSED = ("unhealthy", "Target.FailedHealthChecks", "Health checks failed")
NOT_IN_USE = (
    "unused",
    "Target.NotInUse",
    "Target group is not configured to receive traffic from the load balancer",
)
DRAINING = ("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
NOT_REGISTERED = ("unused", "Target.NotRegistered", "Target is not registered to the target group")


def mismatch(code: int) -> tuple[str, str, str]:
    return "unhealthy", "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{code}]"


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """For calls that are refused."""
    return stage(Bench(tmp_path_factory.mktemp("still")))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("ValidationError", {"Name": "x" * 33}),
        ("ValidationError", {"Name": "-site"}),
        ("ValidationError", {"Protocol": "TCP"}),
        ("ValidationError", {"VpcId": "vpc-1"}),
        ("ValidationError", {"VpcId": ""}),
        ("ValidationError", {"Port": 70000}),
        ("ValidationError", {"ProtocolVersion": "HTTP9"}),
        ("ValidationError", {"HealthCheckProtocol": "TCP"}),
        ("ValidationError", {"HealthCheckPort": "70000"}),
        ("ValidationError", {"HealthCheckPort": "http"}),
        ("ValidationError", {"HealthCheckPath": "healthz"}),
        ("ValidationError", {"HealthCheckPath": "/a b"}),
        ("ValidationError", {"HealthCheckPath": "/" + "x" * 1024}),
        ("ValidationError", {"HealthCheckIntervalSeconds": 301}),
        ("ValidationError", {"HealthCheckIntervalSeconds": 5}),
        ("ValidationError", {"HealthCheckIntervalSeconds": 300, "HealthCheckTimeoutSeconds": 121}),
        ("ValidationError", {"HealthyThresholdCount": 11}),
        ("ValidationError", {"Matcher": {"HttpCode": "200-599"}}),
        ("ValidationError", {"Matcher": {"HttpCode": "300-200"}}),
        ("ValidationError", {"Matcher": {"HttpCode": "200, 301"}}),
        ("ValidationError", {"Matcher": {"HttpCode": "199"}}),
        ("InvalidConfigurationRequest", {"HealthCheckEnabled": False}),
        ("InvalidAction", {"TargetType": "ip"}),
        ("DuplicateTagKeys", {"Tags": [{"Key": "a"}, {"Key": "a"}]}),
        ("DuplicateTargetGroupName", {"Name": "site", "Port": 6403}),
        ("DuplicateTargetGroupName", {"Name": "site", "HealthCheckPath": "/other"}),
        ("DuplicateTargetGroupName", {"Name": "site", "Tags": [{"Key": "a", "Value": "b"}]}),
    ],
)
def test_target_groups_that_are_refused(still: Stage, code: str, changes: dict[str, Any]) -> None:
    with refused(code):
        target_group(still.bench, **{"Name": "other", **changes})


def test_the_same_again_is_the_same(still: Stage) -> None:
    assert target_group(still.bench, HealthCheckPath="/", HealthCheckTimeoutSeconds=5) == still.group
    assert len(still.elbv2.describe_target_groups()["TargetGroups"]) == 1


def test_what_aws_fills_in(still: Stage) -> None:
    found = still.elbv2.describe_target_groups(Names=["site"])["TargetGroups"][0]
    assert {
        "HealthCheckProtocol": "HTTP", "HealthCheckPort": "traffic-port", "HealthCheckPath": "/",
        "HealthCheckTimeoutSeconds": 5, "HealthyThresholdCount": 5, "UnhealthyThresholdCount": 2,
        "Matcher": {"HttpCode": "200"}, "TargetType": "instance", "ProtocolVersion": "HTTP1",
    }.items() <= found.items()  # fmt: skip
    kept = still.elbv2.describe_target_group_attributes(TargetGroupArn=still.group)["Attributes"]
    assert {"Key": "deregistration_delay.timeout_seconds", "Value": "300"} in kept


def test_only_the_health_check_changes(bench: Bench) -> None:
    group = target_group(bench)
    seen = bench.elbv2.modify_target_group(
        TargetGroupArn=group, HealthCheckPath="/healthz", Matcher={"HttpCode": "200-299,301"}
    )["TargetGroups"][0]
    assert (seen["HealthCheckPath"], seen["HealthCheckIntervalSeconds"]) == ("/healthz", 10)
    with refused("ValidationError", "smaller than the interval"):
        bench.elbv2.modify_target_group(TargetGroupArn=group, HealthCheckTimeoutSeconds=10)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("deregistration_delay.timeout_seconds", "3601"),
        ("slow_start.duration_seconds", "5"),
        ("deregistration.delay", "5"),
        ("stickiness.enabled", "yes"),
    ],
)
def test_attributes_that_are_refused(still: Stage, key: str, value: str) -> None:
    with refused("ValidationError"):
        still.elbv2.modify_target_group_attributes(
            TargetGroupArn=still.group, Attributes=[{"Key": key, "Value": value}]
        )


def test_targets_that_are_refused(bench: Bench) -> None:
    on = stage(bench)
    instance_id = bench.instance["InstanceId"]
    with refused("InvalidTarget"):
        bench.elbv2.register_targets(TargetGroupArn=on.group, Targets=[{"Id": "i-0123456789abcdef0"}])
    with refused("ValidationError"):
        bench.elbv2.register_targets(TargetGroupArn=on.group, Targets=[])
    with refused("ValidationError", "Availability Zone"):
        bench.elbv2.register_targets(TargetGroupArn=on.group, Targets=[{"Id": instance_id, "AvailabilityZone": "all"}])
    with refused("ValidationError", "65535"):
        bench.elbv2.register_targets(TargetGroupArn=on.group, Targets=[{"Id": instance_id, "Port": 65536}])
    vpc = bench.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    with refused("InvalidTarget", "not in the target group VPC"):
        register(bench, target_group(bench, "far", VpcId=vpc))
    bench.account.set_quota("targets-per-application-load-balancer", 1)
    with refused("TooManyTargets"):
        register(bench, on.group, 6402, 6403)
    bench.ec2.stop_instances(InstanceIds=[instance_id])
    with refused("InvalidTarget", "not in a running state"):
        register(bench, on.group)


def test_a_target_is_healthy_after_one_check(bench: Bench) -> None:
    on = stage(bench)
    register(bench, on.group)
    for seconds, state in ((0, REGISTERING), (19, REGISTERING), (1, WARMING), (9, WARMING), (1, HEALTHY)):
        bench.clock.forward(seconds)
        assert health(bench, on.group) == [state]
    register(bench, on.group)
    assert health(bench, on.group) == [HEALTHY]


def test_later_changes_take_as_many_checks_as_the_thresholds_say(bench: Bench) -> None:
    on = stage(bench)
    register(bench, on.group)
    bench.clock.forward(30)
    bench.account.set_answer(6402, 502)
    for seconds, state in ((19, HEALTHY), (1, mismatch(502))):
        bench.clock.forward(seconds)
        assert health(bench, on.group) == [state]
    bench.account.set_answer(6402, None)
    assert health(bench, on.group) == [REFUSED]
    bench.account.set_answer(6402, 200)
    for seconds, state in ((49, REFUSED), (1, HEALTHY)):
        bench.clock.forward(seconds)
        assert health(bench, on.group) == [state]


def test_the_matcher_says_what_passes(bench: Bench) -> None:
    on = stage(bench)
    bench.account.set_answer(6402, 302)
    register(bench, on.group)
    bench.clock.forward(40)
    assert health(bench, on.group) == [mismatch(302)]
    bench.elbv2.modify_target_group(TargetGroupArn=on.group, Matcher={"HttpCode": "200-399"}, HealthyThresholdCount=2)
    bench.clock.forward(19)
    assert health(bench, on.group) == [mismatch(302)]
    bench.clock.forward(1)
    assert health(bench, on.group) == [HEALTHY]
    bench.elbv2.modify_target_group(TargetGroupArn=on.group, HealthCheckIntervalSeconds=300)
    assert health(bench, on.group) == [HEALTHY]


def test_each_port_is_a_target_with_checks_of_its_own(bench: Bench) -> None:
    on = stage(bench)
    bench.account.set_answer(6403, 500)
    targets = register(bench, on.group, 6402, 6403)
    bench.clock.forward(40)
    assert health(bench, on.group) == [HEALTHY, mismatch(500)]
    found = bench.elbv2.describe_target_health(TargetGroupArn=on.group)["TargetHealthDescriptions"]
    assert [(one["Target"]["Port"], one["HealthCheckPort"]) for one in found] == [(6402, "6402"), (6403, "6403")]
    bench.elbv2.deregister_targets(TargetGroupArn=on.group, Targets=targets[1:])
    assert health(bench, on.group) == [HEALTHY, DRAINING]
    bench.elbv2.modify_target_group(TargetGroupArn=on.group, HealthCheckPort="6403")
    bench.clock.forward(40)
    assert health(bench, on.group, Targets=targets[:1]) == [mismatch(500)]


@pytest.mark.parametrize("opened", [True, False])
def test_checks_come_from_the_load_balancers_group(bench: Bench, opened: bool) -> None:
    group, other = bench.group(), bench.group("other")
    web = bench.instance["SecurityGroups"][0]["GroupId"]
    rules = bench.ec2.describe_security_groups(GroupIds=[web])["SecurityGroups"][0]["IpPermissions"]
    bench.ec2.revoke_security_group_ingress(GroupId=web, IpPermissions=rules)
    pair = {"UserIdGroupPairs": [{"GroupId": group if opened else other}]}
    bench.ec2.authorize_security_group_ingress(
        GroupId=web, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 6402, "ToPort": 6402, **pair}]
    )
    site = target_group(bench)
    plain(bench, application(bench, SecurityGroups=[group]), forward(site))
    register(bench, site)
    bench.clock.forward(40)
    assert health(bench, site) == [HEALTHY if opened else TIMEOUT]
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    bench.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=everything)
    bench.clock.forward(20)
    assert health(bench, site) == [TIMEOUT]


def test_a_group_that_no_rule_names_is_not_in_use(bench: Bench) -> None:
    on = stage(bench)
    register(bench, on.group)
    bench.clock.forward(30)
    maintenance = host_rule(bench, on.secure, 1, NOTHING)
    assert health(bench, on.group) == [HEALTHY]
    bench.elbv2.delete_rule(RuleArn=maintenance)
    bench.elbv2.modify_rule(RuleArn=on.rule, Actions=[NOTHING])
    assert health(bench, on.group) == [NOT_IN_USE]
    bench.elbv2.modify_rule(RuleArn=on.rule, Actions=[forward(on.group)])
    assert health(bench, on.group) == [REGISTERING]
    bench.clock.forward(30)
    assert health(bench, on.group) == [HEALTHY]


def test_a_zone_without_subnet(bench: Bench) -> None:
    vpc = bench.instance["VpcId"]
    own = bench.ec2.describe_subnets(SubnetIds=[bench.instance["SubnetId"]])["Subnets"][0]["AvailabilityZone"]
    far = [
        bench.ec2.create_subnet(VpcId=vpc, CidrBlock=network, AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for network, zone in (("172.31.240.0/24", "ap-northeast-2b"), ("172.31.241.0/24", "ap-northeast-2d"))
    ]
    assert own == "ap-northeast-2a"
    site = target_group(bench)
    plain(bench, application(bench, Subnets=far), forward(site))
    register(bench, site)
    description = "Target is in an Availability Zone that is not enabled for the load balancer"
    assert health(bench, site) == [("unused", "Target.NotInUse", description)]


def test_an_instance_that_does_not_run(bench: Bench) -> None:
    on = stage(bench)
    register(bench, on.group)
    bench.clock.forward(30)
    instance_id = bench.instance["InstanceId"]
    bench.ec2.stop_instances(InstanceIds=[instance_id])
    assert health(bench, on.group) == [("unused", "Target.InvalidState", "Target is in the stopped state")]
    bench.ec2.start_instances(InstanceIds=[instance_id])
    assert health(bench, on.group) == [REGISTERING]
    bench.ec2.terminate_instances(InstanceIds=[instance_id])
    assert health(bench, on.group) == [("unused", "Target.InvalidState", "Target is in the terminated state")]


def test_deregistering(bench: Bench) -> None:
    on = stage(bench)
    targets = register(bench, on.group)
    delay = [{"Key": "deregistration_delay.timeout_seconds", "Value": "30"}]
    bench.elbv2.modify_target_group_attributes(TargetGroupArn=on.group, Attributes=delay)
    for _ in range(2):
        bench.elbv2.deregister_targets(TargetGroupArn=on.group, Targets=targets)
    bench.clock.forward(29.9)
    assert health(bench, on.group) == [DRAINING]
    bench.clock.forward(0.1)
    assert health(bench, on.group) == []
    assert health(bench, on.group, Targets=targets) == [NOT_REGISTERED]
    with refused("InvalidTarget"):
        health(bench, on.group, Targets=[{"Id": "web"}])


def test_registering_again_ends_the_draining(bench: Bench) -> None:
    on = stage(bench)
    targets = register(bench, on.group)
    bench.clock.forward(30)
    bench.elbv2.deregister_targets(TargetGroupArn=on.group, Targets=targets)
    assert health(bench, on.group) == [DRAINING]
    register(bench, on.group)
    assert health(bench, on.group) == [REGISTERING]


def test_quotas(bench: Bench) -> None:
    bench.account.set_quota("target-groups", 2)
    bench.account.set_quota("targets-per-target-group", 2)
    on = stage(bench)
    second = target_group(bench, "second")
    with refused("TooManyTargetGroups"):
        target_group(bench, "third")
    register(bench, on.group, 6402, 6403)
    with refused("TooManyTargets", "on the target group"):
        register(bench, on.group, 6404)
    register(bench, second)
    bench.account.set_quota("targets-per-application-load-balancer", 2)
    with refused("TooManyTargets", "on the load balancer"):
        host_rule(bench, on.secure, 20, forward(second))


def test_what_nobody_uses_does_not_drain(bench: Bench) -> None:
    group = target_group(bench)
    targets = register(bench, group)
    assert health(bench, group) == [NOT_IN_USE]
    bench.elbv2.deregister_targets(TargetGroupArn=group, Targets=targets)
    assert health(bench, group) == []


@pytest.mark.parametrize("what", ["rule", "listener", "load balancer", "action"])
def test_a_group_is_in_use_for_a_moment_longer(bench: Bench, what: str) -> None:
    on = stage(bench)

    def delete() -> None:
        bench.elbv2.delete_target_group(TargetGroupArn=on.group)

    with refused("ResourceInUse", f"Target group '{on.group}' is currently in use by a listener or a rule"):
        delete()
    if what == "rule":
        bench.elbv2.delete_rule(RuleArn=on.rule)
    elif what == "listener":
        bench.elbv2.delete_listener(ListenerArn=on.secure)
    elif what == "action":
        bench.elbv2.modify_rule(RuleArn=on.rule, Actions=[NOTHING])
    else:
        bench.elbv2.delete_load_balancer(LoadBalancerArn=on.balancer)
    bench.clock.forward(19.9)
    with refused("ResourceInUse"):
        delete()
    bench.clock.forward(0.1)
    delete()
    delete()
    with refused("TargetGroupNotFound"):
        bench.elbv2.describe_target_groups(TargetGroupArns=[on.group])
