"""Who renews a certificate, and what somebody has to do before it ends.

ACM renews by itself only what it issued, whose names are validated in DNS, and what a service uses (acm guide, "Managed
certificate renewal").
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.certificates import AMAZON_ISSUED, BY_MAIL, IMPORTED, Certificate, of_iam
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.ownership import SETUP
from multisite_tui.errors import Problem
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.roles import Role
from multisite_tui.model.terms import CLOSE_TO_EXPIRY, ISSUED, PENDING, RENEWAL_BEGINS
from multisite_tui.plan.checked import Concerns, StepsCheck

STUCK = (PENDING, "FAILED")
"""States of a renewal that does not go on by itself (acm, `RenewalSummary`, `RenewalStatus`)."""


def check_renewal(checked: StepsCheck, site: str, facts: Facts) -> Concerns:
    """Return a warning if the certificate that the site is to use will not renew itself."""
    choice = checked.found.of(Role.CERTIFICATE, site)
    chosen = choice.certificate if isinstance(choice, CertificateChoice) else None
    concern = renewal_concern(chosen, facts) if chosen is not None else None
    return Concerns(warnings=[concern] if concern else [])


def renewal_concern(certificate: Certificate, facts: Facts) -> Problem | None:
    """Return who must do what until when, so that the certificate does not end; None if nobody needs to do anything.

    ACM is asked for more than its list says only of a certificate that this program did not request, and of one that is
    being renewed just now.
    """
    if certificate.status != ISSUED:
        return None
    found = certificate
    renewing = not certificate.good_until(facts.now + RENEWAL_BEGINS)
    if (
        not of_iam(certificate.arn)
        and certificate.type == AMAZON_ISSUED
        and (SETUP not in certificate.tags or renewing)
    ):
        with suppress(AwsFailure):  # what cannot be read is not known
            found = facts.described(certificate.arn) or certificate
    return _concern(found, facts)


def _concern(found: Certificate, facts: Facts) -> Problem | None:
    if found.type == IMPORTED:
        return _worded(IMPORTED_ONE, found)
    if BY_MAIL in found.methods:
        return _worded(MAILED, found)
    if found.renewal in STUCK:
        return _worded(NOT_RENEWED, found)
    if found.eligible is False and found.in_use and facts.account.kind is not AccountKind.ENDPOINT:
        return _worded(NOT_ELIGIBLE, found)
    return None if found.good_until(facts.now + CLOSE_TO_EXPIRY) else _worded(ENDING, found)


@dataclass(frozen=True)
class _Concern:
    """What is said of a certificate; `{arn}`, `{until}` and `{renewal}` stand for its own."""

    code: str
    what: str
    why: str
    following: str


IMPORTED_ONE = _Concern(
    "certificate_imported",
    "Certificate {arn} was imported: AWS does not renew it, and it ends on {until}.",
    "ACM renews only certificates that it issued itself.",
    "Import its successor under the same ARN before {until}, or set `certificate: request` to have one that renews "
    "itself.",
)
MAILED = _Concern(
    "certificate_by_mail",
    "Certificate {arn} is validated by e-mail and does not renew itself; it ends on {until}.",
    "About 45 days before the end, ACM writes to contacts of the domain such as admin@ and postmaster@, and renews the "
    "certificate only if one of them follows the link.",
    "Follow the link in ACM's mail before {until}, or set `certificate: request` to have one that renews itself.",
)
NOT_RENEWED = _Concern(
    "certificate_renewal",
    "ACM cannot renew certificate {arn} yet ({renewal}); it ends on {until}.",
    "As a rule, the validation record of one of its names is not in public DNS any more.",
    "Put the validation records that ACM shows for it into DNS before {until}, or set `certificate: request` to have "
    "another one.",
)
NOT_ELIGIBLE = _Concern(
    "certificate_not_eligible",
    "Certificate {arn} is not eligible for renewal, and ends on {until}.",
    "ACM says so in its `RenewalEligibility`, although the certificate is in use.",
    "Name another one before {until}, or set `certificate: request` to have one that renews itself.",
)
ENDING = _Concern(
    "certificate_ends",
    "Certificate {arn} ends on {until} and was not renewed.",
    "ACM renews its own 45 days or more before the end.",
    "Name another one before {until}, or set `certificate: request` to have one that renews itself.",
)


def _worded(concern: _Concern, found: Certificate) -> Problem:
    until = f"{found.not_after:%Y-%m-%d}" if found.not_after else "a day that AWS does not tell"
    renewal = f"{found.renewal}: {found.renewal_reason}" if found.renewal_reason else found.renewal
    words = {"arn": found.arn, "until": until, "renewal": renewal}
    what, why, following = (text.format(**words) for text in (concern.what, concern.why, concern.following))
    return Problem(concern.code, what, why, following, key="certificate")
