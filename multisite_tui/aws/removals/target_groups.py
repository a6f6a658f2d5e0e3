"""Removal of target groups, once no rule names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import SETUP, Owner
from multisite_tui.model.things import Thing, ThingKind

Groups = tuple[TargetGroup, ...]


@dataclass
class RemovedTargetGroups(Resource[Groups]):
    """Target groups with a site's tags; AWS refuses while a rule is known to name one (elbv2, ResourceInUse)."""

    owner: Owner
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """A title for all of them together."""
        return f"target groups of {self.owner.site}"

    def read(self, facts: Facts, known: StepOutputs) -> Groups:
        """Find them by their tags."""
        there = facts.target_groups()
        tags = facts.target_group_tags() if there else {}
        tagged = [replace(one, tags=tags[one.arn]) for one in there.values() if SETUP in tags.get(one.arn, {})]
        return tuple(sorted((one for one in tagged if self.owner.owns(one.tags)), key=lambda one: one.name))

    def calls(self, found: Groups | None, known: StepOutputs) -> Sequence[Call]:
        """Delete each."""
        return [self._delete(thing) for thing in self.deletes(found)]

    def deletes(self, found: Groups | None) -> Sequence[Thing]:
        """Return those that the setup created; ELB does not say when."""
        made = [one for one in found or () if self.owner.made(one.tags)]
        things = [Thing(ThingKind.TARGET_GROUP, one.arn, frozenset({one.name}), None, one.name) for one in made]
        return [thing for thing in things if self.may_delete(thing)]

    @staticmethod
    def _delete(group: Thing) -> Call:
        about = f"target group {group.name}"
        return AwsCall("elbv2", "DeleteTargetGroup", {"TargetGroupArn": group.id}, about, "made by this setup")

    def noop_reason(self, found: Groups | None) -> str:
        """Return that there are none."""
        return "gone already"
