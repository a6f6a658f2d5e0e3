"""Outdated rules: ways in that this setup once opened in somebody else's group, and that nothing needs any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.security_groups import SecurityGroup, TaggedRule
from multisite_tui.aws.resources.base import Known, Ref, Resource
from multisite_tui.aws.resources.ownership import SETUP, Owner

Rules = tuple[TaggedRule, ...]


@dataclass
class OutdatedRules(Resource[Rules]):
    """Rules with this site's tags that let the load balancer in where it no longer has to go.

    They are taken away last, once the listeners go elsewhere; each by its own id, so that no like rule of others goes.
    """

    owner: Owner
    instance_groups: tuple[str, ...]
    ports: tuple[int, ...]
    load_balancer_group: Ref[SecurityGroup]
    visitor_ports: tuple[int, ...] = ()
    """Ports on which visitors come in to the load balancer's group."""
    tidies: ClassVar[bool] = True
    removes: ClassVar[bool] = True

    @property
    def title(self) -> str:
        """A name for all of them."""
        return "ways in that are no longer needed"

    def look(self, facts: Facts, known: Known) -> Rules:
        """Find every rule with this site's tags, whichever group it stands in."""
        tagged = facts.tagged_rules(SETUP, self.owner.setup)
        return tuple(rule for rule in tagged if self.owner.owns(rule.tags))

    def calls(self, found: Rules | None, known: Known) -> Sequence[Call]:
        """Take away those that are not needed."""
        group = known.get(self.load_balancer_group)
        source = group.id if group else None
        return [self._revoke(rule) for rule in found or () if not self._needed(rule, source)]

    def kept_because(self, found: Rules | None) -> str:
        """Say that there are none."""
        return "none are left"

    def exists(self, found: Rules | None) -> bool:
        """Whether there are any."""
        return bool(found)

    def _needed(self, rule: TaggedRule, source: str | None) -> bool:
        if rule.group == source:
            return rule.port in self.visitor_ports
        return rule.group in self.instance_groups and rule.port in self.ports and rule.source == source

    def _revoke(self, rule: TaggedRule) -> Call:
        params = {"GroupId": rule.group, "SecurityGroupRuleIds": [rule.id]}
        why = f"nothing goes to port {rule.port} of {rule.group} any more"
        return Call("ec2", "RevokeSecurityGroupIngress", params, self.title, why)
