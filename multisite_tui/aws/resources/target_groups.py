"""Target groups: where an Application Load Balancer sends the visitors of one site, and how it checks the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.target_groups import DELAY, STICKY, STICKY_FOR, STICKY_TYPE, TargetCheck, TargetGroup
from multisite_tui.aws.resources.application_load_balancers import tagging_calls
from multisite_tui.aws.resources.base import Resource, StepOutputs
from multisite_tui.aws.resources.ownership import Owner, as_list
from multisite_tui.errors import Problem


def wanted_attributes(draining: int, stickiness: int) -> dict[str, str]:
    """Return the attributes of a target group that the answers decide.

    Args:
        draining: Seconds that a leaving target may finish its requests, 0 to 3600.
        stickiness: Seconds that a visitor stays with one target by the load balancer's cookie; 0 for not.
    """
    cookie = {STICKY_TYPE: "lb_cookie", STICKY_FOR: str(stickiness)} if stickiness else {}
    return {DELAY: str(draining), STICKY: "true" if stickiness else "false", **cookie}


@dataclass
class SiteTargetGroup(Resource[TargetGroup]):
    """The target group of one site (elbv2, `CreateTargetGroup`).

    Name, protocol, port and VPC are fixed for good. The port is that of targets that are registered without one, which
    ours never are: a site can change its port.
    """

    owner: Owner
    name: str
    vpc: str
    protocol: str
    """`HTTP` or `HTTPS`."""
    port: int
    check: TargetCheck
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Such as `target group to-main`."""
        return f"target group {self.name}"

    def read(self, facts: Facts, known: StepOutputs) -> TargetGroup | None:
        """Find it by its name, which is unique in the account's region."""
        found = facts.target_group(self.name)
        attributes = facts.target_group_attributes(found.arn) if found else None
        return replace(found, attributes=attributes) if found and attributes is not None else None

    def calls(self, found: TargetGroup | None, known: StepOutputs) -> Sequence[Call]:
        """Create it and set its attributes; if it exists, update its tags, health check and attributes."""
        if found is None:
            arn = Unknown(None, "TargetGroupArn", f"the ARN of {self.title}")
            return [self._create(), self._set_attributes(arn, self.attributes, "draining and stickiness as asked")]
        return [
            *tagging_calls(self.owner, found.arn, found.tags, self.title),
            *self._adjust_check(found),
            *self._adjust(found),
        ]

    def conflicts(self, found: TargetGroup | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse another owner's target group, and one whose protocol or VPC cannot be changed to what is asked."""
        if found is None:
            return ()
        if not self.owner.owns(found.tags):
            return (self._taken(found),)
        if (found.protocol, found.vpc or self.vpc) != (self.protocol, self.vpc):
            return (self._fixed(found),)
        return ()

    def summary(self, found: TargetGroup | None) -> str:
        """Its ARN."""
        return found.arn if found else ""

    def _create(self) -> Call:
        params = {
            "Name": self.name,
            "Protocol": self.protocol,
            "ProtocolVersion": "HTTP1",
            "Port": self.port,
            "VpcId": self.vpc,
            "TargetType": "instance",
            **self._checking,
            "Tags": as_list(self.owner.tags_for()),
        }
        return AwsCall("elbv2", "CreateTargetGroup", params, self.title, "not there yet")

    @property
    def _checking(self) -> dict[str, Any]:
        return {
            "HealthCheckProtocol": self.check.protocol,
            "HealthCheckPort": self.check.port,
            "HealthCheckPath": self.check.path,
            "HealthCheckIntervalSeconds": self.check.interval,
            "HealthCheckTimeoutSeconds": self.check.timeout,
            "HealthyThresholdCount": self.check.healthy_threshold,
            "UnhealthyThresholdCount": self.check.unhealthy_threshold,
            "Matcher": {"HttpCode": self.check.codes},
        }

    def _adjust_check(self, found: TargetGroup) -> Sequence[Call]:
        if found.check == self.check:
            return ()
        differing = (
            f"{name.replace('_', ' ')} is {getattr(found.check, name)}, asked for {getattr(self.check, name)}"
            for name in TargetCheck.__dataclass_fields__
            if getattr(found.check, name) != getattr(self.check, name)
        )
        params = {"TargetGroupArn": found.arn, **self._checking}
        return [AwsCall("elbv2", "ModifyTargetGroup", params, self.title, ", ".join(differing))]

    def _adjust(self, found: TargetGroup) -> Sequence[Call]:
        there = found.attributes or {}
        differing = {key: value for key, value in self.attributes.items() if there.get(key) != value}
        if not differing:
            return ()
        why = ", ".join(f"{key} is {there.get(key)}, asked for {value}" for key, value in sorted(differing.items()))
        return [self._set_attributes(found.arn, differing, why)]

    def _set_attributes(self, arn: str | Unknown, wanted: Mapping[str, str], why: str) -> Call:
        attributes = [{"Key": key, "Value": wanted[key]} for key in sorted(wanted)]
        params = {"TargetGroupArn": arn, "Attributes": attributes}
        return AwsCall("elbv2", "ModifyTargetGroupAttributes", params, self.title, why)

    def _taken(self, found: TargetGroup) -> Problem:
        other, setup = self.owner.other_site(found.tags), self.owner.other_setup(found.tags)
        why = f"This setup has it for its site {other}." if other else "It was not made by this setup."
        return Problem(
            code="target_group_taken",
            what=f"A target group named {self.name} is there already.",
            why=f"It belongs to your setup {setup}." if setup else why,
            next="Choose another `target_group` name for this site.",
            site=self.owner.site,
            key="target_group",
        )

    def _fixed(self, found: TargetGroup) -> Problem:
        return Problem(
            code="target_group_fixed",
            what=f"Target group {self.name} speaks {found.protocol} in {found.vpc}; asked for is {self.protocol} in "
            f"{self.vpc}.",
            why="AWS fixes protocol and VPC when a target group is made.",
            next="Give the site another `target_group` name to have one made, or put `instance_protocol` back.",
            site=self.owner.site,
            key="instance_protocol",
        )
