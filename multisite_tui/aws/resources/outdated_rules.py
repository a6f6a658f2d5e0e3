"""Outdated rules: ingress rules that this setup added to another owner's security group and no longer needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.security_groups import SecurityGroup, TaggedRule
from multisite_tui.aws.resources.base import Kind, Ref, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import SETUP, SITE, Owner
from multisite_tui.model.things import Thing, ThingKind

Rules = tuple[TaggedRule, ...]


@dataclass(frozen=True)
class _User:
    """A load balancer that may need a rule."""

    security_groups: frozenset[str]
    entry_ports: frozenset[int]
    """Ports of instances that it must reach."""
    visitor_ports: frozenset[int]
    """Ports on which it listens."""


@dataclass
class OutdatedRules(Resource[Rules]):
    """Rules with this site's tags that admit the load balancer to a port that it no longer uses.

    They are removed last, after the listeners have been moved. Each is removed by its id, so that another owner's equal
    rule stays. A rule may serve several sites whose load balancers share a group: it stays while any of them needs it.
    """

    owner: Owner
    instance_groups: tuple[str, ...]
    ports: tuple[int, ...]
    load_balancer_group: Ref[SecurityGroup]
    visitor_ports: tuple[int, ...] = ()
    """Ports that the load balancer's own group opens to visitors."""
    load_balancers: frozenset[str] = frozenset()
    """Names of the load balancers that need no other rules. A rule that any other load balancer needs stays, even an
    older one of this site."""
    target_groups: frozenset[str] = frozenset()
    """Names of the target groups that need no other rules: of another one's site, a rule stays."""
    leaving: frozenset[str] = frozenset()
    """Domains of the sites that are being removed; their rules are removed too. Empty: only this site's rules."""
    kind: ClassVar[Kind] = Kind.CLEAN_UP

    @property
    def title(self) -> str:
        """A title for all of them together."""
        return "firewall rules that are no longer needed"

    def read(self, facts: Facts, known: StepOutputs) -> Rules:
        """Find every rule with this site's tags that neither it nor another load balancer needs."""
        group = known.get(self.load_balancer_group)
        source = group.id if group else None
        tagged = [rule for rule in facts.tagged_rules(SETUP, self.owner.setup) if self._is_ours(rule, facts)]
        outdated = [rule for rule in tagged if not self._needed(rule, source)]
        return tuple(rule for rule in outdated if not self._serves_another(rule, facts))

    def calls(self, found: Rules | None, known: StepOutputs) -> Sequence[Call]:
        """Remove them."""
        going = {thing.id for thing in self.deletes(found)}
        return [self._revoke(rule) for rule in found or () if rule.id in going]

    def deletes(self, found: Rules | None) -> Sequence[Thing]:
        """Return them; EC2 does not say when a rule was added."""
        things = [Thing(ThingKind.INGRESS_RULE, rule.id, frozenset({rule.group})) for rule in found or ()]
        return [thing for thing in things if self.may_delete(thing)]

    def noop_reason(self, found: Rules | None) -> str:
        """Return that there are none."""
        return "none are left"

    def exists(self, found: Rules | None) -> bool:
        """Whether there are any."""
        return bool(found)

    def _is_ours(self, rule: TaggedRule, facts: Facts) -> bool:
        """Whether the rule is this site's, or that of another removed site, whose group may be shared."""
        if self.owner.owns(rule.tags):
            return True
        if rule.tags.get(SITE) not in self.leaving:
            return False
        return all((rule.source or rule.group) != group.id for group in facts.tagged_groups(SETUP, self.owner.setup))

    def _needed(self, rule: TaggedRule, source: str | None) -> bool:
        if rule.group == source:
            return rule.port in self.visitor_ports
        return rule.group in self.instance_groups and rule.port in self.ports and rule.source == source

    def _serves_another(self, rule: TaggedRule, facts: Facts) -> bool:
        """Whether another load balancer still needs this rule, as its source or as its target."""
        return any(
            (rule.source in one.security_groups and rule.port in one.entry_ports)
            or (rule.group in one.security_groups and rule.port in one.visitor_ports)
            for one in (*self._classic(facts), *self._shared(facts))
        )

    def _classic(self, facts: Facts) -> Iterator[_User]:
        others = sorted(facts.load_balancer_tags().keys() - self.load_balancers)
        for balancer in (found for name in others if (found := facts.load_balancer(name)) is not None):
            ports = frozenset(one.port for one in balancer.listeners)
            yield _User(balancer.security_groups, balancer.entry_ports, ports)

    def _shared(self, facts: Facts) -> Iterator[_User]:
        """Yield what the load balancers of the later API need for each of their target groups."""
        groups = [one for name, one in facts.target_groups().items() if name not in self.target_groups]
        for balancer in facts.application_load_balancers().values():
            visitors = frozenset(one.port for one in facts.application_listeners(balancer.arn))
            entries: set[int] = set()
            for group in (one for one in groups if balancer.arn in one.load_balancers):
                entries |= {one.port for one in facts.target_health(group.arn) if one.port is not None}
                entries |= {int(group.check.port)} if group.check.port.isdecimal() else set()
            yield _User(balancer.security_groups, frozenset(entries), visitors)

    def _revoke(self, rule: TaggedRule) -> Call:
        params = {"GroupId": rule.group, "SecurityGroupRuleIds": [rule.id]}
        why = f"nothing goes to port {rule.port} of {rule.group} any more"
        return AwsCall("ec2", "RevokeSecurityGroupIngress", params, self.title, why)
