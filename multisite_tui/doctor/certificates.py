"""Certificates: why one is pending, failed, expires soon, or is not on the listener."""

from __future__ import annotations

from collections.abc import Iterator

from multisite_tui.aws.facts.certificates import APPLICATION_KEY_TYPES, CLASSIC_KEY_TYPES, Certificate
from multisite_tui.aws.resources.base import StepOutputs
from multisite_tui.aws.resources.certificates import KINDS, SiteCertificate
from multisite_tui.aws.resources.entrances import SharedEntrance
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.validation import REASONS
from multisite_tui.doctor.caa import look_at_caa
from multisite_tui.doctor.delegations import look_at_name_servers
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis, is_reason, of_problem
from multisite_tui.doctor.examinations import SiteExamination
from multisite_tui.doctor.hosts import look_at_certificate_list
from multisite_tui.doctor.validation import look_at_validation
from multisite_tui.model.terms import CLOSE_TO_EXPIRY, ISSUED, PENDING

CERTIFICATE = Area.CERTIFICATE


def look_at_certificate(examination: SiteExamination) -> Iterator[Diagnosis]:
    """Yield why the site does not have its certificate."""
    if not examination.site.secure:
        return
    wanted = _wanted(examination)
    choice = wanted.read(examination.facts, StepOutputs({}))
    for problem in wanted.conflicts(choice, StepOutputs({})):
        yield of_problem(examination.site.domain, CERTIFICATE, Certainty.CERTAIN, problem)
    if choice.certificate is None and examination.site.certificate in KINDS:
        yield from _failed_requests(examination, wanted.owner) if choice.dead else [_not_requested(examination)]
        return
    found = examination.facts.certificate(choice.certificate.arn) if choice.certificate else None
    if found is not None and found.status == PENDING:
        yield from _pending(examination, found)
    elif found is not None and found.status == ISSUED:
        yield from _expiring(examination, found)
        yield from _elsewhere(examination, found)


def _wanted(examination: SiteExamination) -> SiteCertificate:
    site, account = examination.site, examination.facts.account
    owner = Owner(examination.setup.name, site.domain, {})
    locator = examination.locator
    key_types = APPLICATION_KEY_TYPES if isinstance(locator, SharedEntrance) else CLASSIC_KEY_TYPES
    return SiteCertificate(
        owner, site.names, site.certificate, locator, account.id, account.region, key_types=key_types
    )


def _pending(examination: SiteExamination, certificate: Certificate) -> Iterator[Diagnosis]:
    found = [*look_at_validation(examination, certificate), *look_at_caa(examination, sorted(certificate.names))]
    yield from found
    if not any(is_reason(one) for one in (*look_at_name_servers(examination), *found)):
        yield _still_pending(examination, certificate)


def _failed_requests(examination: SiteExamination, owner: Owner) -> Iterator[Diagnosis]:
    """Yield why certificates that were requested for this site cannot be used: failed, expired, or expiring soon."""
    same = [one for one in examination.facts.certificates() if one.names == frozenset(examination.site.names)]
    described = [whole for one in same if (whole := examination.facts.certificate(one.arn)) is not None]
    for certificate in (one for one in described if owner.owns(one.tags)):
        if certificate.status == ISSUED:
            yield from _expiring(examination, certificate)
            continue
        yield _given_up(examination, certificate)
        if certificate.failure in ("", "CAA_ERROR"):
            yield from look_at_validation(examination, certificate)
            yield from look_at_caa(examination, sorted(certificate.names))


def _expiring(examination: SiteExamination, certificate: Certificate) -> Iterator[Diagnosis]:
    """Yield why ACM cannot renew a certificate that expires soon."""
    if certificate.not_after is None or certificate.good_until(examination.facts.now + CLOSE_TO_EXPIRY):
        return
    yield examination.diagnosis(
        CERTIFICATE,
        "certificate_not_renewed",
        Certainty.CERTAIN,
        f"The certificate of {examination.site.domain} ends on {certificate.not_after:%Y-%m-%d} and was not renewed.",
        "ACM renews its own certificates 45 days or more before their end, as long as their validation records stand "
        "and a load balancer uses them; imported ones it never renews.",
        f"Put right what is said of its validation record, or {examination.then_repair} to have another one requested.",
    )
    yield from look_at_validation(examination, certificate)
    yield from look_at_caa(examination, sorted(certificate.names))


def _elsewhere(examination: SiteExamination, certificate: Certificate) -> Iterator[Diagnosis]:
    """Yield the listeners that have another certificate than the wanted one."""
    entrance, locator = examination.entrance, examination.locator
    if isinstance(locator, SharedEntrance):
        yield from look_at_certificate_list(examination, locator, certificate)
        return
    for listener in entrance.ports if entrance else ():
        if listener.certificate not in (None, certificate.arn):
            yield examination.diagnosis(
                CERTIFICATE,
                "certificate_not_on_listener",
                Certainty.CERTAIN,
                f"The certificate is issued, but port {listener.port} of {examination.locator.name} shows another.",
                f"The port shows {listener.certificate}; meant is {certificate.arn}.",
                f"{examination.repair}: it exchanges the certificate without an outage.",
            )


def _not_requested(examination: SiteExamination) -> Diagnosis:
    return examination.diagnosis(
        CERTIFICATE,
        "certificate_not_requested",
        Certainty.CERTAIN,
        f"There is no certificate for {', '.join(examination.site.names)}, and none is requested.",
        f"ACM in {examination.facts.account.region} has no issued one that covers the names, and none of this setup.",
        f"{examination.repair}: it requests one.",
    )


def _still_pending(examination: SiteExamination, certificate: Certificate) -> Diagnosis:
    return examination.diagnosis(
        CERTIFICATE,
        "validation_under_way",
        Certainty.LIKELY,
        "ACM is still at work: nothing that could be looked at stands in its way.",
        f"{certificate.status}; its CNAME stands in the zone that it belongs in.",
        "Wait: it mostly takes 1 to 10 minutes from the moment the CNAME is seen, at times an hour. Then ask again.",
    )


def _given_up(examination: SiteExamination, certificate: Certificate) -> Diagnosis:
    timed_out = "The CNAME was not seen within 72 hours." if certificate.status == "VALIDATION_TIMED_OUT" else ""
    return examination.diagnosis(
        CERTIFICATE,
        certificate.failure or certificate.status,
        Certainty.CERTAIN,
        f"ACM gave the certificate up: it is {certificate.status}, and stays so.",
        REASONS.get(certificate.failure, timed_out or f"ACM's reason: {certificate.failure or 'none is told'}."),
        f"Put the cause right, then {examination.then_repair}: it requests another.",
    )
