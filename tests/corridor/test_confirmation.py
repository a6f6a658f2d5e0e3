"""A run is complete when AWS itself shows what it claims, not when AWS accepted the last call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from multisite_tui.aws.calls import AwsCall
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import Mode
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.record_backups import PREFIX
from multisite_tui.aws.session import Aws
from multisite_tui.doctor.doctor import doctor
from multisite_tui.engine.run import Run
from multisite_tui.errors import ExitCode
from multisite_tui.model.events import StepFinished

from .reference import REFERENCE, with_site
from .rig import Bench
from .test_traps import codes


def look_at_status(bench: Bench) -> object:
    return bench.conductor(REFERENCE).standing()


def look_for_reasons(bench: Bench) -> object:
    conductor = bench.conductor(REFERENCE)
    return doctor(conductor.setup, conductor.facts())


SWALLOWED = [
    "elb:ConfigureHealthCheck",
    "elb:SetLoadBalancerPoliciesOfListener",
    "ec2:AuthorizeSecurityGroupIngress",
    "route53:ChangeResourceRecordSets",
]


def instead(monkeypatch: pytest.MonkeyPatch, name: str, do: Callable[[AwsCall, Aws], Any]) -> None:
    """Let something else happen where a call of this name is made; AWS's reply is what `do` returns."""
    make = AwsCall.make
    monkeypatch.setattr(AwsCall, "make", lambda call, aws: do(call, aws) if call.name == name else make(call, aws))


@pytest.mark.parametrize("name", SWALLOWED)
def test_a_call_that_was_accepted_without_an_effect_does_not_end_as_complete(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    reply = {"ChangeInfo": {"Id": "C1"}} if name.startswith("route53") else {}
    instead(monkeypatch, name, lambda call, aws: reply)
    ended = bench.run(REFERENCE)
    assert ended.exit_code is not ExitCode.DONE
    assert set(codes(ended)) & {"not_shown", "wait_timed_out"}


def test_without_the_last_look_it_would(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, "elb:SetLoadBalancerPoliciesOfListener", lambda call, aws: {})
    monkeypatch.setattr(Run, "_confirm_all", lambda *_: None)
    assert bench.run(REFERENCE).exit_code is ExitCode.DONE


def test_what_somebody_took_away_meanwhile_is_put_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    make = AwsCall.make

    def register(call: AwsCall, aws: Aws) -> Any:
        names = [call.params["LoadBalancerName"]]
        aws.elb.remove_tags(LoadBalancerNames=names, Tags=[{"Key": "team"}])
        return make(call, aws)

    instead(monkeypatch, "elb:RegisterInstancesWithLoadBalancer", register)
    assert bench.run(REFERENCE).exit_code is ExitCode.DONE
    assert {tags["team"] for tags in Facts(bench.aws).load_balancer_tags().values()} == {"web"}
    assert bench.writes().count("elb:AddTags") >= 2


def test_an_instance_that_somebody_took_away_meanwhile_is_in_service_again_at_the_end(
    in_service: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, instance = AwsCall.make, Facts(in_service.aws).instances()[0].id

    def add_listener(call: AwsCall, aws: Aws) -> Any:
        aws.elb.deregister_instances_from_load_balancer(LoadBalancerName="to-sub", Instances=[{"InstanceId": instance}])
        return make(call, aws)

    instead(monkeypatch, "elb:CreateLoadBalancerListeners", add_listener)
    text = with_site("listeners: [http:80, https:443, http:8080]")
    assert in_service.run(text).exit_code is ExitCode.DONE
    assert in_service.writes()[-1] == "elb:RegisterInstancesWithLoadBalancer"
    assert [one.state for one in Facts(in_service.aws).instance_health("to-sub", (instance,))] == ["InService"]
    last = [event for event in in_service.events if getattr(event, "step", "") == "sub.main.io/instances"][-1]
    assert isinstance(last, StepFinished)


def test_the_backup_of_a_record_stays_though_the_last_look_does_not_show_the_load_balancers_yet(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, hidden = ClassicEntrance.read, []

    def not_at_first(entrance: ClassicEntrance, facts: Facts) -> Entrance | None:
        if facts._since is Mode.CONFIRMED:
            hidden.append(entrance.name)
            return None
        return read(entrance, facts)

    monkeypatch.setattr(ClassicEntrance, "read", not_at_first)
    assert bench.run(REFERENCE).exit_code is ExitCode.DONE
    assert "to-main" in hidden
    tags = Facts(bench.aws).load_balancer_tags()["to-main"]
    assert {key: tags[key] for key in tags if PREFIX in key} == {f"{PREFIX}1": "main.io A 300 203.0.113.10"}


@pytest.mark.parametrize("look", [look_at_status, look_for_reasons], ids=["status", "doctor"])
def test_the_days_after_ask_once_for_all_sites_too(in_service: Bench, look: Callable[[Bench], object]) -> None:
    before = len(list(in_service.account.calls))
    look(in_service)
    asked = Counter(call.name for call in list(in_service.account.calls)[before:])
    together = ("elb.DescribeLoadBalancers", "elb.DescribeTags", "acm.ListCertificates", "route53.ListHostedZones",
                "route53.ListResourceRecordSets", "ec2.DescribeInstances", "ec2.DescribeSecurityGroups")  # fmt: skip
    assert {name: asked[name] for name in together} == dict.fromkeys(together, 1)
    assert asked["elb.DescribeInstanceHealth"] == 2


def test_what_is_confirmed_is_asked_once_for_all_sites(bench: Bench) -> None:
    bench.run(REFERENCE)
    asked = [call.name for call in bench.account.calls if not call.mutating]
    assert asked.count("elb.DescribeLoadBalancers") <= 3
    assert asked.count("elb.DescribeTags") == 1
    assert asked.count("route53.ListResourceRecordSets") == 2
