"""Removal from the load balancer that sites share: a site leaves it, and it goes with the last one.

        records --> last visitors --> rules --> target groups
                                         |
                                         +--> certificate on the listeners     (other sites stay)
                                         '--> shared/load balancer --> groups  (all sites go)
        rules, certificate --> ingress rules

What exists is found by its tags; the answers of earlier runs only add the names that a site had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from multisite_tui.aws.facts.application_load_balancers import DELETION_PROTECTION, ApplicationLoadBalancer
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.interfaces import application
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.removals.application_load_balancers import RemovedApplicationLoadBalancer
from multisite_tui.aws.removals.host_rules import RemovedHostRules
from multisite_tui.aws.removals.inherited_backups import InheritedBackups
from multisite_tui.aws.removals.records import DnsDrainWait, RestoredRecords
from multisite_tui.aws.removals.secure_entries import RemovedSecureEntries
from multisite_tui.aws.removals.security_groups import RemovedGroups
from multisite_tui.aws.removals.setup_balancers import balancers_of_setup
from multisite_tui.aws.removals.target_groups import RemovedTargetGroups
from multisite_tui.aws.removals.unused_entrances import UnusedEntrance
from multisite_tui.aws.resources import record_backups
from multisite_tui.aws.resources.base import Ref, Resource
from multisite_tui.aws.resources.entrances import SharedEntrance
from multisite_tui.aws.resources.outdated_rules import OutdatedRules
from multisite_tui.aws.resources.ownership import SETUP, SITE, Owner
from multisite_tui.aws.resources.records import served_everywhere
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.roles import Role
from multisite_tui.model.waits import Waits
from multisite_tui.plan.external_records import ExternalRecordsGone, external_wait
from multisite_tui.plan.graph import SHARED, Step, shared_step, site_step
from multisite_tui.plan.leaving import EntranceRemoval, Leaving, LeavingSite, Release
from multisite_tui.plan.shared.shared_costs import existing_cost
from multisite_tui.plan.shared.shared_leftovers import groups_of

NAME = "shared"


def sites_by_tags(setup: str, facts: Facts) -> Iterator[str]:
    """Yield the domains of the sites of which a target group, or a way in, bears the setup's tags.

    Raises:
        AwsFailure: a read was refused.
    """
    yield from (site for _, site in groups_of(setup, facts).values())
    # A removal that stopped may have left the way in of a site whose target group is gone.
    shared = {group.id for group in facts.tagged_groups(SETUP, setup) if SITE not in group.tags}
    rules = facts.tagged_rules(SETUP, setup) if shared else ()
    yield from (rule.tags[SITE] for rule in rules if rule.source in shared and SITE in rule.tags)


def standing_of(setup: str, domain: str, facts: Facts) -> Iterator[SharedEntrance]:
    """Yield the entrance of a site for each of its target groups, at each load balancer of the setup.

    Raises:
        AwsFailure: a read was refused.
    """
    for balancer in balancers_of_setup(setup, facts):
        groups = [name for name, (_, site) in groups_of(setup, facts).items() if site == domain]
        yield from (SharedEntrance(balancer.name, name, domain) for name in groups)


@dataclass(frozen=True)
class SharedSiteRemoval:
    """Builds the steps that remove one site from the load balancers."""

    leaving: Leaving
    site: LeavingSite
    entrances: tuple[SharedEntrance, ...]
    """Each load balancer of the setup, whether or not the site has a target group: its names may lead there."""
    groups: frozenset[str]
    """Names of the target groups that need no way in any more: the site's, or all once the load balancers go."""
    owners: Mapping[str, str]
    """By name, the domain of the one site that it is of, whether that leaves or stays."""
    staying: frozenset[str]
    """The names of the sites that stay."""
    missing: tuple[SharedEntrance, ...]
    """Those of earlier answers whose load balancer is gone; records may still lead to it."""
    heirs: tuple[SharedEntrance, ...]
    """Those of the sites that stay: a target group that goes may keep what was at a name which one of them has now."""
    last: bool
    """Whether aliases of names that no site knows are taken with this site, before the load balancer is deleted."""

    def steps(self) -> Iterator[Step]:
        """Yield the steps in an order that AWS accepts."""
        owner = Owner(self.leaving.setup, self.site.domain, {})
        drains = []
        for place, entrance in enumerate(self.entrances):
            led_away = list(self._led_away(entrance, place))
            needs = [step.id for step in led_away]
            drain = self._step(Role.DNS_DRAIN, DnsDrainWait(entrance), *needs, place=place)
            drains.append(drain.id)
            yield from (*led_away, drain)
        for entrance in self._gone:
            yield self._step(Role.RECORDS, self._restored(entrance), suffix=f"_of_{entrance.name}")
        rules = self._step(Role.HOST_RULES, RemovedHostRules(owner), *drains)
        yield rules
        if not self.leaving.all:
            entries = RemovedSecureEntries(owner, self._names, self.staying)
            yield self._step(Role.LISTENERS, entries, rules.id)
        handed_on = [self._handed_on(heir, place) for place, heir in enumerate(self.heirs)]
        yield from handed_on
        before = [rules.id, *(step.id for step in handed_on)]
        yield self._step(Role.TARGET_GROUP, RemovedTargetGroups(owner), *before)
        yield self._step(Role.OUTDATED_RULES, self._ingress_rules(owner), *self._released)

    @property
    def release(self) -> Release:
        """When these steps free what the load balancers used."""
        switched = [self._id(Role.RECORDS, place) for place in range(len(self.entrances))]
        switched += [self._id(Role.RECORDS, suffix=f"_of_{one.name}") for one in self._gone]
        users = tuple(map(application, dict.fromkeys(one.name for one in (*self.entrances, *self.missing))))
        known = self.leaving.domains if self.last else frozenset[str]()
        return Release(tuple(self._released), tuple(switched), users, self.staying, known)

    @property
    def rules(self) -> str:
        """The id of the step after which no request of the site is sent on."""
        return self._id(Role.HOST_RULES)

    @property
    def _gone(self) -> tuple[SharedEntrance, ...]:
        return () if self.leaving.moved else self.missing

    @property
    def _names(self) -> tuple[str, ...]:
        """The names of this site, and those of earlier runs that are no site's any more: one site takes these away."""
        also = (self.site.domain, None) if self.last or not self.leaving.all else (self.site.domain,)
        return tuple(name for name in self.site.names if self.owners.get(name) in also)

    @property
    def _released(self) -> list[str]:
        if self.leaving.all:
            names = (f"{Role.LOAD_BALANCER}{_suffix(number)}" for number in range(len(self.entrances)))
            return [f"{SHARED}/{self.leaving.named(name)}" for name in names]
        return [self._id(Role.LISTENERS)]

    def _led_away(self, entrance: SharedEntrance, place: int) -> Iterator[Step]:
        """Yield the steps that lead the site's names back; after a move, the one that refuses if any leads there."""
        if self.leaving.moved:
            if self.site.present is not None:
                unused = UnusedEntrance(self.site.domain, entrance, self.site.present, frozenset(self._names))
                yield self._step(Role.RECORDS, unused, place=place)
            yield from self._led_elsewhere(entrance, place)
            return
        yield self._step(Role.RECORDS, self._restored(entrance), place=place)
        yield from self._led_elsewhere(entrance, place)

    def _restored(self, entrance: SharedEntrance) -> RestoredRecords:
        history = self.leaving.history
        return RestoredRecords(
            self.site.domain,
            entrance,
            self._names,
            served_everywhere(Waits().dns),
            self.leaving.siblings,
            {name: history.stood_at(name) for name in self._names},
            history.switched,
            shared=not self.last,
            of_others=frozenset(name for name, owner in self.owners.items() if owner != self.site.domain),
        )

    def _led_elsewhere(self, entrance: SharedEntrance, place: int) -> Iterator[Step]:
        """Yield the step in which a person leads the names that are kept outside the account elsewhere."""
        if self.site.outside:
            wait = external_wait(Waits().certificate)
            gone = ExternalRecordsGone(self.leaving.setup, self.site.outside, entrance, wait, moved=self.leaving.moved)
            yield self._step(Role.RECORDS, gone, place=place, suffix="_elsewhere")

    def _handed_on(self, heir: SharedEntrance, place: int) -> Step:
        names = tuple(name for name, owner in self.owners.items() if owner == heir.domain)
        return self._step(Role.TARGET_GROUP, InheritedBackups(heir, names), place=place, suffix="_handed_on")

    def _ingress_rules(self, owner: Owner) -> OutdatedRules:
        return OutdatedRules(owner, (), (), Ref(""), target_groups=self.groups, leaving=self.leaving.domains)

    def _id(self, role: Role, place: int = 0, suffix: str = "") -> str:
        return f"{self.site.domain}/{self.leaving.named(f'shared_{role}{suffix}{_suffix(place)}')}"

    def _step(self, role: Role, resource: Resource[Any], *needs: str, place: int = 0, suffix: str = "") -> Step:
        name = self._id(role, place, suffix).partition("/")[2]
        return site_step(self.site.domain, role, resource, *needs, name=name)


def removal_of(leaving: Leaving, facts: Facts) -> EntranceRemoval:
    """Return how the sites leave the load balancer, and how it is removed with the last one.

    Raises:
        AwsFailure: a read was refused.
        InputNeeded: the load balancer is protected against deletion.
    """
    standing = balancers_of_setup(leaving.setup, facts)
    balancers = standing if leaving.all else []
    _refuse_protected(balancers, facts)
    names = tuple(one.name for one in standing)
    sites = list(_site_removals(leaving, names, facts))
    steps = [step for one in sites for step in one.steps()]
    return EntranceRemoval(
        steps=(*steps, *_of_setup(leaving, balancers, [one.rules for one in sites], facts)),
        remaining_cost=existing_cost(leaving.setup, facts, without={one.name for one in balancers}),
        releases={one.site.domain: one.release for one in sites},
    )


def _of_setup(
    leaving: Leaving, balancers: list[ApplicationLoadBalancer], rules: list[str], facts: Facts
) -> Iterator[Step]:
    """Yield the steps that remove what the sites shared, as far as it exists."""
    owner = Owner(leaving.setup, None, {})
    deleted = []
    for place, balancer in enumerate(balancers):
        removed = RemovedApplicationLoadBalancer(owner, balancer.name)
        name = leaving.named(f"{Role.LOAD_BALANCER}{_suffix(place)}")
        step = shared_step(leaving.domains, Role.LOAD_BALANCER, removed, *rules, name=name)
        deleted.append(step.id)
        yield step
    groups = [one for one in facts.tagged_groups(SETUP, leaving.setup) if SITE not in one.tags]
    if leaving.all and groups:
        rules_in = leaving.named(f"shared_{Role.OUTDATED_RULES}")
        needs = [f"{one.partition('/')[0]}/{rules_in}" for one in rules]
        name = leaving.named("security_groups")
        yield shared_step(leaving.domains, Role.SECURITY_GROUP, RemovedGroups(owner), *deleted, *needs, name=name)


def _refuse_protected(balancers: list[ApplicationLoadBalancer], facts: Facts) -> None:
    for one in balancers:
        if (facts.application_attributes(one.arn) or {}).get(DELETION_PROTECTION) == "true":
            raise InputNeeded(
                Problem(
                    code="OperationNotPermitted",
                    what=f"Load balancer {one.name} is protected against deletion.",
                    why="Somebody has switched that on; AWS would refuse to delete it, when everything else is gone.",
                    next="Switch it off in the console (the load balancer, Attributes), then run again.",
                )
            )


def _site_removals(leaving: Leaving, balancers: tuple[str, ...], facts: Facts) -> Iterator[SharedSiteRemoval]:
    """Yield the removal of each site; at the end of a move, of those that this topology has, or had, something of."""
    domains = set(sites_by_tags(leaving.setup, facts))
    owners = _owners(leaving, facts)
    groups = groups_of(leaving.setup, facts)
    for place, site in enumerate(leaving.sites):
        asked = any(True for _ in leaving.history.sites(site.domain, NAME)) or site.domain in domains
        if not asked and (leaving.moved or not balancers):
            continue
        own = [group for group, of_site in groups.values() if of_site == site.domain]
        first = _first_group(leaving, site.domain, own)
        yield SharedSiteRemoval(
            leaving=leaving,
            site=site,
            entrances=tuple(SharedEntrance(balancer, first, site.domain) for balancer in balancers),
            groups=frozenset(groups) if leaving.all else frozenset(group.name for group in own),
            owners=owners,
            staying=frozenset(name for name, owner in owners.items() if owner not in leaving.domains),
            missing=tuple(_missing(leaving, site.domain, facts)),
            heirs=tuple(_heirs(leaving)),
            last=leaving.all and place == 0,
        )


def _first_group(leaving: Leaving, domain: str, groups: Sequence[TargetGroup]) -> str:
    """Return the target group of a site whose backups count before those of others: the one of the latest answers.

    Without answers it is one that a listener forwards to; empty if the site has none.
    """
    asked = [site.target_group_name for site in leaving.history.sites(domain, NAME)]
    there = sorted(groups, key=lambda one: (one.name not in asked[-1:], not one.load_balancers, one.name))
    return there[0].name if there else ""


def _heirs(leaving: Leaving) -> Iterator[SharedEntrance]:
    """Yield the entrances of the sites that stay, as the latest answers name them."""
    setups = [] if leaving.moved else leaving.history.earlier_setups[-1:]
    for setup in setups:
        staying = [site for site in setup.sites if setup.topology == NAME and site.domain not in leaving.domains]
        yield from (SharedEntrance(setup.shared_balancer, one.target_group_name, one.domain) for one in staying)


def _missing(leaving: Leaving, domain: str, facts: Facts) -> Iterator[SharedEntrance]:
    """Yield the entrances of a site in earlier answers whose load balancer is gone, each once."""
    asked = [
        SharedEntrance(setup.shared_balancer, site.target_group_name, domain)
        for setup in leaving.history.earlier_setups
        for site in setup.sites
        if setup.topology == NAME and site.domain == domain
    ]
    there = facts.application_load_balancers()
    yield from {one.name: one for one in asked if one.name not in there}.values()


def _owners(leaving: Leaving, facts: Facts) -> dict[str, str]:
    """Return by name the site that it is of: by the latest answers with that name, else by tags and backups."""
    tags = facts.target_group_tags() if facts.target_groups() else {}
    groups = groups_of(leaving.setup, facts).values()
    kept = {name: domain for group, domain in groups for name in record_backups.read(tags.get(group.arn, {}))}
    domains = {domain: domain for domain in (*(domain for _, domain in groups), *leaving.domains)}
    return kept | domains | {name: site.domain for site in leaving.history.sites() for name in site.names}


def _suffix(place: int) -> str:
    return "" if place == 0 else f"_{place + 1}"
