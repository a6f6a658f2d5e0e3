"""Certificates: chooses a suitable one, or requests one from ACM."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from multisite_tui.aws.calls import AwsCall, Call, Unknown
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.certificates import AMAZON_ISSUED, BY_MAIL, CLASSIC_KEY_TYPES, Certificate, of_iam
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Progress, Ref, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.ownership import Owner, as_list, why_tagged, why_untagged
from multisite_tui.errors import Problem
from multisite_tui.model.replies import Reply
from multisite_tui.model.rules.domains import LONGEST_COMMON_NAME, common_name
from multisite_tui.model.terms import CLOSE_TO_EXPIRY, ISSUED, PENDING
from multisite_tui.model.usual_times import UsualTime

KINDS = ("auto", "request", "none")
MOST_REQUESTS = 6
"""Requests of one run for one site that ACM may answer with a certificate that is deleted: one for each removal of this
site within the last hour, as a rule."""


@dataclass(frozen=True)
class EarlierRequests:
    """What the journal knows of earlier requests for a site, on which the idempotency token of the next one depends.

    ACM compares only the token, for an hour, and answers a known one with the certificate that it made then, also if
    that is deleted. So a request after a removal needs another token, and a resume the same one.
    """

    tokens: frozenset[str] = frozenset()
    """The idempotency tokens of earlier requests."""
    deleted: frozenset[str] = frozenset()
    """The ARNs of certificates that removals deleted."""


@dataclass(frozen=True)
class CertificateChoice:
    """The certificate that a site is to use, and the number of failed requests before it."""

    certificate: Certificate | None
    """None if one must be requested."""
    dead: int = 0
    """The number of certificates requested for this site that failed or expired. It is part of the idempotency token,
    so that a new request does not return one of them."""


def usable(
    facts: Facts, names: Sequence[str], *entrances: EntranceLocator, key_types: Collection[str] = CLASSIC_KEY_TYPES
) -> tuple[Certificate, ...]:
    """Return the certificates that `auto` may choose for these names, the best first, as ACM lists them.

    The one that visitors are shown now comes first, then those that renew themselves, then the one that is valid
    longest. The ARN decides between equals, so that every run makes the same choice.

    Args:
        facts: The account.
        names: The names that it must cover.
        entrances: Where visitors connect now; in a move also where they connected before.
        key_types: The key types that the load balancer takes, in ACM's words.

    Raises:
        AwsFailure: a read was refused.
    """
    listed = facts.certificates()
    there = [found for one in entrances if (found := one.read(facts)) is not None]
    in_use = {port.certificate for one in there for port in one.ports}
    # ACM does not renew an imported certificate, and browsers do not trust a private one.
    offered = [one for one in listed if one.type == AMAZON_ISSUED or one.arn in in_use]
    fit = [one for one in offered if is_usable(one, names, facts.now, key_types)]
    apart = len([one for one in fit if one.arn not in in_use]) > 1 and not any(one.arn in in_use for one in fit)
    mailed = {one.arn for one in fit if apart and _by_mail(facts, one)}
    return tuple(
        sorted(fit, key=lambda one: (one.arn not in in_use, one.arn in mailed, -_end(one).timestamp(), one.arn))
    )


def _by_mail(facts: Facts, certificate: Certificate) -> bool:
    """Whether somebody must follow a link for each renewal; False if that cannot be read."""
    with suppress(AwsFailure):
        described = facts.described(certificate.arn)
        return described is not None and BY_MAIL in described.methods
    return False


def is_usable(
    one: Certificate, names: Sequence[str], now: datetime, key_types: Collection[str] = CLASSIC_KEY_TYPES
) -> bool:
    """Whether a load balancer that takes these key types accepts the certificate, and it does not expire soon."""
    return (
        one.status == ISSUED
        and one.key_algorithm in key_types
        and one.covers(names)
        and one.good_until(now + CLOSE_TO_EXPIRY)
    )


@dataclass
class SiteCertificate(Resource[CertificateChoice]):
    """The certificate of one site.

    `auto` uses the listener's certificate if that is still usable, else an issued one that covers every name, else it
    requests one. `request` uses only one that was requested for this site. An ARN uses exactly that certificate. A
    certificate that was not requested here is used and not changed, not even its tags.
    """

    owner: Owner
    names: tuple[str, ...]
    wanted: str
    entrance: EntranceLocator
    account: str
    region: str
    earlier: EarlierRequests = EarlierRequests()
    key_types: frozenset[str] = CLASSIC_KEY_TYPES
    """The key types that the load balancer takes, in ACM's words."""
    predecessors: tuple[EntranceLocator, ...] = ()
    """Where visitors came in before a move; a certificate that they are shown there is used again."""
    _gone: set[str] = field(default_factory=set)
    """The ARNs with which ACM answered in this run, and that it does not know."""
    wait = Wait(
        "ACM to make up the validation records", limit=300, every=3, usual=UsualTime.seconds(0, 10), one_by_one=True
    )

    @property
    def given(self) -> bool:
        """Whether the answers give an ARN, so that none is chosen or requested."""
        return self.wanted not in KINDS

    @property
    def title(self) -> str:
        """Such as `certificate of main.io`."""
        return f"certificate of {self.owner.site}"

    def read(self, facts: Facts, known: StepOutputs) -> CertificateChoice:
        """Choose the certificate."""
        if self.given:
            return CertificateChoice(self._given(facts))
        reusable = self._reusable(facts) if self.wanted == "auto" else None
        return CertificateChoice(reusable) if reusable else self._requested(facts)

    def calls(self, found: CertificateChoice | None, known: StepOutputs) -> Sequence[Call]:
        """Request one if there is none; update the tags of one that was requested for this site."""
        if found is None:
            return ()
        return self._tag(found.certificate) if found.certificate else [self._request(found.dead)]

    def exists(self, found: CertificateChoice | None) -> bool:
        """Whether there is a usable certificate."""
        return found is not None and found.certificate is not None

    def conflicts(self, found: CertificateChoice | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse a given certificate that a load balancer or a browser would refuse, and names that ACM refuses."""
        if found is None:
            return ()
        if self.given:
            return self._unfit_for(found.certificate)
        return [self._all_too_long()] if found.certificate is None and common_name(self.names) else ()

    def _all_too_long(self) -> Problem:
        return Problem(
            code="common_name",
            what=f"No issued certificate covers {', '.join(self.names)}, and ACM would refuse to issue one.",
            why=f"The first name of a certificate has {LONGEST_COMMON_NAME} characters at most, and each is longer.",
            next="Add a shorter alias, or name a certificate that covers the names.",
            site=self.owner.site,
            key="aliases",
        )

    def _given(self, facts: Facts) -> Certificate | None:
        """Return the certificate with the ARN in the answers; None if it does not exist."""
        found = facts.listed_certificate(self.wanted) if self._here() else None
        if found is not None and found.status == PENDING:
            found = facts.described(self.wanted) or found  # for how it is validated
        return facts.tagged(found) if found else None

    def _here(self) -> bool:
        """Whether the load balancer can use the given ARN: it is of this account, and of this region or of IAM."""
        region = "" if of_iam(self.wanted) else self.region
        return self.wanted.split(":")[3:5] == [region, self.account]

    def _unfit_for(self, found: Certificate | None) -> Sequence[Problem]:
        if found is None and not self._here():
            why = (
                f"A load balancer takes only one of its own region and account, here {self.region} and {self.account}."
            )
            return [self._unfit("is of another region or account", why)]
        if found is None:
            return [self._unfit("is not there", "AWS Certificate Manager knows none of this ARN in the region.")]
        if found.status == PENDING and BY_MAIL in found.methods:
            return [self._mail_awaited(found)]
        if found.status != ISSUED:
            return [self._unfit(f"is {found.status}", "A load balancer takes only one that is issued.")]
        if found.key_algorithm not in self.key_types:
            why = "The load balancer does not take it; a Classic one takes RSA keys up to 3072 bits."
            return [self._unfit(f"has a key of type {found.key_algorithm}", why)]
        if not found.covers(self.names):
            missing = ", ".join(name for name in self.names if not found.covers([name]))
            return [self._unfit(f"does not cover {missing}", "A browser would refuse the site.")]
        return ()

    def _mail_awaited(self, found: Certificate) -> Problem:
        return Problem(
            code="certificate_unfit",
            what=f"The certificate {self.wanted} is {found.status}: somebody must follow the link in ACM's mail.",
            why=f"It is validated by e-mail: ACM wrote to contacts such as admin@ and postmaster@ of "
            f"{', '.join(sorted(found.names))}, and gives up after 72 hours.",
            next="Follow the link in the mail and run again, or set `certificate: auto` to have one chosen.",
            site=self.owner.site,
            key="certificate",
        )

    def expects(self, found: CertificateChoice | None) -> Wait | None:
        """Return the wait only if a certificate will be requested; changing tags needs no wait."""
        return self.wait if found is None or found.certificate is None else None

    def progress(self, facts: Facts, found: CertificateChoice, replies: Sequence[Reply]) -> Progress:
        """Done when ACM has created the validation records, some seconds after the request."""
        if found.certificate is not None and found.certificate.status != PENDING:
            return Progress(True, "")
        now = facts.validation(found.certificate.arn) if found.certificate else None
        if now is None:
            return Progress(False, "ACM does not show the certificate yet", absent=True)
        return Progress(now.status != PENDING or not now.awaited, f"ACM {now.status}: no validation record yet")

    def given_up(self, found: CertificateChoice) -> bool:
        """Note the certificate as deleted before this run; the next request has another token."""
        if found.certificate is None or self.given or len(self._gone) >= MOST_REQUESTS:
            return False
        self._gone.add(found.certificate.arn)
        return True

    def noop_reason(self, found: CertificateChoice | None) -> str:
        """Return which certificate is used, and of what kind it is."""
        if found is None or found.certificate is None:
            return ""
        status = found.certificate.status.lower().replace("_", " ")
        ours = self.owner.owns(found.certificate.tags)
        return f"{status}, requested for this site" if ours else f"{status}, there already, and left as it is"

    def summary(self, found: CertificateChoice | None) -> str:
        """Its ARN."""
        return found.certificate.arn if found and found.certificate else ""

    def _tag(self, found: Certificate) -> Sequence[Call]:
        if not self.owner.owns(found.tags):
            return ()
        calls = []
        if lacking := self.owner.lacking(found.tags):
            params = {"CertificateArn": found.arn, "Tags": as_list(lacking)}
            calls.append(AwsCall("acm", "AddTagsToCertificate", params, self.title, why_tagged(lacking)))
        if outdated := self.owner.outdated(found.tags):
            params = {"CertificateArn": found.arn, "Tags": [{"Key": key} for key in outdated]}
            calls.append(AwsCall("acm", "RemoveTagsFromCertificate", params, self.title, why_untagged(outdated)))
        return calls

    def _reusable(self, facts: Facts) -> Certificate | None:
        entrances = (self.entrance, *self.predecessors)
        best = next(iter(usable(facts, self.names, *entrances, key_types=self.key_types)), None)
        return facts.tagged(best) if best else None

    def _requested(self, facts: Facts) -> CertificateChoice:
        """Return the one requested for this site that is issued or pending, and the number of those that failed."""
        listed = [one for one in facts.certificates() if one.arn not in self._gone]
        same_names = [one for one in listed if one.names == frozenset(self.names)]
        tagged = [whole for one in same_names if (whole := facts.tagged(one)) is not None]
        ours = [one for one in tagged if self.owner.owns(one.tags)]
        living = [one for one in ours if self._lives(one, facts)]
        best = min(living, key=lambda one: (one.status != ISSUED, one.arn), default=None)
        return CertificateChoice(best, dead=len(ours) - len(living))

    def _lives(self, one: Certificate, facts: Facts) -> bool:
        return one.status == PENDING or is_usable(one, self.names, facts.now, self.key_types)

    def _request(self, dead: int) -> Call:
        first, *others = sorted(self.names, key=lambda name: len(name.encode()) > LONGEST_COMMON_NAME)
        params = {
            "DomainName": first,
            "ValidationMethod": "DNS",
            "IdempotencyToken": self._token([first, *others], dead),
            # Explicit: it is the only key type of ACM that a Classic Load Balancer takes; a site may be moved to one.
            "KeyAlgorithm": "RSA_2048",
            "Tags": as_list(self.owner.tags_for()),
        }
        if others:
            params["SubjectAlternativeNames"] = [first, *others]
        return AwsCall("acm", "RequestCertificate", params, self.title, "no issued certificate covers the names")

    def _token(self, names: Sequence[str], dead: int) -> str:
        """Return the same 32 characters for the same request: a repeat within an hour creates no second certificate.

        Every other request has another token, also one for another site or with the names in another order, because ACM
        may refuse a known token with other parameters. Only word characters are allowed (acm, `RequestCertificate`,
        `IdempotencyToken`). The token contains no run id, which a resumed run would not know. It contains what this
        setup deleted for the site, as far as the journal knows, and otherwise how often ACM answered with a certificate
        that it does not know.
        """
        parts = [self.account, self.region, self.owner.setup, self.owner.site or "", *names, str(dead)]
        parts += sorted(self.earlier.deleted)
        # The last one that an earlier run used comes first: its reply may have been lost.
        used = next(number for number in count() if _hash([*parts, *_again(number + 1)]) not in self.earlier.tokens)
        return _hash([*parts, *_again(used + len(self._gone))])

    def _unfit(self, what: str, why: str) -> Problem:
        return Problem(
            code="certificate_unfit",
            what=f"The certificate {self.wanted} {what}.",
            why=why,
            next="Name another certificate, or set `certificate: auto` to have one chosen or requested.",
            site=self.owner.site,
            key="certificate",
        )


def _again(number: int) -> list[str]:
    return [f"again {number}"] if number else []


def _hash(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def arn_of(certificate: Ref[CertificateChoice] | None, known: StepOutputs) -> str | Unknown:
    """Return the ARN to put on a listener; an `Unknown` if the certificate is still to be requested.

    Args:
        certificate: The step that chooses the certificate; None if no listener needs one.
        known: The resources of the steps so far.
    """
    chosen = known.get(certificate) if certificate else None
    if chosen is not None and chosen.certificate is not None:
        return chosen.certificate.arn
    return Unknown(certificate.step if certificate else None, "CertificateArn", "the certificate's ARN")


def _end(certificate: Certificate) -> datetime:
    return certificate.not_after or datetime.max.replace(tzinfo=UTC)
