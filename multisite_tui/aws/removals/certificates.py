"""Removal of certificates that were requested for a site, and of their validation records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.certificates import Certificate, ValidationRecord
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet, normal_name
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.base import Kind, Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.ownership import SITE, Owner
from multisite_tui.aws.resources.records import ZoneChange, served
from multisite_tui.model.replies import Reply
from multisite_tui.model.things import Thing, ThingKind


@dataclass(frozen=True)
class RequestedCertificates:
    """Certificates requested for a site, and their validation records that exist."""

    free: tuple[Certificate, ...]
    """Certificates that only the site's own load balancer uses."""
    used: tuple[Certificate, ...]
    """Certificates that something else uses."""
    validation_records: tuple[tuple[Zone, RecordSet], ...]
    """Validation records of the free certificates that no other certificate of the account needs."""
    needed: tuple[tuple[Zone, RecordSet], ...]
    """Validation records that another certificate needs too: ACM gives a domain one record for all its certificates."""
    since: datetime
    """When they were read."""


@dataclass(frozen=True)
class CertificateSearch:
    """Finds the certificates of a site."""

    owner: Owner
    names: tuple[str, ...]
    """Names that the site is known to have had."""
    users: tuple[str, ...]
    """Load balancers that do not keep a certificate, as in their ARN after `loadbalancer/`: `to-main`, or `app/main-io`
    whatever its id."""
    staying: frozenset[str] = frozenset()
    """Names of the sites that stay: a certificate that covers one of them, and is used, may serve it."""
    known: frozenset[str] = frozenset()
    """The domains of all sites, if certificates that were requested for a former site are this one's; else empty."""

    def read(self, facts: Facts) -> RequestedCertificates:
        """Find the certificates by the site's tags, and their validation records as ACM describes them."""
        listed = [one for one in facts.certificates() if not one.names.isdisjoint(self.names)]
        described = [whole for one in listed if (whole := facts.certificate(one.arn)) is not None]
        ours = [one for one in described if self._requested(one.tags)]
        free = tuple(one for one in ours if not self._used_elsewhere(one))
        arns = {one.arn for one in free}
        others = frozenset(name for one in facts.certificates() if one.arn not in arns for name in one.names)
        records = {record.name: record for one in free for record in one.validation}.values()
        standing = {record: tuple(_record_sets(facts, record)) for record in records}
        validation_records = tuple(
            one for record in standing if not _needed(record.domain, others) for one in standing[record]
        )
        needed = tuple(one for record in standing if _needed(record.domain, others) for one in standing[record])
        return RequestedCertificates(
            free, tuple(one for one in ours if one not in free), validation_records, needed, facts.now
        )

    def _requested(self, tags: Mapping[str, str]) -> bool:
        site = tags.get(SITE, self.owner.site)
        former = bool(self.known) and site not in self.known
        return self.owner.made(tags) or (former and replace(self.owner, site=site).made(tags))

    def _used_elsewhere(self, certificate: Certificate) -> bool:
        if certificate.used_by and any(certificate.covers([name]) for name in self.staying):
            return True
        # ACM lists the users of a certificate by ARN (`InUseBy`).
        return not all(any(_is_user(arn, own) for own in self.users) for arn in certificate.used_by)


def _is_user(arn: str, load_balancer: str) -> bool:
    _, _, user = arn.partition(":loadbalancer/")
    return user == load_balancer or ("/" in load_balancer and user.startswith(f"{load_balancer}/"))


def _needed(domain: str, others: frozenset[str]) -> bool:
    """Whether another certificate needs the record of this name; a name and its wildcard share one record."""
    plain = domain.removeprefix("*.")
    return plain in others or f"*.{plain}" in others


def _record_sets(facts: Facts, record: ValidationRecord) -> Iterator[tuple[Zone, RecordSet]]:
    for zone in zone_facts.holding(facts.zones(), record.domain.removeprefix("*.")):
        for there in facts.records(zone.id, record.name):
            if there.type == "CNAME" and [normal_name(value) for value in there.values] == [record.value]:
                yield zone, there


@dataclass
class RemovedValidation(Resource[RequestedCertificates]):
    """Validation records; one is deleted only if this setup created it and no other certificate needs it."""

    search: CertificateSearch
    put_in: frozenset[str]
    """Names of the validation records that this setup created, from the journal; without a journal all are kept."""
    wait: Wait
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """Such as `validation records of main.io`."""
        return f"validation records of {self.search.owner.site}"

    def read(self, facts: Facts, known: StepOutputs) -> RequestedCertificates:
        """Find them through the certificates that were requested for the site."""
        return self.search.read(facts)

    def calls(self, found: RequestedCertificates | None, known: StepOutputs) -> Sequence[Call]:
        """Delete those that this setup created, in one change for each zone."""
        by_zone: dict[str, list[Mapping[str, object]]] = {}
        for zone, record in found.validation_records if found else ():
            if record.name in self.put_in:
                change = {"Action": "DELETE", "ResourceRecordSet": dict(record.raw)}
                by_zone.setdefault(zone.id, []).append(change)
        why = "only the certificate of this site needed it"
        return [ZoneChange.of(zone, changes, self.title, why) for zone, changes in sorted(by_zone.items())]

    def progress(self, facts: Facts, found: RequestedCertificates, replies: Sequence[Reply]) -> Progress:
        """Done when Route 53 serves the change from all its name servers."""
        return served(facts, replies, found.since)

    def stays(self, found: RequestedCertificates | None) -> bool:
        """Whether there is one that another certificate needs, or that is not known to be this setup's."""
        free = [record for _, record in found.validation_records if record.name not in self.put_in] if found else []
        return bool(free or (found and found.needed))

    def noop_reason(self, found: RequestedCertificates | None) -> str:
        """Return why an existing one is kept."""
        return (
            "not put in by this setup, as far as is known"
            if found and found.validation_records
            else "none that could go"
        )


@dataclass
class RemovedCertificates(Resource[RequestedCertificates]):
    """Certificates that were requested for the site; one that something else uses is kept.

    ACM reports a certificate as in use for some minutes after its load balancer is deleted.
    """

    search: CertificateSearch
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """Such as `certificate of main.io`."""
        return f"certificate of {self.search.owner.site}"

    def read(self, facts: Facts, known: StepOutputs) -> RequestedCertificates:
        """Find those with the site's tags."""
        return self.search.read(facts)

    def calls(self, found: RequestedCertificates | None, known: StepOutputs) -> Sequence[Call]:
        """Delete each one that nothing else uses."""
        why = "requested by this setup"
        arns = [thing.id for thing in self.deletes(found)]
        return [AwsCall("acm", "DeleteCertificate", {"CertificateArn": arn}, self.title, why) for arn in arns]

    def deletes(self, found: RequestedCertificates | None) -> Sequence[Thing]:
        """Return each one that nothing else uses."""
        free = found.free if found else ()
        things = [Thing(ThingKind.CERTIFICATE, one.arn, one.names, one.created) for one in free]
        return [thing for thing in things if self.may_delete(thing)]

    def stays(self, found: RequestedCertificates | None) -> bool:
        """Whether there is one that something else uses."""
        return bool(found and found.used)

    def noop_reason(self, found: RequestedCertificates | None) -> str:
        """Return why it is kept."""
        return "something else uses it" if found and found.used else "gone already"
