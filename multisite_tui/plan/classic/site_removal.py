"""Removal of sites' load balancers: the steps that restore DNS and delete what the topology created for each site.

    records --> last visitors --> load balancer --> ingress rules --> security groups

What exists is found by its tags; the answers of earlier runs only add the names that a site had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.removals.load_balancers import RemovedLoadBalancer
from multisite_tui.aws.removals.records import DnsDrainWait, RestoredRecords
from multisite_tui.aws.removals.security_groups import RemovedGroups
from multisite_tui.aws.resources.base import Ref, Resource, Wait
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
    """Ids of security groups of adopted load balancers, which stay."""

    def steps(self) -> Iterator[Step]:
        """Yield the steps in an order that AWS accepts."""
        owner = Owner(self.leaving.setup, self.site.domain, {})
        dns = served_everywhere(Waits().dns)
        for place, name in enumerate(self.load_balancers):
            suffix = _suffix(place)
            led_away = [
                self._step(Role.RECORDS, self._records(name, dns), suffix=suffix),
                *self._led_away(name, suffix),
            ]
            needs = [step.id for step in led_away]
            drain = self._step(Role.DNS_DRAIN, DnsDrainWait(ClassicEntrance(name)), *needs, suffix=suffix)
            balancer = self._step(Role.LOAD_BALANCER, RemovedLoadBalancer(owner, name), drain.id, suffix=suffix)
            yield from (*led_away, drain, balancer)
        for name in self.missing:
            yield self._step(Role.RECORDS, self._records(name, dns), suffix=f"_of_{name}")
        rules = site_step(
            self.site.domain, Role.OUTDATED_RULES, self._ingress_rules(owner), *self._deleted, name="ways_in"
        )
        yield rules
        yield self._step(Role.SECURITY_GROUP, RemovedGroups(owner, self.groups_in_use), rules.id, suffix="s")

    @property
    def release(self) -> Release:
        """When these steps free what the load balancers used."""
        suffixes = (*map(_suffix, range(len(self.load_balancers))), *(f"_of_{name}" for name in self.missing))
        switched = tuple(f"{self.site.domain}/{Role.RECORDS}{suffix}" for suffix in suffixes)
        return Release(tuple(self._deleted), switched, self.going)

    @property
    def _deleted(self) -> list[str]:
        """Return the ids of the steps that delete the load balancers."""
        places = range(len(self.load_balancers))
        return [f"{self.site.domain}/{Role.LOAD_BALANCER}{_suffix(place)}" for place in places]

    def _led_away(self, load_balancer: str, suffix: str) -> Iterator[Step]:
        """Yield the step in which a person leads the names that are kept outside the account elsewhere."""
        if self.site.outside:
            wait = external_wait(Waits().certificate)
            gone = ExternalRecordsGone(self.site.outside, ClassicEntrance(load_balancer), wait)
            yield self._step(Role.RECORDS, gone, suffix=f"_elsewhere{suffix}")

    def _ingress_rules(self, owner: Owner) -> OutdatedRules:
        own = frozenset(self.load_balancers)
        return OutdatedRules(owner, (), (), Ref(""), load_balancers=own, leaving=self.leaving.domains)

    def _records(self, load_balancer: str, wait: Wait) -> RestoredRecords:
        history = self.leaving.history
        return RestoredRecords(
            self.site.domain,
            ClassicEntrance(load_balancer),
            self.site.names,
            wait,
            self.leaving.siblings,
            {name: history.stood_at(name) for name in self.site.names},
            history.switched,
        )

    def _step(self, role: Role, resource: Resource[Any], *needs: str, suffix: str = "") -> Step:
        return site_step(self.site.domain, role, resource, *needs, name=f"{role}{suffix}")


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
    asked = [one.load_balancer for one in leaving.history.sites(site.domain, NAME)]
    if not asked and site.domain not in sites_by_tags(leaving.setup, facts):
        return None
    staying = [name for name, tags in own.items() if tags.get(OWNER) != MADE]
    described = [balancer for name in staying if (balancer := facts.load_balancer(name)) is not None]
    return SiteRemoval(
        leaving=leaving,
        site=site,
        load_balancers=tuple(sorted(own)),
        missing=tuple(name for name in dict.fromkeys(asked) if name not in facts.load_balancer_tags()),
        going=tuple(name for name in dict.fromkeys([*sorted(own), *asked]) if name not in staying),
        groups_in_use=frozenset(group for balancer in described for group in balancer.security_groups),
    )


def _suffix(place: int) -> str:
    return "" if place == 0 else f"_{place + 1}"
