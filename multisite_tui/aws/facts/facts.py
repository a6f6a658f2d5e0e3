"""Reads the account with a cache: each read is made at most once, and one call reads many objects where AWS allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from multisite_tui.aws.facts import (
    certificates,
    instances,
    interfaces,
    load_balancers,
    quotas,
    records,
    security_groups,
    subnets,
    zones,
)
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.entrances import TargetHealth
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.facts.memo import Memo
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.facts.security_groups import SecurityGroup, TaggedRule
from multisite_tui.aws.facts.subnets import Subnet
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.session import Aws
from multisite_tui.model.accounts import Account

READ_THREADS = 8
"""Threads that read ahead for a plan; ELB allows about ten reads a second for one account."""


class Facts:
    """What is in the account. Answers are cached for the life of the object: to read again, make a new `Facts`.

    Every method raises `AwsFailure` if its read is refused; a denied read is never taken for "absent".
    """

    def __init__(self, aws: Aws, now: datetime | None = None) -> None:
        self.aws = aws
        self.now = now or datetime.now(UTC)
        """The time that certificates' expiry dates are compared with."""
        self._memo = Memo()

    @property
    def account(self) -> Account:
        """The account that is read."""
        return self.aws.account

    def load_balancer(self, name: str) -> LoadBalancer | None:
        """Return the load balancer of this name; None if there is none."""
        return self._memo.ask(("load_balancer", name), lambda: load_balancers.describe(self.aws, name))

    def load_balancer_tags(self) -> Mapping[str, Mapping[str, str]]:
        """Return the tags of all load balancers of the region, by name."""
        return self._memo.ask("load_balancers", lambda: load_balancers.listing(self.aws, ())).tags

    def instance_health(self, load_balancer: str, ids: tuple[str, ...]) -> tuple[TargetHealth, ...]:
        """Return the health of these instances according to a load balancer."""
        question = ("instance_health", load_balancer, ids)
        return self._memo.ask(question, lambda: load_balancers.health(self.aws, load_balancer, ids))

    def load_balancer_quota(self) -> int | None:
        """Return the quota of Classic Load Balancers in the region; None if AWS does not return it."""
        return self._memo.ask("load_balancer_quota", lambda: quotas.load_balancers(self.aws))

    def certificates(self) -> tuple[Certificate, ...]:
        """Return the certificates of the region as ACM lists them, without validation records and tags."""
        return self._memo.ask("certificates", lambda: certificates.listed(self.aws))

    def certificate(self, arn: str) -> Certificate | None:
        """Return one certificate in full; None if there is none."""
        return self._memo.ask(("certificate", arn), lambda: certificates.describe(self.aws, arn))

    def security_group_named(self, vpc: str, name: str) -> SecurityGroup | None:
        """Return the security group of this name in a VPC; None if there is none."""
        return next((group for group in self.security_groups(vpc) if group.name.lower() == name.lower()), None)

    def security_group(self, vpc: str, group: str) -> SecurityGroup | None:
        """Return the security group with this id in a VPC; None if there is none."""
        return next((one for one in self.security_groups(vpc) if one.id == group), None)

    def security_groups(self, vpc: str) -> tuple[SecurityGroup, ...]:
        """Return the security groups of a VPC."""
        return self._memo.ask(("security_groups", vpc), lambda: security_groups.of_vpc(self.aws, vpc))

    def tagged_groups(self, key: str, value: str) -> tuple[SecurityGroup, ...]:
        """Return the security groups with this tag, in any VPC."""
        return self._memo.ask(("tagged_groups", key, value), lambda: security_groups.tagged(self.aws, key, value))

    def tagged_rules(self, key: str, value: str) -> tuple[TaggedRule, ...]:
        """Return the ingress rules with this tag, of any security group."""
        question = ("tagged_rules", key, value)
        return self._memo.ask(question, lambda: security_groups.tagged_rules(self.aws, key, value))

    def instances(self) -> tuple[Instance, ...]:
        """Return the instances of the region that are not shutting down or terminated."""
        return self._memo.ask("instances", lambda: instances.all_of(self.aws))

    def subnets(self, vpc: str) -> tuple[Subnet, ...]:
        """Return the subnets of a VPC."""
        return self._memo.ask(("subnets", vpc), lambda: subnets.of_vpc(self.aws, vpc))

    def zones(self) -> tuple[Zone, ...]:
        """Return the public hosted zones of the account."""
        return self._memo.ask("zones", lambda: zones.public(self.aws))

    def name_servers(self, zone: str) -> tuple[str, ...]:
        """Return a zone's name servers."""
        return self._memo.ask(("name_servers", zone), lambda: zones.name_servers(self.aws, zone))

    def records(self, zone: str, name: str) -> tuple[RecordSet, ...]:
        """Return the record sets at one name."""
        return self._memo.ask(("records", zone, name), lambda: records.at(self.aws, zone, name))

    def protections(self, zone: str) -> frozenset[tuple[str, str]]:
        """Return the names and types of a zone's protected records, which Route 53 refuses to change."""
        return self._memo.ask(("protections", zone), lambda: records.protections(self.aws, zone))

    def all_records(self, zone: str) -> tuple[RecordSet, ...]:
        """Return every record set of a zone."""
        return self._memo.ask(("all_records", zone), lambda: records.all_of(self.aws, zone))

    def interfaces(self, load_balancer: str) -> tuple[str, ...]:
        """Return the ids of a load balancer's network interfaces, which remain for minutes after it is deleted."""
        return self._memo.ask(
            ("interfaces", load_balancer), lambda: interfaces.of_load_balancer(self.aws, load_balancer)
        )

    def change_status(self, change: str) -> str:
        """Return the status of a change of records: PENDING or INSYNC."""
        return self._memo.ask(("change", change), lambda: records.change_status(self.aws, change))

    def ask_ahead(self, load_balancers_wanted: Iterable[str], certificates_wanted: bool) -> None:
        """Read in parallel what every plan needs, so that later reads find the answers in the cache.

        A failure is cached as well, and is raised by the later read.
        """
        wanted = tuple(load_balancers_wanted)
        questions: list[Callable[[], object]] = [self.instances, self.zones, lambda: self._all_load_balancers(wanted)]
        if certificates_wanted:
            questions.append(self.certificates)
        with ThreadPoolExecutor(READ_THREADS) as pool:
            for answer in [pool.submit(question) for question in questions]:
                answer.exception()

    def _all_load_balancers(self, wanted: tuple[str, ...]) -> None:
        listing = self._memo.ask("load_balancers", lambda: load_balancers.listing(self.aws, wanted))
        for name, found in listing.wanted.items():
            self._memo.put(("load_balancer", name), found)
