"""A site that moves is not switched if it answers as asked by its former entrance, and not by the new one."""

from __future__ import annotations

from typing import Any

import pytest

from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.base import StepOutputs
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.errors import Problem
from multisite_tui.internet.listener_visits import ListenerVisit
from multisite_tui.internet.visits import Visit
from multisite_tui.plan import visits
from multisite_tui.plan.visits import SiteVisit
from tests.aws.practice import Practice

from .setups import setup

KNOWN = StepOutputs({})
OK = {True: "https 200", False: "https 502", None: "https not reached"}


class Front:
    """Answers visits by the host that is connected to, and notes which were made."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.says: dict[str, bool | None] = {}
        self.visited: list[str] = []

    def host(self, name: str) -> str:
        found = self.practice.facts().load_balancer(name)
        assert found is not None
        return found.dns_name

    def __call__(self, domain: str, host: str, *more: Any) -> Visit:
        [name] = [name for name in self.says if self.host(name) == host]
        self.visited.append(name)
        ok = self.says[name]
        return Visit(domain, (ListenerVisit("https://sub.main.io", ok, OK[ok]),))


@pytest.fixture
def front(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> Front:
    for name in ("to-old", "to-new"):
        practice.balancer(name)
    front = Front(practice)
    monkeypatch.setattr(visits, "visit", front)
    return front


def led_to(practice: Practice, name: str) -> None:
    found = practice.facts().load_balancer(name)
    assert found is not None
    target = {"HostedZoneId": found.zone_id, "DNSName": found.dns_name, "EvaluateTargetHealth": False}
    record = {"Name": "sub.main.io", "Type": "A", "AliasTarget": target}
    batch: Any = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
    practice.aws.route53.change_resource_record_sets(HostedZoneId=practice.zone(), ChangeBatch=batch)


def gate(front: Front, *, old: bool | None, new: bool | None) -> list[Problem]:
    front.says = {"to-old": old, "to-new": new}
    wanted = setup()
    resource = SiteVisit(
        wanted.sites[1],
        ClassicEntrance("to-new"),
        wanted.sites,
        predecessors=(ClassicEntrance("to-old"),),
        zones={"sub.main.io": Zone(front.practice.zone(), "main.io")},
    )
    return list(resource.conflicts(resource.read(front.practice.facts(), KNOWN), KNOWN))


@pytest.mark.parametrize("new", [False, None])
def test_a_site_that_answers_by_its_former_entrance_only_is_not_switched(front: Front, new: bool | None) -> None:
    led_to(front.practice, "to-old")
    [problem] = gate(front, old=True, new=new)
    assert (problem.code, problem.site) == ("new_way_differs", "sub.main.io")
    assert problem.why == f"By the new one: {OK[new]}. By to-old, which visitors use now: https 200."


@pytest.mark.parametrize("old", [False, None])
def test_a_site_that_answered_as_badly_before_is_switched(front: Front, old: bool | None) -> None:
    led_to(front.practice, "to-old")
    assert gate(front, old=old, new=False) == []


def test_a_site_that_answers_well_is_switched_without_a_second_visit(front: Front) -> None:
    led_to(front.practice, "to-old")
    assert gate(front, old=True, new=True) == []
    assert front.visited == ["to-new"]


def test_a_site_that_is_switched_already_is_only_reported_on(front: Front) -> None:
    led_to(front.practice, "to-new")
    assert gate(front, old=True, new=False) == []
    assert front.visited == ["to-new"]
