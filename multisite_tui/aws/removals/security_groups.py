"""The security group goes last of the network: nothing may use it or name it any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import OURS, SETUP, Owner

Groups = tuple[SecurityGroup, ...]


@dataclass
class RemovedGroups(Resource[Groups]):
    """Groups that carry this site's tags: those that were made here go, those that were taken on lose our tags.

    AWS refuses as long as an interface has the group or another group's rule names it (ec2, `DeleteSecurityGroup`,
    DependencyViolation), which may last for some minutes after the load balancer is gone.
    """

    owner: Owner
    in_use: frozenset[str] = frozenset()
    """Groups of load balancers that stay, because they were only taken on."""
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """A name for all of them."""
        return f"security groups of {self.owner.site}"

    def read(self, facts: Facts, known: StepOutputs) -> Groups:
        """Find them by their tags, in whichever VPC."""
        return tuple(group for group in facts.tagged_groups(SETUP, self.owner.setup) if self.owner.owns(group.tags))

    def calls(self, found: Groups | None, known: StepOutputs) -> Sequence[Call]:
        """Delete each, or take our tags off."""
        return [self._remove(group) for group in found or () if group.id not in self.in_use]

    def noop_reason(self, found: Groups | None) -> str:
        """Say why one that is there is left."""
        return "a load balancer that stays uses it" if found else "gone already"

    def _remove(self, group: SecurityGroup) -> Call:
        about = f"security group {group.name}"
        if self.owner.made(group.tags):
            return AwsCall("ec2", "DeleteSecurityGroup", {"GroupId": group.id}, about, "made by this setup")
        ours = [{"Key": key} for key in sorted(group.tags) if key.startswith(OURS)]
        return AwsCall("ec2", "DeleteTags", {"Resources": [group.id], "Tags": ours}, about, "taken on: it stays")
