"""Certificates of AWS Certificate Manager (acm)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.aws.session import Aws
from multisite_tui.model.terms import ISSUED

if TYPE_CHECKING:
    from mypy_boto3_acm.literals import KeyAlgorithmType

KEY_TYPES: tuple[KeyAlgorithmType, ...] = (
    "RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1",
)  # fmt: skip
"""All there are: without naming them, `ListCertificates` hides those of other keys than RSA 1024 and 2048."""
CLASSIC_KEY_TYPES = frozenset({"RSA_1024", "RSA_2048", "RSA_3072"})
"""What a Classic Load Balancer takes: neither EC nor RSA 4096 (elb guide, page ssl-server-cert)."""
AMAZON_ISSUED = "AMAZON_ISSUED"
"""The `Type` of one that ACM requested, and that ACM renews; others are IMPORTED and PRIVATE."""


@dataclass(frozen=True)
class ValidationRecord:
    """The CNAME that proves to ACM that a name is ours; names may share one."""

    domain: str
    """The name of the certificate that it proves."""
    name: str
    """The record's own name, normalised."""
    value: str


@dataclass(frozen=True)
class Certificate:
    """One certificate."""

    arn: str
    names: frozenset[str]
    """Lower case; the first name is among them."""
    status: str
    """ISSUED, PENDING_VALIDATION, FAILED, VALIDATION_TIMED_OUT, EXPIRED, REVOKED or INACTIVE."""
    key_algorithm: str
    """With underscores: `RSA_2048`; the two answers of ACM write it differently."""
    not_after: datetime | None
    validation: tuple[ValidationRecord, ...] = ()
    """Empty where ACM has not made up the records yet, or there are none."""
    awaited: frozenset[str] = frozenset()
    """Names whose validation record ACM has still to make up."""
    failure: str = ""
    """ACM's `FailureReason`."""
    used_by: frozenset[str] = frozenset()
    """ARNs of what has it in use."""
    tags: Mapping[str, str] = field(default_factory=dict)
    type: str = AMAZON_ISSUED
    """AMAZON_ISSUED, IMPORTED or PRIVATE: who made it, and so who renews it and who trusts it."""

    def covers(self, names: Iterable[str]) -> bool:
        """Whether each name is on it, or under a wildcard of it; a wildcard covers one level and not its apex.

        One of IAM's is taken at its word.
        """
        if of_iam(self.arn):
            return True
        return all(name in self.names or f"*.{name.partition('.')[2]}" in self.names for name in names)

    def good_until(self, moment: datetime) -> bool:
        """Whether it does not end before this moment."""
        return self.not_after is None or self.not_after > moment


def of_iam(arn: str) -> bool:
    """Whether an ARN is that of a server certificate of IAM, which a load balancer takes as well as one of ACM's."""
    return arn.split(":")[2:3] == ["iam"]


def listed(aws: Aws) -> tuple[Certificate, ...]:
    """Return every certificate of the region as the list tells it: without validation records and tags.

    Up to 100 names of each are told (acm, `ListCertificates`); one with more says so and is then described whole.
    """
    with translated("acm:ListCertificates"):
        pages = aws.acm.get_paginator("list_certificates").paginate(Includes={"keyTypes": list(KEY_TYPES)})
        summaries = [summary for page in pages for summary in page["CertificateSummaryList"]]
    return tuple(_of_summary(aws, cast("Mapping[str, Any]", summary)) for summary in summaries)


def describe(aws: Aws, arn: str) -> Certificate | None:
    """Return one certificate whole, None where ACM says that there is none.

    One of IAM's is not asked for: ACM does not know it, and IAM tells neither its names nor its key. It is in use from
    the moment that it was put into IAM, so that nothing is to be waited for either.
    """
    if of_iam(arn):
        return Certificate(arn, frozenset(), ISSUED, "RSA_2048", None, type="IMPORTED")
    try:
        return _described(aws, arn)
    except AwsFailure as failure:
        if failure.code == "ResourceNotFoundException":
            return None
        raise


def _described(aws: Aws, arn: str) -> Certificate:
    """Return it with its tags; between the two reads, another step may delete it."""
    with translated("acm:DescribeCertificate"):
        found = aws.acm.describe_certificate(CertificateArn=arn)["Certificate"]
    options = cast("list[Mapping[str, Any]]", found.get("DomainValidationOptions", []))
    return Certificate(
        arn=arn,
        names=_names(found["DomainName"], found.get("SubjectAlternativeNames", ())),
        status=found["Status"],
        key_algorithm=found.get("KeyAlgorithm", "").replace("-", "_"),
        not_after=found.get("NotAfter"),
        validation=tuple(_validation(option) for option in options if option.get("ResourceRecord")),
        awaited=frozenset(option["DomainName"] for option in options if not option.get("ResourceRecord"))
        or frozenset(() if options else [found["DomainName"]]),
        failure=found.get("FailureReason", ""),
        used_by=frozenset(found.get("InUseBy", ())),
        tags=tags(aws, arn),
        type=found.get("Type", AMAZON_ISSUED),
    )


def tags(aws: Aws, arn: str) -> dict[str, str]:
    """Return a certificate's tags."""
    with translated("acm:ListTagsForCertificate"):
        reply = aws.acm.list_tags_for_certificate(CertificateArn=arn)
    return {tag["Key"]: tag.get("Value", "") for tag in reply["Tags"]}


def _of_summary(aws: Aws, summary: Mapping[str, Any]) -> Certificate:
    if summary.get("HasAdditionalSubjectAlternativeNames"):
        whole = describe(aws, summary["CertificateArn"])
        if whole is not None:
            return whole
    return Certificate(
        arn=summary["CertificateArn"],
        names=_names(summary.get("DomainName", ""), summary.get("SubjectAlternativeNameSummaries", ())),
        status=summary.get("Status", ""),
        key_algorithm=summary.get("KeyAlgorithm", "").replace("-", "_"),
        not_after=summary.get("NotAfter"),
        type=summary.get("Type", AMAZON_ISSUED),
    )


def _names(first: str, others: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in (first, *others))


def _validation(option: Mapping[str, Any]) -> ValidationRecord:
    from multisite_tui.aws.facts.records import normal_name

    record = option["ResourceRecord"]
    return ValidationRecord(option["DomainName"].lower(), normal_name(record["Name"]), normal_name(record["Value"]))
