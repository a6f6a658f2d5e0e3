"""Certificates of AWS Certificate Manager (acm)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.aws.facts.replies import answer_in, tags_from
from multisite_tui.aws.session import Aws
from multisite_tui.model.terms import ISSUED

if TYPE_CHECKING:
    from mypy_boto3_acm.literals import KeyAlgorithmType

T = TypeVar("T")

KEY_TYPES: tuple[KeyAlgorithmType, ...] = (
    "RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1",
)  # fmt: skip
"""All key types: unless they are listed, `ListCertificates` returns only certificates with RSA 1024 and 2048."""
APPLICATION_KEY_TYPES: frozenset[str] = frozenset(KEY_TYPES)
"""What an Application Load Balancer accepts of ACM's key types (elb guide, https-listener-certificates)."""
CLASSIC_KEY_TYPES = frozenset({"RSA_1024", "RSA_2048", "RSA_3072"})
"""Key types that a Classic Load Balancer accepts: neither EC nor RSA 4096 (elb guide, page ssl-server-cert)."""
AMAZON_ISSUED = "AMAZON_ISSUED"
"""The `Type` of a public certificate that ACM issued and renews; other types are IMPORTED and PRIVATE."""

IMPORTED = "IMPORTED"
"""The `Type` of a certificate that somebody imported; ACM never renews it."""
BY_MAIL = "EMAIL"
"""The `ValidationMethod` of names that are proven by a link in a mail, at each renewal again."""
NAMES = "SubjectAlternativeNameSummaries"
"""The member of a summary that holds the certificate's names."""


@dataclass(frozen=True)
class ValidationRecord:
    """The CNAME that proves to ACM that a name is ours; several names may share one record."""

    domain: str
    """The certificate's name that it validates."""
    name: str
    """The record's own name, normalised."""
    value: str


@dataclass(frozen=True)
class Certificate:
    """One certificate."""

    arn: str
    names: frozenset[str]
    """All names in lower case, including the first."""
    status: str
    """ISSUED, PENDING_VALIDATION, FAILED, VALIDATION_TIMED_OUT, EXPIRED, REVOKED or INACTIVE."""
    key_algorithm: str
    """With underscores, such as `RSA_2048`; ACM's list and its description spell it differently."""
    not_after: datetime | None
    validation: tuple[ValidationRecord, ...] = ()
    """Empty if ACM has not created the records yet, or there are none."""
    awaited: frozenset[str] = frozenset()
    """Names whose validation record ACM has not created yet."""
    failure: str = ""
    """ACM's `FailureReason`."""
    used_by: frozenset[str] = frozenset()
    """ARNs of the resources that use it."""
    tags: Mapping[str, str] = field(default_factory=dict)
    type: str = AMAZON_ISSUED
    """AMAZON_ISSUED, IMPORTED or PRIVATE. The type decides who renews it and whether browsers trust it."""

    eligible: bool | None = None
    """Whether ACM would renew it (`RenewalEligibility`); None if ACM does not say. What no service uses is not."""
    in_use: bool = False
    """Whether a service uses it, as far as ACM knows yet."""
    methods: frozenset[str] = frozenset()
    """How its names are validated: DNS, EMAIL or HTTP; empty unless it was described."""
    renewal: str = ""
    """The state of its renewal (`RenewalStatus`); empty if none was begun, or unless it was described."""
    renewal_reason: str = ""
    """ACM's `RenewalStatusReason`."""
    created: datetime | None = None
    """When it was requested; None of one that was imported."""

    def covers(self, names: Iterable[str]) -> bool:
        """Whether each name is on it or matches a wildcard on it; a wildcard covers one level and not the name above.

        A certificate of IAM always covers, because IAM does not return its names.
        """
        if of_iam(self.arn):
            return True
        return all(name in self.names or f"*.{name.partition('.')[2]}" in self.names for name in names)

    def good_until(self, moment: datetime) -> bool:
        """Whether it is still valid at this moment."""
        return self.not_after is None or self.not_after > moment


def of_iam(arn: str) -> bool:
    """Whether an ARN is that of an IAM server certificate, which a load balancer accepts like one of ACM."""
    return arn.split(":")[2:3] == ["iam"]


def listed(aws: Aws) -> tuple[Certificate, ...]:
    """Return every certificate of the region as `ListCertificates` returns it: without validation records and tags.

    The list holds up to 100 names of each (acm, `ListCertificates`); a certificate with more is described in full. So
    is one whose names are left out, which stand-ins for AWS do.
    """
    with translated("acm:ListCertificates"):
        pages = aws.acm.get_paginator("list_certificates").paginate(Includes={"keyTypes": list(KEY_TYPES)})
        summaries = [one for page in pages for one in answer_in(page, "CertificateSummaryList", "acm:ListCertificates")]
    return tuple(_of_summary(aws, summary) for summary in summaries if "CertificateArn" in summary)


def describe(aws: Aws, arn: str) -> Certificate | None:
    """Return one certificate with validation records, without tags; None if ACM has no such certificate.

    A certificate of IAM is not read: ACM does not know it, and IAM returns neither its names nor its key. It can be
    used as soon as it is uploaded to IAM, so there is nothing to wait for.
    """
    if of_iam(arn):
        return Certificate(arn, frozenset(), ISSUED, "RSA_2048", None, type=IMPORTED)
    return _unless_gone(partial(_described, aws, arn))


def tags(aws: Aws, arn: str) -> dict[str, str] | None:
    """Return a certificate's tags; None if ACM has no such certificate. A certificate of IAM is read as untagged."""
    return {} if of_iam(arn) else _unless_gone(partial(_tags, aws, arn))


def _unless_gone(ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except AwsFailure as failure:
        if failure.code == "ResourceNotFoundException":
            return None
        raise


def _described(aws: Aws, arn: str) -> Certificate:
    with translated("acm:DescribeCertificate"):
        reply = aws.acm.describe_certificate(CertificateArn=arn)
    found: Mapping[str, Any] = answer_in(reply, "Certificate", "acm:DescribeCertificate")
    options: list[Mapping[str, Any]] = found.get("DomainValidationOptions", [])
    first = [found["DomainName"]] if "DomainName" in found else []
    return Certificate(
        arn=arn,
        names=_names(first, found.get("SubjectAlternativeNames", ())),
        status=found.get("Status", ""),
        key_algorithm=found.get("KeyAlgorithm", "").replace("-", "_"),
        not_after=found.get("NotAfter"),
        validation=tuple(_validation(option) for option in options if option.get("ResourceRecord")),
        awaited=frozenset(option["DomainName"] for option in options if not option.get("ResourceRecord"))
        or frozenset(() if options else first),
        failure=found.get("FailureReason", ""),
        used_by=frozenset(found.get("InUseBy", ())),
        type=found.get("Type", AMAZON_ISSUED),
        eligible=_eligible(found),
        in_use=bool(found.get("InUseBy")),
        methods=frozenset(option["ValidationMethod"] for option in options if "ValidationMethod" in option),
        renewal=found.get("RenewalSummary", {}).get("RenewalStatus", ""),
        renewal_reason=found.get("RenewalSummary", {}).get("RenewalStatusReason", ""),
        created=found.get("CreatedAt"),
    )


def _eligible(found: Mapping[str, Any]) -> bool | None:
    word = found.get("RenewalEligibility")
    return None if word is None else word == "ELIGIBLE"


def _tags(aws: Aws, arn: str) -> dict[str, str]:
    with translated("acm:ListTagsForCertificate"):
        reply = aws.acm.list_tags_for_certificate(CertificateArn=arn)
    return tags_from(answer_in(reply, "Tags", "acm:ListTagsForCertificate"))


def _of_summary(aws: Aws, summary: Mapping[str, Any]) -> Certificate:
    if summary.get("HasAdditionalSubjectAlternativeNames") or NAMES not in summary:
        whole = describe(aws, summary["CertificateArn"])
        if whole is not None:
            return whole
    return Certificate(
        arn=summary["CertificateArn"],
        names=_names(filter(None, [summary.get("DomainName")]), summary.get(NAMES, ())),
        status=summary.get("Status", ""),
        key_algorithm=summary.get("KeyAlgorithm", "").replace("-", "_"),
        not_after=summary.get("NotAfter"),
        type=summary.get("Type", AMAZON_ISSUED),
        eligible=_eligible(summary),
        in_use=summary.get("InUse", False),
    )


def _names(first: Iterable[str], others: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in (*first, *others))


def _validation(option: Mapping[str, Any]) -> ValidationRecord:
    from multisite_tui.aws.facts.records import normal_name

    record = option["ResourceRecord"]
    return ValidationRecord(option["DomainName"].lower(), normal_name(record["Name"]), normal_name(record["Value"]))
