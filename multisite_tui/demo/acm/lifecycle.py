"""The lifecycle of ACM certificates: their validation records, their status, and their users."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal
from multisite_tui.demo.consistency import issue_is_unknown
from multisite_tui.demo.constants import ACCOUNT_ID, ISSUE, PUT_IN_ELSEWHERE, VALIDATION_LIMIT
from multisite_tui.demo.elb.lookup import balancer_arn
from multisite_tui.demo.route53.record_lookup import kept_elsewhere, record_values

if TYPE_CHECKING:
    from multisite_tui.demo.world import PracticeCertificate, PracticeListener, Shape

_CLASSIC_KEYS = ("RSA_1024", "RSA_2048", "RSA_3072")


def certificate_on_listener(call: PracticeCall, arn: str) -> None:
    """Refuse a certificate that a Classic Load Balancer does not accept (ELB guide, "SSL/TLS certificates").

    IAM server certificates are not emulated: every IAM ARN of this account is accepted.

    Raises:
        Refusal: `CertificateNotFound`: not there, of another region, or not issued; `InvalidConfigurationRequest`:
            an EC key, or RSA of 4096 bits.
    """
    if not is_usable(call, arn):
        raise Refusal("CertificateNotFound", f"Server Certificate not found for the key: {arn}")
    certificate = call.world.region_certificates(call.region).get(arn)
    if certificate is not None and certificate.key_algorithm not in _CLASSIC_KEYS:
        message = f"A Classic Load Balancer does not support the key of certificate {arn}"
        raise Refusal("InvalidConfigurationRequest", message, 409)


def is_usable(call: PracticeCall, arn: str) -> bool:
    """Return whether ELB can use a certificate: it is of this account and region, issued, and known to ELB."""
    if arn.startswith(f"arn:aws:iam::{ACCOUNT_ID}:server-certificate/"):
        return True
    certificate = call.world.region_certificates(call.region).get(arn)
    issued = issue_time(certificate) if certificate else None
    return issued is not None and call.now >= issued and not issue_is_unknown(call, issued)


def validation_record(domain: str) -> Shape:
    """Return the CNAME that validates a domain: the same for `x` and `*.x`, and always the same in an account."""
    base = domain.removeprefix("*.")
    digest = sha256(f"{ACCOUNT_ID} {base}".encode()).hexdigest()
    letters = digest[52:62].translate(str.maketrans("0123456789", "ghijklmnop"))
    return {
        "Name": f"_{digest[:32]}.{base}.",
        "Type": "CNAME",
        "Value": f"_{digest[16:48]}.{letters}.acm-validations.aws.",
    }


def observe(call: PracticeCall) -> bool:
    """Record which pending certificates have all their validation records; return whether any changed."""
    changed = False
    for certificates in call.world.certificates.values():
        for certificate in certificates.values():
            before = (certificate.validated, certificate.issued)
            _note(call, certificate)
            changed |= before != (certificate.validated, certificate.issued)
    return changed


def _note(call: PracticeCall, certificate: PracticeCertificate) -> None:
    if status(certificate, call.now) != "PENDING_VALIDATION":
        if certificate.issued is None and certificate.validated is not None:
            certificate.issued = certificate.validated + ISSUE
        return
    mailed = certificate.request["ValidationMethod"] == "EMAIL"
    if not (certificate.proven if mailed else all(_stands(call, name) for name in certificate.names)):
        certificate.validated = None
    elif certificate.validated is None:
        by_hand = any(kept_elsewhere(call.world, name) for name in certificate.names)
        certificate.validated = max(call.now, certificate.created + PUT_IN_ELSEWHERE) if by_hand else call.now


def _stands(call: PracticeCall, domain: str) -> bool:
    if kept_elsewhere(call.world, domain):
        return True  # a person will put it in
    record = validation_record(domain)
    values = record_values(call.world, record["Name"], "CNAME")
    return record["Value"].rstrip(".") in [value.lower().rstrip(".") for value in values]


def status(certificate: PracticeCertificate, now: float) -> str:
    """Return the status at a time; an issued certificate stays issued without its records."""
    issued = issue_time(certificate)
    if issued is not None and now >= issued:
        return "ISSUED"
    return "VALIDATION_TIMED_OUT" if now >= certificate.created + VALIDATION_LIMIT else "PENDING_VALIDATION"


def issue_time(certificate: PracticeCertificate) -> float | None:
    """Return when a certificate was or will be issued with its present records; None if a record is missing."""
    if certificate.issued is None and certificate.validated is not None:
        return certificate.validated + ISSUE
    return certificate.issued


def users(call: PracticeCall, arn: str) -> list[str]:
    """Return the ARNs of the load balancers that use a certificate, also of those just deleted."""
    lingering = [entry for _, kind, entry in call.world.lingering if kind == "certificate"]
    gone = [user for certificate_arn, user in lingering if certificate_arn == arn]
    return list(dict.fromkeys([*gone, *present_users(call, arn)]))


def present_users(call: PracticeCall, arn: str) -> list[str]:
    """Return the ARNs of the load balancers that have a certificate on a listener."""
    found = []
    for name, balancer in call.world.balancers(call.region).items():
        listeners = [entry["Listener"] for entry in balancer.description["ListenerDescriptions"]]
        if any(listener.get("SSLCertificateId") == arn for listener in listeners):
            found.append(balancer_arn(call.region, name))
    return [*found, *_present_applications(call, arn)]


def _present_applications(call: PracticeCall, arn: str) -> list[str]:
    """Return the Application Load Balancers that have a certificate as a default one or in a certificate list."""
    return [
        name
        for name, balancer in call.world.applications(call.region).items()
        if any(arn in certificates_of(listener) for listener in balancer.listeners.values())
    ]


def certificates_of(listener: PracticeListener) -> list[str]:
    """Return the ARNs of the certificates of an Application Load Balancer's listener, the default one first."""
    default = [one["CertificateArn"] for one in listener.description.get("Certificates", [])]
    return [*default, *listener.certificates]
