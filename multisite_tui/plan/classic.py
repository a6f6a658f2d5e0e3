"""The topology `classic`: one Classic Load Balancer a site.

    security group --> ways in --> load balancer --> health check --> instances --.
                                                          |                        v
                                                          '--> listeners ------> records
    certificate --> validation ----------------------------------^

Load balancer and certificate do not wait for each other, unless no listener can be made without the certificate.
The ways in come before all that leads through them: an edit that gives a live load balancer another group, or its
health check or a listener another port, would else take the site out of service for as long as a rule is missing. What
edits leave behind is tidied up last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from multisite_tui.aws.facts.load_balancers import Attributes
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.base import Ref, Resource, Wait
from multisite_tui.aws.resources.certificates import CertificateChoice, SiteCertificate
from multisite_tui.aws.resources.health_checks import ConfiguredHealthCheck
from multisite_tui.aws.resources.instances import Deregistration, Registration
from multisite_tui.aws.resources.listeners import Listeners
from multisite_tui.aws.resources.load_balancers import ClassicLoadBalancer
from multisite_tui.aws.resources.outdated_rules import OutdatedRules
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.records import SiteRecords
from multisite_tui.aws.resources.security_groups import GivenGroup, IngressRule, NewGroup
from multisite_tui.aws.resources.validation import Validation
from multisite_tui.model.accounts import Account
from multisite_tui.model.security_groups import ExistingSecurityGroup
from multisite_tui.model.setup import Setup
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History
from multisite_tui.plan.resolve import ResolvedSite
from multisite_tui.plan.visits import SiteVisit


class ClassicSite:
    """Builds the steps of one site."""

    def __init__(self, setup: Setup, resolved: ResolvedSite, account: Account, past: History) -> None:
        """Make a builder. `past` is what earlier runs left behind."""
        self._setup = setup
        self._resolved = resolved
        self._account = account
        self._past = past
        self._site = resolved.site
        self._owner = Owner(
            setup=setup.name,
            site=self._site.domain,
            tags={**setup.tags, **self._site.tags},
            former_tags=past.tag_keys(self._site.domain),
            adopt=self._site.adopt,
        )
        self._group: Ref[SecurityGroup] = Ref(self._id("security_group"))
        self._certificate: Ref[CertificateChoice] | None = Ref(self._id("certificate")) if self._site.secure else None

    def steps(self, *, visits: bool) -> Iterator[Step]:
        """Yield the steps; `visits` says whether the site can be visited, which only AWS makes possible."""
        yield self._step("security_group", self._security_group())
        ingress_rules = list(self._ingress_rules())
        yield from ingress_rules
        if self._site.secure:
            yield self._step("certificate", self._site_certificate())
            yield self._step("validation", self._validation(), "certificate")
        entries = [step.id.removeprefix(self._id("")) for step in ingress_rules] or ["security_group"]
        yield self._step("load_balancer", self._load_balancer(), *entries, *self._made_with_certificate())
        yield self._step("health_check", self._health_check(), "load_balancer")
        proven = ("validation",) if self._site.secure else ()
        yield self._step("listeners", self._listeners(), "health_check", *proven)
        yield self._step("instances", self._registration(), "health_check")
        ready = ["listeners", "instances"]
        yield self._step("leaving_instances", self._deregistration(), *ready)
        yield self._step("outdated_rules", self._outdated_rules(), *ready)
        if visits:
            yield self._step("visit_before", SiteVisit(self._site), *ready)
        seen = ("visit_before",) if visits else ()
        yield self._step("records", self._records(), *ready, *seen)
        if visits:
            yield self._step("visit_after", SiteVisit(self._site, switched=True), "records")

    def steps_while_open(self) -> Iterator[Step]:
        """Yield the steps that can be read while something is open: those that do not depend on it."""
        if self._resolved.vpc:
            yield self._step("security_group", self._security_group())
        if self._site.secure:
            yield self._step("certificate", self._site_certificate())
        yield self._step("load_balancer", self._load_balancer())
        yield self._step("records", self._records())

    def _id(self, name: str) -> str:
        return f"{self._site.domain}/{name}"

    def _step(self, name: str, resource: Resource[Any], *needs: str) -> Step:
        return Step(self._id(name), self._site.domain, resource, tuple(self._id(need) for need in needs))

    def _made_with_certificate(self) -> tuple[str, ...]:
        """A load balancer is made with at least one listener; where each needs a certificate, it has to wait."""
        return () if any(not listener.secure for listener in self._resolved.listeners) else ("validation",)

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

    def _ingress_rules(self) -> Iterator[Step]:
        """One for each group that the instances have as their first."""
        for place, group in enumerate(self._instance_groups()):
            name = "way_in" if place == 0 else f"way_in_{place + 1}"
            way_in = IngressRule(self._owner, group, self._resolved.vpc, self._group, self._resolved.entry_ports)
            yield self._step(name, way_in, "security_group")

    def _site_certificate(self) -> SiteCertificate:
        return SiteCertificate(
            owner=self._owner,
            names=self._site.names,
            wanted=self._site.certificate,
            load_balancer=self._site.load_balancer,
            account=self._account.id,
            region=self._account.region,
        )

    def _validation(self) -> Validation:
        wait = Wait(
            "ACM to issue the certificate",
            limit=self._setup.waits.certificate,
            every=10,
            usual="usually 1 to 10 minutes",
        )
        return Validation(self._owner, Ref(self._id("certificate")), self._resolved.zones, wait)

    def _load_balancer(self) -> ClassicLoadBalancer:
        return ClassicLoadBalancer(
            owner=self._owner,
            name=self._site.load_balancer,
            subnets=self._resolved.subnets,
            group=self._group,
            listeners=self._resolved.listeners,
            certificate=self._certificate,
            attributes=Attributes(
                # With one instance and several subnets, the nodes in the other zones would have nobody to send to.
                cross_zone=len(self._resolved.subnets) > 1,
                draining=self._site.draining,
                idle_timeout=self._site.idle_timeout,
            ),
        )

    def _listeners(self) -> Listeners:
        return Listeners(self._owner, self._site.load_balancer, self._resolved.listeners, self._certificate)

    def _instance_groups(self) -> tuple[str, ...]:
        """Return the first group of each instance: that of the interface that a load balancer sends to."""
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
        verdict = check.timing.out[1]
        wait = Wait(
            "the new health check to come to its verdict",
            limit=self._setup.waits.in_service + verdict,
            every=5,
            usual=f"usually {verdict} seconds",
        )
        return ConfiguredHealthCheck(self._site.load_balancer, check, self._instance_ids(), verdict, wait)

    def _registration(self) -> Registration:
        check = self._resolved.health_check
        wait = Wait(
            "the instances to pass the health check",
            limit=self._setup.waits.in_service,
            every=5,
            usual=f"usually {30 + check.interval * check.healthy_threshold} to "
            f"{60 + check.interval * check.healthy_threshold} seconds",
        )
        return Registration(self._site.load_balancer, self._instance_ids(), wait)

    def _records(self) -> SiteRecords:
        wait = Wait(
            "Route 53 to serve the records everywhere",
            limit=self._setup.waits.dns,
            every=10,
            usual="usually under a minute",
        )
        return SiteRecords(
            owner=self._owner,
            zones=self._resolved.zones,
            load_balancer=self._site.load_balancer,
            replace=self._site.dns.replace,
            wait=wait,
            stood_before={name: self._past.stood_at(name) for name in self._resolved.zones},
        )
