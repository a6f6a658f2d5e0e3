"""Removal of sites: the steps that delete what a setup created, and restore DNS.

    records --> last visitors --> load balancer --> ingress rules --> security groups
                                       |
                                       '--> validation records --> certificate
                                                   |
                                                   '--> own records

What exists is found by its tags; the answers of earlier runs only add the names that a site had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.removals.certificates import (
    CertificateSearch,
    RemovedCertificates,
    RemovedValidation,
    RequestedCertificates,
)
from multisite_tui.aws.removals.load_balancers import RemovedLoadBalancer
from multisite_tui.aws.removals.own_records import RemovedOwnRecords
from multisite_tui.aws.removals.records import DnsDrainWait, RestoredRecords
from multisite_tui.aws.removals.security_groups import RemovedGroups
from multisite_tui.aws.resources import record_backups
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
from multisite_tui.plan.history import History
from multisite_tui.plan.topology import Removal


@dataclass(frozen=True)
class SiteRemoval:
    """Builds the removal steps of one site, as far as its resources exist."""

    setup: str
    site: str
    load_balancers: tuple[str, ...]
    """Names of the load balancers with this site's tags."""
    missing: tuple[str, ...]
    """Names of load balancers in earlier answers that no longer exist; records may still point to them."""
    names: tuple[str, ...]
    history: History
    going: tuple[str, ...] = ()
    """Names of load balancers that are deleted now or were deleted before; what they used is free."""
    groups_in_use: frozenset[str] = frozenset()
    """Ids of security groups of adopted load balancers, which stay."""
    siblings: tuple[str, ...] = ()
    """Names of all load balancers of the setup."""
    outside: tuple[str, ...] = ()
    """Names that are kept outside the account."""
    leaving: frozenset[str] = frozenset()
    """Domains of all sites that are removed, including this one. An ingress rule that serves several sites is removed
    with the last of them."""

    def steps(self) -> Iterator[Step]:
        """Yield the steps in an order that AWS accepts."""
        owner = Owner(self.setup, self.site, {})
        dns = served_everywhere(Waits().dns)
        balancers = []
        switched = []
        for place, name in enumerate(self.load_balancers):
            suffix = "" if place == 0 else f"_{place + 1}"
            records = self._step(Role.RECORDS, self._records(name, dns), suffix=suffix)
            led_away = [records, *self._led_away(name, suffix)]
            needs = [step.id for step in led_away]
            drain = self._step(Role.DNS_DRAIN, DnsDrainWait(ClassicEntrance(name)), *needs, suffix=suffix)
            balancer = self._step(Role.LOAD_BALANCER, RemovedLoadBalancer(owner, name), drain.id, suffix=suffix)
            yield from (*led_away, drain, balancer)
            balancers.append(balancer.id)
            switched.append(records.id)
        for name in self.missing:
            records = self._step(Role.RECORDS, self._records(name, dns), suffix=f"_of_{name}")
            yield records
            switched.append(records.id)
        rules = site_step(self.site, Role.OUTDATED_RULES, self._ingress_rules(owner), *balancers, name="ways_in")
        yield rules
        yield self._step(Role.SECURITY_GROUP, RemovedGroups(owner, self.groups_in_use), rules.id, suffix="s")
        search = CertificateSearch(owner, self.names, self.going)
        yield self._step(Role.VALIDATION, RemovedValidation(search, self.history.put_in, dns), *balancers)
        yield self._step(Role.CERTIFICATE, RemovedCertificates(search), Role.VALIDATION)
        if self.history.stood_in:
            yield self._step(Role.OWN_RECORDS, self._own_records(switched, dns), *switched, Role.VALIDATION)

    def _own_records(self, switched: Sequence[str], wait: Wait) -> RemovedOwnRecords:
        validation: Ref[RequestedCertificates] = Ref(f"{self.site}/{Role.VALIDATION}")
        return RemovedOwnRecords(
            site=self.site,
            names=self.names,
            stood_in=self.history.stood_in,
            switched=tuple(Ref(step) for step in switched),
            validation=validation,
            validation_put_in=self.history.put_in,
            wait=wait,
        )

    def _led_away(self, load_balancer: str, suffix: str) -> Iterator[Step]:
        """Yield the step in which a person leads the names that are kept outside the account elsewhere."""
        if self.outside:
            wait = external_wait(Waits().certificate)
            gone = ExternalRecordsGone(self.outside, ClassicEntrance(load_balancer), wait)
            yield self._step(Role.RECORDS, gone, suffix=f"_elsewhere{suffix}")

    def _ingress_rules(self, owner: Owner) -> OutdatedRules:
        own = frozenset(self.load_balancers)
        return OutdatedRules(owner, (), (), Ref(""), load_balancers=own, leaving=self.leaving)

    def _records(self, load_balancer: str, wait: Wait) -> RestoredRecords:
        siblings = tuple(ClassicEntrance(name) for name in self.siblings)
        stood_before = {name: self.history.stood_at(name) for name in self.names}
        return RestoredRecords(
            self.site,
            ClassicEntrance(load_balancer),
            self.names,
            wait,
            siblings,
            stood_before,
            self.history.switched,
        )

    def _step(self, role: Role, resource: Resource[Any], *needs: str, suffix: str = "") -> Step:
        return site_step(self.site, role, resource, *needs, name=f"{role}{suffix}")


def removal_of(setup: str, site: str | None, history: History, facts: Facts) -> Removal:
    """Return how a setup, or one site of it, is removed.

    Raises:
        AwsFailure: a read was refused.
    """
    removals = [one for one in _removals(setup, facts, history) if site in (None, one.site)]
    leaving = frozenset(one.site for one in removals)
    steps = tuple(step for one in removals for step in replace(one, leaving=leaving).steps())
    going = {name for one in removals for name in one.going}
    return Removal(tuple(sorted(leaving)), steps, existing_cost(setup, facts, without=going))


def _removals(setup: str, facts: Facts, history: History) -> list[SiteRemoval]:
    """Return the sites of a setup: those found by tags, and those in the answers of earlier runs."""
    balancers = {name: tags for name, tags in facts.load_balancer_tags().items() if tags.get(SETUP) == setup}
    groups: Sequence[SecurityGroup] = facts.tagged_groups(SETUP, setup)
    sites = {
        **dict.fromkeys(site.domain for site in history.sites()),
        # A load balancer without a site tag serves all sites, and belongs to another topology.
        **dict.fromkeys(tags[SITE] for tags in balancers.values() if SITE in tags),
        **dict.fromkeys(group.tags[SITE] for group in groups if SITE in group.tags),
    }
    return [_site_removal(setup, site, balancers, facts, history) for site in sites]


def _site_removal(
    setup: str, site: str, balancers: Mapping[str, Mapping[str, str]], facts: Facts, history: History
) -> SiteRemoval:
    own = {name: tags for name, tags in sorted(balancers.items()) if tags.get(SITE) == site}
    staying = [name for name, tags in own.items() if tags.get(OWNER) != MADE]
    described = [balancer for name in staying if (balancer := facts.load_balancer(name)) is not None]
    earlier = [one.load_balancer for one in history.sites(site)]
    return SiteRemoval(
        setup=setup,
        site=site,
        load_balancers=tuple(own),
        missing=tuple(name for name in dict.fromkeys(earlier) if name not in facts.load_balancer_tags()),
        names=_names(site, history, list(own.values())),
        history=history,
        going=tuple(name for name in dict.fromkeys([*own, *earlier]) if name not in staying),
        groups_in_use=frozenset(group for balancer in described for group in balancer.security_groups),
        siblings=tuple(sorted(balancers)),
        outside=_outside(site, history, facts),
    )


def _outside(site: str, history: History, facts: Facts) -> tuple[str, ...]:
    """Return the names of a site that are kept outside the account.

    These are those of the answers of earlier runs. Of a site that is known by its tags alone it is the domain, unless
    a public zone of the account holds it.
    """
    asked = tuple(history.sites(site))
    if not asked:
        return () if zone_facts.holding(facts.zones(), site) else (site,)
    return tuple(dict.fromkeys(name for one in asked if one.dns.external for name in one.names))


def _names(site: str, history: History, tags: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the names that a site is known to have had: from its tag, from earlier answers, from backups of records.

    Names that the journal records as switched may be another site's; they are harmless here, because they point to
    another load balancer.
    """
    asked = [name for one in history.sites(site) for name in one.names]
    before = [name for one in tags for name in record_backups.read(one)]
    return tuple(dict.fromkeys([site, *asked, *before, *sorted(history.switched)]))
