"""ACM certificates: describing, listing and deleting them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from multisite_tui.demo.acm.lifecycle import issue_time, status, users, validation_record
from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.consistency import request_is_unknown
from multisite_tui.demo.constants import ACCOUNT_ID, RECORD_ARRIVAL

if TYPE_CHECKING:
    from multisite_tui.demo.world import PracticeCertificate, Shape

VALIDITY = 198 * 86400.0
"""198 days in seconds: the validity of ACM's public certificates since 2026 (ACM FAQ)."""

_LISTED_BY_DEFAULT = ("RSA_1024", "RSA_2048")


def find_certificate(call: PracticeCall, arn: str | None = None) -> PracticeCertificate:
    """Return the certificate that a call names.

    Raises:
        Refusal: `ResourceNotFoundException`.
    """
    wanted = arn or call.params["CertificateArn"]
    certificate = call.world.region_certificates(call.region).get(wanted)
    if certificate is None or (not call.mutating and request_is_unknown(call, certificate)):
        raise Refusal("ResourceNotFoundException", f"Could not find certificate {wanted} in account {ACCOUNT_ID}.")
    return certificate


@answer("acm", "DescribeCertificate")
def describe_certificate(call: PracticeCall) -> Shape:
    """One certificate; its validation records are absent in the first seconds."""
    certificate = find_certificate(call)
    word = status(certificate, call.now)
    shape: Shape = {
        **_common(call, certificate, word),
        "Subject": f"CN={certificate.names[0]}",
        "Issuer": "Amazon",
        "SubjectAlternativeNames": certificate.names,
        "DomainValidationOptions": [_validation(certificate, name, word, call.now) for name in certificate.names],
        "SignatureAlgorithm": "SHA256WITHRSA" if certificate.key_algorithm.startswith("RSA") else "SHA256WITHECDSA",
        "InUseBy": users(call, certificate.arn),
        "Options": certificate.options,
    }
    return {"Certificate": shape}


def _common(call: PracticeCall, certificate: PracticeCertificate, word: str) -> Shape:
    used = word == "ISSUED" and users(call, certificate.arn)
    shape: Shape = {
        "CertificateArn": certificate.arn,
        "DomainName": certificate.names[0],
        "Status": word,
        "Type": "AMAZON_ISSUED",
        "KeyAlgorithm": certificate.key_algorithm,
        "RenewalEligibility": "ELIGIBLE" if used else "INELIGIBLE",
        "CreatedAt": datetime.fromtimestamp(certificate.created, UTC),
    }
    if word == "ISSUED":
        issued = issue_time(certificate) or 0.0
        shape["IssuedAt"] = shape["NotBefore"] = datetime.fromtimestamp(issued, UTC)
        shape["NotAfter"] = datetime.fromtimestamp(issued + VALIDITY, UTC)
    return shape


def _validation(certificate: PracticeCertificate, name: str, word: str, now: float) -> Shape:
    words = {"ISSUED": "SUCCESS", "VALIDATION_TIMED_OUT": "FAILED"}
    method = certificate.request["ValidationMethod"]
    shape: Shape = {
        "DomainName": name,
        "ValidationDomain": name,
        "ValidationStatus": words.get(word, word),
        "ValidationMethod": method,
    }
    if method == "DNS" and now >= certificate.created + RECORD_ARRIVAL:
        shape["ResourceRecord"] = validation_record(name)
    return shape


@answer("acm", "ListCertificates")
def list_certificates(call: PracticeCall) -> Shape:
    """The summaries; without `Includes` only certificates with RSA keys of 1024 or 2048 bits (ListCertificates)."""
    key_types = (call.params.get("Includes") or {}).get("keyTypes") or _LISTED_BY_DEFAULT
    statuses = call.params.get("CertificateStatuses")
    found = []
    for certificate in call.world.region_certificates(call.region).values():
        word = status(certificate, call.now)
        if certificate.key_algorithm in key_types and (not statuses or word in statuses):
            found.append(_summary(call, certificate, word))
    return {"CertificateSummaryList": found}


def _summary(call: PracticeCall, certificate: PracticeCertificate, word: str) -> Shape:
    return {
        **_common(call, certificate, word),
        "SubjectAlternativeNameSummaries": certificate.names,
        "HasAdditionalSubjectAlternativeNames": False,
        "InUse": bool(users(call, certificate.arn)),
        "Exported": False,
    }


@answer("acm", "DeleteCertificate")
def delete_certificate(call: PracticeCall) -> Shape:
    """Delete a certificate that no load balancer uses (DeleteCertificate, ResourceInUseException)."""
    certificate = find_certificate(call)
    if users(call, certificate.arn):
        message = f"Certificate {certificate.arn} in account {ACCOUNT_ID} is in use."
        raise Refusal("ResourceInUseException", message)
    del call.world.region_certificates(call.region)[certificate.arn]
    call.world.deleted_certificates.setdefault(call.region, []).append(certificate)
    return {}
