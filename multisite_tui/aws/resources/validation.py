"""Validation: the CNAMEs that prove to ACM that we own the names, and the wait until the certificate is issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from multisite_tui.aws.calls import Call, Unknown
from multisite_tui.aws.facts.certificates import Certificate, ValidationRecord
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet, normal_name
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.base import Progress, Ref, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.records import ZoneChange, undo_of_proof
from multisite_tui.errors import Advice, AdviceKind, Problem, StepError
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.replies import Reply
from multisite_tui.model.terms import ISSUED, PENDING

ACM_ZONE = ".acm-validations.aws"
"""What the value of every validation record ends with (acm guide, dns-validation)."""
TTL = 300
"""TTL of a validation record in seconds. The record is permanent, because ACM checks it again at each renewal."""


@dataclass(frozen=True)
class ValidationState:
    """The state of a certificate's validation records."""

    certificate: Certificate
    missing: tuple[ValidationRecord, ...]
    """Records that are missing in their zones; a record that several names share is listed once."""
    watched: bool = False
    """Whether this site maintains the records: it does only if it requested the certificate."""


@dataclass
class Validation(Resource[ValidationState]):
    """The certificate's validation records in their zones. They are permanent, because ACM needs them for renewals."""

    owner: Owner
    certificate: Ref[CertificateChoice]
    zones: Mapping[str, Zone]
    """By name, the zone of each of the site's names."""
    wait: Wait
    put_in: frozenset[str] = frozenset()
    """Names of the validation records that earlier runs put in."""
    by_hand: bool = False
    """Whether the names are kept outside this account, so that a person puts the records in."""

    @property
    def title(self) -> str:
        """Such as `validation of main.io`."""
        return f"validation of the certificate of {self.owner.site}"

    def read(self, facts: Facts, known: StepOutputs) -> ValidationState | None:
        """Return which records are missing; None while there is no certificate."""
        chosen = known.get(self.certificate)
        certificate = chosen.certificate if chosen else None
        if certificate is None:
            return None
        # Only records of a certificate that this site requested are maintained, also after it is issued, for renewals.
        if not self.owner.owns(certificate.tags):
            return ValidationState(certificate, ())
        if certificate.status == ISSUED and all(self._known_to_stand(facts, name) for name in certificate.names):
            return ValidationState(certificate, (), watched=not self.by_hand)
        described = facts.validation(certificate.arn)
        if described is None:
            return None
        needed = _distinct([one for one in described.validation if one.domain.removeprefix("*.") in self.zones])
        missing = tuple(record for record in needed if not self._stands(facts, record))
        return ValidationState(replace(certificate, validation=needed), missing, watched=bool(needed))

    def calls(self, found: ValidationState | None, known: StepOutputs) -> Sequence[Call]:
        """Create the missing records, in one change for each zone."""
        if found is None:
            zones = sorted({zone.id for zone in self.zones.values()})
            name = Unknown(self.certificate.step, "ResourceRecord", "the validation record's name")
            return [self._put(zone, [{"Name": name}], "ACM asks for a record in the zone") for zone in zones]
        by_zone: dict[str, list[dict[str, object]]] = {}
        for record in found.missing:
            by_zone.setdefault(self._zone(record).id, []).append(_record_set(record))
        return [self._put(zone, sets, "ACM asks for a record in the zone") for zone, sets in sorted(by_zone.items())]

    def progress(self, facts: Facts, found: ValidationState, replies: Sequence[Reply]) -> Progress:
        """Done when ACM has issued the certificate.

        Raises:
            StepError: the request failed at ACM; the next run requests another certificate.
        """
        now = facts.listed_certificate(found.certificate.arn) or found.certificate
        if now.status not in (ISSUED, PENDING):
            raise StepError(self._given_up(facts.certificate(now.arn) or now))
        if self.by_hand and now.status != ISSUED:
            return self._for_a_person(facts.validation(now.arn) or now)
        names = ", ".join(record.name for record in _distinct(found.certificate.validation))
        return Progress(now.status == ISSUED, f"ACM {now.status}: waiting to see the CNAME {names}")

    def _for_a_person(self, pending: Certificate) -> Progress:
        """Return which records a person has to put in, as far as ACM has made them up."""
        records = hand_records(pending)
        if not records:
            return Progress(done=False, message=f"ACM {pending.status}: it has not made up the CNAME yet")
        told = ", ".join(f"{one.name} CNAME {one.value}" for one in records)
        return Progress(False, f"ACM {pending.status}: put in at the DNS provider: {told}", records)

    def exists(self, found: ValidationState | None) -> bool:
        """Whether all records exist."""
        return found is not None and not found.missing

    def noop_reason(self, found: ValidationState | None) -> str:
        """Return that no record is missing."""
        if found is not None and found.certificate.status == ISSUED:
            return "the certificate is issued"
        if self.by_hand:
            return "kept outside this account: you put the records in"
        return "the records stand"

    def summary(self, found: ValidationState | None) -> str:
        """The result of the wait."""
        return ISSUED

    def _known_to_stand(self, facts: Facts, name: str) -> bool:
        """Whether a record for this name that an earlier run put in still stands, so that ACM need not be asked for it.

        ACM asks an account for one record for a name and its wildcard, and never for another one.
        """
        domain = name.removeprefix("*.")
        if domain not in self.zones:
            return True  # its zone is not here, and its record is not maintained
        own = [one for one in self.put_in if one.partition(".")[2] == domain]
        there = [record for one in own for record in facts.records(self.zones[domain].id, one)]
        return any(one.type == "CNAME" and _leads_to_acm(one) for one in there)

    def _stands(self, facts: Facts, record: ValidationRecord) -> bool:
        there = facts.records(self._zone(record).id, record.name)
        return any(
            one.type == "CNAME" and [normal_name(value) for value in one.values] == [record.value] for one in there
        )

    def _zone(self, record: ValidationRecord) -> Zone:
        return self.zones[record.domain.removeprefix("*.")]

    def _put(self, zone: str, record_sets: Sequence[Mapping[str, object]], why: str) -> Call:
        # UPSERT is safe here: the name contains a hash of the account, so an existing record can only be an older one
        # for ACM.
        changes = [{"Action": "UPSERT", "ResourceRecordSet": record_set} for record_set in record_sets]
        return ZoneChange.of(zone, changes, self.title, why, undo=undo_of_proof(changes))

    def _given_up(self, certificate: Certificate) -> Problem:
        return Problem(
            code=certificate.failure or certificate.status,
            what=f"ACM did not issue the certificate of {self.owner.site}: it is {certificate.status}.",
            why=REASONS.get(
                certificate.failure, "The validation record was not seen in time, or a name is not allowed."
            ),
            site=self.owner.site,
        ).advised(Advice.of(AdviceKind.RESUME, "Put the cause right, then {again}: another certificate is requested."))


REASONS = {
    "CAA_ERROR": 'A CAA record of the domain forbids Amazon to issue for it. Allow `0 issue "amazon.com"` there.',
    "DOMAIN_NOT_ALLOWED": "AWS holds the domain for unsafe, or it is one that AWS issues nothing for.",
    "INVALID_PUBLIC_DOMAIN": "The name does not end in a domain that is registered to the public.",
    "ADDITIONAL_VERIFICATION_REQUIRED": "AWS wants to look at this domain by hand: write to AWS Support.",
}
"""ACM's failure reasons in plain words (acm, `DescribeCertificate`, `FailureReason`)."""


def hand_records(certificate: Certificate) -> tuple[HandRecord, ...]:
    """Return the validation records of a certificate, for a person to put in."""
    distinct = _distinct(certificate.validation)
    return tuple(
        HandRecord(one.name, "CNAME", one.value, "the certificate, for as long as it is used") for one in distinct
    )


def _leads_to_acm(record: RecordSet) -> bool:
    return all(normal_name(value).endswith(ACM_ZONE) for value in record.values)


def _distinct(records: Sequence[ValidationRecord]) -> tuple[ValidationRecord, ...]:
    """Return each record once: a name and its wildcard share one, and Route 53 refuses a batch with a duplicate."""
    return tuple({record.name: record for record in records}.values())


def _record_set(record: ValidationRecord) -> dict[str, object]:
    return {"Name": record.name, "Type": "CNAME", "TTL": TTL, "ResourceRecords": [{"Value": record.value}]}
