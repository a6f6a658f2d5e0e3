"""The steps of one site behind the load balancer that all sites share.

        certificate --> validation --> certificate on the listener --.
        shared/security group --> ways in --> target group --> host rules --> targets --> settled rules --> records

The ways in come before what is checked through them: a target group that exists may get another check. The certificate
on the listener creates the listener with TLS where it is the first. Host rules come before targets: a target group that
no rule names is not checked (elbv2, `TargetHealth`, `Target.NotInUse`). They take nothing away; the settled rules do,
where there is anything to take away, once the targets are healthy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from multisite_tui.aws.facts.certificates import APPLICATION_KEY_TYPES
from multisite_tui.aws.facts.target_groups import TRAFFIC_PORT, TargetCheck, TargetGroup
from multisite_tui.aws.resources.base import Ref, Resource, Wait
from multisite_tui.aws.resources.certificates import CertificateChoice, EarlierRequests, SiteCertificate
from multisite_tui.aws.resources.entrances import SharedEntrance
from multisite_tui.aws.resources.host_rules import HostRules
from multisite_tui.aws.resources.maintenance import MaintenancePage
from multisite_tui.aws.resources.outdated_rules import OutdatedRules
from multisite_tui.aws.resources.own_records import OwnRecords
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.records import SiteRecords, served_everywhere
from multisite_tui.aws.resources.secure_entries import SecureEntry
from multisite_tui.aws.resources.security_groups import IngressRule
from multisite_tui.aws.resources.settled_rules import SettledRules
from multisite_tui.aws.resources.target_groups import SiteTargetGroup, wanted_attributes
from multisite_tui.aws.resources.targets import LeavingTargets, Targets
from multisite_tui.aws.resources.validation import Validation
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.usual_times import UsualTime
from multisite_tui.plan.external_records import ExternalRecords, external_wait
from multisite_tui.plan.graph import SHARED, Step, site_step
from multisite_tui.plan.resolve import listeners
from multisite_tui.plan.resolved import ResolvedSite
from multisite_tui.plan.shared.setup_steps import (
    BALANCER,
    GROUP,
    GROUPS,
    default_step,
    ingress_steps,
    instance_groups,
    listener_step,
    open_steps,
    owner_of,
    plain_ports,
    secure_ports,
)
from multisite_tui.plan.topology import Planning
from multisite_tui.plan.visits import SiteVisit

SETTLED = "settled_rules"
FIRST_CHECK = 3.0
"""Seconds after its registration before which no target is healthy: ELB has to begin to check it."""


class SharedSite:
    """Builds the steps of one site."""

    def __init__(self, planning: Planning, resolved: ResolvedSite) -> None:
        """Make a builder."""
        setup = planning.setup
        self._setup = setup
        self._resolved = resolved
        self._account = planning.account
        self._history = planning.history
        self._visits = planning.visits
        self._site = resolved.site
        self._entrance = SharedEntrance(setup.shared_balancer, self._site.target_group_name, self._site.domain)
        self._owner = site_owner(setup, self._site, self._history.tag_keys(self._site.domain))
        self._predecessors = planning.predecessors.get(resolved.site.domain, ())
        self._group: Ref[TargetGroup] = Ref(self._id(Role.TARGET_GROUP))
        self._certificate: Ref[CertificateChoice] = Ref(self._id(Role.CERTIFICATE))
        self._other_names = frozenset(name for one in setup.sites if one != self._site for name in one.names)

    def steps(self) -> Iterator[Step]:
        """Yield the steps, each after the steps that it needs."""
        ingress_rules = list(self._ingress_rules())
        yield from ingress_rules
        if not self._site.dns.external:
            yield self._step(Role.OWN_RECORDS, self._own_records())
        answered = () if self._site.dns.external else (Role.OWN_RECORDS,)
        ways_in = [step.id for step in ingress_rules]
        yield self._step(Role.TARGET_GROUP, self._target_group(), *ways_in)
        entries = []
        if self._site.secure:
            yield self._step(Role.CERTIFICATE, self._site_certificate())
            yield self._step(Role.VALIDATION, self._validation(), Role.CERTIFICATE, *answered)
            entries = list(self._secure_entries())
            yield from entries
        listeners = [*(step.id for step in entries), *map(listener_step, plain_ports(self._resolved))]
        yield self._step(Role.HOST_RULES, self._host_rules(), Role.TARGET_GROUP, *listeners)
        yield self._step(Role.MAINTENANCE, self._maintenance(), Role.HOST_RULES)
        yield self._step(Role.INSTANCES, self._targets(), Role.HOST_RULES)
        defaults = map(default_step, plain_ports(self._resolved)) if self._site.redirects else ()
        yield self._step(Role.HOST_RULES, self._settled_rules(), Role.INSTANCES, *defaults, name=SETTLED)
        yield self._step(Role.LEAVING_INSTANCES, self._leaving_targets(), Role.INSTANCES, SETTLED)
        yield self._step(Role.OUTDATED_RULES, self._outdated_rules(), Role.INSTANCES, SETTLED, f"{SHARED}/{GROUPS}")
        if self._visits:
            visit = SiteVisit(
                self._site,
                self._entrance,
                self._setup.sites,
                predecessors=self._predecessors,
                zones=self._resolved.zones,
            )
            yield self._step(Role.VISIT_BEFORE, visit, Role.INSTANCES, SETTLED)
        seen = (Role.VISIT_BEFORE,) if self._visits else ()
        yield self._step(Role.RECORDS, self._records(), Role.INSTANCES, SETTLED, *seen, *answered)
        if self._visits:
            visit = SiteVisit(self._site, self._entrance, self._setup.sites, switched=True)
            yield self._step(Role.VISIT_AFTER, visit, Role.RECORDS)

    def steps_while_open(self) -> Iterator[Step]:
        """Yield the steps that can be read while a value is open, because they do not depend on it."""
        if self._site.secure:
            yield self._step(Role.CERTIFICATE, self._site_certificate())
        if self._resolved.vpc:
            yield self._step(Role.TARGET_GROUP, self._target_group())
        yield self._step(Role.RECORDS, self._records())

    def _id(self, name: str) -> str:
        return f"{self._site.domain}/{name}"

    def _step(self, role: Role, resource: Resource[Any], *needs: str, name: str = "") -> Step:
        return site_step(self._site.domain, role, resource, *needs, name=name)

    def _ingress_rules(self) -> Iterator[Step]:
        """Yield one step for each security group that is the first group of an instance."""
        for step, group in zip(ingress_steps(self._resolved), instance_groups(self._resolved), strict=True):
            balancer, ports = self._setup.shared_balancer, self._resolved.entry_ports
            rule = IngressRule(self._owner, group, self._resolved.vpc, balancer, GROUP, ports)
            yield self._step(Role.INGRESS, rule, GROUP.step, name=step.partition("/")[2])

    def _instance_ids(self) -> tuple[str, ...]:
        return tuple(instance.id for instance in self._resolved.instances)

    def _own_records(self) -> OwnRecords:
        return OwnRecords(self._site.domain, self._resolved.zones, served_everywhere(self._setup.waits.dns))

    def _site_certificate(self) -> SiteCertificate:
        return SiteCertificate(
            owner=self._owner,
            names=self._site.names,
            wanted=self._site.certificate,
            entrance=self._entrance,
            account=self._account.id,
            region=self._account.region,
            earlier=self._history.requests.get(self._site.domain, EarlierRequests()),
            key_types=APPLICATION_KEY_TYPES,
            predecessors=self._predecessors,
        )

    def _validation(self) -> Validation:
        wait = Wait(
            "ACM to issue the certificate",
            limit=self._setup.waits.certificate,
            every=5,
            usual=UsualTime.minutes(1, 10),
        )
        by_hand = self._site.dns.external
        return Validation(self._owner, self._certificate, self._resolved.zones, wait, self._history.put_in, by_hand)

    def _target_group(self) -> SiteTargetGroup:
        check = self._resolved.health_check
        at = TRAFFIC_PORT if check.target.port == self._site.port else str(check.target.port)
        return SiteTargetGroup(
            owner=self._owner,
            name=self._site.target_group_name,
            vpc=self._resolved.vpc,
            protocol=self._site.instance_protocol.upper(),
            port=self._site.port,
            check=TargetCheck(
                protocol=check.target.protocol.upper(),
                port=at,
                path=check.target.path,
                interval=check.interval,
                timeout=check.timeout,
                healthy_threshold=check.healthy_threshold,
                unhealthy_threshold=check.unhealthy_threshold,
                codes=self._site.health_check.codes,
            ),
            attributes=wanted_attributes(self._site.draining, self._site.stickiness),
        )

    def _secure_entries(self) -> Iterator[Step]:
        """Yield one step for each port with TLS: the site's certificate on the listener."""
        for place, port in enumerate(secure_ports(self._resolved)):
            entry = SecureEntry(
                owner=owner_of(self._setup),
                site=self._site.domain,
                names=self._site.names,
                other_names=self._other_names,
                balancer=BALANCER,
                name=self._setup.shared_balancer,
                port=port,
                certificate=self._certificate,
            )
            name = "" if place == 0 else f"{Role.LISTENERS}_{place + 1}"
            yield self._step(Role.LISTENERS, entry, Role.VALIDATION, BALANCER.step, *open_steps(self._setup), name=name)

    def _host_rules(self) -> HostRules:
        return HostRules(
            owner=self._owner,
            names=self._site.names,
            place=self._setup.sites.index(self._site),
            balancer=BALANCER,
            group=self._group,
            ports=forwarding_ports(self._site),
            listens_on=tuple(one.port for one in self._resolved.listeners),
        )

    def _settled_rules(self) -> SettledRules:
        return SettledRules(
            owner=self._owner,
            names=self._site.names,
            other_names=self._other_names,
            balancer=BALANCER,
            group=self._group,
            ports=forwarding_ports(self._site),
            redirected=plain_ports(self._resolved) if self._site.redirects else (),
        )

    def _maintenance(self) -> MaintenancePage:
        return maintenance_page(self._setup, self._site, self._owner)

    def _targets(self) -> Targets:
        wait = Wait(
            "the targets to pass the health check",
            limit=self._setup.waits.in_service,
            every=5,
            usual=UsualTime.seconds(20 + self._resolved.health_check.interval, 60),
            first=FIRST_CHECK,
            one_by_one=True,
        )
        name = self._site.target_group_name
        return Targets(name, self._group, self._instance_ids(), self._site.port, wait)

    def _leaving_targets(self) -> LeavingTargets:
        return LeavingTargets(self._site.target_group_name, self._group, self._instance_ids(), self._site.port)

    def _outdated_rules(self) -> OutdatedRules:
        return OutdatedRules(
            self._owner,
            instance_groups(self._resolved),
            self._resolved.entry_ports,
            GROUP,
            target_groups=frozenset({self._site.target_group_name}),
        )

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


def forwarding_ports(site: Site) -> tuple[int, ...]:
    """Return the ports on which rules forward the requests of a site; on its others, visitors are sent to https."""
    asked = listeners(site)
    plain = () if site.redirects else [one.port for one in asked if not one.secure]
    return (*sorted(plain), *sorted(one.port for one in asked if one.secure))


def site_owner(setup: Setup, site: Site, former_tags: frozenset[str] = frozenset()) -> Owner:
    """Return the owner of what the setup has for one site."""
    return Owner(setup.name, site.domain, {**setup.tags, **site.tags}, former_tags)


def maintenance_page(setup: Setup, site: Site, owner: Owner, *, shown: bool | None = None) -> MaintenancePage:
    """Return the maintenance page of a site; `shown` is whether it is to be shown, and None leaves that as it is."""
    return MaintenancePage(
        owner=owner,
        names=site.names,
        place=setup.sites.index(site),
        load_balancer=setup.shared_balancer,
        content_type=site.maintenance.content_type,
        body=site.maintenance.body,
        shown=shown,
    )
