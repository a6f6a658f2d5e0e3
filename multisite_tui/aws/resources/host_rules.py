"""Host rules: which target group gets the requests for the names of a site (elbv2, `CreateRule`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts.application_listeners import HOST, ApplicationListener, HostRule
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.rule_actions import Forward
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.application_load_balancers import tagging_calls
from multisite_tui.aws.resources.base import Ref, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import Owner, as_list
from multisite_tui.aws.resources.plain_listeners import listener_on

HOSTS_A_RULE = 5
"""Condition values of one rule (elb guide, load-balancer-limits); not adjustable."""
FORWARDING = 20_000
"""The first priority of rules that forward. Maintenance rules have lower ones, so that they come first."""
APART = 10
"""Priorities that a site has for itself, so that sites that are made beside each other do not meet."""


def conditions(hosts: Sequence[str]) -> list[dict[str, object]]:
    """Return the condition that the request is for one of these hosts, as AWS takes it."""
    return [{"Field": HOST, "HostHeaderConfig": {"Values": list(hosts)}}]


def grouped(names: Sequence[str], there: Sequence[Sequence[str]] = ()) -> list[tuple[str, ...]]:
    """Return the names in groups that fit into one rule each.

    Args:
        names: The names.
        there: The hosts of the rules that exist. The groups of these come first, in their order, and may be empty: a
            name stays in its rule, so that it is in one at every moment of an edit.
    """
    kept = [[host for host in hosts if host in names][:HOSTS_A_RULE] for hosts in there]
    left = [name for name in names if all(name not in group for group in kept)]
    for group in kept:
        room = HOSTS_A_RULE - len(group)
        group += left[:room]
        left = left[room:]
    new = [left[start : start + HOSTS_A_RULE] for start in range(0, len(left), HOSTS_A_RULE)]
    return [tuple(group) for group in (*kept, *new)]


def free_priorities(first: int, taken: Collection[int]) -> Iterator[int]:
    """Yield the free priorities of a listener from the first one on (1 to 50000)."""
    return (number for number in count(first) if number not in taken)


@dataclass(frozen=True)
class ListenerRules:
    """The rules of one listener."""

    listener: ApplicationListener
    rules: tuple[HostRule, ...]

    @property
    def taken(self) -> frozenset[int]:
        """The priorities in use."""
        return frozenset(one.priority for one in self.rules)


@dataclass(frozen=True)
class SiteRules:
    """The rules of all listeners that serve a site; a listener that is not there yet is missing."""

    by_port: dict[int, ListenerRules]


@dataclass
class HostRules(Resource[SiteRules]):
    """The rules of one site on each of its ports: one for each five names, which forward to its target group.

    They match names exactly and no name is in two sites, so that their order does not matter. A rule that is there
    keeps its priority.
    """

    owner: Owner
    names: tuple[str, ...]
    place: int
    """The site's index in the setup, from 0."""
    balancer: Ref[ApplicationLoadBalancer]
    group: Ref[TargetGroup]
    ports: tuple[int, ...]

    @property
    def title(self) -> str:
        """Such as `rule for main.io, www.main.io`."""
        return f"rule for {', '.join(self.names)}"

    def read(self, facts: Facts, known: StepOutputs) -> SiteRules:
        """Find the rules of each listener."""
        balancer = known.get(self.balancer)
        listeners = {port: listener_on(port, balancer, facts) for port in self.ports}
        there = {port: one for port, one in listeners.items() if one is not None}
        return SiteRules({port: ListenerRules(one, facts.host_rules(one.arn)) for port, one in there.items()})

    def calls(self, found: SiteRules | None, known: StepOutputs) -> Sequence[Call]:
        """Create, change and delete rules of this site until each of its names has one."""
        target = known.get(self.group)
        arn = target.arn if target else Unknown(self.group.step, "TargetGroupArn", "the ARN of its target group")
        there = found.by_port if found else {}
        return [call for port in self.ports for call in self._on(port, there.get(port), arn)]

    def exists(self, found: SiteRules | None) -> bool:
        """Whether there is any rule of the site."""
        return found is not None and any(self._own(one) for one in found.by_port.values())

    def summary(self, found: SiteRules | None) -> str:
        """The target group that they forward to is what a person looks for; nothing is added."""
        return ""

    def _own(self, there: ListenerRules) -> list[HostRule]:
        """Return the site's rules that forward; its maintenance rule answers by itself."""
        own = [one for one in there.rules if self.owner.owns(one.tags)]
        return sorted((one for one in own if one.priority >= FORWARDING), key=lambda one: one.priority)

    def _on(self, port: int, there: ListenerRules | None, target: str | Unknown) -> Iterator[Call]:
        if there is None:
            listener = Unknown(self.balancer.step, "ListenerArn", f"the ARN of the listener on port {port}")
            yield from (
                self._create(listener, hosts, self._first + n, target) for n, hosts in enumerate(grouped(self.names))
            )
            return
        own = self._own(there)
        wanted = grouped(self.names, [rule.hosts for rule in own])
        priorities = free_priorities(self._first, there.taken)
        for hosts in wanted[len(own) :]:
            yield self._create(there.listener.arn, hosts, next(priorities), target)
        for hosts, rule in zip(wanted, own, strict=False):
            if hosts:
                yield from tagging_calls(self.owner, rule.arn, rule.tags, self.title)
                yield from self._change(rule, hosts, target)
            else:
                yield AwsCall("elbv2", "DeleteRule", {"RuleArn": rule.arn}, self.title, "the site has fewer names")

    @property
    def _first(self) -> int:
        return FORWARDING + APART * self.place

    def _create(self, listener: str | Unknown, hosts: Sequence[str], priority: int, target: str | Unknown) -> Call:
        params = {
            "ListenerArn": listener,
            "Priority": priority,
            "Conditions": conditions(hosts),
            "Actions": [{"Type": "forward", "TargetGroupArn": target}],
            "Tags": as_list(self.owner.tags_for()),
        }
        return AwsCall("elbv2", "CreateRule", params, self.title, "not there yet")

    def _change(self, rule: HostRule, hosts: Sequence[str], target: str | Unknown) -> Iterator[Call]:
        right_hosts = set(rule.hosts) == set(hosts) and not rule.other_conditions
        right_action = isinstance(target, str) and rule.action == Forward(target)
        if right_hosts and right_action:
            return
        params: dict[str, object] = {"RuleArn": rule.arn}
        if not right_hosts:
            params["Conditions"] = conditions(hosts)
        if not right_action:
            params["Actions"] = [{"Type": "forward", "TargetGroupArn": target}]
        why = "it forwards elsewhere" if right_hosts else "it is for other names"
        yield AwsCall("elbv2", "ModifyRule", params, self.title, why)
