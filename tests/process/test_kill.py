"""`kill -9` at chosen calls that change AWS, before and after each; then resume: as if nothing had been."""

from __future__ import annotations

import signal

import pytest

from .pictures import Picture, account_picture
from .running import REFERENCE, Desk

POINTS = {
    "the first group": ("ec2.CreateSecurityGroup", "-"),
    "the first certificate": ("acm.RequestCertificate", "-"),
    "the first load balancer": ("elb.CreateLoadBalancer", "-"),
    "the second load balancer": ("elb.CreateLoadBalancer", "elb.CreateLoadBalancer"),
    "the instance": ("elb.RegisterInstancesWithLoadBalancer", "-"),
    "the validation records": ("route53.ChangeResourceRecordSets", "-"),
    "the https listener": ("elb.CreateLoadBalancerListeners", "-"),
    "the switch of the live domain": ("route53.ChangeResourceRecordSets", "elb.AddTags"),
}


@pytest.fixture(scope="session")
def undisturbed(reference: Desk) -> Picture:
    """The account after an undisturbed run."""
    return account_picture(reference.account)


@pytest.mark.sampled(2)
@pytest.mark.sampled
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_killed_and_resumed_is_as_undisturbed(desk: Desk, undisturbed: Picture, point: str, when: str) -> None:
    name, after = POINTS[point]
    killed = desk.run_dying(when, name, after, "--answers", REFERENCE, "--yes")
    assert killed.code == -signal.SIGKILL, killed.err
    assert [(call.name, call.outcome) for call in desk.writes][-1] == (name, "killed")
    ended = desk.run("--resume", "main-io", "--yes", "--output", "json")
    # Where the last call was made before the end, a resume finds nothing left to do.
    assert (ended.code, ended.last["outcome"] in ("complete", "unchanged")) == (0, True), ended.out
    assert account_picture(desk.account) == undisturbed


def test_a_run_killed_twice_is_as_undisturbed(desk: Desk, undisturbed: Picture) -> None:
    desk.told_to_fail(kill={"call": 9, "when": "after"})
    assert desk.run("--answers", REFERENCE, "--yes").code == -signal.SIGKILL
    desk.told_to_fail(kill={"call": 9, "when": "before"})
    assert desk.run("--resume", "main-io", "--yes").code == -signal.SIGKILL
    assert desk.run("--answers", REFERENCE, "--yes").code == 0
    assert account_picture(desk.account) == undisturbed


def test_a_killed_run_is_listed_as_having_said_nothing_of_its_end(desk: Desk) -> None:
    desk.told_to_fail(kill={"call": 1, "when": "before"})
    desk.run("--answers", REFERENCE, "--yes")
    assert '"outcome": null' in desk.run("list", "--output", "json").out


def test_the_points_are_as_many_as_promised() -> None:
    assert len(POINTS) * 2 == 16


def test_the_picture_shows_one_certificate_and_one_group_a_site(undisturbed: Picture) -> None:
    assert [one["DomainName"] for one in undisturbed["certificates"]] == ["main.io", "sub.main.io"]
    groups = [one["GroupName"] for one in undisturbed["security groups"] if "GroupName" in one]
    assert sorted(groups) == ["default", "to-main", "to-sub", "web"]
    assert [one["LoadBalancerName"] for one in undisturbed["load balancers"]] == ["to-main", "to-sub"]


def test_the_picture_tells_two_accounts_apart_by_one_rule(finished: Desk, undisturbed: Picture) -> None:
    assert account_picture(finished.account) == undisturbed
    ec2 = finished.account.session().client("ec2")
    group = next(one for one in ec2.describe_security_groups()["SecurityGroups"] if one["GroupName"] == "to-main")
    ec2.authorize_security_group_ingress(
        GroupId=group["GroupId"], IpProtocol="tcp", FromPort=81, ToPort=81, CidrIp="0.0.0.0/0"
    )
    assert account_picture(finished.account) != undisturbed
