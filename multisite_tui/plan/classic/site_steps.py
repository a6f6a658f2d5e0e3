"""The steps of one site with a Classic Load Balancer of its own.

        security group --> open ports, ingress rules --> load balancer --> health check --> instances --.
                                                                                |                        v
                                                                                '--> listeners ------> records
        certificate --> validation -----------------------------------------------------^
        own records ----^

Load balancer and certificate do not wait for each other, unless no listener can be created without the certificate.
Ingress rules come before everything that needs them: an edit that gives a live load balancer another group, or its
health check or a listener another port, would otherwise take the site out of service until the rule exists. Rules and
instances that an edit no longer needs are removed last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from multisite_tui.aws.facts.certificates import CLASSIC_KEY_TYPES
from multisite_tui.aws.facts.load_balancers import Attributes
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.base import Ref, Resource, Wait
from multisite_tui.aws.resources.certificates import CertificateChoice, EarlierRequests, SiteCertificate
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.aws.resources.health_checks import ConfiguredHealthCheck
from multisite_tui.aws.resources.instances import Deregistration, Registration
from multisite_tui.aws.resources.listeners import Listeners
from multisite_tui.aws.resources.load_balancers import ClassicLoadBalancer
from multisite_tui.aws.resources.outdated_rules import OutdatedRules
from multisite_tui.aws.resources.own_records import OwnRecords
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.records import SiteRecords, served_everywhere
from multisite_tui.aws.resources.security_groups import GivenGroup, IngressRule, NewGroup, OpenPorts
from multisite_tui.aws.resources.validation import Validation
from multisite_tui.model.roles import Role
from multisite_tui.model.security_groups import ExistingSecurityGroup
from multisite_tui.model.usual_times import UsualTime
from multisite_tui.plan.external_records import ExternalRecords, external_wait
from multisite_tui.plan.graph import Step, site_step
from multisite_tui.plan.resolved import ResolvedSite
from multisite_tui.plan.topology import Planning
from multisite_tui.plan.visits import SiteVisit

FIRST_CHECK = 3.0
"""Seconds after its registration before which no instance is in service: ELB has to begin to check it, and its program
to answer. The first check may come long before a whole interval is over."""


class ClassicSite:
    """Builds the steps of one site."""

    def __init__(self, planning: Planning, resolved: ResolvedSite) -> None:
        """Make a builder."""
        setup = planning.setup
        self._setup = setup
        self._resolved = resolved
        self._account = planning.account
        self._history = planning.history
        self._visits = planning.visits
        self._predecessors = planning.predecessors.get(resolved.site.domain, ())
        self._site = resolved.site
        self._entrance = ClassicEntrance(self._site.load_balancer)
        self._owner = Owner(
            setup=setup.name,
            site=self._site.domain,
            tags={**setup.tags, **self._site.tags},
            former_tags=self._history.tag_keys(self._site.domain),
            adopt=self._site.adopt,
        )
        self._group: Ref[SecurityGroup] = Ref(self._id(Role.SECURITY_GROUP))
        self._certificate: Ref[CertificateChoice] | None = (
            Ref(self._id(Role.CERTIFICATE)) if self._site.secure else None
        )

    def steps(self) -> Iterator[Step]:
        """Yield the steps, each after the steps that it needs."""
        group = self._security_group()
        yield self._step(Role.SECURITY_GROUP, group)
        opened = list(self._open_ports(group))
        yield from opened
        ingress_rules = list(self._ingress_rules())
        yield from ingress_rules
        if not self._site.dns.external:
            yield self._step(Role.OWN_RECORDS, self._own_records())
        answered = () if self._site.dns.external else (Role.OWN_RECORDS,)
        if self._site.secure:
            yield self._step(Role.CERTIFICATE, self._site_certificate())
            yield self._step(Role.VALIDATION, self._validation(), Role.CERTIFICATE, *answered)
        entries = [step.id for step in (*opened, *ingress_rules)]
        needed = (Role.SECURITY_GROUP, *entries, *self._needed_for_creation())
        yield self._step(Role.LOAD_BALANCER, self._load_balancer(), *needed)
        yield self._step(Role.HEALTH_CHECK, self._health_check(), Role.LOAD_BALANCER)
        proven = (Role.VALIDATION,) if self._site.secure else ()
        yield self._step(Role.LISTENERS, self._listeners(), Role.HEALTH_CHECK, *proven)
        yield self._step(Role.INSTANCES, self._registration(), Role.HEALTH_CHECK)
        ready = (Role.LISTENERS, Role.INSTANCES)
        yield self._step(Role.LEAVING_INSTANCES, self._deregistration(), *ready)
        yield self._step(Role.OUTDATED_RULES, self._outdated_rules(), *ready)
        if self._visits:
            yield self._step(Role.VISIT_BEFORE, self._visit_before(), *ready)
        seen = (Role.VISIT_BEFORE,) if self._visits else ()
        yield self._step(Role.RECORDS, self._records(), *ready, *seen, *answered)
        if self._visits:
            yield self._step(
                Role.VISIT_AFTER, SiteVisit(self._site, self._entrance, self._setup.sites, switched=True), Role.RECORDS
            )

    def steps_while_open(self) -> Iterator[Step]:
        """Yield the steps that can be read while a value is open, because they do not depend on it."""
        if self._resolved.vpc:
            yield self._step(Role.SECURITY_GROUP, self._security_group())
        if self._site.secure:
            yield self._step(Role.CERTIFICATE, self._site_certificate())
        yield self._step(Role.LOAD_BALANCER, self._load_balancer())
        yield self._step(Role.RECORDS, self._records())

    def _visit_before(self) -> SiteVisit:
        return SiteVisit(
            self._site,
            self._entrance,
            self._setup.sites,
            predecessors=self._predecessors,
            zones=self._resolved.zones,
        )

    def _id(self, name: str) -> str:
        return f"{self._site.domain}/{name}"

    def _step(self, role: Role, resource: Resource[Any], *needs: str, name: str = "") -> Step:
        return site_step(self._site.domain, role, resource, *needs, name=name)

    def _needed_for_creation(self) -> tuple[Role, ...]:
        """Return what must be done before the load balancer: validation, if all its listeners need a certificate."""
        return () if any(not listener.secure for listener in self._resolved.listeners) else (Role.VALIDATION,)

    def _security_group(self) -> NewGroup | GivenGroup:
        asked = self._site.security_group
        ports = tuple(sorted({listener.port for listener in self._resolved.listeners}))
        if isinstance(asked, ExistingSecurityGroup):
            return GivenGroup(self._site.domain, asked.id, self._resolved.vpc, ports)
        return NewGroup(
            owner=self._owner,
            name=asked.name or self._site.load_balancer,
            description=asked.description or f"Load balancer of {self._site.domain}",
            vpc=self._resolved.vpc,
            ports=ports,
        )

    def _open_ports(self, group: NewGroup | GivenGroup) -> Iterator[Step]:
        if isinstance(group, NewGroup):
            yield self._step(Role.OPEN_PORTS, OpenPorts(group, self._group), Role.SECURITY_GROUP)

    def _ingress_rules(self) -> Iterator[Step]:
        """Yield one step for each security group that is the first group of an instance."""
        for place, group in enumerate(self._instance_groups()):
            name = "" if place == 0 else f"{Role.INGRESS}_{place + 1}"
            balancer, ports = self._site.load_balancer, self._resolved.entry_ports
            rule = IngressRule(self._owner, group, self._resolved.vpc, balancer, self._group, ports)
            yield self._step(Role.INGRESS, rule, Role.SECURITY_GROUP, name=name)

    def _site_certificate(self) -> SiteCertificate:
        return SiteCertificate(
            owner=self._owner,
            names=self._site.names,
            wanted=self._site.certificate,
            entrance=self._entrance,
            account=self._account.id,
            region=self._account.region,
            earlier=self._history.requests.get(self._site.domain, EarlierRequests()),
            key_types=CLASSIC_KEY_TYPES,
            predecessors=self._predecessors,
        )

    def _validation(self) -> Validation:
        wait = Wait(
            "ACM to issue the certificate",
            limit=self._setup.waits.certificate,
            every=5,
            usual=UsualTime.minutes(1, 10),
        )
        certificate: Ref[CertificateChoice] = Ref(self._id(Role.CERTIFICATE))
        by_hand = self._site.dns.external
        return Validation(self._owner, certificate, self._resolved.zones, wait, self._history.put_in, by_hand)

    def _own_records(self) -> OwnRecords:
        return OwnRecords(self._site.domain, self._resolved.zones, served_everywhere(self._setup.waits.dns))

    def _load_balancer(self) -> ClassicLoadBalancer:
        return ClassicLoadBalancer(
            owner=self._owner,
            name=self._site.load_balancer,
            subnets=self._resolved.subnets,
            group=self._group,
            listeners=self._resolved.listeners,
            certificate=self._certificate,
            attributes=Attributes(
                # With one instance and several subnets, the nodes in the other zones have no instance of their own.
                cross_zone=len(self._resolved.subnets) > 1,
                draining=self._site.draining,
                idle_timeout=self._site.idle_timeout,
            ),
        )

    def _listeners(self) -> Listeners:
        return Listeners(
            self._owner,
            self._site.load_balancer,
            self._resolved.listeners,
            self._certificate,
            self._site.stickiness,
        )

    def _instance_groups(self) -> tuple[str, ...]:
        """Return the first security group of each instance's first interface, to which a load balancer sends."""
        first = {instance.security_groups[0] for instance in self._resolved.instances if instance.security_groups}
        return tuple(sorted(first))

    def _instance_ids(self) -> tuple[str, ...]:
        return tuple(instance.id for instance in self._resolved.instances)

    def _deregistration(self) -> Deregistration:
        return Deregistration(self._owner, self._site.load_balancer, self._instance_ids())

    def _outdated_rules(self) -> OutdatedRules:
        visitors = tuple(listener.port for listener in self._resolved.listeners)
        own = frozenset({self._site.load_balancer})
        return OutdatedRules(
            self._owner, self._instance_groups(), self._resolved.entry_ports, self._group, visitors, own
        )

    def _health_check(self) -> ConfiguredHealthCheck:
        check = self._resolved.health_check
        detection_time = check.timing.out[1]
        wait = Wait(
            "the new health check to come to its verdict",
            limit=self._setup.waits.in_service + detection_time,
            every=5,
            usual=UsualTime.seconds(detection_time),
            first=detection_time,
            one_by_one=True,
        )
        return ConfiguredHealthCheck(self._site.load_balancer, check, self._instance_ids(), detection_time, wait)

    def _registration(self) -> Registration:
        check = self._resolved.health_check
        recovery = check.interval * check.healthy_threshold
        wait = Wait(
            "the instances to pass the health check",
            limit=self._setup.waits.in_service,
            every=5,
            usual=UsualTime.seconds(30 + recovery, 60 + recovery),
            first=FIRST_CHECK,
            one_by_one=True,
        )
        return Registration(self._site.load_balancer, self._instance_ids(), wait)

    def _records(self) -> SiteRecords | ExternalRecords:
        if self._site.dns.external:
            wait = external_wait(self._setup.waits.certificate)
            return ExternalRecords(self._owner, self._site.names, self._entrance, wait)
        return SiteRecords(
            owner=self._owner,
            zones=self._resolved.zones,
            entrance=self._entrance,
            replace=self._site.dns.replace,
            wait=served_everywhere(self._setup.waits.dns),
            region=self._account.region,
            stood_before={name: self._history.stood_at(name) for name in self._resolved.zones},
            predecessors=self._predecessors,
            led=self._history.led,
        )
