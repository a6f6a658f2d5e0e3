"""The published policy, attached: it allows what runs, edits and removals do, needs each of its actions, and no more.

The policy is checked by action, resource and condition (`attached_policy.py`), adopted and given things included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.conductor import Conductor
from multisite_tui.errors import ExitCode, Failure

from .attached_policy import BenchWithPolicy
from .reference import REFERENCE, edited, with_site
from .shared_reference import shared_edited
from .test_account_checks import prefix_list

POLICY: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "policy.json").read_text("utf-8"))
ACTIONS = sorted({action for statement in POLICY["Statement"] for action in statement["Action"]})
NOT_MET = {
    "ec2:DescribeAddresses",
    "ec2:DescribeManagedPrefixLists",
    "elasticloadbalancing:ApplySecurityGroupsToLoadBalancer",
    "elasticloadbalancing:AttachLoadBalancerToSubnets",
    "elasticloadbalancing:CreateLBCookieStickinessPolicy",
    "elasticloadbalancing:DeleteLoadBalancerPolicy",
    "elasticloadbalancing:DeregisterInstancesFromLoadBalancer",
    "elasticloadbalancing:DescribeLoadBalancerPolicies",
    "elasticloadbalancing:DetachLoadBalancerFromSubnets",
    "route53:GetHostedZone",
    *(
        f"elasticloadbalancing:{operation}"
        for operation in (
            "AddListenerCertificates",
            "CreateListener",
            "CreateRule",
            "CreateTargetGroup",
            "DeleteListener",
            "DeleteRule",
            "DeleteTargetGroup",
            "DeregisterTargets",
            "DescribeListenerCertificates",
            "DescribeListeners",
            "DescribeRules",
            "DescribeTargetGroupAttributes",
            "DescribeTargetHealth",
            "ModifyListener",
            "ModifyRule",
            "ModifyTargetGroup",
            "ModifyTargetGroupAttributes",
            "RegisterTargets",
            "RemoveListenerCertificates",
            "SetSecurityGroups",
            "SetSubnets",
        )
    ),
}
"""Actions of the policy that a first run, one edit and a removal of the reference case do not need; other edits do."""
ALONE = "schema: 1\nname: alone\nsites:\n  - domain: sub.main.io\n    port: 6403\n    load_balancer: to-sub\n"
ADOPTING = f"{ALONE}    adopt: true\n"
LISTENER: Any = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 1}
EDITED = edited(
    "port: 6403",
    "port: 7000",
    with_site("aliases: [www.sub.main.io]", edited("tags: {team: web}", "tags: {stage: live}")),
)
EDITS = (
    edited("tags: {team: web}", "tags: {stage: live}"),
    edited("port: 6403", "port: 6405"),
    with_site("aliases: [www.sub.main.io]"),
    with_site("idle_timeout: 90"),
    with_site("stickiness: 1h"),
    with_site("stickiness: 30m"),
    with_site("security_group: {name: another}"),
)


@pytest.fixture
def account_bench(tmp_path: Path) -> BenchWithPolicy:
    """A practice account as new, without the policy."""
    return BenchWithPolicy(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> BenchWithPolicy:
    """The reference case in service, made with the policy; take a copy of it."""
    bench = BenchWithPolicy(tmp_path_factory.mktemp("made"))
    bench.account.attach(POLICY)
    assert bench.run(REFERENCE).exit_code is ExitCode.DONE, bench.account.denied
    return bench


def settle(bench: BenchWithPolicy, text: str) -> None:
    """Run, and meet no denial."""
    ending = bench.run(text, accept_leftovers=True)
    assert (bench.account.denied, ending.exit_code) == ([], ExitCode.DONE), ending.site_problems


def remove(bench: BenchWithPolicy, text: str) -> None:
    """Remove, and meet no denial."""
    ending = bench.remove(text)
    assert (bench.account.denied, ending.exit_code) == ([], ExitCode.DONE), ending.site_problems


def others_balancer(bench: BenchWithPolicy) -> None:
    """Create a load balancer of another owner, in a subnet and with a group that the setup would not choose."""
    first = Facts(bench.aws).instances()[0]
    subnets = sorted(one.id for one in Facts(bench.aws).subnets(first.vpc) if one.id != first.subnet)
    bench.aws.elb.create_load_balancer(LoadBalancerName="to-sub", Listeners=[LISTENER], Subnets=subnets[:1])


def others_group(bench: BenchWithPolicy, name: str = "to-sub") -> str:
    vpc = Facts(bench.aws).instances()[0].vpc
    return bench.aws.ec2.create_security_group(GroupName=name, Description="theirs", VpcId=vpc)["GroupId"]


def use_everything(bench: BenchWithPolicy) -> set[str]:
    """Run, edit, adopt and remove with the policy attached, and return the actions that were checked."""
    account = bench.account
    settle(bench, REFERENCE)
    for text in EDITS:
        settle(bench, text)
    exchange(bench)
    remove(bench, REFERENCE)
    use_shared(bench)
    policy, account.policy = account.policy, None
    others_balancer(bench)
    others_group(bench)
    prefix_list(bench, 5)
    account.policy = policy
    settle(bench, ADOPTING)
    Facts(bench.aws).name_servers(Facts(bench.aws).zones()[0].id)  # not asked in a practice account
    remove(bench, ADOPTING)
    return account.used


def use_shared(bench: BenchWithPolicy) -> None:
    """Run, edit and remove with one load balancer for all sites."""
    name = "name: shared"
    of_all = shared_edited("name: main-io", name)
    for text in (
        of_all,
        of_all.replace("tags: {team: web}\n", ""),
        of_all.replace("6403", "6405"),
        f"{of_all}    aliases: [www.sub.main.io]\n",
        f"{of_all}    redirect: false\n    health_check: {{interval: 10}}\n",
        of_all.replace(name, f"{name}\nshared: {{idle_timeout: 90, security_group: {{name: another}}}}"),
    ):
        settle(bench, text)
    policy, bench.account.policy = bench.account.policy, None
    [balancer] = bench.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    zones = sorted(one["SubnetId"] for one in balancer["AvailabilityZones"])
    vpc, region = balancer["VpcId"], bench.aws.account.region
    new = bench.aws.ec2.create_subnet(VpcId=vpc, CidrBlock="172.31.96.0/20", AvailabilityZone=f"{region}d")
    subnets = ", ".join([*zones, new["Subnet"]["SubnetId"]])
    bench.account.policy = policy
    settle(bench, of_all.replace(name, f"{name}\nshared: {{subnets: [{subnets}]}}"))
    bench.account.policy = None
    listeners = bench.aws.elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    plain = next(one["ListenerArn"] for one in listeners if one["Port"] == 80)
    gone: Any = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]
    bench.aws.elbv2.modify_listener(ListenerArn=plain, DefaultActions=gone)
    bench.account.policy = policy
    settle(bench, of_all)
    ending = bench.remove(of_all, "main.io")
    assert (bench.account.denied, ending.exit_code) == ([], ExitCode.DONE), ending.site_problems
    bench.remove(of_all, "sub.main.io")
    remove(bench, of_all)


def exchange(bench: BenchWithPolicy) -> None:
    """Take one subnet and one instance more, and then less."""
    policy, bench.account.policy = bench.account.policy, None
    first = Facts(bench.aws).instances()[0]
    new = bench.aws.ec2.run_instances(
        ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=first.subnet, SecurityGroupIds=[*first.security_groups]
    )["Instances"][0]["InstanceId"]
    subnets = sorted(one.id for one in Facts(bench.aws).subnets(first.vpc))[:2]
    bench.account.policy = policy
    main = edited("port: 6402", f"port: 6402\n    instances: [{first.id}]")
    settle(bench, with_site(f"subnets: [{', '.join(subnets)}]\n    instances: [{first.id}, {new}]", main))
    settle(bench, with_site(f"subnets: [{first.subnet}]\n    instances: [{first.id}]", main))
    bench.account.policy = None
    bench.aws.ec2.terminate_instances(InstanceIds=[new])
    bench.account.policy = policy


def test_the_policy_allows_all_that_is_called_and_each_of_its_actions_is_needed(account_bench: BenchWithPolicy) -> None:
    account_bench.account.attach(POLICY)
    assert use_everything(account_bench) == set(ACTIONS)


def test_a_group_that_the_answers_give_needs_no_more(account_bench: BenchWithPolicy) -> None:
    group = others_group(account_bench, "mine")
    ports = [
        {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        for port in (80, 443)
    ]
    account_bench.aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=ports)  # type: ignore[arg-type]
    account_bench.account.attach(POLICY)
    text = f"{ALONE}    security_group: {{id: {group}}}\n"

    settle(account_bench, text)
    remove(account_bench, text)


@pytest.mark.sampled
@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_that_is_denied_is_named(made: BenchWithPolicy, tmp_path: Path, action: str) -> None:
    fresh = BenchWithPolicy(tmp_path / "fresh")
    standing = made.copy_to(tmp_path / "standing")
    for bench in (fresh, standing):
        bench.account.deny(action)

    found = [*problems_of(fresh.conductor(REFERENCE)), *problems_of(standing.conductor(EDITED))]
    found += problems_of(standing.conductor(REFERENCE), removal=True)

    named = [text for text in found if re.search(rf"{action}\b", text)]
    assert bool(named) is (action not in NOT_MET), found


def problems_of(conductor: Conductor, *, removal: bool = False) -> Iterator[str]:
    """Plan and apply; yield what is said of it: warnings, what failed, or why there is no plan."""
    try:
        intention = conductor.plan_removal() if removal else conductor.plan()
        yield from (f"{warning.what} {warning.why}" for warning in intention.plan.warnings)
        yield from (problem.what for problem in conductor.apply(intention).site_problems.values())
    except Failure as failure:
        yield from (problem.what for problem in failure.problems)


@pytest.fixture
def guarded(made: BenchWithPolicy, tmp_path: Path) -> BenchWithPolicy:
    """The reference case in service, beside things of another owner, with the policy attached."""
    bench = made.copy_to(tmp_path / "guarded")
    home = Facts(bench.aws).instances()[0].subnet
    bench.aws.elb.create_load_balancer(LoadBalancerName="theirs", Listeners=[LISTENER], Subnets=[home])
    others_group(bench, "theirs")
    bench.aws.acm.request_certificate(DomainName="theirs.io", ValidationMethod="DNS")
    bench.account.attach(POLICY)
    return bench


def theirs(bench: BenchWithPolicy) -> tuple[str, str]:
    """Return the group and the certificate of the other owner."""
    groups = bench.aws.ec2.describe_security_groups()["SecurityGroups"]
    certificates = bench.aws.acm.list_certificates()["CertificateSummaryList"]
    group = next(one["GroupId"] for one in groups if one["GroupName"] == "theirs")
    return group, next(one["CertificateArn"] for one in certificates if one["DomainName"] == "theirs.io")


OWNED = [{"Key": "multisite-tui:owner", "Value": "made"}]
FOREIGN: dict[str, Callable[[BenchWithPolicy], object]] = {
    "delete a load balancer": lambda bench: bench.aws.elb.delete_load_balancer(LoadBalancerName="theirs"),
    "delete a group": lambda bench: bench.aws.ec2.delete_security_group(GroupId=theirs(bench)[0]),
    "delete a certificate": lambda bench: bench.aws.acm.delete_certificate(CertificateArn=theirs(bench)[1]),
    "mark a group as made": lambda bench: bench.aws.ec2.create_tags(Resources=[theirs(bench)[0]], Tags=OWNED),  # type: ignore[arg-type]
    "tag an instance": lambda bench: bench.aws.ec2.create_tags(
        Resources=[Facts(bench.aws).instances()[0].id], Tags=[{"Key": "a", "Value": "b"}]
    ),
    "make a group without our tags": lambda bench: others_group(bench, "untagged"),
    "make a certificate without our tags": lambda bench: bench.aws.acm.request_certificate(
        DomainName="main.io", ValidationMethod="DNS"
    ),
    "stop an instance": lambda bench: bench.aws.ec2.stop_instances(InstanceIds=[Facts(bench.aws).instances()[0].id]),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_what_the_program_does_not_do_is_not_allowed(guarded: BenchWithPolicy, what: str) -> None:
    with pytest.raises(ClientError, match="not authorized to perform"):
        FOREIGN[what](guarded)


def test_the_two_statements_of_reads_are_enough_to_look(made: BenchWithPolicy, tmp_path: Path) -> None:
    looking = made.copy_to(tmp_path / "looking")
    reads = [one for one in POLICY["Statement"] if one["Sid"] in ("Look", "AwsLooksInYourName")]
    looking.account.attach({"Statement": reads})

    assert looking.plan(REFERENCE).nothing_to_do
    assert looking.plan(EDITED).problems == ()
    assert looking.conductor(REFERENCE).plan_removal().problems == ()
    assert looking.account.denied == []


def test_what_was_made_can_be_deleted_beside_it(guarded: BenchWithPolicy) -> None:
    remove(guarded, REFERENCE)


def test_the_first_load_balancer_of_an_account_needs_the_linked_role_and_the_next_ones_do_not(
    account_bench: BenchWithPolicy,
) -> None:
    role = "iam:CreateServiceLinkedRole"
    account_bench.account.deny(role)
    ending = account_bench.run(ALONE)
    assert ending.exit_code is ExitCode.ACCESS
    assert ending.site_problems["sub.main.io"].what == (
        f"AWS denied {role}, which elasticloadbalancing:CreateLoadBalancer needs."
    )

    account_bench.account.allow(role)
    assert account_bench.run(ALONE).exit_code is ExitCode.DONE
    account_bench.account.deny(role)
    second = f"{ALONE}  - {{domain: new.main.io, port: 6404}}\n"
    assert account_bench.run(second).exit_code is ExitCode.DONE
