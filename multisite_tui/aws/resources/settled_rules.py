"""Settled rules: the changes of host rules that take something from what serves visitors now.

They come once the targets of the site are healthy: a rule that led to another target group leads to the site's alone,
and a name that stood in another site's rule is this site's alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.application_listeners import HostRule
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.rule_actions import Forward
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.base import Kind, Ref, Resource, StepOutputs
from multisite_tui.aws.resources.host_rules import ListenerRules, SiteRules, conditions, led_here, rules_of
from multisite_tui.aws.resources.ownership import Owner


@dataclass(frozen=True)
class RulesToSettle:
    """The rules of the load balancer, and the names that must stay in a rule of the site."""

    rules: SiteRules
    held: frozenset[str] = field(default_factory=frozenset)
    """Names that the site no longer has, and that may still lead visitors to the load balancer."""


@dataclass
class SettledRules(Resource[RulesToSettle]):
    """The rules of one site, leading to its target group alone and for its names alone."""

    owner: Owner
    names: tuple[str, ...]
    other_names: frozenset[str]
    """The names of the other sites of the setup, which take theirs out of this site's rules themselves."""
    balancer: Ref[ApplicationLoadBalancer]
    group: Ref[TargetGroup]
    ports: tuple[int, ...]
    """The ports on which rules of the site forward."""
    redirected: tuple[int, ...]
    """The ports on which visitors of the site are redirected: no rule of it forwards there."""
    kind: ClassVar[Kind] = Kind.PREPARE

    @property
    def title(self) -> str:
        """Such as `rules of main.io that change last`."""
        return f"rules of {self.owner.site} that change last"

    def read(self, facts: Facts, known: StepOutputs) -> RulesToSettle:
        """Find the rules of each listener, and which names that went away are still led here."""
        balancer = known.get(self.balancer)
        rules = rules_of(balancer, facts)
        gone = {host for one in rules.by_port.values() for rule in one.forwarding(self.owner) for host in rule.hosts}
        gone -= {*self.names, *self.other_names}
        return RulesToSettle(rules, led_here(gone, balancer, facts))

    def calls(self, found: RulesToSettle | None, known: StepOutputs) -> Sequence[Call]:
        """Change the site's own rules, then take its names out of other sites' rules."""
        target = known.get(self.group)
        arn = target.arn if target else Unknown(self.group.step, "TargetGroupArn", "the ARN of its target group")
        by_port = found.rules.by_port if found else {}
        held = found.held if found else frozenset[str]()
        return [call for port, there in sorted(by_port.items()) for call in self._on(port, there, held, arn)]

    def _on(self, port: int, there: ListenerRules, held: frozenset[str], target: str | Unknown) -> Iterator[Call]:
        own = there.forwarding(self.owner)
        if port in self.redirected:
            yield from (self._delete(rule, "visitors are redirected") for rule in own)
        if port in self.ports:
            for rule in own:
                kept = [host for host in rule.hosts if host in {*self.names, *self.other_names, *held}]
                yield from self._settle(rule, kept, target)
            for rule in there.of_other_sites(self.owner, self.names):
                yield from self._narrow(rule, [host for host in rule.hosts if host not in self.names])

    def _settle(self, rule: HostRule, hosts: Sequence[str], target: str | Unknown) -> Iterator[Call]:
        if not hosts:
            yield self._delete(rule, "none of its names is asked for")
            return
        params: dict[str, object] = {"RuleArn": rule.arn}
        if len(hosts) < len(rule.hosts):
            params["Conditions"] = conditions(hosts)
        if not isinstance(target, str) or rule.action != Forward(target):
            params["Actions"] = [{"Type": "forward", "TargetGroupArn": target}]
        if len(params) > 1:
            why = "it leads to another target group" if "Actions" in params else "it has names that are not asked for"
            yield AwsCall("elbv2", "ModifyRule", params, self.title, why)

    def _narrow(self, rule: HostRule, hosts: Sequence[str]) -> Iterator[Call]:
        """Yield the call that leaves a rule of another site these hosts."""
        if not hosts:
            yield self._delete(rule, f"its names are those of {self.owner.site} now")
            return
        params = {"RuleArn": rule.arn, "Conditions": conditions(hosts)}
        yield AwsCall("elbv2", "ModifyRule", params, self.title, f"a name in it is that of {self.owner.site} now")

    def _delete(self, rule: HostRule, why: str) -> Call:
        return AwsCall("elbv2", "DeleteRule", {"RuleArn": rule.arn}, self.title, why)
