"""Requesting an ACM certificate, and the tags of certificates."""

from __future__ import annotations

import re
from uuid import UUID, uuid5

from multisite_tui.demo.acm.certificates import find_certificate
from multisite_tui.demo.calls import PracticeCall, Refusal, answer, rule
from multisite_tui.demo.constants import ACCOUNT_ID, TOKEN_LIFE
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import PracticeCertificate, Shape

_NAMESPACE = UUID("b6b2c1f0-6d0a-4c86-9f5e-2f3f8a4d5e6f")
_NAME = re.compile(r"(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])")
"""The pattern of DomainNameString in the ACM API."""
_TOKEN = re.compile(r"[A-Za-z0-9_]{1,32}")
_KEYS = ("RSA_2048", "RSA_1024", "RSA_4096", "RSA_3072", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")
_METHODS = ("DNS", "EMAIL", "HTTP")
_MOST_TAGS = 50


def _asked_names(call: PracticeCall) -> list[str]:
    names = [call.params["DomainName"], *(call.params.get("SubjectAlternativeNames") or [])]
    return list(dict.fromkeys(name.lower() for name in names))


@rule("acm", "RequestCertificate")
def names_are_domains(call: PracticeCall) -> None:
    """Each name has the form of a domain name of 253 characters at most (RequestCertificate, DomainName)."""
    for name in _asked_names(call):
        if len(name) > 253 or not _NAME.fullmatch(name):
            raise Refusal("ValidationException", f"Value '{name}' failed to satisfy constraint: a domain name")


@rule("acm", "RequestCertificate")
def names_are_not_amazons(call: PracticeCall) -> None:
    """No name of amazonaws.com (ACM user guide, "Public certificates")."""
    for name in _asked_names(call):
        if f".{name}".endswith(".amazonaws.com"):
            raise Refusal("InvalidDomainValidationOptionsException", f"A certificate for {name} cannot be requested")


@rule("acm", "RequestCertificate")
def first_name_is_short(call: PracticeCall) -> None:
    """The first name has 64 octets at most (RequestCertificate, DomainName)."""
    if len(call.params["DomainName"]) > 64:
        message = "The first domain name can be no longer than 64 octets"
        raise Refusal("InvalidDomainValidationOptionsException", message)


@rule("acm", "RequestCertificate")
def not_too_many_names(call: PracticeCall) -> None:
    """At most 10 names, the first one counted (ACM quotas)."""
    most = call.world.quota("certificate-names")
    if len(_asked_names(call)) > most:
        raise Refusal("LimitExceededException", f"Number of domain names exceeds the quota of {most}")


@rule("acm", "RequestCertificate")
def token_is_allowed(call: PracticeCall) -> None:
    r"""1 to 32 of `\w`: no hyphen (RequestCertificate, IdempotencyToken)."""
    token = call.params.get("IdempotencyToken")
    if token is not None and not _TOKEN.fullmatch(token):
        message = f"Value '{token}' at 'idempotencyToken' failed to satisfy constraint: [\\w]+, at most 32 characters"
        raise Refusal("ValidationException", message)


@rule("acm", "RequestCertificate")
def choices_are_known(call: PracticeCall) -> None:
    """Key algorithm and validation method are of ACM's lists (RequestCertificate)."""
    for member, known in (("KeyAlgorithm", _KEYS), ("ValidationMethod", _METHODS)):
        value = call.params.get(member)
        if value is not None and value not in known:
            raise Refusal("ValidationException", f"Value '{value}' at '{member}' must be one of {', '.join(known)}")


@answer("acm", "RequestCertificate")
def request_certificate(call: PracticeCall) -> Shape:
    """Request a certificate. A repeat with the same token within an hour returns the same one, even with other tags.

    It does so also if that certificate has been deleted meanwhile: ACM compares the token alone.

    The same token with another request is refused, because AWS does not document what it does.
    """
    certificates = call.world.region_certificates(call.region)
    asked, token = _request(call), call.params.get("IdempotencyToken")
    for certificate in [*certificates.values(), *call.world.deleted_certificates.get(call.region, [])]:
        if token and certificate.token == token and call.now < certificate.created + TOKEN_LIFE:
            if certificate.request == asked:
                return {"CertificateArn": certificate.arn}
            raise Refusal("InvalidParameterException", "The idempotency token was used with other parameters")
    refuse_more(call, "certificates", len(certificates) + 1)
    certificate = _new_certificate(call, asked, token)
    certificates[certificate.arn] = certificate
    return {"CertificateArn": certificate.arn}


def _request(call: PracticeCall) -> Shape:
    return {
        "Names": _asked_names(call),
        "KeyAlgorithm": call.params.get("KeyAlgorithm", "RSA_2048"),
        "ValidationMethod": call.params.get("ValidationMethod", "EMAIL"),
    }


def _new_certificate(call: PracticeCall, asked: Shape, token: str | None) -> PracticeCertificate:
    number = uuid5(_NAMESPACE, f"{call.world.created} {call.world.next_serial()}")
    options = {"CertificateTransparencyLoggingPreference": "ENABLED", "Export": "DISABLED"}
    certificate = PracticeCertificate(
        arn=f"arn:aws:acm:{call.region}:{ACCOUNT_ID}:certificate/{number}",
        names=list(asked["Names"]),
        key_algorithm=asked["KeyAlgorithm"],
        created=call.now,
        request=asked,
        options={**options, **(call.params.get("Options") or {})},
        token=token,
    )
    _tag(certificate, call.params.get("Tags") or [])
    return certificate


@answer("acm", "AddTagsToCertificate")
def add_tags(call: PracticeCall) -> Shape:
    """Add or overwrite tags; at most 50 (AddTagsToCertificate, TooManyTagsException)."""
    _tag(find_certificate(call), call.params["Tags"])
    return {}


def _tag(certificate: PracticeCertificate, tags: list[Shape]) -> None:
    merged = {tag["Key"]: tag.get("Value") for tag in [*certificate.tags, *tags]}
    if len(merged) > _MOST_TAGS:
        raise Refusal("TooManyTagsException", "The certificate has reached the quota of 50 tags")
    certificate.tags = [{"Key": key, "Value": value} for key, value in merged.items()]


@answer("acm", "RemoveTagsFromCertificate")
def remove_tags(call: PracticeCall) -> Shape:
    """Remove tags by key, or by key and value where a value is given (RemoveTagsFromCertificate)."""
    certificate = find_certificate(call)
    for gone in call.params["Tags"]:
        certificate.tags = [tag for tag in certificate.tags if not _is(tag, gone)]
    return {}


def _is(tag: Shape, wanted: Shape) -> bool:
    return bool(tag["Key"] == wanted["Key"] and wanted.get("Value", tag["Value"]) == tag["Value"])


@answer("acm", "ListTagsForCertificate")
def list_tags(call: PracticeCall) -> Shape:
    """The tags of a certificate."""
    return {"Tags": find_certificate(call).tags}
