"""A certificate that nobody renews by itself is a warning, with who has to do what until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest

from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import Problem
from multisite_tui.model.accounts import Account as AwsAccount
from multisite_tui.model.accounts import AccountKind
from multisite_tui.plan.renewals import renewal_concern
from tests.aws.samples import NOW, OURS, Account, certificate

SOON = NOW + timedelta(days=20)


def concern(one: Certificate, kind: AccountKind = AccountKind.AWS) -> tuple[Problem | None, int]:
    """Return what is said of a certificate, and how often ACM was asked for it."""
    account: Any = Account(one)
    account.account = AwsAccount("123456789012", "ap-northeast-2", kind, "arn")
    listed = Certificate(one.arn, one.names, one.status, one.key_algorithm, one.not_after, tags=one.tags, type=one.type)
    return renewal_concern(listed, cast("Facts", account)), len(account.asked)


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({}, None, ""),
        ({"type": "IMPORTED"}, "certificate_imported", "Import its successor under the same ARN before 2027-09-18"),
        ({"methods": frozenset({"EMAIL"})}, "certificate_by_mail", "Follow the link in ACM's mail before 2027-09-18"),
        ({"methods": frozenset({"EMAIL"}), "renewal": "PENDING_VALIDATION"}, "certificate_by_mail", "Follow the link"),
        ({"methods": frozenset({"DNS"}), "renewal": "FAILED"}, "certificate_renewal", "Put the validation records"),
        ({"renewal": "PENDING_AUTO_RENEWAL"}, None, ""),
        ({"eligible": False, "in_use": True}, "certificate_not_eligible", "before 2027-09-18"),
        ({"eligible": False}, None, ""),
        ({"eligible": True, "in_use": True}, None, ""),
        ({"not_after": SOON}, "certificate_ends", "before 2026-12-12"),
        ({"status": "PENDING_VALIDATION", "type": "IMPORTED"}, None, ""),
    ],
)
def test_who_must_do_what_until_when(changes: dict[str, Any], code: str | None, words: str) -> None:
    found, _ = concern(certificate(**changes))
    assert (found.code if found else None) == code
    assert words in (found.next if found else "")
    assert found is None or found.key == "certificate"


def test_what_a_stand_in_says_of_renewals_is_not_repeated() -> None:
    found, _ = concern(certificate(eligible=False, in_use=True), AccountKind.ENDPOINT)
    assert found is None


@pytest.mark.parametrize(
    ("one", "asked"),
    [
        (certificate(tags=OURS), 0),
        (certificate(), 1),
        (certificate(tags=OURS, not_after=NOW + timedelta(days=59)), 1),
        (certificate(type="IMPORTED"), 0),
        (certificate(arn="arn:aws:iam::123456789012:server-certificate/x", type="IMPORTED"), 0),
    ],
)
def test_acm_is_asked_for_no_more_than_is_needed(one: Certificate, asked: int) -> None:
    assert concern(one)[1] == asked
