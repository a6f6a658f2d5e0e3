"""Facts: every question that this program asks about an account, and the calls that answer it.

Where AWS allows it, one call answers a question for many objects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts import (
    application_listeners,
    application_load_balancers,
    certificates,
    instances,
    interfaces,
    load_balancers,
    network_acls,
    prefix_lists,
    quotas,
    records,
    security_groups,
    subnets,
    target_groups,
    wildcards,
    zones,
)
from multisite_tui.aws.facts.application_listeners import ApplicationListener, HostRule, ListenerCertificates
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.effects import application_listeners as listener_effects
from multisite_tui.aws.facts.effects import application_load_balancers as application_effects
from multisite_tui.aws.facts.effects import certificates as certificate_effects
from multisite_tui.aws.facts.effects import load_balancers as balancer_effects
from multisite_tui.aws.facts.effects import records as record_effects
from multisite_tui.aws.facts.effects import security_groups as group_effects
from multisite_tui.aws.facts.effects import target_groups as target_effects
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.load_balancers import Attributes, LoadBalancer
from multisite_tui.aws.facts.network_acls import NetworkAcl
from multisite_tui.aws.facts.patience import Patience
from multisite_tui.aws.facts.prefix_lists import PrefixList
from multisite_tui.aws.facts.reads import Mode, Question, Reads, Since
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.facts.security_groups import SecurityGroup, TaggedRule
from multisite_tui.aws.facts.subnets import RouteTable, Subnet
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.session import Aws
from multisite_tui.model.accounts import Account

T = TypeVar("T")

MOST_PAGES = 4
"""Pages of 300 records of a zone that are read whole; of a larger zone, each name is read by itself."""


class Facts:
    """What is in the account.

    Answers are shared through `reads`: what is known there is not asked again. Every method raises `AwsFailure` if its
    read is refused; a denied read is never taken for "absent".
    """

    def __init__(
        self,
        aws: Aws,
        now: datetime | None = None,
        reads: Reads | None = None,
        since: Since = Mode.EXPECTED,
        patience: Patience | None = None,
    ) -> None:
        """Make facts.

        Args:
            aws: The account.
            now: The time that certificates' expiry dates are compared with.
            reads: The answers to share; by default, none are known yet.
            since: The moment of `reads` that AWS's own answers must not be older than, or which answers are meant.
            patience: Waits for AWS's throttling to end; None: who asks does that, as a run's steps do.
        """
        self.aws = aws
        self.now = now or datetime.now(UTC)
        self.reads = reads or Reads()
        self._since = since
        self._patience = patience

    @property
    def account(self) -> Account:
        """The account that is read."""
        return self.aws.account

    def again(self) -> Facts:
        """Return the same facts with answers that AWS is asked for from now on."""
        return Facts(self.aws, self.now, self.reads, self.reads.moment(), self._patience)

    def load_balancers(self) -> Mapping[str, LoadBalancer]:
        """Return all load balancers of the region by name, without tags, attributes and policies."""
        return self._answer(self._descriptions)

    def known_load_balancers(self) -> Mapping[str, LoadBalancer]:
        """Return the load balancers that are known without asking ELB; none if it was not asked before."""
        return self.reads.known(self._descriptions) or {}

    def load_balancer(self, name: str) -> LoadBalancer | None:
        """Return the load balancer of this name with its tags; None if there is none."""
        # Each answer once: another thread may delete the load balancer, or get a newer answer, between two of them.
        found = self.load_balancers().get(name)
        tags = self.load_balancer_tags().get(name) if found else None
        return None if found is None or tags is None else replace(found, tags=tags)

    def load_balancer_tags(self) -> Mapping[str, Mapping[str, str]]:
        """Return the tags of all load balancers of the region, by name."""
        return self._answer(Question("load_balancer_tags", self._tags, balancer_effects.on_tags))

    def load_balancer_zone_id(self, name: str) -> str | None:
        """Return the hosted zone of a load balancer's DNS name, as AWS tells it; None if AWS does not."""
        ask = partial(load_balancers.all_of, self.aws)
        described = self._answer(Question("load_balancer_zone_ids", ask, balancer_effects.on_zone_ids))
        return described[name].zone_id if name in described else None

    def load_balancer_attributes(self, name: str) -> Attributes | None:
        """Return the attributes of a load balancer; None if there is none of this name."""
        ask, effect = partial(load_balancers.attributes, self.aws, name), partial(balancer_effects.on_attributes, name)
        told = partial(load_balancers.told_attributes, name)
        return self._answer(Question(("load_balancer_attributes", name), ask, effect, told=told))

    def tls_policies(self, load_balancer: str) -> Mapping[str, str] | None:
        """Return the TLS policies of a load balancer by name, each with the predefined policy that it refers to.

        None if there is no load balancer of this name.
        """
        ask = partial(load_balancers.tls_policies, self.aws, load_balancer)
        effect = partial(balancer_effects.on_tls_policies, load_balancer)
        return self._answer(Question(("tls_policies", load_balancer), ask, effect))

    def instance_health(self, load_balancer: str, ids: tuple[str, ...]) -> tuple[TargetHealth, ...]:
        """Return the health of these instances according to a load balancer."""
        ask = partial(load_balancers.health, self.aws, load_balancer, ids)
        return self._answer(Question(("instance_health", load_balancer, ids), ask))

    def load_balancer_quota(self) -> int | None:
        """Return the quota of Classic Load Balancers in the region; None if AWS does not return it."""
        return self._answer(Question("load_balancer_quota", partial(quotas.load_balancers, self.aws)))

    def application_load_balancers(self) -> Mapping[str, ApplicationLoadBalancer]:
        """Return all load balancers of the later API in the region by name, without tags and attributes."""
        return self._answer(self._applications)

    def application_load_balancer(self, name: str) -> ApplicationLoadBalancer | None:
        """Return the load balancer of the later API with this name and its tags; None if there is none."""
        found = self.application_load_balancers().get(name)
        tags = self.application_tags().get(found.arn) if found else None
        return None if found is None or tags is None else replace(found, tags=tags)

    def application_tags(self) -> Mapping[str, Mapping[str, str]]:
        """Return the tags of all load balancers of the later API in the region, by ARN."""
        return self._answer(Question("application_tags", self._application_tags, application_effects.on_tags))

    def application_attributes(self, arn: str) -> Mapping[str, str] | None:
        """Return the attributes of a load balancer of the later API by key; None if there is none of this ARN."""
        ask = partial(application_load_balancers.attributes, self.aws, arn)
        effect = partial(application_effects.on_attributes, arn)
        told = partial(application_load_balancers.told_attributes, arn)
        return self._answer(Question(("application_attributes", arn), ask, effect, told=told))

    def application_quotas(self) -> Mapping[str, int]:
        """Return the quotas of the later API by name, such as `application-load-balancers`."""
        return self._answer(Question("application_quotas", partial(application_load_balancers.quotas, self.aws)))

    def application_listeners(self, load_balancer: str) -> tuple[ApplicationListener, ...]:
        """Return the listeners of the Application Load Balancer with this ARN; none if it does not exist."""
        return self._answer(self._listeners(load_balancer))

    def known_listeners(self) -> tuple[ApplicationListener, ...]:
        """Return the listeners of the Application Load Balancers, as far as they are known without asking ELB."""
        balancers = self.reads.known(self._applications) or {}
        listeners = [self.reads.known(self._listeners(one.arn)) or () for one in balancers.values()]
        return tuple(one for of_one in listeners for one in of_one)

    def host_rules(self, listener: str) -> tuple[HostRule, ...]:
        """Return the rules of the listener with this ARN, without its default rule; none if it does not exist."""
        ask, effect = (
            partial(application_listeners.rules_of, self.aws, listener), partial(listener_effects.on_rules, listener)
        )  # fmt: skip
        return self._answer(Question(("host_rules", listener), ask, effect))

    def listener_certificates(self, listener: str) -> ListenerCertificates:
        """Return the certificates of the listener with this ARN; none if it does not exist."""
        ask = partial(application_listeners.certificates_of, self.aws, listener)
        effect = partial(listener_effects.on_certificates, listener)
        return self._answer(Question(("listener_certificates", listener), ask, effect))

    def target_groups(self) -> Mapping[str, TargetGroup]:
        """Return all target groups of the region by name, without tags and attributes."""
        return self._answer(self._target_groups)

    def target_group(self, name: str) -> TargetGroup | None:
        """Return the target group of this name with its tags; None if there is none."""
        found = self.target_groups().get(name)
        tags = self.target_group_tags().get(found.arn) if found else None
        return None if found is None or tags is None else replace(found, tags=tags)

    def target_group_tags(self) -> Mapping[str, Mapping[str, str]]:
        """Return the tags of all target groups of the region, by ARN."""
        return self._answer(Question("target_group_tags", self._tags_of_target_groups, target_effects.on_tags))

    def target_group_attributes(self, arn: str) -> Mapping[str, str] | None:
        """Return the attributes of a target group by key; None if there is none of this ARN."""
        ask = partial(target_groups.attributes, self.aws, arn)
        effect = partial(target_effects.on_attributes, arn)
        told = partial(target_groups.told_attributes, arn)
        return self._answer(Question(("target_group_attributes", arn), ask, effect, told=told))

    def target_health(self, arn: str) -> tuple[TargetHealth, ...]:
        """Return every target of the target group with this ARN, with its health; none if it does not exist."""
        ask, effect = partial(target_groups.health, self.aws, arn), partial(target_effects.on_targets, arn)
        return self._answer(Question(("target_health", arn), ask, effect))

    def certificates(self) -> tuple[Certificate, ...]:
        """Return the certificates of the region as ACM lists them, without validation records and tags."""
        return self._answer(self._certificates)

    def known_certificates(self) -> tuple[Certificate, ...]:
        """Return the certificates of the region that are known without asking ACM; none if it was not asked before."""
        return self.reads.known(self._certificates) or ()

    def certificate(self, arn: str) -> Certificate | None:
        """Return one certificate in full, with its tags; None if there is none."""
        found = self.described(arn)
        return self.tagged(found) if found else None

    def described(self, arn: str) -> Certificate | None:
        """Return one certificate as ACM describes it, without tags; None if there is none."""
        ask, effect = partial(certificates.describe, self.aws, arn), partial(certificate_effects.on_description, arn)
        return self._answer(Question(("certificate", arn), ask, effect))

    def tagged(self, certificate: Certificate) -> Certificate | None:
        """Return a certificate with its tags; None if there is no such certificate any more."""
        arn = certificate.arn
        ask, effect = partial(certificates.tags, self.aws, arn), partial(certificate_effects.on_tags, arn)
        tags = self._answer(Question(("certificate_tags", arn), ask, effect))
        return None if tags is None else replace(certificate, tags=tags)

    def listed_certificate(self, arn: str) -> Certificate | None:
        """Return one certificate as ACM lists it; one that ACM does not list is described. None if there is none."""
        listed = next((one for one in self.certificates() if one.arn == arn), None)
        return listed or self.described(arn)

    def validation(self, arn: str) -> Certificate | None:
        """Return one certificate with its validation records; None if there is none.

        ACM never changes the records of a certificate (acm guide, dns-validation): once all are there, they are not
        asked for again, so that the status may be an older one.
        """
        ask = partial(certificates.describe, self.aws, arn)
        return self._answer(Question(("validation", arn), ask, changes=_awaits_records))

    def security_group_named(self, vpc: str, name: str) -> SecurityGroup | None:
        """Return the security group of this name in a VPC; None if there is none."""
        return next((group for group in self.security_groups(vpc) if group.name.lower() == name.lower()), None)

    def security_group(self, vpc: str, group: str) -> SecurityGroup | None:
        """Return the security group with this id in a VPC; None if there is none."""
        return next((one for one in self.security_groups(vpc) if one.id == group), None)

    def security_groups(self, vpc: str) -> tuple[SecurityGroup, ...]:
        """Return the security groups of a VPC."""
        ask, effect = partial(security_groups.of_vpc, self.aws, vpc), partial(group_effects.on_groups_of_vpc, vpc)
        return self._answer(Question(("security_groups", vpc), ask, effect))

    def tagged_groups(self, key: str, value: str) -> tuple[SecurityGroup, ...]:
        """Return the security groups with this tag, in any VPC."""
        ask = partial(security_groups.tagged, self.aws, key, value)
        return self._answer(
            Question(("tagged_groups", key, value), ask, partial(group_effects.on_tagged_groups, key, value))
        )

    def tagged_rules(self, key: str, value: str) -> tuple[TaggedRule, ...]:
        """Return the ingress rules with this tag, of any security group."""
        ask = partial(security_groups.tagged_rules, self.aws, key, value)
        return self._answer(
            Question(("tagged_rules", key, value), ask, partial(group_effects.on_tagged_rules, key, value))
        )

    def instances(self) -> tuple[Instance, ...]:
        """Return the instances of the region that are not shutting down or terminated."""
        return self._answer(Question("instances", partial(instances.all_of, self.aws)))

    def subnets(self, vpc: str) -> tuple[Subnet, ...]:
        """Return the subnets of a VPC."""
        found = self._answer(Question(("subnets", vpc), partial(subnets.of_vpc, self.aws, vpc)))
        return subnets.with_routes(found, self.route_tables(vpc))

    def route_tables(self, vpc: str) -> tuple[RouteTable, ...]:
        """Return the route tables of a VPC."""
        return self._answer(Question(("route_tables", vpc), partial(subnets.route_tables, self.aws, vpc)))

    def network_acls(self, vpc: str) -> tuple[NetworkAcl, ...]:
        """Return the network ACLs of a VPC."""
        return self._answer(Question(("network_acls", vpc), partial(network_acls.of_vpc, self.aws, vpc)))

    def prefix_lists(self) -> Mapping[str, PrefixList]:
        """Return the prefix lists of the region by id, AWS's own included."""
        return self._answer(Question("prefix_lists", partial(prefix_lists.all_of, self.aws)))

    def zones(self) -> tuple[Zone, ...]:
        """Return the public hosted zones of the account."""
        return tuple(zone for zone in self._all_zones() if not zone.private)

    def private_zones(self) -> tuple[Zone, ...]:
        """Return the private hosted zones of the account."""
        return tuple(zone for zone in self._all_zones() if zone.private)

    def name_servers(self, zone: str) -> tuple[str, ...]:
        """Return a zone's name servers."""
        return self._answer(Question(("name_servers", zone), partial(zones.name_servers, self.aws, zone)))

    def records(self, zone: str, name: str) -> tuple[RecordSet, ...]:
        """Return the record sets at one name."""
        whole = self._zone_records(zone)
        if whole is not None:
            at = records.normal_name(name)
            return tuple(record for record in whole if record.name == at)
        effect = partial(record_effects.on_name, zone, records.normal_name(name))
        return self._answer(Question(("records", zone, name), partial(records.at, self.aws, zone, name), effect))

    def exists(self, zone: str, name: str) -> bool:
        """Whether a record stands at a name or below it, so that no wildcard answers for it."""
        at = records.normal_name(name)
        whole = self._zone_records(zone)
        if whole is not None:
            return any(wildcards.stands_at_or_below(at, record.name) for record in whole)
        ask, effect = partial(records.any_below, self.aws, zone, at), partial(record_effects.on_existence, zone, at)
        return self._answer(Question(("exists", zone, at), ask, effect))

    def wildcard(self, zone: Zone, name: str) -> tuple[RecordSet, ...]:
        """Return the record sets of the wildcard that answers for a name; none if the name exists, or no wildcard."""
        over = wildcards.wildcard_over(name, zone.name, partial(self.exists, zone.id))
        return self.records(zone.id, over) if over else ()

    def all_records(self, zone: str) -> tuple[RecordSet, ...]:
        """Return every record set of a zone, however many there are."""
        whole = self._zone_records(zone)
        if whole is not None:
            return whole
        ask = partial(records.all_of, self.aws, zone)
        return self._answer(Question(("all_records", zone), ask, partial(record_effects.on_zone, zone))) or ()

    def protections(self, zone: str) -> frozenset[tuple[str, str]]:
        """Return the names and types of a zone's protected records, which Route 53 refuses to change."""
        return self._answer(Question(("protections", zone), partial(records.protections, self.aws, zone)))

    def interfaces(self, load_balancer: str) -> tuple[str, ...]:
        """Return the ids of a load balancer's network interfaces, which remain for minutes after it is deleted."""
        of_all = self._answer(Question("interfaces", partial(interfaces.of_load_balancers, self.aws)))
        return of_all.get(load_balancer, ())

    def interfaces_of_application(self, name: str) -> tuple[str, ...]:
        """Return the ids of an Application Load Balancer's network interfaces, which remain for minutes too."""
        return self.interfaces(interfaces.application(name))

    def change_status(self, change: str) -> str:
        """Return the status of a change of records: PENDING or INSYNC, which is the last one."""
        ask = partial(records.change_status, self.aws, change)
        return self._answer(Question(("change", change), ask, changes=_is_pending))

    def _all_zones(self) -> tuple[Zone, ...]:
        return self._answer(Question("zones", partial(zones.all_of, self.aws)))

    def _zone_records(self, zone: str) -> tuple[RecordSet, ...] | None:
        """Return every record set of a zone; None if it has more pages than are read whole."""
        ask = partial(records.all_of, self.aws, zone, MOST_PAGES)
        return self._answer(Question(("zone_records", zone), ask, partial(record_effects.on_zone, zone)))

    @property
    def _certificates(self) -> Question[tuple[Certificate, ...]]:
        ask = partial(certificates.listed, self.aws)
        return Question("certificates", ask, certificate_effects.on_listed)

    @property
    def _descriptions(self) -> Question[Mapping[str, LoadBalancer]]:
        ask: Callable[[], Mapping[str, LoadBalancer]] = partial(load_balancers.all_of, self.aws)
        return Question("load_balancers", ask, balancer_effects.on_descriptions)

    @property
    def _applications(self) -> Question[Mapping[str, ApplicationLoadBalancer]]:
        ask: Callable[[], Mapping[str, ApplicationLoadBalancer]] = partial(application_load_balancers.all_of, self.aws)
        return Question("application_load_balancers", ask, partial(application_effects.on_descriptions, self.aws))

    def _listeners(self, load_balancer: str) -> Question[tuple[ApplicationListener, ...]]:
        ask = partial(application_listeners.of_load_balancer, self.aws, load_balancer)
        effect = partial(listener_effects.on_listeners, load_balancer)
        return Question(("application_listeners", load_balancer), ask, effect)

    @property
    def _target_groups(self) -> Question[Mapping[str, TargetGroup]]:
        ask: Callable[[], Mapping[str, TargetGroup]] = partial(target_groups.all_of, self.aws)
        return Question("target_groups", ask, target_effects.on_groups)

    def _application_tags(self) -> Mapping[str, Mapping[str, str]]:
        there = self.reads.expected(self._applications, anew=True).values()
        return application_load_balancers.tags(self.aws, sorted(one.arn for one in there))

    def _tags_of_target_groups(self) -> Mapping[str, Mapping[str, str]]:
        there = self.reads.expected(self._target_groups, anew=True).values()
        return application_load_balancers.tags(self.aws, sorted(one.arn for one in there))

    def _tags(self) -> Mapping[str, Mapping[str, str]]:
        # The expected names, so that tags and descriptions can be read again beside each other.
        return load_balancers.tags(self.aws, sorted(self.reads.expected(self._descriptions, anew=True).keys()))

    def _answer(self, question: Question[T]) -> T:
        end: float | None = None
        while True:
            try:
                return self._asked(question)
            except AwsFailure as failure:
                if self._patience is None or not failure.throttled:
                    raise
                end = self._patience.end() if end is None else end
                if not self._patience.waited(end):
                    raise
            with suppress(AwsFailure):  # it is the answer, and is raised above
                self.reads.seen(question, self.reads.moment())

    def _asked(self, question: Question[T]) -> T:
        match self._since:
            case Mode.EXPECTED:
                return self.reads.expected(question)
            case Mode.CONFIRMED:
                return self.reads.confirmed(question)
            case since:
                return self.reads.seen(question, since)


def _awaits_records(certificate: Certificate | None) -> bool:
    return certificate is None or bool(certificate.awaited)


def _is_pending(status: str) -> bool:
    return status != records.INSYNC
