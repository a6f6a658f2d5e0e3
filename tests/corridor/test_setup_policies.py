"""The policy of one setup, attached: it allows all that the setup's runs do, and each of its actions is needed.

A life of a setup is a plan, a run, a second run, a look and the doctor, edits, changes of somebody else's that a run
puts right, and a removal. Before each run, the policy is made anew from the answers and the journal, as `policy` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from multisite_tui import answers
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.setup_policy import SetupPolicy, setup_policy
from multisite_tui.doctor.doctor import doctor
from multisite_tui.errors import ExitCode
from multisite_tui.model.plans import MoveEnd
from multisite_tui.plan.setup_scope import scope_of_setup
from multisite_tui.state.store import Store

from .attached_policy import BenchWithPolicy
from .reference import REFERENCE, edited, with_site
from .rig import Bench
from .shared_reference import SHARED
from .test_account_checks import prefix_list, prove
from .test_moves import back, ended
from .test_permissions import ALONE, LISTENER, others_balancer, others_group

UNSEEN = {"route53:GetHostedZone"}
"""Asked of AWS alone: the practice account's zones are delegated nowhere."""


@contextmanager
def as_somebody(bench: BenchWithPolicy) -> Iterator[None]:
    """Do in the block what the policy does not concern."""
    policy, bench.account.policy = bench.account.policy, None
    yield
    bench.account.policy = policy


def policy_of(bench: BenchWithPolicy, text: str) -> SetupPolicy:
    """Return what `policy --answers` prints."""
    setup = answers.load(text, "answers.yaml").setup
    store = Store(bench.folder / "setups")
    return setup_policy(scope_of_setup(setup, store.read(setup.name), store.all_answers(setup.name)))


def actions_of(policy: SetupPolicy) -> set[str]:
    return {action for statement in policy.document["Statement"] for action in statement["Action"]}


@dataclass
class Life:
    """One setup from its first run to its end, under its own policies."""

    bench: BenchWithPolicy
    moving: bool = False
    """Whether both topologies stand, so that there is no room for all names."""
    granted: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    @contextmanager
    def policed(self, text: str) -> Iterator[None]:
        """Attach the policy that the setup has now, and meet no denial."""
        policy = policy_of(self.bench, text)
        assert policy.coarse == () or self.moving
        self.bench.account.attach(policy.document)
        self.granted |= actions_of(policy)
        yield
        assert self.bench.account.denied == []
        self.used |= self.bench.account.used

    def settle(self, *texts: str) -> None:
        for text in texts:
            with self.policed(text):
                ending = self.bench.run(text, accept_leftovers=True)
                assert ending.exit_code is ExitCode.DONE, (ending.site_problems, self.bench.account.denied)

    def look(self, text: str) -> None:
        with self.policed(text):
            conductor = self.bench.conductor(text)
            conductor.standing()
            facts = conductor.facts()
            doctor(conductor.setup, facts, command="multisite-tui")

    def remove(self, text: str, site: str | None = None) -> None:
        with self.policed(text):
            ending = self.bench.remove(text, site)
            assert ending.exit_code is ExitCode.DONE, (ending.site_problems, self.bench.account.denied)

    def usual(self, text: str) -> None:
        """Run, run again without a change, and look."""
        self.settle(text)
        before = self.bench.writes()
        self.settle(text)
        assert self.bench.writes() == before
        self.look(text)


def disturb_classic(bench: BenchWithPolicy, name: str = "to-sub") -> None:
    """Change what a run puts right: groups, subnets, instances, a listener, attributes, the health check, a record."""
    with as_somebody(bench):
        elb = bench.aws.elb
        home = Facts(bench.aws).instances()[0]
        [balancer] = elb.describe_load_balancers(LoadBalancerNames=[name])["LoadBalancerDescriptions"]
        other = next(one.id for one in Facts(bench.aws).subnets(home.vpc) if one.zone != home.zone)
        elb.apply_security_groups_to_load_balancer(LoadBalancerName=name, SecurityGroups=[others_group(bench, "x")])
        elb.attach_load_balancer_to_subnets(LoadBalancerName=name, Subnets=[other])
        elb.detach_load_balancer_from_subnets(LoadBalancerName=name, Subnets=[home.subnet])
        new = another(bench)
        elb.register_instances_with_load_balancer(LoadBalancerName=name, Instances=[{"InstanceId": new}])
        bench.aws.ec2.stop_instances(InstanceIds=[new])
        elb.delete_load_balancer_listeners(LoadBalancerName=name, LoadBalancerPorts=[80])
        elb.create_load_balancer_listeners(LoadBalancerName=name, Listeners=[LISTENER])
        silence: Any = {"ConnectionSettings": {"IdleTimeout": 77}}
        elb.modify_load_balancer_attributes(LoadBalancerName=name, LoadBalancerAttributes=silence)
        ports = [one["Listener"]["LoadBalancerPort"] for one in balancer["ListenerDescriptions"]]
        for port in set(ports) & {443}:
            of_aws = ["ELBSecurityPolicy-2016-08"]
            elb.set_load_balancer_policies_of_listener(LoadBalancerName=name, LoadBalancerPort=port, PolicyNames=of_aws)
            theirs = certified(bench, "theirs.main.io")
            elb.set_load_balancer_listener_ssl_certificate(
                LoadBalancerName=name, LoadBalancerPort=port, SSLCertificateId=theirs
            )
        prefix_list(bench, 5)


def another(bench: BenchWithPolicy) -> str:
    """Return an instance more; one that is stopped is not chosen."""
    first = Facts(bench.aws).instances()[0]
    made = bench.aws.ec2.run_instances(
        ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=first.subnet, SecurityGroupIds=[*first.security_groups]
    )["Instances"]
    return str(made[0]["InstanceId"])


def live_classic(life: Life, text: str = REFERENCE) -> None:
    life.usual(text)
    disturb_classic(life.bench)
    home = Facts(life.bench.aws).instances()[0].subnet
    life.settle(edited("6403", "6405", text), f"{text}    subnets: [{home}]\n")
    life.remove(text)


def live_reference(life: Life) -> None:
    """Tags are taken away, a certificate is exchanged, and what has another stays until then."""
    life.usual(REFERENCE)
    disturb_classic(life.bench)
    home = Facts(life.bench.aws).instances()[0].subnet
    asked = with_site(f"subnets: [{home}]", edited("tags: {team: web}", "tags: {stage: live}"))
    life.settle(REFERENCE, with_site("aliases: [www.sub.main.io]", asked))
    life.remove(asked)


def live_plain(life: Life, text: str) -> None:
    """A certificate that nobody asks for is there."""
    certified(life.bench)
    live_classic(life, text)


def live_sticky(life: Life) -> None:
    live_plain(life, STICKY)
    life.settle(STICKY, edited("1h", "30m", STICKY))
    life.remove(edited("1h", "30m", STICKY))


def live_given(life: Life) -> None:
    """The group and the certificate are somebody else's."""
    group = others_group(life.bench, "mine")
    ports = [
        {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        for port in (80, 443)
    ]
    life.bench.aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=ports)  # type: ignore[arg-type]
    arns = [certified(life.bench, new=new) for new in (True, False)]
    of_arn = [f"{ALONE}    security_group: {{id: {group}}}\n    certificate: {arn}\n" for arn in arns]
    life.settle(of_arn[1])
    live_classic(life, of_arn[0])


def certified(bench: BenchWithPolicy, name: str = "sub.main.io", *, new: bool = True) -> str:
    """Return an issued certificate of another owner; the record of a second one for a name stands already."""
    arn = bench.aws.acm.request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"]
    if new:
        prove(bench, arn)
    bench.clock._now += 660
    return arn


def live_outside(life: Life) -> None:
    """A person puts in the records that ACM asks for."""
    with life.policed(OUTSIDE):
        assert life.bench.run(OUTSIDE).exit_code is ExitCode.TIMED_OUT
    with as_somebody(life.bench):
        [certificate] = life.bench.aws.acm.list_certificates()["CertificateSummaryList"]
        prove(life.bench, certificate["CertificateArn"])
    live_classic(life, OUTSIDE)


def live_adopting(life: Life) -> None:
    """The setup makes its own, where nothing is there; then what others made is taken on, and left."""
    live_classic(life, ADOPTING)
    with as_somebody(life.bench):
        others_balancer(life.bench)
        others_group(life.bench)
    life.usual(ADOPTING)
    life.remove(ADOPTING)
    with as_somebody(life.bench):
        life.bench.aws.elb.delete_load_balancer(LoadBalancerName="to-sub")
    life.settle(ADOPTING)
    life.remove(ADOPTING)


def live_shared(life: Life) -> None:
    life.usual(SHARED)
    disturb_shared(life.bench)
    with as_somebody(life.bench):
        [balancer] = life.bench.aws.elbv2.describe_load_balancers()["LoadBalancers"]
        zones = [one["SubnetId"] for one in balancer["AvailabilityZones"]]
        region = life.bench.aws.account.region
        new = life.bench.aws.ec2.create_subnet(
            VpcId=balancer["VpcId"], CidrBlock="172.31.96.0/20", AvailabilityZone=f"{region}d"
        )["Subnet"]["SubnetId"]
    wider = f"shared: {{subnets: [{', '.join([*zones, new])}]}}\ntopology: shared"
    exchanged = f"{SHARED}    certificate: request\n    aliases: [www.sub.main.io]\n"
    tagged = edited("tags: {team: web}", "tags: {stage: live}", exchanged)
    life.settle(SHARED, edited("topology: shared", wider, tagged), SHARED)
    with life.policed(SHARED):
        assert life.bench.conductor(SHARED).switch_page("sub.main.io", shown=True)
        assert life.bench.conductor(SHARED).switch_page("sub.main.io", shown=False)
    life.remove(SHARED, "main.io")
    life.remove(SHARED, "sub.main.io")
    life.remove(SHARED)


def disturb_shared(bench: BenchWithPolicy) -> None:
    """Change what a run puts right: groups, zones, targets, listeners, rules, attributes."""
    with as_somebody(bench):
        elb = bench.aws.elbv2
        [balancer] = elb.describe_load_balancers()["LoadBalancers"]
        arn = balancer["LoadBalancerArn"]
        group = others_group(bench, "x")
        elb.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[group])
        silence: Any = [{"Key": "idle_timeout.timeout_seconds", "Value": "77"}]
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=silence)
        targets = elb.describe_target_groups()["TargetGroups"][0]["TargetGroupArn"]
        elb.modify_target_group(TargetGroupArn=targets, HealthCheckIntervalSeconds=99)
        new = another(bench)
        elb.register_targets(TargetGroupArn=targets, Targets=[{"Id": new, "Port": 6402}])
        bench.aws.ec2.stop_instances(InstanceIds=[new])
        gone: Any = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]
        listeners = elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]
        plain = next(one["ListenerArn"] for one in listeners if one["Port"] == 80)
        elb.modify_listener(ListenerArn=plain, DefaultActions=gone)
        prefix_list(bench, 5)


def live_moved(life: Life) -> None:
    """The setup moves, returns, moves again, and ends the move."""
    life.moving = True
    life.settle(REFERENCE, SHARED)
    with life.policed(SHARED):
        assert back(life.bench).exit_code is ExitCode.DONE
    life.settle(REFERENCE, SHARED)
    with life.policed(SHARED):
        assert ended(life.bench, SHARED, MoveEnd.FINISH).exit_code is ExitCode.DONE
    life.moving = False
    life.remove(SHARED)


def live_below_a_wildcard(life: Life) -> None:
    """A name and those above it live by a wildcard, whose records are put at each of them."""
    star: Any = {"Name": "*.main.io", "Type": "MX", "TTL": 60, "ResourceRecords": [{"Value": "10 mail.main.io"}]}
    zone = Facts(life.bench.aws).zones()[0].id
    change: Any = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": star}]}
    life.bench.aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=change)
    deep = edited("sub.main.io", "a.deep.main.io", ALONE)
    life.settle(deep)
    life.remove(deep)


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(BenchWithPolicy(tmp_path))


ADOPTING = f"{ALONE}    adopt: true\n"
PLAIN = f"{ALONE}    certificate: none\n"
STICKY = f"{PLAIN}    stickiness: 1h\n"
EXTERNAL = f"{PLAIN}    dns: external\n"
OUTSIDE = f"{ALONE}    dns: external\n"
LIVES: Mapping[str, Callable[[Life], None]] = {
    "adopting": live_adopting,
    "external": lambda life: live_plain(life, EXTERNAL),
    "given": live_given,
    "outside": live_outside,
    "plain": lambda life: live_plain(life, PLAIN),
    "reference": live_reference,
    "shared": live_shared,
    "sticky": live_sticky,
}


EVERY_TIME = ("reference", "shared")
CASES = [pytest.param(case, marks=[] if case in EVERY_TIME else [pytest.mark.sampled]) for case in sorted(LIVES)]


@pytest.mark.parametrize("case", CASES)
def test_the_policy_of_a_setup_allows_its_life_and_each_of_its_actions_is_needed(life: Life, case: str) -> None:
    LIVES[case](life)
    assert life.granted - life.used - UNSEEN == set()


@pytest.mark.parametrize("live", [pytest.param(live_moved, marks=pytest.mark.sampled), live_below_a_wildcard])
def test_the_policy_of_a_setup_allows_what_is_done_rarely(life: Life, live: Callable[[Life], None]) -> None:
    live(life)


def test_a_denied_action_names_the_statement_and_the_command_that_prints_it(bench: Bench) -> None:
    bench.account.deny("elasticloadbalancing:ConfigureHealthCheck")
    ending = bench.run(ALONE)
    assert ending.site_problems["sub.main.io"].next.endswith(
        "The statement ChangeLoadBalancers in what `multisite-tui policy alone` prints allows it."
    )
