"""Eventual consistency: for some seconds after an object is created, not every part of AWS knows it.

Source: EC2 API reference, "Eventual consistency". The durations are in `constants.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, rule
from multisite_tui.demo.constants import (
    ALIAS_ARRIVAL,
    BALANCER_ARRIVAL,
    CERTIFICATE_ARRIVAL,
    GROUP_ARRIVAL,
    REQUEST_ARRIVAL,
)

if TYPE_CHECKING:
    from multisite_tui.demo.wire.protocols import Reply
    from multisite_tui.demo.world import PracticeApplicationBalancer, PracticeBalancer, PracticeCertificate

    AnyBalancer = PracticeBalancer | PracticeApplicationBalancer

_GROUP_ID = re.compile(r"<groupId>(sg-\w+)</groupId>")


def note_group(call: PracticeCall, reply: Reply) -> None:
    """Record when a security group was created; records of groups that are known everywhere are deleted."""
    if call.operation != "CreateSecurityGroup":
        return
    made = call.world.groups_made
    body = reply[2] if isinstance(reply[2], str) else reply[2].decode()
    for group_id in [group_id for group_id, since in made.items() if call.now >= since + GROUP_ARRIVAL]:
        del made[group_id]
    made.update(dict.fromkeys(_GROUP_ID.findall(body), call.now))


def group_is_unknown(call: PracticeCall, group_id: str) -> bool:
    """Return whether a security group cannot be used yet."""
    made = call.world.groups_made.get(group_id)
    return made is not None and call.too_new(made, GROUP_ARRIVAL)


def issue_is_unknown(call: PracticeCall, issued: float) -> bool:
    """Return whether ELB does not find an issued certificate yet."""
    return call.too_new(issued, CERTIFICATE_ARRIVAL)


def request_is_unknown(call: PracticeCall, certificate: PracticeCertificate) -> bool:
    """Return whether ACM cannot describe a certificate yet."""
    return call.too_new(certificate.created, REQUEST_ARRIVAL)


def balancer_is_unknown(call: PracticeCall, balancer: AnyBalancer) -> bool:
    """Return whether read calls do not find a load balancer yet; calls that change it always do."""
    return not call.mutating and call.too_new(_made(balancer), BALANCER_ARRIVAL)


def alias_is_unknown(call: PracticeCall, balancer: AnyBalancer) -> bool:
    """Return whether Route 53 does not know a load balancer's name yet."""
    return call.too_new(_made(balancer), ALIAS_ARRIVAL)


def _made(balancer: AnyBalancer) -> float:
    return float(balancer.description["CreatedTime"].timestamp())


@rule("elb", "CreateLoadBalancer", "ApplySecurityGroupsToLoadBalancer")
@rule("elbv2", "CreateLoadBalancer", "SetSecurityGroups")
def groups_have_arrived(call: PracticeCall) -> None:
    """A security group just made does not exist for ELB yet (InvalidSecurityGroup)."""
    for group_id in call.params.get("SecurityGroups") or []:
        if group_is_unknown(call, group_id):
            message = f"One or more of the specified security groups do not exist: {group_id}"
            raise Refusal("InvalidSecurityGroup", message)


@rule("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def source_groups_have_arrived(call: PracticeCall) -> None:
    """A security group just made cannot be another rule's source yet; rules on itself can be added."""
    for permission in call.params.get("IpPermissions") or []:
        for pair in permission.get("UserIdGroupPairs", []):
            group_id = pair.get("GroupId", "")
            if group_id != call.params.get("GroupId") and group_is_unknown(call, group_id):
                raise Refusal("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")
