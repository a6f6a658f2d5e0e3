"""The maintenance page: a rule that answers visitors of one site itself, while the site's program is away.

It is a second rule for the same hosts with a lower number, not a change of the rule that forwards: a target group that
no rule names is not checked, so that its health would be unknown when the page is taken away (elbv2, `TargetHealth`,
`Target.NotInUse`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts.application_listeners import HostRule
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.rule_actions import FixedResponse
from multisite_tui.aws.resources.application_load_balancers import tagging_calls
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.host_rules import (
    APART,
    ListenerRules,
    SiteRules,
    conditions,
    free_priorities,
    grouped,
    rules_of,
)
from multisite_tui.aws.resources.ownership import Owner, as_list

FIRST = 100
"""The first priority of maintenance rules, before those of all rules that forward."""
AWAY = "503"
"""The status of the page: search engines take it for a pause, and come again."""


@dataclass
class MaintenancePage(Resource[SiteRules]):
    """The rules of one site that answer for its program, on each port where a rule of the site forwards."""

    owner: Owner
    names: tuple[str, ...]
    place: int
    """The site's index in the setup, from 0."""
    load_balancer: str
    """Its name."""
    content_type: str
    body: str
    """What visitors read, 1024 characters at most."""
    shown: bool | None = None
    """Whether the page is to be shown; None: as it is, with these names and this content."""
    kind: ClassVar[Kind] = Kind.PREPARE

    @property
    def title(self) -> str:
        """Such as `maintenance page of main.io`."""
        return f"maintenance page of {self.owner.site}"

    def read(self, facts: Facts, known: StepOutputs) -> SiteRules:
        """Find the site's rules on every listener of the load balancer."""
        return rules_of(facts.application_load_balancer(self.load_balancer), facts)

    def calls(self, found: SiteRules | None, known: StepOutputs) -> Sequence[Call]:
        """Create, change or delete the rules, port by port."""
        by_port = found.by_port if found else {}
        return [call for _, there in sorted(by_port.items()) for call in self._on(there)]

    def exists(self, found: SiteRules | None) -> bool:
        """Whether the page is shown, on some port at least."""
        return found is not None and any(self.own(there) for there in found.by_port.values())

    def noop_reason(self, found: SiteRules | None) -> str:
        """Return how it is."""
        return "shown already" if self.exists(found) else "not shown"

    def own(self, there: ListenerRules) -> list[HostRule]:
        """Return the rules of one listener that answer for the site's program, in their order."""
        own = (one for one in there.rules if self.owner.owns(one.tags) and one.answers)
        return sorted(own, key=lambda one: one.priority)

    def forwards(self, there: ListenerRules) -> bool:
        """Whether a rule of the site forwards on this listener."""
        return bool(there.forwarding(self.owner))

    def _on(self, there: ListenerRules) -> Iterator[Call]:
        own = self.own(there)
        shown = self.shown if self.shown is not None else bool(own)
        if not shown or not self.forwards(there):
            yield from (
                AwsCall("elbv2", "DeleteRule", {"RuleArn": one.arn}, self.title, "the page is switched off")
                for one in own
            )
            return
        wanted = grouped(self.names, [one.hosts for one in own])
        priorities = free_priorities(FIRST + APART * self.place, there.taken)
        for hosts in wanted[len(own) :]:
            yield self._create(there.listener.arn, hosts, next(priorities))
        for hosts, one in zip(wanted, own, strict=False):
            if not hosts:
                yield AwsCall("elbv2", "DeleteRule", {"RuleArn": one.arn}, self.title, "the site has fewer names")
                continue
            yield from tagging_calls(self.owner, one.arn, one.tags, self.title)
            yield from self._change(one, hosts)

    @property
    def _action(self) -> FixedResponse:
        return FixedResponse(AWAY, self.content_type, self.body)

    def _create(self, listener: str, hosts: Sequence[str], priority: int) -> Call:
        params = {
            "ListenerArn": listener,
            "Priority": priority,
            "Conditions": conditions(hosts),
            "Actions": [self._action.params],
            "Tags": as_list(self.owner.tags_for()),
        }
        return AwsCall("elbv2", "CreateRule", params, self.title, "the page is switched on")

    def _change(self, rule: HostRule, hosts: Sequence[str]) -> Iterator[Call]:
        right_hosts = set(rule.hosts) == set(hosts) and not rule.other_conditions
        right_action = rule.action == self._action
        if right_hosts and right_action:
            return
        params: dict[str, object] = {"RuleArn": rule.arn}
        if not right_hosts:
            params["Conditions"] = conditions(hosts)
        if not right_action:
            params["Actions"] = [self._action.params]
        yield AwsCall("elbv2", "ModifyRule", params, self.title, "it shows something else, or for other names")
