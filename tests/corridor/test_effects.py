"""What a run expects after a call is what the account shows then: each effect is held against AWS's own answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.effects.effect import UNASKED
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.facts.reads import Question, Reads
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.listener_policies import PREDEFINED
from multisite_tui.engine import run as run_module
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply

from .reference import REFERENCE, edited, with_site
from .rig import Bench
from .shared_reference import SHARED, shared_edited, shared_with

EDITS = {
    "ec2:CreateTags": edited("tags: {team: web}", "tags: {stage: live, cost: low}"),
    "elb:DeleteLoadBalancerListeners": edited("port: 6403", "port: 6405"),
    "elb:CreateLoadBalancerListeners": with_site(
        "listeners: [{protocol: https, port: 443}, {protocol: http, port: 8080}]"
    ),
    "elb:ModifyLoadBalancerAttributes": with_site("idle_timeout: 90\n    draining: 0"),
    "elb:ConfigureHealthCheck": with_site("health_check: {interval: 10, timeout: 5}"),
    "elb:AttachLoadBalancerToSubnets": with_site("subnets: [subnet-a, subnet-b]"),
    "elb:SetLoadBalancerListenerSSLCertificate": with_site("aliases: [www.sub.main.io]\n    dns: {replace: true}"),
    "elb:CreateLBCookieStickinessPolicy": with_site("stickiness: 1h"),
    "elb:ApplySecurityGroupsToLoadBalancer": with_site("security_group: {name: another}"),
}


class Watch:
    """Holds, after each accepted call, every answer that is expected against what AWS says."""

    def __init__(self) -> None:
        self.questions: dict[Any, Question[Any]] = {}
        self.compared: set[str] = set()
        self.wrong: list[str] = []

    def hold(self, reads: Reads, call: IntendedCall) -> None:
        for question in list(self.questions.values()):
            found = reads._with_effects(question)
            if found.changed_by is None or found.changed_by.call is not call or found.value in (UNASKED, None):
                continue
            self.compared.add(call.name)
            expected, shown = plain(found.value), plain(question.ask())
            if expected != shown:
                self.wrong.append(f"{question.key} after {call.name}:\n  {expected}\n  {shown}")


def plain(answer: Any) -> Any:
    """Return an answer without what a call cannot tell and no step relies on before AWS is asked."""
    match answer:
        case LoadBalancer():
            listeners = [
                replace(one, policies=tuple(name for name in one.policies if not name.startswith(PREDEFINED)))
                for one in answer.listeners
            ]
            # A load balancer without a check of ours has AWS's own.
            check = answer.health_check if answer.health_check and answer.health_check.interval != 30 else None
            plainer = replace(answer, zone_id=None, vpc="", created=None, health_check=check, listeners=())
            return plainer, sorted(map(str, listeners))
        case ApplicationLoadBalancer():
            return replace(answer, state="", state_reason="", attributes=None)
        case TargetGroup():
            return replace(answer, load_balancers=frozenset())  # which one forwards to it is not told by its own calls
        case TargetHealth():
            return answer.instance, answer.port
        case Certificate():
            return answer.arn, sorted(answer.names), answer.key_algorithm
        case RecordSet():
            return answer.name, answer.type, answer.ttl, answer.values, answer.alias
        case Mapping():
            return {key: plain(value) for key, value in answer.items() if not str(key).startswith(PREDEFINED)}
        case tuple() | list():
            # A target that drains, or has drained already, counts as gone.
            staying = (one for one in answer if not (isinstance(one, TargetHealth) and one.leaving))
            return sorted((plain(one) for one in staying), key=str)
    return answer


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    watch = Watch()
    answer, accepted = Facts._answer, Reads.accepted

    def note(facts: Facts, question: Question[Any]) -> Any:
        watch.questions.setdefault(question.key, question)
        return answer(facts, question)

    def take(reads: Reads, call: IntendedCall, reply: Reply) -> int:
        moment = accepted(reads, call, reply)
        watch.hold(reads, call)
        return moment

    monkeypatch.setattr(Facts, "_answer", note)
    monkeypatch.setattr(Reads, "accepted", take)
    monkeypatch.setattr(run_module, "WORKERS", 1)  # one call at a time: what is shown is what that call left
    yield watch
    assert watch.wrong == []


def test_a_first_run(bench: Bench, watch: Watch) -> None:
    assert bench.run(REFERENCE).exit_code == 0
    assert watch.compared >= {
        "elb:CreateLoadBalancer", "elb:ConfigureHealthCheck",
        "elb:RegisterInstancesWithLoadBalancer", "elb:CreateLoadBalancerListeners", "elb:CreateLoadBalancerPolicy",
        "elb:SetLoadBalancerPoliciesOfListener", "elb:AddTags", "ec2:CreateSecurityGroup",
        "ec2:AuthorizeSecurityGroupIngress", "acm:RequestCertificate", "route53:ChangeResourceRecordSets",
    }  # fmt: skip


def test_a_first_run_and_edits_with_one_load_balancer_for_all_sites(bench: Bench, watch: Watch) -> None:
    texts = (
        SHARED,
        shared_with("aliases: [www.sub.main.io]"),
        shared_edited("6403", "6405").replace("tags: {team: web}\n", ""),
        shared_with("draining: 0\n    stickiness: 1h\n    redirect: false\n    health_check: {interval: 10}"),
        shared_edited("sites:", "shared: {idle_timeout: 90, security_group: {name: another}}\nsites:"),
    )
    for text in texts:
        conductor = bench.conductor(text)
        assert conductor.apply(conductor.plan(accept_leftovers=True)).exit_code == 0
    assert bench.remove(texts[-1], "main.io").exit_code == 0
    assert bench.remove(texts[-1]).exit_code == 0
    made = {call for call in watch.compared if call.startswith("elbv2:")}
    assert made == {
        f"elbv2:{operation}"
        for operation in (
            "AddListenerCertificates", "AddTags", "CreateListener", "CreateLoadBalancer", "CreateRule",
            "CreateTargetGroup", "DeleteLoadBalancer", "DeleteRule", "DeleteTargetGroup", "DeregisterTargets",
            "ModifyListener", "ModifyLoadBalancerAttributes", "ModifyRule", "ModifyTargetGroup",
            "ModifyTargetGroupAttributes", "RegisterTargets", "RemoveListenerCertificates", "RemoveTags",
            "SetSecurityGroups",
        )
    }  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit(in_service: Bench, watch: Watch, name: str) -> None:
    text = EDITS[name]
    subnets = sorted(one.id for one in Facts(in_service.aws).subnets(Facts(in_service.aws).instances()[0].vpc))
    for place, letter in enumerate("ab"):
        text = text.replace(f"subnet-{letter}", subnets[place])
    conductor = in_service.conductor(text)
    watch.questions.clear()
    planned = conductor.plan(accept_leftovers=True)
    if planned.problems:
        pytest.fail(str([problem.what for problem in planned.problems]))
    assert conductor.apply(planned).exit_code == 0
    assert watch.compared
    assert ":" not in name or name in watch.compared


def test_another_stickiness_and_none(in_service: Bench, watch: Watch) -> None:
    in_service.run(with_site("stickiness: 1h"))
    for text in (with_site("stickiness: 30m"), REFERENCE):
        watch.compared.clear()
        conductor = in_service.conductor(text)
        assert conductor.apply(conductor.plan()).exit_code == 0
        assert "elb:DeleteLoadBalancerPolicy" in watch.compared


def test_a_subnet_and_an_instance_that_are_no_longer_asked_for(in_service: Bench, watch: Watch) -> None:
    first = Facts(in_service.aws).instances()[0]
    subnets = sorted(one.id for one in Facts(in_service.aws).subnets(first.vpc))
    reply = in_service.aws.ec2.run_instances(
        ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=first.subnet, SecurityGroupIds=[*first.security_groups]
    )
    second = reply["Instances"][0]["InstanceId"]
    asked = "subnets: [{subnets}]\n    instances: [{instances}]"
    wide = asked.format(subnets=", ".join(subnets[:2]), instances=f"{first.id}, {second}")
    narrow = asked.format(subnets=first.subnet, instances=first.id)
    main = edited("port: 6402", f"port: 6402\n    instances: [{first.id}]")
    for text in (wide, narrow):
        assert in_service.run(with_site(text, main), accept_leftovers=True).exit_code == 0
    assert watch.compared >= {"elb:DetachLoadBalancerFromSubnets", "elb:DeregisterInstancesFromLoadBalancer"}


def test_a_site_that_is_added(in_service: Bench, watch: Watch) -> None:
    assert in_service.run(f"{REFERENCE}  - {{domain: new.main.io, port: 6404}}\n").exit_code == 0
    assert "elb:CreateLoadBalancer" in watch.compared


def test_a_removal(in_service: Bench, watch: Watch) -> None:
    assert in_service.remove(REFERENCE).exit_code == 0
    assert watch.compared >= {
        "elb:DeleteLoadBalancer", "ec2:RevokeSecurityGroupIngress", "ec2:DeleteSecurityGroup", "acm:DeleteCertificate",
        "route53:ChangeResourceRecordSets",
    }  # fmt: skip
