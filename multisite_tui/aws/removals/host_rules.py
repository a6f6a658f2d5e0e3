"""Removal of a site's rules from the listeners that all sites share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.application_listeners import HostRule
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.removals.setup_balancers import listeners_of_setup
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.model.things import Thing, ThingKind

SiteRules = tuple[HostRule, ...]


@dataclass
class RemovedHostRules(Resource[SiteRules]):
    """The rules with a site's tags, the one of its maintenance page too; other sites' rules stay as they are."""

    owner: Owner
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """Such as `rules of main.io`."""
        return f"rules of {self.owner.site}"

    def read(self, facts: Facts, known: StepOutputs) -> SiteRules:
        """Find them by their tags, on every listener of the setup."""
        listeners = listeners_of_setup(self.owner.setup, facts)
        rules = [rule for one in listeners for rule in facts.host_rules(one.arn)]
        return tuple(rule for rule in rules if self.owner.owns(rule.tags))

    def calls(self, found: SiteRules | None, known: StepOutputs) -> Sequence[Call]:
        """Delete each."""
        about = self.title
        return [
            AwsCall("elbv2", "DeleteRule", {"RuleArn": thing.id}, about, "made by this setup")
            for thing in self.deletes(found)
        ]

    def deletes(self, found: SiteRules | None) -> Sequence[Thing]:
        """Return those that the setup created; ELB does not say when."""
        made = [rule for rule in found or () if self.owner.made(rule.tags)]
        things = [Thing(ThingKind.RULE, rule.arn, frozenset(rule.hosts), None, ", ".join(rule.hosts)) for rule in made]
        return [thing for thing in things if self.may_delete(thing)]

    def noop_reason(self, found: SiteRules | None) -> str:
        """Return that there are none."""
        return "none are left"
