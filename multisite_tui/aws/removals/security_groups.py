"""Removal of security groups, after everything that uses them or refers to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import SETUP, Owner
from multisite_tui.model.rules.tags import OURS
from multisite_tui.model.things import Thing, ThingKind

Groups = tuple[SecurityGroup, ...]


@dataclass
class RemovedGroups(Resource[Groups]):
    """Security groups with this site's tags: those that the setup created are deleted, adopted ones lose our tags.

    AWS refuses while an interface has the group or another group's rule refers to it (ec2, `DeleteSecurityGroup`,
    DependencyViolation), which may last for some minutes after the load balancer is deleted.
    """

    owner: Owner
    in_use: frozenset[str] = frozenset()
    """Ids of the security groups of adopted load balancers, which stay."""
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """A title for all of them together."""
        return f"security groups of {self.owner.site or self.owner.setup}"

    def read(self, facts: Facts, known: StepOutputs) -> Groups:
        """Find them by their tags, in any VPC."""
        return tuple(group for group in facts.tagged_groups(SETUP, self.owner.setup) if self.owner.owns(group.tags))

    def calls(self, found: Groups | None, known: StepOutputs) -> Sequence[Call]:
        """Delete each, or remove our tags."""
        ours = {thing.id for thing in self.deletes(found)}
        left = [group for group in found or () if group.id not in self.in_use]
        return [self._remove(group) for group in left if group.id in ours or not self.owner.made(group.tags)]

    def deletes(self, found: Groups | None) -> Sequence[Thing]:
        """Return those that the setup created; EC2 does not say when."""
        going = [group for group in found or () if group.id not in self.in_use and self.owner.made(group.tags)]
        things = [Thing(ThingKind.SECURITY_GROUP, group.id, frozenset({group.name})) for group in going]
        return [thing for thing in things if self.may_delete(thing)]

    def stays(self, found: Groups | None) -> bool:
        """Whether there is one that a load balancer uses which stays, or that another owner made."""
        return len(self.deletes(found)) < len(found or ())

    def noop_reason(self, found: Groups | None) -> str:
        """Return why an existing one is kept."""
        return "a load balancer that stays uses it" if found else "gone already"

    def _remove(self, group: SecurityGroup) -> Call:
        about = f"security group {group.name}"
        if self.owner.made(group.tags):
            return AwsCall("ec2", "DeleteSecurityGroup", {"GroupId": group.id}, about, "made by this setup")
        ours = [{"Key": key} for key in sorted(group.tags) if key.startswith(OURS)]
        return AwsCall("ec2", "DeleteTags", {"Resources": [group.id], "Tags": ours}, about, "taken on: it stays")
