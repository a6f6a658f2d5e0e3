"""Removal: the graph that takes away what a setup made, and puts DNS back.

    records --> last visitors --> load balancer --> ways in --> security groups
                                       |
                                       '--> validation records --> certificate

What is there is found by its tags; the answers of the last run only add the names that a site had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import from_raw
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.removals.certificates import RemovedCertificates, RemovedValidation, Request
from multisite_tui.aws.removals.load_balancers import RemovedLoadBalancer
from multisite_tui.aws.removals.records import DnsDrainWait, RestoredRecords, Switched
from multisite_tui.aws.removals.security_groups import RemovedGroups
from multisite_tui.aws.resources import record_backups
from multisite_tui.aws.resources.base import Ref, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.outdated_rules import OutdatedRules
from multisite_tui.aws.resources.ownership import MADE, OWNER, SETUP, SITE, Owner
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.plans import DnsChange, MonthlyCost, Plan
from multisite_tui.plan.costs import AS_OF, monthly_cost
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History
from multisite_tui.plan.planned_run import PlannedRun, expectations, planned_step


@dataclass(frozen=True)
class SiteRemoval:
    """One site of a setup, as far as its things are there."""

    setup: str
    site: str
    load_balancers: tuple[str, ...]
    """Those with its tags."""
    missing: tuple[str, ...]
    """Those of earlier answers that somebody took away: records may still lead there."""
    names: tuple[str, ...]
    past: History
    going: tuple[str, ...] = ()
    """Load balancers that go, or went: what they used is free."""
    groups_in_use: frozenset[str] = frozenset()
    """Groups of load balancers that were only taken on, and stay."""
    siblings: tuple[str, ...] = ()
    """All load balancers of the setup."""
    leaving: frozenset[str] = frozenset()
    """All sites that go, this one among them: a rule may serve several, and goes with the last of them."""

    def steps(self) -> Iterator[Step]:
        """Yield the steps, in the order that AWS allows."""
        owner = Owner(self.setup, self.site, {})
        dns = Wait("Route 53 to serve the records everywhere", limit=300, every=10, usual="usually under a minute")
        balancers = []
        for place, name in enumerate(self.load_balancers):
            suffix = "" if place == 0 else f"_{place + 1}"
            yield self._step(f"records{suffix}", self._records(name, dns))
            yield self._step(f"last_visitors{suffix}", DnsDrainWait(name), f"records{suffix}")
            yield self._step(f"load_balancer{suffix}", RemovedLoadBalancer(owner, name), f"last_visitors{suffix}")
            balancers.append(f"load_balancer{suffix}")
        for name in self.missing:
            yield self._step(f"records_of_{name}", self._records(name, dns))
        yield self._step("ways_in", self._ingress_rules(owner), *balancers)
        yield self._step("security_groups", RemovedGroups(owner, self.groups_in_use), "ways_in")
        request = Request(owner, self.names, self.going)
        yield self._step("validation", RemovedValidation(request, self.past.put_in, dns), *balancers)
        yield self._step("certificate", RemovedCertificates(request), "validation")

    def _ingress_rules(self, owner: Owner) -> OutdatedRules:
        own = frozenset(self.load_balancers)
        return OutdatedRules(owner, (), (), Ref(""), load_balancers=own, leaving=self.leaving)

    def _records(self, load_balancer: str, wait: Wait) -> RestoredRecords:
        stood_before = {name: self.past.stood_at(name) for name in self.names}
        return RestoredRecords(self.site, load_balancer, self.names, wait, self.siblings, stood_before)

    def _step(self, name: str, resource: Resource[Any], *needs: str) -> Step:
        needed = tuple(f"{self.site}/{need}" for need in needs)
        return Step(f"{self.site}/{name}", self.site, resource, needed)


def plan_removal_run(setup: str, facts: Facts, past: History, site: str | None) -> PlannedRun:
    """Look at the account and return how a setup, or one site of it, would be taken away.

    Raises:
        InputNeeded: there is no such site.
        AwsFailure: a read was refused.
    """
    things = [one for one in _things(setup, facts, past) if site in (None, one.site)]
    if not things and site is not None:
        raise InputNeeded(_no_such_site(setup, site))
    leaving = frozenset(one.site for one in things)
    things = [replace(one, leaving=leaving) for one in things]
    steps = tuple(step for one in things for step in one.steps())
    found: dict[str, object] = {}
    for step in steps:
        found[step.id] = step.resource.read(facts, StepOutputs(found))
    planned = tuple(planned_step(step, found.get(step.id), StepOutputs(found), facts, past) for step in steps)
    plan = Plan(
        setup=setup,
        account=facts.account.id,
        region=facts.account.region,
        steps=planned,
        dns=tuple(change for step in steps for change in _dns(step, found.get(step.id))),
        cost=_what_remains(setup, facts, {name for one in things for name in one.going}),
        waits=expectations(steps, planned, found),
        removal=True,
    )
    return PlannedRun(plan, steps, (), found)


def _things(setup: str, facts: Facts, past: History) -> list[SiteRemoval]:
    """Return the sites of a setup: those that carry its tags, and those that the last run knew of."""
    balancers = {name: tags for name, tags in facts.load_balancer_tags().items() if tags.get(SETUP) == setup}
    groups: Sequence[SecurityGroup] = facts.tagged_groups(SETUP, setup)
    sites = {
        **dict.fromkeys(site.domain for site in past.sites()),
        **dict.fromkeys(tags.get(SITE, "") for tags in balancers.values()),
        **dict.fromkeys(group.tags.get(SITE, "") for group in groups),
    }
    return [_site_things(setup, site, balancers, facts, past) for site in sites]


def _site_things(
    setup: str, site: str, balancers: Mapping[str, Mapping[str, str]], facts: Facts, past: History
) -> SiteRemoval:
    own = {name: tags for name, tags in sorted(balancers.items()) if tags.get(SITE) == site}
    staying = [name for name, tags in own.items() if tags.get(OWNER) != MADE]
    described = [balancer for name in staying if (balancer := facts.load_balancer(name)) is not None]
    former = [one.load_balancer for one in past.sites(site)]
    return SiteRemoval(
        setup=setup,
        site=site,
        load_balancers=tuple(own),
        missing=tuple(name for name in dict.fromkeys(former) if name not in facts.load_balancer_tags()),
        names=_names(site, past, list(own.values())),
        past=past,
        going=tuple(name for name in dict.fromkeys([*own, *former]) if name not in staying),
        groups_in_use=frozenset(group for balancer in described for group in balancer.security_groups),
        siblings=tuple(sorted(balancers)),
    )


def _names(site: str, past: History, tags: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the names that a site is known to have had: from its tag, from earlier answers, from what was kept.

    Those that the journal knows to have been switched may be another site's: then they lead to another load balancer.
    """
    asked = [name for one in past.sites(site) for name in one.names]
    before = [name for one in tags for name in record_backups.read(one)]
    return tuple(dict.fromkeys([site, *asked, *before, *sorted(past.switched)]))


def _dns(step: Step, found: object) -> Iterator[DnsChange]:
    if isinstance(found, Switched):
        for zone, record in found.aliases:
            back = tuple(str(from_raw(one)) for one in found.back_at(record.name))
            yield DnsChange(step.site, record.name, zone.name, (str(record),), back)


def _what_remains(setup: str, facts: Facts, going: set[str]) -> MonthlyCost:
    """Return what the setup goes on costing."""
    staying = [
        name for name, tags in facts.load_balancer_tags().items() if tags.get(SETUP) == setup and name not in going
    ]
    if not staying:
        return MonthlyCost(facts.account.region, (), Decimal(0), AS_OF)
    described = [balancer for name in staying if (balancer := facts.load_balancer(name)) is not None]
    return monthly_cost(facts.account.region, len(staying), sum(len(one.subnets) for one in described))


def _no_such_site(setup: str, site: str) -> Problem:
    return Problem(
        code="site_not_found",
        what=f"Setup {setup} has no site {site}.",
        why="Neither its last answers nor any tag in the account names it.",
        next=f"See `multisite-tui answers {setup}` for its sites.",
    )
