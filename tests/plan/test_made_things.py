"""What the journal knows to be made, call by call; also where the run was killed before AWS's reply."""

from __future__ import annotations

import pytest

from multisite_tui.model.replies import LOST
from multisite_tui.model.things import Thing, ThingKind
from multisite_tui.plan.made_things import made_things

BALANCER = Thing(ThingKind.LOAD_BALANCER, "to-main-1.elb", frozenset({"to-main"}))
GROUP = Thing(ThingKind.SECURITY_GROUP, "sg-1", frozenset({"to-main"}))
CERTIFICATE = Thing(ThingKind.CERTIFICATE, "arn:1", frozenset({"main.io", "www.main.io"}))
RULE = Thing(ThingKind.INGRESS_RULE, "sgr-1", frozenset({"sg-9"}))
CALLS = {
    "elb:CreateLoadBalancer": ({"LoadBalancerName": "to-main"}, {"DNSName": "to-main-1.elb"}, BALANCER),
    "ec2:CreateSecurityGroup": ({"GroupName": "to-main"}, {"GroupId": "sg-1"}, GROUP),
    "acm:RequestCertificate": ({"DomainName": "main.io"}, {"CertificateArn": "arn:1"}, CERTIFICATE),
    "ec2:AuthorizeSecurityGroupIngress": (
        {"GroupId": "sg-9"}, {"SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-1"}]}, RULE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_call_makes_its_thing_known_and_no_other(name):
    params, reply, thing = CALLS[name]
    made = made_things([({"name": name, "params": params}, reply)])
    assert [one.is_among(made) for one in (BALANCER, GROUP, CERTIFICATE, RULE)] == [
        one is thing for one in (BALANCER, GROUP, CERTIFICATE, RULE)
    ]


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_call_whose_reply_is_lost_makes_known_what_it_named(name):
    params, _, thing = CALLS[name]
    assert thing.is_among(made_things([({"name": name, "params": params}, {LOST: name})]))


def test_a_reply_without_the_rules_makes_known_the_group_that_has_them() -> None:
    call = {"name": "ec2:AuthorizeSecurityGroupIngress", "params": {"GroupId": "sg-9"}}
    assert RULE.is_among(made_things([(call, {})]))


@pytest.mark.parametrize(
    "thing",
    [
        Thing(ThingKind.SECURITY_GROUP, "sg-2", frozenset({"to-main"})),
        Thing(ThingKind.CERTIFICATE, "arn:2", frozenset({"main.io"})),
        Thing(ThingKind.INGRESS_RULE, "sgr-2", frozenset({"sg-9"})),
        Thing(ThingKind.LOAD_BALANCER, "to-main-2.elb", frozenset({"to-main"})),
    ],
    ids=lambda thing: thing.kind,
)
def test_another_thing_of_the_same_name_is_not_known(thing):
    made = made_things([({"name": name, "params": params}, reply) for name, (params, reply, _) in CALLS.items()])
    assert not thing.is_among(made)


def test_a_call_that_makes_nothing_makes_nothing_known():
    assert made_things([({"name": "elb:AddTags", "params": {"LoadBalancerNames": ["to-main"]}}, {})]) == frozenset()
