"""The Application Load Balancer that all sites of a setup share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.application_load_balancers import (
    APPLICATION,
    FAILED,
    IDLE_TIMEOUT,
    ApplicationLoadBalancer,
)
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.base import Kind, Progress, Ref, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.ownership import Owner, as_list, why_tagged, why_untagged
from multisite_tui.errors import Problem, StepError
from multisite_tui.model.replies import Reply
from multisite_tui.model.usual_times import UsualTime

FEWEST_ZONES = 2
"""An Application Load Balancer is in two availability zones or more (elbv2, `CreateLoadBalancer`, `Subnets`)."""

AS_CREATED = 60
"""Seconds of idle timeout of a new load balancer (elbv2, `LoadBalancerAttribute`, idle_timeout.timeout_seconds)."""


def tagging_calls(
    owner: Owner, arn: str, tags: Mapping[str, str], about: str, *, keep: frozenset[str] = frozenset()
) -> list[Call]:
    """Return the calls that bring the tags of an object of the later API to what is wanted.

    Args:
        owner: Whose it is.
        arn: Its ARN.
        tags: Its tags.
        about: The object for a person.
        keep: Keys that are left as they are.
    """
    calls: list[Call] = []
    if lacking := owner.lacking(tags):
        params: Mapping[str, Any] = {"ResourceArns": [arn], "Tags": as_list(lacking)}
        calls.append(AwsCall("elbv2", "AddTags", params, about, why_tagged(lacking)))
    if outdated := [key for key in owner.outdated(tags) if key not in keep]:
        params = {"ResourceArns": [arn], "TagKeys": outdated}
        calls.append(AwsCall("elbv2", "RemoveTags", params, about, why_untagged(outdated)))
    return calls


@dataclass
class SharedLoadBalancer(Resource[ApplicationLoadBalancer]):
    """An internet-facing Application Load Balancer (elbv2, `CreateLoadBalancer`), active.

    The name has at most 32 characters of `A-Z a-z 0-9 -`. Subnets are public, one for each of at least two availability
    zones. One that exists and is not this setup's is refused: its rules could come before ours.
    """

    owner: Owner
    name: str
    vpc: str
    subnets: tuple[str, ...]
    group: Ref[SecurityGroup]
    idle_timeout: int
    """Seconds, 1 to 4000."""
    wait = Wait("the load balancer to become active", limit=900, every=5, usual=UsualTime.minutes(2, 4))

    @property
    def title(self) -> str:
        """Such as `load balancer main-io`."""
        return f"load balancer {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> ApplicationLoadBalancer | None:
        """Find it by its name, which is unique among all load balancers of the later API in the region."""
        found = facts.application_load_balancer(self.name)
        attributes = facts.application_attributes(found.arn) if found else None
        return replace(found, attributes=attributes) if found and attributes is not None else None

    def calls(self, found: ApplicationLoadBalancer | None, known: StepOutputs) -> Sequence[Call]:
        """Create it, with another idle timeout than AWS's if asked; if it exists, update what differs."""
        if found is None:
            arn = Unknown(None, "LoadBalancerArn", f"the ARN of {self.title}")
            adjust = [self._set_idle_timeout(arn, "the time limit as asked")]
            return [self._create(known), *(adjust if self.idle_timeout != AS_CREATED else ())]
        tags = tagging_calls(self.owner, found.arn, found.tags, self.title)
        return [*tags, *self._place(found), *self._adjust(found)]

    def conflicts(self, found: ApplicationLoadBalancer | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse one zone alone, another owner's load balancer, and one of another VPC."""
        if found is None:
            return ()
        if not self.owner.owns(found.tags) or found.type != APPLICATION:
            return (self._taken(found),)
        return (self._apart(found),) if found.vpc not in ("", self.vpc) else ()

    def progress(self, facts: Facts, found: ApplicationLoadBalancer, replies: Sequence[Reply]) -> Progress:
        """Done when it is active.

        Raises:
            StepError: AWS could not set it up.
        """
        now = facts.application_load_balancers().get(self.name)
        if now is None:
            return Progress(False, "ELB does not show the load balancer yet")
        if now.state == FAILED:
            raise StepError(self._failed(now))
        return Progress(now.usable, f"{now.state}: {now.state_reason}" if now.state_reason else now.state)

    def expects(self, found: ApplicationLoadBalancer | None) -> Wait | None:
        """Return the wait unless it is active."""
        return None if found is not None and found.usable else self.wait

    def summary(self, found: ApplicationLoadBalancer | None) -> str:
        """Its public DNS name."""
        return found.dns_name if found else ""

    def _create(self, known: StepOutputs) -> Call:
        params = {
            "Name": self.name,
            "Subnets": list(self.subnets),
            "SecurityGroups": [self._group(known)],
            "Scheme": "internet-facing",
            "Type": APPLICATION,
            "IpAddressType": "ipv4",
            "Tags": as_list(self.owner.tags_for()),
        }
        return AwsCall("elbv2", "CreateLoadBalancer", params, self.title, "not there yet")

    def _group(self, known: StepOutputs) -> str | Unknown:
        group = known.get(self.group)
        return group.id if group else Unknown(self.group.step, "GroupId", "the id of its security group")

    def _place(self, found: ApplicationLoadBalancer) -> Sequence[Call]:
        """Return the call for the subnets, which sets the whole list (elbv2, `SetSubnets`)."""
        if found.subnets == frozenset(self.subnets):
            return ()
        params = {"LoadBalancerArn": found.arn, "Subnets": sorted(self.subnets)}
        return [AwsCall("elbv2", "SetSubnets", params, self.title, "it is in other subnets")]

    def _adjust(self, found: ApplicationLoadBalancer) -> Sequence[Call]:
        there = (found.attributes or {}).get(IDLE_TIMEOUT)
        if there == str(self.idle_timeout):
            return ()
        return [self._set_idle_timeout(found.arn, f"idle timeout is {there}, asked for {self.idle_timeout}")]

    def _set_idle_timeout(self, arn: str | Unknown, why: str) -> Call:
        attributes = [{"Key": IDLE_TIMEOUT, "Value": str(self.idle_timeout)}]
        params = {"LoadBalancerArn": arn, "Attributes": attributes}
        return AwsCall("elbv2", "ModifyLoadBalancerAttributes", params, self.title, why)

    def _taken(self, found: ApplicationLoadBalancer) -> Problem:
        setup = self.owner.other_setup(found.tags)
        why = (
            f"It belongs to your setup {setup}." if setup else "It was not made by this setup, and cannot be taken on."
        )
        return Problem(
            code="load_balancer_taken",
            what=f"A load balancer named {self.name} is there already ({found.type}).",
            why=why,
            next="Choose another name with `shared: {load_balancer: ...}`.",
            key="shared.load_balancer",
        )

    def _apart(self, found: ApplicationLoadBalancer) -> Problem:
        return Problem(
            code="load_balancer_apart",
            what=f"Load balancer {self.name} is in {found.vpc}, and the instances are in {self.vpc}.",
            why="An Application Load Balancer reaches only instances of its own VPC, and cannot move to another.",
            next="Choose another `shared.load_balancer` to have one made beside the instances.",
            key="shared.load_balancer",
        )

    def _failed(self, found: ApplicationLoadBalancer) -> Problem:
        return Problem(
            code="load_balancer_failed",
            what=f"AWS could not set up load balancer {self.name}: {found.state_reason or found.state}.",
            why="A load balancer in this state never routes a request.",
            next=f"Delete {self.name} in the console, then resume: it is made anew.",
        )


@dataclass
class SharedGroups(Resource[ApplicationLoadBalancer]):
    """The security groups of the load balancer that all sites share, where an edit gives it another one.

    They are set once the new group is let in to all instances: the sites would be out of service until then.
    """

    name: str
    """The load balancer's name."""
    group: Ref[SecurityGroup]
    kind: ClassVar[Kind] = Kind.PREPARE

    @property
    def title(self) -> str:
        """Such as `security groups of load balancer main-io`."""
        return f"security groups of load balancer {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> ApplicationLoadBalancer | None:
        """Find the load balancer."""
        return facts.application_load_balancer(self.name)

    def calls(self, found: ApplicationLoadBalancer | None, known: StepOutputs) -> Sequence[Call]:
        """Set the whole list (elbv2, `SetSecurityGroups`), if it is another one."""
        group = known.get(self.group)
        wanted = group.id if group else Unknown(self.group.step, "GroupId", "the id of its security group")
        if found is None or found.security_groups == {wanted}:
            return ()
        params = {"LoadBalancerArn": found.arn, "SecurityGroups": [wanted]}
        return [AwsCall("elbv2", "SetSecurityGroups", params, self.title, "it has other groups")]
