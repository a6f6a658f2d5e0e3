"""For every key of the answers file: change it, run again, and exactly that is changed, with nothing else called.

The table is the promise: key, what is called, and whether visitors of the site meet an outage.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from .reference import REFERENCE, edited, with_site
from .rig import Bench

AUTHORIZE = "ec2:AuthorizeSecurityGroupIngress"
REVOKE = "ec2:RevokeSecurityGroupIngress"
CHANGE = "route53:ChangeResourceRecordSets"
ADD = "elb:CreateLoadBalancerListeners"
DELETE = "elb:DeleteLoadBalancerListeners"
POLICY = "elb:SetLoadBalancerPoliciesOfListener"
COOKIE = "elb:CreateLBCookieStickinessPolicy"
EXCHANGE = "elb:SetLoadBalancerListenerSSLCertificate"
CHECK = "elb:ConfigureHealthCheck"
ATTRIBUTES = "elb:ModifyLoadBalancerAttributes"
MOVED = [DELETE, ADD, DELETE, ADD, POLICY]
NONE = "none"
SECONDS = "seconds a port"


@dataclass(frozen=True)
class Edit:
    key: str
    answers: str
    calls: list[str]
    """In order, where they follow from each other; sorted otherwise."""
    outage: str = NONE


EDITS = [
    Edit("waits", edited("sites:", "waits: {dns: 9m}\nsites:"), []),
    Edit("verify", with_site("verify: {status: 200, text: welcome}"), []),
    Edit("dns.replace", with_site("dns: {replace: true}"), []),
    Edit("dns.zone", with_site("dns: {zone: main.io}"), []),
    Edit("adopt", with_site("adopt: true"), []),
    Edit("expect", edited("sites:", "expect: {account: '123456789012'}\nsites:"), []),
    Edit(
        "tags of a site, added",
        with_site("tags: {stage: test}"),
        ["acm:AddTagsToCertificate", "ec2:CreateTags", "elb:AddTags"],
    ),
    Edit(
        "tags of the setup, changed",
        edited("team: web", "team: ops"),
        [*["acm:AddTagsToCertificate"] * 2, *["ec2:CreateTags"] * 2, *["elb:AddTags"] * 2],
    ),
    Edit(
        "tags of the setup, removed",
        edited("tags: {team: web}\n", ""),
        [*["acm:RemoveTagsFromCertificate"] * 2, *["ec2:DeleteTags"] * 2, *["elb:RemoveTags"] * 2],
    ),
    Edit("port", edited("port: 6403", "port: 7000"), [AUTHORIZE, CHECK, *MOVED, REVOKE], SECONDS),
    Edit("listeners, added", with_site("listeners: [http:80, http:8080, https:443]"), [AUTHORIZE, ADD]),
    Edit(
        "instance_protocol", with_site("instance_protocol: https"), [CHECK, DELETE, DELETE, ADD, ADD, POLICY], SECONDS
    ),
    Edit(
        "aliases, added", with_site("aliases: [www.sub.main.io]"), ["acm:RequestCertificate", CHANGE, EXCHANGE, CHANGE]
    ),
    Edit("health_check.path", with_site("health_check: {path: /health}"), [CHECK]),
    Edit("health_check.interval", with_site("health_check: {interval: 10}"), [CHECK]),
    Edit("health_check.timeout", with_site("health_check: {timeout: 2}"), [CHECK]),
    Edit("health_check.unhealthy_threshold", with_site("health_check: {unhealthy_threshold: 4}"), [CHECK]),
    Edit("health_check.healthy_threshold", with_site("health_check: {healthy_threshold: 3}"), [CHECK]),
    Edit("health_check.protocol", with_site("health_check: {protocol: tcp}"), [CHECK]),
    Edit("health_check.port", with_site("health_check: {port: 9000}"), [AUTHORIZE, CHECK]),
    Edit("stickiness, added", with_site("stickiness: 1h"), [COOKIE, POLICY, POLICY]),
    Edit("idle_timeout", with_site("idle_timeout: 120"), [ATTRIBUTES]),
    Edit("draining", with_site("draining: 0"), [ATTRIBUTES]),
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.key)
def test_an_edit_changes_exactly_what_was_edited_and_once(in_service: Bench, edit: Edit) -> None:
    before = len(in_service.writes())

    ending = in_service.run(edit.answers)

    made = in_service.writes()[before:]
    assert ending.exit_code == 0
    assert made == edit.calls or sorted(made) == edit.calls
    assert (DELETE in made) == (edit.outage == SECONDS)
    assert in_service.plan(edit.answers).nothing_to_do


def test_the_way_in_and_the_health_check_come_before_the_first_listener(in_service: Bench) -> None:
    before = len(in_service.writes())

    in_service.run(edited("port: 6403", "port: 7000"))

    made = in_service.writes()[before:]
    assert max(made.index(AUTHORIZE), made.index(CHECK)) < made.index(DELETE)
    assert made.index(REVOKE) > made.index(POLICY)


def test_each_listener_is_back_before_the_next_one_goes(in_service: Bench) -> None:
    before = len(in_service.writes())

    in_service.run(edited("port: 6403", "port: 7000"))

    moves = [call for call in in_service.writes()[before:] if call in (DELETE, ADD)]
    assert moves == [DELETE, ADD, DELETE, ADD]


def test_a_listener_that_a_kill_took_away_comes_back_first(in_service: Bench) -> None:
    in_service.aws.elb.delete_load_balancer_listeners(LoadBalancerName="to-sub", LoadBalancerPorts=[80])
    before = len(in_service.writes())

    in_service.run(edited("port: 6403", "port: 7000"))

    moves = [call for call in in_service.writes()[before:] if call in (DELETE, ADD)]
    assert moves == [ADD, DELETE, ADD]


def sticky(bench: Bench, name: str = "to-sub") -> tuple[list[str], dict[int, list[str]]]:
    """Return the stickiness policies of a load balancer, and the policies of each port."""
    [found] = bench.aws.elb.describe_load_balancers(LoadBalancerNames=[name])["LoadBalancerDescriptions"]
    named = [one["PolicyName"] for one in found["Policies"]["LBCookieStickinessPolicies"]]
    return named, {one["Listener"]["LoadBalancerPort"]: one["PolicyNames"] for one in found["ListenerDescriptions"]}


def test_a_plan_says_of_each_port_that_visitors_are_kept_with_one_instance(bench: Bench) -> None:
    steps = {step.id: step.why for step in bench.plan(with_site("stickiness: 1h")).plan.steps}
    assert steps["sub.main.io/listeners"].count("to keep a visitor with one instance for 3600 seconds") == 2


def test_stickiness_of_another_duration_and_off(in_service: Bench) -> None:
    tls = sticky(in_service)[1][443]
    in_service.run(with_site("stickiness: 1h"))
    assert sticky(in_service) == (
        ["multisite-tui-sticky-3600"],
        {80: ["multisite-tui-sticky-3600"], 443: ["multisite-tui-sticky-3600", *tls]},
    )

    before = len(in_service.writes())
    in_service.run(with_site("stickiness: 30m"))
    assert in_service.writes()[before:] == [COOKIE, POLICY, POLICY, "elb:DeleteLoadBalancerPolicy"]
    assert sticky(in_service)[0] == ["multisite-tui-sticky-1800"]

    in_service.run(REFERENCE)
    assert sticky(in_service) == ([], {80: [], 443: tls})
    before = len(in_service.writes())
    assert in_service.run(REFERENCE).exit_code == 0
    assert in_service.writes()[before:] == []


def test_a_strangers_stickiness_stays_until_it_is_to_be_replaced_and_the_plan_names_it(in_service: Bench) -> None:
    elb = in_service.aws.elb
    elb.create_lb_cookie_stickiness_policy(LoadBalancerName="to-sub", PolicyName="theirs")
    elb.set_load_balancer_policies_of_listener(LoadBalancerName="to-sub", LoadBalancerPort=80, PolicyNames=["theirs"])

    moved = edited("port: 6403", "port: 7000")
    in_service.run(moved)
    assert sticky(in_service)[1][80] == ["theirs"]

    planned = in_service.plan(with_site("stickiness: 1h", moved))
    assert "theirs, which this setup did not make" in str(planned.plan)
    in_service.run(with_site("stickiness: 1h", moved))
    assert sticky(in_service)[0] == ["theirs", "multisite-tui-sticky-3600"]
    assert sticky(in_service)[1][80] == ["multisite-tui-sticky-3600"]


RENAMED = with_site("dns: {replace: true}", edited("to-sub", "to-other"))
LEFT = [
    ("load_balancer", RENAMED, {"load_balancer_left", "security_group_left"}),
    ("a site", REFERENCE[: REFERENCE.index("  - domain: sub.main.io")], {"load_balancer_left", "record_left"}),
    ("security_group.name", with_site("security_group: {name: other}"), {"security_group_left"}),
    ("security_group.description", with_site("security_group: {description: Another text}"), {"security_group_text"}),
    ("listeners, removed", with_site("listeners: [https:443]"), {"listener_left"}),
]


@pytest.mark.parametrize(("key", "answers", "codes"), LEFT, ids=[key for key, *_ in LEFT])
def test_what_cannot_be_changed_is_named_and_left_until_accepted(
    in_service: Bench, key: str, answers: str, codes: set[str]
) -> None:
    refused = in_service.plan(answers)
    accepted = in_service.plan(answers, accept_leftovers=True)

    assert {problem.code for problem in refused.problems} == codes
    assert accepted.problems == ()
    assert {warning.code for warning in accepted.plan.warnings} == codes


def test_an_alias_that_is_no_longer_asked_for_is_named_and_left(in_service: Bench) -> None:
    in_service.run(with_site("aliases: [www.sub.main.io]"))

    refused = in_service.plan(REFERENCE)

    assert [problem.code for problem in refused.problems] == ["record_left"]
    assert "www.sub.main.io" in refused.problems[0].what


def test_instances_are_exchanged_the_new_one_first(in_service: Bench) -> None:
    there = in_service.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]
    new = in_service.aws.ec2.run_instances(
        ImageId="ami-12345678",
        MinCount=1,
        MaxCount=1,
        SubnetId=there["SubnetId"],
        SecurityGroupIds=[group["GroupId"] for group in there["SecurityGroups"]],
    )["Instances"][0]["InstanceId"]
    before = len(in_service.writes())

    in_service.run(with_site(f"instances: [{new}]", edited("sites:", f"instances: [{there['InstanceId']}]\nsites:")))

    made = in_service.writes()[before:]
    assert made == ["elb:RegisterInstancesWithLoadBalancer", "elb:DeregisterInstancesFromLoadBalancer"]


MANY_TAGS = f"tags: {{{', '.join(f'k{number}: v' for number in range(12))}}}"


def test_more_tags_than_the_api_reference_grants_are_asked_for(in_service: Bench) -> None:
    assert in_service.run(with_site(MANY_TAGS)).exit_code == 0
    found = in_service.aws.elb.describe_tags(LoadBalancerNames=["to-sub"])["TagDescriptions"][0]["Tags"]
    assert {f"k{number}" for number in range(12)} < {tag["Key"] for tag in found}


def test_a_load_balancer_that_takes_no_more_tags_is_refused_in_awss_words(in_service: Bench) -> None:
    in_service.account.set_quota("classic-tags", 10)
    ending = in_service.run(with_site(MANY_TAGS))
    assert ending.exit_code == 5
    [problem] = ending.site_problems.values()
    assert problem.code == "TooManyTags"
    assert "its guide says 50, its API reference 10" in problem.why
