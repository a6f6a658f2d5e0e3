"""Removal of sites' load balancers: the steps that restore DNS and delete what the topology created for each site.

    records --> last visitors --> load balancer --> ingress rules --> security groups

What exists is found by its tags; the answers of earlier runs only add the names that a site had. At the end of a move,
names are not led back: the first step refuses as long as a record leads to the load balancer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.removals.load_balancers import RemovedLoadBalancer
from multisite_tui.aws.removals.records import DnsDrainWait, RestoredRecords
from multisite_tui.aws.removals.security_groups import RemovedGroups
from multisite_tui.aws.removals.unused_entrances import UnusedEntrance
from multisite_tui.aws.resources.base import Ref, Resource
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.outdated_rules import OutdatedRules
from multisite_tui.aws.resources.ownership import MADE, OWNER, SETUP, SITE, Owner
from multisite_tui.aws.resources.records import served_everywhere
from multisite_tui.model.roles import Role
from multisite_tui.model.waits import Waits
from multisite_tui.plan.classic.balancer_costs import existing_cost
from multisite_tui.plan.external_records import ExternalRecordsGone, external_wait
from multisite_tui.plan.graph import Step, site_step
from multisite_tui.plan.leaving import EntranceRemoval, Leaving, LeavingSite, Release

NAME = "classic"


@dataclass(frozen=True)
class SiteRemoval:
    """Builds the steps that remove the load balancers of one site, as far as they exist."""

    leaving: Leaving
    site: LeavingSite
    load_balancers: tuple[str, ...]
    """Names of the load balancers with this site's tags."""
    missing: tuple[str, ...] = ()
    """Names of load balancers in earlier answers that no longer exist; records may still point to them."""
    going: tuple[str, ...] = ()
    """Names of load balancers that are deleted now or were deleted before; what they used is free."""
    groups_in_use: frozenset[str] = frozenset()
    """Ids of security groups of load balancers that this setup did not create, and that stay."""

    def steps(self) -> Iterator[Step]:
        """Yield the steps in an order that AWS accepts."""
        owner = Owner(self.leaving.setup, self.site.domain, {})
        for place, name in enumerate(self.load_balancers):
            suffix = _suffix(place)
            led_away = [*self._led_away(name, suffix), *self._led_elsewhere(name, suffix)]
            needs = [step.id for step in led_away]
            drain = self._step(f"{Role.DNS_DRAIN}{suffix}", Role.DNS_DRAIN, DnsDrainWait(ClassicEntrance(name)), *needs)
            removed = RemovedLoadBalancer(owner, name)
            yield from (*led_away, drain)
            yield self._step(f"{Role.LOAD_BALANCER}{suffix}", Role.LOAD_BALANCER, removed, drain.id)
        for name in self.missing:
            yield self._step(f"{Role.RECORDS}_of_{name}", Role.RECORDS, self._records(name))
        rules = self._step("ways_in", Role.OUTDATED_RULES, self._ingress_rules(owner), *self._deleted)
        groups = RemovedGroups(owner, self.groups_in_use)
        yield from (rules, self._step(f"{Role.SECURITY_GROUP}s", Role.SECURITY_GROUP, groups, rules.id))

    @property
    def release(self) -> Release:
        """When these steps free what the load balancers used."""
        suffixes = (*map(_suffix, range(len(self.load_balancers))), *(f"_of_{name}" for name in self.missing))
        switched = tuple(self._id(f"{Role.RECORDS}{suffix}") for suffix in suffixes)
        return Release(tuple(self._deleted), switched, self.going)

    @property
    def _deleted(self) -> list[str]:
        """Return the ids of the steps that delete the load balancers."""
        return [self._id(f"{Role.LOAD_BALANCER}{_suffix(place)}") for place in range(len(self.load_balancers))]

    def _led_away(self, load_balancer: str, suffix: str) -> Iterator[Step]:
        """Yield the step that restores the records which lead there; after a move, the one that refuses if any does."""
        name = f"{Role.RECORDS}{suffix}"
        if not self.leaving.moved:
            yield self._step(name, Role.RECORDS, self._records(load_balancer))
        elif self.site.present is not None:
            # One that was only taken on stays, and may go on serving other names.
            names = None if load_balancer in self.going else frozenset(self.site.names)
            unused = UnusedEntrance(self.site.domain, ClassicEntrance(load_balancer), self.site.present, names)
            yield self._step(name, Role.RECORDS, unused)

    def _led_elsewhere(self, load_balancer: str, suffix: str) -> Iterator[Step]:
        """Yield the step in which a person leads the names that are kept outside the account elsewhere."""
        if self.site.outside:
            entrance, wait = ClassicEntrance(load_balancer), external_wait(Waits().certificate)
            gone = ExternalRecordsGone(self.leaving.setup, self.site.outside, entrance, wait, moved=self.leaving.moved)
            yield self._step(f"{Role.RECORDS}_elsewhere{suffix}", Role.RECORDS, gone)

    def _ingress_rules(self, owner: Owner) -> OutdatedRules:
        own = frozenset(self.load_balancers)
        return OutdatedRules(owner, (), (), Ref(""), load_balancers=own, leaving=self.leaving.domains)

    def _records(self, load_balancer: str) -> RestoredRecords:
        history = self.leaving.history
        return RestoredRecords(
            self.site.domain,
            ClassicEntrance(load_balancer),
            self.site.names,
            served_everywhere(Waits().dns),
            self.leaving.siblings,
            {name: history.stood_at(name) for name in self.site.names},
            history.switched,
        )

    def _id(self, name: str) -> str:
        return f"{self.site.domain}/{self.leaving.named(name)}"

    def _step(self, name: str, role: Role, resource: Resource[Any], *needs: str) -> Step:
        return site_step(self.site.domain, role, resource, *needs, name=self.leaving.named(name))


def removal_of(leaving: Leaving, facts: Facts) -> EntranceRemoval:
    """Return how the load balancers of the sites are removed.

    Raises:
        AwsFailure: a read was refused.
    """
    found = [one for site in leaving.sites if (one := _site_removal(leaving, site, facts))]
    going = {name for one in found for name in one.going}
    return EntranceRemoval(
        steps=tuple(step for one in found for step in one.steps()),
        remaining_cost=existing_cost(leaving.setup, facts, without=going),
        releases={one.site.domain: one.release for one in found},
    )


def sites_by_tags(setup: str, facts: Facts) -> Iterator[str]:
    """Yield the domains of the sites of which a load balancer or a security group bears the setup's tags.

    Raises:
        AwsFailure: a read was refused.
    """
    # A thing without a site tag serves all sites, and belongs to another topology.
    yield from (tags[SITE] for tags in _tagged(setup, facts).values() if SITE in tags)
    yield from (group.tags[SITE] for group in facts.tagged_groups(SETUP, setup) if SITE in group.tags)


def standing_of(setup: str, domain: str, facts: Facts) -> Iterator[ClassicEntrance]:
    """Yield the load balancers with the tags of a site.

    Raises:
        AwsFailure: a read was refused.
    """
    yield from (ClassicEntrance(name) for name in sorted(_of_site(setup, domain, facts)))


def _tagged(setup: str, facts: Facts) -> Mapping[str, Mapping[str, str]]:
    return {name: tags for name, tags in facts.load_balancer_tags().items() if tags.get(SETUP) == setup}


def _of_site(setup: str, domain: str, facts: Facts) -> Mapping[str, Mapping[str, str]]:
    return {name: tags for name, tags in _tagged(setup, facts).items() if tags.get(SITE) == domain}


def _site_removal(leaving: Leaving, site: LeavingSite, facts: Facts) -> SiteRemoval | None:
    """Return how the load balancers of one site are removed; None if it never had any, as far as is known."""
    own = _of_site(leaving.setup, site.domain, facts)
    # After a move nothing is led back, so that only what stands counts.
    asked = [] if leaving.moved else [one.load_balancer for one in leaving.history.sites(site.domain, NAME)]
    if not asked and site.domain not in sites_by_tags(leaving.setup, facts):
        return None
    staying = [name for name, tags in own.items() if tags.get(OWNER) != MADE]
    made = {name for name, tags in _tagged(leaving.setup, facts).items() if tags.get(OWNER) == MADE}
    others = [balancer for name, balancer in facts.load_balancers().items() if name not in made]
    return SiteRemoval(
        leaving=leaving,
        site=site,
        load_balancers=tuple(sorted(own)),
        missing=tuple(name for name in dict.fromkeys(asked) if name not in facts.load_balancer_tags()),
        going=tuple(name for name in dict.fromkeys([*sorted(own), *asked]) if name not in staying),
        groups_in_use=frozenset(group for balancer in others for group in balancer.security_groups),
    )


def _suffix(place: int) -> str:
    return "" if place == 0 else f"_{place + 1}"
