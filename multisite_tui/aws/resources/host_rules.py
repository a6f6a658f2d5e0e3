"""Host rules: which target group gets the requests for the names of a site (elbv2, `CreateRule`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.application_listeners import HOST, ApplicationListener, HostRule
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.rule_actions import OtherAction, beside
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.application_load_balancers import tagging_calls
from multisite_tui.aws.resources.base import Ref, Resource, StepOutputs
from multisite_tui.aws.resources.ownership import NOTHING_TAKEN_AWAY, Owner, as_list
from multisite_tui.errors import Advice, AdviceKind, Problem

HOSTS_A_RULE = 5
"""Condition values of one rule (elb guide, load-balancer-limits); not adjustable."""
FORWARDING = 20_000
"""The first priority of rules that forward. Maintenance rules have lower ones, so that they come first."""
APART = 10
"""Priorities that a site has for itself, so that sites that are made beside each other do not meet."""
PORT_LEFT = "Ask for the port in `listeners`, take the site away with `destroy --site`, or leave it {leave}."


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

    def forwarding(self, owner: Owner) -> list[HostRule]:
        """Return the rules of a site that forward, by their priorities; a maintenance page answers by itself."""
        own = (one for one in self.rules if owner.owns(one.tags) and not one.answers)
        return sorted(own, key=lambda one: one.priority)

    def of_other_sites(self, owner: Owner, names: Collection[str]) -> list[HostRule]:
        """Return the rules of other sites of the setup that match one of these names."""
        return [one for one in self.rules if owner.other_site(one.tags) and not set(names).isdisjoint(one.hosts)]


@dataclass(frozen=True)
class SiteRules:
    """The rules of all listeners of the load balancer."""

    by_port: Mapping[int, ListenerRules]


def rules_of(balancer: ApplicationLoadBalancer | None, facts: Facts) -> SiteRules:
    """Return the rules of all listeners of a load balancer; none if it does not exist.

    Raises:
        AwsFailure: a read was refused.
    """
    listeners = facts.application_listeners(balancer.arn) if balancer else ()
    return SiteRules({one.port: ListenerRules(one, facts.host_rules(one.arn)) for one in listeners})


def led_here(hosts: Collection[str], balancer: ApplicationLoadBalancer | None, facts: Facts) -> frozenset[str]:
    """Return those of the hosts that may lead visitors to the load balancer.

    A host is left out if it is in hosted zones of the account and no record of it there leads to the load balancer.

    Raises:
        AwsFailure: a read was refused.
    """
    return frozenset(host for host in sorted(hosts) if balancer is None or _may_lead(host, balancer, facts))


def _may_lead(host: str, balancer: ApplicationLoadBalancer, facts: Facts) -> bool:
    zones = zone_facts.holding(facts.zones(), host)
    records = [record for zone in zones for record in facts.records(zone.id, host)]
    return not zones or any(record.leads_to(balancer.leads_to) for record in records)


@dataclass
class HostRules(Resource[SiteRules]):
    """The rules of one site on each of its ports: one for each five names, which lead to its target group.

    Nothing that serves is changed yet. A rule that forwards to another group goes on to do so, and has the site's group
    checked beside it. A name that stands in another site's rule gets a rule behind that one. `SettledRules` follows,
    once the targets are healthy. A rule that is there keeps its priority.
    """

    owner: Owner
    names: tuple[str, ...]
    place: int
    """The site's index in the setup, from 0."""
    balancer: Ref[ApplicationLoadBalancer]
    group: Ref[TargetGroup]
    ports: tuple[int, ...]
    """The ports on which rules of the site forward."""
    listens_on: tuple[int, ...] = ()
    """All ports of the site; from the others of these, visitors are redirected."""

    @property
    def title(self) -> str:
        """Such as `rule for main.io, www.main.io`."""
        return f"rule for {', '.join(self.names)}"

    def read(self, facts: Facts, known: StepOutputs) -> SiteRules:
        """Find the rules of each listener."""
        return rules_of(known.get(self.balancer), facts)

    def calls(self, found: SiteRules | None, known: StepOutputs) -> Sequence[Call]:
        """Create and extend rules of this site until each of its names has one on each port."""
        target = known.get(self.group)
        arn = target.arn if target else Unknown(self.group.step, "TargetGroupArn", "the ARN of its target group")
        there = found.by_port if found else {}
        return [call for port in self.ports for call in self._on(port, there.get(port), arn)]

    def exists(self, found: SiteRules | None) -> bool:
        """Whether there is any rule of the site."""
        return found is not None and any(one.forwarding(self.owner) for one in found.by_port.values())

    def leftovers(self, found: SiteRules | None) -> Sequence[Problem]:
        """Report the ports on which the site is still served, and that are not asked for."""
        by_port = found.by_port if found else {}
        ports = [
            port for port, there in by_port.items() if port not in self.listens_on and there.forwarding(self.owner)
        ]
        return [self._left(by_port[port].listener) for port in sorted(ports)] if self.listens_on else ()

    def _on(self, port: int, there: ListenerRules | None, target: str | Unknown) -> Iterator[Call]:
        if there is None:
            listener = Unknown(self.balancer.step, "ListenerArn", f"the ARN of the listener on port {port}")
            yield from (
                self._create(listener, hosts, self._first + n, target) for n, hosts in enumerate(grouped(self.names))
            )
            return
        own = there.forwarding(self.owner)
        hosts_there = [host for rule in own for host in rule.hosts]
        wanted = grouped([*dict.fromkeys((*hosts_there, *self.names))], [rule.hosts for rule in own])
        taken = set(there.taken)
        for hosts in wanted[len(own) :]:
            priority = next(free_priorities(self._behind(there, hosts), taken))
            taken.add(priority)
            yield self._create(there.listener.arn, hosts, priority, target)
        for hosts, rule in zip(wanted, own, strict=False):
            yield from tagging_calls(self.owner, rule.arn, rule.tags, self.title)
            yield from self._extend(rule, hosts, target)

    def _behind(self, there: ListenerRules, hosts: Sequence[str]) -> int:
        """Return the first priority for a rule: of the site's own, and behind other sites' rules for these hosts."""
        others = [one.priority for one in there.of_other_sites(self.owner, hosts)]
        return max([self._first, *(priority + 1 for priority in others)])

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

    def _extend(self, rule: HostRule, hosts: Sequence[str], target: str | Unknown) -> Iterator[Call]:
        right_hosts = set(rule.hosts) == set(hosts) and not rule.other_conditions
        action = beside(rule.action, target) if isinstance(target, str) else OtherAction("unknown")
        if right_hosts and rule.action == action:
            return
        params: dict[str, object] = {"RuleArn": rule.arn}
        if not right_hosts:
            params["Conditions"] = conditions(hosts)
        if isinstance(action, OtherAction):
            params["Actions"] = [{"Type": "forward", "TargetGroupArn": target}]
        elif rule.action != action:
            params["Actions"] = [action.params]
        why = "its target group is to be checked" if right_hosts else "it is for other names"
        yield AwsCall("elbv2", "ModifyRule", params, self.title, why)

    def _left(self, listener: ApplicationListener) -> Problem:
        at = f"{listener.protocol}:{listener.port}"
        return Problem(
            code="listener_left",
            what=f"{self.owner.site} is still served on {at}, which is not asked for.",
            why=NOTHING_TAKEN_AWAY,
            site=self.owner.site,
            key="listeners",
        ).advised(Advice.of(AdviceKind.ACCEPT, PORT_LEFT))
